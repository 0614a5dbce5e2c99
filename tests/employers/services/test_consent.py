"""Nobody is found without consent: whatever happened, in whatever order."""

import datetime
from collections.abc import Callable

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from credentials.models import Achievement, Credential
from credentials.services import lifecycle
from employers.errors import NotDiscoverable
from employers.handlers import index_issued, index_status
from employers.models import Discovery, Exclusion, Introduction, TalentRow
from employers.queries.criteria import Criteria, Wanted
from employers.queries.search import search, shown
from employers.services import introductions
from employers.services.discovery import Choices, choose, exclude, include_again
from employers.services.indexing import reindex
from portal.events import CredentialIssued, CredentialStatusChanged
from portal.models import AuditEntry, Organisation, User, VerifiedDomain
from skills.models import Skill
from tests.factories.credentials import award_credential, issue_credential
from tests.factories.employers import achievement_in, make_candidate, make_introduction
from tests.factories.portal import UserFactory

pytestmark = pytest.mark.django_db


def ids(organisation: Organisation, *must: Wanted) -> list[int]:
    outcome = search(Criteria(must=must), organisation=organisation, at=timezone.now())
    return [] if outcome.total == 0 else outcome.learners


@pytest.fixture
def triage(db: None) -> tuple[Skill, Achievement]:
    return achievement_in("triage", 2)


def test_a_new_account_is_not_found(harbour: Organisation, triage: tuple[Skill, Achievement]) -> None:
    learner = UserFactory.create()
    credential = issue_credential(triage[1], learner)
    index_issued(
        CredentialIssued(
            credential=str(credential.uuid),
            learner=str(learner.uuid),
            achievement=str(credential.achievement.uuid),
        )
    )

    assert ids(harbour) == []
    assert not TalentRow.objects.exists()


def test_withdrawn_consent_is_gone_inside_the_transaction(
    harbour: Organisation, triage: tuple[Skill, Achievement]
) -> None:
    learner = make_candidate(triage[1])
    assert ids(harbour) == [learner.pk]

    with transaction.atomic():
        _unwrapped(choose)(learner, discoverable=False, choices=Choices(), actor=learner)
        assert ids(harbour) == []
        assert shown(harbour, learner.pk, timezone.now()) is None
        transaction.set_rollback(True)

    assert ids(harbour) == [learner.pk], "the row and the choice roll back together"
    choose(learner, discoverable=False, choices=Choices(), actor=learner)
    assert ids(harbour) == []
    assert list(
        AuditEntry.objects.filter(action__startswith="discovery.").values_list("action", flat=True)
    ) == [
        "discovery.ended",
        "discovery.started",
    ]


def _unwrapped[**P, R](use_case: Callable[P, R]) -> Callable[P, R]:
    """The use-case without its own transaction, to look inside a larger one."""
    return use_case.__wrapped__  # type: ignore[attr-defined,no-any-return]


def test_a_revoked_or_suspended_credential_stops_counting(
    harbour: Organisation, staff: User, triage: tuple[Skill, Achievement]
) -> None:
    skill, achievement = triage
    learner = make_candidate(achievement)
    credential = Credential.objects.get(learner=learner)

    def heard(status: str) -> None:
        event = CredentialStatusChanged(
            credential=str(credential.uuid),
            learner=str(learner.uuid),
            achievement=str(achievement.uuid),
            status=status,
            changed_at=timezone.now().isoformat(),
        )
        index_status(event)
        index_status(event)

    lifecycle.suspend(credential, actor=staff)
    heard("suspended")
    assert ids(harbour, Wanted(skill, 1)) == []
    lifecycle.restore(credential, actor=staff)
    heard("valid")
    assert ids(harbour, Wanted(skill, 2)) == [learner.pk]
    lifecycle.revoke(credential, reason="An error in the record.", actor=staff)
    heard("revoked")
    assert ids(harbour, Wanted(skill, 1)) == []
    assert ids(harbour) == [learner.pk], "still there, with nothing proved"


def test_what_is_awarded_but_not_signed_does_not_count(
    harbour: Organisation, triage: tuple[Skill, Achievement]
) -> None:
    learner = make_candidate()
    award_credential(triage[1], learner)
    reindex(learner)

    assert ids(harbour, Wanted(triage[0], 1)) == []


@pytest.mark.parametrize(
    ("domain", "found"),
    [
        ("harbour.example", False),
        ("verified.example", False),
        ("bristol.harbour.example", True),
        ("example", True),
        ("other.example", True),
    ],
)
def test_an_excluded_domain_holds_for_contact_members_and_verified_domains(
    harbour: Organisation, recruiter: User, triage: tuple[Skill, Achievement], domain: str, found: bool
) -> None:
    VerifiedDomain.objects.create(organisation=harbour, domain="care.verified.example")
    learner = make_candidate(triage[1])
    exclude_raw(learner, domain)

    assert ids(harbour) == ([learner.pk] if found else [])


