"""A stack's rule in words: what it asks for, whoever holds what."""

import dataclasses

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from credentials.models import Achievement, StackRule
from credentials.stacks import Rule, parse_rule
from credentials.stacks.rules import AtLeast, Credits, DistinctEvidence, Held, IssuedBy, SkillLevel, Within
from skills.models import Skill


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class RuleLine:
    """One demand. `achievement` is set where the line names exactly one."""

    text: str
    depth: int
    achievement: Achievement | None = None


def rule_lines(stored: StackRule) -> list[RuleLine]:
    """Outermost first. Fetch `parts__current_version` with the rule."""
    rule = parse_rule(stored.rule)
    achievements = {part.slug: part for part in stored.parts.all()}
    names = dict(Skill.objects.filter(slug__in=_skills(rule)).values_list("slug", "label"))
    names |= {slug: str(achievement) for slug, achievement in achievements.items()}
    return _lines(rule, 0, names, achievements)


def _lines(
    rule: Rule, depth: int, names: dict[str, str], achievements: dict[str, Achievement]
) -> list[RuleLine]:
    single = achievements.get(rule.achievements[0]) if isinstance(rule, Held) and _is_one(rule) else None
    lines = [RuleLine(text=_words(rule, names), depth=depth, achievement=single)]
    for inner in _inner(rule):
        lines += _lines(inner, depth + 1, names, achievements)
    return lines


def _is_one(rule: Held) -> bool:
    return len(rule.achievements) == 1


def _inner(rule: Rule) -> tuple[Rule, ...]:
    if isinstance(rule, AtLeast):
        return rule.rules
    if isinstance(rule, Within | IssuedBy | DistinctEvidence):
        return (rule.rule,)
    return ()


def _skills(rule: Rule) -> set[str]:
    found = {rule.skill} if isinstance(rule, SkillLevel) else set()
    return found.union(*(_skills(inner) for inner in _inner(rule)))


def _words(rule: Rule, names: dict[str, str]) -> str:  # noqa: PLR0911 - one answer for each kind of demand
    match rule:
        case Held(keys, _word):
            named = ", ".join(names.get(key, key) for key in keys)
            return named if len(keys) == 1 else _("One of: %(names)s") % {"names": named}
        case SkillLevel(skill, level):
            return _("%(skill)s at level %(level)s or higher") % {
                "skill": names.get(skill, skill),
                "level": level,
            }
        case Credits(amount, _source):
            return _("Credits that add up to %(amount)s") % {"amount": f"{amount:g}"}
        case AtLeast():
            return _count(rule)
        case Within(months, _rule, of):
            if of == "now":
                words = ngettext("Earned in the last month:", "Earned in the last %(months)s months:", months)
            else:
                words = ngettext(
                    "Earned within one month of each other:",
                    "Earned within %(months)s months of each other:",
                    months,
                )
            return words % {"months": months}
        case IssuedBy(issuers, _rule):
            return _("Issued by %(names)s:") % {"names": ", ".join(issuers)}
        case _:
            return _("Each resting on evidence of its own:")


def _count(rule: AtLeast) -> str:
    if rule.count == len(rule.rules):
        return _("All of these:")
    if rule.count == 1:
        return _("One of these:")
    return _("%(count)s of these %(total)s:") % {"count": rule.count, "total": len(rule.rules)}
