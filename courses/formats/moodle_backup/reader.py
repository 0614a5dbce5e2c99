"""Reads a course backup of Moodle."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from urllib.parse import unquote

from courses.formats.assembly import Assembly
from courses.formats.attachments import Attachments
from courses.formats.ledger import LedgerWriter
from courses.formats.markup import Markup, escaped_text
from courses.formats.markup.inline import destination
from courses.formats.model import CourseDocument, Item
from courses.formats.moodle.reader import read_question
from courses.formats.moodle.texts import PLUGIN_FILE, Texts
from courses.formats.moodle_backup.questions import BackupQuestion, question_ids, questions_of
from courses.formats.moodle_backup.stored import StoredFiles
from courses.formats.numbers import mark, number
from courses.formats.question_bank import QuestionBank
from courses.formats.tree import FileTree
from courses.formats.xml_source import (
    Element,
    child,
    child_text,
    children,
    descendants,
    raw_text,
    root_name,
    xml_root,
)  # fmt: skip

_BACKUP = "moodle_backup.xml"
_VIEW = re.compile(r"\$@[A-Z]+VIEWBY[A-Z]+\*(\d+)(?:\*(\d+))?@\$")
_FORMATS = {"0": "moodle_auto_format", "1": "html", "2": "plain_text", "4": "markdown"}


def recognises(tree: FileTree) -> bool:
    """A `moodle_backup.xml` at the top."""
    return root_name(tree.get(_BACKUP, b""))[0] == "moodle_backup"


def read_backup(tree: FileTree, ledger: LedgerWriter) -> CourseDocument:
    """The course. People, their work and their grades are never looked at. Raises CourseInvalid."""
    return _Backup(tree, ledger).read()


class _Backup:
    def __init__(self, tree: FileTree, ledger: LedgerWriter) -> None:
        self.tree = tree
        self.ledger = ledger
        self.attachments = Attachments(tree, ledger)
        self.stored = StoredFiles(tree, self.attachments)
        self.bank = QuestionBank("questions.xml", ledger)
        self.assembly = Assembly(_BACKUP, ledger, self.attachments, self.bank)
        self.information = child(xml_root(tree, _BACKUP), "information")
        self.questions = questions_of(xml_root(tree, "questions.xml")) if "questions.xml" in tree else []
        self.asked: set[str] = set()
        self.read_files = {_BACKUP, "questions.xml", "files.xml", "course/course.xml"}
        self.attempts = 0
        self.minutes: int | None = None
        self.quizzes = 0

    def read(self) -> CourseDocument:
        course = xml_root(self.tree, "course/course.xml") if "course/course.xml" in self.tree else None
        contents = child(self.information, "contents")
        activities = {
            child_text(one, "moduleid"): one for one in children(child(contents, "activities"), "activity")
        }
        for identifier, one in activities.items():
            self._reserve(identifier, one)
        for section in children(child(contents, "sections"), "section"):
            self._section(section, activities)
        for one in activities.values():
            self._activity(one)
        self._unasked()
        self._rest()
        title = child_text(course, "fullname") or child_text(self.information, "original_course_fullname")
        context = (course.get("contextid") if course is not None else "") or ""
        return self.assembly.course(
            title=title, language=child_text(course, "lang"), attempts=self.attempts, minutes=self.minutes,
            description=self._words(course, "summary", context, "course/course.xml"),
        )  # fmt: skip

    # Texts

    def _words(self, parent: Element | None, name: str, context: str, place: str) -> str:
        """A field of the backup with its format beside it, as Markdown."""
        if parent is None:
            return ""
        kind = _FORMATS.get(child_text(parent, f"{name}format"), "html")
        text = raw_text(child(parent, name))
        if kind != "html":
            return Texts(self.attachments, place).formatted(text, kind, self.stored.of(context))
        files = self.stored.of(context)

        def link(href: str, _: bool) -> str | None:
            if match := PLUGIN_FILE.match(href):
                return files(unquote(href[match.end() :]).partition("?")[0])
            if match := _VIEW.search(href):
                source = f"{match[1]}:{match[2]}" if match[2] else match[1]
                slug = self.assembly.slugs.get(source) or self.assembly.slugs.get(match[1])
                return f"{slug}.md" if slug else None
            return self.attachments.link(href, "")

        return Markup(link, Texts(self.attachments, place).report).html(text)

    # Structure

    def _file_of(self, activity: Element) -> str:
        return f"{child_text(activity, 'directory')}/{child_text(activity, 'modulename')}.xml"

    def _reserve(self, identifier: str, activity: Element) -> None:
        kind, path = child_text(activity, "modulename"), self._file_of(activity)
        if path not in self.tree:
            return
        if kind == "book":
            for position, one in enumerate(descendants(xml_root(self.tree, path), "chapter")):
                name = f"{identifier}:{one.get('id')}"
                slug = self.assembly.reserve(name, child_text(one, "title"))
                if position == 0:
                    self.assembly.slugs[identifier] = slug
        elif kind in {"page", "url", "resource", "label"}:
            self.assembly.reserve(identifier, child_text(activity, "title"))

    def _section(self, entry: Element, activities: dict[str, Element]) -> None:
        path = f"{child_text(entry, 'directory')}/section.xml"
        if path not in self.tree:
            self.ledger.dropped(
                f"section {child_text(entry, 'title')}", _BACKUP, f"there is no file “{path}”"
            )
            return
        self.read_files.add(path)
        section = xml_root(self.tree, path)
        number_text = child_text(section, "number")
        title = child_text(section, "name").replace("$@NULL@$", "") or (
            "Introduction" if number_text == "0" else f"Section {number_text}"
        )
        self.assembly.module(title)
        summary = self._words(section, "summary", "", path)
        if summary:
            name = f"section:{section.get('id')}"
            self.assembly.lesson(
                name, title, summary, place=path, adapted="a section's summary is its first lesson"
            )
        for identifier in child_text(section, "sequence").split(","):
            activity = activities.pop(identifier.strip(), None)
            if activity is not None:
                self._activity(activity)

    def _activity(self, activity: Element) -> None:
        kind, title = child_text(activity, "modulename"), child_text(activity, "title")
        path = self._file_of(activity)
        reader = _READERS.get(kind)
        if reader is None or path not in self.tree:
            reason = (
                f"activities of the kind “{kind}” are not read" if reader is None else "its file is missing"
            )
            self.ledger.dropped(f"activity {title}", path, reason)
            return
        self.read_files.add(path)
        root = xml_root(self.tree, path)
        inner = child(root, kind)
        if inner is None:
            self.ledger.dropped(f"activity {title}", path, "its file holds no activity")
            return
        reader(self, inner, root, path)

    def _name(self, root: Element) -> tuple[str, str]:
        return root.get("moduleid") or "", root.get("contextid") or ""

    def _page(self, page: Element, root: Element, path: str) -> None:
        identifier, context = self._name(root)
        body = self._words(page, "content", context, path)
        self.assembly.lesson(identifier, child_text(page, "name"), body, place=path)

    def _label(self, label: Element, root: Element, path: str) -> None:
        identifier, context = self._name(root)
        body = self._words(label, "intro", context, path)
        title = child_text(label, "name") or "Note"
        self.assembly.lesson(identifier, title, body, place=path, adapted="a label is a lesson of its own")

    def _book(self, book: Element, root: Element, path: str) -> None:
        identifier, context = self._name(root)
        for one in descendants(book, "chapter"):
            body = self._words(one, "content", context, path)
            name = f"{identifier}:{one.get('id')}"
            self.assembly.lesson(name, child_text(one, "title"), body, place=path)
        self.ledger.adapted(f"book {child_text(book, 'name')}", path, "its chapters are lessons")

    def _url(self, url: Element, root: Element, path: str) -> None:
        identifier, context = self._name(root)
        href, title = child_text(url, "externalurl"), child_text(url, "name")
        if not re.match(r"https?://", href):
            self.ledger.dropped(f"link {title}", path, f"“{href[:100]}” is no web address")
            return
        intro = self._words(url, "intro", context, path)
        body = f"{intro}\n\n[{escaped_text(title)}]({destination(href)})".strip()
        self.assembly.lesson(
            identifier, title, body, place=path, adapted="a link has a page that leads to it"
        )

    def _resource(self, resource: Element, root: Element, path: str) -> None:
        identifier, context = self._name(root)
        links = [
            f"[{escaped_text(one.name)}]({href})"
            for one in self.stored.in_context(context, "mod_resource")
            if (href := self.stored.href(one))
        ]
        body = "\n\n".join(part for part in (self._words(resource, "intro", context, path), *links) if part)
        title = child_text(resource, "name")
        self.assembly.lesson(
            identifier, title, body, place=path, adapted="a file has a page that leads to it"
        )

    # Questions

    def _quiz(self, quiz: Element, root: Element, path: str) -> None:
        self.quizzes += 1
        title = child_text(quiz, "name") or "Quiz"
        if self.quizzes == 1:
            self.attempts = int(number(child_text(quiz, "attempts_number")) or 0)
            seconds = number(child_text(quiz, "timelimit"))
            self.minutes = max(1, round(seconds / 60)) if seconds else None
            self.ledger.adapted(
                f"quiz {title}", path, "its questions are a section; its rules are the assessment's"
            )
        else:
            reason = "its questions are a section; the rules of the first quiz hold"
            self.ledger.adapted(f"quiz {title}", path, reason)
        self.bank.section(title)
        by_id = {one.identifier: one for one in self.questions}
        by_entry = {one.entry: one for one in self.questions if one.entry}
        for identifier, entry in question_ids(quiz):
            found = by_entry.get(entry) if entry else by_id.get(identifier)
            if found is None:
                reason = "is drawn at random, or is not in the backup"
                self.ledger.dropped(f"question {identifier or entry or 'at random'} of {title}", path, reason)
            elif found.identifier in self.asked:
                self.ledger.dropped(f"question {identifier or entry} of {title}", path, "is asked already")
            else:
                self._ask(found)

    def _ask(self, question: BackupQuestion) -> None:
        self.asked.add(question.identifier)
        files = self.stored.of(question.context, question.identifier)
        read_question(question.question, self.bank, self.attachments, files)

    def _unasked(self) -> None:
        self.bank.unasked()
        for one in self.questions:
            if one.identifier not in self.asked:
                self._ask(one)

    def _assign(self, assign: Element, root: Element, path: str) -> None:
        _, context = self._name(root)
        title = child_text(assign, "name")
        prompt = self._words(assign, "intro", context, path) or title
        points = number(child_text(assign, "grade"))
        item: Item = {"type": "project", "prompt": prompt} | (mark(points) if points and points > 0 else {})
        self.bank.section("Assignments")
        self.bank.file = path
        self.bank.add(item, title=title, line=1, adapted="an assignment is an item that a person grades")
        self.bank.file = "questions.xml"

    def _rest(self) -> None:
        for path in self.tree:
            if path not in self.read_files and not path.startswith("files/"):
                self.ledger.dropped(
                    f"file {path}", path, "settings, people and grades of Moodle are not read"
                )
        used = {asset.sha256 for asset in self.attachments.assets}
        for one in self.stored.files:
            if hashlib.sha256(self.tree[one.path]).hexdigest() not in used:
                self.ledger.dropped(f"file {one.name}", one.path, "nothing that was read shows it")


_READERS: dict[str, Callable[[_Backup, Element, Element, str], None]] = {
    "page": _Backup._page,
    "label": _Backup._label,
    "book": _Backup._book,
    "url": _Backup._url,
    "resource": _Backup._resource,
    "quiz": _Backup._quiz,
    "assign": _Backup._assign,
}
