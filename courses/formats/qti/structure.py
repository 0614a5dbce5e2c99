"""<assessmentTest>: its parts and sections as the sections of an assessment."""

from __future__ import annotations

import posixpath
from collections.abc import Callable
from urllib.parse import unquote

from courses.formats.errors import CourseInvalid, Problem
from courses.formats.ledger import LedgerWriter
from courses.formats.markup import Markup
from courses.formats.model import AssessmentDocument, SectionDocument
from courses.formats.numbers import number
from courses.formats.qti.vocabulary import kind_of, qti_root
from courses.formats.question_bank import QuestionBank
from courses.formats.tree import FileTree
from courses.formats.xml_source import Element, child, children, descendants, line_of, name_of

_MOST_DEPTH = 20
_RULE = "what is asked never depends on earlier answers"
_REASONS = {
    "preCondition": _RULE,
    "branchRule": _RULE,
    "outcomeProcessing": "the total is the sum of the items",
    "outcomeDeclaration": "the total is the sum of the items",
    "testFeedback": "an assessment has no feedback as a whole",
    "templateDefault": "an item has one set of values",
    "variableMapping": "the total is the sum of the items",
    "timeLimits": "time is limited for the whole assessment only",
    "stylesheet": "pages have the portal's own style",
    "adaptiveSelection": "what is asked never depends on earlier answers",
}


