"""One <item> of QTI 1.2 to an item of ours."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from courses.formats.attachments import Attachments
from courses.formats.markup import escaped_text
from courses.formats.model import Item
from courses.formats.numbers import mark, number, plain, weight
from courses.formats.qti12.processing import ORDERED, Result, UnsupportedError, run
from courses.formats.xml_source import Element, child, children, descendants, name_of, raw_text, text_of

_RESPONSES = ("response_lid", "response_str", "response_num", "response_grp", "response_xy")
_TRUTH = {"true": "true", "false": "false", "t": "true", "f": "false"}


class UnfitError(Exception):
    """No item type holds the item; the message says why."""


class ItemReader:
    """Reads one item. `notes` says what was adapted. Raises UnfitError."""

    def __init__(self, root: Element, attachments: Attachments, place: str, folder: str = "") -> None:
        self.root = root
        self.attachments = attachments
        self.folder = folder
        self.markup = attachments.markup(place, folder)
        self.notes: list[str] = []
        self._always: set[str] | None = None
        self.title = root.get("title") or ""
        self.kind = self._metadata("question_type") or self._metadata("cc_profile")

    def read(self) -> Item:
        try:
            made = self._made()
        except UnsupportedError as error:
            raise UnfitError(str(error)) from None
        points = number(self._metadata("points_possible"))
        item: Item = {
            "type": made.pop("type"),
            "prompt": made.pop("prompt", "") or self._prompt() or self.title,
        }
        item |= made
        if points and item["type"] != "description":
            item |= mark(points)
        return item | self._general(item)

    def _metadata(self, label: str) -> str:
        for one in descendants(self.root, "qtimetadatafield"):
            if text_of(child(one, "fieldlabel")) == label:
                return text_of(child(one, "fieldentry"))
        return ""

    def _made(self) -> Item:
        responses = list(descendants(child(self.root, "presentation"), *_RESPONSES))
        if "calculated" in self.kind:
            raise UnfitError("its numbers are made by a formula each time it is asked")
        if "text_only" in self.kind or not responses:
            return {"type": "file"} if "file_upload" in self.kind else {"type": "description"}
        if any(name_of(one) in {"response_grp", "response_xy"} for one in responses):
            raise UnfitError("it asks for places in a picture or for groups")
        if len(responses) == 1 and ("multiple_dropdowns" in self.kind or "multiple_blanks" in self.kind):
            return self._cloze(responses)
        if len(responses) > 1:
            return self._match(responses) if self._is_matching(responses) else self._cloze(responses)
        return self._single(responses[0])

    def _single(self, response: Element) -> Item:
        if name_of(response) != "response_lid":
            return self._text(response)
        cardinality = (response.get("rcardinality") or "Single").lower()
        reader: Callable[[Element], Item] = {"multiple": self._several, "ordered": self._order}.get(
            cardinality, self._choice
        )
        return reader(response)

    def _is_matching(self, responses: list[Element]) -> bool:
        if "matching" in self.kind:
            return True
        return not self.kind and all(
            name_of(one) == "response_lid" and children(one, "material") for one in responses
        )

    # Words

    def _prompt(self) -> str:
        presentation = child(self.root, "presentation")
        return "\n\n".join(part for part in (self._material(one) for one in _materials(presentation)) if part)

    def _material(self, material: Element) -> str:
        parts = []
        for one in children(material):
            name = name_of(one)
            if name in {"mattext", "matemtext"}:
                parts.append(self._words(one))
            elif name == "matimage":
                target = self.attachments.link(one.get("uri") or "", self.folder) if one.get("uri") else None
                parts.append(f"![{one.get('label') or ''}]({target})" if target else "")
        return "\n\n".join(part for part in parts if part)

    def _words(self, text: Element) -> str:
        if len(text):
            return self.markup.element(text)
        content = raw_text(text)
        if "html" in (text.get("texttype") or "").lower() or re.search(r"</\w+>|<br\s*/?>|&\w+;", content):
            return self.markup.html(content)
        return "\n\n".join(
            escaped_text(" ".join(part.split())) for part in re.split(r"\n\s*\n", content)
        ).strip()

    def _option(self, label: Element) -> str:
        return "\n\n".join(
            part for part in (self._material(one) for one in descendants(label, "material")) if part
        )

    # Scores

    def _run(self, response: Element, *values: str) -> Result:
        return run(self.root, {response.get("ident") or "": list(values)})

    def _feedback(self, *shown: str) -> str:
        """The feedback items with these names, but those that every response brings up."""
        always = self._always or set()
        return "\n\n".join(
            text for name in shown if name not in always and (text := self._feedback_text(name))
        )

    def _note_common(self, results: list[Result]) -> None:
        """What every response brings up is the general feedback."""
        for result in [run(self.root, {}), *results]:
            shown = set(result.feedback)
            self._always = shown if self._always is None else self._always & shown

    def _feedback_text(self, name: str) -> str:
        for one in descendants(self.root, "itemfeedback"):
            if one.get("ident") == name:
                parts = [
                    self._material(material)
                    for material in descendants(one, "material")
                    if not any(name_of(above) in {"hint", "solution"} for above in material.iterancestors())
                ]
                return "\n\n".join(part for part in parts if part)
        return ""

    def _general(self, item: Item) -> dict[str, Any]:
        found: dict[str, Any] = {}
        if self._always is None:
            self._note_common([])
        shown = run(self.root, {}).feedback
        texts = [self._feedback_text(name) for name in shown if name in (self._always or set())]
        if item["type"] not in {"single_choice", "multiple_choice", "true_false"}:
            for name in shown:
                if name not in (self._always or set()) and self._feedback_text(name):
                    reason = "is shown for wrong answers only, which this item type cannot do"
                    self.markup.report("dropped", f"feedback {name}", reason)
        texts += [self._all_material(one) for one in descendants(self.root, "solution")]
        if text := "\n\n".join(part for part in texts if part):
            found["feedback"] = text
        if hints := [text for one in descendants(self.root, "hint") if (text := self._all_material(one))]:
            found["hints"] = hints
        return found

    def _all_material(self, parent: Element) -> str:
        return "\n\n".join(part for part in map(self._material, descendants(parent, "material")) if part)

    # Choices

    def _rows(self, response: Element) -> tuple[list[dict[str, Any]], list[Result], list[str]]:
        every = list(descendants(response, "response_label"))
        labels = [one for one in every if self._option(one)]
        if len(labels) < len(every):
            self.notes.append("choices without any text are left out")
        names = [one.get("ident") or "" for one in labels]
        results = [self._run(response, name) for name in names]
        self._note_common(results)
        rows = []
        for one, result in zip(labels, results, strict=True):
            feedback = self._feedback(*result.feedback)
            rows.append({"text": self._option(one)} | ({"feedback": feedback} if feedback else {}))
        return rows, results, names

    def _choice(self, response: Element) -> Item:
        rows, results, _ = self._rows(response)
        scores = [result.score for result in results]
        best = max(scores, default=0.0)
        if best <= 0:
            raise UnfitError("none of its choices earns anything")
        words = [_TRUTH.get(str(row["text"]).strip(". *").lower(), "") for row in rows]
        if sorted(words) == ["false", "true"] and ("true_false" in self.kind or not self.kind):
            item: Item = {"type": "true_false", "answer": words[scores.index(best)] == "true"}
            return item | {
                f"feedback_{word}": row["feedback"]
                for word, row in zip(words, rows, strict=True)
                if row.get("feedback")
            }
        if sum(score > 0 for score in scores) == 1 and min(scores) >= 0:
            return {"type": "single_choice", "choices": [
                _row(row, {"correct": True} if score == best else {})
                for row, score in zip(rows, scores, strict=True)
            ]} | _shuffle(response)  # fmt: skip
        return {"type": "single_choice", "choices": [
            _row(row, {"weight": weight(score / best)}) for row, score in zip(rows, scores, strict=True)
        ]} | _shuffle(response)  # fmt: skip

    def _several(self, response: Element) -> Item:
        rows, results, names = self._rows(response)
        nothing = self._run(response).score
        alone = [result.score - nothing for result in results]
        gained = sum(score for score in alone if score > 0)
        right = [name for name, score in zip(names, alone, strict=True) if score > 0]
        adds_up = abs(self._run(response, *names).score - nothing - sum(alone)) < 0.05
        if gained > 0 and adds_up and self._run(response, *right).score - nothing >= gained - 0.05:
            choices = [
                _row(row, {"weight": weight(score / gained)}) for row, score in zip(rows, alone, strict=True)
            ]
            return {"type": "multiple_choice", "policy": "weights", "choices": choices} | _shuffle(response)
        right = self._required(response)
        best = self._run(response, *right).score
        if best <= 0:
            raise UnfitError("no set of its choices earns anything")
        choices = [_row(row, {"correct": name in right}) for row, name in zip(rows, names, strict=True)]
        return {"type": "multiple_choice", "policy": "all_or_nothing", "choices": choices} | _shuffle(
            response
        )

    def _required(self, response: Element) -> list[str]:
        """The choices that the best condition asks for, those under <not> excepted."""
        candidates = []
        for condition in descendants(self.root, "respcondition"):
            named = [
                text_of(one)
                for one in descendants(condition, "varequal")
                if one.get("respident") == response.get("ident")
                and not any(name_of(above) == "not" for above in one.iterancestors())
            ]
            candidates.append(named)
        return max(candidates, key=lambda named: self._run(response, *named).score, default=[])

    def _order(self, response: Element) -> Item:
        labels = list(descendants(response, "response_label"))
        texts = {one.get("ident") or "": self._option(one) for one in labels}
        wanted = [named for named in self._orders(response) if sorted(named) == sorted(texts)]
        if not wanted:
            raise UnfitError("no correct order of all entries is given")
        best = max(wanted, key=lambda named: self._run(response, ORDERED, *named).score)
        item: Item = {
            "type": "ordering",
            "method": "all_or_nothing",
            "entries": [texts[name] for name in best],
        }
        result = self._run(response, ORDERED, *best)
        self._note_common([result])
        shown = self._feedback(*result.feedback)
        return item | ({"feedback": shown} if shown else {})

    def _orders(self, response: Element) -> list[list[str]]:
        return [
            [text_of(one) for one in descendants(condition, "varequal")
             if one.get("respident") == response.get("ident")]
            for condition in descendants(self.root, "respcondition")
        ]  # fmt: skip

    def _match(self, responses: list[Element]) -> Item:
        pairs, offered = [], []
        for response in responses:
            rows, results, _ = self._rows(response)
            left = "\n\n".join(map(self._material, children(response, "material")))
            if not left:
                continue
            best = max(results, key=lambda result: result.score, default=Result(0.0))
            if best.score <= 0:
                raise UnfitError(f"nothing matches “{left[:60]}”")
            pairs.append({"left": left, "right": rows[results.index(best)]["text"]})
            offered += [row["text"] for row in rows]
        used = {pair["right"] for pair in pairs}
        distractors = [text for text in dict.fromkeys(offered) if text not in used]
        return {"type": "match", "pairs": pairs} | ({"distractors": distractors} if distractors else {})

    # Words and numbers to write

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
        self._note_common([result for result in results.values() if result.score > 0])
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
        for condition in descendants(self.root, "respcondition"):
            row = _accepted([one for one in condition.iter() if one in self._conditions(response)])
            if row is None:
                continue
            middle = row.get("value") or plain(
                ((number(row.get("low")) or 0.0) + (number(row.get("high")) or number(row.get("low")) or 0.0))
                / 2
            )
            result = self._run(response, middle)
            if result.score > 0 and all(row != known for known, _ in found):
                found.append((row, result))
        self._note_common([result for _, result in found])
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
        text = prompt
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
        for one in descendants(child(self.root, "presentation"), "material", *_RESPONSES):
            if name_of(one) != "material":
                pieces.append(rest.pop(0))
            elif not any(name_of(above) in _RESPONSES for above in one.iterancestors()):
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


def _materials(presentation: Element | None) -> list[Element]:
    """The prompt's own material, not that of the responses."""
    return [
        one
        for one in descendants(presentation, "material")
        if not any(name_of(above) in _RESPONSES for above in one.iterancestors())
    ]


def _row(row: dict[str, Any], extra: dict[str, Any]) -> dict[str, Any]:
    feedback = {"feedback": row["feedback"]} if row.get("feedback") else {}
    return {"text": row["text"]} | extra | feedback


def _shuffle(response: Element) -> dict[str, Any]:
    rendered = next(descendants(response, "render_choice"), None)
    if rendered is not None and (rendered.get("shuffle") or "").lower() == "no":
        return {"shuffle": False}
    return {}
