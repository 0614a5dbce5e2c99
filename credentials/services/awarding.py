"""Deciding that somebody has earned an achievement."""

import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from credentials.errors import AchievementUnpublished
from credentials.models import Achievement, AchievementVersion, Credential
from credentials.services.freezing import freeze
from credentials.stacks.facts import months_later
from portal.events import CredentialAwarded
from portal.models import User
from portal.outbox import publish


@transaction.atomic(durable=True)
def award(
    achievement: Achievement,
    learner: User,
    *,
    source: str,
    facts: dict[str, Any],
    at: datetime.datetime | None = None,
    proof_tree: dict[str, Any] | None = None,
) -> Credential:
    """Award once per (achievement, learner, source); the claims are frozen here and signed later.

    A second call returns the first one's credential, whatever its facts. Publishes CredentialAwarded.
    Raises AchievementUnpublished.
    """
    version = (
        AchievementVersion.objects.select_related("achievement__issuer__organisation")
        .filter(pk__in=Achievement.objects.filter(pk=achievement.pk).values("current_version"))
        .first()
    )
    if version is None:
        raise AchievementUnpublished
    existing = Credential.objects.filter(achievement=achievement, learner=learner, source=source).first()
    if existing is not None:
        return existing
    # Whole seconds, as the signed document says it.
    moment = (at or timezone.now()).replace(microsecond=0)
    months = version.validity_months
    credential, is_new = Credential.objects.get_or_create(
        achievement=achievement,
        learner=learner,
        source=source,
        defaults={
            "achievement_version": version,
            "claims": freeze(version, learner, facts),
            "proof_tree": proof_tree,
            "awarded_at": moment,
            "valid_from": moment,
            "valid_until": months_later(moment, months) if months else None,
        },
    )
    if is_new:
        publish(awarded(credential))
    return credential


def awarded(credential: Credential) -> CredentialAwarded:
    """The event that tells of an award."""
    return CredentialAwarded(
        credential=str(credential.uuid),
        learner=str(credential.learner.uuid),
        achievement=str(credential.achievement.uuid),
    )
