"""Files of QTI 1.2: assessments, sections, banks and loose items."""

from __future__ import annotations

from dataclasses import replace

from courses.formats.attachments import Attachments
from courses.formats.ledger import LedgerWriter
from courses.formats.manifest import MANIFEST, NESTED
from courses.formats.model import CourseDocument
from courses.formats.qti12.bank import BankReader
from courses.formats.question_bank import QuestionBank
from courses.formats.tree import FileTree
from courses.formats.xml_source import descendants, root_name, xml_root

_ENDINGS = (".xml", ".qti", ".dat")


def recognises(tree: FileTree) -> bool:
    """Some file's root is <questestinterop>."""
    return any(_is_qti(tree, path) for path in tree)


def _is_qti(tree: FileTree, path: str) -> bool:
    return path.lower().endswith(_ENDINGS) and root_name(tree[path])[0] == "questestinterop"


def read_qti12(tree: FileTree, ledger: LedgerWriter) -> CourseDocument:
    """The items of every QTI file as one assessment. Raises CourseInvalid."""
    paths = [path for path in tree if _is_qti(tree, path)]
    attachments = Attachments(tree, ledger)
    bank = QuestionBank(paths[0], ledger, tree.limits)
    reader = BankReader(bank, attachments)
    roots = {path: xml_root(tree, path) for path in paths}
    for path, root in roots.items():
        reader.know_bank(root, path)
    titles = [one.get("title") or "" for root in roots.values() for one in descendants(root, "assessment")]
    for path, root in roots.items():
        if not reader.is_bank(root):
            reader.read(root, path)
    for path, root in reader.unread_banks():
        reader.read_bank(root, path)
    for path in tree:
        if path not in paths and path not in attachments.used and path != MANIFEST:
            ledger.dropped(f"file {path}", path, "nothing that was read refers to it")
    for path in tree.sealed:
        ledger.dropped(f"file {path}", path, NESTED)
    bank.file = paths[0]
    course = bank.course(title=next(filter(None, titles), ""), assets=attachments.assets)
    if course.assessment is None:
        return course
    assessment = replace(
        course.assessment, attempts=reader.attempts, minutes=reader.minutes, shuffle=reader.shuffle
    )
    return replace(course, assessment=assessment)
