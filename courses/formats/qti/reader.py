"""A QTI 2.1, 2.2 or 3.0 item, test or package as a course without lessons."""

from __future__ import annotations

import posixpath
from dataclasses import replace

from courses.formats.attachments import Attachments, reporter
from courses.formats.errors import CourseInvalid, Problem
from courses.formats.ledger import LedgerWriter
from courses.formats.model import AssessmentDocument, CourseDocument, SectionDocument
from courses.formats.numbers import number
from courses.formats.qti.item import ItemReader
from courses.formats.qti.scene import UnfitError
from courses.formats.qti.vocabulary import kind_of, qti_root
from courses.formats.question_bank import QuestionBank
from courses.formats.tree import FileTree
from courses.formats.xml_source import (
    Element,
    child,
    child_text,
    children,
    descendants,
    line_of,
    name_of,
    text_of,
    xml_root,
)  # fmt: skip

_MANIFEST = "imsmanifest.xml"


def recognises(tree: FileTree) -> bool:
    """Some XML file is an assessment item or test of QTI 2 or 3."""
    return any(kind_of(tree[path]) for path in tree if path.lower().endswith((".xml", ".qti")))


def read_qti(tree: FileTree, ledger: LedgerWriter) -> CourseDocument:
    """Every item, in the order of the test or the manifest. Raises CourseInvalid."""
    return _Package(tree, ledger).read()


