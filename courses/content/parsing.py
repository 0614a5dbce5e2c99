"""The one Markdown parser: which extensions courses have, and what a text refers to."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from mdit_py_plugins.attrs import attrs_plugin
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.tasklists import tasklists_plugin

from courses.content.divs import divs_plugin
from courses.content.errors import ContentTooLarge, FormulaInvalid
from courses.content.formula_syntax import FORMULAS, formulas_plugin
from courses.content.formulas import mathml
from courses.content.html_renderer import CourseRenderer

MAX_CHARACTERS = 200_000
# Brackets that open nothing cost the parser time in the square of their number.
MAX_BRACKETS = 200
MAX_BRACKETS_IN_TEXT = 4_000


class Destination(NamedTuple):
    """Where a link or image of a text leads; `line` counts from 1 and is that of the paragraph."""

    line: int
    href: str
    is_image: bool


class FormulaProblem(NamedTuple):
    """A formula that cannot be typeset; `line` counts from 1 and is that of the paragraph."""

    line: int
    source: str
    message: str


@cache
def parser() -> MarkdownIt:
    """CommonMark with tables, strikethrough, footnotes, definition and task lists, attributes, fenced divs
    and formulas.

    Raw HTML is parsed and left to the cleaner. The parser holds no state between texts.
    """
    md = MarkdownIt("commonmark", {"html": True, "maxNesting": 40}, renderer_cls=CourseRenderer)
    md.enable(["table", "strikethrough"])
    md.use(footnote_plugin).use(deflist_plugin).use(tasklists_plugin)
    md.use(attrs_plugin, spans=True, allowed=("id", "width", "height"))
    md.use(divs_plugin).use(formulas_plugin)
    md.core.ruler.before("inline", "brackets", _plain_brackets)
    return md


def _plain_brackets(state: StateCore) -> None:
    """Where a paragraph or a text has absurdly many brackets, the rest of them are just characters."""
    total = 0
    for token in state.tokens:
        count = token.content.count("[") if token.type == "inline" else 0
        total += count
        if count > MAX_BRACKETS or (count and total > MAX_BRACKETS_IN_TEXT):
            token.content = token.content.replace("[", "\\[")


def parse(text: str) -> list[Token]:
    """Tokens of `text`. Raises ContentTooLarge."""
    if len(text) > MAX_CHARACTERS:
        raise ContentTooLarge(len(text), MAX_CHARACTERS)
    return parser().parse(text.replace("\0", "\ufffd"), {})


def parse_inline(text: str) -> list[Token]:
    """Tokens of one line of Markdown, such as a caption."""
    return parser().parseInline(text, {})[0].children or []


def destinations(text: str) -> list[Destination]:
    """Every link and image of `text` in reading order, code excluded. Raises ContentTooLarge."""
    return list(_destinations(parse(text), 1))


def formula_problems(text: str) -> list[FormulaProblem]:
    """Every formula of `text` that its page shows as it was typed, and why. Raises ContentTooLarge."""
    if "$" not in text and "\\(" not in text:
        return []
    return list(_formula_problems(parse(text), 1))


def _formula_problems(tokens: list[Token], line: int) -> Iterator[FormulaProblem]:
    for token in tokens:
        if token.map:
            line = token.map[0] + 1
        if token.type in FORMULAS:
            try:
                mathml(token.content, display=False)
            except FormulaInvalid as error:
                yield FormulaProblem(line, token.content, str(error))
        if token.children:
            yield from _formula_problems(token.children, line)


def _destinations(tokens: list[Token], line: int) -> Iterator[Destination]:
    for token in tokens:
        if token.map:
            line = token.map[0] + 1
        if token.type == "link_open":
            yield Destination(line, str(token.attrGet("href") or ""), False)
        elif token.type == "image":
            yield Destination(line, str(token.attrGet("src") or ""), True)
        if token.children:
            yield from _destinations(token.children, line)
