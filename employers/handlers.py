"""What search and introductions do when something has happened. All may be called any number of times."""

from django.urls import reverse

from employers import notices
from employers.models import Introduction
from employers.services.indexing import reindex
from portal.events import (
    CredentialIssued,
    CredentialStatusChanged,
    IntroductionAnswered,
    IntroductionRequested,
)
from portal.models import Membership, User
from portal.notifications import notify


def index_issued(event: CredentialIssued) -> None:
    reindex(User.objects.get(uuid=event.learner))


def index_status(event: CredentialStatusChanged) -> None:
    reindex(User.objects.get(uuid=event.learner))


def notify_request(event: IntroductionRequested) -> None:
    introduction = _introduction(event.introduction)
    notify(
        introduction.learner,
        kind=notices.REQUESTED,
        key=f"introduction-requested:{introduction.uuid}",
        params={"organisation": introduction.organisation.name, "role": introduction.role_title},
        url=reverse("employers:inbox"),
    )


def notify_answer(event: IntroductionAnswered) -> None:
    """Whoever asked is told, if they still recruit for the organisation."""
    introduction = _introduction(event.introduction)
    asker = introduction.requested_by
    if not asker.organisations_as(Membership.Role.RECRUITER).filter(pk=introduction.organisation_id).exists():
        return
    notify(
        asker,
        kind=notices.ACCEPTED if event.accepted else notices.DECLINED,
        key=f"introduction-answered:{introduction.uuid}",
        params={"candidate": introduction.candidate, "role": introduction.role_title},
        url=introduction.get_absolute_url(),
    )


def _introduction(uuid: str) -> Introduction:
    return Introduction.objects.select_related("organisation", "learner", "requested_by").get(uuid=uuid)
