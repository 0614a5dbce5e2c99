"""Projects, experience, education and claimed skills: a small page for each change."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.errors import CairnError
from portal.requests import see_other, signed_in
from portfolios.forms import FileForm
from portfolios.models import Project, ProjectFile
from portfolios.services import files, items
from portfolios.services.portfolios import ensure_portfolio
from portfolios.views.kinds import AnyItem, Kind, kind_of


def add(request: HttpRequest, kind: str) -> HttpResponse:
    found = kind_of(kind)
    form = found.blank_form(request.POST or None)
    if request.method == "POST" and form.is_valid():
        user = signed_in(request)
        try:
            item = items.add_item(ensure_portfolio(user), found.model, actor=user, **form.cleaned_data)
        except CairnError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Added to your portfolio."))
            return see_other(_next_page(item))
    return _page(request, found, form)


def change(request: HttpRequest, kind: str, uuid: uuid.UUID) -> HttpResponse:
    found = kind_of(kind)
    item = _mine(request, found, uuid)
    form = found.blank_form(request.POST or None, item=item)
    if request.method == "POST" and form.is_valid():
        try:
            items.change_item(item, actor=signed_in(request), **form.cleaned_data)
        except CairnError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Your change is saved."))
            return see_other("portfolios:edit")
    return _page(request, found, form, item=item)


def remove(request: HttpRequest, kind: str, uuid: uuid.UUID) -> HttpResponse:
    """Ask once, then remove."""
    found = kind_of(kind)
    item = _mine(request, found, uuid)
    if request.method == "POST":
        items.remove_item(item, actor=signed_in(request))
        messages.success(request, _("Removed from your portfolio."))
        return see_other("portfolios:edit")
    return render(request, "portfolios/remove.html", {"kind": found, "item": item})


def add_file(request: HttpRequest, uuid: uuid.UUID) -> HttpResponse:
    """A picture or PDF for a project."""
    user = signed_in(request)
    project = get_object_or_404(Project.objects.editable_by(user), uuid=uuid)
    form = FileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        upload, description = form.cleaned_data["file"], form.cleaned_data["description"]
        try:
            data = upload.read(files.LARGEST + 1)
            files.add_file(project, name=upload.name, data=data, description=description, actor=user)
        except CairnError as error:
            form.add_error("file", str(error))
        else:
            messages.success(request, _("The file is part of the project."))
            return see_other(_project_page(project))
    context = {"project": project, "form": form}
    return render(request, "portfolios/add_file.html", context, status=422 if form.is_bound else 200)


def remove_file(request: HttpRequest, uuid: uuid.UUID) -> HttpResponse:
    """Ask once, then remove."""
    user = signed_in(request)
    entry = get_object_or_404(
        ProjectFile.objects.filter(project__portfolio__learner=user).select_related("project"), uuid=uuid
    )
    if request.method == "POST":
        files.remove_file(entry, actor=user)
        messages.success(request, _("The file is removed."))
        return see_other(_project_page(entry.project))
    return render(request, "portfolios/remove_file.html", {"file": entry, "project": entry.project})


def _mine(request: HttpRequest, kind: Kind, uuid: uuid.UUID) -> AnyItem:
    item: AnyItem = get_object_or_404(kind.model.objects.editable_by(signed_in(request)), uuid=uuid)
    return item


def _project_page(project: Project) -> str:
    return reverse("portfolios:item", kwargs={"kind": "projects", "uuid": project.uuid})


def _next_page(item: AnyItem) -> str:
    """A new project goes on to its files, everything else back to the portfolio."""
    return _project_page(item) if isinstance(item, Project) else reverse("portfolios:edit")


def _page(request: HttpRequest, kind: Kind, form: Any, *, item: AnyItem | None = None) -> HttpResponse:
    context = {
        "kind": kind,
        "form": form,
        "item": item,
        "files": item.files.all() if isinstance(item, Project) else None,
    }
    return render(request, "portfolios/item.html", context, status=422 if form.is_bound else 200)
