"""Moodle's texts: four formats, and files embedded beside them."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable
from urllib.parse import unquote

from courses.formats.attachments import Attachments, reporter
from courses.formats.markup import Markup, escaped_text
from courses.formats.xml_source import Element, child, children, raw_text

PLUGIN_FILE = re.compile(r"@@PLUGINFILE@@/*", re.IGNORECASE)
Files = Callable[[str], str | None]
"""The href of the file that a text calls by this name; None when there is none."""


class Texts:
    """Reads the texts of one file of questions."""

    def __init__(self, attachments: Attachments, place: str) -> None:
        self.attachments = attachments
        self.place = place
        self.report = reporter(attachments.ledger, place)

    def markdown(self, element: Element | None, *, files: Files | None = None) -> str:
        """<questiontext format="…"><text>…</text><file …/></questiontext> as Markdown."""
        if element is None:
            return ""
        holder = child(element, "text")
        text = raw_text(holder if holder is not None else element)
        embedded = self.embedded(element)
        if files is None:
            return self.formatted(text, element.get("format") or "moodle_auto_format", embedded.get)
        return self.formatted(text, element.get("format") or "html", files)

    def formatted(self, text: str, kind: str, files: Files) -> str:
        if kind == "markdown":
            return PLUGIN_FILE.sub("@@PLUGINFILE@@/", text).strip() if "@@" in text else text.strip()
        if kind == "plain_text" or (kind == "moodle_auto_format" and not re.search(r"<\w|&\w+;", text)):
            paragraphs = re.split(r"\n\s*\n", text.replace("\r\n", "\n"))
            return "\n\n".join(escaped_text(" ".join(part.split())) for part in paragraphs if part.strip())
        return self.markup(files).html(text)

    def markup(self, files: Files) -> Markup:
        def link(href: str, _: bool) -> str | None:
            if match := PLUGIN_FILE.match(href):
                return files(unquote(href[match.end() :]).partition("?")[0])
            return self.attachments.link(href, "")

        return Markup(link, self.report)

    def embedded(self, element: Element) -> dict[str, str]:
        """Files inside the element, by the name that its text uses."""
        found = {}
        for one in children(element, "file"):
            name = f"{one.get('path') or '/'}{one.get('name') or 'file'}".lstrip("/")
            try:
                data = base64.b64decode("".join(raw_text(one).split()), validate=True)
            except (binascii.Error, ValueError):
                self.report("dropped", f"file {name}", "is not readable base64")
                continue
            found[name] = self.attachments.add(name, data, self.place)
        return found