def exclude_raw(learner: User, domain: str) -> None:
    exclude(learner, domain=domain, actor=learner)


def test_an_exclusion_holds_everywhere_and_withdraws_what_was_asked(
    harbour: Organisation, lumen: Organisation, recruiter: User, triage: tuple[Skill, Achievement]
) -> None:
    learner = make_candidate(triage[1])
    asked = make_introduction(harbour, learner, actor=recruiter)
    introductions.accept(asked, actor=learner)

    exclusion = exclude(learner, organisation=harbour, actor=learner)
    assert exclude(learner, organisation=harbour, actor=learner) == exclusion

    asked.refresh_from_db()
    assert asked.state() is Introduction.State.WITHDRAWN
    assert ids(harbour) == []
    assert shown(harbour, learner.pk, timezone.now()) is None
    with pytest.raises(NotDiscoverable):
        make_introduction(harbour, learner, actor=recruiter)
    assert ids(lumen) == [learner.pk]
    include_again(exclusion, actor=learner)
    assert ids(harbour) == [learner.pk]
    asked.refresh_from_db()
    assert not asked.is_in_force, "what was withdrawn stays withdrawn"


def test_leaving_closes_open_requests_and_keeps_what_was_accepted(
    harbour: Organisation, lumen: Organisation, triage: tuple[Skill, Achievement]
) -> None:
    learner = make_candidate(triage[1])
    accepted = introductions.accept(make_introduction(harbour, learner), actor=learner)
    waiting = make_introduction(lumen, learner)

    choose(learner, discoverable=False, choices=Choices(), actor=learner)

    accepted.refresh_from_db()
    waiting.refresh_from_db()
    assert (accepted.state(), waiting.state()) == (
        Introduction.State.ACCEPTED,
        Introduction.State.WITHDRAWN,
    )


STEPS = st.sampled_from(
    ["on", "off", "issue", "suspend", "restore", "revoke", "exclude", "domain", "include"]
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEPS, max_size=9))
def test_whatever_happens_only_consent_and_valid_evidence_are_found(
    harbour: Organisation, staff: User, triage: tuple[Skill, Achievement], steps: list[str]
) -> None:
    skill, achievement = triage
    learner = UserFactory.create()
    credential: Credential | None = None
    for step in steps:
        credential = _do(
            step, learner, credential, achievement=achievement, organisation=harbour, staff=staff
        )
        if credential is not None:
            credential.refresh_from_db()
        consents = Discovery.objects.filter(learner=learner, discoverable_since__isnull=False).exists()
        allowed = consents and not Exclusion.objects.filter(learner=learner).exists()
        proved = credential is not None and credential.status() is Credential.Status.VALID
        assert (learner.pk in ids(harbour)) == allowed, (step, steps)
        assert (learner.pk in ids(harbour, Wanted(skill, 2))) == (allowed and proved), (step, steps)
        assert (shown(harbour, learner.pk, timezone.now()) is not None) == allowed
        assert TalentRow.objects.filter(learner=learner).exists() == consents


def _do(
    step: str,
    learner: User,
    credential: Credential | None,
    *,
    achievement: Achievement,
    organisation: Organisation,
    staff: User,
) -> Credential | None:
    """One step; those that are impossible at the time do nothing."""
    changeable = credential is not None and credential.revoked_at is None
    match step:
        case "on" | "off":
            choose(learner, discoverable=step == "on", choices=Choices(), actor=learner)
        case "issue" if credential is None:
            credential = issue_credential(achievement, learner)
        case "suspend" | "restore" | "revoke" if changeable:
            assert credential is not None
            if step == "revoke":
                lifecycle.revoke(credential, reason="For a reason.", actor=staff)
            else:
                getattr(lifecycle, step)(credential, actor=staff)
        case "exclude":
            exclude(learner, organisation=organisation, actor=learner)
        case "domain":
            exclude(learner, domain="harbour.example", actor=learner)
        case "include":
            for exclusion in Exclusion.objects.filter(learner=learner):
                include_again(exclusion, actor=learner)
    reindex(learner)
    return credential


def test_a_place_brings_its_country_and_the_row_follows_every_choice(harbour: Organisation) -> None:
    learner = make_candidate(town="Leiden", country="GB", languages=["nl", "en", "nl"])
    discovery = Discovery.objects.get(learner=learner)
    since = discovery.discoverable_since

    assert (discovery.country, discovery.languages) == ("NL", ["en", "nl"])
    later = timezone.now() + datetime.timedelta(days=3)
    choose(learner, discoverable=True, choices=Choices(country="IE"), actor=learner, at=later)
    discovery.refresh_from_db()
    assert (discovery.country, discovery.place, discovery.discoverable_since) == ("IE", None, since)
    outcome = search(Criteria(country="IE"), organisation=harbour, at=timezone.now())
    assert outcome.learners == [learner.pk]
