"""Matching: each left-hand part gets one right-hand option."""

from dataclasses import dataclass
from fractions import Fraction
from random import Random
from typing import ClassVar, Self

from courses.grading.grades import ALL, NONE, Grade, Response, graded, part
from courses.grading.guessing import Distribution, chance, convolve
from courses.grading.item import (
    CommonFields,
    Data,
    Fields,
    Item,
    known,
    mapping_response,
    read_ids,
    shuffled,
    single_field,
)
from courses.grading.reading import Reader

MOST_PAIRS = 30


@dataclass(frozen=True)
class Pair:
    id: str
    left: str
    right: str


def _read_pair(reader: Reader) -> Pair:
    given = reader.slug("id", default="?") if reader.has("id") else ""
    reader.raw("id")
    return Pair(
        given,
        reader.text("left", required=True, limit=5_000),
        reader.text("right", required=True, limit=5_000),
    )


@dataclass(frozen=True, kw_only=True)
class Match(Item):
    """Right parts ÷ parts. Two pairs may share a right-hand text; learners then see it once."""

    type: ClassVar[str] = "match"
    pairs: tuple[Pair, ...]
    distractors: tuple[str, ...]
    shuffle: bool

    @classmethod
    def read(cls, reader: Reader, common: CommonFields) -> Self:
        rows = reader.rows("pairs", _read_pair, least=2, most=MOST_PAIRS)
        pairs = tuple(Pair(row.id or f"p{n}", row.left, row.right) for n, row in enumerate(rows, start=1))
        distractors = tuple(reader.texts("distractors", most=MOST_PAIRS))
        rights = {pair.right for pair in pairs}
        readable = reader.sound("pairs") and reader.sound("distractors")
        if readable and len(rights) + len(distractors) == 1:
            reader.problem("pairs", "one_option")
        read_ids(reader, "pairs", [pair.id for pair in pairs])
        reader.refuse_repeats("pairs", [pair.left for pair in pairs], "repeated_left")
        reader.refuse_repeats("distractors", distractors, "repeated_text")
        for position, text in enumerate(distractors):
            if text in rights:
                reader.problem(f"distractors[{position}]", "option_is_right")
        return cls(
            **common, pairs=pairs, distractors=distractors, shuffle=reader.flag("shuffle", default=True)
        )

    def options(self) -> dict[str, str]:
        """Option id → text: r1… for the pairs by position, then the distractors."""
        texts = [pair.right for pair in self.pairs] + list(self.distractors)
        return {f"r{n}": text for n, text in enumerate(texts, start=1)}

    def by_token(self) -> dict[str, str]:
        """Token → option id; the first of several options with the same text."""
        return {self.token(text): name for name, text in reversed(self.options().items())}

    def data(self) -> Data:
        data: Data = {
            "pairs": [
                ({} if pair.id == f"p{n}" else {"id": pair.id}) | {"left": pair.left, "right": pair.right}
                for n, pair in enumerate(self.pairs, start=1)
            ]
        }
        if self.distractors:
            data["distractors"] = list(self.distractors)
        return data if self.shuffle else data | {"shuffle": False}

    def view(self, rng: Random) -> Data:
        """Options are always shuffled: in authored order they would be the answer."""
        pairs = shuffled(list(self.pairs), rng) if self.shuffle else self.pairs
        options = shuffled(sorted(set(self.options().values())), rng)
        return {
            "pairs": [{"id": self.token(pair.left), "left": pair.left} for pair in pairs],
            "options": [{"id": self.token(text), "text": text} for text in options],
        }

    def normalise(self, raw: object) -> dict[str, str] | None:
        """Pair id → option id; of options with the same text the first stands for all."""
        if raw is None:
            return None
        given = mapping_response(raw, len(self.pairs))
        ids = {pair.id: pair for pair in self.pairs}
        options = self.options()
        for name in given:
            known(name, ids, "a part")
        first = {text: option for option, text in reversed(options.items())}
        return {
            name: first[options[known(given[name], options, "an option")]]
            for name in ids
            if given.get(name) not in (None, "")
        } or None

    def score(self, raw: object, locale: str) -> Grade | None:
        response = self.normalise(raw)
        if response is None:
            return None
        options = self.options()
        parts = tuple(
            part(pair.id, ALL if options.get(response.get(pair.id, "")) == pair.right else NONE)
            for pair in self.pairs
        )
        fraction = sum((result.fraction for result in parts), NONE) / len(parts)
        return graded(fraction, dict(response), parts)

    def guess_distribution(self) -> Distribution:
        """Every part gets one of the different options at random."""
        probability = Fraction(1, len(set(self.options().values())))
        return convolve(chance(probability, Fraction(1, len(self.pairs))) for _ in self.pairs)

    def right_response(self) -> dict[str, str] | None:
        return self.normalise({pair.id: f"r{n}" for n, pair in enumerate(self.pairs, start=1)})

    def describe(self, response: Response) -> tuple[str, ...]:
        given = self.normalise(response) or {}
        options = self.options()
        return tuple(f"{pair.left} → {options[given[pair.id]]}" for pair in self.pairs if pair.id in given)

    def from_fields(self, getlist: Fields, prefix: str) -> object:
        tokens = self.by_token()
        raw = {}
        for pair in self.pairs:
            if value := single_field(getlist, f"{prefix}-{self.token(pair.left)}"):
                raw[pair.id] = tokens[known(value, tokens, "an option")]
        return raw

    def to_fields(self, response: Response, prefix: str) -> dict[str, list[str]]:
        given = self.normalise(response) or {}
        options = self.options()
        return {
            f"{prefix}-{self.token(pair.left)}": [self.token(options[given[pair.id]])]
            for pair in self.pairs
            if pair.id in given
        }
