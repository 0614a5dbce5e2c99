"""Heading levels and ids: a page's outline without gaps, and stable places to link to."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from markdown_it.token import Token

_EXPLICIT = re.compile(r"\{([^{}]*)\}\Z")


@dataclass(frozen=True, slots=True)
class Heading:
    """An entry of the table of contents; `level` from 2 to 6, `id` as it stands in the HTML."""

    id: str
    level: int
    text: str


def slug(text: str) -> str:
    """The id that Pandoc and most Markdown sites give to a heading."""
    return re.sub(r"\s+", "-", re.sub(r"[^\w\s.-]", "", text.lower()).strip()).strip("-.") or "section"


def plain_text(inline: Token) -> str:
    """An inline token's words, without its markup."""
    parts = []
    for child in inline.children or []:
        if child.type in {"text", "code_inline", "image", "formula_inline", "formula_display"}:
            parts.append(child.content)
        elif child.type in {"softbreak", "hardbreak"}:
            parts.append(" ")
    return "".join(parts).strip()


def number_headings(tokens: Sequence[Token], id_prefix: str) -> list[Heading]:
    """Gives every heading and div title its id, and every heading a level; returns those outside of divs.

    The topmost level in the text becomes h2; a level is never more than one deeper than the one before.
    """
    levels = [int(token.tag[1]) for token in tokens if token.type == "heading_open"]
    shift = 2 - min(levels, default=2)
    taken: dict[str, int] = {}
    outline: list[Heading] = []
    previous, depth = 1, 0
    for index, token in enumerate(tokens):
        if token.type == "div_open":
            depth += 1
        elif token.type == "div_close":
            depth -= 1
        elif token.type == "div_title_open":
            inline = tokens[index + 1]
            wanted = (
                token.meta["id"]
                or _take_explicit(inline)
                or slug(plain_text(inline) or token.meta["kind"].name)
            )
            token.attrSet("id", _free(wanted, taken))
        elif token.type == "heading_open":
            inline = tokens[index + 1]
            identifier = _free(_take_explicit(inline) or slug(plain_text(inline)), taken)
            previous = min(int(token.tag[1]) + shift, previous + 1, 6)
            token.tag = tokens[index + 2].tag = f"h{previous}"
            token.attrSet("id", identifier)
            if depth == 0:
                outline.append(Heading(id_prefix + identifier, previous, plain_text(inline)))
    return outline


def _take_explicit(inline: Token) -> str | None:
    """Removes a trailing `{#id .class}` from the heading; returns the id, if it names one."""
    last = inline.children[-1] if inline.children else None
    if last is None or last.type != "text":
        return None
    content = last.content.rstrip()
    # Searched from the last brace: a text of spaces or braces must not cost the square of its length.
    match = _EXPLICIT.match(content, max(content.rfind("{"), 0))
    if match is None or not re.match(r"[#.-]", match[1].strip()):
        return None
    last.content = content[: match.start()].rstrip()
    found = re.search(r"#([\w.-]+)", match[1])
    return found[1] if found else None


def _free(wanted: str, taken: dict[str, int]) -> str:
    """`wanted`, or `wanted-1`, `wanted-2`, …; `taken` remembers how far each was counted."""
    identifier, number = wanted, taken.get(wanted, 0)
    while identifier in taken:
        number += 1
        identifier = f"{wanted}-{number}"
    taken[wanted] = number
    taken.setdefault(identifier, 0)
    return identifier
