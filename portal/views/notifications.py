"""What one has been told, and how one wants to be told."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from portal import notifications
from portal.forms import NotificationChoicesForm
from portal.models import Notification, NotificationPreference
from portal.requests import see_other, signed_in


@require_safe
def notification_list(request: HttpRequest) -> HttpResponse:
    mine = Notification.objects.visible_to(signed_in(request))
    page = Paginator(mine.order_by("-created_at", "-pk"), 20).get_page(request.GET.get("page"))
    rows = [
        {
            "notification": item,
            "subject": notifications.subject_of(item),
            "body": notifications.body_of(item),
        }
        for item in page
    ]
    return render(request, "portal/notifications.html", {"page": page, "rows": rows})


@require_POST
def open_notification(request: HttpRequest, uuid: uuid.UUID) -> HttpResponse:
    """Mark it read and go where it leads."""
    mine = Notification.objects.visible_to(signed_in(request))
    notification = get_object_or_404(mine, uuid=uuid)
    mine.filter(pk=notification.pk, read_at=None).update(read_at=timezone.now())
    target = notification.url
    if not url_has_allowed_host_and_scheme(target, allowed_hosts=None):
        target = "notifications"
    return see_other(target)


@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    Notification.objects.visible_to(signed_in(request)).unread().update(read_at=timezone.now())
    messages.success(request, _("All notifications are marked as read."))
    return see_other("notifications")


def choices(request: HttpRequest) -> HttpResponse:
    """How one is told, kind by kind."""
    form = NotificationChoicesForm(request.POST or None, user=signed_in(request))
    if request.method == "POST" and form.is_valid():
        for kind, in_app, mail in form.choices():
            NotificationPreference.objects.update_or_create(
                user=signed_in(request), kind=kind, defaults={"in_app": in_app, "email": mail}
            )
        messages.success(request, _("Saved: we will tell you things this way."))
        return see_other(request.path)
    status = 422 if form.is_bound else 200
    return render(request, "portal/notification_choices.html", {"form": form}, status=status)


@csrf_exempt  # RFC 8058: the mail provider posts here for the reader, without a session
@login_not_required
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """One click in a mail program, or a confirmation page for those who follow the link."""
    preference = get_object_or_404(NotificationPreference, token=token)
    kind = notifications.kinds().get(preference.kind)
    done = request.method == "POST"
    if done:
        NotificationPreference.objects.filter(pk=preference.pk).update(email=Notification.Email.NONE)
    context = {"done": done, "label": kind.label if kind else preference.kind}
    return render(request, "portal/unsubscribe.html", context)
