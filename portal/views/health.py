"""Whether the portal lives, and whether it can serve."""

import secrets

import structlog
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django_prometheus.exports import ExportToDjangoView

from portal.caching import valkey_answers
from portal.models import OutboxDelivery

log = structlog.get_logger(__name__)


@login_not_required
@never_cache
@require_safe
def live(_request: HttpRequest) -> JsonResponse:
    """The process answers."""
    return JsonResponse({"status": "ok"})


@login_not_required
@never_cache
@require_safe
def ready(_request: HttpRequest) -> JsonResponse:
    """The database answers. Without Valkey the portal serves on and mails and awards catch up: degraded."""
    database, outbox = _database()
    valkey = valkey_answers(settings.REDIS_URL)
    status = "unavailable" if not database else ("ok" if valkey and not outbox.get("stuck") else "degraded")
    body = {"status": status, "database": database, "valkey": valkey, "outbox": outbox}
    return JsonResponse(body, status=200 if database else 503)


@login_not_required
@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Prometheus' figures for whoever has the token of the settings; nobody else finds such a page."""
    token = settings.CAIRN_METRICS_TOKEN
    offered = request.headers.get("Authorization", "")
    if not token or not secrets.compare_digest(offered.encode(), f"Bearer {token}".encode()):
        raise Http404
    response: HttpResponse = ExportToDjangoView(request)
    return response


def _database() -> tuple[bool, dict[str, int]]:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        waiting = OutboxDelivery.objects.due(timezone.now()).count()
        stuck = OutboxDelivery.objects.stuck().count()
    except DatabaseError as error:
        log.warning("health.database", error=type(error).__name__)
        return False, {}
    return True, {"due": waiting, "stuck": stuck}
