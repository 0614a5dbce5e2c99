"""Telling people things once: kinds with quiet defaults, in the portal and by e-mail.

A kind is registered by the app that knows it (`notices.py`, imported when the app is ready). Its texts are
patterns over the stored params and are put into words when read, in the reader's language.
"""

import dataclasses
import datetime
from collections.abc import Mapping
from urllib.parse import urlsplit

import structlog
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import Q, QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django_stubs_ext import StrOrPromise

from portal.models import Notification, NotificationPreference, User

log = structlog.get_logger(__name__)

# A claimed message that was never reported sent belongs to a worker that died: one that lives is ended by
# Celery's time limit, as long as four leases of the default. Sent again, it has the same Message-ID.
LEASES_OF_A_CLAIM = 4


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One sort of notification. `subject` and `body` are translatable patterns: "You earned %(name)s"."""

    name: str
    label: StrOrPromise
    subject: StrOrPromise
    body: StrOrPromise
    action: StrOrPromise
    default_email: Notification.Email = Notification.Email.NOW


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> Kind:
    """Make a kind known; a name is registered once."""
    if kind.name in _kinds:
        raise ValueError(f"The notification kind {kind.name} is registered already.")
    _kinds[kind.name] = kind
    return kind


def kinds() -> Mapping[str, Kind]:
    """All kinds by name."""
    return _kinds


def subject_of(notification: Notification) -> str:
    """The headline in the active language."""
    kind = _kinds.get(notification.kind)
    return str(kind.subject) % notification.params if kind else notification.kind


def body_of(notification: Notification) -> str:
    """The sentence below the headline in the active language."""
    kind = _kinds.get(notification.kind)
    return str(kind.body) % notification.params if kind else ""


def notify(
    recipient: User, *, kind: Kind, key: str, params: Mapping[str, str | int], url: str = ""
) -> Notification | None:
    """Tell `recipient`, as they like to be told. A second call with the same `key` does nothing.

    `url` is a path of the portal. Returns the new notification, or None if there is one already or the person
    wants neither kind of message or has no open account any more.
    """
    if not recipient.is_active:
        return None
    preference = NotificationPreference.objects.filter(user=recipient, kind=kind.name).first()
    in_app = preference.in_app if preference else True
    mail = Notification.Email(preference.email) if preference else kind.default_email
    if not in_app and mail == Notification.Email.NONE:
        return None
    with transaction.atomic():
        notification, is_new = Notification.objects.get_or_create(
            recipient=recipient,
            key=key,
            defaults={"kind": kind.name, "params": dict(params), "url": url, "in_app": in_app, "email": mail},
        )
        if is_new and mail == Notification.Email.NOW:
            transaction.on_commit(lambda: _queue_mail(notification.pk))
    return notification if is_new else None


def _unclaimed(at: datetime.datetime) -> Q:
    """To someone whose account is open; and nobody is sending it, or who was has died."""
    claim = datetime.timedelta(seconds=LEASES_OF_A_CLAIM * settings.OUTBOX_LEASE_SECONDS)
    is_free = Q(email_claimed_at=None) | Q(email_claimed_at__lt=at - claim)
    return is_free & Q(recipient__is_active=True)


def _queue_mail(notification_id: int) -> None:
    from portal.tasks import send_notification

    try:
        send_notification.apply_async(kwargs={"notification_id": notification_id}, retry=False)
    except Exception as error:  # noqa: BLE001 - a broker that is down is no error here: the schedule sends later
        log.warning("notifications.queue_failed", error=type(error).__name__)


def pending_mail(at: datetime.datetime) -> list[int]:
    """Messages to send at once that nobody is sending."""
    waiting = Notification.objects.filter(_unclaimed(at), email=Notification.Email.NOW, emailed_at=None)
    return list(waiting.order_by("pk").values_list("pk", flat=True)[:200])


def digests_due(at: datetime.datetime) -> QuerySet[User]:
    """Whose oldest waiting message for a digest is about a day old."""
    waiting = Notification.objects.filter(
        _unclaimed(at),
        email=Notification.Email.DAILY,
        emailed_at=None,
        created_at__lt=at - datetime.timedelta(hours=23),
    )
    return User.objects.filter(pk__in=waiting.values("recipient"))


def send_mail_for(notification_id: int, *, at: datetime.datetime | None = None) -> bool:
    """Send one notification's e-mail, if nobody has or is about to; tell whether this call sent it.

    Raises what the mail server's client raises.
    """
    now = at or timezone.now()
    claimed = Notification.objects.filter(
        _unclaimed(now), pk=notification_id, email=Notification.Email.NOW, emailed_at=None
    ).update(email_claimed_at=now)
    if not claimed:
        return False
    notification = Notification.objects.select_related("recipient").get(pk=notification_id)
    # If this fails, the claim stays: it is tried again when the claim ends, not with every sweep, and two
    # hundred messages that can never be sent do not keep the next one waiting.
    _message(notification.recipient, [notification], key=str(notification.uuid)).send()
    Notification.objects.filter(pk=notification_id).update(emailed_at=timezone.now())
    return True


def send_digest(recipient: User, *, at: datetime.datetime | None = None) -> int:
    """Send what waits for the daily digest in one message; returns how many notifications it holds.

    Raises what the mail server's client raises.
    """
    now = at or timezone.now()
    waiting = Notification.objects.filter(
        _unclaimed(now), recipient=recipient, email=Notification.Email.DAILY, emailed_at=None
    )
    ids = list(waiting.order_by("pk").values_list("pk", flat=True))
    claimed = waiting.filter(pk__in=ids).update(email_claimed_at=now)
    if not claimed:
        return 0
    notifications = list(Notification.objects.filter(pk__in=ids, email_claimed_at=now).order_by("pk"))
    _message(recipient, notifications, key=f"digest-{recipient.uuid}-{now:%Y%m%d}").send()
    Notification.objects.filter(pk__in=[item.pk for item in notifications]).update(emailed_at=timezone.now())
    return len(notifications)


def _message(recipient: User, notifications: list[Notification], *, key: str) -> EmailMultiAlternatives:
    with translation.override(recipient.locale or settings.LANGUAGE_CODE):
        entries = [
            {
                "subject": subject_of(item),
                "body": body_of(item),
                "url": f"{settings.SITE_URL}{item.url}" if item.url else "",
                "action": _kinds[item.kind].action if item.kind in _kinds else "",
            }
            for item in notifications
        ]
        single = len(notifications) == 1
        subject = entries[0]["subject"] if single else translation.gettext("Your day on Cairn")
        stop_url = _unsubscribe_url(recipient, notifications[0].kind) if single else ""
        context = {"recipient": recipient, "entries": entries, "subject": subject, "stop_url": stop_url}
        message = EmailMultiAlternatives(
            subject=" ".join(str(subject).split()),
            body=render_to_string("portal/mail/notification.txt", context),
            to=[recipient.email],
            headers={"Message-ID": f"<{key}@{urlsplit(settings.SITE_URL).hostname}>"},
        )
        if stop_url:
            message.extra_headers["List-Unsubscribe"] = f"<{stop_url}>"
            message.extra_headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        message.attach_alternative(render_to_string("portal/mail/notification.html", context), "text/html")
    return message


def _unsubscribe_url(recipient: User, kind: str) -> str:
    default = _kinds[kind].default_email if kind in _kinds else Notification.Email.NOW
    preference, _new = NotificationPreference.objects.get_or_create(
        user=recipient, kind=kind, defaults={"email": default}
    )
    return f"{settings.SITE_URL}{reverse('unsubscribe', kwargs={'token': preference.token})}"
