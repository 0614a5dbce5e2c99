"""Reads an OLX course: chapters are modules, units with something to read lessons, problems items."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from urllib.parse import unquote

from courses.formats.assembly import Assembly
from courses.formats.attachments import Attachments, reporter
from courses.formats.ledger import LedgerWriter
from courses.formats.manifest import NESTED
from courses.formats.markup import Markup, escaped_text
from courses.formats.model import CourseDocument
from courses.formats.numbers import number
from courses.formats.olx.block_files import BlockFiles
from courses.formats.olx.blocks import BLOCKS
from courses.formats.olx.policies import Policies
from courses.formats.olx.problem import ProblemReader, ReadItem, UnfitError
from courses.formats.question_bank import QuestionBank
from courses.formats.tree import FileTree
from courses.formats.xml_source import Element, children, line_of, name_of, root_name, xml_root

_JUMP = re.compile(r"/(?:jump_to_id|jump_to)/(?:[^/#?]*[@/])?([\w.-]+)")
_ASSET = re.compile(r"/?(?:static/|asset-v1:[^/]*block@|c4x/[^/]+/[^/]+/asset/)([^?#]*)")
_POOLS = {"library_content", "itembank", "problemset"}
_THROUGH = {"wrapper", "vertical", "conditional", "section", "unit"}
_HANDOUTS = "info/handouts.html"
_MOST_DEPTH = 12


def recognises(tree: FileTree) -> bool:
    """A `course.xml` whose root is <course>."""
    return root_name(tree.get("course.xml", b""))[0] == "course"


def static_archives(tree: FileTree) -> frozenset[str]:
    """Archives among the course's static files: they are left out, never opened."""
    return frozenset(path for path in tree.sealed if path.startswith("static/"))


def read_olx(tree: FileTree, ledger: LedgerWriter) -> CourseDocument:
    """The whole course. Raises CourseInvalid."""
    return _Olx(tree, ledger).read()


