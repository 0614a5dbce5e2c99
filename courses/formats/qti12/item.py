"""One <item> of QTI 1.2 to an item of ours."""

from __future__ import annotations

from collections.abc import Callable

from courses.formats.model import Item
from courses.formats.numbers import mark, number
from courses.formats.qti12.calculated import CalculatedReader
from courses.formats.qti12.processing import UnsupportedError
from courses.formats.qti12.source import MOST_ELEMENTS, RESPONSES, UnfitError
from courses.formats.xml_source import Element, child, children, descendants, name_of

__all__ = ["ItemReader", "UnfitError"]

_UNREAD = {
    "itemprecondition": "what is asked never depends on earlier answers",
    "itempostcondition": "what is asked never depends on earlier answers",
    "itemcontrol": "when hints, solutions and feedback are shown is a setting of the course",
    "itemrubric": "only an essay or an upload has notes for its assessor",
    "objectives": "items have skills of a framework, no objectives of their own",
    "reference": "has no place in an item",
    "duration": "time is limited for the whole assessment only",
}


class ItemReader(CalculatedReader):
    """Reads one item. Raises UnfitError."""

    def read(self) -> Item:
        if sum(1 for _ in self.root.iter()) > MOST_ELEMENTS:
            raise UnfitError(f"it has more than {MOST_ELEMENTS:,} elements")
        try:
            made = self._made()
        except UnsupportedError as error:
            raise UnfitError(str(error)) from None
        points = self._points()
        item: Item = {
            "type": made.pop("type"),
            "prompt": made.pop("prompt", "") or self._prompt() or self.title,
        }
        item |= made
        if points and item["type"] != "description":
            item |= mark(points)
        self._name_unread(item)
        return item | self._general(item)

    def _points(self) -> float | None:
        labels = ("points_possible", "cc_weighting", "qmd_weighting", "qmd_absolutescore_max")
        found = (number(self._metadata(label)) for label in labels)
        return next((points for points in found if points), None)

    def _name_unread(self, item: Item) -> None:
        for one in children(self.root):
            name = name_of(one)
            if name == "itemrubric" and item["type"] in {"essay", "file"}:
                item["assessor_notes"] = self._all_material(one)
            elif name in _UNREAD:
                self.markup.report("dropped", f"<{name}>", _UNREAD[name])

    def _made(self) -> Item:
        responses = list(descendants(child(self.root, "presentation"), *RESPONSES))
        if "calculated" in self.kind:
            return self._calculated()
        if any(name_of(one) in {"response_grp", "response_xy"} for one in responses):
            raise UnfitError("it asks for places in a picture or for groups")
        if "text_only" in self.kind or not responses:
            return {"type": "file"} if "file_upload" in self.kind else {"type": "description"}
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
