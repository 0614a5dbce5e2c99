"""People who may be found, and those who look for them: each state reached through the use-case that makes it."""

import datetime
from typing import Any

from credentials.models import Achievement, IssuerProfile
from employers.models import Introduction, Place
from employers.services.discovery import Choices, choose
from employers.services.introductions import request_introduction
from portal import outbox
from portal.models import Membership, Organisation, User
from skills.models import Skill
from tests.factories.credentials import issue_credential, make_achievement, make_issuer, make_skill
from tests.factories.portal import EmployerFactory, MembershipFactory, UserFactory


def make_recruiter(organisation: Organisation | None = None, **fields: Any) -> User:
    """A recruiter of a (new) employer."""
    user = UserFactory.create(**fields)
    MembershipFactory.create(
        user=user,
        organisation=organisation or EmployerFactory.create(),
        role=Membership.Role.RECRUITER,
    )
    return user


def achievement_in(
    slug: str, level: int, *, issuer: IssuerProfile | None = None, **wording: Any
) -> tuple[Skill, Achievement]:
    """A skill and an achievement that proves it at `level`."""
    skill = make_skill(slug)
    return skill, make_achievement(
        f"{slug}-{level}", issuer=issuer or make_issuer(), skills=[(skill, level)], **wording
    )


def make_candidate(
    *achievements: Achievement,
    name: str = "Quillon Featherstonehaugh",
    at: datetime.datetime | None = None,
    discoverable: bool = True,
    **choices: Any,
) -> User:
    """Someone who holds credentials of the achievements and (unless told otherwise) may be found."""
    learner = UserFactory.create(legal_name=name)
    if "town" in choices:
        choices["place"] = Place.objects.get(name=choices.pop("town"))
    choose(learner, discoverable=discoverable, choices=Choices(**choices), actor=learner, at=at)
    for achievement in achievements:
        issue_credential(achievement, learner, at=at)
    reindexed(learner)
    return learner


def reindexed(learner: User) -> None:
    """What the outbox does after commit: the handlers of the search, without the others."""
    from employers.services.indexing import reindex

    reindex(learner)


def make_introduction(
    organisation: Organisation,
    learner: User,
    *,
    actor: User | None = None,
    at: datetime.datetime | None = None,
    role_title: str = "Night nurse",
) -> Introduction:
    return request_introduction(
        organisation,
        learner,
        role_title=role_title,
        message="We liked what you proved.",
        actor=actor or make_recruiter(organisation),
        at=at,
    )


def deliver() -> int:
    """Run the deliveries that are due, in this process."""
    return outbox.drain()
