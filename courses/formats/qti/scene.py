"""One interaction with everything that is needed to read it."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from courses.formats.markup import Markup
from courses.formats.model import Item
from courses.formats.qti.declarations import ResponseDeclaration
from courses.formats.qti.processing import Processing
from courses.formats.xml_source import Element


class UnfitError(Exception):
    """No item type can hold the interaction; the message says why."""


@dataclass(slots=True)
class Scene:
    """One interaction with what is needed to read it. `notes` collects what is adapted.

    `others` are the correct responses to the item's other interactions, where only all of them together
    earn something; the score is then what this response adds to them. `mark` is the item's own, where its
    normal maximum is known to be one; else 0.
    """

    element: Element
    declaration: ResponseDeclaration
    processing: Processing
    markup: Markup
    feedback_for: Callable[[dict[str, list[str]]], str]
    others: dict[str, list[str]] = field(default_factory=dict)
    mark: float = 0.0
    notes: list[str] = field(default_factory=list)

    def score(self, *values: str) -> float:
        given = self.processing.score(self.others | {self.declaration.identifier: list(values)})
        gained = given - (self.processing.score(self.others) if self.others else 0.0)
        return self.mark if self.mark and math.isclose(gained, self.mark, rel_tol=1e-6) else gained

    def feedback(self, *values: str) -> str:
        return self.feedback_for({self.declaration.identifier: list(values)})

    def full_mark(self) -> float:
        """What the correct response earns. Raises UnfitError when it earns nothing."""
        best = self.score(*self.declaration.correct)
        if best <= 0:
            raise UnfitError("its correct response earns nothing")
        return best

    def best(self, scores: Iterable[float]) -> float:
        """What the interaction earns at most."""
        return self.mark or max(scores, default=0.0)

    @property
    def shuffle(self) -> Item:
        return {} if (self.element.get("shuffle") or "").lower() == "true" else {"shuffle": False}


Made = tuple[Item, float]
"""The item's own fields, and its mark."""
