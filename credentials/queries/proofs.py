"""The stored proof of a stacked credential, in words: each line with the credentials it rests on."""

import dataclasses
from typing import Any

from credentials.openbadges.text import parse_time
from credentials.queries.stack_words import template
from credentials.stacks import ProofNode, Rule, explain, in_words, parse_rule
from credentials.stacks.proofs import ProofTree
from credentials.stacks.rules import AtLeast, DistinctEvidence, IssuedBy, Within

type Json = dict[str, Any]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ProofLine:
    """A node of the proof in words. `parts` are the entries of `claims["parts"]` it rests on."""

    text: str
    depth: int
    satisfied: bool
    parts: tuple[Json, ...] = ()


def proof_lines(stored: Json | None, claims: Json) -> list[ProofLine]:
    """The proof outermost first; empty where there is none."""
    if not stored:
        return []
    tree = _tree(stored)
    parts = {part["credential"]: part for part in claims["parts"]}
    names = {part["slug"]: part["name"] for part in claims["parts"]}
    names |= {skill["slug"]: skill["label"] for skill in claims["skills"]}
    nodes = list(_in_order(tree.root))
    return [
        ProofLine(
            text=in_words(message, template),
            depth=message.depth,
            satisfied=message.satisfied,
            parts=tuple(parts[fact] for fact in node.facts if fact in parts),
        )
        for message, node in zip(explain(tree, names), nodes, strict=True)
    ]


def _in_order(node: ProofNode) -> list[ProofNode]:
    return [node, *(inner for child in node.children for inner in _in_order(child))]


def _tree(stored: Json) -> ProofTree:
    rule = parse_rule(stored["rule"])
    at = parse_time(stored["at"])
    if at is None:
        raise ValueError("The stored proof has no date.")
    return ProofTree(rule, at, _node(rule, stored["root"]))


def _node(rule: Rule, stored: Json) -> ProofNode:
    children = [_node(inner, part) for inner, part in zip(_inner(rule), stored.get("parts", []), strict=True)]
    return ProofNode(
        pointer=stored["at"],
        rule=rule,
        satisfied=stored["satisfied"],
        have=stored["have"],
        need=stored["need"],
        progress=1.0 if stored["satisfied"] else 0.0,
        facts=tuple(stored.get("facts", ())),
        children=tuple(children),
    )


def _inner(rule: Rule) -> tuple[Rule, ...]:
    if isinstance(rule, AtLeast):
        return rule.rules
    if isinstance(rule, Within | IssuedBy | DistinctEvidence):
        return (rule.rule,)
    return ()
