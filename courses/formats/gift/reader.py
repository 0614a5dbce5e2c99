"""Turns GIFT's parse trees into items, as Moodle understands them."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from courses.formats.errors import CourseInvalid
from courses.formats.gift.parser import Question, Tree, parse_gift
from courses.formats.ledger import LedgerWriter
from courses.formats.model import CourseDocument, Item
from courses.formats.question_bank import QuestionBank, escaped
from courses.formats.tree import FileTree

_ENDINGS = (".gift", ".gift.txt", ".txt")
_LOOKS_LIKE = re.compile(
    r"(?<!\\)\{[^{}]*(?:(?<!\\)[=~#]|\bT(?:RUE)?\b|\bF(?:ALSE)?\b)[^{}]*\}|\A\s*(?:::|\$CATEGORY:)"
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
    return _LOOKS_LIKE.search(text) is not None


def read_gift(tree: FileTree, ledger: LedgerWriter) -> CourseDocument:
    """The questions of every file as one assessment. Raises CourseInvalid."""
    bank = QuestionBank(next(iter(tree)), ledger)
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
    item: Item = {"type": "", "prompt": _markdown(tree["stem"])}
    item |= _CONVERTERS[tree["type"]](tree)
    if tree.get("globalFeedback"):
        item["feedback"] = _markdown(tree["globalFeedback"])
    lost = [f"tag {tag}" for tag in tree["tags"] or []] + ([f"id {tree['id']}"] if tree["id"] else [])
    for name in lost:
        bank.ledger.dropped(name, f"{bank.file}:{line}", "items have no tags; assign skills to them instead")
    reason = "the gap in the text is a separate field" if tree["hasEmbeddedAnswers"] else ""
    bank.add(item, title=tree["title"] or "", line=line, adapted=reason)


def _choices(tree: Tree) -> Item:
    """With a right answer (`=`) one may be chosen; with weights alone, several (Moodle's rule)."""
    choices = tree["choices"]
    single = any(choice["isCorrect"] for choice in choices)
    plain = single and sum(choice["isCorrect"] for choice in choices) == 1
    plain = plain and all(choice["weight"] is None for choice in choices)
    converted = []
    for choice in choices:
        entry: dict[str, Any] = {"text": _markdown(choice["text"])}
        if plain:
            entry |= {"correct": True} if choice["isCorrect"] else {}
        else:
            entry["weight"] = _weight(choice)
        converted.append(entry | _feedback(choice))
    if single:
        return {"type": "single_choice", "choices": converted}
    return {"type": "multiple_choice", "policy": "weights", "choices": converted}


def _true_false(tree: Tree) -> Item:
    """In GIFT the first feedback is for the wrong answer, the second for the right one."""
    item: Item = {"type": "true_false", "answer": tree["isTrue"]}
    wrong, right = (
        ("feedback_false", "feedback_true") if tree["isTrue"] else ("feedback_true", "feedback_false")
    )
    if tree["trueFeedback"]:
        item[wrong] = _markdown(tree["trueFeedback"])
    if tree["falseFeedback"]:
        item[right] = _markdown(tree["falseFeedback"])
    return item


def _short_text(tree: Tree) -> Item:
    answers = []
    for choice in tree["choices"]:
        entry: dict[str, Any] = {"text": choice["text"]["text"]}
        if _weight(choice) != 1:
            entry["weight"] = _weight(choice)
        answers.append(entry | _feedback(choice))
    return {"type": "short_text", "answers": answers}


def _numerical(tree: Tree) -> Item:
    choices = tree["choices"]
    if isinstance(choices, dict):
        return {"type": "numerical", "answers": [_value(choices) | _feedback(choices)]}
    answers = []
    for choice in choices:
        entry: dict[str, Any] = _value(choice["text"]) if choice["text"] else {}
        if _weight(choice) != 1:
            entry["weight"] = _weight(choice)
        answers.append(entry | _feedback(choice))
    return {"type": "numerical", "answers": answers}


def _value(value: Tree) -> dict[str, Any]:
    if value["type"] == "high-low":
        return {"low": str(value["numberLow"]), "high": str(value["numberHigh"])}
    if value["type"] == "range" and value["range"]:
        return {"value": str(value["number"]), "tolerance": str(value["range"])}
    return {"value": str(value["number"])}


def _match(tree: Tree) -> Item:
    """A pair without a question is one more answer to choose from."""
    pairs, distractors = [], []
    for pair in tree["matchPairs"]:
        left, right = _markdown(pair["subquestion"]), escaped(pair["subanswer"])
        if left:
            pairs.append({"left": left, "right": right})
        else:
            distractors.append(right)
    item: Item = {"type": "match", "pairs": pairs}
    return item | ({"distractors": distractors} if distractors else {})


_CONVERTERS: dict[str, Callable[[Tree], Item]] = {
    "MC": _choices,
    "TF": _true_false,
    "Short": _short_text,
    "Numerical": _numerical,
    "Matching": _match,
    "Essay": lambda _: {"type": "essay"},
    "Description": lambda _: {"type": "description"},
}


def _weight(choice: Tree) -> float | int:
    if choice["weight"] is None:
        return 1 if choice["isCorrect"] else 0
    fraction = choice["weight"] / 100
    return int(fraction) if fraction == int(fraction) else round(fraction, 7)


def _feedback(choice: Tree) -> dict[str, str]:
    feedback = choice.get("feedback")
    return {"feedback": _markdown(feedback)} if feedback else {}


def _markdown(text: Tree) -> str:
    """HTML stays HTML, which Markdown may hold and the cleaner cleans; plain text is protected from
    Markdown."""
    return text["text"] if text["format"] in {"html", "markdown"} else escaped(text["text"])
