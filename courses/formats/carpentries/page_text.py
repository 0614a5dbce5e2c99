"""One page's Markdown from the Workbench's dialect to the course's: links, figures, divs, R chunks.

Works line by line and never inside code, so that everything it does not know stays as the author wrote it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from courses.content.divs import CLOSING, opening
from courses.formats.carpentries.pages import SiteMap
from courses.formats.ledger import LedgerWriter

_FENCE = re.compile(r"(?P<indent>[ \t>]*(?:(?:[-*+]|\d+[.)])[ \t]+)?)(?P<marker>`{3,}|~{3,})(?P<info>.*)\Z")
_CHUNK = re.compile(r"\{\s*(?P<language>[A-Za-z]+)\b(?P<options>[^}]*)\}")
_HIDDEN = re.compile(r"\b(?:include|echo)\s*=\s*(?:FALSE|F|false)\b")
_INLINE = re.compile(
    r"(?P<code>(?P<ticks>`+)(?!`)(?s:.+?)(?<!`)(?P=ticks)(?!`))"
    r"|!\[(?P<caption>(?:[^\[\]\\]|\\.|\[[^\]]*\])*)\]\((?P<source>[^()\s]+)(?:\s+\"(?P<title>[^\"]*)\")?\)"
    r"(?P<attributes>\{[^{}]*\})?"
    r"|\[(?P<text>(?:[^\[\]\\]|\\.|\[[^\]]*\])*)\]\((?P<href>[^()\s]+)(?P<rest>\s+\"[^\"]*\")?\)"
    r"|(?P<attribute>\b(?:src|href))=(?P<quote>[\"'])(?P<value>[^\"']+)(?P=quote)"
)
_DEFINITION = re.compile(r"(?P<label> {0,3}\[[^\]]+\]:\s+)<?(?P<href>[^\s>]+)>?(?P<rest>.*)\Z")
_ALT = re.compile(r"alt\s*=\s*(?:'(?P<single>(?:[^'\\]|\\.)*)'|\"(?P<double>(?:[^\"\\]|\\.)*)\")")
_GRID = re.compile(r"\s*\+(?:[-=:]+\+)+\s*\Z")
_LIQUID = re.compile(r"\s*\{%.*%\}\s*\Z|\s*\{:.*\}\s*\Z")
_IFRAME = re.compile(
    r"<iframe\b[^>]*\bsrc=[\"'](?P<source>https?://[^\"']+)[\"'][^>]*>.*?(?:</iframe>|\Z)",
    re.IGNORECASE,
)
_ENTRY = re.compile(r"[-*+][ \t]+|\d+[.)][ \t]+")


@dataclass(slots=True)
class _Div:
    name: str
    line: int
    output_start: int


@dataclass(slots=True)
class Page:
    """The result: the body, and the objectives that were taken out of it."""

    body: str
    objectives: tuple[str, ...]


@dataclass(slots=True)
class PageReader:
    """Reads one page. `first_line` is the line of the file on which `text` begins."""

    file: str
    first_line: int
    site: SiteMap
    ledger: LedgerWriter
    _output: list[str] = field(default_factory=list)
    _paragraph: list[str] = field(default_factory=list)
    _divs: list[_Div] = field(default_factory=list)
    _objectives: list[str] = field(default_factory=list)
    _fence: str = ""
    _hidden: bool = False
    _line: int = 0

    def read(self, text: str) -> Page:
        lines = text.split("\n")
        index = 0
        while index < len(lines):
            self._line = self.first_line + index
            if not self._fence and _GRID.match(lines[index]):
                self._end_paragraph()
                index = self._grid_table(lines, index)
                continue
            self._read_line(lines[index])
            index += 1
        self._line = self.first_line + len(lines)
        self._end_paragraph()
        while self._divs:
            self.ledger.adapted(
                f"div {self._divs[-1].name}", self._place(), "was not closed; ends with the page"
            )
            self._close_div()
        return Page("\n".join(self._output), tuple(self._objectives))

    def _place(self, line: int | None = None) -> str:
        return f"{self.file}:{line or self._line}"

    def _read_line(self, line: str) -> None:
        fence = _FENCE.match(line)
        if self._fence:
            self._code_line(line, fence)
        elif self._is_text(line, fence):
            self._paragraph.append(self._without_frame(line))
        else:
            self._end_paragraph()
            self._read_structure(line, fence)

    @staticmethod
    def _is_text(line: str, fence: re.Match[str] | None) -> bool:
        is_structure = fence or line.startswith(":::") or _DEFINITION.match(line) or _LIQUID.match(line)
        return bool(line.strip()) and not is_structure

    def _read_structure(self, line: str, fence: re.Match[str] | None) -> None:
        if definition := _DEFINITION.match(line):
            self._define(definition)
        elif fence and "`" not in fence["info"]:
            self._open_fence(line, fence)
        elif line.startswith(":::") and CLOSING.match(line) and self._divs:
            self._close_div()
        elif line.startswith(":::") and (found := opening(line)):
            self._open_div(*found)
        elif _LIQUID.match(line):
            self.ledger.dropped(
                f"template line {line.strip()}", self._place(), "belongs to the old site generator"
            )
        else:
            self._output.append(line)

    # Code

    def _open_fence(self, line: str, fence: re.Match[str]) -> None:
        self._fence = fence["marker"]
        chunk = _CHUNK.match(fence["info"].strip())
        if chunk is None:
            self._output.append(line)
            return
        language = chunk["language"].lower()
        self._hidden = _HIDDEN.search(chunk["options"]) is not None
        if self._hidden:
            self.ledger.dropped(
                f"{language} chunk", self._place(), "its code is hidden from readers and is not run"
            )
            return
        self.ledger.adapted(
            f"{language} chunk", self._place(), "is shown and not run; what it prints is missing"
        )
        self._output.append(f"{fence['indent']}{fence['marker']}{language}")

    def _code_line(self, line: str, fence: re.Match[str] | None) -> None:
        if not self._hidden:
            self._output.append(line)
        if fence and fence["marker"].startswith(self._fence) and not fence["info"].strip():
            self._fence, self._hidden = "", False

    # Divs

    def _open_div(self, name: str, title: str, identifier: str) -> None:
        self._divs.append(_Div(name, self._line, len(self._output)))
        head = f"{{.{name} #{identifier}}}" if identifier else name
        self._output.append(f"::: {head} {title}".rstrip())

    def _close_div(self) -> None:
        div = self._divs.pop()
        content = self._output[div.output_start + 1 :]
        if div.name == "instructor":
            del self._output[div.output_start :]
            reason = "notes for instructors are not shown to learners"
            self.ledger.dropped("div instructor", self._place(div.line), reason)
            return
        entries = _list_entries(content) if div.name == "objectives" and not self._divs else None
        if entries is not None:
            del self._output[div.output_start :]
            self._objectives += entries
            self.ledger.kept("div objectives", self._place(div.line), "as the lesson's objectives")
            return
        self._output.append(":::")
        self.ledger.kept(f"div {div.name}", self._place(div.line))

    # Text

    def _end_paragraph(self) -> None:
        """Rewrites the lines since the last break together: links may run over several lines."""
        if not self._paragraph:
            return
        text, end = "\n".join(self._paragraph), self._line
        start = end - len(self._paragraph)
        self._paragraph = []

        def inline(match: re.Match[str]) -> str:
            self._line = start + text.count("\n", 0, match.start())
            return self._inline(match)

        self._output += _INLINE.sub(inline, text).split("\n")
        self._line = end

    def _define(self, definition: re.Match[str]) -> None:
        target = self.site.target(definition["href"], self.file)
        if target is None:
            self._lost(definition["href"])
        else:
            self._output.append(f"{definition['label']}{target}{definition['rest']}")

    def _without_frame(self, line: str) -> str:
        frame = _IFRAME.search(line)
        if frame is None:
            return line
        self.ledger.adapted("embedded frame", self._place(), "is a link: pages of others are not embedded")
        return f"{line[: frame.start()]}<{frame['source']}>{line[frame.end() :]}"

    def _inline(self, match: re.Match[str]) -> str:
        if match["code"]:
            return match[0]
        if match["source"]:
            return self._picture(match)
        if match["attribute"]:
            target = self.site.target(match["value"], self.file)
            if target is None:
                self._lost(match["value"])
            return f"{match['attribute']}={match['quote']}{target or '#'}{match['quote']}"
        text = _INLINE.sub(self._inline, match["text"])
        target = self.site.target(match["href"], self.file)
        if target is None:
            self._lost(match["href"])
            return text
        return f"[{text}]({target}{match['rest'] or ''})"

    def _picture(self, match: re.Match[str]) -> str:
        caption, title = match["caption"].strip(), match["title"] or ""
        attributes = match["attributes"] or ""
        alt = _alternative(attributes)
        if re.search(r"\b(?:width|height|style)\s*=", attributes):
            self.ledger.adapted(
                f"figure {match['source']}", self._place(), "has the size that the page gives it"
            )
        target = self.site.target(match["source"], self.file)
        if target is None:
            self.ledger.dropped(f"figure {match['source']}", self._place(), "the file is not in the lesson")
            return alt or caption
        if alt is None:
            return f"![{caption}]({target}" + (f' "{title}")' if title else ")")
        words = re.sub(r"<(https?://[^>]+)>", r"\1", title or caption).replace('"', '\\"')
        return f"![{_escaped(alt)}]({target}" + (f' "{words}")' if words else ")")

    def _lost(self, href: str) -> None:
        self.ledger.adapted(
            f"link {href}", self._place(), "is plain text: what it leads to is not in the course"
        )

    def _grid_table(self, lines: list[str], start: int) -> int:
        end = start
        while end < len(lines) and lines[end].lstrip().startswith(("+", "|")):
            end += 1
        self._output += ["~~~text", *lines[start:end], "~~~"]
        self.ledger.adapted(
            "grid table", self._place(), "is shown as it was typed: cells hold whole paragraphs"
        )
        return end


def _alternative(attributes: str) -> str | None:
    found = _ALT.search(attributes)
    if found is None:
        return None
    return re.sub(r"\\(.)", r"\1", found["single"] if found["single"] is not None else found["double"])


def _escaped(text: str) -> str:
    return re.sub(r"([\\\[\]*_`<])", r"\\\1", text)


def _list_entries(lines: list[str]) -> list[str] | None:
    """The entries of a plain list; None when the lines hold anything else."""
    entries: list[str] = []
    for line in lines:
        marker = _ENTRY.match(line)
        if marker:
            entries.append(line[marker.end() :].strip())
        elif line.strip() and entries and line.startswith(" "):
            entries[-1] += " " + line.strip()
        elif line.strip():
            return None
    return entries or None
