"""Ordering: put the entries into the right order."""

from dataclasses import dataclass
from fractions import Fraction
from random import Random
from typing import ClassVar, Self

from courses.grading.errors import ResponseInvalid
from courses.grading.grades import NONE, Grade, Response, graded, part
from courses.grading.guessing import Distribution
from courses.grading.item import CommonFields, Data, Fields, Item, known, shuffled, single_field
from courses.grading.orders import METHODS, fraction_of
from courses.grading.permutations import random_order
from courses.grading.reading import Reader

DEFAULT_METHOD = "relative_to_correct"
MOST_ENTRIES = 20


@dataclass(frozen=True, kw_only=True)
class Ordering(Item):
    """`entries` are authored in the right order; ids are e1… by it."""

    type: ClassVar[str] = "ordering"
    entries: tuple[str, ...]
    method: str

    @classmethod
    def read(cls, reader: Reader, common: CommonFields) -> Self:
        entries = tuple(reader.texts("entries", least=2, most=MOST_ENTRIES))
        reader.refuse_repeats("entries", entries, "repeated_text")
        method = reader.one_of("method", tuple(METHODS), default=DEFAULT_METHOD)
        return cls(**common, entries=entries, method=method)

    def ids(self) -> dict[str, int]:
        return {f"e{n + 1}": n for n in range(len(self.entries))}

    def data(self) -> Data:
        data: Data = {"entries": list(self.entries)}
        return data if self.method == DEFAULT_METHOD else data | {"method": self.method}

    def view(self, rng: Random) -> Data:
        """Shuffled from alphabetical order, so that the authored order leaves no trace."""
        entries = shuffled(sorted(self.entries), rng)
        return {
            "entries": [{"id": self.token(text), "text": text} for text in entries],
            "method": self.method,
        }

    def normalise(self, raw: object) -> list[str] | None:
        if raw is None:
            return None
        ids = self.ids()
        if not isinstance(raw, list | tuple) or len(raw) != len(ids):
            raise ResponseInvalid("wrong_shape", f"Put all {len(ids)} entries into an order.")
        order = [known(identifier, ids, "an entry") for identifier in raw]
        if len(set(order)) != len(order):
            raise ResponseInvalid("repeated", "An entry was given twice.")
        return order

    def score(self, raw: object, locale: str) -> Grade | None:
        response = self.normalise(raw)
        if response is None:
            return None
        ids = self.ids()
        earned = METHODS[self.method]([ids[identifier] for identifier in response])
        asked = (identifier for identifier in response if ids[identifier] in earned)
        parts = tuple(part(identifier, earned[ids[identifier]]) for identifier in asked)
        return graded(fraction_of(self.method, earned), list(response), parts)

    def guess_distribution(self) -> Distribution:
        return random_order(self.method, len(self.entries))

    def guess_score(self) -> Fraction:
        """0, as the field reports it; `guess_distribution` knows what a random order really earns."""
        return NONE

    def right_response(self) -> list[str]:
        return list(self.ids())

    def describe(self, response: Response) -> tuple[str, ...]:
        ids = self.ids()
        return tuple(self.entries[ids[identifier]] for identifier in self.normalise(response) or ())

    def from_fields(self, getlist: Fields, prefix: str) -> object:
        """One numbered select per entry: `prefix-<token>` = 1…n."""
        places: dict[str, str] = {}
        for identifier, text in zip(self.ids(), self.entries, strict=True):
            places[identifier] = single_field(getlist, f"{prefix}-{self.token(text)}").strip()
        if not any(places.values()):
            return None
        if sorted(places.values()) != sorted(str(n) for n in range(1, len(places) + 1)):
            raise ResponseInvalid("not_an_order", f"Use each position from 1 to {len(places)} once.")
        return sorted(places, key=lambda identifier: int(places[identifier]))

    def to_fields(self, response: Response, prefix: str) -> dict[str, list[str]]:
        ids = self.ids()
        return {
            f"{prefix}-{self.token(self.entries[ids[identifier]])}": [str(place)]
            for place, identifier in enumerate(self.normalise(response) or (), start=1)
        }
