"""One assessment item to the items that hold it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import Any

from lxml import etree

from courses.formats.markup import Markup
from courses.formats.markup.inline import Link, Report
from courses.formats.model import Item
from courses.formats.numbers import mark, number
from courses.formats.qti.declarations import (
    ResponseDeclaration,
    lookups,
    outcome_defaults,
    response_declarations,
)
from courses.formats.qti.entries import text_entry
from courses.formats.qti.evaluation import Budget, Values
from courses.formats.qti.feedback import Feedback
from courses.formats.qti.interactions import BLOCK, INLINE, ON_PICTURES, inline_choice, prompt_of
from courses.formats.qti.passages import Passage, Passages, with_gap, with_places
from courses.formats.qti.processing import Processing, UnsupportedError
from courses.formats.qti.scene import Made, Scene, UnfitError
from courses.formats.qti.scoring_written import TOOL
from courses.formats.qti.templates import is_templated, realise
from courses.formats.xml_source import Element, child, children, descendants, name_of

# Every response is tried against the whole processing, so an item must not be endless.
_MOST_ELEMENTS = 5_000
_SEVERAL = "one of several interactions of one item is an item of its own"
_TOGETHER = "each response counts on its own, not only all of them together"
_TEMPLATE = "it is made anew each time from a template: one set of values is asked"
# These have feedback to each answer, wrong ones among them; the others are assessed, or ask nothing.
_TOLD_BY_ANSWERS = {
    "single_choice", "true_false", "short_text", "numerical", "cloze", "essay", "file", "description",
}  # fmt: skip
_GRADERS = {"scorer", "tutor", "testConstructor"}


@dataclass(frozen=True, slots=True)
class ReadItem:
    """An item whose key is still to be given, its title, and what was adapted."""

    item: Item
    title: str
    adapted: str


class ItemReader:
    """Reads one <assessmentItem>; `stimulus` is what it shares with others. Raises UnfitError."""

    def __init__(
        self, root: Element, link: Link, report: Report, stimulus: str = "", budget: Budget | None = None
    ) -> None:
        self.root = root
        self.budget = budget
        self.report = report
        self.stimulus = stimulus
        self.passages = Passages(link, report)
        self.notes: list[str] = []
        self.title = root.get("title") or root.get("identifier") or "Item"

    def read(self) -> list[ReadItem]:
        if sum(1 for _ in self.root.iter()) > _MOST_ELEMENTS:
            raise UnfitError(f"it has more than {_MOST_ELEMENTS:,} elements")
        if self.root.get("adaptive") == "true":
            raise UnfitError("it is adaptive: its own program decides what comes next")
        try:
            variables = self._realised()
            self.declarations = response_declarations(self.root)
            self.processing = Processing(
                child(self.root, "responseProcessing"), self.declarations,
                variables | outcome_defaults(self.root), lookups(self.root), self.budget,
            )  # fmt: skip
            right = {name: list(one.correct) for name, one in self.declarations.items()}
            written = self.passages.markup().element
            self.feedback = Feedback(self.root, self.processing, written, right)
            return self._read()
        except UnsupportedError as error:
            raise UnfitError(str(error)) from None

    def _realised(self) -> dict[str, Values]:
        if not is_templated(self.root):
            return {}
        self.notes.append(_TEMPLATE)
        return realise(self.root)

    def _read(self) -> list[ReadItem]:
        body = child(self.root, "itemBody")
        if body is None:
            raise UnfitError("it has no body")
        for one in self.passages.interactions(body):
            if name_of(one) not in BLOCK and name_of(one) not in INLINE:
                raise UnfitError(f"there is no item type for <{name_of(one)}>")
        own = [one for one in children(body) if one.get("data-cairn-part") == "prompt"]
        prompt = "\n\n".join(self.passages.markup().element(one) for one in own)
        for one in own:
            body.remove(one)
        passages = self.passages.read(body)
        found = list(self._items(passages, prompt))
        if passages[-1].text and not passages[-1].inline and len(passages) > 1:
            # What follows the last interaction.
            last = found[-1].item
            found[-1] = replace(found[-1], item=last | {"prompt": f"{last['prompt']}\n\n{passages[-1].text}"})
        self._rest(found, body)
        return found

    def _items(self, passages: list[Passage], prompt: str) -> Iterator[ReadItem]:
        several = sum(bool(one.inline) + (one.block is not None) for one in passages) > 1
        if several:
            self.notes.append(_SEVERAL)
        elif not passages[0].inline and passages[0].block is None:
            yield self._finished({"type": "description"}, prompt or passages[0].text, 0.0)
            return
        first = passages[0]
        shared = ""
        if (
            several
            and not first.inline
            and first.block is not None
            and prompt_of(first.block, self._markup())
        ):
            shared = first.text
        for position, one in enumerate(passages):
            around = shared if position else ""
            if one.inline:
                yield self._texts(one, "\n\n".join(part for part in (around, prompt) if part))
            if one.block is not None:
                stem = "" if one.inline else one.text
                yield self._block(one.block, "\n\n".join(part for part in (around, stem) if part))

    def _markup(self) -> Markup:
        return self.passages.markup()

    # Interactions

    def _scene(self, element: Element) -> Scene:
        identifier = element.get("responseIdentifier") or "RESPONSE"
        declaration = self.declarations.get(identifier) or ResponseDeclaration(identifier, "single", "string")
        scene = Scene(element, declaration, self.processing, self.passages.markup(), self.feedback.to)
        if self.root.get("toolName") == TOOL:
            own = number(element.get("data-cairn-mark"))
            scene.mark = own or (self._maximum() if len(self.declarations) == 1 else 0.0)
        return scene

    def _maximum(self) -> float:
        """The normal maximum of the score; 0 where none is given."""
        found = (one for one in children(self.root, "outcomeDeclaration") if one.get("identifier") == "SCORE")
        return max(0.0, number(next((one.get("normalMaximum") for one in found), None)) or 0.0)

    def _made(self, element: Element, read: Callable[[Scene], Made]) -> tuple[Scene, Made]:
        """The interaction on its own; else as what it adds to right answers everywhere else."""
        scene = self._scene(element)
        others = {
            name: list(one.correct)
            for name, one in self.declarations.items()
            if name != scene.declaration.identifier and one.correct
        }
        try:
            return scene, read(scene)
        except UnfitError:
            if not others:
                raise
        scene = self._scene(element)
        scene.others = others
        item, best = read(scene)
        scene.notes.append(_TOGETHER)
        return scene, (item, best / (len(others) + 1))

    def _block(self, element: Element, stem: str) -> ReadItem:
        scene, (item, best) = self._made(element, BLOCK[name_of(element)])
        own = prompt_of(element, scene.markup)
        if name_of(element) == "hottextInteraction":
            own = self.passages.hottexts(element)
        picture = self._picture(element)
        prompt = "\n\n".join(dict.fromkeys(part for part in (stem, own, picture) if part))
        return self._finished(item, prompt, best, scene)

    def _picture(self, element: Element) -> str:
        """What is to be looked at in an interaction on a picture."""
        if name_of(element) not in ON_PICTURES:
            return ""
        holder = etree.Element("div")
        holder.extend(deepcopy(one) for one in children(element, "object", "img", "picture"))
        return self.passages.markup().element(holder)

    def _texts(self, passage: Passage, prompt: str) -> ReadItem:
        if len(passage.inline) == 1 and name_of(passage.inline[0]) == "textEntryInteraction" and not prompt:
            scene, (item, best) = self._made(passage.inline[0], text_entry)
            return self._finished(item, with_gap(passage.text), best, scene)
        parts: list[dict[str, Any]] = []
        notes: list[str] = []
        total = 0.0
        for element in passage.inline:
            read = text_entry if name_of(element) == "textEntryInteraction" else inline_choice
            scene, (item, best) = self._made(element, read)
            own = number(element.get("data-cairn-weight")) if scene.mark else None
            parts.append(item | mark(own or best))
            notes += scene.notes
            total += best
        made = {"type": "cloze", "text": with_places(passage.text), "parts": parts}
        if self.root.get("toolName") == TOOL and len(parts) == len(self.declarations):
            total = self._maximum() or total
        return self._finished(made, prompt or self.title, total, notes=notes)

    # What is around them

    def _finished(
        self, item: Item, prompt: str, best: float, scene: Scene | None = None, notes: list[str] | None = None
    ) -> ReadItem:
        told = [*self.notes, *(scene.notes if scene else notes or [])]
        prompt = "\n\n".join(part for part in (self.stimulus, prompt) if part)
        made: Item = {"type": item.pop("type"), "prompt": prompt or self.title} | item
        if made["type"] in {"essay", "file"}:
            self._assessed(made, scene)
        elif made["type"] != "description":
            made |= mark(best)
        self._general(made, scene)
        return ReadItem(made, self.title, "; ".join(dict.fromkeys(told)))

    def _assessed(self, made: Item, scene: Scene | None) -> None:
        if best := self._maximum():
            made |= mark(best)
        notes = [
            self.passages.markup().element(one)
            for one in descendants(self.root, "rubricBlock")
            if _GRADERS & set((one.get("view") or "").split())
        ]
        expected = scene.declaration.correct if scene is not None else ()
        notes += [f"> {line}" for text in expected for line in text.split("\n")]
        if notes:
            made["assessor_notes"] = "\n\n".join(notes)

    def _general(self, made: Item, scene: Scene | None) -> None:
        """Feedback to every response, to a right one and to a wrong one as a whole."""
        made |= self.feedback.by_state()
        told = self.feedback.told
        if always := self.feedback.always():
            made["feedback"] = always
        right: dict[str, list[str]] = {}
        wrong: dict[str, list[str]] = {}
        for name, one in self.declarations.items():
            if scene is None or name == scene.declaration.identifier:
                right[name] = list(one.correct)
                wrong[name] = ["\ue000 \ue000"]
        if made["type"] in _TOLD_BY_ANSWERS:
            return
        of_right, of_wrong = self.feedback.shown(right), self.feedback.shown(wrong)
        if text := self.feedback.to(right, but=told | (of_wrong - of_right)):
            made["feedback_correct"] = text
        if text := self.feedback.to(wrong, but=told | (of_right - of_wrong)):
            made["feedback_incorrect"] = text

    def _rest(self, found: list[ReadItem], body: Element) -> None:
        graded = any(one.item["type"] in {"essay", "file"} for one in found)
        for one in descendants(self.root, "rubricBlock"):
            views = set((one.get("view") or "").split())
            if "candidate" not in views and not (graded and views & _GRADERS):
                self.report("dropped", f"rubric for {' '.join(sorted(views))}", "learners do not see it")
        for one in self.feedback.untold():
            reason = "no answer of this item type brings it up"
            self.report("dropped", f"feedback {one.get('identifier') or ''}".strip(), reason)
        for one in descendants(body, "endAttemptInteraction"):
            reason = "an attempt is ended by the page, and hints are given by the item"
            self.report("dropped", f"button {one.get('title') or ''}".strip(), reason)
        for one in children(self.root, "stylesheet", "catalogInfo", "companionMaterialsInfo"):
            self.report("dropped", f"<{name_of(one)}>", "has no place in an item")
