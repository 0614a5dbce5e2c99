"""Formulas for markdown-it: `$…$` and `\\(…\\)` in a line, `$$…$$` in a line or on lines of its own.

As in Pandoc, a `$` opens a formula only before something that is no space and closes one only behind such;
besides, it opens nothing inside a word and closes nothing before a digit or a capital, so that prices
(“$5 to $10”) and variables of a shell (“$HOME/$USER”) stay text. `\\$` is always a dollar sign.
"""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline

from courses.content.formulas import MAX_FORMULA

_DOLLARS = re.compile(
    r"\$\$(?P<display>(?:[^$`\\]|\\.)+)\$\$(?!\$)"
    r"|\$(?P<inline>(?![\s$])(?:[^$`\\]|\\.)+)(?<!\s)\$(?![$0-9A-Z])",
    re.DOTALL,
)
FORMULAS = frozenset(["formula_inline", "formula_display", "formula_block"])


def formulas_plugin(md: MarkdownIt) -> None:
    """Adds the rules; the tokens' types are `FORMULAS`, their content is TeX."""
    md.inline.ruler.before("escape", "formula", _inline)
    md.block.ruler.before(
        "fence",
        "formula_block",
        _block,
        {"alt": ["paragraph", "reference", "blockquote", "list", "footnote_def"]},
    )


def _inline(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] == "$":
        found = _in_dollars(state)
    elif state.src.startswith("\\(", state.pos):
        found = _in_parentheses(state)
    else:
        return False
    if found is None:
        return False
    kind, content, end = found
    if not silent:
        token = state.push(kind, "math", 0)
        token.content = content.strip()
    state.pos = end
    return True


def _in_dollars(state: StateInline) -> tuple[str, str, int] | None:
    before = state.src[state.pos - 1 : state.pos]
    match = _DOLLARS.match(state.src, state.pos, state.posMax)
    if match is None or before == "$" or before.isalnum():
        return None
    if match["display"] is not None:
        return ("formula_display", match["display"], match.end()) if match["display"].strip() else None
    return "formula_inline", match["inline"], match.end()


def _in_parentheses(state: StateInline) -> tuple[str, str, int] | None:
    end = state.src.find("\\)", state.pos + 2, min(state.posMax, state.pos + MAX_FORMULA + 4))
    content = state.src[state.pos + 2 : end]
    if end < 0 or not content.strip() or "`" in content:
        return None
    return "formula_inline", content, end + 2


def _block(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Lines from one that begins with `$$` to one that ends with it, none of them blank."""
    if state.is_code_block(start) or not _line(state, start).startswith("$$"):
        return False
    lines: list[str] = []
    for number in range(start, end):
        line = _line(state, number)
        if number == start:
            line = line[2:]
        elif not line or state.sCount[number] < state.blkIndent:
            return False
        place = line.find("$$")
        if place < 0:
            lines.append(line)
            continue
        lines.append(line[:place])
        content = "\n".join(lines).strip()
        if line[place + 2 :].strip() or not content:
            return False
        if not silent:
            token = state.push("formula_block", "math", 0)
            token.block, token.map, token.content = True, [start, number + 1], content
        state.line = number + 1
        return True
    return False


def _line(state: StateBlock, number: int) -> str:
    return state.src[state.bMarks[number] + state.tShift[number] : state.eMarks[number]].rstrip()
