"""A second, small reader of proofs that shares no logic with the first: it never searches, it only looks.

It works on plain data, as they lie in the database or in somebody's mail, and trusts nothing in them: every
field of every node is compared with what the rule and the wallet say it must be.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from credentials.stacks.facts import Fact
from credentials.stacks.rules import Rule, rule_to_json

type Data = Mapping[str, Any]

_HEAD: Final = {"format", "at", "satisfied", "facts", "rule", "root"}
_NODE: Final = {"at", "satisfied", "have", "need"}


class _WrongError(Exception):
    """The proof fails here."""


def check_proof(  # noqa: PLR0911 - one complaint for each way to be wrong
    rule: Rule | Data, proof: Data, facts: Iterable[Fact], *, at: datetime
) -> list[str]:
    """Check that a stored proof shows the rule satisfied by these facts as of `at`.

    Gives what is wrong, with its place in the rule; an empty list where the proof holds.
    """
    wanted = dict(rule) if isinstance(rule, Mapping) else rule_to_json(rule)
    wallet = {fact.credential: fact for fact in facts if fact.counts(at)}
    try:
        if set(proof) != _HEAD or proof["format"] != "cairn-proof/1" or proof["satisfied"] is not True:
            return ["/: this is no proof that a rule is satisfied"]
        if datetime.fromisoformat(proof["at"]) != at:
            return ["/at: the proof is of another date"]
        if _written(proof["rule"]) != _written(wanted):
            return ["/rule: the proof is of another rule"]
        used = _look(wanted, proof["root"], "", wallet, at)
        if proof["root"]["satisfied"] is not True:
            return ["/: the root of the proof is not satisfied"]
        if proof["facts"] != list(dict.fromkeys(fact.credential for fact in used)):
            return ["/facts: the list differs from what the tree rests on"]
    except _WrongError as error:
        return [str(error)]
    except (KeyError, TypeError, ValueError, AttributeError, IndexError, ArithmeticError) as error:
        return [f"/: the proof is malformed ({type(error).__name__})"]
    return []


def _written(rule: Data) -> str:
    """Write a rule down, so that 1, 1.0 and true are three things."""
    return json.dumps(rule, sort_keys=True)


def _look(rule: Data, node: Data, place: str, wallet: Mapping[str, Fact], at: datetime) -> list[Fact]:
    """Check a node and all below it; give the facts it rests on, one entry for each use."""
    _demand(node["at"] == place, place, "the node is of another place")
    word = next((word for word in ("all", "any", "of") if isinstance(rule.get(word), list)), None)
    inner = next((word for word in ("rule", "distinct_evidence") if word in rule), None)
    allowed = {"parts"} if word or inner else {"facts"} & set(node)
    allowed |= {"window"} if "within" in rule else set()
    _demand(set(node) == _NODE | allowed, place, "the node has other fields than it should")
    if word:
        pairs = list(zip(rule[word], node["parts"], strict=True))
        uses = [_look(*pair, f"{place}/{word}/{i}", wallet, at) for i, pair in enumerate(pairs)]
        good = [part["satisfied"] for _, part in pairs].count(True)
        _count(node, place, good, {"all": len(pairs), "any": 1}.get(word) or rule["at_least"])
        return [
            fact for (_, part), used in zip(pairs, uses, strict=True) if part["satisfied"] for fact in used
        ]
    if inner:
        [part] = node["parts"]
        used = _look(rule[inner], part, f"{place}/{inner}", wallet, at)
        fits = _fits(rule, node, place, used, at)
        satisfied = part["satisfied"] and (fits is None or inner != "distinct_evidence")
        if node["satisfied"]:
            _demand(fits is None, place, fits or "")
        _count(node, place, int(satisfied), 1)
        return used
    for name in node.get("facts", ()):
        _demand(name in wallet, place, f"the credential {name!r} is not there, or does not count")
    used = [wallet[name] for name in node.get("facts", ())]
    _demand("facts" not in node or bool(used), place, "the node has other fields than it should")
    if "credits" in rule:
        kinds = [fact.achievement for fact in used]
        _demand(len(kinds) == len(set(kinds)), place, "an achievement is added twice")
        belongs = all(kind in rule.get("from", kinds) for kind in kinds)
        _demand(belongs, place, "an achievement does not belong to the sum")
        _count(node, place, sum((fact.credits for fact in used), Decimal(0)), Decimal(str(rule["credits"])))
        return used
    for fact in used:
        if "skill" in rule:
            shown = fact.skills.get(rule["skill"], 0) >= rule["level"]
            _demand(shown, place, "the skill is not shown at that level")
        else:
            names = rule["equivalent"] if "equivalent" in rule else [rule["achievement"]]
            _demand(fact.achievement in names, place, "the credential is of another achievement")
    _demand(len(used) <= 1, place, "one credential is needed here")
    _count(node, place, len(used), 1)
    return used


def _demand(condition: bool, place: str, complaint: str) -> None:
    if not condition:
        raise _WrongError(f"{place or '/'}: {complaint}")


def _count(node: Data, place: str, have: Decimal | int, need: Decimal | int) -> None:
    """Demand that the node says how much is there and needed, and whether that is enough."""
    for said, counted in ((node["have"], have), (node["need"], need)):
        exact = type(said) in (int, float) and Decimal(str(said)) == counted
        _demand(exact, place, f"it says {said!r} where {counted} is counted")
    _demand(node["satisfied"] is (have >= need), place, f"{have} of {need} is there, and it says otherwise")


def _fits(rule: Data, node: Data, place: str, used: list[Fact], at: datetime) -> str | None:
    """Say what is wrong with using these facts under `issued_by`, `within` or `distinct_evidence`."""
    if "issued_by" in rule:
        issuers = [rule["issued_by"]] if isinstance(rule["issued_by"], str) else rule["issued_by"]
        return None if all(fact.issuer in issuers for fact in used) else "another issuer's credential is used"
    if "within" in rule:
        first, last = (datetime.fromisoformat(text) for text in node["window"])
        recent = rule.get("of") == "now"
        _demand(not recent or last == at, place, "the window does not end on the date asked about")
        long = _shifted(last, -rule["within"]) == first if recent else _shifted(first, rule["within"]) == last
        _demand(long or (first == last == at and not used), place, "the window has another length")
        inside = all(first <= fact.awarded_at <= last for fact in used)
        return None if inside else "a credential lies outside the window"
    pieces = [piece for fact in used for piece in fact.pieces]
    return None if len(pieces) == len(set(pieces)) else "a piece of evidence is used twice"


def _shifted(moment: datetime, months: int) -> datetime:
    """Move by calendar months, on the month's last day where the day does not exist.

    Where there is no such year, to the end of time on that side.
    """
    year, month = moment.year, moment.month + months
    while month > 12:
        year, month = year + 1, month - 12
    while month < 1:
        year, month = year - 1, month + 12
    if year > 9999:
        return datetime(9999, 12, 31, 23, 59, 59, 999_999, tzinfo=moment.tzinfo)
    if year < 1:
        return datetime(1, 1, 1, tzinfo=moment.tzinfo)
    for day in (moment.day, 30, 29):
        try:
            return moment.replace(year=year, month=month, day=min(day, moment.day))
        except ValueError:
            continue
    return moment.replace(year=year, month=month, day=28)
