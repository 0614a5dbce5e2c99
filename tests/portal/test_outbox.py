"""The outbox: at least once, never lost, never two at a time."""

import datetime
import threading

import pytest
from django.db import connection, transaction
from django.utils import timezone

from portal import events, outbox, subscriptions
from portal.models import OutboxDelivery, OutboxEvent

EVENT = events.StackRulePublished(achievement="0c4f8d1e-0000-4000-8000-000000000001")


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[events.Event]:
    """The wiring replaced by one subscriber that writes down what it hears."""
    calls: list[events.Event] = []
    table = (outbox.Subscription(events.StackRulePublished, "tests.heard", calls.append),)
    monkeypatch.setattr(subscriptions, "SUBSCRIPTIONS", table)
    return calls


def failing(monkeypatch: pytest.MonkeyPatch) -> None:
    def handler(_event: events.Event) -> None:
        raise RuntimeError("the printer is on fire")

    table = (outbox.Subscription(events.StackRulePublished, "tests.failing", handler),)
    monkeypatch.setattr(subscriptions, "SUBSCRIPTIONS", table)


@pytest.mark.django_db(transaction=True)
def test_an_event_outside_a_transaction_is_refused(heard: list[events.Event]) -> None:
    with pytest.raises(outbox.NotInTransaction):
        outbox.publish(EVENT)
    assert OutboxEvent.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_an_event_of_a_transaction_that_failed_is_never_told(heard: list[events.Event]) -> None:
    def fail_halfway() -> None:
        with transaction.atomic():
            outbox.publish(EVENT)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_halfway()
    assert outbox.drain() == 0
    assert heard == []


@pytest.mark.django_db(transaction=True)
def test_a_delivery_carries_the_event_as_it_was_and_happens_once(heard: list[events.Event]) -> None:
    with transaction.atomic():
        outbox.publish(EVENT)
    delivery = OutboxDelivery.objects.get()
    assert outbox.deliver(delivery.pk) is True
    assert outbox.deliver(delivery.pk) is False
    assert heard == [EVENT]


@pytest.mark.django_db(transaction=True)
def test_a_failing_handler_is_tried_again_later_then_stuck_then_replayable(
    monkeypatch: pytest.MonkeyPatch, settings: object
) -> None:
    failing(monkeypatch)
    settings.OUTBOX_MAX_TRIES = 3  # type: ignore[attr-defined]
    with transaction.atomic():
        outbox.publish(EVENT)
    delivery = OutboxDelivery.objects.get()
    now = timezone.now()
    waits = []
    for _try in range(3):
        assert outbox.deliver(delivery.pk, at=now) is False
        delivery.refresh_from_db()
        waits.append(delivery.available_at - now)
        assert outbox.deliver(delivery.pk, at=now) is False, "not due again at the same moment"
        now = max(now, delivery.available_at) + datetime.timedelta(milliseconds=1)
    assert waits[0] < waits[1]
    assert delivery.tries == 3
    assert delivery.stuck_at is not None
    assert delivery.last_error == "RuntimeError: the printer is on fire"
    assert outbox.sweep(at=now + datetime.timedelta(days=1)) == 0
    assert outbox.replay(OutboxDelivery.objects.all()) == 1
    delivery.refresh_from_db()
    assert (delivery.stuck_at, delivery.tries) == (None, 0)


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_died_loses_its_delivery_when_the_lease_ends(heard: list[events.Event]) -> None:
    with transaction.atomic():
        outbox.publish(EVENT)
    now = timezone.now()
    leased = now + datetime.timedelta(seconds=30)
    OutboxDelivery.objects.update(leased_until=leased, tries=1)
    delivery = OutboxDelivery.objects.get()
    assert outbox.deliver(delivery.pk, at=now + datetime.timedelta(seconds=29)) is False
    assert outbox.deliver(delivery.pk, at=now + datetime.timedelta(seconds=31)) is True
    assert heard == [EVENT]


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_run_the_handler_once(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[events.Event] = []
    entered = threading.Event()
    leave = threading.Event()

    def handler(event: events.Event) -> None:
        calls.append(event)
        entered.set()
        leave.wait(5)

    table = (outbox.Subscription(events.StackRulePublished, "tests.slow", handler),)
    monkeypatch.setattr(subscriptions, "SUBSCRIPTIONS", table)
    with transaction.atomic():
        outbox.publish(EVENT)
    delivery = OutboxDelivery.objects.get()

    def work() -> None:
        outbox.deliver(delivery.pk)
        connection.close()

    first = threading.Thread(target=work)
    first.start()
    assert entered.wait(5)
    assert outbox.deliver(delivery.pk) is False
    leave.set()
    first.join()
    assert calls == [EVENT]


@pytest.mark.django_db(transaction=True)
def test_a_delivery_for_a_forgotten_subscriber_is_kept_with_its_reason(
    heard: list[events.Event], monkeypatch: pytest.MonkeyPatch
) -> None:
    with transaction.atomic():
        outbox.publish(EVENT)
    monkeypatch.setattr(subscriptions, "SUBSCRIPTIONS", ())
    delivery = OutboxDelivery.objects.get()
    assert outbox.deliver(delivery.pk) is False
    delivery.refresh_from_db()
    assert delivery.done_at is None
    assert delivery.last_error.startswith("UnknownSubscriber: tests.heard")


def test_every_event_has_its_own_type() -> None:
    named = {
        thing
        for thing in vars(events).values()
        if isinstance(thing, type) and issubclass(thing, events.Event)
    }
    assert set(events.event_types().values()) == named - {events.Event}


@pytest.mark.django_db(transaction=True)
def test_a_delivery_that_kills_its_worker_each_time_is_stuck_in_the_end(
    heard: list[events.Event], settings: object
) -> None:
    settings.OUTBOX_MAX_TRIES = 3  # type: ignore[attr-defined]
    with transaction.atomic():
        outbox.publish(EVENT)
    now = timezone.now() + datetime.timedelta(minutes=1)
    # Three workers took it; none came back before its lease ended.
    OutboxDelivery.objects.update(tries=3, leased_until=now - datetime.timedelta(seconds=1))
    delivery = OutboxDelivery.objects.get()

    assert outbox.deliver(delivery.pk, at=now) is False
    assert outbox.sweep(at=now) == 0

    delivery.refresh_from_db()
    assert (heard, delivery.stuck_at, delivery.leased_until) == ([], now, None)
    assert outbox.replay([delivery]) == 1
    assert outbox.drain() == 1


@pytest.mark.django_db(transaction=True)
def test_who_fails_after_the_lease_has_ended_takes_nothing_from_who_holds_it_now(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def slow(_event: events.Event) -> None:
        OutboxDelivery.objects.update(leased_until=later, tries=2)  # another worker takes over meanwhile
        raise RuntimeError("too late")

    later = timezone.now() + datetime.timedelta(minutes=5)
    table = (outbox.Subscription(events.StackRulePublished, "tests.slow", slow),)
    monkeypatch.setattr(subscriptions, "SUBSCRIPTIONS", table)
    with transaction.atomic():
        outbox.publish(EVENT)
    delivery = OutboxDelivery.objects.get()

    assert outbox.deliver(delivery.pk) is False

    delivery.refresh_from_db()
    assert (delivery.leased_until, delivery.last_error) == (later, "")