class StructureReader:
    """Reads the structure; `item` reads the item of a path, with its weight, and gives its keys."""

    def __init__(
        self, tree: FileTree, ledger: LedgerWriter, bank: QuestionBank,
        item: Callable[[str, float], list[str]], markup: Callable[[str], Markup],
    ) -> None:  # fmt: skip
        self.tree = tree
        self.ledger = ledger
        self.bank = bank
        self.item = item
        self.markup = markup
        self.sections: list[SectionDocument] = []
        self.read_paths: set[str] = set()
        self.weights: set[str] = set()

    def read(self, test: Element, path: str) -> AssessmentDocument | None:
        """The assessment; None when no item of it can be asked. Raises CourseInvalid."""
        # A weight counts when the test's own total uses it.
        self.weights = {
            one.get("weightIdentifier") or ""
            for one in descendants(child(test, "outcomeProcessing"), "testVariables")
        }
        parts = children(test, "testPart")
        for part in parts:
            self._name_unread(part, path)
            for section in children(part, "assessmentSection", "assessmentSectionRef"):
                self._section(section, path, 0)
        for one in children(test):
            if name_of(one) in _REASONS and name_of(one) != "timeLimits":
                self._drop(f"<{name_of(one)}> of the test", path, one, _REASONS[name_of(one)])
        if not self.sections:
            return None
        return self._assessment(test, parts, path)

    def _assessment(self, test: Element, parts: list[Element], path: str) -> AssessmentDocument:
        limits = child(test, "timeLimits")
        seconds = number(limits.get("maxTime")) if limits is not None else None
        tries = next((one.get("maxAttempts") for one in descendants(test, "itemSessionControl")), None)
        if tries is not None:
            self.ledger.adapted("itemSessionControl", path, "tries are counted for the whole assessment")
        return AssessmentDocument(
            (test.get("title") or "Test")[:200],
            attempts=int(tries) if tries and tries.isdigit() else 0,
            minutes=max(1, round(seconds / 60)) if seconds else None,
            navigation="sequential" if _linear(parts) else "free",
            shuffle=any(one.get("shuffle") == "true" for one in descendants(test, "ordering")),
            sections=tuple(self.sections),
        )

    # Sections

    def _section(self, section: Element, path: str, depth: int) -> None:
        if name_of(section) == "assessmentSectionRef":
            self._referred(section, path, depth)
            return
        if depth > _MOST_DEPTH:
            problem = f"sections are nested more than {_MOST_DEPTH} deep"
            raise CourseInvalid([Problem(path, line_of(section), problem)])
        place = f"{path}:{line_of(section)}"
        title = (section.get("title") or f"Section {len(self.sections) + 1}")[:200]
        draw = child(section, "selection")
        wanted = number(draw.get("select")) if draw is not None else None
        keys: list[str] = []
        inner: list[Element] = []
        self._name_unread(section, path)
        for one in children(section):
            if name_of(one) == "assessmentItemRef":
                keys += self._item(one, path)
            elif name_of(one) in {"assessmentSection", "assessmentSectionRef"}:
                inner.append(one)
            elif name_of(one) == "rubricBlock":
                keys += self._words(one, path, title, drawn=wanted is not None)
        if keys and wanted and int(wanted) < len(keys):
            self.sections.append(SectionDocument(title, draw=int(wanted), pool=tuple(keys)))
        elif keys:
            self.sections.append(SectionDocument(title, tuple(keys)))
        if inner:
            self.ledger.adapted(f"section {title}", place, "sections inside it stand on their own after it")
            if wanted:
                self._drop(f"selection of {title}", path, section, "items are drawn, not whole sections")
        elif keys:
            self.ledger.kept(f"section {title}", place)
        for one in inner:
            self._section(one, path, depth + 1)

    def _referred(self, reference: Element, path: str, depth: int) -> None:
        """A section in a file of its own."""
        target = _target(reference, path)
        if kind_of(self.tree.get(target, b"")) != "section":
            problem = f"there is no section “{reference.get('href')}”"
            raise CourseInvalid([Problem(path, line_of(reference), problem)])
        if target in self.read_paths:
            reason = "is asked for twice; a section stands in one place only"
            self._drop(f"section {target}", path, reference, reason)
            return
        self.read_paths.add(target)
        self._name_unread(reference, path)
        self._section(qti_root(self.tree, target), target, depth + 1)

    def _item(self, reference: Element, path: str) -> list[str]:
        target = _target(reference, path)
        if kind_of(self.tree.get(target, b"")) != "item":
            problem = f"there is no item “{reference.get('href')}”"
            raise CourseInvalid([Problem(path, line_of(reference), problem)])
        self._name_unread(reference, path)
        weight = 1.0
        for one in children(reference, "weight"):
            value = number(one.get("value"))
            if one.get("identifier") in self.weights and value is not None and value > 0:
                weight = value
                name = f"weight of {reference.get('identifier') or target}"
                self.ledger.adapted(name, f"{path}:{line_of(one)}", f"its marks are multiplied by {value:g}")
            else:
                self._drop("<weight>", path, one, "the test's total does not use it")
        return self.item(target, weight)

    def _words(self, rubric: Element, path: str, title: str, *, drawn: bool) -> list[str]:
        """What candidates read before the items of a section."""
        views = set((rubric.get("view") or "candidate").split())
        words = self.markup(path).element(rubric)
        if "candidate" not in views or drawn or not words:
            reason = "items are drawn: nothing stands before them" if drawn else "is not for candidates"
            self._drop(f"<rubricBlock> of {title}", path, rubric, reason)
            return []
        self.bank.file = path
        note = "is a text before the questions"
        key = self.bank.add(
            {"type": "description", "prompt": words}, title=f"{title} introduction", line=line_of(rubric),
            adapted=note,
        )  # fmt: skip
        return [] if key is None else [key]

    # What is left out

    def _name_unread(self, element: Element, path: str) -> None:
        for one in children(element):
            if name_of(one) in _REASONS:
                owner = f"<{name_of(one)}> of {element.get('title') or element.get('identifier') or ''}"
                self._drop(owner.strip(), path, one, _REASONS[name_of(one)])

    def _drop(self, element: str, path: str, at: Element, reason: str) -> None:
        self.ledger.dropped(element, f"{path}:{line_of(at)}", reason)


def _linear(parts: list[Element]) -> bool:
    return any(part.get("navigationMode") == "linear" for part in parts)


def _target(reference: Element, path: str) -> str:
    href = unquote(reference.get("href") or "")
    return posixpath.normpath(posixpath.join(posixpath.dirname(path), href))
