"""Stacks: publishing a rule, awarding those who satisfy it, re-examining what rested on a revoked part."""

import datetime
from collections.abc import Iterable, Iterator
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from credentials.errors import InvalidRule, NotAllowed, UnknownParts
from credentials.models import Achievement, Credential, StackRule
from credentials.queries.wallet import facts_of, revoked_at_last, wallets_of
from credentials.services import awarding, lifecycle
from credentials.services.freezing import part_of
from credentials.stacks import (
    Fact,
    Preview,
    ProofTree,
    Rule,
    RuleError,
    achievements_named,
    evaluate,
    parse_rule,
    preview,
)
from credentials.stacks.rules import Credits, SkillLevel, walk
from portal import audit
from portal.events import StackRulePublished
from portal.models import Membership, User
from portal.outbox import publish

BATCH = 200


@transaction.atomic(durable=True)
def publish_rule(
    achievement: Achievement, *, rule: dict[str, Any], on_revocation: str, actor: User
) -> StackRule:
    """Put a rule in force; the one before it retires. Whoever satisfies it already is awarded afterwards.

    Publishing the same again changes nothing. Publishes StackRulePublished. Raises NotAllowed, InvalidRule,
    UnknownParts.
    """
    _require_author(achievement, actor)
    parsed, parts = read_rule(achievement, rule)
    policy = StackRule.OnRevocation(on_revocation)
    Achievement.objects.locked().get(pk=achievement.pk)
    now = timezone.now()
    current = StackRule.objects.current().filter(achievement=achievement).first()
    if current is not None:
        if current.rule == rule and current.on_revocation == policy:
            return current
        current.retired_at = now
        current.save(update_fields=["retired_at"])
    published = StackRule.objects.create(
        achievement=achievement,
        number=StackRule.objects.filter(achievement=achievement).count() + 1,
        rule=rule,
        open_ended=_is_open_ended(parsed),
        on_revocation=policy,
        published_at=now,
    )
    published.parts.set(parts)
    audit.record("stack.published", achievement, actor=actor, rule=str(published.uuid))
    publish(StackRulePublished(achievement=str(achievement.uuid)))
    return published


def read_rule(achievement: Achievement, rule: dict[str, Any]) -> tuple[Rule, list[Achievement]]:
    """The parsed rule and the achievements it names. Raises InvalidRule, UnknownParts."""
    try:
        parsed = parse_rule(rule)
    except RuleError as error:
        raise InvalidRule(str(problem) for problem in error.problems) from error
    named = achievements_named(parsed)
    if achievement.slug in named:
        raise InvalidRule([gettext("An achievement cannot be a part of itself.")])
    parts = list(Achievement.objects.filter(slug__in=named))
    unknown = named - {part.slug for part in parts}
    if unknown:
        raise UnknownParts(unknown)
    return parsed, parts


def preview_rule(
    achievement: Achievement, *, rule: dict[str, Any], at: datetime.datetime | None = None
) -> Preview:
    """Who would earn it now, without awarding: wallets are named by the learners' uuids."""
    now = at or timezone.now()
    parsed, parts = read_rule(achievement, rule)
    wallets: dict[str, list[Fact]] = {}
    for batch in _batches(_candidates(parts, open_ended=_is_open_ended(parsed))):
        by_learner = wallets_of(batch, at=now)
        wallets |= {str(learner.uuid): by_learner[learner.pk] for learner in batch}
    return preview(parsed, wallets, at=now)


def award_after(credential: Credential, *, at: datetime.datetime | None = None) -> list[Credential]:
    """Award what this newly issued credential completes.

    A stacked credential is looked at itself too: a part may have been revoked while it was being signed.
    """
    now = at or timezone.now()
    if credential.proof_tree is not None:
        reexamine_wholes_of(credential.learner, at=now)
    rules = StackRule.objects.current().touched_by(credential.achievement).select_related("achievement")
    rules = rules.exclude(achievement=credential.achievement_id).order_by("pk")
    facts = facts_of(credential.learner, at=now)
    awarded = [_award_if_satisfied(rule, credential.learner, facts, at=now) for rule in rules]
    return [award for award in awarded if award is not None]


def award_holders(achievement: Achievement, *, at: datetime.datetime | None = None) -> int:
    """Award everyone who satisfies the achievement's current rule; returns how many are newly awarded.

    Those who hold it are passed over, so a run that broke off goes on where it stopped.
    """
    now = at or timezone.now()
    rule = StackRule.objects.current().select_related("achievement").filter(achievement=achievement).first()
    if rule is None:
        return 0
    count = 0
    for batch in _batches(_candidates(rule.parts.all(), open_ended=rule.open_ended)):
        wallets = wallets_of(batch, at=now)
        for learner in batch:
            count += _award_if_satisfied(rule, learner, wallets[learner.pk], at=now) is not None
    return count


