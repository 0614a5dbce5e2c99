"""One question of Moodle to an item: what all types have in common, and what is left over."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from courses.formats.model import Item
from courses.formats.moodle.texts import Texts
from courses.formats.numbers import mark, number, plain, weight
from courses.formats.xml_source import Element, child, child_text, children, raw_text, text_of

COMBINED = {
    "feedback_correct": "correctfeedback",
    "feedback_partial": "partiallycorrectfeedback",
    "feedback_incorrect": "incorrectfeedback",
}
# Fractions that Moodle offers; an import takes what is close to one of them for it.
_OFFERED = (
    100, 90, 83.33333, 80, 75, 70, 66.66667, 60, 50, 40, 33.33333, 30, 25, 20, 16.66667, 14.28571, 12.5,
    11.11111, 10, 5, 0,
)  # fmt: skip
# What only says how Moodle lays a question out, or the value by which it loses nothing.
_SETTINGS: dict[str, set[str]] = {
    "hidden": {"0"}, "answernumbering": {"abc"}, "showstandardinstruction": {"0", "1"}, "layout": {"0"},
    "shownumcorrect": {"1"}, "correctresponsesfeedback": {"0"}, "responserequired": {"1"},
    "responsefieldlines": {"5", "10", "15"}, "attachmentsrequired": {"0"}, "maxbytes": {"0"},
    "unitsleft": {"0"},
    "showunits": {"0", "3"}, "layouttype": {"VERTICAL", "0"}, "showgrading": {"1", "SHOW"},
    "numberingstyle": {"none"}, "synchronize": {"0"}, "filetypeslist": set(), "instructions": set(),
    "image": set(),
}  # fmt: skip
_MOST_TAGS, _LONGEST_TAG, _LONGEST_ID = 50, 200, 255
_UNTRIED = {"essay", "file", "project", "description"}


class UnfitError(Exception):
    """No item type holds the question; the message says why."""


class Question:
    """A <question> being read: every element is asked for by name, what nobody asked for is told.

    `notes` says what was adapted.
    """

    def __init__(self, root: Element, texts: Texts) -> None:
        self.root = root
        self.texts = texts
        self.kind = root.get("type") or ""
        self.notes: list[str] = []
        self._asked: set[str] = set()
        self.name = self.value("name")
        holder = child(root, "questiontext")
        self.format = (holder.get("format") if holder is not None else None) or "html"

    # Asking

    def one(self, name: str) -> Element | None:
        self._asked.add(name)
        return child(self.root, name)

    def all(self, name: str) -> list[Element]:
        self._asked.add(name)
        return children(self.root, name)

    def value(self, name: str) -> str:
        return text_of(self.one(name))

    def flag(self, name: str, *, default: bool) -> bool:
        """As Moodle reads it: "", "0" and "false" are no."""
        element = self.one(name)
        return default if element is None else text_of(element).lower() not in {"", "0", "false"}

    def text(self, name: str) -> str:
        return self.markdown(self.one(name))

    def markdown(self, element: Element | None) -> str:
        return self.texts.markdown(element, self.format)

    def feedback(self, answer: Element) -> dict[str, str]:
        feedback = self.markdown(child(answer, "feedback"))
        return {"feedback": feedback} if feedback else {}

    def lost(self, element: str, reason: str) -> None:
        self.texts.report("dropped", f"{element} of {self.name}", reason)

    # The whole

    def item(self, made: Item) -> Item:
        """The item whose own fields are `made`, with what every item has. All else goes to the ledger."""
        prompt = made.pop("prompt", "") or self._prompt()
        item: Item = {"type": made.pop("type"), "prompt": prompt} | made
        grade = number(self.value("defaultgrade"))
        if "mark" not in item and item["type"] != "description" and grade is not None:
            item |= mark(grade)
        for field, name in (("feedback", "generalfeedback"), *COMBINED.items()):
            if text := self.text(name):
                item[field] = text
        if hints := [hint for one in self.all("hint") if (hint := self._hint(one))]:
            item["hints"] = hints
        item |= self._penalty(item["type"]) | self._tags() | self._identity()
        self._leftovers()
        return item

    def _prompt(self) -> str:
        """The text; old exports have its picture in elements of their own."""
        text = self.text("questiontext")
        encoded, name = self.one("image_base64"), child_text(self.root, "image")
        if encoded is not None and raw_text(encoded).strip():
            self._asked.add("image")
            href = self.texts.file(name or "picture", raw_text(encoded))
            text = f"{text}\n\n![]({href})".strip() if href else text
        return text or self.name

    def _hint(self, hint: Element) -> str:
        content = child(hint, "hintcontent")
        for one in children(hint):
            if one.tag in {"shownumcorrect", "clearwrong", "options"} and text_of(one) != "0":
                self.lost(f"<{one.tag}> in a hint", "a hint is a text; it does not change the answer")
        return self.markdown(hint if content is None else content)

    def _penalty(self, kind: str) -> dict[str, Any]:
        penalty = number(self.value("penalty"))
        if penalty is None or abs(penalty - 1 / 3) < 0.005 or kind in _UNTRIED:
            return {}
        return {"penalty": weight(max(0.0, penalty))}

    def _tags(self) -> dict[str, Any]:
        holders = [*self.all("tags"), *self.all("coursetags")]
        tags = list(dict.fromkeys(text_of(tag) for one in holders for tag in children(one, "tag")))
        kept = [tag for tag in tags if tag and len(tag) <= _LONGEST_TAG][:_MOST_TAGS]
        for tag in tags:
            if tag and tag not in kept:
                self.lost(
                    f"tag {tag[:40]}", f"items have {_MOST_TAGS} tags of {_LONGEST_TAG} characters at most"
                )
        return {"tags": kept} if kept else {}

    def _identity(self) -> dict[str, str]:
        identity = self.value("idnumber")
        if len(identity) > _LONGEST_ID:
            self.lost(f"id {identity[:40]}", f"is longer than {_LONGEST_ID} characters")
            return {}
        return {"source_id": identity} if identity else {}

    def _leftovers(self) -> None:
        settings = []
        for one in children(self.root):
            name, value = str(one.tag), text_of(one)
            if name in self._asked or not (value or len(one)) or value in _SETTINGS.get(name, ()):
                continue
            if name in _SETTINGS or len(value) <= 20:
                settings.append(f"{name}={value}")
            else:
                self.lost(f"<{name}>", "nothing in an item corresponds to it")
        if settings:
            self.lost(f"settings {', '.join(settings)}", "items have no such settings")


def share(answer: Element) -> float:
    """The fraction of an answer, −1…1; old files have it as an element."""
    given = number(answer.get("fraction"))
    if given is None:
        own = number(child_text(answer, "fraction"))
        given = None if own is None else own * 100
    percent = min(100.0, max(-100.0, given or 0.0))
    near = next((one for one in _OFFERED if abs(abs(percent) - one) < 0.001), None)
    return (percent if near is None else near if percent >= 0 else -near) / 100


def one_right(shares: list[float]) -> bool:
    """Whether one choice is right and all others are worth nothing."""
    return sorted(shares) == [0.0] * (len(shares) - 1) + [1.0]


def chosen(value: float, *, marked: bool) -> dict[str, Any]:
    """What a choice is worth: marked as right or not, or with its share."""
    if marked:
        return {"correct": True} if value else {}
    return {"weight": weight(value)}


def reachable(rows: list[dict[str, Any]], lost: Callable[[str, str], None]) -> list[dict[str, Any]]:
    """Accepted texts without those that an earlier one leaves nothing for."""
    kept: list[dict[str, Any]] = []
    for row in rows:
        text = row["text"].strip()
        if not text:
            lost("an answer without text", "it can never match")
        elif any(one["text"] == text or re.fullmatch(r"\*+", one["text"]) for one in kept):
            lost(f"answer {text[:40]}", "can never match: an earlier answer accepts it")
        else:
            kept.append(row | {"text": text})
    return kept


def split_prompt(text: str, place: re.Pattern[str]) -> tuple[str, str]:
    """(what stands in paragraphs before the first place, the rest)."""
    blocks = text.split("\n\n")
    first = next((n for n, block in enumerate(blocks) if place.search(block)), 0)
    before = "\n\n".join(blocks[:first])
    if len(re.findall(r"^(?:```|~~~|:::)", before, re.MULTILINE)) % 2:
        return "", text
    return before.strip(), "\n\n".join(blocks[first:]).strip()


def tolerance_of(answer: Element, kinds: dict[str, str]) -> dict[str, Any]:
    size = number(child_text(answer, "tolerance"))
    if not size:
        return {}
    kind = kinds.get(child_text(answer, "tolerancetype"), "")
    return {"tolerance": plain(abs(size))} | ({"tolerance_type": kind} if kind else {})
