"""Texts with gaps filled from given words: gap select (a list at each gap) and drag into text."""

import re
from collections import Counter
from dataclasses import dataclass
from fractions import Fraction
from random import Random
from typing import ClassVar, Self

from courses.grading.errors import ResponseInvalid
from courses.grading.grades import ALL, NONE, Grade, Response, graded, part
from courses.grading.guessing import Distribution, chance, convolve, from_counts
from courses.grading.item import (
    CommonFields,
    Data,
    Fields,
    Item,
    known,
    mapping_response,
    shuffled,
    single_field,
)
from courses.grading.permutations import placements
from courses.grading.reading import Reader

GAP = re.compile(r"\[\[(\d{1,3})\]\]")
MOST_GAPS = 50


@dataclass(frozen=True)
class Word:
    """A choice for gaps; only gaps whose right word is in the same group offer it."""

    text: str
    group: str


def _read_word(reader: Reader) -> Word:
    return Word(reader.text("text", required=True, limit=500), reader.text("group", limit=40) or "1")


@dataclass(frozen=True, kw_only=True)
class GapText(Item):
    """`[[2]]` in the text is a gap whose right word is the second choice. Right gaps ÷ gaps.

    Gaps are g1… by their order in the text, words c1… by authored position.
    """

    text: str
    choices: tuple[Word, ...]
    once: ClassVar[bool]

    @classmethod
    def read(cls, reader: Reader, common: CommonFields) -> Self:
        text = reader.text("text", required=True)
        choices = tuple(reader.rows("choices", _read_word, least=2, most=100))
        numbers = [int(number) for number in GAP.findall(text)]
        readable = reader.sound("choices")
        words = [f"{word.group}\0{word.text}" if word.text else "" for word in choices]
        reader.refuse_repeats("choices", words, "repeated_word")
        if text and not 1 <= len(numbers) <= MOST_GAPS:
            reader.problem("text", "gap_count", most=MOST_GAPS, count=len(numbers))
        for number in sorted(set(numbers)) if readable else ():
            if not 1 <= number <= len(choices):
                reader.problem("text", "gap_unknown", number=number, count=len(choices))
            elif cls.once and numbers.count(number) > 1:
                reader.problem("text", "gap_twice", number=number)
            elif sum(word.group == choices[number - 1].group for word in choices) < 2:
                reader.problem("text", "gap_alone", number=number, group=choices[number - 1].group)
        return cls(**common, text=text, choices=choices)

    def gaps(self) -> dict[str, int]:
        """Gap id → index of the right word."""
        return {f"g{n}": int(number) - 1 for n, number in enumerate(GAP.findall(self.text), start=1)}

    def offered(self, right: int) -> dict[str, Word]:
        """The words that a gap with this right word offers, by id."""
        group = self.choices[right].group
        return {f"c{n}": word for n, word in enumerate(self.choices, start=1) if word.group == group}

    def data(self) -> Data:
        rows = [
            {"text": word.text} | ({} if word.group == "1" else {"group": word.group})
            for word in self.choices
        ]
        return {"text": self.text, "choices": rows}

    def view(self, rng: Random) -> Data:
        """`segments` are the pieces of text around the gaps: one more than there are gaps."""
        gaps = []
        for name, right in self.gaps().items():
            words = shuffled(sorted(word.text for word in self.offered(right).values()), rng)
            gaps.append({"id": name, "options": [{"id": self.token(text), "text": text} for text in words]})
        return {"segments": GAP.split(self.text)[::2], "gaps": gaps, "once": self.once}

    def normalise(self, raw: object) -> dict[str, str] | None:
        if raw is None:
            return None
        gaps = self.gaps()
        given = mapping_response(raw, len(gaps))
        for name in given:
            known(name, gaps, "a gap")
        filled = {
            name: known(given[name], self.offered(right), "a word for this gap")
            for name, right in gaps.items()
            if given.get(name) not in (None, "")
        }
        if self.once and len(set(filled.values())) < len(filled):
            raise ResponseInvalid("repeated", "Each word can be used once.")
        return filled or None

    def score(self, raw: object, locale: str) -> Grade | None:
        response = self.normalise(raw)
        if response is None:
            return None
        parts = tuple(
            part(name, ALL if response.get(name) == f"c{right + 1}" else NONE)
            for name, right in self.gaps().items()
        )
        fraction = sum((result.fraction for result in parts), NONE) / len(parts)
        return graded(fraction, dict(response), parts)

    def guess_distribution(self) -> Distribution:
        """Every gap is filled at random from what it offers."""
        gaps = self.gaps()
        share = Fraction(1, len(gaps))
        return convolve(chance(Fraction(1, len(self.offered(right))), share) for right in gaps.values())

    def right_response(self) -> dict[str, Response]:
        return {name: f"c{right + 1}" for name, right in self.gaps().items()}

    def describe(self, response: Response) -> tuple[str, ...]:
        """The text with the words put in; ____ for gaps left empty."""
        given = self.normalise(response)
        if given is None:
            return ()
        pieces = GAP.split(self.text)[::2]
        filled = [pieces[0]]
        for (name, right), piece in zip(self.gaps().items(), pieces[1:], strict=True):
            word = self.offered(right)[given[name]].text if name in given else "____"
            filled += [f"**{word}**", piece]
        return ("".join(filled),)

    def from_fields(self, getlist: Fields, prefix: str) -> object:
        raw = {}
        for name, right in self.gaps().items():
            tokens = {self.token(word.text): identifier for identifier, word in self.offered(right).items()}
            if value := single_field(getlist, f"{prefix}-{name}"):
                raw[name] = tokens[known(value, tokens, "a word for this gap")]
        return raw

    def to_fields(self, response: Response, prefix: str) -> dict[str, list[str]]:
        given = self.normalise(response) or {}
        return {
            f"{prefix}-{name}": [self.token(self.offered(right)[given[name]].text)]
            for name, right in self.gaps().items()
            if name in given
        }


@dataclass(frozen=True, kw_only=True)
class GapSelect(GapText):
    type: ClassVar[str] = "gap_select"
    once: ClassVar[bool] = False


@dataclass(frozen=True, kw_only=True)
class DragText(GapText):
    """As gap select, but each word can be used once."""

    type: ClassVar[str] = "drag_text"
    once: ClassVar[bool] = True

    def guess_distribution(self) -> Distribution:
        """Every group's words are put into its gaps at random, none of them twice."""
        gaps = list(self.gaps().values())
        groups = Counter(self.choices[right].group for right in gaps)
        words = Counter(word.group for word in self.choices)
        return convolve(
            from_counts({Fraction(n, len(gaps)): ways for n, ways in placements(count, words[group]).items()})
            for group, count in groups.items()
        )
