"""A file of Moodle XML as a course of questions."""

from __future__ import annotations

from courses.formats.attachments import Attachments
from courses.formats.errors import CourseInvalid, Problem
from courses.formats.ledger import LedgerWriter
from courses.formats.model import CourseDocument
from courses.formats.moodle.question import QuestionReader, UnfitError
from courses.formats.moodle.texts import Files, Texts
from courses.formats.question_bank import QuestionBank
from courses.formats.tree import FileTree
from courses.formats.xml_source import Element, child_text, children, line_of, root_name, xml_root


def recognises(tree: FileTree) -> bool:
    """XML files whose root is <quiz>."""
    return bool(tree) and any(
        path.lower().endswith(".xml") and root_name(tree[path]) == ("quiz", "") for path in tree
    )


def read_moodle(tree: FileTree, ledger: LedgerWriter) -> CourseDocument:
    """The questions of every file as one assessment. Raises CourseInvalid."""
    paths = [path for path in tree if path.lower().endswith(".xml") and root_name(tree[path])[0] == "quiz"]
    attachments = Attachments(tree, ledger)
    bank = QuestionBank(paths[0], ledger)
    for path in paths:
        bank.file = path
        root = xml_root(tree, path)
        questions = children(root, "question")
        if not questions:
            raise CourseInvalid([Problem(path, line_of(root), "holds no <question>")])
        for question in questions:
            read_question(question, bank, attachments)
        for one in children(root):
            if one.tag != "question":
                ledger.dropped(f"<{one.tag}>", f"{path}:{line_of(one)}", "is not a question")
    for path in tree:
        if path not in paths and path not in attachments.used:
            ledger.dropped(f"file {path}", path, "nothing that was read refers to it")
    bank.file = paths[0]
    return bank.course(assets=attachments.assets)


def read_question(
    question: Element, bank: QuestionBank, attachments: Attachments, files: Files | None = None
) -> str | None:
    """Adds the item to the bank; its key, or None when it was dropped (the ledger says why)."""
    line = line_of(question)
    if question.get("type") == "category":
        bank.category(child_text(question, "category", "text"), line)
        return None
    place = f"{bank.file}:{line}"
    reader = QuestionReader(question, Texts(attachments, place), files)
    try:
        item = reader.read()
    except UnfitError as error:
        bank.ledger.dropped(f"item {reader.name or reader.kind}", place, str(error))
        return None
    return bank.add(item, title=reader.name, line=line, adapted="; ".join(reader.notes))
