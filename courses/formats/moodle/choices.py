"""Moodle's questions with answers to choose from."""

from __future__ import annotations

from typing import Any

from courses.formats.model import Item
from courses.formats.moodle.question import Question, chosen, one_right, share
from courses.formats.numbers import weight
from courses.formats.xml_source import Element, child, children, raw_text, text_of

_OFFERED = (1 / 3, 2 / 3, 1 / 6, 5 / 6, 1 / 7, 1 / 9, 1 / 8)


def _answers(question: Question) -> list[Element]:
    """Forms in Moodle have empty rows; exports of some tools keep them."""
    found = []
    for one in question.all("answer"):
        if raw_text(child(one, "text")).strip() or children(one, "file") or share(one):
            found.append(one)
        elif question.feedback(one):
            question.lost("an answer without text", "it cannot be chosen")
    return found


def choices(question: Question) -> Item:
    single = question.flag("single", default=True)
    answers = _answers(question)
    shares = [share(one) for one in answers]
    marked = single and one_right(shares)
    if not single:
        shares = _adding_up(question, shares)
    choices: list[dict[str, Any]] = []
    for answer, value in zip(answers, shares, strict=True):
        said = chosen(value, marked=marked) | question.feedback(answer)
        choices.append({"text": question.markdown(answer)} | said)
    item: Item = {"type": "single_choice", "choices": choices}
    if not single:
        item = {"type": "multiple_choice", "policy": "weights", "choices": choices}
    return item | shuffle(question, default=False)


def _adding_up(question: Question, shares: list[float]) -> list[float]:
    """33 % three times is meant to be the whole: such shares are rounded to the fractions they stand for."""
    total = sum(one for one in shares if one > 0)
    if abs(total - 1) < 1e-6 or not 0.9 < total < 1.1:
        return shares

    def near(value: float) -> float:
        best = min(_OFFERED, key=lambda one: abs(one - abs(value)))
        close = abs(best - abs(value)) < 0.005
        return (best if value > 0 else -best) if close else value

    rounded = [near(one) for one in shares]
    if abs(sum(one for one in rounded if one > 0) - 1) > 1e-6:
        return shares
    question.notes.append("shares of the mark are rounded so that they add up")
    return rounded


def shuffle(question: Question, *, default: bool) -> dict[str, bool]:
    return {} if question.flag("shuffleanswers", default=default) else {"shuffle": False}


def all_or_nothing(question: Question) -> Item:
    rows = [
        {"text": question.markdown(one), "correct": share(one) > 0} | question.feedback(one)
        for one in _answers(question)
    ]
    item: Item = {"type": "multiple_choice", "policy": "all_or_nothing", "choices": rows}
    return item | shuffle(question, default=True)


def open_university(question: Question) -> Item:
    """Right answers are marked; choosing more than there are right ones costs a right one each."""
    answers = _answers(question)
    right = sum(share(one) > 0 for one in answers) or 1
    rows: list[dict[str, Any]] = [
        {"text": question.markdown(one), "weight": weight((1 if share(one) > 0 else -1) / right)}
        | question.feedback(one)
        for one in answers
    ]
    question.notes.append("a wrong choice costs a right one, also when no more are chosen than are right")
    item: Item = {"type": "multiple_choice", "policy": "weights", "choices": rows}
    return item | shuffle(question, default=True)


def true_false(question: Question) -> Item:
    """The texts are in the exporter's language in old files; the first answer is “true” then."""
    item: Item = {"type": "true_false", "answer": False}
    for position, one in enumerate(question.all("answer")[:2]):
        word = text_of(child(one, "text")).lower()
        if word not in {"true", "false"}:
            word = "false" if position else "true"
        if share(one) == 1:
            item["answer"] = word == "true"
        if feedback := question.feedback(one):
            item[f"feedback_{word}"] = feedback["feedback"]
    return item
