"""Authors' Markdown as it stands in the pages of a course: with addresses for its lessons and files."""

import html
from dataclasses import dataclass
from functools import lru_cache

from django.urls import reverse
from django.utils.html import strip_tags
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from courses.content import RenderedContent, formulas_as_tex, render_markdown
from courses.formats.names import local_reference
from courses.models import CourseVersion


@dataclass(frozen=True, slots=True)
class Place:
    """What a text of one course version may refer to: lessons by slug, files by path."""

    course: str
    number: int
    lessons: frozenset[str] = frozenset()
    assets: frozenset[str] = frozenset()

    def resolve(self, href: str) -> str | None:
        """The address behind a local reference; None when the version has no such thing."""
        target = local_reference(href)
        if target is None:
            return None
        if target.kind == "lesson" and target.target in self.lessons:
            return reverse("courses:lesson", kwargs={"slug": self.course, "lesson": target.target})
        if target.kind == "asset" and target.target in self.assets:
            return reverse(
                "courses:asset", kwargs={"slug": self.course, "number": self.number, "path": target.target}
            )
        return None


def place_of(version: CourseVersion) -> Place:
    """Asks for the names of lessons and files."""
    return Place(
        course=version.course.slug,
        number=version.number,
        lessons=frozenset(version.lessons.values_list("slug", flat=True)),
        assets=frozenset(version.course_assets.values_list("path", flat=True)),
    )


def rendered(text: str, place: Place, *, prefix: str = "c-") -> RenderedContent:
    """Safe HTML with its headings; kept in this process by content, so a broken cache costs nothing."""
    return _rendered(text, place, prefix, get_language() or "en")


def block(text: str, place: Place, *, prefix: str) -> SafeString:
    """Markdown as HTML blocks."""
    return mark_safe(rendered(text, place, prefix=prefix).html) if text else SafeString("")  # noqa: S308 - cleaned


def inline(text: str, place: Place, *, prefix: str) -> SafeString:
    """Markdown for a label: without the paragraph around a single line."""
    markup = rendered(text, place, prefix=prefix).html.strip()
    if markup.startswith("<p>") and markup.endswith("</p>") and markup.count("<p") == 1:
        markup = markup[3:-4]
    return mark_safe(markup)  # noqa: S308 - cleaned by courses.content


def plain(text: str, place: Place) -> str:
    """Markdown without its markup, for options and attributes; formulas are their TeX."""
    page = formulas_as_tex(rendered(text, place).html, in_line="{}", display="{}")
    return html.unescape(strip_tags(page)).strip()


@lru_cache(maxsize=2048)
def _rendered(text: str, place: Place, prefix: str, language: str) -> RenderedContent:
    return render_markdown(text, resolve=place.resolve, labels=_labels(language), id_prefix=prefix)


@lru_cache(maxsize=64)
def _labels(_language: str) -> dict[str, str]:
    """The titles of divs in the language of the page."""
    return {
        "solution": _("Solution"),
        "hint": _("Hint"),
        "spoiler": _("Show more"),
        "callout": _("Good to know"),
        "caution": _("Caution"),
        "prereq": _("Before you begin"),
        "testimonial": _("A voice"),
        "instructor": _("For teachers"),
        "challenge": _("Try it"),
        "discussion": _("Discuss"),
        "checklist": _("Checklist"),
        "keypoints": _("Key points"),
        "objectives": _("After this you can"),
        "questions": _("Questions"),
        "tab": _("Tab"),
        "other": _("Note"),
        "table": _("Table"),
        "formula": _("Formula"),
        "done": _("done"),
        "open": _("to do"),
        "missing": _("Missing picture"),
    }
