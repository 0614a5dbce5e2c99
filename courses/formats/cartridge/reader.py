"""Reads a cartridge: pages, links, discussions and files become lessons, quizzes and assignments items."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable
from dataclasses import replace
from itertools import groupby

from courses.formats.assembly import Assembly, licence_of
from courses.formats.attachments import Attachments, reporter
from courses.formats.cartridge.activities import Activities
from courses.formats.cartridge.links import PAGES, Links
from courses.formats.cartridge.manifest import MANIFEST, Entry, Manifest, Resource
from courses.formats.ledger import LedgerWriter
from courses.formats.manifest import NESTED
from courses.formats.markup import Markup, escaped_text
from courses.formats.markup.inline import destination
from courses.formats.model import CourseDocument
from courses.formats.question_bank import QuestionBank
from courses.formats.tree import FileTree
from courses.formats.xml_source import (
    child,
    child_text,
    descendants,
    raw_text,
    root_name,
    xml_root,
)  # fmt: skip

_SETTINGS = "settings of the system that exported it"
_SYLLABUS = "course_settings/syllabus.html"


def recognises(tree: FileTree) -> bool:
    """A manifest of the Common Cartridge profile."""
    data = tree.get(MANIFEST, b"")
    name, namespace = root_name(data)
    return name == "manifest" and ("imscc" in namespace or b"IMS Common Cartridge" in data[:65_536])


def read_cartridge(tree: FileTree, ledger: LedgerWriter) -> CourseDocument:
    """The whole cartridge as a course. Raises CourseInvalid."""
    return _Cartridge(tree, ledger).read()


class _Cartridge:
    def __init__(self, tree: FileTree, ledger: LedgerWriter) -> None:
        self.tree = tree
        self.ledger = ledger
        self.manifest = Manifest(tree)
        self.attachments = Attachments(tree, ledger)
        bank = QuestionBank(MANIFEST, ledger, tree.limits)
        self.assembly = Assembly(MANIFEST, ledger, self.attachments, bank)
        self.links = Links(self.manifest, self.assembly)
        self.activities = Activities(tree, self.assembly, self._markup)
        self.done: set[str] = set()
        self.read_files: set[str] = {MANIFEST}

    def read(self) -> CourseDocument:
        entries = self.manifest.entries()
        self.links.reserve(entries)
        self.activities.know_banks(list(self.manifest.resources.values()))
        title = self.manifest.title or "Course"
        self._variants()
        # Entries between the modules stand where they are, in a module of the course's name.
        for is_module, run in groupby(entries, key=lambda entry: bool(entry.inside)):
            if not is_module:
                self.assembly.module(title)
            for entry in run:
                if is_module:
                    self.assembly.module(entry.title)
                    self._entries(entry)
                else:
                    self._entry(entry)
        self._unlisted()
        self.activities.leftover_banks()
        self._rest()
        return self._course(title)

    def _course(self, title: str) -> CourseDocument:
        description = self._markup("").html(self.manifest.description)
        rights = self.manifest.rights
        licence = licence_of(rights)
        if rights and not licence:
            self.ledger.adapted("rights", MANIFEST, f"“{rights[:120]}” names no licence that is known")
        if len(self.activities.quizzes) > 1:
            reason = "a course has one assessment: the tries and minutes of the first quiz that has any hold"
            self.ledger.adapted(f"{len(self.activities.quizzes)} quizzes", MANIFEST, reason)
        questions = self.activities.questions
        course = self.assembly.course(
            title=title, language=self.manifest.language, description=description, licence=licence,
            attempts=questions.attempts, minutes=questions.minutes,
        )  # fmt: skip
        if course.assessment is None or not questions.shuffle:
            return course
        return replace(course, assessment=replace(course.assessment, shuffle=True))

    def _markup(self, path: str) -> Markup:
        return Markup(self.links.link_from(path), reporter(self.ledger, path or MANIFEST))

    def _variants(self) -> None:
        for identifier, (of, line) in self.manifest.variants.items():
            self.done.add(identifier)
            resource = self.manifest.resources.get(identifier)
            if resource is not None:
                self.read_files |= {resource.path, *resource.files}
            reason = f"is another form of the resource “{of}”, which is read"
            self.ledger.dropped(f"variant {identifier}", f"{MANIFEST}:{line}", reason)

    # The table of contents

    def _entries(self, entry: Entry) -> None:
        if entry.reference:
            self._entry(entry)
        for one in entry.inside:
            if one.inside:
                place = f"{MANIFEST}:{one.line}"
                self.ledger.adapted(
                    f"heading {one.title}", place, "its lessons stand in the module around it"
                )
                self._entries(one)
            else:
                self._entry(one)

    def _entry(self, entry: Entry) -> None:
        place = f"{MANIFEST}:{entry.line}"
        resource = self.manifest.resources.get(entry.reference)
        if resource is None:
            reason = "has no resource" if entry.reference else "is a heading without anything under it"
            self.ledger.dropped(f"entry {entry.title}", place, reason)
        elif resource.identifier in self.done:
            self.ledger.dropped(f"entry {entry.title}", place, "stands in the course already, further up")
        else:
            self._resource(resource, entry.title)

    def _resource(self, resource: Resource, title: str) -> None:
        self.done.add(resource.identifier)
        place, name = f"{MANIFEST}:{resource.line}", title or resource.path or resource.identifier
        if resource.path not in self.tree:
            nested = resource.path in self.tree.sealed
            reason = NESTED if nested else f"there is no file “{resource.path}”"
            self.ledger.dropped(f"resource {name}", place, reason)
            return
        self.read_files.add(resource.path)
        if resource.for_teachers:
            self.read_files |= set(resource.files)
            self.ledger.dropped(f"resource {name}", place, "is for teachers only")
            return
        if resource.protected:
            reason = "is protected: its publisher asks for an authorization before it is shown"
            self.ledger.adapted(f"resource {name}", place, reason)
        self._read(resource, title)

    def _read(self, resource: Resource, title: str) -> None:
        reader = _READERS.get(resource.kind)
        settings = self.activities.settings_of(resource)
        if reader is not None:
            reader(self, resource, title)
        elif settings is not None:
            self.activities.canvas_assignment(resource, title, settings)
        elif resource.path.lower().endswith(PAGES):
            self._page(resource, title)
        elif resource.path.endswith(".xml"):
            reason = f"“{resource.kind}” is not a kind that is read"
            self.ledger.dropped(f"resource {title}".strip(), resource.path, reason)
        else:
            self._file(resource, title)

    # What is read

    def _page(self, resource: Resource, title: str) -> None:
        text = self.tree.text(resource.path)
        body = self._markup(resource.path).html(text)
        self.assembly.lesson(resource.path, title or _title_of(text), body, place=resource.path)

    def _webcontent(self, resource: Resource, title: str) -> None:
        if resource.path.lower().endswith(PAGES):
            self._page(resource, title)
        else:
            self._file(resource, title)

    def _file(self, resource: Resource, title: str) -> None:
        name = title or posixpath.basename(resource.path)
        href = self.attachments.from_tree(resource.path) or ""
        is_picture = re.search(r"\.(?:png|jpe?g|gif|webp|svg)\Z", href) is not None
        body = f"{'!' if is_picture else ''}[{escaped_text(name)}]({destination(href)})"
        self.assembly.lesson(
            resource.path, name, body, place=resource.path, adapted="a file has a page that leads to it"
        )

    def _web_link(self, resource: Resource, title: str) -> None:
        root = xml_root(self.tree, resource.path)
        url = child(root, "url")
        href = (url.get("href") if url is not None else "") or ""
        if not re.match(r"https?://", href):
            self.ledger.dropped(f"link {title}", resource.path, f"“{href[:100]}” is no web address")
            return
        name = child_text(root, "title") or title
        self.assembly.lesson(
            resource.path, title or name, f"[{escaped_text(name)}]({destination(href)})", place=resource.path,
            adapted="a web link has a page that leads to it",
        )  # fmt: skip

    def _topic(self, resource: Resource, title: str) -> None:
        root = xml_root(self.tree, resource.path)
        text = child(root, "text")
        words = raw_text(text)
        html = text is not None and "html" in (text.get("texttype") or "text/html")
        body = self._markup(resource.path).html(words) if html else escaped_text(words.strip())
        for one in descendants(root, "attachment"):
            name = one.get("href") or ""
            href = self.attachments.link(name, posixpath.dirname(resource.path))
            if href is None:
                self.ledger.dropped(f"attachment {name}", resource.path, "is not in the cartridge")
            else:
                body += f"\n\n[{escaped_text(posixpath.basename(name))}]({href})"
        self.assembly.lesson(
            resource.path, title or child_text(root, "title"), f"::: discussion\n\n{body}\n\n:::",
            place=resource.path, adapted="a discussion topic is a page; nobody can post to it",
        )  # fmt: skip

    # What the table of contents does not name

    def _unlisted(self) -> None:
        rest = [
            one
            for one in self.manifest.resources.values()
            if one.identifier not in self.done and one.path in self.tree
        ]
        pages = [
            one
            for one in rest
            if one.path in self.assembly.slugs or one.kind in {"imswl", "imsdt"} or one.path == _SYLLABUS
        ]
        if pages:
            self.ledger.adapted(
                "table of contents", MANIFEST, f"{len(pages)} pages that it leaves out stand at the end"
            )
            self.assembly.module("More pages")
        for one in pages:
            text = self.tree.text(one.path) if one.path.lower().endswith(PAGES) else ""
            self._resource(one, "Syllabus" if one.path == _SYLLABUS else _title_of(text))
        # Quizzes before the banks that they draw from.
        for one in sorted(rest, key=lambda one: one.bank):
            if one.kind in {"imsqti", "assignment", "imsbasiclti", "imslti"} or self.activities.settings_of(
                one
            ):
                self._resource(one, "")

    def _rest(self) -> None:
        for element, line, reason in self.manifest.unread():
            self.ledger.dropped(element, f"{MANIFEST}:{line}", reason)
        resources = self.manifest.resources.values()
        plain = {path for one in resources if one.kind == "webcontent" for path in one.files}
        read = self.read_files | self.activities.read_files
        for path in self.tree:
            if path in read or path in self.attachments.used:
                continue
            listed = path.startswith("web_resources/") or path in plain
            if listed and not path.lower().endswith(PAGES):
                self.attachments.from_tree(path)
            elif path.endswith((".xml", ".qti", ".txt")) or path.startswith("course_settings/"):
                self.ledger.dropped(f"file {path}", path, _SETTINGS)
            else:
                self.ledger.dropped(f"file {path}", path, "nothing that was read refers to it")
        for path in self.tree.sealed:
            self.ledger.dropped(f"file {path}", path, NESTED)
        for path in self.tree.ignored:
            self.ledger.dropped(f"file {path}", path, "hidden and system files are not part of a course")


def _title_of(html: str) -> str:
    match = re.search(r"<title>(.*?)</title>", html, re.DOTALL | re.IGNORECASE)
    return " ".join(match[1].split()) if match else ""


_READERS: dict[str, Callable[[_Cartridge, Resource, str], None]] = {
    "webcontent": _Cartridge._webcontent,
    "imswl": _Cartridge._web_link,
    "imsdt": _Cartridge._topic,
    "imsqti": lambda self, resource, title: self.activities.quiz(resource, title),
    "assignment": lambda self, resource, title: self.activities.assignment(resource, title),
    "imslti": lambda self, resource, title: self.activities.tool(resource, title),
    "imsbasiclti": lambda self, resource, title: self.activities.tool(resource, title),
}
