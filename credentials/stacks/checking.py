"""A second, small reader of proofs that shares no logic with the first: it never searches, it only looks.

It works on plain data, as they lie in the database or in somebody's mail, and trusts nothing in them.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from credentials.stacks.facts import Fact
from credentials.stacks.rules import Rule, rule_to_json

type Data = Mapping[str, Any]


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
        if proof["format"] != "cairn-proof/1" or proof["satisfied"] is not True:
            return ["/: this is no proof that a rule is satisfied"]
        if datetime.fromisoformat(proof["at"]) != at:
            return ["/at: the proof is of another date"]
        if proof["rule"] != wanted:
            return ["/rule: the proof is of another rule"]
        used = _look(wanted, proof["root"], "", wallet, at)
        if set(proof["facts"]) != {fact.credential for fact in used}:
            return ["/facts: the list differs from what the tree rests on"]
    except _WrongError as error:
        return [str(error)]
    except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
        return [f"/: the proof is malformed ({type(error).__name__})"]
    return []


def _look(rule: Data, node: Data, place: str, wallet: Mapping[str, Fact], at: datetime) -> list[Fact]:
    """Give the facts a node rests on, one entry for each use."""

    def demand(condition: bool, complaint: str) -> None:
        if not condition:
            raise _WrongError(f"{place or '/'}: {complaint}")

    demand(node["satisfied"] is True and node["at"] == place, "this node does not say that it is satisfied")
    for word in ("all", "any", "of"):
        if isinstance(rule.get(word), list):
            pairs = list(zip(rule[word], node["parts"], strict=True))
            good = [i for i, (_, part) in enumerate(pairs) if part["satisfied"] is True]
            needed = {"all": len(pairs), "any": 1}.get(word) or rule["at_least"]
            demand(len(good) >= needed, f"{len(good)} parts are satisfied, not {needed}")
            return [f for i in good for f in _look(*pairs[i], f"{place}/{word}/{i}", wallet, at)]
    inner = "rule" if "rule" in rule else "distinct_evidence"
    if inner in rule:
        used = _look(rule[inner], node["parts"][0], f"{place}/{inner}", wallet, at)
        if "issued_by" in rule:
            issuers = [rule["issued_by"]] if isinstance(rule["issued_by"], str) else rule["issued_by"]
            demand(all(fact.issuer in issuers for fact in used), "another issuer's credential is used")
        elif "within" in rule:
            first, last = (datetime.fromisoformat(text) for text in node["window"])
            start, end = (last, at) if rule.get("of") == "now" else (first, last)
            months = -rule["within"] if rule.get("of") == "now" else rule["within"]
            demand(_shifted(start, months) == (first if months < 0 else end), "the window has another length")
            demand(start == at or months > 0, "the window does not end on the date asked about")
            demand(
                all(first <= fact.awarded_at <= last for fact in used), "a credential lies outside the window"
            )
        else:
            pieces = [piece for fact in used for piece in fact.pieces]
            demand(len(pieces) == len(set(pieces)), "a piece of evidence is used twice")
        return used
    for name in node["facts"]:
        demand(name in wallet, f"the credential {name!r} is not there, or does not count")
    used = [wallet[name] for name in node["facts"]]
    if "credits" in rule:
        kinds = [fact.achievement for fact in used]
        demand(len(kinds) == len(set(kinds)), "an achievement is added twice")
        demand(
            all(kind in rule.get("from", kinds) for kind in kinds),
            "an achievement does not belong to the sum",
        )
        demand(
            sum((fact.credits for fact in used), Decimal(0)) >= Decimal(str(rule["credits"])),
            "too few credits",
        )
        return used
    demand(len(used) == 1, "one credential is needed here")
    if "skill" in rule:
        demand(used[0].skills.get(rule["skill"], 0) >= rule["level"], "the skill is not shown at that level")
    else:
        names = rule["equivalent"] if "equivalent" in rule else [rule["achievement"]]
        demand(used[0].achievement in names, "the credential is of another achievement")
    return used


def _shifted(moment: datetime, months: int) -> datetime:
    """Move by calendar months, on the month's last day where the day does not exist."""
    year, month = moment.year, moment.month + months
    while month > 12:
        year, month = year + 1, month - 12
    while month < 1:
        year, month = year - 1, month + 12
    for day in (moment.day, 30, 29):
        try:
            return moment.replace(year=year, month=month, day=min(day, moment.day))
        except ValueError:
            continue
    return moment.replace(year=year, month=month, day=28)
