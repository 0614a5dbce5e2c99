"""What is still missing before a draft can be reviewed, and what would make it better."""

import dataclasses
from collections.abc import Iterator

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from courses.content import destinations, formula_problems
from courses.formats.names import broken_link
from courses.models import Assessment, CourseVersion, ItemVersion, Lesson, Section
from courses.queries.guessing import guess_pass_of
from courses.templatetags import figures

# A guesser who passes more often than this makes the credential worth little.
MOST_GUESS_PASS = 0.01


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One point of the check. `page` names the page where it is mended: details, lessons, items, …"""

    name: str | Promise
    text: str | Promise
    page: str
    is_blocking: bool = True
    lesson: Lesson | None = None


def findings_of(version: CourseVersion) -> list[Finding]:
    """Everything that is wrong or could be better, what blocks the review first. Empty: all is well."""
    lessons = list(version.lessons.order_by("module__position", "position"))
    assessment = Assessment.objects.filter(version=version).first()
    found = [
        *_details(version),
        *_lessons(version, lessons),
        *_links(version, lessons),
        *_formulas(lessons),
        *_assessment(version, assessment),
        *_items(assessment),
        *_achievement(version),
        *_minutes(version, lessons, assessment),
    ]
    return sorted(found, key=lambda finding: not finding.is_blocking)


def _details(version: CourseVersion) -> Iterator[Finding]:
    for name, label in (("summary", _("summary")), ("licence", _("licence")), ("field", _("field"))):
        if not getattr(version, name):
            text = _("Fill in the %(label)s.") % {"label": label}
            yield Finding(name=_("Details"), text=text, page="details")
    if not version.skill_levels.exists():
        yield Finding(name=_("Skills"), text=_("Say which skills the course teaches."), page="skills")


def _lessons(version: CourseVersion, lessons: list[Lesson]) -> Iterator[Finding]:
    if not lessons:
        yield Finding(name=_("Lessons"), text=_("Write at least one lesson."), page="outline")
    for module in version.modules.all():
        if not any(lesson.module_id == module.pk for lesson in lessons):
            text = _("The module “%(title)s” has no lessons.") % {"title": module.title}
            yield Finding(name=_("Lessons"), text=text, page="outline")
    for lesson in lessons:
        if not lesson.body.strip():
            text = _("The lesson “%(title)s” has no text.") % {"title": lesson.title}
            yield Finding(name=_("Lessons"), text=text, page="lesson", lesson=lesson)
        elif not lesson.objectives and lesson.minutes:
            text = _("The lesson “%(title)s” does not say what one can do after it.") % {
                "title": lesson.title
            }
            yield Finding(name=_("Goals"), text=text, page="lesson", lesson=lesson, is_blocking=False)


def _links(version: CourseVersion, lessons: list[Lesson]) -> Iterator[Finding]:
    slugs = {lesson.slug for lesson in lessons}
    paths = set(version.course_assets.values_list("path", flat=True))
    for lesson in lessons:
        for line, href, _is_image in destinations(lesson.body):
            if broken_link(href, slugs, paths):
                text = _("“%(title)s”, line %(line)s: “%(href)s” leads nowhere.")
                words = {"title": lesson.title, "line": line, "href": href}
                yield Finding(name=_("Links and files"), text=text % words, page="lesson", lesson=lesson)


def _formulas(lessons: list[Lesson]) -> Iterator[Finding]:
    for lesson in lessons:
        for found in formula_problems(lesson.body):
            text = _(
                "“%(title)s”, line %(line)s: the formula “%(source)s” is shown as it was typed: %(reason)s."
            )
            words = {"title": lesson.title, "line": found.line, "reason": found.message}
            words["source"] = found.source[:80]
            yield Finding(
                name=_("Formulas"), text=text % words, page="lesson", lesson=lesson, is_blocking=False
            )


def _assessment(version: CourseVersion, assessment: Assessment | None) -> Iterator[Finding]:
    name = _("Assessment")
    if assessment is None:
        yield Finding(name=name, text=_("There is no assessment yet."), page="assessment")
        return
    sections = _sections(assessment)
    if not sections:
        yield Finding(name=name, text=_("The assessment has no sections."), page="assessment")
    for section in sections:
        size = len(section.section_items.all())
        if not size:
            text = _("The section “%(title)s” has no items.") % {"title": section.title}
            yield Finding(name=name, text=text, page="assessment")
        elif section.draw is not None and section.draw > size:
            pattern = _("The section “%(title)s” draws %(draw)s of only %(size)s items.")
            words = {"title": section.title, "draw": section.draw, "size": size}
            yield Finding(name=name, text=pattern % words, page="assessment")
    yield from _guessing(version, assessment)


def _guessing(version: CourseVersion, assessment: Assessment) -> Iterator[Finding]:
    """The achievement's own limit binds; without one, an easy guess is pointed out."""
    chance = guess_pass_of(assessment)
    wording = version.achievement.current_version if version.achievement else None
    limit = wording.guess_pass_limit if wording else None
    if chance is None or float(chance.all_tries) <= (MOST_GUESS_PASS if limit is None else limit):
        return
    words = {"chance": figures.chance(float(chance.all_tries))}
    text = _("Someone who only guesses passes with a probability of %(chance)s.") % words
    if limit is not None:
        more = _(
            "The achievement allows %(limit)s: ask more items, raise the pass mark or allow fewer tries."
        )
        text = f"{text} {more % {'limit': figures.chance(float(limit))}}"
    yield Finding(name=_("Guessing"), text=text, page="assessment", is_blocking=limit is not None)


