"""Chunks of code that R Markdown and Quarto run: what readers see of them when they are not run."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_HEAD = re.compile(r"\{\s*(?P<language>[A-Za-z]+)\b(?P<options>.*)\}\s*\Z")
# fig.alt="Two lines", echo = FALSE
_OPTION = re.compile(
    r"(?P<name>[A-Za-z][\w.]*)\s*=\s*(?:\"(?P<double>(?:[^\"\\]|\\.)*)\"|'(?P<single>(?:[^'\\]|\\.)*)'|(?P<word>[^,\"'\s]+))"
)
# #| fig-alt: "Two lines"
_COMMENT = re.compile(r"#\|\s*(?P<name>[\w.-]+):\s*(?P<value>.*?)\s*\Z")
_PICTURE = re.compile(r"include_graphics\(\s*(?:here(?:::here)?\(\s*)?[\"'](?P<path>[^\"']+)[\"']")
_FALSE = {"FALSE", "F", "false"}


@dataclass(slots=True)
class Chunk:
    """A chunk while it is read; `line` is that of its fence, `opening` what stands before the language."""

    language: str
    line: int
    opening: str
    options: dict[str, str]
    lines: list[str] = field(default_factory=list)

    def take(self, line: str) -> None:
        """A line of its code; Quarto's options stand in comments at the top."""
        comment = _COMMENT.match(line.strip()) if not any(self.lines) else None
        if comment is None:
            self.lines.append(line)
        else:
            self.options[comment["name"].replace("-", ".")] = comment["value"].strip("\"'")

    @property
    def is_hidden(self) -> bool:
        return self.options.get("include") in _FALSE or self.options.get("echo") in _FALSE

    @property
    def pictures(self) -> list[str]:
        """Paths of the pictures that it shows; none for a chunk that shows nothing."""
        if self.options.get("include") in _FALSE:
            return []
        return _PICTURE.findall("\n".join(self.lines))

    def option(self, name: str) -> str:
        return " ".join(self.options.get(name, "").split())


def chunk_of(info: str, line: int, opening: str) -> Chunk | None:
    """The chunk that a fence with this info string opens; None for plain code."""
    head = _HEAD.match(info.strip())
    if head is None:
        return None
    options = {}
    for match in _OPTION.finditer(head["options"]):
        quoted = match["double"] if match["double"] is not None else match["single"]
        options[match["name"]] = re.sub(r"\\(.)", r"\1", quoted) if quoted is not None else match["word"]
    return Chunk(head["language"].lower(), line, opening, options)
