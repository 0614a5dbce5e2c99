"""What an <item> of QTI 1.2 says: its metadata, words, feedback, and what responses score."""

from __future__ import annotations

import re
from typing import Any

from courses.formats.attachments import Attachments
from courses.formats.markup import escaped_text
from courses.formats.markup.inline import destination
from courses.formats.model import Item
from courses.formats.qti12.processing import Result, run
from courses.formats.xml_source import Element, child, children, descendants, name_of, raw_text, text_of

# Every response is tried against every condition, so an item must not be endless.
MOST_ELEMENTS = 2_000
# Where Blackboard keeps what is matched; the prompt stands before it.
_ANSWERS = {"RESPONSE_BLOCK", "RIGHT_MATCH_BLOCK"}
_MEDIA = {"matimage", "mataudio", "matvideo", "matapplication"}
# Canvas's names of feedback to the whole item, which hold also where its processing does not link to them.
_BY_NAME = {
    "general_fb": "feedback", "correct_fb": "feedback_correct", "general_incorrect_fb": "feedback_incorrect",
}  # fmt: skip
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
        self._of_wrong: set[str] | None = None
        self._of_right: set[str] = set()
        self._told: set[str] = set()
        self.title = root.get("title") or ""
        self.kind = self._metadata("question_type") or self._metadata("cc_profile") or self._own_kind()

    def _own_kind(self) -> str:
        """Blackboard's name of the type, spelt as Canvas spells it; a hyphenless true_false comes of it."""
        kind = self._metadata("bbmd_questiontype")
        return re.sub(r"[^a-z]+", "_", kind.lower()).strip("_")

    def _metadata(self, label: str) -> str:
        """The field of that name; Blackboard has elements of their own for its fields."""
        for one in descendants(self.root, "qtimetadatafield"):
            if text_of(child(one, "fieldlabel")) == label:
                return text_of(child(one, "fieldentry"))
        return text_of(next(descendants(child(self.root, "itemmetadata"), label), None))

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
            elif name == "mat_extension":
                parts += [self._words(text) for text in descendants(one, "mat_formattedtext")]
            elif name in _MEDIA:
                parts.append(self._medium(one, picture=name == "matimage"))
        return "\n\n".join(part for part in parts if part)

    def _medium(self, element: Element, *, picture: bool) -> str:
        """A picture in its place, or a link to a file."""
        address = element.get("uri") or ""
        target = self.attachments.link(address, self.folder) if address else None
        if target is None:
            self.markup.report(
                "dropped", f"<{name_of(element)}> {address[:100]}".strip(), "is not in the file"
            )
            return ""
        words = escaped_text(element.get("label") or ("" if picture else address.rpartition("/")[2]))
        return f"{'!' if picture else ''}[{words}]({destination(target)})"

    def _words(self, text: Element) -> str:
        if len(text):
            return self.markup.element(text)
        content = raw_text(text)
        kind = (text.get("texttype") or text.get("type") or "").lower()
        if "html" in kind or re.search(r"</\w+>|<br\s*/?>|&\w+;", content):
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

    def _wrong(self) -> set[str]:
        """The feedback that an answer brings up which nobody thought of."""
        if self._of_wrong is None:
            answers = descendants(child(self.root, "presentation"), *RESPONSES)
            given = {one.get("ident") or "": ["\ue000"] for one in answers}
            self._of_wrong = set(run(self.root, given).feedback)
        return self._of_wrong

    def _feedback(self, *shown: str) -> str:
        """The feedback items with these names, but those of every response and of every wrong one."""
        other = (self._always or set()) | self._wrong() | set(_BY_NAME)
        own = [name for name in shown if name not in other]
        self._told |= set(own)
        return "\n\n".join(text for name in own if (text := self._feedback_text(name)))

    def _note_common(self, results: list[Result], right: Result | None = None) -> None:
        """What every response brings up is the general feedback; `right` is the outcome of a right one."""
        if right is not None:
            self._of_right |= set(right.feedback)
        self._always = self._wrong() if self._always is None else self._always
        for result in [*results, *([right] if right is not None else [])]:
            self._always = self._always & set(result.feedback)

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
        """Feedback to every response, to a right one and to a wrong one as a whole; solutions; hints."""
        found: dict[str, Any] = {}
        if self._always is None:
            self._note_common([])
        always = self._always or set()
        by_field = {
            "feedback": always,
            "feedback_correct": self._of_right - always - self._told,
            "feedback_incorrect": self._wrong() - always - self._of_right,
        }
        for field, names in by_field.items():
            own = {name for name in names if name not in _BY_NAME} | {
                name for name, whole in _BY_NAME.items() if whole == field
            }
            texts = [self._feedback_text(one) for one in self._idents() if one in own]
            if field == "feedback":
                texts += [self._all_material(one) for one in descendants(self.root, "solution")]
            if text := "\n\n".join(part for part in texts if part):
                found[field] = text
        told = self._told.union(set(_BY_NAME), *by_field.values())
        for name in self._idents():
            if name not in told and self._feedback_text(name):
                reason = "no answer of this item type brings it up"
                self.markup.report("dropped", f"feedback {name}", reason)
        if hints := [text for one in descendants(self.root, "hint") if (text := self._all_material(one))]:
            found["hints"] = hints
        return found

    def _idents(self) -> list[str]:
        return list(dict.fromkeys(one.get("ident") or "" for one in descendants(self.root, "itemfeedback")))

    def _all_material(self, parent: Element) -> str:
        return "\n\n".join(part for part in map(self._material, descendants(parent, "material")) if part)


def _materials(presentation: Element | None) -> list[Element]:
    """The prompt's own material, not that of the responses."""
    return [
        one
        for one in descendants(presentation, "material")
        if not any(
            name_of(above) in RESPONSES or above.get("class") in _ANSWERS for above in one.iterancestors()
        )
    ]
