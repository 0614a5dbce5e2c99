"""Reads Aiken: a question, two or more lettered answers, a line `ANSWER: X`; strict, as Moodle is."""

from __future__ import annotations

import re
from typing import Any

from courses.formats.errors import CourseInvalid, Problem
from courses.formats.ledger import LedgerWriter
from courses.formats.model import CourseDocument
from courses.formats.question_bank import QuestionBank, escaped
from courses.formats.tree import FileTree

_CHOICE = re.compile(r"([A-Z])[.)]\s+(\S.*)\Z")
_ANSWER = re.compile(r"ANSWER:\s*([A-Z])\s*\Z")


def recognises(tree: FileTree) -> bool:
    """Text files only, and the first one has a line `ANSWER: X`."""
    if not tree or not all(path.endswith(".txt") for path in tree):
        return False
    return re.search(rb"^ANSWER:\s*[A-Z]\s*$", tree[next(iter(tree))], re.MULTILINE) is not None


def read_aiken(tree: FileTree, ledger: LedgerWriter) -> CourseDocument:
    """The questions of every file as one assessment. Raises CourseInvalid with each wrong line."""
    bank = QuestionBank(next(iter(tree)), ledger, tree.limits)
    problems: list[Problem] = []
    for path in tree:
        bank.file = path
        _read_file(tree.text(path), bank, problems)
    if problems:
        raise CourseInvalid(problems)
    bank.file = next(iter(tree))
    return bank.course()


def _read_file(text: str, bank: QuestionBank, problems: list[Problem]) -> None:
    prompt: list[str] = []
    choices: dict[str, str] = {}
    start = 1
    for number, line in enumerate(text.split("\n"), 1):
        stripped = line.strip()
        if not stripped:
            continue
        answer, choice = _ANSWER.match(stripped), _CHOICE.match(stripped)
        if not prompt:
            start = number
        if answer:
            message = _problem(prompt, choices, answer[1])
            if message:
                problems.append(Problem(bank.file, number, message))
            else:
                _add(bank, prompt, choices, answer[1], start)
            prompt, choices = [], {}
        elif choice and prompt and choice[1] == chr(ord("A") + len(choices)):
            choices[choice[1]] = choice[2]
        elif stripped.startswith("ANSWER:"):
            problems.append(Problem(bank.file, number, "“ANSWER: ” must be followed by one capital letter"))
            prompt, choices = [], {}
        elif choice and not prompt:
            problems.append(Problem(bank.file, number, "the answer stands before its question"))
        elif choices:
            problems.append(Problem(bank.file, number, "expected the next answer or “ANSWER: ” and a letter"))
            prompt, choices = [stripped], {}
        else:
            prompt.append(stripped)
    if prompt:
        problems.append(Problem(bank.file, start, "the question has no “ANSWER: ” line; add it"))


def _problem(prompt: list[str], choices: dict[str, str], answer: str) -> str:
    if not prompt:
        return "“ANSWER:” without a question before it"
    if len(choices) < 2:
        return "the question needs at least two answers, “A. …” and “B. …”"
    return "" if answer in choices else f"there is no answer {answer}; the answers are {', '.join(choices)}"


def _add(bank: QuestionBank, prompt: list[str], choices: dict[str, str], answer: str, line: int) -> None:
    entries: list[dict[str, Any]] = [
        {"text": escaped(text)} | ({"correct": True} if letter == answer else {})
        for letter, text in choices.items()
    ]
    item = {"type": "single_choice", "prompt": escaped(" ".join(prompt)), "choices": entries}
    bank.add(item, title="", line=line)
