"""The foundation's own tasks."""

from celery import shared_task

from portal import outbox


@shared_task(name="portal.deliver_outbox")
def deliver_outbox(*, delivery_id: int) -> None:
    outbox.deliver(delivery_id)


@shared_task(name="portal.sweep_outbox", expires=5)
def sweep_outbox() -> None:
    outbox.sweep()
