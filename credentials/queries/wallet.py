"""What a learner holds, as facts that stack rules ask about."""

import datetime
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from credentials.models import Credential
from credentials.stacks import Fact, Status
from portal.models import User

_STATUS: dict[Credential.Status, Status] = {
    Credential.Status.REVOKED: "revoked",
    Credential.Status.SUSPENDED: "suspended",
    Credential.Status.SUPERSEDED: "superseded",
}


def facts_of(learner: User, *, at: datetime.datetime) -> list[Fact]:
    """One fact for each issued credential of the learner, whatever its status; one query."""
    return [fact_of(credential, at=at) for credential in _issued([learner])]


def wallets_of(learners: Iterable[User], *, at: datetime.datetime) -> dict[int, list[Fact]]:
    """The facts of many learners by their primary keys; one query."""
    wallets: dict[int, list[Fact]] = {learner.pk: [] for learner in learners}
    for credential in _issued(learners):
        wallets[credential.learner_id].append(fact_of(credential, at=at))
    return wallets


def revoked_at_last(learner: User) -> dict[str, str]:
    """The learner's credentials that are revoked, or whose last successor is; uuid → name. One query."""
    rows = list(
        Credential.objects.issued()
        .held_by(learner)
        .order_by("revoked_at", "pk")
        .values_list("pk", "uuid", "superseded_by", "revoked_at", "claims__name")
    )
    followed = {pk: successor for pk, _, successor, _, _ in rows}
    revoked = {pk: name for pk, _, _, revoked_at, name in rows if revoked_at is not None}
    found: dict[str, str] = {}
    for pk, uuid, _, _, _ in rows:
        last = pk
        while (successor := followed.get(last)) is not None:
            last = successor
        if last in revoked:
            found[str(uuid)] = revoked[last]
    return found


def fact_of(credential: Credential, *, at: datetime.datetime) -> Fact:
    """A credential as its frozen claims tell it.

    Rules name achievements and issuers by their slugs, skills by slug or address. A stacked credential rests
    on the evidence of its parts, so that it never counts as evidence of its own beside them.
    """
    claims: dict[str, Any] = credential.claims
    achievement = claims["achievement"]
    levels = [(skill[name], skill["level"]) for skill in claims["skills"] for name in ("slug", "uri")]
    return Fact(
        credential=str(credential.uuid),
        achievement=achievement["slug"],
        issuer=claims["issuer"]["url"].rstrip("/").rpartition("/")[2],
        awarded_at=credential.awarded_at,
        valid_until=credential.valid_until,
        status=_STATUS.get(credential.status(at), "active"),
        skills=dict(levels),
        credits=Decimal(achievement["credits"] or 0),
        hours=float(achievement["hours"]),
        evidence=frozenset(part["credential"] for part in claims["parts"]),
    )


def my_credentials(learner: User) -> QuerySet[Credential]:
    """What "my credentials" lists, newest first: three queries, however many there are."""
    return Credential.objects.held_by(learner).for_list().order_by("-awarded_at", "-pk")


def _issued(learners: Iterable[User]) -> QuerySet[Credential]:
    return Credential.objects.issued().filter(learner__in=learners).defer("document").order_by("pk")
