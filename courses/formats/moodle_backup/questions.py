"""questions.xml of a backup, brought into the shape of Moodle's XML export, which is read already."""

from __future__ import annotations

import re
from dataclasses import dataclass

from courses.formats.written_xml import make
from courses.formats.xml_source import Element, child, child_text, children, descendants, line_of, raw_text

_FORMATS = {"0": "moodle_auto_format", "1": "html", "2": "plain_text", "4": "markdown"}
_COPIED = {
    "single", "shuffleanswers", "usecase", "responseformat", "minwordlimit", "maxwordlimit", "attachments",
    "gradingtype", "selecttype", "unitgradingtype", "unitpenalty",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class BackupQuestion:
    """`identifier` of the question, `entry` of the bank's entry that holds its versions (Moodle 4)."""

    identifier: str
    entry: str
    version: int
    context: str
    question: Element


def questions_of(root: Element) -> list[BackupQuestion]:
    """Every question that stands for itself; of several versions the newest."""
    by_id = {one.get("id") or "": one for one in descendants(root, "question")}
    found: dict[str, BackupQuestion] = {}
    for category in descendants(root, "question_category"):
        for element in descendants(category, "question"):
            if child_text(element, "parent") not in {"", "0"} or child_text(element, "qtype") in {
                "",
                "random",
            }:
                continue
            identifier = element.get("id") or ""
            entry = next((one.get("id") or "" for one in element.iterancestors("question_bank_entry")), "")
            holder = next(element.iterancestors("question_versions"), None)
            version = (
                int(child_text(holder, "version") or 0) if child_text(holder, "version").isdigit() else 0
            )
            known = found.get(entry or f"q{identifier}")
            if known is None or known.version <= version:
                found[entry or f"q{identifier}"] = BackupQuestion(
                    identifier, entry, version, child_text(category, "contextid"), _exported(element, by_id),
                )  # fmt: skip
    return list(found.values())


def _exported(source: Element, by_id: dict[str, Element]) -> Element:
    kind = child_text(source, "qtype")
    question = make("question", {"type": kind})
    setattr(question, "sourceline", line_of(source))  # noqa: B010 - the stubs leave its type out
    question.append(make("name", {}, make("text", {}, child_text(source, "name"))))
    question.append(_text(source, "questiontext"))
    question.append(_text(source, "generalfeedback"))
    question.append(
        make("defaultgrade", {}, child_text(source, "defaultmark") or child_text(source, "defaultgrade"))
    )
    question.append(make("penalty", {}, child_text(source, "penalty")))
    for one in descendants(source, *_COPIED):
        question.append(make(str(one.tag), {}, raw_text(one)))
    for name in (
        "graderinfo",
        "responsetemplate",
        "correctfeedback",
        "partiallycorrectfeedback",
        "incorrectfeedback",
    ):
        for one in descendants(source, name):
            parent = one.getparent()
            if parent is not None:
                question.append(_text(parent, name))
    _answers(question, source, kind)
    for one in descendants(source, "question_hint"):
        question.append(_renamed(_text(one, "hint"), "hint"))
    for one in descendants(source, "tag"):
        if child_text(one, "rawname"):
            question.append(make("tags", {}, make("tag", {}, make("text", {}, child_text(one, "rawname")))))
    if kind == "multianswer":
        _embed(question, source, by_id)
    return question


def _text(parent: Element, name: str) -> Element:
    kind = _FORMATS.get(child_text(parent, f"{name}format"), "html")
    return make(name, {"format": kind}, make("text", {}, raw_text(child(parent, name))))


def _renamed(element: Element, name: str) -> Element:
    element.tag = name
    return element


def _answers(question: Element, source: Element, kind: str) -> None:
    tolerances = {
        child_text(one, "answer"): child_text(one, "tolerance")
        for one in descendants(source, "numerical_record")
    }
    for one in descendants(source, "answer"):
        if child(one, "answertext") is None:
            continue
        if kind in {"gapselect", "ddwtos"}:
            question.append(_word(one, kind))
            continue
        fraction = float(child_text(one, "fraction") or 0)
        answer = _renamed(_text(one, "answertext"), "answer")
        answer.set("format", _FORMATS.get(child_text(one, "answerformat"), "html"))
        answer.set("fraction", str(round(fraction * 100, 5)))
        answer.append(_text(one, "feedback"))
        if one.get("id") in tolerances:
            answer.append(make("tolerance", {}, tolerances[one.get("id") or ""]))
        question.append(answer)
    for one in descendants(source, "match"):
        if child(one, "questiontext") is not None:
            pair = _renamed(_text(one, "questiontext"), "subquestion")
            pair.append(make("answer", {}, make("text", {}, raw_text(child(one, "answertext")))))
            question.append(pair)
    units = [
        make(
            "unit",
            {},
            make("multiplier", {}, child_text(one, "multiplier")),
            make("unit_name", {}, child_text(one, "unit")),
        )
        for one in descendants(source, "numerical_unit")
    ]
    if units:
        question.append(make("units", {}, *units))


def _word(answer: Element, kind: str) -> Element:
    """The group stands in the feedback: as a number, or in PHP's notation for drags."""
    told = raw_text(child(answer, "feedback"))
    group = re.search(r'"draggroup";(?:i:|s:\d+:")(\d+)', told) or re.match(r"\s*(\d+)\s*\Z", told)
    element = make("dragbox" if kind == "ddwtos" else "selectoption")
    element.append(make("text", {}, raw_text(child(answer, "answertext"))))
    element.append(make("group", {}, group[1] if group else "1"))
    if re.search(r'"infinite";(?:b:1|i:1|s:1:"1")', told):
        element.append(make("infinite"))
    return element


def _embed(question: Element, source: Element, by_id: dict[str, Element]) -> None:
    """`{#1}` stands for the first question of the sequence, whose text is the code of the answer."""
    sequence = next((child_text(one, "sequence") for one in descendants(source, "multianswer")), "")
    codes = [raw_text(child(by_id.get(one), "questiontext")) for one in sequence.split(",")]
    holder = child(question, "questiontext", "text")
    if holder is not None:

        def code(match: re.Match[str]) -> str:
            place = int(match[1]) - 1
            return codes[place] if 0 <= place < len(codes) else match[0]

        holder.text = re.sub(r"\{#(\d{1,3})\}", code, holder.text or "")


def question_ids(quiz: Element) -> list[tuple[str, str]]:
    """(question id, bank entry id) of each slot, in order; ("", "") for a random question."""
    found = []
    for one in children(next(descendants(quiz, "question_instances"), None), "question_instance"):
        entry = next(
            (child_text(ref, "questionbankentryid") for ref in descendants(one, "question_reference")), ""
        )
        found.append((child_text(one, "questionid"), entry))
    return found
