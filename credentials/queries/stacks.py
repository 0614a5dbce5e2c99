"""How far a learner is on the way to each larger credential."""

import dataclasses
import datetime

from django.utils import timezone

from credentials.models import Achievement, StackRule
from credentials.queries.stack_words import template
from credentials.queries.wallet import facts_of
from credentials.stacks import Rule, evaluate, explain, headline, in_words, parse_rule
from credentials.stacks.rules import AtLeast, Credits, Held, SkillLevel, walk
from portal.models import User
from skills.models import Skill


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class StackProgress:
    """One larger credential seen by one learner. `progress` runs from 0 to 1, and is 1 when satisfied.

    `held` and `missing` are the achievements that the rule names; where it `has_choice`, not all that is
    missing is needed. `headline` is one line, `explanation` all of them, in the active language.
    """

    rule: StackRule
    achievement: Achievement
    satisfied: bool
    progress: float
    held: list[Achievement]
    missing: list[Achievement]
    has_choice: bool
    headline: str
    explanation: list[str]


def progress_for(learner: User, *, at: datetime.datetime | None = None) -> list[StackProgress]:
    """Every published stack, the nearest first. Queries do not grow in number with stacks or holdings."""
    now = at or timezone.now()
    rules = list(
        StackRule.objects.current()
        .select_related("achievement__issuer", "achievement__current_version")
        .prefetch_related("parts__current_version", "parts__issuer")
        .order_by("pk")
    )
    if not rules:
        return []
    facts = facts_of(learner, at=now)
    held = {fact.achievement for fact in facts if fact.counts(now)}
    names = _names(rules)
    found = []
    for stored in rules:
        rule = parse_rule(stored.rule)
        proof = evaluate(rule, facts, at=now)
        parts = sorted(stored.parts.all(), key=lambda part: (str(part), part.pk))
        found.append(
            StackProgress(
                rule=stored,
                achievement=stored.achievement,
                satisfied=proof.satisfied,
                progress=proof.progress,
                held=[part for part in parts if part.slug in held],
                missing=[part for part in parts if part.slug not in held],
                has_choice=any(_is_choice(node) for node in walk(rule)),
                headline=in_words(headline(proof, names), template),
                explanation=[in_words(message, template) for message in explain(proof, names)],
            )
        )
    return sorted(found, key=lambda progress: (-progress.progress, str(progress.achievement)))


def _is_choice(node: Rule) -> bool:
    match node:
        case AtLeast(count, parts):
            return count < len(parts)
        case Held(achievements):
            return len(achievements) > 1
        case _:
            return isinstance(node, Credits)


def _names(rules: list[StackRule]) -> dict[str, str]:
    names = {part.slug: str(part) for rule in rules for part in rule.parts.all()}
    asked = {
        node.skill
        for rule in rules
        if rule.open_ended
        for node in walk(parse_rule(rule.rule))
        if isinstance(node, SkillLevel)
    }
    if asked:
        # A framework may have tens of thousands of others.
        names |= dict(Skill.objects.current().filter(slug__in=asked).values_list("slug", "label"))
    return names
