"""One question of Moodle to an item."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from courses.formats.markup import escaped_text
from courses.formats.model import Item
from courses.formats.moodle.cloze import ClozeError, parts_of
from courses.formats.moodle.texts import Files, Texts
from courses.formats.numbers import mark, number, plain, weight
from courses.formats.xml_source import Element, child, child_text, children, raw_text, text_of

METHODS = {
    "ALL_OR_NOTHING": "all_or_nothing", "-1": "all_or_nothing",
    "ABSOLUTE_POSITION": "absolute_position", "0": "absolute_position",
    "RELATIVE_NEXT_EXCLUDE_LAST": "next_exclude_last", "1": "next_exclude_last",
    "RELATIVE_NEXT_INCLUDE_LAST": "next_include_last", "2": "next_include_last",
    "RELATIVE_ONE_PREVIOUS_AND_NEXT": "previous_next", "3": "previous_next",
    "RELATIVE_ALL_PREVIOUS_AND_NEXT": "all_previous_next", "4": "all_previous_next",
    "LONGEST_ORDERED_SUBSET": "longest_ordered_subset", "5": "longest_ordered_subset",
    "LONGEST_CONTIGUOUS_SUBSET": "longest_contiguous_subset", "6": "longest_contiguous_subset",
    "RELATIVE_TO_CORRECT": "relative_to_correct", "7": "relative_to_correct",
}  # fmt: skip
_COMBINED = ("correctfeedback", "partiallycorrectfeedback", "incorrectfeedback")
_DEFAULT_PENALTIES = {0.0, 0.3333333, 0.333333, 1.0}


class UnfitError(Exception):
    """No item type holds the question; the message says why."""


class QuestionReader:
    """Reads one <question>. `notes` says what was adapted. Raises UnfitError."""

    def __init__(self, root: Element, texts: Texts, files: Files | None = None) -> None:
        self.root = root
        self.texts = texts
        self.files = files
        self.kind = root.get("type") or ""
        self.name = child_text(root, "name")
        self.notes: list[str] = []

    def read(self) -> Item:
        reader = _READERS.get(self.kind)
        if reader is None:
            raise UnfitError(f"there is no item type for Moodle's “{self.kind}”")
        made = reader(self)
        prompt = made.pop("prompt", None) or self._text(self.root, "questiontext") or self.name
        item: Item = {"type": made.pop("type"), "prompt": prompt} | made
        if item["type"] != "description":
            grade = number(child_text(self.root, "defaultgrade"))
            item |= mark(grade) if grade is not None else {}
        if feedback := self._text(self.root, "generalfeedback"):
            item["feedback"] = feedback
        if hints := [hint for one in children(self.root, "hint") if (hint := self._markdown(one))]:
            item["hints"] = hints
        self._losses()
        return item

    def _markdown(self, element: Element | None) -> str:
        return self.texts.markdown(element, files=self.files)

    def _text(self, parent: Element, name: str) -> str:
        return self._markdown(child(parent, name))

    def _losses(self) -> None:
        for name in _COMBINED:
            if self._text(self.root, name):
                reason = "items have feedback to each answer and to all, none to right and wrong ones"
                self.texts.report("dropped", f"<{name}> of {self.name}", reason)
        for one in children(child(self.root, "tags"), "tag"):
            reason = "items have no tags; assign skills to them instead"
            self.texts.report("dropped", f"tag {text_of(one)}", reason)
        if idnumber := child_text(self.root, "idnumber"):
            self.texts.report("dropped", f"id {idnumber}", "items are known by their keys")
        penalty = number(child_text(self.root, "penalty"))
        if penalty is not None and penalty not in _DEFAULT_PENALTIES:
            reason = "the penalty for another try is that of the attempt, the same for all items"
            self.texts.report("dropped", f"penalty {plain(penalty)} of {self.name}", reason)

    # Types

    def _answers(self) -> list[Element]:
        return children(self.root, "answer")

    def _feedback(self, answer: Element) -> dict[str, str]:
        feedback = self._text(answer, "feedback")
        return {"feedback": feedback} if feedback else {}

    def choices(self) -> Item:
        single = child_text(self.root, "single") in {"true", "1", ""} and self.kind == "multichoice"
        shares = [_share(one) for one in self._answers()]
        rows: list[dict[str, Any]] = []
        plain_single = single and sorted(shares)[:-1] == [0.0] * (len(shares) - 1)
        for one, share in zip(self._answers(), shares, strict=True):
            row: dict[str, Any] = {"text": self._markdown(one)}
            if self.kind == "multichoiceset":
                row["correct"] = share > 0
            elif plain_single:
                row |= {"correct": True} if share == 1 else {}
            else:
                row["weight"] = weight(share)
            rows.append(row | self._feedback(one))
        if self.kind == "multichoiceset":
            item: Item = {"type": "multiple_choice", "policy": "all_or_nothing", "choices": rows}
        elif single:
            item = {"type": "single_choice", "choices": rows}
        else:
            item = {"type": "multiple_choice", "policy": "weights", "choices": rows}
        return item | self._shuffle()

    def _shuffle(self) -> dict[str, bool]:
        return {"shuffle": False} if child_text(self.root, "shuffleanswers") in {"0", "false"} else {}

    def true_false(self) -> Item:
        item: Item = {"type": "true_false", "answer": False}
        for one in self._answers():
            word = text_of(child(one, "text")).lower()
            if _share(one) == 1:
                item["answer"] = word == "true"
            if feedback := self._text(one, "feedback"):
                item[f"feedback_{word}"] = feedback
        return item

    def short_text(self) -> Item:
        rows = []
        for one in self._answers():
            row: dict[str, Any] = {"text": text_of(child(one, "text"))}
            row |= {} if _share(one) == 1 else {"weight": weight(max(0.0, _share(one)))}
            rows.append(row | self._feedback(one))
        cased = child_text(self.root, "usecase") == "1"
        return {"type": "short_text", "answers": rows} | ({"case_sensitive": True} if cased else {})

    def numerical(self) -> Item:
        rows = []
        for one in self._answers():
            value = text_of(child(one, "text")).replace(",", ".")
            row: dict[str, Any] = {"value": value}
            tolerance = number(child_text(one, "tolerance"))
            if tolerance and value != "*":
                row["tolerance"] = plain(tolerance)
                kind = child_text(one, "tolerancetype")
                row |= {"1": {"tolerance_type": "relative"}, "3": {"tolerance_type": "geometric"}}.get(
                    kind, {}
                )
            row |= {} if _share(one) == 1 else {"weight": weight(max(0.0, _share(one)))}
            rows.append(row | self._feedback(one))
        return {"type": "numerical", "answers": rows} | self._units()

    def _units(self) -> dict[str, Any]:
        units = []
        for one in children(child(self.root, "units"), "unit"):
            # Moodle divides by the multiplier: 1 m is 100 cm. Ours says how much of the answers' unit one is.
            multiplier = number(child_text(one, "multiplier")) or 1.0
            units.append({"unit": child_text(one, "unit_name"), "factor": plain(round(1 / multiplier, 12))})
        found: dict[str, Any] = {"units": units} if units else {}
        penalty = number(child_text(self.root, "unitpenalty"))
        if units and penalty and child_text(self.root, "unitgradingtype") not in {"", "0"}:
            found["unit_penalty"] = weight(penalty)
            if child_text(self.root, "unitgradingtype") == "1":
                self.notes.append(
                    "the penalty for a wrong unit is a part of the mark, not of the answer's share"
                )
        return found

    def match(self) -> Item:
        pairs, distractors = [], []
        for one in children(self.root, "subquestion"):
            left, right = self._markdown(one), escaped_text(child_text(one, "answer", "text"))
            if left:
                pairs.append({"left": left, "right": right})
            elif right:
                distractors.append(right)
        item: Item = {"type": "match", "pairs": pairs} | ({"distractors": distractors} if distractors else {})
        return item | self._shuffle()

    def ordering(self) -> Item:
        given = child_text(self.root, "gradingtype")
        if child_text(self.root, "selecttype") not in {"", "0", "ALL"}:
            self.notes.append("all entries are put in order, not some of them")
        entries = [self._markdown(one) for one in self._answers()]
        method = METHODS.get(given, "absolute_position")
        return {"type": "ordering", "method": method, "entries": entries}

    def gaps(self) -> Item:
        drags = self.kind == "ddwtos"
        rows, infinite = [], False
        for one in children(self.root, "dragbox" if drags else "selectoption"):
            group = child_text(one, "group") or "1"
            infinite = infinite or child(one, "infinite") is not None
            rows.append({"text": text_of(child(one, "text"))} | ({} if group == "1" else {"group": group}))
        if infinite:
            self.notes.append("words that can be used again are lists at the gaps")
        text = self._text(self.root, "questiontext").replace("\\[\\[", "[[").replace("\\]\\]", "]]")
        kind = "drag_text" if drags and not infinite else "gap_select"
        return {"type": kind, "prompt": self.name or "Fill in", "text": text, "choices": rows}

    def cloze(self) -> Item:
        holder = child(self.root, "questiontext")
        source = raw_text(child(holder, "text"))
        files = self.files
        if files is None and holder is not None:
            files = self.texts.embedded(holder).get
        markup = self.texts.markup(files or (lambda _: None))
        try:
            text, parts = parts_of(source, markup.line)
        except ClozeError as error:
            raise UnfitError(str(error)) from None
        return {"type": "cloze", "prompt": self.name or "Fill in", "text": markup.html(text), "parts": parts}

    def essay(self) -> Item:
        item: Item = {"type": "essay"}
        if child_text(self.root, "responseformat") == "noinline":
            item = {"type": "file"}
        elif (child_text(self.root, "attachments") or "0") != "0":
            item = {"type": "project"}
            self.notes.append("text and attachments are a project")
        if item["type"] == "essay":
            for ours, theirs in (("min_words", "minwordlimit"), ("max_words", "maxwordlimit")):
                if limit := number(child_text(self.root, theirs)):
                    item[ours] = int(limit)
        for ours, theirs in (("response_template", "responsetemplate"), ("assessor_notes", "graderinfo")):
            if text := self._text(self.root, theirs):
                item[ours] = text
        return item


def _share(answer: Element) -> float:
    return min(1.0, max(-1.0, (number(answer.get("fraction")) or 0.0) / 100))


_READERS: dict[str, Callable[[QuestionReader], Item]] = {
    "multichoice": QuestionReader.choices,
    "multichoiceset": QuestionReader.choices,
    "truefalse": QuestionReader.true_false,
    "shortanswer": QuestionReader.short_text,
    "numerical": QuestionReader.numerical,
    "matching": QuestionReader.match,
    "match": QuestionReader.match,
    "ordering": QuestionReader.ordering,
    "gapselect": QuestionReader.gaps,
    "ddwtos": QuestionReader.gaps,
    "cloze": QuestionReader.cloze,
    "multianswer": QuestionReader.cloze,
    "essay": QuestionReader.essay,
    "description": lambda _: {"type": "description"},
}
