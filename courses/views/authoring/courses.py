"""My courses, one course with its outline, new drafts, export."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses.forms.authoring.details import NewCourseForm, TitleForm
from courses.models import Course, CourseVersion, Review
from courses.queries import marking
from courses.queries.authoring import courses_of, outline_of, waiting_for
from courses.queries.readiness import findings_of
from courses.services import authoring
from courses.services.exporting import export_zip
from courses.views.authoring.access import course_of, draft_of, page, to_course, told
from portal.requests import see_other, signed_in


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    if not user.organisations_as("author", "reviewer", "assessor").exists():
        raise Http404
    courses = Paginator(courses_of(user), 25).get_page(request.GET.get("page"))
    context = {
        "courses": courses,
        "organisations": user.organisations_as("author").filter(is_provider=True),
        "waiting": waiting_for(user).count(),
        "to_mark": marking.waiting_for(user).count(),
    }
    return render(request, "courses/author/index.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    organisations = user.organisations_as("author").filter(is_provider=True)
    if not organisations.exists():
        raise Http404
    form = NewCourseForm(request.POST or None, organisations=organisations)
    if request.method == "POST" and form.is_valid():
        version = authoring.create_course(actor=user, **form.cleaned_data)
        return to_course(version.course.slug)
    status = 422 if form.is_bound else 200
    return render(request, "courses/author/new.html", {"form": form}, status=status)


@require_safe
def course(request: HttpRequest, slug: str) -> HttpResponse:
    """The draft's outline; without a draft, what is published and the way to a new draft."""
    found = course_of(request, slug)
    draft = CourseVersion.objects.drafts().filter(course=found).select_related("submitted_by").first()
    version = draft or found.published_version
    if version is None:
        raise Http404
    version.course = found
    return page(
        request,
        "course",
        version,
        modules=outline_of(version),
        reviews=Review.objects.filter(version__course=found).select_related("reviewer", "version"),
        findings=findings_of(version) if version.is_draft else [],
        title_form=TitleForm(),
        imported=version.imports.first(),
    )


@require_POST
@told
def new_draft(request: HttpRequest, slug: str) -> HttpResponse:
    authoring.new_draft(course_of(request, slug), actor=signed_in(request))
    messages.success(
        request, _("A new draft is ready. Learners keep what is published until it is approved.")
    )
    return to_course(slug)


@require_http_methods(["GET", "HEAD", "POST"])
@told
def discard(request: HttpRequest, slug: str) -> HttpResponse:
    """Throw the draft away, after asking."""
    draft = draft_of(request, slug)
    if request.method == "POST":
        remains = authoring.discard_draft(draft, actor=signed_in(request))
        messages.success(request, _("The draft is gone."))
        return to_course(slug) if remains else see_other("courses:author_index")
    return page(request, "discard", draft)


@require_safe
def export(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """A version as Cairn's course folder, for everyone who works on the course."""
    staffed = Course.objects.staffed_by(signed_in(request))
    version = get_object_or_404(
        CourseVersion.objects.select_related("course", "achievement__current_version"),
        course__in=staffed,
        course__slug=slug,
        number=number,
    )
    response = HttpResponse(export_zip(version), content_type="application/zip")
    response.headers["Content-Disposition"] = f'attachment; filename="{slug}-{number}.zip"'
    return response
