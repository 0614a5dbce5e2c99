"""The parsed form of a rule: a tree of frozen nodes, every one of them monotone (more facts never hurt)."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from credentials.stacks.facts import Fact


@dataclass(frozen=True, slots=True)
class Held:
    """An achievement is held, or one of those the rule calls equivalent."""

    achievements: tuple[str, ...]
    word: Literal["achievement", "equivalent"]

    def matches(self, fact: Fact) -> bool:
        """Say whether this fact alone satisfies the node."""
        return fact.achievement in self.achievements


@dataclass(frozen=True, slots=True)
class SkillLevel:
    """A skill is shown at a level or higher by one credential."""

    skill: str
    level: int

    def matches(self, fact: Fact) -> bool:
        """Say whether this fact alone satisfies the node."""
        return fact.skills.get(self.skill, 0) >= self.level


@dataclass(frozen=True, slots=True)
class Credits:
    """Credits add up to an amount; each achievement counts once, and only those in `source` if given."""

    amount: Decimal
    source: tuple[str, ...] | None = None

    def matches(self, fact: Fact) -> bool:
        """Say whether this fact may add to the sum."""
        return fact.credits > 0 and (self.source is None or fact.achievement in self.source)


@dataclass(frozen=True, slots=True)
class AtLeast:
    """A number of parts are satisfied; `all` and `any` are the two ends of it."""

    count: int
    rules: "tuple[Rule, ...]"
    word: Literal["all", "any", "at_least"]


@dataclass(frozen=True, slots=True)
class Within:
    """Only facts awarded within so many months count: of each other, or of the date asked about."""

    months: int
    rule: "Rule"
    of: Literal["each_other", "now"] = "each_other"


@dataclass(frozen=True, slots=True)
class IssuedBy:
    """Only facts from these issuers count."""

    issuers: tuple[str, ...]
    rule: "Rule"


@dataclass(frozen=True, slots=True)
class DistinctEvidence:
    """No piece of evidence is used for two requirements below, nor twice in one sum."""

    rule: "Rule"


type Leaf = Held | SkillLevel | Credits
type Rule = Leaf | AtLeast | Within | IssuedBy | DistinctEvidence


def children(rule: Rule) -> list[tuple[str, Rule]]:
    """Give the parts of a rule, each with the JSON pointer that leads to it from the rule."""
    match rule:
        case AtLeast():
            key = "of" if rule.word == "at_least" else rule.word
            return [(f"/{key}/{i}", part) for i, part in enumerate(rule.rules)]
        case Within() | IssuedBy():
            return [("/rule", rule.rule)]
        case DistinctEvidence():
            return [("/distinct_evidence", rule.rule)]
        case _:
            return []


def walk(rule: Rule) -> Iterator[Rule]:
    """Give the rule and everything below it."""
    yield rule
    for _, part in children(rule):
        yield from walk(part)


def achievements_named(rule: Rule) -> frozenset[str]:
    """Give every achievement the rule speaks of: the stones of the cairn, there or missing."""
    names: set[str] = set()
    for node in walk(rule):
        if isinstance(node, Held):
            names.update(node.achievements)
        elif isinstance(node, Credits):
            names.update(node.source or ())
    return frozenset(names)


def plain_number(amount: Decimal) -> int | float:
    """Give an amount as JSON writes it."""
    return int(amount) if amount == amount.to_integral_value() else float(amount)


def rule_to_json(rule: Rule) -> dict[str, Any]:  # noqa: PLR0911 - one form for each kind of node
    """Give the JSON form, which `parse_rule` reads back to an equal rule."""
    match rule:
        case Held(names, "achievement"):
            return {"achievement": names[0]}
        case Held(names, _):
            return {"equivalent": list(names)}
        case SkillLevel(skill, level):
            return {"skill": skill, "level": level}
        case Credits(amount, source):
            data: dict[str, Any] = {"credits": plain_number(amount)}
            return data if source is None else {**data, "from": list(source)}
        case AtLeast(count, rules, "at_least"):
            return {"at_least": count, "of": [rule_to_json(part) for part in rules]}
        case AtLeast(_, rules, word):
            return {word: [rule_to_json(part) for part in rules]}
        case Within(months, part, of):
            return {"within": months, "of": of, "rule": rule_to_json(part)}
        case IssuedBy(issuers, part):
            return {"issued_by": list(issuers), "rule": rule_to_json(part)}
        case _:
            return {"distinct_evidence": rule_to_json(rule.rule)}
