"""Reads a cartridge: pages, links, discussions and files become lessons, quizzes and assignments items."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable

from courses.formats.assembly import Assembly, licence_of
from courses.formats.attachments import Attachments, reporter
from courses.formats.cartridge.links import PAGES, Links
from courses.formats.cartridge.manifest import MANIFEST, Entry, Manifest, Resource
from courses.formats.ledger import LedgerWriter
from courses.formats.markup import Markup, escaped_text
from courses.formats.markup.inline import destination
from courses.formats.model import CourseDocument, Item
from courses.formats.numbers import mark, number
from courses.formats.qti12 import BankReader
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
        bank = QuestionBank(MANIFEST, ledger)
        self.assembly = Assembly(MANIFEST, ledger, self.attachments, bank)
        self.links = Links(self.manifest, self.assembly)
        self.questions = BankReader(bank, self.attachments)
        self.done: set[str] = set()
        self.read_files: set[str] = {MANIFEST}

    def read(self) -> CourseDocument:
        entries = self.manifest.entries()
        self.links.reserve(entries)
        title = self.manifest.title or "Course"
        loose = [entry for entry in entries if not entry.inside]
        if loose:
            self.assembly.module(title)
        for entry in loose:
            self._entry(entry)
        for entry in entries:
            if entry.inside:
                self.assembly.module(entry.title)
                self._entries(entry)
        self._unlisted()
        self._rest()
        description = Markup(self.links.link_from(""), reporter(self.ledger, MANIFEST)).html(
            self.manifest.description
        )
        rights = self.manifest.rights
        licence = licence_of(rights)
        if rights and not licence:
            self.ledger.adapted("rights", MANIFEST, f"“{rights[:120]}” names no licence that is known")
        return self.assembly.course(
            title=title, language=self.manifest.language, description=description, licence=licence,
            attempts=self.questions.attempts, minutes=self.questions.minutes,
        )  # fmt: skip

    def _markup(self, path: str) -> Markup:
        return Markup(self.links.link_from(path), reporter(self.ledger, path))

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
        if resource.path not in self.tree:
            self.ledger.dropped(
                f"resource {title}", f"{MANIFEST}:{resource.line}", f"there is no file “{resource.path}”"
            )
            return
        self.read_files.add(resource.path)
        reader = _READERS.get(resource.kind)
        if reader is not None:
            reader(self, resource, title)
        elif self._assignment_settings(resource):
            self._canvas_assignment(resource, title)
        elif resource.path.lower().endswith(PAGES):
            self._page(resource, title)
        elif resource.path.endswith(".xml"):
            self.ledger.dropped(
                f"resource {title}", resource.path, f"“{resource.kind}” is not a kind that is read"
            )
        else:
            self._file(resource, title)

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
            href = self.attachments.from_tree(one.get("href") or "")
            body += f"\n\n[{escaped_text(posixpath.basename(one.get('href') or ''))}]({href})" if href else ""
        self.assembly.lesson(
            resource.path, title or child_text(root, "title"), f"::: discussion\n\n{body}\n\n:::",
            place=resource.path, adapted="a discussion topic is a page; nobody can post to it",
        )  # fmt: skip

    # Questions and assignments

    def _quiz(self, resource: Resource, title: str) -> None:
        path = self._richer(resource)
        self.read_files.add(path)
        root = xml_root(self.tree, path)
        self.assembly.bank.section(title or "Questions")
        self.questions.read(root, path)

    def _richer(self, resource: Resource) -> str:
        """Canvas writes a second file with what the profile of cartridges cannot say."""
        richer = f"non_cc_assessments/{resource.identifier}.xml.qti"
        return richer if richer in self.tree else resource.path

    def _assignment(self, resource: Resource, title: str) -> None:
        root = xml_root(self.tree, resource.path)
        formats = [one.get("type") or "" for one in descendants(root, "format")]
        kind = "essay" if formats in (["text"], ["html"]) else "project" if "url" in formats else "file"
        gradable = child(root, "gradable")
        points = number(gradable.get("points_possible")) if gradable is not None else None
        words = raw_text(child(root, "text"))
        self._add_assignment(resource, title or child_text(root, "title"), words, kind, points)

    def _assignment_settings(self, resource: Resource) -> str | None:
        return next(
            (one for one in resource.files if one.endswith("assignment_settings.xml") and one in self.tree),
            None,
        )

    def _canvas_assignment(self, resource: Resource, title: str) -> None:
        settings = self._assignment_settings(resource) or ""
        self.read_files.add(settings)
        root = xml_root(self.tree, settings)
        types = child_text(root, "submission_types")
        kind = "essay" if types == "online_text_entry" else "project" if "online_url" in types else "file"
        self.ledger.adapted(
            f"settings of {title or resource.identifier}",
            settings,
            "the kind of submission and the points are read",
        )
        points = number(child_text(root, "points_possible"))
        words = self.tree.text(resource.path)
        self._add_assignment(
            resource, title or child_text(root, "title") or _title_of(words), words, kind, points
        )

    def _add_assignment(
        self, resource: Resource, title: str, html: str, kind: str, points: float | None
    ) -> None:
        prompt = self._markup(resource.path).html(html) or title
        item: Item = {"type": kind, "prompt": prompt} | (mark(points) if points else {})
        self.assembly.bank.section("Assignments")
        self.assembly.bank.file = resource.path
        self.assembly.bank.add(
            item, title=title, line=1, adapted="an assignment is an item that a person grades"
        )

    def _tool(self, resource: Resource, title: str) -> None:
        self.ledger.dropped(
            f"tool {title or resource.identifier}",
            resource.path,
            "external tools (LTI) are not part of a course",
        )

    # What the table of contents does not name

    def _unlisted(self) -> None:
        rest = [
            one
            for one in self.manifest.resources.values()
            if one.identifier not in self.done and one.path in self.tree
        ]
        pages = [one for one in rest if one.path in self.assembly.slugs or one.kind in {"imswl", "imsdt"}]
        if pages:
            self.ledger.adapted(
                "table of contents", MANIFEST, f"{len(pages)} pages that it leaves out stand at the end"
            )
            self.assembly.module("More pages")
        for one in pages:
            text = self.tree.text(one.path) if one.path.lower().endswith(PAGES) else ""
            self._resource(one, _title_of(text) if text else "")
        for one in rest:
            if one.kind in {"imsqti", "assignment", "imsbasiclti"} or self._assignment_settings(one):
                self._resource(one, "")

    def _rest(self) -> None:
        for path in self.tree:
            if path in self.read_files or path in self.attachments.used:
                continue
            listed = path.startswith("web_resources/") or any(
                one.kind == "webcontent" and path in one.files for one in self.manifest.resources.values()
            )
            if listed and not path.lower().endswith(PAGES):
                self.attachments.from_tree(path)
            elif path.endswith((".xml", ".qti", ".txt")) or path.startswith("course_settings/"):
                self.ledger.dropped(f"file {path}", path, _SETTINGS)
            else:
                self.ledger.dropped(f"file {path}", path, "nothing that was read refers to it")
        for path in self.tree.ignored:
            self.ledger.dropped(f"file {path}", path, "hidden and system files are not part of a course")


def _title_of(html: str) -> str:
    match = re.search(r"<title>(.*?)</title>", html, re.DOTALL | re.IGNORECASE)
    return " ".join(match[1].split()) if match else ""


_READERS: dict[str, Callable[[_Cartridge, Resource, str], None]] = {
    "webcontent": _Cartridge._webcontent,
    "imswl": _Cartridge._web_link,
    "imsdt": _Cartridge._topic,
    "imsqti": _Cartridge._quiz,
    "assignment": _Cartridge._assignment,
    "imsbasiclti": _Cartridge._tool,
}
