"""Reads an OLX course: chapters are modules, units with something to read lessons, problems items."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from urllib.parse import unquote

from courses.formats.assembly import Assembly
from courses.formats.attachments import Attachments, reporter
from courses.formats.ledger import LedgerWriter
from courses.formats.markup import Markup, escaped_text
from courses.formats.model import CourseDocument
from courses.formats.olx.problem import ProblemReader, UnfitError
from courses.formats.question_bank import QuestionBank
from courses.formats.tree import FileTree
from courses.formats.xml_source import Element, children, line_of, name_of, root_name, xml_root

_JUMP = re.compile(r"/(?:jump_to_id|jump_to)/(?:[^/#?]*[@/])?([\w.-]+)")


def recognises(tree: FileTree) -> bool:
    """A `course.xml` whose root is <course>."""
    return root_name(tree.get("course.xml", b""))[0] == "course"


def read_olx(tree: FileTree, ledger: LedgerWriter) -> CourseDocument:
    """The whole course. Raises CourseInvalid."""
    return _Olx(tree, ledger).read()


class _Olx:
    def __init__(self, tree: FileTree, ledger: LedgerWriter) -> None:
        self.tree = tree
        self.ledger = ledger
        self.attachments = Attachments(tree, ledger)
        bank = QuestionBank("course.xml", ledger)
        self.assembly = Assembly("course.xml", ledger, self.attachments, bank)
        self.read_files = {"course.xml"}
        self.parents: dict[str, str] = {}

    def read(self) -> CourseDocument:
        course, path = self._resolved(xml_root(self.tree, "course.xml"), "course.xml")
        self._reserve(course, path, 0)
        for one in children(course):
            if name_of(one) == "chapter":
                self._chapter(*self._resolved(one, path))
            else:
                self._drop(one, path, "has no place in a course")
        title = course.get("display_name") or self._policy_title() or course.get("course") or "Course"
        about = "about/overview.html"
        description = ""
        if about in self.tree:
            self.read_files.add(about)
            self.ledger.adapted(f"page {about}", about, "is the course's description")
            description = self._markup(about).html(self.tree.text(about))
        made = self.assembly.course(
            title=title, language=course.get("language") or "", description=description
        )
        self._rest()
        return made

    def _resolved(self, element: Element, path: str) -> tuple[Element, str]:
        """The element itself, or the one in the file that it points to; and the file where it stands."""
        name = element.get("url_name") or ""
        target = f"{name_of(element)}/{name.replace(':', '/')}.xml"
        if len(element) or not name or target not in self.tree or target == path:
            return element, path
        self.read_files.add(target)
        root = xml_root(self.tree, target)
        for key, value in element.attrib.items():
            if key not in root.attrib:
                root.set(str(key), str(value))
        return root, target

    def _policy_title(self) -> str:
        for path in self.tree.under("policies"):
            if path.endswith("/policy.json"):
                self.read_files.add(path)
                self.ledger.adapted(f"file {path}", path, "the title of the course is taken from it")
                try:
                    policy = json.loads(self.tree.text(path))
                except (ValueError, RecursionError):
                    continue
                for value in policy.values() if isinstance(policy, dict) else ():
                    if isinstance(value, dict) and isinstance(value.get("display_name"), str):
                        return str(value["display_name"])
        return ""

    # Names first, so that links can lead forward

    def _reserve(self, element: Element, path: str, depth: int) -> None:
        for one in children(element):
            inner, where = self._resolved(one, path)
            if name_of(inner) == "vertical":
                name = _identity(inner, where)
                self.assembly.reserve(name, inner.get("display_name") or "Unit")
                for part in children(inner):
                    self.parents[part.get("url_name") or ""] = name
                self.parents[name] = name
            elif depth < 4:
                self._reserve(inner, where, depth + 1)

    def _link(self, path: str) -> Callable[[str, bool], str | None]:
        def link(href: str, _: bool) -> str | None:
            if match := _JUMP.search(href):
                unit = self.parents.get(match[1])
                return f"{self.assembly.slugs[unit]}.md" if unit else None
            if href.startswith("/static/"):
                name = unquote(href.removeprefix("/static/").partition("?")[0].partition("#")[0])
                return self.attachments.from_tree(f"static/{name}")
            return self.attachments.link(href, path.rpartition("/")[0])

        return link

    def _markup(self, path: str) -> Markup:
        return Markup(self._link(path), reporter(self.ledger, path))

    # The tree

    def _chapter(self, chapter: Element, path: str) -> None:
        self.assembly.module(chapter.get("display_name") or "Chapter")
        for one in children(chapter):
            sequential, where = self._resolved(one, path)
            if name_of(sequential) not in {"sequential", "videosequence", "vertical"}:
                self._drop(sequential, where, "has no place in a chapter")
                continue
            title = sequential.get("display_name") or "Questions"
            self.assembly.bank.section(title)
            units = [sequential] if name_of(sequential) == "vertical" else children(sequential)
            if name_of(sequential) != "vertical":
                place = f"{where}:{line_of(sequential)}"
                self.ledger.adapted(
                    f"sequential {title}", place, "its units are lessons, its problems a section"
                )
            for unit in units:
                self._unit(*self._resolved(unit, where))

    def _unit(self, unit: Element, path: str) -> None:
        name = _identity(unit, path)
        parts: list[str] = []
        inside = children(unit) if name_of(unit) == "vertical" else [unit]
        for one in inside:
            self._block(*self._resolved(one, path), parts)
        body = "\n\n".join(part for part in parts if part)
        if body:
            title = unit.get("display_name") or "Unit"
            self.assembly.lesson(name, title, body, place=f"{path}:{line_of(unit)}")

    def _block(self, block: Element, path: str, parts: list[str]) -> None:
        name = name_of(block)
        if name == "html":
            parts.append(self._html(block, path))
        elif name == "problem":
            self._problem(block, path)
        elif name == "video":
            parts.append(self._video(block, path))
        elif name == "vertical":
            for one in children(block):
                self._block(*self._resolved(one, path), parts)
        else:
            self._drop(block, path, "is not a kind of block that is read")

    def _html(self, block: Element, path: str) -> str:
        target = f"html/{block.get('filename') or block.get('url_name') or ''}.html"
        if len(block) or (block.text or "").strip():
            return self._markup(path).element(block)
        if target not in self.tree:
            self._drop(block, path, f"there is no file “{target}”")
            return ""
        self.read_files.add(target)
        title = block.get("display_name") or ""
        body = self._markup(target).html(self.tree.text(target))
        starts_with_heading = re.match(r"#{1,6} ", body) is not None
        shown = title if title.lower() not in {"", "text", "raw html", "html"} else ""
        return f"## {escaped_text(shown)}\n\n{body}" if shown and not starts_with_heading else body

    def _video(self, block: Element, path: str) -> str:
        youtube = block.get("youtube_id_1_0") or (block.get("youtube") or "").rpartition(":")[2]
        source = block.get("html5_sources") or ""
        address = re.search(r"https?://[^\"'\],\s]+", source)
        url = f"https://www.youtube.com/watch?v={youtube}" if re.fullmatch(r"[\w-]{6,20}", youtube) else ""
        url = url or (address[0] if address else "")
        if not url:
            self._drop(block, path, "has no address")
            return ""
        title = block.get("display_name") or "Video"
        reason = "is a link: lessons load nothing from elsewhere"
        self.ledger.adapted(f"video {title}", f"{path}:{line_of(block)}", reason)
        return f"[{escaped_text(title)}]({url})"

    def _problem(self, block: Element, path: str) -> None:
        title = block.get("display_name") or ""
        place = f"{path}:{line_of(block)}"
        self.assembly.bank.file = path
        read = list(ProblemReader(block, lambda: self._markup(path)).read())
        note = "one of several responses of a problem is an item of its own" if len(read) > 1 else ""
        for one in read:
            if isinstance(one, UnfitError):
                self.ledger.dropped(f"problem {title}".strip(), place, str(one))
            else:
                self.assembly.bank.add(one, title=title, line=line_of(block), adapted=note)

    def _drop(self, element: Element, path: str, reason: str) -> None:
        name = element.get("display_name") or element.get("url_name") or ""
        self.ledger.dropped(f"<{name_of(element)}> {name}".strip(), f"{path}:{line_of(element)}", reason)

    def _rest(self) -> None:
        for path in self.tree:
            if path not in self.read_files and path not in self.attachments.used:
                reason = "concerns the platform, or nothing that was read refers to it"
                self.ledger.dropped(f"file {path}", path, reason)
        for path in self.tree.ignored:
            self.ledger.dropped(f"file {path}", path, "hidden and system files are not part of a course")


def _identity(element: Element, path: str) -> str:
    """The block's own name; for one without a name its place in the file."""
    return element.get("url_name") or f"{path}:{element.getroottree().getpath(element)}"