class _Olx:
    def __init__(self, tree: FileTree, ledger: LedgerWriter) -> None:
        self.tree = tree
        self.ledger = ledger
        self.attachments = Attachments(tree, ledger)
        bank = QuestionBank("course.xml", ledger, tree.limits)
        self.assembly = Assembly("course.xml", ledger, self.attachments, bank)
        self.policies = Policies(tree, ledger)
        self.files = BlockFiles(tree)
        self.parents: dict[str, str] = {}
        self.graded = False
        self.tries: set[str] = set()
        self.pauses: set[str] = set()

    def read(self) -> CourseDocument:
        course, path = self.files.resolved(xml_root(self.tree, "course.xml"), "course.xml")
        self._reserve(course, path, 0)
        for one in children(course):
            if name_of(one) == "chapter":
                self._chapter(*self.files.resolved(one, path))
            else:
                self._drop(one, path, "has no place in a course")
        self._pages()
        title = course.get("display_name") or self.policies.title or course.get("course") or "Course"
        language = course.get("language") or self.policies.language
        for what, values in (("tries", self.tries), ("seconds between tries", self.pauses)):
            if values:
                numbers = ", ".join(sorted(values, key=len))
                reason = "tries are counted, and wait, for the whole assessment"
                self.ledger.adapted(f"{what} of single problems ({numbers})", "course.xml", reason)
        made = self.assembly.course(
            title=title, language=language, description=self._about("overview"),
            pass_mark=self.policies.pass_mark,
        )  # fmt: skip
        self._rest()
        return made

    def _about(self, name: str) -> str:
        path = f"about/{name}.html"
        if path not in self.tree:
            return ""
        self.files.read.add(path)
        self.ledger.adapted(f"page {path}", path, "is the course's description")
        return self._markup(path).html(self.tree.text(path))

    # Names first, so that links can lead forward

    def _reserve(self, element: Element, path: str, depth: int) -> None:
        for one in children(element):
            inner, where = self.files.resolved(one, path)
            self.graded = self.graded or inner.get("graded") == "true"
            if name_of(inner) == "vertical":
                name = _identity(inner, where)
                self.assembly.reserve(name, inner.get("display_name") or "Unit")
                for part in children(inner):
                    self.parents[part.get("url_name") or ""] = name
                self.parents[name] = name
            elif depth < _MOST_DEPTH:
                self._reserve(inner, where, depth + 1)

    def _link(self, path: str) -> Callable[[str, bool], str | None]:
        def link(href: str, _: bool) -> str | None:
            if match := _JUMP.search(href):
                unit = self.parents.get(match[1])
                return f"{self.assembly.slugs[unit]}.md" if unit else None
            if match := _ASSET.match(href):
                return self.attachments.from_tree(f"static/{unquote(match[1])}")
            return self.attachments.link(href, path.rpartition("/")[0])

        return link

    def _markup(self, path: str) -> Markup:
        return Markup(self._link(path), reporter(self.ledger, path))

    # The tree

    def _missing(self, element: Element, path: str) -> bool:
        reason = self.files.missing(element, path)
        if reason:
            self._drop(element, path, reason)
        return bool(reason)

    def _hidden(self, element: Element, path: str) -> bool:
        if element.get("visible_to_staff_only") == "true":
            self._drop(element, path, "is visible to staff only")
            return True
        return False

    def _chapter(self, chapter: Element, path: str) -> None:
        if self._hidden(chapter, path) or self._missing(chapter, path):
            return
        self.assembly.module(chapter.get("display_name") or "Chapter")
        for one in children(chapter):
            sequential, where = self.files.resolved(one, path)
            if name_of(sequential) not in {"sequential", "videosequence", "vertical"}:
                self._drop(sequential, where, "has no place in a chapter")
            elif not self._hidden(sequential, where) and not self._missing(sequential, where):
                self._sequential(sequential, where)

    def _sequential(self, sequential: Element, path: str) -> None:
        title = sequential.get("display_name") or "Questions"
        if self.graded and sequential.get("graded") != "true":
            self.assembly.bank.unasked()
            place = "its problems are practice, not graded: they stay in the course outside its assessment"
        else:
            self.assembly.bank.section(title)
            place = "its units are lessons, its problems a section"
        if name_of(sequential) == "vertical":
            self._unit(sequential, path)
            return
        self.ledger.adapted(f"sequential {title}", f"{path}:{line_of(sequential)}", place)
        for unit in children(sequential):
            self._unit(*self.files.resolved(unit, path))

    def _unit(self, unit: Element, path: str) -> None:
        if self._hidden(unit, path) or (name_of(unit) == "vertical" and self._missing(unit, path)):
            return
        name = _identity(unit, path)
        parts: list[str] = []
        for one in children(unit) if name_of(unit) == "vertical" else [unit]:
            self._block(*self.files.resolved(one, path), parts)
        body = "\n\n".join(part for part in parts if part)
        if body:
            title = unit.get("display_name") or "Unit"
            self.assembly.lesson(name, title, body, place=f"{path}:{line_of(unit)}")

    def _block(self, block: Element, path: str, parts: list[str], depth: int = 0) -> None:
        name = name_of(block)
        if self._hidden(block, path):
            return
        if name == "html":
            parts.append(self._html(block, path))
        elif name == "video":
            parts.append(self._video(block, path))
        elif name == "problem" or name in BLOCKS:
            self._asked(block, path, parts)
        elif name in _POOLS and depth < _MOST_DEPTH:
            self._pool(block, path, parts, depth)
        elif name in _THROUGH and depth < _MOST_DEPTH:
            if name == "conditional":
                self._adapt(block, path, "is shown to everybody, whatever they answered before")
            for one in children(block):
                if name_of(one) != "show":
                    self._block(*self.files.resolved(one, path), parts, depth + 1)
        else:
            self._drop(block, path, "is not a kind of block that is read")

    def _pool(self, pool: Element, path: str, parts: list[str], depth: int) -> None:
        """A library's problems, some of which are drawn: a section of its own."""
        bank = self.assembly.bank
        outer = bank.current
        title = pool.get("display_name") or f"{outer or 'Problems'}: drawn"
        if outer:
            bank.section(title)
        wanted = number(pool.get("max_count"))
        if outer and wanted and wanted > 0:
            bank.draw(int(wanted))
        self._adapt(pool, path, "its problems are a section of their own, from which some are drawn")
        for one in children(pool):
            self._block(*self.files.resolved(one, path), parts, depth + 1)
        if outer:
            bank.section(outer)

    def _html(self, block: Element, path: str) -> str:
        target = f"html/{(block.get('filename') or block.get('url_name') or '').replace(':', '/')}.html"
        if len(block) or (block.text or "").strip():
            return self._markup(path).element(block)
        if target not in self.tree:
            self._drop(block, path, f"there is no file “{target}”")
            return ""
        self.files.read.add(target)
        title = block.get("display_name") or ""
        body = self._markup(target).html(self.tree.text(target))
        starts_with_heading = re.match(r"#{1,6} ", body) is not None
        shown = title if title.lower() not in {"", "text", "raw html", "html"} else ""
        return f"## {escaped_text(shown)}\n\n{body}" if shown and body and not starts_with_heading else body

    def _video(self, block: Element, path: str) -> str:
        youtube = block.get("youtube_id_1_0") or (block.get("youtube") or "").rpartition(":")[2]
        sources = [block.get("html5_sources") or "", block.get("source") or ""]
        sources += [one.get("src") or "" for one in block.iter("source", "encoded_video")]
        sources += [one.get("url") or "" for one in block.iter("encoded_video")]
        address = re.search(r"https?://[^\"'\],\s]+", " ".join(sources))
        url = f"https://www.youtube.com/watch?v={youtube}" if re.fullmatch(r"[\w-]{6,20}", youtube) else ""
        url = url or (address[0] if address else "")
        if not url:
            self._drop(block, path, "has no address")
            return ""
        title = block.get("display_name") or "Video"
        self._adapt(block, path, "is a link: lessons load nothing from elsewhere")
        return f"[{escaped_text(title)}]({url})"

    def _asked(self, block: Element, path: str, parts: list[str]) -> None:
        if name_of(block) == "problem" and self._missing(block, path):
            return
        title = block.get("display_name") or ""
        place = f"{path}:{line_of(block)}"
        self.assembly.bank.file = path
        for name, values in (("max_attempts", self.tries), ("submission_wait_seconds", self.pauses)):
            if number(block.get(name)):
                values.add(block.get(name) or "")
        found: Iterable[ReadItem | UnfitError]
        if reader := BLOCKS.get(name_of(block)):
            found = reader(block, self._markup(path))
            parts += [self._markup(path).element(one) for one in block.iter("html_demo")]
        else:
            found = ProblemReader(block, self._markup(path)).read()
        for one in found:
            if isinstance(one, UnfitError):
                self.ledger.dropped(f"{name_of(block)} {title}".strip(), place, str(one))
            else:
                self.assembly.bank.add(one.item, title=title, line=line_of(block), adapted=one.adapted)

    # What stands beside the tree

    def _pages(self) -> None:
        """Pages of their own, which the course shows as tabs, and its handouts."""
        paths = [path for path in self.tree.under("tabs") if path.endswith(".html")]
        paths += [_HANDOUTS] if self.tree.get(_HANDOUTS, b"").strip() else []
        if paths:
            self.assembly.module("More pages")
        for path in paths:
            self.files.read.add(path)
            name = path.rpartition("/")[2].removesuffix(".html")
            title = self.policies.tabs.get(name) or name.replace("_", " ").replace("-", " ")
            self.assembly.lesson(path, title, self._markup(path).html(self.tree.text(path)), place=path)

    def _adapt(self, element: Element, path: str, reason: str) -> None:
        self.ledger.adapted(_named(element), f"{path}:{line_of(element)}", reason)

    def _drop(self, element: Element, path: str, reason: str) -> None:
        self.ledger.dropped(_named(element), f"{path}:{line_of(element)}", reason)

    def _rest(self) -> None:
        read = self.files.read | self.policies.read_files | self.attachments.used
        for path in self.tree:
            if path not in read:
                draft = "is a draft that nobody has published"
                other = "concerns the platform, or nothing that was read refers to it"
                self.ledger.dropped(f"file {path}", path, draft if path.startswith("drafts/") else other)
        for path in self.tree.sealed:
            self.ledger.dropped(f"file {path}", path, NESTED)
        for path in self.tree.ignored:
            self.ledger.dropped(f"file {path}", path, "hidden and system files are not part of a course")


def _named(element: Element) -> str:
    name = element.get("display_name") or element.get("url_name") or ""
    return f"<{name_of(element)}> {name}".strip()


def _identity(element: Element, path: str) -> str:
    """The block's own name; for one without a name its place in the file."""
    return element.get("url_name") or f"{path}:{element.getroottree().getpath(element)}"
