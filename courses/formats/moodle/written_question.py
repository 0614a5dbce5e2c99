"""A question in the making: its texts as HTML with the files that they show."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping
from typing import Any

from lxml import html as lxml_html

from courses.formats.model import Asset, CourseDocument, Item
from courses.formats.names import local_reference
from courses.formats.numbers import plain
from courses.formats.written_xml import make, rendered
from courses.formats.xml_source import Element, text_of


class UnfitError(Exception):
    """Moodle has no equivalent; the message says why."""


class WrittenQuestion:
    """`notes` says what was adapted."""

    def __init__(self, item: Item, course: CourseDocument) -> None:
        self.item = item
        self.course = course
        self.notes: list[str] = []

    def html(self, markdown: str, files: list[Asset] | None = None) -> str:
        def resolve(href: str) -> str | None:
            target = local_reference(href)
            asset = self.course.asset(target.target) if target and target.kind == "asset" else None
            if asset is None:
                return None
            if files is not None and asset not in files:
                files.append(asset)
            return f"@@PLUGINFILE@@/{asset.path.removeprefix('assets/')}"

        return rendered(str(markdown), resolve)

    def plain(self, markdown: str) -> str:
        """Markdown as plain text, for the places where Moodle has no other."""
        source = self.html(markdown)
        root = lxml_html.fragment_fromstring(source, create_parent="div")
        if any(one.tag != "p" for one in root.iter() if one is not root):
            self.note("some texts are plain text in Moodle")
        return text_of(root)

    def note(self, words: str) -> None:
        if words not in self.notes:
            self.notes.append(words)

    def text(self, name: str, markdown: str, **attributes: str) -> Element:
        """<name format="html"><text>…</text> and the files that the text shows."""
        files: list[Asset] = []
        html = self.html(markdown, files)
        return self.holder(name, html, files, attributes)

    def holder(self, name: str, html: str, files: list[Asset], attributes: Mapping[str, str]) -> Element:
        element = make(name, {"format": "html", **attributes}, make("text", {}, html))
        for asset in files:
            folder, _, last = asset.path.removeprefix("assets/").rpartition("/")
            path = f"/{folder}/" if folder else "/"
            data = base64.b64encode(asset.data).decode()
            element.append(make("file", {"name": last, "path": path, "encoding": "base64"}, data))
        return element

    def answer(self, row: Mapping[str, Any], share: float, *, words: bool = False) -> Element:
        percent = plain(round(share * 100, 5))
        if words:
            element = make("answer", {"fraction": percent, "format": "moodle_auto_format"})
            element.append(make("text", {}, str(row["text"])))
        else:
            element = self.text("answer", row["text"], fraction=percent)
        if row.get("feedback"):
            element.append(self.text("feedback", row["feedback"]))
        return element


def unheld(data: Mapping[str, Any], names: Iterable[str], what: str, notes: list[str]) -> None:
    """Notes the fields that are there and have no place in Moodle."""
    empty: tuple[object, ...] = (None, "", [], ())
    notes += [f"Moodle has no place for {name} of {what}" for name in names if data.get(name) not in empty]


Written = tuple[str, list[Element], Element | None]
