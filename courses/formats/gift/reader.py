"""Turns GIFT's parse trees into items, as Moodle understands them."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from typing import Any

from courses.formats.attachments import Attachments
from courses.formats.errors import CourseInvalid
from courses.formats.gift.parser import Question, Tree, parse_gift
from courses.formats.ledger import LedgerWriter
from courses.formats.model import CourseDocument, Item
from courses.formats.moodle.question import reachable
from courses.formats.moodle.texts import Texts
from courses.formats.question_bank import QuestionBank
from courses.formats.tree import FileTree

_FORMATS = {"html": "html", "markdown": "markdown", "plain": "plain_text", "moodle": "moodle_auto_format"}
Markdown = Callable[[Tree], str]
_ENDINGS = (".gift", ".gift.txt", ".txt")
_BRACES = re.compile(r"(?<!\\)\{([^{}]*)\}")
_ANSWERS = re.compile(r"(?<!\\)[=~#]|\bT(?:RUE)?\b|\bF(?:ALSE)?\b")
_END_OF_QUESTION = re.compile(r"[ \t]*(?:\n[ \t]*\n|\n?\Z)")
# A title, a category, a format, an id or a tag at the beginning of a line.
_MARKS = re.compile(
    r"^[ \t]*(?:::[^\n]+::|\$CATEGORY:|\[(?:html|moodle|plain|markdown)\]|//\s*\[(?:id|tag):)", re.MULTILINE
)


def recognises(tree: FileTree) -> bool:
    """Text files only; a .txt file must also hold a question in braces."""
    if tree and all(path.endswith(".gift") for path in tree):
        return True
    if not tree or not all(path.endswith(_ENDINGS) for path in tree):
        return False
    try:
        text = tree.text(next(iter(tree)))
    except CourseInvalid:
        return False
    if _MARKS.search(text):
        return True
    return any(
        _ANSWERS.search(found[1]) if found[1].strip() else _END_OF_QUESTION.match(text, found.end())
        for found in _BRACES.finditer(text)
    )


def read_gift(tree: FileTree, ledger: LedgerWriter) -> CourseDocument:
    """The questions of every file as one assessment. Raises CourseInvalid."""
    bank = QuestionBank(next(iter(tree)), ledger, tree.limits)
    for path in tree:
        bank.file = path
        for question in parse_gift(tree.text(path), path):
            _read_question(question, bank)
    bank.file = next(iter(tree))
    return bank.course()


def _read_question(question: Question, bank: QuestionBank) -> None:
    tree, line = question.tree, question.line
    if tree["type"] == "Category":
        bank.category(tree["title"], line)
        return
    texts = Texts(Attachments(FileTree({}), bank.ledger), f"{bank.file}:{line}")

    def markdown(text: Tree) -> str:
        return texts.formatted(text["text"], _FORMATS[text["format"]], lambda _: None)

    prompt = re.sub(r"(?<=_____) (?=[.,;:!?](?:\s|\Z))", "", markdown(tree["stem"]))
    item: Item = {"type": "", "prompt": prompt} | _CONVERTERS[tree["type"]](tree, markdown)
    if item["type"] == "short_text":
        lost = functools.partial(_lost, bank, f"{bank.file}:{line}")
        item["answers"] = reachable(item["answers"], lost)
    if tree.get("globalFeedback"):
        item["feedback"] = markdown(tree["globalFeedback"])
    if tree["tags"]:
        item["tags"] = list(dict.fromkeys(tag.strip() for tag in tree["tags"] if tag.strip()))
    if tree["id"]:
        item["source_id"] = tree["id"].strip()
    reason = "the gap in the text is a separate field" if tree["hasEmbeddedAnswers"] else ""
    bank.add(item, title=tree["title"] or "", line=line, adapted=reason)


def _lost(bank: QuestionBank, place: str, element: str, reason: str) -> None:
    bank.ledger.dropped(element, place, reason)


def _choices(tree: Tree, markdown: Markdown) -> Item:
    """With a right answer (`=`) one may be chosen; with weights alone, several (Moodle's rule)."""
    choices = tree["choices"]
    single = any(choice["isCorrect"] for choice in choices)
    plain = single and sum(choice["isCorrect"] for choice in choices) == 1
    plain = plain and all(choice["weight"] is None for choice in choices)
    converted = []
    for choice in choices:
        entry: dict[str, Any] = {"text": markdown(choice["text"])}
        if plain:
            entry |= {"correct": True} if choice["isCorrect"] else {}
        else:
            entry["weight"] = _weight(choice)
        converted.append(entry | _feedback(choice, markdown))
    if single:
        return {"type": "single_choice", "choices": converted}
    return {"type": "multiple_choice", "policy": "weights", "choices": converted}


def _true_false(tree: Tree, markdown: Markdown) -> Item:
    """In GIFT the first feedback is for the wrong answer, the second for the right one."""
    item: Item = {"type": "true_false", "answer": tree["isTrue"]}
    wrong, right = (
        ("feedback_false", "feedback_true") if tree["isTrue"] else ("feedback_true", "feedback_false")
    )
    if tree["trueFeedback"]:
        item[wrong] = markdown(tree["trueFeedback"])
    if tree["falseFeedback"]:
        item[right] = markdown(tree["falseFeedback"])
    return item


def _short_text(tree: Tree, markdown: Markdown) -> Item:
    answers = []
    for choice in tree["choices"]:
        entry: dict[str, Any] = {"text": choice["text"]["text"]}
        if _weight(choice) != 1:
            entry["weight"] = _weight(choice)
        answers.append(entry | _feedback(choice, markdown))
    return {"type": "short_text", "answers": answers}


def _numerical(tree: Tree, markdown: Markdown) -> Item:
    choices = tree["choices"]
    if isinstance(choices, dict):
        return {"type": "numerical", "answers": [_value(choices) | _feedback(choices, markdown)]}
    answers = []
    for choice in choices:
        # "~" without a number is the feedback to every other answer.
        entry: dict[str, Any] = _value(choice["text"] or {"type": "any"})
        if _weight(choice) != 1:
            entry["weight"] = _weight(choice)
        answers.append(entry | _feedback(choice, markdown))
    return {"type": "numerical", "answers": answers}


def _value(value: Tree) -> dict[str, Any]:
    if value["type"] == "high-low":
        return {"low": str(value["numberLow"]), "high": str(value["numberHigh"])}
    if value["type"] == "range" and value["range"]:
        return {"value": str(value["number"]), "tolerance": str(value["range"])}
    return {"value": "*" if value["type"] == "any" else str(value["number"])}


def _match(tree: Tree, markdown: Markdown) -> Item:
    """A pair without a question is one more answer to choose from."""
    pairs, distractors = [], []
    for pair in tree["matchPairs"]:
        left, right = markdown(pair["subquestion"]), markdown({"format": "plain", "text": pair["subanswer"]})
        if left:
            pairs.append({"left": left, "right": right})
        else:
            distractors.append(right)
    item: Item = {"type": "match", "pairs": pairs}
    return item | ({"distractors": distractors} if distractors else {})


_CONVERTERS: dict[str, Callable[[Tree, Markdown], Item]] = {
    "MC": _choices,
    "TF": _true_false,
    "Short": _short_text,
    "Numerical": _numerical,
    "Matching": _match,
    "Essay": lambda tree, markdown: {"type": "essay"},
    "Description": lambda tree, markdown: {"type": "description"},
}


def _weight(choice: Tree) -> float | int:
    if choice["weight"] is None:
        return 1 if choice["isCorrect"] else 0
    fraction = choice["weight"] / 100
    return int(fraction) if fraction == int(fraction) else round(fraction, 7)


def _feedback(choice: Tree, markdown: Markdown) -> dict[str, str]:
    feedback = choice.get("feedback")
    return {"feedback": markdown(feedback)} if feedback else {}
