"""An item in the making."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from courses.formats.model import Item
from courses.formats.written_xml import line_markup, make, markup
from courses.formats.xml_source import Element

Resolve = Callable[[str], str | None]
RESPONSE = "RESPONSE"
_INLINE = {"a", "b", "br", "code", "em", "i", "img", "q", "small", "span", "strong", "sub", "sup"}


class UnwritableError(Exception):
    """QTI has no equivalent; the message says why."""


@dataclass(slots=True)
class WrittenItem:
    """An item in the making: its declarations, its body, its processing, and what was adapted."""

    item: Item
    resolve: Resolve
    root: Element = field(default_factory=lambda: make("qti-assessment-item"))
    declarations: list[Element] = field(default_factory=list)
    body: list[Element | str] = field(default_factory=list)
    rules: list[Element] = field(default_factory=list)
    feedback: dict[str, str] = field(default_factory=dict)
    adapted: list[str] = field(default_factory=list)

    @property
    def mark(self) -> float:
        return float(self.item.get("mark", 1))

    def words(self, markdown: str) -> list[Element | str]:
        return line_markup(str(markdown), self.resolve)

    def prompt(self) -> list[Element | str]:
        return markup(str(self.item["prompt"]), self.resolve)

    def asked(self) -> list[Element]:
        """The prompt of an interaction: inside it when it is one line, which is all that it holds there;
        else it stands before it."""
        line = line_markup(str(self.item["prompt"]), self.resolve)
        if line and all(isinstance(one, str) or one.tag in _INLINE for one in line):
            return [make("qti-prompt", {}, *line)]
        self.body += self.prompt()
        return []

    def tell(self, name: str, text: object) -> str:
        """Takes feedback to an answer under a name; "" for none."""
        if not text:
            return ""
        self.feedback[name] = str(text)
        return name
