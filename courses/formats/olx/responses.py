"""Each kind of response of a problem to an item's own fields."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from courses.formats.markup import Markup, escaped_text
from courses.formats.model import Item
from courses.formats.numbers import number, plain, weight
from courses.formats.olx.arithmetic import calculated
from courses.formats.xml_source import Element, child, children, descendants, name_of, text_of

HINTS = {"choicehint", "optionhint", "correcthint", "stringequalhint", "compoundhint", "hintgroup"}
_OLD_HINTS = {"short_text": "stringhint", "numerical": "numericalhint"}
_POLICIES = {"edc": "each_option", "halves": "halves"}


class UnfitError(Exception):
    """No item type holds the response; the message says why."""


@dataclass(slots=True)
class ResponseReader:
    """Reads one response, or one of its lists. `notes` says what was adapted. Raises UnfitError."""

    markup: Markup
    root: Element
    notes: list[str] = field(default_factory=list)

    def read(self, response: Element) -> Item:
        reader = _READERS.get(name_of(response))
        if reader is None:
            raise UnfitError(f"there is no item type for <{name_of(response)}>")
        item = reader(self, response)
        return item | self._old_hints(response, item)

    def _option(self, element: Element) -> dict[str, Any]:
        def special(one: Element) -> str | None:
            return "" if name_of(one) in HINTS else None

        row = {"text": Markup(self.markup.link, self.markup.report, special).element(element)}
        told = []
        for one in children(element, "choicehint", "optionhint"):
            if one.get("selected", "true").lower() == "true":
                told.append(self._said(one))
            else:
                self.notes.append("feedback to a choice that was left blank is left out")
        told += self._targeted(element)
        return row | ({"feedback": "\n\n".join(told)} if any(told) else {})

    def _targeted(self, choice: Element) -> list[str]:
        name = choice.get("explanation-id")
        found = descendants(self.root, "targetedfeedback") if name else ()
        return [self.markup.element(one) for one in found if one.get("explanation-id") == name]

    # Choices

    def _single(self, response: Element) -> Item:
        choices = list(descendants(response, "choice"))
        shares = [_share(one, _credits(response, "points")) for one in choices]
        weighted = any(0 < share < 1 for share in shares) or shares.count(1.0) > 1
        rows = []
        for one, share in zip(choices, shares, strict=True):
            extra: dict[str, Any] = (
                {"weight": weight(share)} if weighted else {"correct": True} if share else {}
            )
            row = self._option(one)
            rows.append({"text": row.pop("text")} | extra | row)
        group = next(descendants(response, "choicegroup"), None)
        if group is not None and group.get("answer-pool"):
            self.notes.append("every choice is shown, not some of them drawn at random")
        if group is not None and group.get("shuffle") == "true":
            if any(one.get("fixed") == "true" for one in choices):
                self.notes.append("no choice keeps its place when they are shuffled")
            return {"type": "single_choice", "choices": rows}
        return {"type": "single_choice", "choices": rows, "shuffle": False}

    def _several(self, response: Element) -> Item:
        rows = []
        for one in descendants(response, "choice"):
            row = self._option(one)
            rows.append({"text": row.pop("text"), "correct": _share(one, False) > 0} | row)
        if any(True for _ in descendants(response, "compoundhint")):
            self.notes.append("feedback to combinations of choices is left out")
        kinds = (response.get("partial_credit") or "").lower().replace(",", " ").split()
        policy = next((_POLICIES[kind] for kind in kinds if kind in _POLICIES), "all_or_nothing")
        return {"type": "multiple_choice", "policy": policy, "choices": rows, "shuffle": False}

    def _listed(self, response: Element) -> Item:
        """<optionresponse> with one list, or that list alone."""
        given = response if name_of(response) == "optioninput" else next(
            descendants(response, "optioninput"), None
        )  # fmt: skip
        if given is None:
            raise UnfitError("it has no list of options")
        options = children(given, "option")
        rows: list[dict[str, Any]] = []
        if options:
            for one in options:
                row = self._option(one)
                right = {"correct": True} if _share(one, False) else {}
                rows.append({"text": row.pop("text")} | right | row)
        else:
            right_text = given.get("correct") or ""
            rows = [
                {"text": text} | ({"correct": True} if text == right_text else {})
                for text in _options(given.get("options") or "")
            ]
        return {"type": "single_choice", "choices": rows, "shuffle": False}

    # Words and numbers

    def _said(self, hint: Element) -> str:
        """A hint with its label, which stands before it instead of “Correct” or “Incorrect”."""
        text, label = self.markup.element(hint), escaped_text(hint.get("label") or "").strip()
        return f"**{label}:** {text}" if text and label else text or label

    def _hint(self, element: Element) -> dict[str, str]:
        hint = child(element, "correcthint")
        text = "" if hint is None else self._said(hint)
        return {"feedback": text} if text else {}

    def _old_hints(self, response: Element, item: Item) -> Item:
        """What `<hintgroup>` says to answers of the learner: its hints are wrong answers with feedback."""
        rows: list[dict[str, Any]] = []
        for group in children(response, "hintgroup"):
            told = {one.get("on") or "": self.markup.element(one) for one in children(group, "hintpart")}
            told = {name: text for name, text in told.items() if text}
            for one in children(group, _OLD_HINTS.get(item["type"], "none")):
                name = one.get("name") or ""
                row = self._wrong(item, one) if name in told else None
                if row:
                    rows.append(row | {"feedback": told.pop(name)})
            if item["type"] == "short_text" and "default" in told:
                anything = ".*" if item.get("regex") else "*"
                rows.append({"text": anything, "weight": 0, "feedback": told.pop("default")})
            if told or group.get("hintfn"):
                self.notes.append("hints that another rule than an answer chooses are left out")
        return {"answers": [*item["answers"], *rows]} if rows else {}

    def _wrong(self, item: Item, hint: Element) -> dict[str, Any] | None:
        """The answer that a hint is for, unless it is a right one or no answer at all."""
        text = (hint.get("answer") or "").strip()
        if item["type"] == "numerical":
            try:
                row = self._accepted(text, _parameter(hint, "default", kind="tolerance"))
            except UnfitError:
                return None
        else:
            row = {"text": re.escape(text) if item.get("regex") else _literal(text)} if text else {}
        known = [{key: one.get(key) for key in row} for one in item["answers"]]
        return row | {"weight": 0} if row and row not in known else None

    def _words(self, response: Element) -> Item:
        kinds = (response.get("type") or "").lower().split()
        regex = "regexp" in kinds
        own = (response.get("answer") or "").split("_or_")
        more = [
            (one.get("answer") or text_of(one), self._hint(one))
            for one in children(response, "additional_answer")
        ]
        found = dict([*((text, self._hint(response)) for text in own), *more])
        rows: list[dict[str, Any]] = [
            {"text": text if regex else _literal(text)} | hint for text, hint in found.items() if text.strip()
        ]
        for one in children(response, "stringequalhint"):
            text = one.get("answer") or ""
            told = self._said(one)
            rows.append({"text": re.escape(text) if regex else _literal(text), "weight": 0, "feedback": told})
        item: Item = {"type": "short_text", "answers": rows}
        item |= {} if "ci" in kinds else {"case_sensitive": True}
        return item | ({"regex": True} if regex else {})

    def _numbers(self, response: Element) -> Item:
        tolerance = _parameter(response, "default", kind="tolerance")
        rows = [self._accepted(response.get("answer") or "", tolerance) | self._hint(response)]
        rows += [
            self._accepted(one.get("answer") or text_of(one), tolerance) | self._hint(one)
            for one in children(response, "additional_answer")
        ]
        if _credits(response, "list"):
            others = _parameter(response, "partial_answers").split(",")
            rows += [self._accepted(text, tolerance) | {"weight": 0.5} for text in others]
        if _credits(response, "close"):
            range_of = number(_parameter(response, "partial_range") or "2") or 2.0
            rows += [_wider(row, range_of) for row in list(rows) if row.get("tolerance")]
        return {"type": "numerical", "answers": rows}

    def _accepted(self, text: str, tolerance: str) -> dict[str, Any]:
        """A number with its tolerance, or a range such as `[5,7)`."""
        text, tolerance = text.strip(), tolerance.strip()
        bounds = re.fullmatch(r"([\[(])\s*([^,]+?)\s*,\s*([^,]+?)\s*([\])])", text)
        if bounds:
            low, high = calculated(bounds[2]), calculated(bounds[3])
            if low is None or high is None:
                raise UnfitError(f"“{text[:40]}” is not a range of numbers")
            row: dict[str, Any] = {"low": low, "high": high}
            row |= {"low_open": True} if bounds[1] == "(" else {}
            return row | ({"high_open": True} if bounds[4] == ")" else {})
        value = calculated(text)
        if value is None:
            raise UnfitError(f"“{text[:40]}” is a formula, not a number")
        if value != text:
            self.notes.append(f"{text[:40]} is worked out: {value}")
        width = calculated(tolerance.removesuffix("%")) if tolerance else "0"
        if width is None:
            raise UnfitError(f"its tolerance “{tolerance[:40]}” is a formula, not a number")
        size = abs(float(width))
        if not size:
            return {"value": value}
        if tolerance.endswith("%"):
            share = plain(round(size / 100, 12))
            return {"value": value, "tolerance": share, "tolerance_type": "relative"}
        return {"value": value, "tolerance": plain(size)}


def _literal(text: str) -> str:
    """A word as short answers write it: its stars are no wildcards."""
    return text.replace("*", "\\*")


def _parameter(response: Element, name: str, *, kind: str = "") -> str:
    """The response's own parameter, not one of the answers that its hints are for."""
    for one in descendants(response, "responseparam"):
        hint = next(one.iterancestors("hintgroup"), None)
        own = hint is None or name_of(response).endswith("hint")
        if own and one.get("type", kind) == kind and one.get(name):
            return one.get(name) or ""
    return ""


