"""A file of Moodle XML as a course of questions."""

from __future__ import annotations

from courses.formats.attachments import Attachments
from courses.formats.errors import CourseInvalid, Problem
from courses.formats.ledger import LedgerWriter
from courses.formats.model import CourseDocument
from courses.formats.moodle.question import Question, UnfitError
from courses.formats.moodle.question_types import read_item
from courses.formats.moodle.texts import FilesOf, Texts
from courses.formats.question_bank import QuestionBank
from courses.formats.tree import FileTree
from courses.formats.xml_source import Element, child, child_text, children, line_of, root_name, xml_root


def recognises(tree: FileTree) -> bool:
    """XML files whose root is <quiz>."""
    return bool(tree) and any(
        path.lower().endswith(".xml") and root_name(tree[path]) == ("quiz", "") for path in tree
    )


def read_moodle(tree: FileTree, ledger: LedgerWriter) -> CourseDocument:
    """The questions of every file as one assessment. Raises CourseInvalid."""
    paths = [path for path in tree if path.lower().endswith(".xml") and root_name(tree[path])[0] == "quiz"]
    attachments = Attachments(tree, ledger)
    bank = QuestionBank(paths[0], ledger, tree.limits)
    for path in paths:
        bank.file = path
        root = xml_root(tree, path)
        questions = children(root, "question")
        if not questions:
            raise CourseInvalid([Problem(path, line_of(root), "holds no <question>")])
        for question in questions:
            if question.get("type") == "category":
                _category(question, bank, attachments)
            else:
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
    element: Element, bank: QuestionBank, attachments: Attachments, files: FilesOf | None = None
) -> str | None:
    """Adds the item to the bank; its key, or None when it was dropped (the ledger says why).

    `files` finds the files of a text that do not stand inside it.
    """
    place = f"{bank.file}:{line_of(element)}"
    question = Question(element, Texts(attachments, place, files))
    try:
        item = read_item(question)
    except UnfitError as error:
        bank.ledger.dropped(f"item {question.name or question.kind}", place, str(error))
        return None
    return bank.add(
        item, title=question.name, line=line_of(element), adapted="; ".join(dict.fromkeys(question.notes))
    )


def _category(element: Element, bank: QuestionBank, attachments: Attachments) -> None:
    name, line = child_text(element, "category", "text"), line_of(element)
    bank.category(name, line)
    texts = Texts(attachments, f"{bank.file}:{line}")
    for what, value in (
        ("description", texts.markdown(child(element, "info"), "moodle_auto_format")),
        ("id", child_text(element, "idnumber")),
    ):
        if value:
            texts.report("dropped", f"{what} of category {name}", "sections have a title only")
