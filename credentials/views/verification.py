"""Anyone verifies anything: without an account, without a script, and nothing handed in is kept."""

import json
from typing import Any, Final

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from credentials.forms import VerificationForm
from credentials.openbadges import Report
from credentials.queries.reports import shown_report
from credentials.services import verification
from credentials.views.documents import not_indexed, wanted_type
from credentials.views.rates import too_often

_MOST_A_MINUTE: Final = 30
_MOST_BYTES: Final = verification.MAX_BYTES + 64 * 1024
_FORMS: Final = {"multipart/form-data", "application/x-www-form-urlencoded", ""}


@login_not_required
@csrf_exempt  # it changes nothing and knows nobody: other sites' tools may post here
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """The form; with `?url=` or a POST the report, as a page or as JSON by `Accept`."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > _MOST_BYTES:
        words = _("This is larger than %(limit)s MB, the most that is read.")
        return _refused(request, words % {"limit": verification.MAX_BYTES // 1024 // 1024}, 413)
    url = request.GET.get("url", "").strip()
    if request.method != "POST" and not url:
        return _page(request, {"form": VerificationForm()})
    if too_often(request, "verify", most=_MOST_A_MINUTE):
        words = _("That was more than %(most)s in a minute. Wait a little, then try again.")
        return _refused(request, words % {"most": _MOST_A_MINUTE}, 429)
    try:
        report, form = _examined(request, url)
    except RequestDataTooBig:
        return _refused(request, _("The pasted text is too long. Hand it in as a file."), 413)
    if report is None:
        return _page(request, {"form": form}, status=422)
    return _answer(request, report, form)


def _examined(request: HttpRequest, url: str) -> tuple[Report | None, VerificationForm]:
    """The report; None when the form was not filled in as it must be."""
    if request.method != "POST":
        return verification.verify(b"", submitted_url=url), VerificationForm(initial={"text": url})
    if request.content_type not in _FORMS:
        return verification.verify(request.body), VerificationForm()
    form = VerificationForm(request.POST, request.FILES)
    if not form.is_valid():
        return None, form
    file, text = form.cleaned_data["file"], form.cleaned_data["text"]
    if file is not None:
        return verification.verify(file.read()), VerificationForm()
    if text.startswith(("https://", "http://")) and not any(mark.isspace() for mark in text):
        return verification.verify(b"", submitted_url=text), VerificationForm(initial={"text": text})
    return verification.verify(text.encode("utf-8", "surrogatepass")), VerificationForm()


def _answer(request: HttpRequest, report: Report, form: VerificationForm) -> HttpResponse:
    if wanted_type(request, ("application/json",)) == "application/json":
        response: HttpResponse = JsonResponse(report.as_dict())
        response["Access-Control-Allow-Origin"] = "*"
        return _private(response)
    return _page(request, {"form": form, "report": shown_report(report, verification.own_credential(report))})


def _page(request: HttpRequest, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    return _private(render(request, "credentials/verify.html", context, status=status))


def _refused(request: HttpRequest, words: str, status: int) -> HttpResponse:
    if wanted_type(request, ("application/json",)) == "application/json":
        content = json.dumps({"title": words, "status": status})
        return HttpResponse(content, status=status, content_type="application/problem+json")
    return _page(request, {"form": VerificationForm(), "refusal": words}, status=status)


def _private(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    response["Vary"] = "Accept, Cookie"
    not_indexed(response)
    return response
