"""One assessment item to the items that hold it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from courses.formats.markup import Markup
from courses.formats.markup.inline import Link, Report
from courses.formats.model import Item
from courses.formats.numbers import mark, number
from courses.formats.qti.declarations import ResponseDeclaration, outcome_defaults, response_declarations
from courses.formats.qti.entries import text_entry
from courses.formats.qti.interactions import BLOCK, INLINE, inline_choice, prompt_of
from courses.formats.qti.processing import Processing, UnsupportedError
from courses.formats.qti.scene import Scene, UnfitError
from courses.formats.xml_source import Element, child, children, descendants, name_of, text_of

# Every response is tried against the whole processing, so an item must not be endless.
_MOST_ELEMENTS = 5_000
_BODY_ONLY = {"rubricBlock", "feedbackBlock", "feedbackInline", "stylesheet", "prompt"}


@dataclass(frozen=True, slots=True)
class ReadItem:
    """An item whose key is still to be given, its title, and what was adapted."""

    item: Item
    title: str
    adapted: str


class ItemReader:
    """Reads one <assessmentItem>. Raises UnfitError for what no item type holds."""

    def __init__(self, root: Element, link: Link, report: Report) -> None:
        self.root = root
        self.link = link
        self.report = report
        self.declarations = response_declarations(root)
        self.processing = Processing(
            child(root, "responseProcessing"), self.declarations, outcome_defaults(root)
        )
        self.notes: list[str] = []
        self.title = root.get("title") or root.get("identifier") or "Item"

    def read(self) -> list[ReadItem]:
        if sum(1 for _ in self.root.iter()) > _MOST_ELEMENTS:
            raise UnfitError(f"it has more than {_MOST_ELEMENTS:,} elements")
        self._refuse_programs()
        body = child(self.root, "itemBody")
        if body is None:
            raise UnfitError("it has no body")
        found = [one for one in body.iter() if name_of(one).endswith("Interaction")]
        inline = [one for one in found if name_of(one) in INLINE]
        others = [
            one for one in found if name_of(one) not in INLINE and name_of(one) != "endAttemptInteraction"
        ]
        for one in others:
            if name_of(one) not in BLOCK:
                raise UnfitError(f"there is no item type for <{name_of(one)}>")
        try:
            return list(self._items(body, inline, others))
        except UnsupportedError as error:
            raise UnfitError(str(error)) from None

    def _refuse_programs(self) -> None:
        if children(self.root, "templateDeclaration", "templateProcessing"):
            raise UnfitError("it is made from a template each time it is asked")
        if self.root.get("adaptive") == "true":
            raise UnfitError("it is adaptive: its own program decides what comes next")
        if self.processing.missing and self.declarations:
            # Without processing a response is compared with the correct one, which authors expect.
            self.processing.template = "match_correct"
            if any(one.mapping for one in self.declarations.values()):
                self.processing.template = "map_response"

    def _items(self, body: Element, inline: list[Element], blocks: list[Element]) -> Iterator[ReadItem]:
        if not inline and not blocks:
            yield self._finished({"type": "description"}, self._text(body), 0.0)
        elif not blocks and len(inline) == 1 and name_of(inline[0]) == "textEntryInteraction":
            scene = self._scene(inline[0])
            item, best = text_entry(scene)
            text = self._text(body, {inline[0]: "_____"}).removesuffix("\n\n\\_____")
            yield self._finished(item, text, best, scene)
        elif not blocks:
            yield self._cloze(body, inline)
        else:
            if inline:
                raise UnfitError("it mixes gaps in the text with other interactions")
            stem = self._text(body)
            for position, element in enumerate(blocks):
                yield self._block(element, stem if position == 0 else "", len(blocks) > 1)

    def _block(self, element: Element, stem: str, shared: bool) -> ReadItem:
        self.notes = ["one of several interactions of one item is an item of its own"] if shared else []
        scene = self._scene(element)
        item, best = BLOCK[name_of(element)](scene)
        own = prompt_of(element, scene.markup)
        if name_of(element) == "hottextInteraction":
            own = self._passage(element)
        prompt = "\n\n".join(part for part in (stem, own) if part)
        return self._finished(item, prompt or self.title, best, scene)

    def _passage(self, element: Element) -> str:
        def special(one: Element) -> str | None:
            if name_of(one) == "hottext":
                return f"<strong>{text_of(one)}</strong>".replace("*", "\\*")
            return "" if name_of(one) == "prompt" else None

        passage = Markup(self.link, self.report, special).element(element)
        return "\n\n".join(part for part in (prompt_of(element, self._markup()), passage) if part)

    def _cloze(self, body: Element, inline: list[Element]) -> ReadItem:
        parts: list[dict[str, Any]] = []
        places: dict[Element, str] = {}
        total = 0.0
        for position, element in enumerate(inline, start=1):
            scene = self._scene(element)
            read = text_entry if name_of(element) == "textEntryInteraction" else inline_choice
            item, best = read(scene)
            parts.append(item | mark(best))
            self.notes += scene.notes
            total += best
            places[element] = f"{{{position}}}"
        prompt = self.title
        for one in [one for one in children(body) if one.get("data-cairn-part") == "prompt"]:
            prompt = self._markup().element(one)
            body.remove(one)
        text = self._text(body, places)
        return self._finished({"type": "cloze", "text": text, "parts": parts}, prompt, total)

    def _scene(self, element: Element) -> Scene:
        identifier = element.get("responseIdentifier") or "RESPONSE"
        declaration = self.declarations.get(identifier) or ResponseDeclaration(identifier, "single", "string")
        return Scene(element, declaration, self.processing, self._markup(), self._feedback)

    def _markup(self, places: dict[Element, str] | None = None) -> Markup:
        def special(one: Element) -> str | None:
            if places is not None and one in places:
                return places[one]
            if name_of(one) in BLOCK or name_of(one) in _BODY_ONLY or name_of(one) == "endAttemptInteraction":
                return ""
            return None

        return Markup(self.link, self.report, special)

    def _text(self, body: Element, places: dict[Element, str] | None = None) -> str:
        """The body's own words; rubrics for candidates belong to them."""
        rubrics = [
            Markup(self.link, self.report).element(one)
            for one in body.iter("rubricBlock")
            if "candidate" in (one.get("view") or "").split()
        ]
        for one in body.iter("feedbackBlock"):
            if not any(name_of(above).endswith("Interaction") for above in one.iterancestors()):
                self.report("dropped", "feedback in the body", "only feedback to a response is shown")
        return "\n\n".join(part for part in (*rubrics, self._markup(places or {}).element(body)) if part)

    def _feedback(self, responses: dict[str, list[str]]) -> str:
        """The modal feedback that these responses bring up."""
        feedbacks = children(self.root, "modalFeedback")
        if not feedbacks:
            return ""
        always = self._shown({})
        return self._told([one for one in self._shown(responses) if one not in always])

    def _shown(self, responses: dict[str, list[str]]) -> list[Element]:
        outcomes = self.processing.run(responses)
        return [
            one
            for one in children(self.root, "modalFeedback")
            if (
                (one.get("identifier") or "")
                in map(str, outcomes.get(one.get("outcomeIdentifier") or "", []))
            )
            == (one.get("showHide", "show") == "show")
        ]

    def _told(self, feedbacks: list[Element]) -> str:
        told = []
        for one in feedbacks:
            content = child(one, "contentBody")
            told.append(self._markup().element(one if content is None else content))
        return "\n\n".join(told)

    def _finished(self, item: Item, prompt: str, best: float, scene: Scene | None = None) -> ReadItem:
        notes = list(dict.fromkeys([*self.notes, *(scene.notes if scene else [])]))
        made: Item = {"type": item.pop("type"), "prompt": prompt or self.title} | item
        if made["type"] in {"essay", "file"}:
            self._assessed(made)
        elif made["type"] != "description":
            made |= mark(best)
        self._general(made, scene)
        self._rest(made)
        return ReadItem(made, self.title, "; ".join(notes))

    def _assessed(self, made: Item) -> None:
        for outcome in children(self.root, "outcomeDeclaration"):
            best = number(outcome.get("normalMaximum"))
            if outcome.get("identifier") == "SCORE" and best and best > 0:
                made |= mark(best)
        notes = [
            self._markup().element(one)
            for one in descendants(self.root, "rubricBlock")
            if {"scorer", "tutor", "testConstructor"} & set((one.get("view") or "").split())
        ]
        if notes:
            made["assessor_notes"] = "\n\n".join(notes)

    def _general(self, made: Item, scene: Scene | None) -> None:
        """Feedback to every response, and that to a whole right one, has its place after grading."""
        if not children(self.root, "modalFeedback"):
            return
        always = self._told(self._shown({}))
        right = ""
        if made["type"] in {"ordering", "match", "drag_text", "gap_select"} and scene is not None:
            right = scene.feedback(*scene.declaration.correct)
            if not right and not always:
                reason = "is shown for wrong answers only, which this item type cannot do"
                self.report("dropped", "feedback", reason)
        if text := "\n\n".join(part for part in (right, always) if part):
            made["feedback"] = text

    def _rest(self, made: Item) -> None:
        for one in descendants(self.root, "rubricBlock"):
            views = set((one.get("view") or "").split())
            if "candidate" not in views and not (
                made["type"] in {"essay", "file"} and views & {"scorer", "tutor"}
            ):
                self.report("dropped", f"rubric for {' '.join(sorted(views))}", "learners do not see it")
        for one in children(self.root, "stylesheet", "catalogInfo"):
            self.report("dropped", f"<{name_of(one)}>", "has no place in an item")
