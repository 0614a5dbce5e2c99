"""Stacking rules: what a larger credential takes, the proof that it is there, and the shortest way to it.

    rule = parse_rule({"all": [{"achievement": "data-basics"}, {"skill": "statistics", "level": 2}]})
    proof = evaluate(rule, facts, at=now)         # a tree that says what was satisfied by which credential
    check_proof(rule, proof.to_json(), facts, at=now)         # [] when the proof holds
    cheapest_route(rule, facts, offers, at=now)   # the courses, in order, that are still worth taking

Pure: no Django, no network, no clock (`at` is an argument), no state. README.md describes the language.
"""

from credentials.stacks.checking import check_proof
from credentials.stacks.evaluating import Gap, Preview, evaluate, missing, preview
from credentials.stacks.explaining import Message, explain, headline, in_words
from credentials.stacks.facts import Fact, Status
from credentials.stacks.model import TooMuchEffortError
from credentials.stacks.offers import Offer
from credentials.stacks.parsing import Problem, RuleError, parse_rule
from credentials.stacks.proofs import ProofNode, ProofTree
from credentials.stacks.routes import Route, RouteTooHardError, cheapest_route
from credentials.stacks.rules import Rule, achievements_named, rule_to_json
from credentials.stacks.schema import RULE_SCHEMA

__all__ = [
    "RULE_SCHEMA",
    "Fact",
    "Gap",
    "Message",
    "Offer",
    "Preview",
    "Problem",
    "ProofNode",
    "ProofTree",
    "Route",
    "RouteTooHardError",
    "Rule",
    "RuleError",
    "Status",
    "TooMuchEffortError",
    "achievements_named",
    "cheapest_route",
    "check_proof",
    "evaluate",
    "explain",
    "headline",
    "in_words",
    "missing",
    "parse_rule",
    "preview",
    "rule_to_json",
]
