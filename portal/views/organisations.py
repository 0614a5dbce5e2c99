"""The organisations one belongs to: members, roles, invitations."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from portal.errors import CairnError
from portal.forms import InvitationForm
from portal.models import Membership, Organisation
from portal.requests import see_other, signed_in
from portal.services import membership


@require_safe
def organisation_list(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    memberships = Membership.objects.filter(user=user).select_related("organisation")
    return render(
        request,
        "portal/organisations.html",
        {"memberships": memberships.order_by("organisation__name", "role", "pk")},
    )


def organisation(request: HttpRequest, slug: str) -> HttpResponse:
    """Members for every member; inviting for owners."""
    user = signed_in(request)
    found = get_object_or_404(Organisation.objects.for_member(user), slug=slug)
    owns = Organisation.objects.for_member(user, "owner").filter(pk=found.pk).exists()
    form = InvitationForm(request.POST or None)
    if request.method == "POST" and owns and form.is_valid():
        try:
            membership.invite(found, actor=user, **form.cleaned_data)
        except CairnError as error:
            form.add_error("email", str(error))
        else:
            messages.success(request, _("The invitation is on its way."))
            return see_other(request.path)
    context = {
        "organisation": found,
        "owns": owns,
        "form": form,
        "memberships": found.memberships.select_related("user").order_by("role", "user__legal_name", "pk"),
        "invitations": found.invitations.filter(accepted_at=None) if owns else [],
    }
    return render(request, "portal/organisation.html", context, status=422 if form.is_bound else 200)


@require_POST
def remove_member(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    owned = Organisation.objects.for_member(signed_in(request), "owner")
    found = get_object_or_404(
        Membership.objects.select_related("organisation"),
        pk=pk,
        organisation__slug=slug,
        organisation__in=owned,
    )
    try:
        membership.remove(found, actor=signed_in(request))
    except CairnError as error:
        messages.error(request, str(error))
    return see_other("organisation", slug=slug)


def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Accept an invitation that was sent to one of one's own confirmed addresses."""
    user = signed_in(request)
    found = membership.open_invitation(token, user=user)
    if request.method == "POST":
        membership.accept(found, actor=user)
        messages.success(request, _("Welcome to %(organisation)s.") % {"organisation": found.organisation})
        return see_other("organisation", slug=found.organisation.slug)
    return render(request, "portal/invitation.html", {"invitation": found})
