"""Items answered by writing words and numbers, also into gaps."""

from __future__ import annotations

import re
from typing import Any

from courses.formats.model import Item
from courses.formats.numbers import number, plain, weight
from courses.formats.qti12.choices import ChoiceReader
from courses.formats.qti12.processing import Result, run
from courses.formats.qti12.source import RESPONSES, UnfitError
from courses.formats.ranges import inside
from courses.formats.xml_source import Element, child, descendants, name_of, text_of


class TextReader(ChoiceReader):
    """Reads <response_str>, <response_num> and texts with gaps. Raises UnfitError."""

    def _text(self, response: Element) -> Item:
        if "essay" in self.kind or not self._conditions(response):
            return {"type": "essay"}
        fib = next(descendants(response, "render_fib"), None)
        kind = ((fib.get("fibtype") if fib is not None else "") or "").lower()
        bounded = any(
            name_of(one) in {"vargte", "vargt", "varlte", "varlt"} for one in self._conditions(response)
        )
        if "numerical" in self.kind or bounded or kind in {"decimal", "integer"}:
            return self._number(response)
        return self._words_to_write(response)

    def _conditions(self, response: Element) -> list[Element]:
        return [
            one
            for condition in descendants(self.root, "respcondition")
            for one in condition.iter("varequal", "varsubstring", "vargte", "vargt", "varlte", "varlt")
            if one.get("respident") == response.get("ident") or not one.get("respident")
        ]

    def _words_to_write(self, response: Element, others: dict[str, list[str]] | None = None) -> Item:
        asked = [one for one in self._conditions(response) if name_of(one) in {"varequal", "varsubstring"}]
        answers: list[dict[str, Any]] = []
        results = {}
        for one in asked:
            text = text_of(one)
            results[text] = run(self.root, (others or {}) | {response.get("ident") or "": [text]})
        best = max((result.score for result in results.values()), default=0.0)
        if best <= 0:
            raise UnfitError("no answer earns anything")
        right = max(results.values(), key=lambda result: result.score)
        self._note_common([result for result in results.values() if result.score > 0], right)
        cased = any((one.get("case") or "").lower() == "yes" for one in asked)
        for one in asked:
            text = text_of(one)
            pattern = text.replace("*", "\\*")
            pattern = f"*{pattern}*" if name_of(one) == "varsubstring" else pattern
            known = [str(row["text"]).casefold() for row in answers]
            if results[text].score <= 0 or (pattern.casefold() in known and not cased):
                continue
            share = {} if results[text].score == best else {"weight": weight(results[text].score / best)}
            feedback = self._feedback(*results[text].feedback)
            answers.append({"text": pattern} | share | ({"feedback": feedback} if feedback else {}))
        return {"type": "short_text", "answers": answers} | ({"case_sensitive": True} if cased else {})

    def _number(self, response: Element) -> Item:
        answers: list[tuple[dict[str, Any], float]] = []
        found: list[tuple[dict[str, Any], Result]] = []
        asked = set(self._conditions(response))
        for condition in descendants(self.root, "respcondition"):
            row = _accepted([one for one in condition.iter() if one in asked])
            if row is None:
                continue
            known = [one for one, _ in found]
            result = self._run(response, inside(row, known))
            if result.score > 0 and row not in known:
                found.append((row, result))
        right = max((result for _, result in found), key=lambda result: result.score, default=None)
        self._note_common([result for _, result in found], right)
        for row, result in found:
            feedback = self._feedback(*result.feedback)
            answers.append((row | ({"feedback": feedback} if feedback else {}), result.score))
        best = max((score for _, score in answers), default=0.0)
        if best <= 0:
            raise UnfitError("no number earns anything")
        return {"type": "numerical", "answers": [
            row | ({} if score == best else {"weight": weight(score / best)}) for row, score in answers
        ]}  # fmt: skip

    def _cloze(self, responses: list[Element]) -> Item:
        """Blanks and lists named in the text as [name], or standing between its pieces."""
        prompt = self._prompt()
        parts, places = [], {}
        for position, response in enumerate(responses, start=1):
            name = text_of(child(response, "material")) or (response.get("ident") or "").removeprefix(
                "response_"
            )
            places[name] = f"{{{position}}}"
            parts.append(self._part(response))
        text = re.sub(r"\{(\d+)\}", r"\\{\1\\}", prompt)
        for name, place in places.items():
            text = re.sub(rf"\\?\[{re.escape(name)}\\?\]", place, text, count=1)
        if not all(place in text for place in places.values()):
            text = self._between(places)
        return {"type": "cloze", "prompt": self.title or "Fill in", "text": text, "parts": parts}

    def _part(self, response: Element) -> Item:
        if name_of(response) == "response_lid" and "multiple_blanks" not in self.kind:
            return self._choice(response)
        if name_of(response) == "response_lid":
            rows, results, _ = self._rows(response)
            best = max((result.score for result in results), default=0.0)
            if best <= 0:
                raise UnfitError("no answer earns anything")
            return {"type": "short_text", "answers": [
                {"text": str(row["text"]).replace("\\", "").replace("*", "\\*")}
                for row, result in zip(rows, results, strict=True) if result.score > 0
            ]}  # fmt: skip
        together: dict[str, list[str]] = {}
        for one in descendants(self.root, "varequal"):
            together.setdefault(one.get("respident") or "", []).append(text_of(one))
        if (
            run(self.root, {response.get("ident") or "": together.get(response.get("ident") or "", [])}).score
            <= 0
        ):
            self.notes.append("each gap counts on its own, not only all of them together")
        return self._words_to_write(response, together)

    def _between(self, places: dict[str, str]) -> str:
        """The pieces of text with each gap where its response stands."""
        pieces, rest = [], list(places.values())
        for one in descendants(child(self.root, "presentation"), "material", *RESPONSES):
            if name_of(one) != "material":
                pieces.append(rest.pop(0))
            elif not any(name_of(above) in RESPONSES for above in one.iterancestors()):
                pieces.append(self._material(one))
        return " ".join(pieces)


def _accepted(conditions: list[Element]) -> dict[str, Any] | None:
    """A value, a range, or a value in the middle of its range (Canvas writes both)."""
    row: dict[str, Any] = {}
    value = None
    for one in conditions:
        found = number(text_of(one))
        if found is None:
            return None
        if name_of(one) == "varequal":
            value = found
        else:
            end = "low" if name_of(one).startswith("varg") else "high"
            row[end] = plain(found)
            if not name_of(one).endswith("e"):
                row[f"{end}_open"] = True
    if value is None:
        return row or None
    low, high = number(row.get("low")), number(row.get("high"))
    if low is None or high is None or not low < value < high:
        return {"value": plain(value)}
    if abs((high - value) - (value - low)) < 1e-9:
        return {"value": plain(value), "tolerance": plain(round(high - value, 10))}
    return row