def _credits(response: Element, kind: str) -> bool:
    """Whether the response gives a part of the mark in this way."""
    return kind in (response.get("partial_credit") or "").lower().replace(",", " ").split()


def _wider(row: dict[str, Any], by: float) -> dict[str, Any]:
    """Half of the mark for a number that is a little farther away."""
    near = {key: value for key, value in row.items() if key != "feedback"}
    return near | {"tolerance": plain(round(float(row["tolerance"]) * by, 12)), "weight": 0.5}


def _share(option: Element, partial: bool) -> float:
    """The part of the mark that an option earns; `partial` ones earn only where the response says so."""
    correct = (option.get("correct") or "").lower()
    if correct == "partial" and partial:
        return number(option.get("point_value")) or 0.5
    return 1.0 if correct == "true" else 0.0


def _options(text: str) -> list[str]:
    """The texts of `('a','b')`, which is how options are written in an attribute."""
    try:
        value = ast.literal_eval(text)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        raise UnfitError("its list of options cannot be read") from None
    if not isinstance(value, (tuple, list)) or not all(isinstance(one, str) for one in value):
        raise UnfitError("its list of options cannot be read")
    return list(value)


_READERS: dict[str, Callable[[ResponseReader, Element], Item]] = {
    "multiplechoiceresponse": ResponseReader._single,
    "truefalseresponse": ResponseReader._single,
    "choiceresponse": ResponseReader._several,
    "optionresponse": ResponseReader._listed,
    "optioninput": ResponseReader._listed,
    "stringresponse": ResponseReader._words,
    "numericalresponse": ResponseReader._numbers,
}
