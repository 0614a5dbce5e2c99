"""Uploading a course, watching the import, reading its ledger."""

from collections import Counter
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe
from django.views.decorators.vary import vary_on_headers

from courses.formats import DEFAULT_LIMITS, FORMATS
from courses.forms.authoring.details import ImportForm
from courses.models import ImportRecord
from courses.services.importing import import_upload
from portal.requests import see_other, signed_in

OUTCOMES = {"kept": _("kept"), "adapted": _("adapted"), "dropped": _("dropped")}


@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    organisations = user.organisations_as("author").filter(is_provider=True)
    if not organisations.exists():
        raise Http404
    bound = request.method == "POST"
    form = ImportForm(request.POST, request.FILES, organisations=organisations) if bound else None
    form = form or ImportForm(organisations=organisations)
    if bound and form.is_valid():
        file = form.cleaned_data["file"]
        record = import_upload(file, organisation=form.cleaned_data["organisation"], actor=user)
        where = reverse("courses:author_import_result", kwargs={"uuid": record.uuid})
        return see_other(where)
    megabytes = DEFAULT_LIMITS.archive // 1024 // 1024
    context = {"form": form, "formats": FORMATS, "megabytes": megabytes}
    return render(request, "courses/author/import.html", context, status=422 if bound else 200)


@require_safe
@vary_on_headers("HX-Request")
def result(request: HttpRequest, uuid: str) -> HttpResponse:
    """Waiting (it asks again by itself, or by its link), refused with problems, or done with its ledger."""
    own = ImportRecord.objects.filter(organisation__in=signed_in(request).organisations_as("author"))
    record = get_object_or_404(own.select_related("version__course", "organisation"), uuid=uuid)
    if record.finished_at is None:
        status: dict[str, Any] = {"record": record}
        name = "import_waiting" if request.headers.get("HX-Request") else "import_result"
        return render(request, f"courses/author/{name}.html", status)
    response = render(request, "courses/author/import_result.html", _ledger(request, record))
    if request.headers.get("HX-Request"):
        # The work is done: load the page anew, with its filters.
        response.headers["HX-Refresh"] = "true"
    return response


def _ledger(request: HttpRequest, record: ImportRecord) -> dict[str, Any]:
    counts = Counter(entry["outcome"] for entry in record.ledger)
    wanted = request.GET.get("outcome", "")
    entries = [entry for entry in record.ledger if wanted not in OUTCOMES or entry["outcome"] == wanted]
    # What was lost or changed comes first.
    rank = {"dropped": 0, "adapted": 1, "kept": 2}
    entries.sort(key=lambda entry: rank[entry["outcome"]])
    return {
        "record": record,
        "wanted": wanted if wanted in OUTCOMES else "",
        "counts": [(name, label, counts[name]) for name, label in OUTCOMES.items()],
        "all_shown": wanted not in OUTCOMES,
        "total": len(record.ledger),
        "page": Paginator(entries, 100).get_page(request.GET.get("page")),
        "outcomes": OUTCOMES,
    }
