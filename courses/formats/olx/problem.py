"""<problem>: each response in it becomes an item."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from typing import Any

from courses.formats.markup import Markup
from courses.formats.model import Item
from courses.formats.numbers import number, plain, weight
from courses.formats.xml_source import Element, child, children, descendants, name_of

_HINTS = {"choicehint", "optionhint", "correcthint", "stringequalhint", "compoundhint"}
_NOT_TEXT = {"solution", "demandhint", "script", *_HINTS}
_POLICIES = {"edc": "each_option", "halves": "halves"}


class UnfitError(Exception):
    """No item type holds the response; the message says why."""


class ProblemReader:
    """Yields (item, note) for each response, or an UnfitError in its place."""

    def __init__(self, root: Element, markup: Callable[[], Markup]) -> None:
        self.root = root
        self.markup = markup()
        self.title = root.get("display_name") or ""

    def read(self) -> Iterator[Item | UnfitError]:
        responses = [one for one in self.root.iter() if name_of(one).endswith("response")]
        if any(True for _ in self.root.iter("script")):
            yield UnfitError("a script makes or grades it")
            return
        if not responses:
            prompt = self._text(self.root, set())
            yield {"type": "description", "prompt": prompt} if prompt else UnfitError("it is empty")
            return
        for position, response in enumerate(responses):
            try:
                yield self._item(response, self._prompt(responses, position))
            except UnfitError as error:
                yield error

    def _prompt(self, responses: list[Element], position: int) -> str:
        """The text before the response, and its own label; later responses begin after the one before."""
        own = self._text(responses[position], set())
        if position == 0:
            own = "\n\n".join(part for part in (self._text(self.root, set(responses)), own) if part)
        return own or self.title or "Problem"

    def _text(self, element: Element, without: set[Element]) -> str:
        def special(one: Element) -> str | None:
            name = name_of(one)
            silent = name in _NOT_TEXT or name.endswith(("group", "input")) or name in {
                "textline", "responseparam", "additional_answer",
            }  # fmt: skip
            return "" if silent or one in without else None

        return Markup(self.markup.link, self.markup.report, special).element(element)

    def _item(self, response: Element, prompt: str) -> Item:
        reader = _READERS.get(name_of(response))
        if reader is None:
            raise UnfitError(f"there is no item type for <{name_of(response)}>")
        made = reader(self, response)
        item: Item = {"type": made.pop("type"), "prompt": prompt} | made
        solutions = [*descendants(response, "solution"), *children(self.root, "solution")]
        if text := "\n\n".join(part for one in solutions if (part := self.markup.element(one))):
            item["feedback"] = text
        demanded = descendants(child(self.root, "demandhint"), "hint")
        if hints := [text for one in demanded if (text := self.markup.element(one))]:
            item["hints"] = hints
        points = number(self.root.get("weight"))
        return item | ({"mark": points if points % 1 else int(points)} if points and points != 1 else {})

    def _option(self, element: Element) -> dict[str, Any]:
        def special(one: Element) -> str | None:
            return "" if name_of(one) in _HINTS else None

        row = {"text": Markup(self.markup.link, self.markup.report, special).element(element)}
        told = [
            self.markup.element(one)
            for one in children(element, "choicehint", "optionhint")
            if one.get("selected", "true").lower() == "true"
        ]
        return row | ({"feedback": "\n\n".join(told)} if any(told) else {})

    # Responses

    def single(self, response: Element) -> Item:
        choices = list(descendants(response, "choice"))
        shares = [_share(one) for one in choices]
        weighted = any(0 < share < 1 for share in shares) or shares.count(1.0) > 1
        rows = []
        for one, share in zip(choices, shares, strict=True):
            extra: dict[str, Any] = (
                {"weight": weight(share)} if weighted else {"correct": True} if share else {}
            )
            row = self._option(one)
            rows.append({"text": row.pop("text")} | extra | row)
        group = next(descendants(response, "choicegroup"), None)
        shuffled = group is not None and group.get("shuffle") == "true"
        return {"type": "single_choice", "choices": rows} | ({} if shuffled else {"shuffle": False})

    def several(self, response: Element) -> Item:
        rows = []
        for one in descendants(response, "choice"):
            row = self._option(one)
            rows.append({"text": row.pop("text"), "correct": _share(one) > 0} | row)
        policy = _POLICIES.get((response.get("partial_credit") or "").lower(), "all_or_nothing")
        return {"type": "multiple_choice", "policy": policy, "choices": rows, "shuffle": False}

    def listed(self, response: Element) -> Item:
        given = next(descendants(response, "optioninput"), None)
        if given is None:
            raise UnfitError("it has no list of options")
        options = children(given, "option")
        if options:
            rows = []
            for one in options:
                row = self._option(one)
                rows.append({"text": row.pop("text")} | ({"correct": True} if _share(one) else {}) | row)
        else:
            right = given.get("correct") or ""
            rows = [
                {"text": text} | ({"correct": True} if text == right else {})
                for text in _options(given.get("options") or "")
            ]
        return {"type": "single_choice", "choices": rows, "shuffle": False}

    def words(self, response: Element) -> Item:
        kinds = (response.get("type") or "").split()
        answers = [response.get("answer") or ""]
        answers += [one.get("answer") or "" for one in children(response, "additional_answer")]
        regex = "regexp" in kinds
        rows: list[dict[str, Any]] = [
            {"text": text if regex else text.replace("*", "\\*")} for text in dict.fromkeys(answers) if text
        ]
        hint = child(response, "correcthint")
        if hint is not None and rows and (text := self.markup.element(hint)):
            rows[0]["feedback"] = text
        for one in children(response, "stringequalhint"):
            text = one.get("answer") or ""
            rows.append({"text": text.replace("*", "\\*"), "weight": 0, "feedback": self.markup.element(one)})
        item: Item = {"type": "short_text", "answers": rows}
        item |= {} if "ci" in kinds else {"case_sensitive": True}
        return item | ({"regex": True} if regex else {})

    def numbers(self, response: Element) -> Item:
        answers = [response.get("answer") or ""]
        answers += [one.get("answer") or "" for one in children(response, "additional_answer")]
        tolerance = next(
            (
                one.get("default") or ""
                for one in descendants(response, "responseparam")
                if one.get("type") == "tolerance"
            ),
            "",
        )
        rows = [_accepted(text.strip(), tolerance.strip()) for text in answers]
        hint = child(response, "correcthint")
        if hint is not None and (text := self.markup.element(hint)):
            rows[0]["feedback"] = text
        return {"type": "numerical", "answers": rows}


def _share(option: Element) -> float:
    correct = (option.get("correct") or "").lower()
    if correct == "partial":
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


def _accepted(text: str, tolerance: str) -> dict[str, Any]:
    """A number with its tolerance, or a range such as `[5,7)`."""
    bounds = re.fullmatch(r"([\[(])\s*([^,]+?)\s*,\s*([^,]+?)\s*([\])])", text)
    if bounds:
        low, high = number(bounds[2]), number(bounds[3])
        if low is None or high is None:
            raise UnfitError(f"“{text[:40]}” is not a range of numbers")
        row: dict[str, Any] = {"low": plain(low), "high": plain(high)}
        row |= {"low_open": True} if bounds[1] == "(" else {}
        return row | ({"high_open": True} if bounds[4] == ")" else {})
    if number(text) is None:
        raise UnfitError(f"“{text[:40]}” is a formula, not a number")
    row = {"value": text}
    if tolerance.endswith("%"):
        share = number(tolerance[:-1])
        return row | (
            {"tolerance": plain(round(share / 100, 12)), "tolerance_type": "relative"} if share else {}
        )
    width = number(tolerance)
    return row | ({"tolerance": plain(width)} if width else {})


_READERS: dict[str, Callable[[ProblemReader, Element], Item]] = {
    "multiplechoiceresponse": ProblemReader.single,
    "truefalseresponse": ProblemReader.single,
    "choiceresponse": ProblemReader.several,
    "optionresponse": ProblemReader.listed,
    "stringresponse": ProblemReader.words,
    "numericalresponse": ProblemReader.numbers,
}
