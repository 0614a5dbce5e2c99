"""Asking and answering: what is told, to whom, and what is refused."""

import datetime

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.utils import timezone

from employers.errors import AlreadyAsked, DailyBoundReached, DeclinedRecently, NothingToWithdraw, NotOpen
from employers.models import Introduction
from employers.queries.introductions import Contact, contact_of, responsiveness, sent_by
from employers.services import introductions
from portal.errors import NotAllowed
from portal.models import Membership, Notification, Organisation, User
from portal.notifications import body_of, send_mail_for, subject_of
from tests.factories.employers import deliver, make_candidate, make_introduction

pytestmark = pytest.mark.django_db

NAME = "Quillon Featherstonehaugh"


@pytest.fixture
def learner(db: None) -> User:
    return make_candidate(name=NAME)


def test_the_learner_is_told_once_by_mail_and_in_the_portal(
    harbour: Organisation, recruiter: User, learner: User
) -> None:
    make_introduction(harbour, learner, actor=recruiter)
    deliver()
    deliver()

    notification = Notification.objects.get(recipient=learner)
    assert subject_of(notification) == "Harbour Health asks for an introduction"
    assert "Night nurse" in body_of(notification)
    send_mail_for(notification.pk)
    assert [message.to for message in mail.outbox] == [[learner.email]]


@pytest.mark.parametrize("accepted", [True, False])
def test_whoever_asked_is_told_the_answer_without_a_name(
    harbour: Organisation, recruiter: User, learner: User, accepted: bool
) -> None:
    asked = make_introduction(harbour, learner, actor=recruiter)
    if accepted:
        introductions.accept(asked, actor=learner)
    else:
        introductions.decline(asked, reason="Too far.", actor=learner)
    deliver()

    notification = Notification.objects.get(recipient=recruiter)
    words = subject_of(notification) + body_of(notification) + str(notification.params)
    assert (
        subject_of(notification) == f"{asked.candidate} {'accepted' if accepted else 'declined'} your request"
    )
    assert "Quillon" not in words
    assert learner.email not in words


def test_who_left_the_organisation_is_not_told(harbour: Organisation, recruiter: User, learner: User) -> None:
    asked = make_introduction(harbour, learner, actor=recruiter)
    introductions.accept(asked, actor=learner)
    Membership.objects.filter(user=recruiter).delete()
    deliver()

    assert not Notification.objects.filter(recipient=recruiter).exists()


def test_name_and_contact_exist_between_yes_and_withdrawal_only(
    harbour: Organisation, recruiter: User, learner: User
) -> None:
    asked = make_introduction(harbour, learner, actor=recruiter)
    assert contact_of(asked) is None
    accepted = introductions.accept(asked, actor=learner)
    assert contact_of(accepted) == Contact(name=NAME, email=learner.email, portfolio="")
    assert contact_of(introductions.withdraw(accepted, actor=learner)) is None


def test_one_open_request_and_none_beside_an_acceptance(
    harbour: Organisation, lumen: Organisation, learner: User
) -> None:
    asked = make_introduction(harbour, learner)
    with pytest.raises(AlreadyAsked):
        make_introduction(harbour, learner)
    make_introduction(lumen, learner)
    introductions.accept(asked, actor=learner)
    with pytest.raises(AlreadyAsked):
        make_introduction(harbour, learner)


def test_the_database_keeps_one_open_request_too(
    harbour: Organisation, recruiter: User, learner: User
) -> None:
    asked = make_introduction(harbour, learner, actor=recruiter)
    with pytest.raises(IntegrityError, match="introduction_one_open"), transaction.atomic():
        Introduction.objects.create(
            organisation=harbour, learner=learner, requested_by=recruiter, expires_at=asked.expires_at
        )


def test_an_unanswered_request_lapses_after_fourteen_days(harbour: Organisation, learner: User) -> None:
    now = timezone.now()
    first = make_introduction(harbour, learner, at=now - datetime.timedelta(days=14))

    assert first.state(now) is Introduction.State.EXPIRED
    assert first.state(now - datetime.timedelta(seconds=1)) is Introduction.State.OPEN
    with pytest.raises(NotOpen):
        introductions.accept(first, actor=learner, at=now)
    second = make_introduction(harbour, learner, at=now)
    first.refresh_from_db()
    assert (first.state(now), second.state(now)) == (Introduction.State.EXPIRED, Introduction.State.OPEN)


def test_a_no_is_kept_for_ninety_days(harbour: Organisation, learner: User) -> None:
    now = timezone.now()
    asked = make_introduction(harbour, learner, at=now)
    introductions.decline(asked, reason="  No.  ", actor=learner, at=now)
    asked.refresh_from_db()
    assert asked.reason == "No."
    with pytest.raises(DeclinedRecently):
        make_introduction(harbour, learner, at=now + datetime.timedelta(days=89))
    make_introduction(harbour, learner, at=now + datetime.timedelta(days=90))


def test_the_daily_bound_is_of_the_organisation(
    harbour: Organisation, lumen: Organisation, recruiter: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(introductions, "MOST_A_DAY", 2)
    people = [make_candidate() for _number in range(3)]
    now = timezone.now()
    for person in people[:2]:
        make_introduction(harbour, person, actor=recruiter, at=now)
    with pytest.raises(DailyBoundReached):
        make_introduction(harbour, people[2], at=now + datetime.timedelta(hours=23))
    make_introduction(lumen, people[2], at=now)
    make_introduction(harbour, people[2], actor=recruiter, at=now + datetime.timedelta(hours=25))


def test_an_answer_is_given_once(harbour: Organisation, learner: User) -> None:
    asked = make_introduction(harbour, learner)
    with pytest.raises(NothingToWithdraw):
        introductions.withdraw(asked, actor=learner)
    introductions.decline(asked, actor=learner)
    with pytest.raises(NotOpen):
        introductions.accept(asked, actor=learner)
    with pytest.raises(NothingToWithdraw):
        introductions.withdraw(asked, actor=learner)


def test_the_figure_counts_closed_requests(harbour: Organisation, recruiter: User) -> None:
    now = timezone.now()
    people = [make_candidate() for _number in range(4)]
    asked = [
        make_introduction(harbour, person, actor=recruiter, at=now - datetime.timedelta(days=13))
        for person in people[:3]
    ]
    make_introduction(harbour, people[3], actor=recruiter, at=now - datetime.timedelta(days=20))
    introductions.accept(asked[0], actor=people[0], at=now - datetime.timedelta(days=11))
    introductions.decline(asked[1], actor=people[1], at=now - datetime.timedelta(days=9))

    figures = responsiveness(sent_by(harbour), at=now)

    assert (figures.asked, figures.answered, figures.accepted, figures.median_days) == (3, 2, 1, 3.0)
    assert figures.per_cent == 67


def test_only_a_recruiter_of_the_organisation_asks(
    harbour: Organisation, learner: User, charlie: User
) -> None:
    with pytest.raises(NotAllowed):
        make_introduction(harbour, learner, actor=charlie)

    assert not Introduction.objects.exists()


def test_nobody_answers_for_the_learner(harbour: Organisation, recruiter: User, learner: User) -> None:
    asked = make_introduction(harbour, learner, actor=recruiter)

    for answer in (introductions.accept, introductions.decline):
        with pytest.raises(NotAllowed):
            answer(asked, actor=recruiter)
    accepted = introductions.accept(asked, actor=learner)
    with pytest.raises(NotAllowed):
        introductions.withdraw(accepted, actor=recruiter)

    assert Introduction.objects.get().is_in_force
