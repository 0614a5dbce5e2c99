"""One page's Markdown from the Workbench's dialect to the course's: links, figures, divs, R chunks.

Works line by line and never inside code, so that everything it does not know stays as the author wrote it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from courses.content.divs import CLOSING, MAX_DEPTH, opening
from courses.formats.carpentries.chunks import Chunk, chunk_of
from courses.formats.carpentries.dialect import (
    DEFINITION,
    FENCE,
    GRID,
    IFRAME,
    INLINE,
    LIQUID,
    alternative,
    definitions,
    escaped,
    label_of,
    list_entries,
)
from courses.formats.carpentries.pages import SiteMap
from courses.formats.ledger import LedgerWriter

# The patterns for paragraphs take the square of what they get; no paragraph for people is like this.
_LONGEST_PARAGRAPH = 20_000
_MOST_MARKS = 400


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
    _too_deep: int = 0
    _fence: str = ""
    _chunk: Chunk | None = None
    _lost_labels: set[str] = field(default_factory=set)
    _line: int = 0

    def read(self, text: str, shared: Mapping[str, str] | None = None) -> Page:
        """`shared` are the labels and targets of a file of links that belongs to every page."""
        lines = text.split("\n")
        for label, href in {**(shared or {}), **definitions(lines)}.items():
            if self.site.target(href, self.file) is None:
                self._lost_labels.add(label)
        index = 0
        while index < len(lines):
            self._line = self.first_line + index
            if not self._fence and GRID.match(lines[index]):
                self._end_paragraph()
                index = self._grid_table(lines, index)
                continue
            self._read_line(lines[index])
            index += 1
        self._line = self.first_line + len(lines)
        self._end_paragraph()
        self._end_chunk("")
        while self._divs:
            self.ledger.adapted(
                f"div {self._divs[-1].name}", self._place(), "was not closed; ends with the page"
            )
            self._close_div()
        return Page("\n".join(self._output), tuple(self._objectives))

    def _place(self, line: int | None = None) -> str:
        return f"{self.file}:{line or self._line}"

    def _read_line(self, line: str) -> None:
        fence = FENCE.match(line)
        if self._fence:
            self._code_line(line, fence)
        elif self._is_text(line, fence):
            self._paragraph.append(self._without_frame(line))
        else:
            self._end_paragraph()
            self._read_structure(line, fence)

    @staticmethod
    def _is_text(line: str, fence: re.Match[str] | None) -> bool:
        is_structure = fence or line.startswith(":::") or DEFINITION.match(line) or LIQUID.match(line)
        return bool(line.strip()) and not is_structure

    def _read_structure(self, line: str, fence: re.Match[str] | None) -> None:
        if definition := DEFINITION.match(line):
            self._define(definition)
        elif fence and "`" not in fence["info"]:
            self._open_fence(line, fence)
        elif line.startswith(":::") and CLOSING.match(line) and self._divs:
            self._end_div(line)
        elif line.startswith(":::") and (found := opening(line)):
            self._begin_div(line, *found)
        elif LIQUID.match(line):
            self.ledger.dropped(
                f"template line {line.strip()}", self._place(), "belongs to the old site generator"
            )
        else:
            self._output.append(line)

    # Code

    def _open_fence(self, line: str, fence: re.Match[str]) -> None:
        self._fence = fence["marker"]
        self._chunk = chunk_of(fence["info"], self._line, fence["indent"] + fence["marker"])
        if self._chunk is None:
            self._output.append(line)

    def _code_line(self, line: str, fence: re.Match[str] | None) -> None:
        is_end = fence and fence["marker"].startswith(self._fence) and not fence["info"].strip()
        if is_end:
            self._fence = ""
        if self._chunk is None:
            self._output.append(line)
        elif is_end:
            self._end_chunk(line)
        else:
            self._chunk.take(line)

    def _end_chunk(self, fence: str) -> None:
        """What readers see of the chunk: its code, unless that is hidden, and the pictures that it shows."""
        if self._chunk is None:
            return
        chunk, self._chunk = self._chunk, None
        name, place = f"{chunk.language} chunk", self._place(chunk.line)
        pictures = chunk.pictures
        if chunk.is_hidden and not pictures:
            self.ledger.dropped(name, place, "its code is hidden from readers and is not run")
        elif chunk.is_hidden:
            self.ledger.adapted(name, place, "its code is hidden; the picture that it shows stands there")
        else:
            self.ledger.adapted(name, place, "is shown and not run; what it prints is missing")
            self._output += [f"{chunk.opening}{chunk.language}", *chunk.lines, fence or self._fence]
        for path in pictures:
            alt, caption = chunk.option("fig.alt"), chunk.option("fig.cap")
            self._output += ["", self._shown(path, alt or caption, caption, place), ""]

    # Divs

    def _begin_div(self, line: str, name: str, title: str, identifier: str) -> None:
        if len(self._divs) < MAX_DEPTH:
            self._open_div(name, title, identifier)
        else:
            # As the page shows it: a box too deep is text, and so is the line that closes it.
            self._too_deep += 1
            self._output.append(line)

    def _end_div(self, line: str) -> None:
        if self._too_deep:
            self._too_deep -= 1
            self._output.append(line)
        else:
            self._close_div()

    def _open_div(self, name: str, title: str, identifier: str) -> None:
        self._divs.append(_Div(name, self._line, len(self._output)))
        head = f"{{.{name} #{identifier}}}" if identifier else name
        self._output.append(f"::: {head} {title}".rstrip())

    def _close_div(self) -> None:
        div = self._divs.pop()
        if div.name == "instructor":
            del self._output[div.output_start :]
            reason = "notes for instructors are not shown to learners"
            self.ledger.dropped("div instructor", self._place(div.line), reason)
            return
        entries = None
        if div.name == "objectives" and not self._divs:
            entries = list_entries(self._output[div.output_start + 1 :])
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
        if len(text) > _LONGEST_PARAGRAPH or max(text.count("["), text.count("`")) > _MOST_MARKS:
            self.ledger.adapted(
                f"paragraph of {len(text):,} characters", self._place(start), "its links are not read"
            )
            self._output += text.split("\n")
            return

        def inline(match: re.Match[str]) -> str:
            self._line = start + text.count("\n", 0, match.start())
            return self._inline(match)

        self._output += INLINE.sub(inline, text).split("\n")
        self._line = end

    def _define(self, definition: re.Match[str]) -> None:
        target = self.site.target(definition["href"], self.file)
        if target is None:
            self._lost(definition["href"])
        else:
            self._output.append(f"{definition['label']}{target}{definition['rest']}")

    def _without_frame(self, line: str) -> str:
        frame = IFRAME.search(line) if len(line) <= _LONGEST_PARAGRAPH else None
        if frame is None:
            return line
        self.ledger.adapted("embedded frame", self._place(), "is a link: pages of others are not embedded")
        return f"{line[: frame.start()]}<{frame['source']}>{line[frame.end() :]}"

    def _inline(self, match: re.Match[str]) -> str:
        if match["code"] and re.match(r"`r\s", match["code"]):
            reason = "is shown and not run; what it prints is missing"
            self.ledger.adapted(f"r code {match['code'][:40]}", self._place(), reason)
        if match["code"] or match["formula"]:
            return match["code"] or match[0]
        if match["words"] is not None:
            is_lost = label_of(match["label"] or match["words"]) in self._lost_labels
            return match["words"] if is_lost else match[0]
        if match["attribute"]:
            return self._attribute(match)
        if match["source"]:
            return self._picture(match)
        text = INLINE.sub(self._inline, match["text"])
        target = self.site.target(match["href"], self.file)
        if target is None:
            self._lost(match["href"])
            return text
        return f"[{text}]({target}{match['rest'] or ''})"

    def _attribute(self, match: re.Match[str]) -> str:
        target = self.site.target(match["value"], self.file)
        if target is None:
            self._lost(match["value"])
        return f"{match['attribute']}={match['quote']}{target or '#'}{match['quote']}"

    def _picture(self, match: re.Match[str]) -> str:
        caption, title = match["caption"].strip(), match["title"] or ""
        attributes = match["attributes"] or ""
        alt = alternative(attributes)
        if re.search(r"\b(?:width|height|style)\s*=", attributes):
            self.ledger.adapted(
                f"figure {match['source']}", self._place(), "has the size that the page gives it"
            )
        if alt is None:
            target = self.site.target(match["source"], self.file)
            if target is not None:
                return f"![{caption}]({target}" + (f' "{title}")' if title else ")")
        return self._shown(match["source"], alt or "", title or caption, self._place())

    def _shown(self, source: str, alt: str, caption: str, place: str) -> str:
        """A picture with what it shows and its caption; the words alone when the file is not there."""
        target = self.site.target(source, self.file)
        if target is None:
            self.ledger.dropped(f"figure {source}", place, "the file is not in the lesson")
            return alt or caption
        words = re.sub(r"<(https?://[^>]+)>", r"\1", caption).replace('"', '\\"')
        return f"![{escaped(alt)}]({target}" + (f' "{words}")' if words else ")")

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
