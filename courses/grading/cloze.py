"""Cloze: a text with small items embedded in it."""

import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from random import Random
from typing import ClassVar, Self

from courses.grading.choices import MultipleChoice, SingleChoice
from courses.grading.grades import NONE, Grade, Part, Response, graded
from courses.grading.guessing import Distribution, convolve
from courses.grading.item import (
    CommonFields,
    Data,
    Fields,
    Item,
    common_data,
    known,
    mapping_response,
    read_common,
)
from courses.grading.numerical import Numerical
from courses.grading.problems import quoted
from courses.grading.reading import Reader
from courses.grading.short_text import ShortText
from courses.grading.true_false import TrueFalse

PLACE = re.compile(r"\{(\d{1,3})\}")
MOST_PARTS = 50
EMBEDDABLE: dict[str, type[Item]] = {
    cls.type: cls for cls in (SingleChoice, MultipleChoice, TrueFalse, ShortText, Numerical)
}


@dataclass(frozen=True, kw_only=True)
class Cloze(Item):
    """`{1}` in the text is the place of the first part. Σ sub-fraction × sub-mark ÷ Σ sub-marks.

    The response maps part numbers ("1") to the parts' own responses.
    """

    type: ClassVar[str] = "cloze"
    text: str
    parts: tuple[Item, ...]

    @classmethod
    def read(cls, reader: Reader, common: CommonFields) -> Self:
        text = reader.text("text", required=True)
        numbers = iter(range(1, MOST_PARTS + 1))
        rows = reader.rows("parts", lambda row: _read_part(row, str(next(numbers))), least=1, most=MOST_PARTS)
        places = [int(number) for number in PLACE.findall(text)]
        for number in range(1, len(rows) + 1) if text else ():
            if places.count(number) != 1:
                reader.problem("text", "place_count", number=number, count=places.count(number))
        for number in sorted(set(places)) if rows else ():
            if not 1 <= number <= len(rows):
                reader.problem("text", "place_unknown", number=number, count=len(rows))
        parts = tuple(row for row in rows if row is not None)
        if parts and not sum(sub.mark for sub in parts):
            reader.problem("parts", "parts_without_marks")
        return cls(**common, text=text, parts=parts)

    def numbered(self) -> dict[str, Item]:
        return {str(number): sub for number, sub in enumerate(self.parts, start=1)}

    def share(self, sub: Item) -> Fraction:
        return Fraction(sub.mark) / Fraction(sum((other.mark for other in self.parts), Decimal(0)))

    def data(self) -> Data:
        rows = []
        for number, sub in self.numbered().items():
            row = common_data(sub) | sub.data()
            rows.append({name: value for name, value in row.items() if (name, value) not in _implied(number)})
        return {"text": self.text, "parts": rows}

    def view(self, rng: Random) -> Data:
        """`segments` are the pieces of text around the places; `order` the part numbers between them."""
        pieces = PLACE.split(self.text)
        subs = {
            number: {"type": sub.type, "prompt": sub.prompt} | sub.view(rng)
            for number, sub in self.numbered().items()
        }
        return {"segments": pieces[::2], "order": pieces[1::2], "parts": subs}

    def normalise(self, raw: object) -> dict[str, Response] | None:
        if raw is None:
            return None
        subs = self.numbered()
        given = mapping_response(raw, len(subs))
        for number in given:
            known(number, subs, "a part")
        answers = {number: sub.normalise(given.get(number)) for number, sub in subs.items()}
        return {number: answer for number, answer in answers.items() if answer is not None} or None

    def score(self, raw: object, locale: str) -> Grade | None:
        response = self.normalise(raw)
        if response is None:
            return None
        fraction, parts, feedback, pending = NONE, [], [], False
        for number, sub in self.numbered().items():
            if pending and isinstance(sub, ShortText) and sub.regex and number in response:
                # One pattern has used up its time; the others would only add theirs.
                parts.append(Part(number, NONE, "pending"))
                continue
            grade = sub.score(response.get(number), locale) or Grade(NONE, "unanswered", None)
            grade = grade.also_saying(sub.said_to(grade.state))
            fraction += grade.fraction * self.share(sub)
            text = "\n\n".join(grade.feedback)
            parts.append(Part(number, grade.fraction, grade.state, text))
            feedback.append(text)
            pending = pending or grade.state == "pending"
        if pending:
            return Grade(NONE, "pending", response, tuple(parts))
        return graded(fraction, response, tuple(parts), tuple(dict.fromkeys(feedback)))

    def guess_distribution(self) -> Distribution:
        return convolve(
            {value * self.share(sub): p for value, p in sub.guess_distribution().items()}
            for sub in self.parts
        )

    def right_response(self) -> dict[str, Response]:
        return {number: sub.right_response() for number, sub in self.numbered().items()}

    def describe(self, response: Response) -> tuple[str, ...]:
        """One line for each answered part: "1: Paris"."""
        given = self.normalise(response) or {}
        return tuple(
            f"{number}: {', '.join(sub.describe(given[number]))}"
            for number, sub in self.numbered().items()
            if number in given
        )

    def from_fields(self, getlist: Fields, prefix: str) -> object:
        return {
            number: sub.from_fields(getlist, f"{prefix}-{number}") for number, sub in self.numbered().items()
        }

    def to_fields(self, response: Response, prefix: str) -> dict[str, list[str]]:
        given = self.normalise(response) or {}
        fields: dict[str, list[str]] = {}
        for number, sub in self.numbered().items():
            fields |= sub.to_fields(given.get(number), f"{prefix}-{number}")
        return fields


def _implied(number: str) -> tuple[tuple[str, object], ...]:
    return (("key", number), ("prompt", ""))


def _read_part(reader: Reader, number: str) -> Item | None:
    name = reader.raw("type")
    cls = EMBEDDABLE.get(name) if isinstance(name, str) else None
    if cls is None:
        reader.problem("type", "unknown_value", options=", ".join(EMBEDDABLE), **quoted(name))
        for field in reader.data:
            reader.raw(field)
        return None
    return cls.read(reader, read_common(reader, key=number, prompt_required=False))
