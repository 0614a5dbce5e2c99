"""The learner's own page about being found: consent, what is shown, whom they keep out, who looked."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from employers.forms.discovery import DiscoveryForm, ExclusionForm
from employers.models import Discovery, Exclusion, Look
from employers.queries.evidence import evidence_of
from employers.services.discovery import choose, exclude, include_again
from portal.models import User
from portal.requests import see_other, signed_in

LOOKS_A_PAGE = 30
LATEST_LOOKS = 5


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def discovery(request: HttpRequest) -> HttpResponse:
    """Consent and choices. Nothing is shown to anyone until the box is ticked."""
    user = signed_in(request)
    stored = Discovery.objects.select_related("place").filter(learner=user).first()
    form = DiscoveryForm(
        request.POST if request.method == "POST" else None, initial=DiscoveryForm.initial_of(stored)
    )
    if request.method == "POST" and form.is_valid():
        on = form.cleaned_data["discoverable"]
        choose(user, discoverable=on, choices=form.choices(), actor=user)
        messages.success(
            request,
            _("Employers can find you now, without your name.") if on else _("Nobody can find you."),
        )
        return see_other("employers:discovery")
    return _page(request, user, stored, form=form, exclusion_form=ExclusionForm())


@never_cache
@require_POST
def add_exclusion(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    form = ExclusionForm(request.POST)
    if form.is_valid():
        exclude(user, actor=user, **form.cleaned_data["who"])
        messages.success(request, _("They will not find you."))
        return see_other("employers:discovery")
    stored = Discovery.objects.select_related("place").filter(learner=user).first()
    choices = DiscoveryForm(initial=DiscoveryForm.initial_of(stored))
    return _page(request, user, stored, form=choices, exclusion_form=form)


@require_POST
def remove_exclusion(request: HttpRequest, pk: int) -> HttpResponse:
    user = signed_in(request)
    found = get_object_or_404(Exclusion.objects.select_related("learner"), pk=pk, learner=user)
    include_again(found, actor=user)
    messages.success(request, _("They can find you again."))
    return see_other("employers:discovery")


@never_cache
@require_safe
def looks(request: HttpRequest) -> HttpResponse:
    """Every look at the person, newest first."""
    found = Look.objects.visible_to(signed_in(request)).select_related("organisation")
    page = Paginator(found.order_by("-at", "pk"), LOOKS_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "employers/looks.html", {"page": page})


def _page(
    request: HttpRequest,
    user: User,
    stored: Discovery | None,
    *,
    form: DiscoveryForm,
    exclusion_form: ExclusionForm,
) -> HttpResponse:
    evidence = evidence_of([user.pk], at=timezone.now()).get(user.pk, [])
    context = {
        "discovery": stored,
        "form": form,
        "exclusion_form": exclusion_form,
        "exclusions": Exclusion.objects.filter(learner=user).select_related("organisation"),
        "looks": Look.objects.visible_to(user).select_related("organisation")[:LATEST_LOOKS],
        "evidence": evidence,
    }
    wrong = form.is_bound or exclusion_form.is_bound
    return render(request, "employers/discovery.html", context, status=422 if wrong else 200)