def _items(assessment: Assessment | None) -> Iterator[Finding]:
    if assessment is None:
        return
    asked = [entry.item_version for section in _sections(assessment) for entry in section.section_items.all()]
    for version in asked:
        if version.type == "file":
            told = _("“%(key)s” asks for a file, which nobody can hand in here. Ask for a link and a text.")
            yield Finding(name=_("Items"), text=told % {"key": version.item.key}, page="items")
    silent = [version.item.key for version in asked if not _says_something(version)]
    if silent:
        text = ngettext(
            "One item has no feedback: %(keys)s.", "%(count)s items have no feedback: %(keys)s.", len(silent)
        )
        words = {"count": len(silent), "keys": ", ".join(silent[:12])}
        yield Finding(name=_("Items"), text=text % words, page="items", is_blocking=False)


def _says_something(version: ItemVersion) -> bool:
    """Whether the learner hears anything about the answer, from the item or from whoever marks it."""
    body = version.body
    if version.type in {"essay", "file", "project", "description"}:
        return True
    if any(body.get(name) for name in ("feedback", "feedback_true", "feedback_false")):
        return True
    parts = [*_mappings(body.get("choices")), *_mappings(body.get("answers"))]
    return any(part.get("feedback") for part in parts)


def _mappings(value: object) -> list[dict[str, object]]:
    return [part for part in value if isinstance(part, dict)] if isinstance(value, list) else []


def _achievement(version: CourseVersion) -> Iterator[Finding]:
    name = _("Achievement")
    if version.achievement is None:
        yield Finding(name=name, text=_("Choose or make the achievement it awards."), page="achievement")
    elif version.achievement.current_version is None:
        yield Finding(name=name, text=_("The achievement has no wording yet."), page="achievement")


def _minutes(
    version: CourseVersion, lessons: list[Lesson], assessment: Assessment | None
) -> Iterator[Finding]:
    reading = sum(lesson.minutes for lesson in lessons)
    most = None if assessment is None or assessment.minutes is None else reading + assessment.minutes
    if version.minutes < reading or (most is not None and version.minutes > most):
        text = _(
            "The course says %(minutes)s minutes; lessons take %(reading)s, the assessment up to %(extra)s."
        )
        extra = assessment.minutes if assessment and assessment.minutes else "–"
        words = {"minutes": version.minutes, "reading": reading, "extra": extra}
        yield Finding(name=_("Time"), text=text % words, page="details", is_blocking=False)


def _sections(assessment: Assessment) -> list[Section]:
    return list(
        assessment.sections.order_by("position").prefetch_related("section_items__item_version__item")
    )
