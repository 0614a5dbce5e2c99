"""Files of QTI 1.2: assessments, sections, banks and loose items."""

from __future__ import annotations

from dataclasses import replace

from courses.formats.attachments import Attachments
from courses.formats.ledger import LedgerWriter
from courses.formats.model import CourseDocument
from courses.formats.numbers import number
from courses.formats.qti12.item import ItemReader, UnfitError
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
    root_name,
    text_of,
    xml_root,
)  # fmt: skip

_ENDINGS = (".xml", ".qti", ".dat")
_KNOWN = {
    "item", "section", "assessment", "objectbank", "qtimetadata", "qticomment", "itemref", "sectionref",
    "duration", "objectives",
}  # fmt: skip


def recognises(tree: FileTree) -> bool:
    """Some file's root is <questestinterop>."""
    return any(
        root_name(tree[path])[0] == "questestinterop" for path in tree if path.lower().endswith(_ENDINGS)
    )


def read_qti12(tree: FileTree, ledger: LedgerWriter) -> CourseDocument:
    """The items of every QTI file as one assessment. Raises CourseInvalid."""
    paths = [path for path in tree if root_name(tree[path])[0] == "questestinterop"]
    attachments = Attachments(tree, ledger)
    bank = QuestionBank(paths[0], ledger)
    reader = BankReader(bank, attachments)
    title = ""
    for path in paths:
        root = xml_root(tree, path)
        title = title or next((one.get("title") or "" for one in descendants(root, "assessment")), "")
        reader.read(root, path)
    for path in tree:
        if path not in paths and path not in attachments.used:
            ledger.dropped(f"file {path}", path, "nothing that was read refers to it")
    bank.file = paths[0]
    course = bank.course(title=title, assets=attachments.assets)
    if course.assessment is None:
        return course
    return replace(
        course, assessment=replace(course.assessment, attempts=reader.attempts, minutes=reader.minutes)
    )


class BankReader:
    """Reads the items of <questestinterop> trees into a bank; several files may share one."""

    def __init__(self, bank: QuestionBank, attachments: Attachments) -> None:
        self.bank = bank
        self.attachments = attachments
        self.attempts = 0
        self.minutes: int | None = None

    def read(self, root: Element, path: str) -> None:
        self.bank.file = path
        self._container(root, path)

    def _container(self, parent: Element, path: str) -> None:
        for one in children(parent):
            name = name_of(one)
            if name == "item":
                self._item(one, path)
            elif name in {"section", "assessment", "objectbank"}:
                self._open(one)
                self._container(one, path)
            elif name == "selection_ordering":
                wanted = number(child_text(one, "selection", "selection_number"))
                self.bank.draw(int(wanted or 0))
            elif name not in _KNOWN and text_of(one):
                place = f"{path}:{line_of(one)}"
                self.bank.ledger.dropped(f"<{name}>", place, "has no place in an assessment")

    def _open(self, element: Element) -> None:
        title = element.get("title") or _field(element, "bank_title")
        if title:
            self.bank.section(title)
        self.attempts = self.attempts or int(number(_field(element, "cc_maxattempts")) or 0)
        minutes = number(_field(element, "qmd_timelimit"))
        if minutes:
            self.minutes = max(1, round(minutes))

    def _item(self, item: Element, path: str) -> None:
        line = line_of(item)
        reader = ItemReader(item, self.attachments, f"{path}:{line}")
        try:
            made = reader.read()
        except UnfitError as error:
            name = reader.title or item.get("ident") or "item"
            self.bank.ledger.dropped(f"item {name}", f"{path}:{line}", str(error))
            return
        title = "" if reader.title.lower() in {"question", ""} else reader.title
        self.bank.add(made, title=title, line=line, adapted="; ".join(dict.fromkeys(reader.notes)))


def _field(element: Element, label: str) -> str:
    for holder in children(element, "qtimetadata"):
        for one in children(holder, "qtimetadatafield"):
            if text_of(child(one, "fieldlabel")) == label:
                return text_of(child(one, "fieldentry"))
    return ""