class _Package:
    def __init__(self, tree: FileTree, ledger: LedgerWriter) -> None:
        self.tree = tree
        self.ledger = ledger
        self.attachments = Attachments(tree, ledger)
        paths = [path for path in tree if path.lower().endswith((".xml", ".qti"))]
        self.items = [path for path in paths if kind_of(tree[path]) == "item"]
        self.tests = [path for path in paths if kind_of(tree[path]) == "test"]
        self.bank = QuestionBank((self.tests or self.items)[0], ledger)
        self.keys: dict[str, list[str]] = {}
        self.read_paths: set[str] = set()

    def read(self) -> CourseDocument:
        title = ""
        if self.tests:
            test = qti_root(self.tree, self.tests[0])
            course = self._test(test)
        else:
            for path in self._in_order():
                self._item(path)
            title = self._manifest_title() if len(self.items) > 1 else ""
            if len(self.items) == 1:
                title = qti_root(self.tree, self.items[0]).get("title") or ""
            course = self.bank.course(title=title, assets=self.attachments.assets)
        self._rest()
        return course

    def _in_order(self) -> list[str]:
        if _MANIFEST not in self.tree:
            return self.items
        hrefs = [one.get("href") or "" for one in descendants(xml_root(self.tree, _MANIFEST), "resource")]
        listed = [href for href in dict.fromkeys(hrefs) if href in self.items]
        return listed + [path for path in self.items if path not in listed]

    def _manifest_title(self) -> str:
        if _MANIFEST not in self.tree:
            return ""
        general = next(descendants(xml_root(self.tree, _MANIFEST), "general"), None)
        return child_text(general, "title")

    def _item(self, path: str) -> list[str]:
        """The keys of what the file became."""
        if path in self.keys:
            self.ledger.dropped(f"item {path}", path, "is asked for twice; an item stands in one place only")
            return []
        self.keys[path] = []
        root = qti_root(self.tree, path)
        folder = posixpath.dirname(path)
        reader = ItemReader(
            root, lambda href, _: self.attachments.link(href, folder), reporter(self.ledger, path)
        )
        name = root.get("title") or root.get("identifier") or path
        self.bank.file = path
        try:
            read = reader.read()
        except UnfitError as error:
            self.ledger.dropped(f"item {name}", f"{path}:{line_of(root)}", str(error))
            return []
        for one in read:
            key = self.bank.add(one.item, title=one.title, line=line_of(root), adapted=one.adapted)
            if key is not None:
                self.keys[path].append(key)
        return self.keys[path]

    # The test

    def _test(self, test: Element) -> CourseDocument:
        path = self.tests[0]
        title = test.get("title") or "Test"
        sections: list[SectionDocument] = []
        parts = children(test, "testPart")
        for part in parts:
            for section in children(part, "assessmentSection", "assessmentSectionRef"):
                self._section(section, path, sections)
        for name in ("outcomeProcessing", "testFeedback", "outcomeDeclaration"):
            for one in children(test, name):
                self.ledger.dropped(
                    f"<{name}> of the test", f"{path}:{line_of(one)}", "the total is the sum of the items"
                )
        self.bank.file = path
        course = self.bank.course(title=title, assets=self.attachments.assets)
        if not sections or course.assessment is None:
            return course
        linear = any(part.get("navigationMode") == "linear" for part in parts)
        limits = child(test, "timeLimits")
        seconds = number(limits.get("maxTime")) if limits is not None else None
        tries = next((one.get("maxAttempts") for one in descendants(test, "itemSessionControl")), None)
        if tries is not None:
            self.ledger.adapted("itemSessionControl", path, "tries are counted for the whole assessment")
        return replace(course, assessment=AssessmentDocument(
            title[:200],
            attempts=int(tries) if tries and tries.isdigit() else 0,
            minutes=max(1, round(seconds / 60)) if seconds else None,
            navigation="sequential" if linear else "free",
            shuffle=any(one.get("shuffle") == "true" for one in descendants(test, "ordering")),
            sections=tuple(sections),
        ))  # fmt: skip

    def _section(self, section: Element, path: str, sections: list[SectionDocument]) -> None:
        place = f"{path}:{line_of(section)}"
        title = (section.get("title") or f"Section {len(sections) + 1}")[:200]
        if name_of(section) == "assessmentSectionRef":
            self.ledger.dropped(
                f"section {section.get('href')}", place, "sections in files of their own are not read"
            )
            return
        keys: list[str] = []
        inner: list[Element] = []
        for one in children(section):
            self._section_part(one, path, keys, inner)
        draw = child(section, "selection")
        wanted = number(draw.get("select")) if draw is not None else None
        if keys and wanted and int(wanted) < len(keys):
            sections.append(SectionDocument(title, draw=int(wanted), pool=tuple(keys)))
        elif keys:
            sections.append(SectionDocument(title, tuple(keys)))
        if inner:
            self.ledger.adapted(f"section {title}", place, "sections inside it stand on their own after it")
        elif keys:
            self.ledger.kept(f"section {title}", place)
        for one in inner:
            self._section(one, path, sections)

    def _section_part(self, one: Element, path: str, keys: list[str], inner: list[Element]) -> None:
        name, place = name_of(one), f"{path}:{line_of(one)}"
        if name == "assessmentItemRef":
            href = posixpath.normpath(posixpath.join(posixpath.dirname(path), one.get("href") or ""))
            if href not in self.items:
                raise CourseInvalid([Problem(path, line_of(one), f"there is no item “{one.get('href')}”")])
            keys += self._item(href)
            for rule in children(one, "preCondition", "branchRule", "weight"):
                self.ledger.dropped(f"<{name_of(rule)}>", place, "items of an assessment know no such rule")
        elif name in {"assessmentSection", "assessmentSectionRef"}:
            inner.append(one)
        elif name not in {"selection", "ordering", "itemSessionControl", "timeLimits"}:
            self.ledger.dropped(
                f"<{name}> of the section", place, f"“{text_of(one)[:80]}” has no place in an assessment"
            )

    def _rest(self) -> None:
        for path in self.tests[1:]:
            self.ledger.dropped(f"test {path}", path, "a course has one assessment; the first test is it")
        for path in self.items:
            if path not in self.keys:
                self.ledger.dropped(f"item {path}", path, "is not in the test")
        known = {*self.items, *self.tests, *self.attachments.used, _MANIFEST}
        for path in self.tree:
            if path not in known:
                self.ledger.dropped(f"file {path}", path, "nothing that was read refers to it")
