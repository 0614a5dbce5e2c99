"""An item's body as Markdown: the words before, around and after its interactions."""

from __future__ import annotations

import re
from dataclasses import dataclass

from courses.formats.markup import Markup
from courses.formats.markup.inline import Link, Report
from courses.formats.markup.plain import unmarked
from courses.formats.qti.feedback import IN_BODY
from courses.formats.qti.interactions import BLOCK, INLINE
from courses.formats.xml_source import Element, children, name_of, text_of

_SILENT = {"rubricBlock", "stylesheet", "prompt", "endAttemptInteraction", *IN_BODY}
_PLACE = re.compile("\ue000(\\d+)\ue001")


@dataclass(frozen=True, slots=True)
class Passage:
    """Words with the marks of the interactions inside them, and the one that follows, if any."""

    text: str
    inline: tuple[Element, ...]
    block: Element | None


class Passages:
    """Reads a body. `link` and `report` are those of `Markup`."""

    def __init__(self, link: Link, report: Report) -> None:
        self.link = link
        self.report = report

    def interactions(self, body: Element) -> list[Element]:
        """Those that a candidate answers, in the order of the text."""
        return [
            one
            for one in body.iter()
            if name_of(one).lower().endswith("interaction")
            and name_of(one) != "endAttemptInteraction"
            and not any(name_of(above) in IN_BODY for above in one.iterancestors())
        ]

    def read(self, body: Element) -> list[Passage]:
        """The body cut after each interaction that stands by itself."""
        for one in body.iter():
            one.text, one.tail = unmarked(one.text), unmarked(one.tail)
        found = self.interactions(body)
        pieces = _PLACE.split(self._marked(body, found))
        passages: list[Passage] = []
        text, inline = pieces[0], []
        for number, following in zip(pieces[1::2], pieces[2::2], strict=True):
            element = found[int(number)]
            if name_of(element) in INLINE:
                inline.append(element)
                text += f"\ue000{len(inline)}\ue001{following}"
            else:
                passages.append(Passage(text.strip(), tuple(inline), element))
                text, inline = following, []
        return [*passages, Passage(text.strip(), tuple(inline), None)]

    def _marked(self, body: Element, found: list[Element]) -> str:
        rubrics = [
            self.markup().element(one)
            for one in body.iter("rubricBlock")
            if "candidate" in (one.get("view") or "").split()
        ]
        marks = {one: f"\ue000{position}\ue001" for position, one in enumerate(found)}
        return "\n\n".join(part for part in (*rubrics, self.markup(marks).element(body)) if part)

    def markup(self, marks: dict[Element, str] | None = None) -> Markup:
        """A reader that leaves out interactions, or writes their marks."""

        def special(one: Element) -> str | None:
            if marks is not None and one in marks:
                return marks[one]
            return "" if name_of(one) in BLOCK or name_of(one) in _SILENT else None

        return Markup(self.link, self.report, special)

    def hottexts(self, element: Element) -> str:
        """The passage of words to mark, with these words in bold."""

        def special(one: Element) -> str | None:
            if name_of(one) == "hottext":
                return f"<strong>{text_of(one)}</strong>".replace("*", "\\*")
            return "" if name_of(one) in _SILENT else None

        passage = Markup(self.link, self.report, special).element(element)
        prompts = [self.markup().element(one) for one in children(element, "prompt")]
        return "\n\n".join(part for part in (*prompts, passage) if part)


def with_gap(text: str) -> str:
    """A text with one mark: what follows the text itself is left out, any other is a line to write on."""
    text = re.sub(r"\n\n\ue000\d+\ue001\Z", "", text)
    return _PLACE.sub("_____", re.sub(r"(?m)^(?=\ue000)", r"\\\\", text)).strip()


def with_places(text: str) -> str:
    """A text with its marks as the places of a cloze; `{1}` of the author's own stays a text."""
    literal = re.sub(r"\{(\d+)\}", r"\\{\1\\}", text)
    return _PLACE.sub(lambda match: f"{{{match[1]}}}", literal)
