"""Moodle's texts: their formats, and files embedded beside them."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable
from html import escape, unescape
from urllib.parse import unquote

from courses.formats.attachments import Attachments, reporter
from courses.formats.markup import Markup
from courses.formats.markup.inline import destination
from courses.formats.xml_source import Element, child, children, raw_text

PLUGIN_FILE = re.compile(r"@@PLUGINFILE@@/*", re.IGNORECASE)
TAG = re.compile(r"</?[A-Za-z][\w-]*(?:\s[^<>]*)?/?>")
_MARKUP = re.compile(r"</?[A-Za-z][\w-]*(?:\s[^<>]*)?/?>|&(?:#\d+|#x[0-9a-fA-F]+|\w+);")
_NAMED = re.compile(r"@@PLUGINFILE@@/*([^\s)\"'<>]*)", re.IGNORECASE)
Files = Callable[[str], str | None]
"""The href of the file that a text calls by this name; None when there is none."""
FilesOf = Callable[[Element], Files]
"""The files of one text, where they do not stand inside it."""


class Texts:
    """Reads the texts of one file of questions."""

    def __init__(self, attachments: Attachments, place: str, files: FilesOf | None = None) -> None:
        self.attachments = attachments
        self.place = place
        self.report = reporter(attachments.ledger, place)
        self._files = files

    def markdown(self, element: Element | None, default: str = "html") -> str:
        """<questiontext format="…"><text>…</text><file …/></questiontext> as Markdown.

        `default` is the format of an element that names none.
        """
        if element is None:
            return ""
        text = raw_text(_holder(element))
        return self.formatted(text, element.get("format") or default, self.files(element))

    def files(self, element: Element) -> Files:
        """What the text in the element calls by name: files inside it, or where the reader says."""
        return self._files(element) if self._files is not None else self._embedded(element).get

    def formatted(self, text: str, kind: str, files: Files) -> str:
        """Text in one of Moodle's formats as Markdown. Line breaks of plain text stay."""
        if kind == "markdown":
            return self._linked(text, files).strip()
        plain = kind == "plain_text" or (kind == "moodle_auto_format" and not _MARKUP.search(text))
        return self.markup(files).html(_as_html(text) if plain else text)

    def line(self, text: str, files: Files) -> str:
        """HTML as one line of Markdown; a mere "<" is no markup."""
        return self.markup(files).line(text if TAG.search(text) else escape(unescape(text), quote=False))

    def _linked(self, text: str, files: Files) -> str:
        def href(match: re.Match[str]) -> str:
            found = files(unquote(match[1]).partition("?")[0])
            if found is None:
                self.report("dropped", f"file {match[1]}", "is not in the course")
            return destination(found) if found else match[1]

        return _NAMED.sub(href, text)

    def markup(self, files: Files) -> Markup:
        def link(href: str, _: bool) -> str | None:
            if match := PLUGIN_FILE.match(href):
                return files(unquote(href[match.end() :]).partition("?")[0])
            return self.attachments.link(href, "")

        return Markup(link, self.report)

    def _embedded(self, element: Element) -> dict[str, str]:
        """Files inside the element, by the name that its text uses."""
        found: dict[str, str] = {}
        for one in children(element, "file"):
            name = f"{one.get('path') or '/'}{one.get('name') or 'file'}".lstrip("/")
            href = self.file(name, raw_text(one))
            if href is not None:
                found.setdefault(name, href)
        return found

    def file(self, name: str, encoded: str) -> str | None:
        """The href of a file given in base64; None, and said, when it is not readable."""
        try:
            data = base64.b64decode("".join(encoded.split()), validate=True)
        except (binascii.Error, ValueError):
            self.report("dropped", f"file {name}", "is not readable base64")
            return None
        return self.attachments.add(name, data, self.place)


def _holder(element: Element) -> Element:
    holder = child(element, "text")
    return element if holder is None else holder


def _as_html(text: str) -> str:
    """Plain text: paragraphs stay paragraphs, lines stay lines."""
    paragraphs = re.split(r"\n[ \t]*\n\s*", text.replace("\r\n", "\n").replace("\r", "\n").strip())
    return "".join(f"<p>{escape(part, quote=False).replace('\n', '<br>')}</p>" for part in paragraphs)