def reexamine(part: Credential, *, at: datetime.datetime | None = None) -> list[Credential]:
    """After a part was revoked: revoke what rested on it, where the rule says so and nothing else carries it.

    What is awarded but not signed yet is looked at again by `award_after`, when it is signed.
    """
    return [] if part.revoked_at is None else reexamine_wholes_of(part.learner, at=at or timezone.now())


def reexamine_wholes_of(learner: User, *, at: datetime.datetime) -> list[Credential]:
    """Revoke the learner's stacked credentials that rested on a revoked part, as their rules say.

    A part that was issued anew is followed to its successor: the proof names the first of them.
    """
    stacked = Credential.objects.issued().filter(
        learner=learner, proof_tree__isnull=False, revoked_at=None, superseded_by=None
    )
    facts = facts_of(learner, at=at)
    gone = revoked_at_last(learner)
    revoked = []
    for whole in stacked.order_by("pk"):
        # Not only the part just revoked: another may have carried the whole since an earlier one was.
        lost = [gone[fact] for fact in (whole.proof_tree or {})["facts"] if fact in gone]
        if not lost:
            continue
        rule = StackRule.objects.get(uuid=_rule_uuid(whole))
        if rule.on_revocation != StackRule.OnRevocation.REVOKE:
            continue
        others = [fact for fact in facts if fact.credential != str(whole.uuid)]
        if not evaluate(parse_rule(rule.rule), others, at=at).satisfied:
            reason = gettext("“%(name)s”, a part of it, was revoked.") % {"name": lost[-1]}
            revoked.append(lifecycle.revoke(whole, reason=reason, actor=None, at=at))
    return revoked


def _award_if_satisfied(
    rule: StackRule, learner: User, facts: list[Fact], *, at: datetime.datetime
) -> Credential | None:
    slug = rule.achievement.slug
    # One that is superseded has a successor, which stands for it.
    if any(fact.achievement == slug and fact.status in {"active", "suspended"} for fact in facts):
        return None
    source = _source(rule, learner)
    # Awarded under this source already, but not signed yet: it is on its way.
    if Credential.objects.filter(achievement=rule.achievement, learner=learner, source=source).exists():
        return None
    proof = evaluate(parse_rule(rule.rule), facts, at=at)
    if not proof.satisfied:
        return None
    return awarding.award(
        rule.achievement,
        learner,
        source=source,
        facts={"parts": _parts(proof)},
        at=at,
        proof_tree=proof.to_json(),
    )


def _parts(proof: ProofTree) -> list[dict[str, Any]]:
    by_uuid = {str(entry.uuid): entry for entry in Credential.objects.filter(uuid__in=proof.used)}
    return [part_of(by_uuid[used]) for used in proof.used]


def _source(rule: StackRule, learner: User) -> str:
    """One award of a rule; after a revocation another, if its parts are earned again."""
    first = f"stack:{rule.uuid}"
    awarded = Credential.objects.filter(
        achievement=rule.achievement_id, learner=learner, source__startswith=first
    )
    gone = revoked_at_last(learner)
    revoked = sum(str(uuid) in gone for uuid in awarded.values_list("uuid", flat=True))
    return f"{first}:{revoked + 1}" if revoked else first


def _rule_uuid(whole: Credential) -> str:
    """Which rule a stacked credential was awarded by; a replacement is traced to what it replaced."""
    source = whole.source
    while source.startswith(("correction:", "key:", "renewal:")):
        source = Credential.objects.values_list("source", flat=True).get(uuid=source.partition(":")[2])
    return source.split(":")[1]


def _candidates(parts: Iterable[Achievement], *, open_ended: bool) -> Iterator[User]:
    held = Credential.objects.issued()
    if not open_ended:
        held = held.filter(achievement__in=list(parts))
    learners = User.objects.filter(pk__in=held.values("learner")).order_by("pk")
    return learners.iterator(chunk_size=BATCH)


def _batches(learners: Iterator[User]) -> Iterator[list[User]]:
    batch: list[User] = []
    for learner in learners:
        batch.append(learner)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _is_open_ended(rule: Rule) -> bool:
    return any(
        isinstance(node, SkillLevel) or (isinstance(node, Credits) and not node.source) for node in walk(rule)
    )


def _require_author(achievement: Achievement, actor: User) -> None:
    own = Achievement.objects.of_organisations_of(actor, Membership.Role.AUTHOR)
    if not (actor.is_staff or own.filter(pk=achievement.pk).exists()):
        raise NotAllowed(gettext("Only the issuer's owners and authors, and operators, may publish a rule."))
