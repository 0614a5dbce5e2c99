"""One interaction with everything that is needed to read it."""

from __future__ import annotations

from collections.abc import Callable
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
    """One interaction with what is needed to read it. `notes` collects what is adapted."""

    element: Element
    declaration: ResponseDeclaration
    processing: Processing
    markup: Markup
    feedback_for: Callable[[dict[str, list[str]]], str]
    notes: list[str] = field(default_factory=list)

    def score(self, *values: str) -> float:
        return self.processing.score({self.declaration.identifier: list(values)})

    def feedback(self, *values: str) -> str:
        return self.feedback_for({self.declaration.identifier: list(values)})

    def full_mark(self) -> float:
        """What the correct response earns. Raises UnfitError when it earns nothing."""
        best = self.score(*self.declaration.correct)
        if best <= 0:
            raise UnfitError("its correct response earns nothing")
        return best

    @property
    def shuffle(self) -> Item:
        return {} if (self.element.get("shuffle") or "").lower() == "true" else {"shuffle": False}


Made = tuple[Item, float]
"""The item's own fields, and its mark."""
