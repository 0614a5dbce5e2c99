"""Fenced divs for markdown-it: `::: name Title` … `:::`, nested, in Pandoc's spelling too.

As in Pandoc, a line of three or more colons and nothing else closes the innermost open div, whatever the
number of colons; an opening line carries a name (`::: challenge Title`, `:::::: {.challenge #id}`). Unclosed
divs end with their parent. Deeper nesting than `MAX_DEPTH` is left as text.
"""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from courses.content.kinds import kind_named

MAX_DEPTH = 12
MAX_OPENING = 1_000  # characters of a line that opens a div

OPENING = re.compile(
    r":{3,}\s*(?:(?P<name>[A-Za-z][\w-]*)|\{(?P<attributes>[^{}]*)\})"
    r"[ \t]*(?P<title>[^:\n].*?)?[ \t]*:*[ \t]*\Z"
)
CLOSING = re.compile(r":{3,}[ \t]*\Z")
_CODE_FENCE = re.compile(r"(`{3,}|~{3,})")


def divs_plugin(md: MarkdownIt) -> None:
    """Adds the block rule and the step that gives each div its title."""
    md.block.ruler.before(
        "fence", "div", _div, {"alt": ["paragraph", "reference", "blockquote", "list", "footnote_def"]}
    )
    md.core.ruler.after("block", "div_titles", _give_titles)


def opening(line: str) -> tuple[str, str, str] | None:
    """(name, title, id) of a line that opens a div; None for other lines."""
    # A line this long is no title, and the pattern takes the square of its length.
    match = OPENING.match(line.strip()) if len(line) <= MAX_OPENING else None
    if match is None:
        return None
    name, identifier = match["name"], ""
    if name is None:
        classes = re.findall(r"(?:^|\s)\.([\w-]+)", match["attributes"])
        identifiers = re.findall(r"(?:^|\s)#([\w-]+)", match["attributes"])
        name = classes[0] if classes else ""
        identifier = identifiers[0] if identifiers else ""
    return name.lower(), (match["title"] or "").strip(), identifier


def _line(state: StateBlock, number: int) -> str:
    return state.src[state.bMarks[number] + state.tShift[number] : state.eMarks[number]]


def _div(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    if state.is_code_block(start):
        return False
    first = _line(state, start)
    found = opening(first) if first.startswith(":::") else None
    depth = state.env.get("div_depth", 0)
    if found is None or depth >= MAX_DEPTH:
        return False
    if silent:
        return True
    stop, closed = _find_end(state, start, end)
    name, title, identifier = found
    token = state.push("div_open", "div", 1)
    token.block, token.map, token.info = True, [start, stop], name
    token.meta = {"title": title, "id": identifier, "line": start}
    old_parent, old_max = state.parentType, state.lineMax
    state.parentType, state.lineMax = "div", stop
    state.env["div_depth"] = depth + 1
    state.md.block.tokenize(state, start + 1, stop)
    state.env["div_depth"] = depth
    state.parentType, state.lineMax = old_parent, old_max
    state.push("div_close", "div", -1).block = True
    state.line = stop + closed
    return True


def _find_end(state: StateBlock, start: int, end: int) -> tuple[int, bool]:
    """The line where the div's content stops, and whether a closing line stands there."""
    depth, fence = 1, ""
    for number in range(start + 1, end):
        line = _line(state, number)
        if line and state.sCount[number] < state.blkIndent:
            return number, False
        marker = _CODE_FENCE.match(line)
        if fence:
            if marker and marker[1].startswith(fence) and not line.strip(fence[0] + " \t"):
                fence = ""
        elif marker:
            fence = marker[1]
        elif CLOSING.match(line):
            depth -= 1
            if depth == 0:
                return number, True
        elif line.startswith(":::") and opening(line):
            depth += 1
    return end, False


def _give_titles(state: StateCore) -> None:
    """Turns a div's first heading, or its title words, or its kind's label, into the title's tokens."""
    result: list[Token] = []
    tokens = state.tokens
    open_tags: list[str] = []
    position = 0
    while position < len(tokens):
        token = tokens[position]
        result.append(token)
        position += 1
        if token.type == "div_open":
            kind = kind_named(token.info)
            token.tag = {"details": "details", "aside": "aside", "group": "div"}[kind.shape]
            token.meta["kind"] = kind
            open_tags.append(token.tag)
            inline = Token("inline", "", 0, content=token.meta["title"], children=[], map=token.map)
            if position + 2 < len(tokens) and tokens[position].type == "heading_open" and not inline.content:
                inline = tokens[position + 1]
                position += 3
            tag = "summary" if kind.shape == "details" else "p"
            meta = {"kind": kind, "id": token.meta["id"], "div": token}
            result += [Token("div_title_open", tag, 1, meta=meta), inline, Token("div_title_close", tag, -1)]
        elif token.type == "div_close":
            token.tag = open_tags.pop()
    state.tokens = result
