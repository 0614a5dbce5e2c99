"""Plain text that Markdown shows exactly as it is."""

from __future__ import annotations

import re

_ANYWHERE = re.compile(r"[\\`*\[\]<]|\$(?!\s)|~(?=~)|&(?=#?\w{1,32};)|(?<=[`*_\])])\{(?=[#.])")
_AT_LINE_START = re.compile(r"(?:#{1,6}(?=\s|$)|>|[-+](?=\s|$)|:|=+\s*$|-{2,}|\||~~~|_(?:\s*_){2,}\s*$)")
_UNDERSCORES = re.compile(r"_+")
_MARKS = re.compile("[\ue000-\ue003]")
_NUMBERED = re.compile(r"(\d{1,9})([.)])(?=\s|$)")


def unmarked(text: str | None) -> str | None:
    """Text without the private characters by which readers mark places in it."""
    return _MARKS.sub("", text) if text else text


def escaped_text(text: str) -> str:
    """Text for the middle of a line; gaps written as underscores stay."""
    return _UNDERSCORES.sub(_underscores, _ANYWHERE.sub(lambda match: f"\\{match[0]}", text))


def _underscores(match: re.Match[str]) -> str:
    """Inside a word, alone, and as a gap with a mark after it, underscores are no emphasis."""
    run, text = match[0], match.string
    before, after = text[: match.start()][-1:], text[match.end() :][:1]
    within = _is_word(before) and _is_word(after)
    alone = not before.strip() and not after.strip()
    gap = len(run) > 2 and not before.strip() and not _is_word(after)
    return run if within or alone or gap else run.replace("_", "\\_")


def _is_word(character: str) -> bool:
    return character.isalnum()


def escaped_line(line: str) -> str:
    """A line whose beginning would make a heading, a list, a quotation, … shown as a line."""
    if _AT_LINE_START.match(line):
        return f"\\{line}"
    return _NUMBERED.sub(r"\1\\\2", line, count=1) if _NUMBERED.match(line) else line
