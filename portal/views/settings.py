"""A person's own settings."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from portal.forms import PersonForm
from portal.requests import see_other, signed_in


def person_settings(request: HttpRequest) -> HttpResponse:
    """Names, language and time zone."""
    form = PersonForm(request.POST or None, instance=signed_in(request))
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Your settings are saved."))
        return see_other(request.path)
    return render(request, "portal/settings.html", {"form": form}, status=422 if form.is_bound else 200)
