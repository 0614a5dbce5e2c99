"""The lesson editor: Markdown with its preview beside it, files, and nothing lost when two people save."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from django.views.decorators.vary import vary_on_headers

from courses.content import ContentRefused, RenderedContent
from courses.errors import AssetRefused, StaleEdit
from courses.forms.authoring.details import LessonForm, lines
from courses.models import Lesson
from courses.queries.authoring import draft_place
from courses.queries.markup import rendered
from courses.services import assets, authoring
from courses.views.authoring.access import page, status_of, to_course, told
from courses.views.authoring.outline import lesson_of
from portal.requests import signed_in


@require_http_methods(["GET", "HEAD", "POST"])
@vary_on_headers("HX-Request")
@told
def lesson(request: HttpRequest, slug: str, uuid: str) -> HttpResponse:
    """Save, preview or insert a file, by the button that was pressed."""
    found = lesson_of(request, slug, uuid)
    if request.method != "POST":
        return _editor(request, found, LessonForm(initial=_stored(found)))
    form = LessonForm(request.POST, request.FILES)
    if "preview" in request.POST:
        return _preview(request, found, form)
    if "upload-file" in request.POST:
        return _editor(request, found, _with_file(request, found, form))
    if not form.is_valid():
        return _editor(request, found, form)
    try:
        saved = authoring.save_lesson(found, actor=signed_in(request), **_typed(form))
    except StaleEdit as error:
        return _conflict(request, found, error.current, form)
    messages.success(request, _("Saved."))
    return to_course(slug, "lesson", uuid=saved.uuid)


def _typed(form: LessonForm) -> dict[str, Any]:
    cleaned = form.cleaned_data
    typed = {name: cleaned[name] for name in ("title", "minutes", "body", "seen")}
    return typed | {"objectives": lines(cleaned["objectives"])}


def _stored(lesson: Lesson) -> dict[str, Any]:
    return {
        "title": lesson.title,
        "minutes": lesson.minutes,
        "objectives": "\n".join(lesson.objectives),
        "body": lesson.body,
        "seen": authoring.fingerprint(lesson),
    }


def _editor(
    request: HttpRequest, lesson: Lesson, form: LessonForm, *, status: int = 0, **context: Any
) -> HttpResponse:
    text = form["body"].value() or ""
    return page(
        request,
        "lesson",
        lesson.version,
        status=status or (status_of(request) if form.errors else 200),
        form=form,
        lesson=lesson,
        preview=_shown(lesson, text),
        files=lesson.version.course_assets.select_related("asset"),
        **context,
    )


def _preview(request: HttpRequest, lesson: Lesson, form: LessonForm) -> HttpResponse:
    """The fragment for htmx; without a script the whole page with what was typed, not saved."""
    text = str(form["body"].value() or "").replace("\r\n", "\n")
    if request.headers.get("HX-Request"):
        return page(request, "lesson_preview", lesson.version, lesson=lesson, preview=_shown(lesson, text))
    return _editor(request, lesson, LessonForm(initial=_as_typed(form)), unsaved=True)


def _as_typed(form: LessonForm) -> dict[str, Any]:
    return {name: form[name].value() for name in ("title", "minutes", "objectives", "body", "seen")}


def _with_file(request: HttpRequest, lesson: Lesson, form: LessonForm) -> LessonForm:
    """The file is stored and its reference stands at the end of the text, which is not saved yet."""
    typed = _as_typed(form)
    upload = request.FILES.get("upload")
    if upload is None or not upload.name:
        messages.error(request, _("Choose a file first."))
        return LessonForm(initial=typed)
    if upload.size and upload.size > assets.LARGEST:
        messages.error(request, _("The file is too large: at most 20 MB."))
        return LessonForm(initial=typed)
    try:
        entry = assets.add_asset(
            lesson.version, name=upload.name, data=upload.read(), actor=signed_in(request)
        )
    except AssetRefused as error:
        messages.error(request, str(error))
        return LessonForm(initial=typed)
    picture = "!" if entry.asset.media_type.startswith("image/") else ""
    name = entry.path.removeprefix("assets/")
    words = _("Describe the picture") if picture else name
    typed["body"] = f"{typed['body'] or ''}\n\n{picture}[{words}](../{entry.path})\n"
    messages.success(request, _("The file is inserted at the end of the text. Save to keep the text."))
    return LessonForm(initial=typed)


def _conflict(request: HttpRequest, lesson: Lesson, current: object, form: LessonForm) -> HttpResponse:
    """What was typed stays in the form, what is stored stands beside; saving again replaces it."""
    assert isinstance(current, Lesson)
    again = LessonForm(initial=_as_typed(form) | {"seen": authoring.fingerprint(current)})
    return _editor(request, lesson, again, status=409, conflict=_stored(current))


def _shown(lesson: Lesson, text: str) -> RenderedContent:
    try:
        return rendered(text, draft_place(lesson.version))
    except ContentRefused as error:
        return RenderedContent("", broken=(str(error),))
