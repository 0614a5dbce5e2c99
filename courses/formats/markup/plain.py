"""Plain text that Markdown shows exactly as it is."""

from __future__ import annotations

import re

_ANYWHERE = re.compile(
    r"[\\`*\[\]<]|(?<!\w)_(?!_)|(?<!_)_(?!\w)|~(?=~)|&(?=#?\w{1,32};)|(?<=[`*_\])])\{(?=[#.])"
)
_AT_LINE_START = re.compile(r"(?:#{1,6}(?=\s|$)|>|[-+](?=\s|$)|:|=+\s*$|-{2,}|\||~~~)")
_NUMBERED = re.compile(r"(\d{1,9})([.)])(?=\s|$)")


def escaped_text(text: str) -> str:
    """Text for the middle of a line; gaps written as underscores stay."""
    return _ANYWHERE.sub(lambda match: f"\\{match[0]}", text)


def escaped_line(line: str) -> str:
    """A line whose beginning would make a heading, a list, a quotation, … shown as a line."""
    if _AT_LINE_START.match(line):
        return f"\\{line}"
    return _NUMBERED.sub(r"\1\\\2", line, count=1) if _NUMBERED.match(line) else line
