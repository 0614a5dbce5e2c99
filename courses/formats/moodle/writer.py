"""Writes a course's items as Moodle XML, with an account of what the format cannot hold."""

from __future__ import annotations

from courses.formats.ledger import FidelityLedger, LedgerWriter
from courses.formats.model import CourseDocument, Item
from courses.formats.moodle.question import COMBINED
from courses.formats.moodle.written_question import UnfitError, WrittenQuestion, unheld
from courses.formats.moodle.written_types import WRITERS
from courses.formats.numbers import plain
from courses.formats.written_xml import document, make
from courses.formats.xml_source import Element

_COMBINED_KINDS = {"multichoice", "multichoiceset", "matching", "ordering", "gapselect", "ddwtos"}
_UNTRIED = {"essay", "description"}


def write_moodle(course: CourseDocument) -> tuple[bytes, FidelityLedger]:
    """One file: items under their section's title as the category, pictures embedded."""
    ledger = LedgerWriter()
    root = make("quiz")
    for title, keys in _categories(course):
        path = f"$course$/top/{title.replace('/', '//')}"
        root.append(make("question", {"type": "category"}, make("category", {}, make("text", {}, path))))
        for item in filter(None, map(course.item, keys)):
            _write(root, item, course, ledger)
    for lesson in course.lessons:
        ledger.dropped(
            f"lesson {lesson.slug}", f"lessons/{lesson.slug}.md", "Moodle XML holds questions only"
        )
    return document(root), ledger.finish()


def _categories(course: CourseDocument) -> list[tuple[str, tuple[str, ...]]]:
    sections = course.assessment.sections if course.assessment else ()
    named = [(section.title, (*section.items, *section.pool)) for section in sections]
    used = {key for _, keys in named for key in keys}
    rest = tuple(item["key"] for item in course.items if item["key"] not in used)
    return [*named, ("Not in the assessment", rest)] if rest else named


def _write(root: Element, item: Item, course: CourseDocument, ledger: LedgerWriter) -> None:
    name = f"item {item['key']}"
    question = WrittenQuestion(item, course)
    try:
        root.append(_written(question))
    except UnfitError as error:
        ledger.dropped(name, str(item["key"]), str(error))
        return
    if question.notes:
        ledger.adapted(name, str(item["key"]), "; ".join(dict.fromkeys(question.notes)))
    else:
        ledger.kept(name, str(item["key"]))


def _written(question: WrittenQuestion) -> Element:
    item = question.item
    kind, inside, prompt = WRITERS[item["type"]](question)
    root = make("question", {"type": kind}, make("name", {}, make("text", {}, str(item["key"]))))
    root.append(question.text("questiontext", str(item["prompt"])) if prompt is None else prompt)
    root.append(question.text("generalfeedback", str(item.get("feedback") or "")))
    if kind != "cloze":
        grade = 0.0 if kind == "description" else float(item.get("mark", 1))
        root.append(make("defaultgrade", {}, plain(grade)))
    if item.get("penalty") is not None:
        root.append(make("penalty", {}, plain(float(item["penalty"]))))
    root.append(make("hidden", {}, "0"))
    root.append(make("idnumber", {}, str(item.get("source_id") or "")))
    root.extend(inside)
    _said(root, kind, question)
    if item.get("tags"):
        tags = (make("tag", {}, make("text", {}, str(tag))) for tag in item["tags"])
        root.append(make("tags", {}, *tags))
    unheld(item, ("skills",), "an item", question.notes)
    return root


def _said(root: Element, kind: str, question: WrittenQuestion) -> None:
    """Feedback to right, partly right and wrong answers, and hints, where the type has them."""
    item = question.item
    if kind in _COMBINED_KINDS:
        for field, name in COMBINED.items():
            root.append(question.text(name, str(item.get(field) or "")))
    else:
        unheld(item, COMBINED, f"the type {kind}", question.notes)
    if kind in _UNTRIED:
        unheld(item, ("hints", "penalty"), f"the type {kind}", question.notes)
        return
    for hint in item.get("hints", []):
        root.append(question.text("hint", hint))
