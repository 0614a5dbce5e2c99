"""What learners read: pages, labels, books, lessons, links, files; of other activities the introduction."""

from __future__ import annotations

import re
from collections.abc import Callable

from courses.formats.markup import escaped_text
from courses.formats.markup.inline import destination
from courses.formats.moodle_backup.lessons import BRANCH_TABLE, lesson_pages, read_lesson
from courses.formats.moodle_backup.source import Activity, Source
from courses.formats.xml_source import Element, child, child_text, descendants


def parts(activity: Element, kind: str) -> list[tuple[str, str]]:
    """(id, title) of the pages that links can lead to inside a book or a lesson, in their order."""
    inside: list[Element] = []
    if kind == "book":
        inside = [one for one in descendants(activity, "chapter") if child_text(one, "hidden") != "1"]
    elif kind == "lesson":
        pages = lesson_pages(child(activity, kind))
        inside = [one for one in pages if child_text(one, "qtype") == BRANCH_TABLE]
    return [(one.get("id") or "", child_text(one, "title")) for one in inside]


def _intro(source: Source, one: Activity) -> str:
    files = source.stored.of(one.context, f"mod_{one.kind}", "intro")
    return source.words(one.element, "intro", files, one.path)


def _page(source: Source, one: Activity) -> None:
    files = source.stored.of(one.context, "mod_page", "content")
    body = source.words(one.element, "content", files, one.path)
    if intro := _intro(source, one):
        if re.search(r'"printintro";s:1:"1"|"printintro";i:1', child_text(one.element, "displayoptions")):
            body = f"{intro}\n\n{body}"
        else:
            reason = "Moodle does not show it on the page"
            source.ledger.dropped(f"introduction of {one.title}", one.path, reason)
    source.assembly.lesson(one.identifier, one.title, body, place=one.path)


def _label(source: Source, one: Activity) -> None:
    source.assembly.lesson(
        one.identifier, one.title or "Note", _intro(source, one), place=one.path,
        adapted="a label is a lesson of its own",
    )  # fmt: skip


def _book(source: Source, one: Activity) -> None:
    if intro := _intro(source, one):
        source.assembly.lesson(
            f"{one.identifier}:intro", one.title, intro, place=one.path,
            adapted="the introduction of a book is its first page",
        )  # fmt: skip
    for chapter in descendants(one.element, "chapter"):
        identifier, title = chapter.get("id") or "", child_text(chapter, "title")
        if child_text(chapter, "hidden") == "1":
            source.ledger.dropped(f"chapter {title}", one.path, "is hidden in Moodle")
            continue
        files = source.stored.of(one.context, "mod_book", "chapter", identifier)
        body = source.words(chapter, "content", files, one.path)
        source.assembly.lesson(f"{one.identifier}:{identifier}", title, body, place=one.path)
    source.ledger.adapted(f"book {one.title}", one.path, "its chapters are lessons")


def _url(source: Source, one: Activity) -> None:
    href = child_text(one.element, "externalurl")
    if not re.match(r"https?://", href):
        source.ledger.dropped(f"link {one.title}", one.path, f"“{href[:100]}” is no web address")
        return
    link = f"[{escaped_text(one.title)}]({destination(href)})"
    source.assembly.lesson(
        one.identifier, one.title, f"{_intro(source, one)}\n\n{link}".strip(), place=one.path,
        adapted="a link has a page that leads to it",
    )  # fmt: skip


def _files(source: Source, one: Activity) -> None:
    links = [
        f"- [{escaped_text(file.name)}]({href})"
        for file in source.stored.in_context(one.context, f"mod_{one.kind}")
        if file.area == "content" and (href := source.stored.href(file))
    ]
    body = "\n\n".join(part for part in (_intro(source, one), "\n".join(links)) if part)
    source.assembly.lesson(
        one.identifier, one.title, body, place=one.path,
        adapted=f"a {'file' if one.kind == 'resource' else one.kind} has a page that leads to it",
    )  # fmt: skip


def task(source: Source, one: Activity) -> bool:
    """The introduction of an activity of any other kind as a page, if there is one that a teacher wrote."""
    offered = descendants(one.element, "option") if one.kind == "choice" else ()
    options = [f"- {escaped_text(child_text(option, 'text'))}" for option in offered]
    body = "\n\n".join(part for part in (_intro(source, one), "\n".join(options)) if part)
    if not body or child_text(one.element, "type") == "news":
        return False
    reason = f"only its introduction is a page: activities of the kind “{one.kind}” are not read"
    source.assembly.lesson(one.identifier, one.title, body, place=one.path, adapted=reason)
    return True


PAGES: dict[str, Callable[[Source, Activity], None]] = {
    "page": _page,
    "label": _label,
    "book": _book,
    "lesson": read_lesson,
    "url": _url,
    "resource": _files,
    "folder": _files,
}
