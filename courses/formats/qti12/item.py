"""One <item> of QTI 1.2 to an item of ours."""

from __future__ import annotations

from collections.abc import Callable

from courses.formats.model import Item
from courses.formats.numbers import mark, number
from courses.formats.qti12.processing import UnsupportedError
from courses.formats.qti12.source import MOST_ELEMENTS, RESPONSES, UnfitError
from courses.formats.qti12.texts import TextReader
from courses.formats.xml_source import Element, child, children, descendants, name_of

__all__ = ["ItemReader", "UnfitError"]


class ItemReader(TextReader):
    """Reads one item. Raises UnfitError."""

    def read(self) -> Item:
        if sum(1 for _ in self.root.iter()) > MOST_ELEMENTS:
            raise UnfitError(f"it has more than {MOST_ELEMENTS:,} elements")
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

    def _made(self) -> Item:
        responses = list(descendants(child(self.root, "presentation"), *RESPONSES))
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
