"""<problem>: its responses as items, or as the gaps of one text where they stand inside sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from courses.formats.markup import Markup
from courses.formats.markup.inline import text_run
from courses.formats.markup.plain import unmarked
from courses.formats.model import Item
from courses.formats.numbers import mark, number
from courses.formats.olx.responses import HINTS, ResponseReader, UnfitError
from courses.formats.xml_source import Element, child, children, descendants, name_of, raw_text

_NOT_TEXT = {
    "solution", "solutionset", "targetedfeedbackset", "demandhint", "script", "textline", "responseparam",
    "additional_answer", "answer", "codeparam", *HINTS,
}  # fmt: skip
_SPOKEN_OF = {"startouttext", "endouttext"}
_CLOZE = {"single_choice", "short_text", "numerical"}
_PLACE = re.compile("\ue000(\\d+)\ue001")
_VALUE = re.compile(r"\$\{?[A-Za-z_]")
_NO_SCRIPT = "its script is left out: no value in it and no answer comes from there"
_SPLIT = "one of several responses of a problem is an item of its own"


@dataclass(frozen=True, slots=True)
class ReadItem:
    """An item whose key is still to be given, and what was adapted in it."""

    item: Item
    adapted: str = ""


class ProblemReader:
    """Reads one problem; what no item type holds comes as an UnfitError in its place."""

    def __init__(self, root: Element, markup: Markup) -> None:
        self.root = root
        self.title = root.get("display_name") or ""
        self._report = markup.report
        self._told: list[tuple[str, str, str]] = []
        self.markup = Markup(markup.link, lambda *entry: self._told.append(entry))
        for one in root.iter():
            one.text, one.tail = unmarked(one.text), unmarked(one.tail)
            if name_of(one) in {"label", "description"}:
                one.tag = "p"  # what a response asks stands on lines of its own

    def read(self) -> Iterator[ReadItem | UnfitError]:
        """What its texts lose is reported only when something of it is kept."""
        scripts = [one for one in self.root.iter("script") if raw_text(one).strip() or one.get("src")]
        if any("javascript" not in (one.get("type") or "") for one in scripts) and _asks_a_script(self.root):
            yield UnfitError("a script makes or grades it")
            return
        found = list(self._read())
        if any(isinstance(one, ReadItem) for one in found):
            for outcome, element, reason in dict.fromkeys(self._told):
                if not element.endswith("response>"):
                    self._report(outcome, element, reason)
        for one in found:
            if scripts and isinstance(one, ReadItem):
                yield replace(one, adapted=_joined([*filter(None, [one.adapted]), _NO_SCRIPT]))
            else:
                yield one

    def _read(self) -> Iterator[ReadItem | UnfitError]:
        places = list(self._places())
        text = self._text(self.root, places)
        if not places:
            prompt = text
            yield (
                ReadItem({"type": "description", "prompt": prompt}) if prompt else UnfitError("it is empty")
            )
        elif len(places) > 1 and self._stands_in_sentences(text):
            yield self._cloze(places, text)
        else:
            yield from self._items(places, text)

    def _places(self) -> Iterator[Element]:
        """What is answered: responses, and the single lists of responses that have several."""
        for one in self.root.iter():
            if name_of(one).endswith("response"):
                lists = list(descendants(one, "optioninput"))
                yield from lists if len(lists) > 1 else [one]

    def _text(self, element: Element, places: list[Element]) -> str:
        """Markdown with a mark of its own at each place."""

        def special(one: Element) -> str | None:
            name = name_of(one)
            if one in places:
                return f"\ue000{places.index(one)}\ue001"
            if name in _NOT_TEXT or name in _SPOKEN_OF or name.endswith(("group", "input")):
                return ""
            if name == "clarification":
                note = re.sub(r"\s+", " ", self.markup.element(one))
                return f" ({note})" if note else ""
            return None

        text = Markup(self.markup.link, self.markup.report, special).element(element)
        return text.replace("  (", " (")

    @staticmethod
    def _stands_in_sentences(text: str) -> bool:
        """Whether a response has words beside it in its paragraph, list entry or table."""
        blocks = (block for block in text.split("\n\n") if _PLACE.search(block))
        return any(_PLACE.sub("", block).strip(" \n|-*:") for block in blocks)

    # One text with gaps

    def _cloze(self, places: list[Element], text: str) -> ReadItem | UnfitError:
        parts: list[Item] = []
        notes: list[str] = []
        for place in places:
            reader = ResponseReader(self.markup, self.root)
            try:
                part = reader.read(place)
            except UnfitError as error:
                return error
            if part["type"] not in _CLOZE:
                return UnfitError(f"a text has no place for <{name_of(place)}>")
            notes += reader.notes
            parts.append(part)
        label = "\n\n".join(filter(None, (self._text(place, []) for place in places)))
        literal = re.sub(r"\{(\d+)\}", r"\\{\1\\}", text)
        body = _PLACE.sub(lambda match: f"{{{int(match[1]) + 1}}}{_unit(places[int(match[1])])}", literal)
        item: Item = {
            "type": "cloze",
            "prompt": label or self.title or "Fill in",
            "text": body,
            "parts": parts,
        }
        item |= mark(self._points(len(parts)))
        return ReadItem(item | self._around(list(self.root.iter("solution"))), _joined(notes))

    # Items

    def _items(self, places: list[Element], text: str) -> Iterator[ReadItem | UnfitError]:
        pieces = _PLACE.split(text)
        before = [piece.strip() for piece in pieces[::2]]
        labelled = bool(self._text(places[0], []))
        for position, place in enumerate(places):
            reader = ResponseReader(self.markup, self.root)
            shared = before[0] if position and labelled else ""
            inline = position == 0 and len(places) == 1 and self._stands_in_sentences(text)
            gap = f"\\_\\_\\_\\_\\_{_unit(place)}"
            words = [shared, before[position], self._text(place, []), gap if _unit(place) else ""]
            if inline:
                words = [_PLACE.sub(lambda _, gap=gap: gap, text), self._text(place, [])]  # type: ignore[misc]
            elif position == len(places) - 1:
                words.append(before[-1])
            prompt = "\n\n".join(dict.fromkeys(part for part in words if part))
            try:
                made = reader.read(place)
            except UnfitError as error:
                yield error
                continue
            yield self._finished(made, prompt, place, [*([_SPLIT] if len(places) > 1 else []), *reader.notes],
                                 self._points(len(places)) / len(places))  # fmt: skip

    def _finished(self, made: Item, prompt: str, place: Element, notes: list[str], points: float) -> ReadItem:
        item: Item = {"type": made.pop("type"), "prompt": prompt or self.title or "Problem"} | made
        solutions = [*descendants(place, "solution"), *children(self.root, "solution", "solutionset")]
        return ReadItem(item | self._around(solutions) | mark(points), _joined(notes))

    def _around(self, solutions: list[Element]) -> Item:
        """Explanation and hints, which the responses of a problem share."""
        item: Item = {}
        if text := "\n\n".join(part for one in solutions if (part := self.markup.element(one))):
            item["feedback"] = text
        demanded = descendants(child(self.root, "demandhint"), "hint")
        if hints := [text for one in demanded if (text := self.markup.element(one))]:
            item["hints"] = hints
        return item

    def _points(self, responses: int) -> float:
        """What the whole problem earns: its weight, or a point for each response."""
        return number(self.root.get("weight")) or float(responses)


def _unit(response: Element) -> str:
    """What stands behind the field, as its unit does."""
    fields = descendants(response, "textline", "formulaequationinput")
    units = [text_run(one.get("trailing_text")).strip() for one in fields]
    return f" {units[0]}" if len(units) == 1 and units[0] else ""


def _asks_a_script(root: Element) -> bool:
    """Whether a value or a function of its Python script is used: `$name` in a text, `cfn="name"`."""
    for one in root.iter():
        own = "" if name_of(one) == "script" else one.text
        if any(_VALUE.search(text) for text in (own, one.tail, *map(str, one.attrib.values())) if text):
            return True
        if any(name in one.attrib for name in ("cfn", "hintfn")):
            return True
    return False


def _joined(notes: list[str]) -> str:
    return "; ".join(dict.fromkeys(notes))


__all__ = ["ProblemReader", "ReadItem", "UnfitError"]
