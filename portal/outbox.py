"""The outbox: events leave the database at least once, in any order, and are never lost.

`publish()` writes the event and one delivery per subscriber in the transaction that makes the fact true;
after commit it nudges Celery, and the schedule sweeps up what the nudge missed (broker down, worker killed).
`deliver()` claims by a conditional update with a lease, runs the handler outside any transaction, and on
failure puts the delivery back with a growing wait until its last try makes it *stuck*: visible in health and
admin, replayable. So is in the end what kills its worker each time. Handlers are idempotent by a unique
constraint.
"""

import dataclasses
import datetime
import random
import typing
from collections.abc import Callable, Iterable

import structlog
from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from portal.events import Event, event_types
from portal.models import OutboxDelivery, OutboxEvent

log = structlog.get_logger(__name__)

Handler = Callable[[typing.Any], None]
FIRST_WAIT = datetime.timedelta(seconds=2)
LONGEST_WAIT = datetime.timedelta(minutes=10)
# The sweep leaves a fresh delivery to the nudge that is already on its way.
NUDGE_HEADSTART = datetime.timedelta(seconds=4)


class OutboxError(Exception):
    """Base of the outbox's own errors: `NotInTransaction`, `UnknownSubscriber`."""


class NotInTransaction(OutboxError):
    """An event outside a transaction could become true without being told, or told without being true."""


class UnknownSubscriber(OutboxError):
    """A stored delivery names a subscriber that `portal.subscriptions` no longer has."""


@dataclasses.dataclass(frozen=True, slots=True)
class Subscription:
    """One line of `portal.subscriptions`: which handler hears which event, under which stored name."""

    event: type[Event]
    name: str
    handler: Handler


def _subscriptions() -> tuple[Subscription, ...]:
    # The wiring stands above every app; it is looked up when used, so that nothing below imports upwards.
    from portal.subscriptions import SUBSCRIPTIONS

    return SUBSCRIPTIONS


def publish(event: Event) -> None:
    """Write `event` and its deliveries in the running transaction. Raises `NotInTransaction` outside one."""
    if not connection.in_atomic_block:
        raise NotInTransaction(f"publish({event.type}) needs the transaction that makes it true.")
    stored = OutboxEvent.objects.create(type=event.type, payload=event.payload())
    deliveries = OutboxDelivery.objects.bulk_create(
        OutboxDelivery(event=stored, subscriber=subscription.name)
        for subscription in _subscriptions()
        if subscription.event is type(event)
    )
    ids = [delivery.pk for delivery in deliveries]
    transaction.on_commit(lambda: nudge(ids))


def nudge(delivery_ids: Iterable[int]) -> None:
    """Ask a worker to deliver now. A broker that is down is no error: the sweep delivers later."""
    from portal.tasks import deliver_outbox

    for delivery_id in delivery_ids:
        try:
            deliver_outbox.apply_async(kwargs={"delivery_id": delivery_id}, retry=False)
        except Exception as error:  # noqa: BLE001 - whatever the broker's client raises, the sweep makes up for it
            log.warning("outbox.nudge_failed", error=type(error).__name__)
            return


def deliver(delivery_id: int, *, at: datetime.datetime | None = None) -> bool:
    """Run one delivery if it is due and can be claimed; tell whether its handler finished.

    The claim is one UPDATE: two workers never hold one delivery at a time, and a worker that dies loses it
    when the lease ends. An error of the handler is recorded, never raised.
    """
    now = at or timezone.now()
    lease = now + datetime.timedelta(seconds=settings.OUTBOX_LEASE_SECONDS)
    claimed = (
        OutboxDelivery.objects.due(now)
        .filter(pk=delivery_id, tries__lt=settings.OUTBOX_MAX_TRIES)
        .update(leased_until=lease, tries=F("tries") + 1)
    )
    if not claimed:
        return False
    delivery = OutboxDelivery.objects.select_related("event").get(pk=delivery_id)
    held = OutboxDelivery.objects.filter(pk=delivery_id, leased_until=lease, done_at=None)
    try:
        _handler_of(delivery)(_event_of(delivery.event))
    except Exception as error:  # noqa: BLE001 - any failure of a handler is a reason to try again
        _put_back(held, delivery, error, at=now)
        return False
    held.update(done_at=timezone.now(), leased_until=None, last_error="")
    return True


def sweep(*, limit: int = 200, at: datetime.datetime | None = None) -> int:
    """Nudge what is due and was missed; returns how many."""
    now = at or timezone.now()
    _give_up_on_killers(now)
    missed = OutboxDelivery.objects.due(now).filter(available_at__lte=now - NUDGE_HEADSTART)
    ids = list(missed.order_by("available_at", "pk").values_list("pk", flat=True)[:limit])
    nudge(ids)
    return len(ids)


def replay(deliveries: Iterable[OutboxDelivery], *, at: datetime.datetime | None = None) -> int:
    """Give stuck deliveries their tries back; returns how many were stuck."""
    now = at or timezone.now()
    return (
        OutboxDelivery.objects.stuck()
        .filter(pk__in=[delivery.pk for delivery in deliveries])
        .update(stuck_at=None, tries=0, available_at=now, leased_until=None)
    )


def drain(*, at: datetime.datetime | None = None, most: int = 10_000) -> int:
    """Deliver in this process until nothing is due (the demo world, tests); how many handlers finished."""
    finished = 0
    _give_up_on_killers(at or timezone.now())
    for _round in range(most):
        ids = list(
            OutboxDelivery.objects.due(at or timezone.now()).order_by("pk").values_list("pk", flat=True)[:100]
        )
        if not ids:
            break
        finished += sum(deliver(delivery_id, at=at) for delivery_id in ids)
    return finished


def _handler_of(delivery: OutboxDelivery) -> Handler:
    for subscription in _subscriptions():
        if subscription.name == delivery.subscriber and subscription.event.type == delivery.event.type:
            return subscription.handler
    raise UnknownSubscriber(f"{delivery.subscriber} does not subscribe to {delivery.event.type}")


def _event_of(stored: OutboxEvent) -> Event:
    return event_types()[stored.type](**stored.payload)


def _give_up_on_killers(now: datetime.datetime) -> None:
    """Stuck is also what used up its tries without ever coming back: each time its worker was killed."""
    OutboxDelivery.objects.due(now).filter(tries__gte=settings.OUTBOX_MAX_TRIES).update(
        stuck_at=now, leased_until=None, last_error="Each worker that tried this was killed or too slow."
    )


def _put_back(
    held: QuerySet[OutboxDelivery], delivery: OutboxDelivery, error: Exception, *, at: datetime.datetime
) -> None:
    """Back into the queue or, after the last try, stuck; not if another worker has taken it over by now."""
    log.error(
        "outbox.delivery_failed",
        exc_info=error,
        subscriber=delivery.subscriber,
        event_uuid=str(delivery.event.uuid),
    )
    message = f"{type(error).__name__}: {error}"[:2000]
    if delivery.tries >= settings.OUTBOX_MAX_TRIES:
        held.update(stuck_at=at, leased_until=None, last_error=message)
        return
    jitter = random.uniform(0.8, 1.2)  # noqa: S311 - spreads load, guards nothing
    wait = min(FIRST_WAIT * 2 ** (delivery.tries - 1), LONGEST_WAIT) * jitter
    held.update(available_at=at + wait, leased_until=None, last_error=message)
