"""What an <item> of QTI 1.2 says: its metadata, words, feedback, and what responses score."""

from __future__ import annotations

import re
from typing import Any

from courses.formats.attachments import Attachments
from courses.formats.markup import escaped_text
from courses.formats.model import Item
from courses.formats.qti12.processing import Result, run
from courses.formats.xml_source import Element, child, children, descendants, name_of, raw_text, text_of

# Every response is tried against every condition, so an item must not be endless.
MOST_ELEMENTS = 2_000
RESPONSES = ("response_lid", "response_str", "response_num", "response_grp", "response_xy")


class UnfitError(Exception):
    """No item type holds the item; the message says why."""


class ItemSource:
    """One item. `notes` says what was adapted."""

    def __init__(self, root: Element, attachments: Attachments, place: str, folder: str = "") -> None:
        self.root = root
        self.attachments = attachments
        self.folder = folder
        self.markup = attachments.markup(place, folder)
        self.notes: list[str] = []
        self._always: set[str] | None = None
        self.title = root.get("title") or ""
        self.kind = self._metadata("question_type") or self._metadata("cc_profile")

    def _metadata(self, label: str) -> str:
        for one in descendants(self.root, "qtimetadatafield"):
            if text_of(child(one, "fieldlabel")) == label:
                return text_of(child(one, "fieldentry"))
        return ""

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


def _materials(presentation: Element | None) -> list[Element]:
    """The prompt's own material, not that of the responses."""
    return [
        one
        for one in descendants(presentation, "material")
        if not any(name_of(above) in RESPONSES for above in one.iterancestors())
    ]
