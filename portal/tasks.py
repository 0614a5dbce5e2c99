"""The foundation's own tasks."""

import structlog
from celery import shared_task
from django.utils import timezone

from portal import notifications, outbox

log = structlog.get_logger(__name__)


@shared_task(name="portal.deliver_outbox")
def deliver_outbox(*, delivery_id: int) -> None:
    outbox.deliver(delivery_id)


@shared_task(name="portal.sweep_outbox", expires=5)
def sweep_outbox() -> None:
    outbox.sweep()


@shared_task(name="portal.send_notification")
def send_notification(*, notification_id: int) -> None:
    notifications.send_mail_for(notification_id)


@shared_task(name="portal.send_pending_mail", expires=30)
def send_pending_mail() -> None:
    for notification_id in notifications.pending_mail(timezone.now()):
        send_notification.delay(notification_id=notification_id)


@shared_task(name="portal.send_digests", expires=3000)
def send_digests() -> None:
    """Once an hour: whoever has something waiting since yesterday gets it in one message.

    One that cannot be sent stops no other.
    """
    for recipient in notifications.digests_due(timezone.now()):
        try:
            notifications.send_digest(recipient)
        except Exception:
            log.exception("notifications.digest_failed", recipient=str(recipient.uuid))
