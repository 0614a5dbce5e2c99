"""Stacking rules from a shell: `python -m credentials.stacks rule|schema|evaluate|check|preview|route …`.

Rules, wallets, proofs and offers are files of JSON (- is standard input). Prints JSON. Exit codes: 0 it is
so, 1 it is not (no rule, not satisfied, no proof, no route), 2 wrong use or unreadable input.
"""

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from credentials.stacks.checking import check_proof
from credentials.stacks.evaluating import evaluate, preview
from credentials.stacks.explaining import explain, headline, in_words
from credentials.stacks.facts import Fact
from credentials.stacks.json_forms import FormError, facts_from_json, offers_from_json
from credentials.stacks.model import EFFORT, TooMuchEffortError
from credentials.stacks.parsing import RuleError, parse_rule
from credentials.stacks.proofs import ProofTree
from credentials.stacks.routes import RouteTooHardError, cheapest_route
from credentials.stacks.rules import Rule, achievements_named, rule_to_json, walk
from credentials.stacks.schema import RULE_SCHEMA

type Json = dict[str, Any]

_LARGEST: Final = 64_000_000


class _UsageError(Exception):
    """The command was given something it cannot work with."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    options = _parser().parse_args(arguments)
    try:
        answer, holds = options.run(options)
    except RuleError as error:
        problems = [
            {"at": problem.pointer, "code": problem.code, "message": problem.message}
            for problem in error.problems
        ]
        answer, holds = {"problems": problems}, False
    except (OSError, ValueError, TooMuchEffortError, _UsageError, RouteTooHardError) as error:
        sys.stderr.write(f"error: {error}\n")
        return 2
    sys.stdout.write(_printed(answer) + "\n")
    return 0 if holds else 1


def _printed(answer: Json) -> str:
    """Write JSON, with escapes where standard output cannot carry what a file said (half a character)."""
    text = json.dumps(answer, ensure_ascii=False, indent=2)
    try:
        text.encode(sys.stdout.encoding)
    except UnicodeEncodeError:
        return json.dumps(answer, indent=2)
    return text


def _rule_command(options: argparse.Namespace) -> tuple[Json, bool]:
    rule = _rule(options)
    named = sorted(achievements_named(rule))
    return {"rule": rule_to_json(rule), "parts": len(list(walk(rule))), "achievements": named}, True


def _schema(options: argparse.Namespace) -> tuple[Json, bool]:
    return RULE_SCHEMA, True


def _evaluate(options: argparse.Namespace) -> tuple[Json, bool]:
    proof = evaluate(_rule(options), _facts(options.wallet), at=options.at)
    return {**_words(proof), "progress": proof.progress, "proof": proof.to_json()}, proof.satisfied


def _check(options: argparse.Namespace) -> tuple[Json, bool]:
    proof = _json(options.proof)
    # Either the bare proof, or what `evaluate` printed.
    stored = proof.get("proof", proof) if isinstance(proof, dict) else {}
    complaints = check_proof(_rule(options), stored, _facts(options.wallet), at=options.at)
    return {"holds": not complaints, "complaints": complaints}, not complaints


def _preview(options: argparse.Namespace) -> tuple[Json, bool]:
    data = _json(options.wallets)
    if not isinstance(data, dict):
        raise _UsageError("Wallets are an object: name → list of credentials.")
    wallets: dict[str, list[Fact]] = {}
    for owner, rows in data.items():
        try:
            wallets[owner] = facts_from_json(rows)
        except FormError as error:
            raise _UsageError(f"{owner}: {error}") from None
    found = preview(_rule(options), wallets, at=options.at)
    answer = {"total": found.total, "earning": list(found.earning), "progress": dict(found.progress)}
    return answer, bool(found.earning)


def _route(options: argparse.Namespace) -> tuple[Json, bool]:
    offers = _read_as(offers_from_json, options.offers)
    facts = _facts(options.wallet) if options.wallet else []
    route = cheapest_route(_rule(options), facts, offers, at=options.at, effort=options.effort)
    if route is None:
        return {"route": None}, False
    steps = [
        {"key": offer.key, "achievement": offer.achievement, "hours": offer.hours} for offer in route.offers
    ]
    return {"route": steps, "hours": route.hours, "proof": route.proof.to_json()}, True


def _words(proof: ProofTree) -> Json:
    lines = [f"{'  ' * message.depth}{in_words(message)}" for message in explain(proof, {})]
    return {"satisfied": proof.satisfied, "headline": in_words(headline(proof, {})), "explanation": lines}


def _rule(options: argparse.Namespace) -> Rule:
    return parse_rule(_json(options.rule))


def _facts(path: Path) -> list[Fact]:
    return _read_as(facts_from_json, path)


def _read_as[T](read: Callable[[object], T], path: Path) -> T:
    try:
        return read(_json(path))
    except FormError as error:
        raise _UsageError(f"{path}: {error}") from None


def _json(path: Path) -> Any:
    data = _bytes(path)
    try:
        return json.loads(data, object_pairs_hook=_once)
    except (ValueError, RecursionError) as error:
        raise _UsageError(f"{path} is no JSON: {error}") from None


def _bytes(path: Path) -> bytes:
    if str(path) == "-":
        data = sys.stdin.buffer.read(_LARGEST + 1)
        if len(data) > _LARGEST:
            raise _UsageError(f"Standard input has more than {_LARGEST} bytes.")
        return data
    if path.is_file() and path.stat().st_size > _LARGEST:
        raise _UsageError(f"{path} has more than {_LARGEST} bytes.")
    return path.read_bytes()


def _once(members: list[tuple[str, Any]]) -> Json:
    """Refuse an object that says two things by one name: readers differ in which they believe."""
    found = dict(members)
    if len(found) < len(members):
        names = [name for name, _ in members]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"{twice[:80]!r} stands twice in one object")
    return found


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text[:80]!r} is not a date and time") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m credentials.stacks", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(
        name: str, run: Callable[[argparse.Namespace], tuple[Json, bool]], says: str, *, at: bool = True
    ) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=says, description=says)
        made.set_defaults(run=run)
        if at:
            made.add_argument("rule", type=Path, help="the rule")
            now = datetime.now(UTC)
            made.add_argument("--at", type=_moment, default=now, help="as of when (ISO 8601); by default now")
        return made

    rule = command(
        "rule", _rule_command, "Say whether this is a rule, or everything that is wrong.", at=False
    )
    rule.add_argument("rule", type=Path, help="the rule")
    command("schema", _schema, "Print the rule language as JSON Schema.", at=False)
    wallet = "a list of credentials: credential, achievement, issuer, awarded_at, skills, credits, …"
    command("evaluate", _evaluate, "Prove a rule from a wallet, or say what is missing.").add_argument(
        "wallet", type=Path, help=wallet
    )
    check = command("check", _check, "Check a stored proof with the second, small checker.")
    check.add_argument("wallet", type=Path, help=wallet)
    check.add_argument("proof", type=Path, help="the proof, or what `evaluate` printed")
    command("preview", _preview, "Say which of many wallets satisfy a rule.").add_argument(
        "wallets", type=Path, help="an object: name → wallet"
    )
    route = command("route", _route, "Find the offers with the fewest hours that satisfy a rule.")
    route.add_argument("offers", type=Path, help="a list: key, achievement, hours, skills, prerequisites, …")
    route.add_argument("--wallet", type=Path, help="what is held already")
    route.add_argument("--effort", type=int, default=EFFORT, help="when to give up: steps of the search")
    return parser
