"""Tokens to HTML: divs, figures, tables, tasks and code in the shapes that the style sheet knows."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from html import escape
from typing import Any

from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

from courses.content.headings import plain_text
from courses.content.highlighting import MAX_HIGHLIGHTED_IN_TEXT, code_block

_CHECKED = re.compile(r"checked")


def _label(env: Any, name: str) -> str:
    return str(env["labels"].get(name, name))


class CourseRenderer(RendererHTML):
    """Needs in `env`: `links(href, is_image) -> str | None`;
    `labels`, a mapping of visible words; `inline(text)`, the tokens of one line of Markdown;
    `formula(tex, display)`, what stands for a formula."""

    def render(self, tokens: Sequence[Token], options: Any, env: Any) -> str:
        return super().render(_with_figures(tokens, env["links"]), options, env)

    # Divs

    def div_open(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        token = tokens[idx]
        kind = token.meta["kind"]
        classes = f"div div-{kind.name}"
        if kind.shape == "details":
            return f'<details class="{classes}">\n'
        role = "note" if kind.shape == "aside" else "group"
        title_id = escape(str(tokens[idx + 1].attrGet("id") or ""))
        return f'<{token.tag} class="{classes}" role="{role}" aria-labelledby="{title_id}">\n'

    def div_title_open(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        kind = tokens[idx].meta["kind"]
        label = _label(env, kind.name)
        title = plain_text(tokens[idx + 1])
        tag, identifier = tokens[idx].tag, escape(str(tokens[idx].attrGet("id") or ""))
        if not title:
            return f'<{tag} class="div-title" id="{identifier}">{escape(label)}'
        # A folded solution's own title is enough; a box says what it is, unless its title does.
        if kind.shape == "details" or label.casefold() in title.casefold() or kind.name == "other":
            return f'<{tag} class="div-title" id="{identifier}">'
        return f'<{tag} class="div-title" id="{identifier}"><span class="div-kind">{escape(label)}:</span> '

    def div_title_close(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        return f"</{tokens[idx].tag}>\n"

    # Pictures

    def image(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        token = tokens[idx]
        alt = plain_text(token)
        source = str(token.attrGet("src") or "")
        if env["links"](source, True) is None:
            words = escape(alt or _label(env, "missing"))
            if re.match(r"https?:", source):
                return f'<a href="{escape(source)}">{words}</a>'
            return f'<span class="missing">{escape(_label(env, "missing"))}: {escape(alt or source)}</span>'
        size = "".join(
            f' {name}="{escape(str(token.attrGet(name)))}"'
            for name in ("width", "height")
            if token.attrGet(name)
        )
        return f'<img src="{escape(source)}" alt="{escape(alt)}"{size} loading="lazy" decoding="async">'

    def figure_open(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        return "<figure>"

    def figure_close(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        caption = env["inline"](tokens[idx].content)
        return f"<figcaption>{self.renderInline(caption, options, env)}</figcaption></figure>\n"

    # Formulas

    def formula_inline(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        return str(env["formula"](tokens[idx].content, False))

    def formula_display(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        return str(env["formula"](tokens[idx].content, True))

    def formula_block(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        return f"{_scroll_open(env, 'formula')}{env['formula'](tokens[idx].content, True)}</div>\n"

    # Tables, tasks, code

    def table_open(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        return _scroll_open(env) + "<table>\n"

    def table_close(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        return "</table></div>\n"

    def th_open(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        return f'<th scope="col"{_alignment(tokens[idx])}>'

    def td_open(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        return f"<td{_alignment(tokens[idx])}>"

    def html_block(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        """Raw HTML as it is, for the cleaner; its tables scroll like the others."""
        wrapped = re.sub(r"(?i)<table\b", lambda found: _scroll_open(env) + found[0], tokens[idx].content)
        return re.sub(r"(?i)</table\s*>", "</table></div>", wrapped)

    def html_inline(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        content = tokens[idx].content
        if "task-list-item-checkbox" not in content:
            return content
        done = _CHECKED.search(content.replace("checkbox", "")) is not None
        words = escape(_label(env, "done" if done else "open"))
        return f'<span class="task-box" role="img" aria-label="{words}">{"☑" if done else "☐"}</span>'

    def fence(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        env["highlighted"] = env.get("highlighted", 0) + len(tokens[idx].content)
        plain = env["highlighted"] > MAX_HIGHLIGHTED_IN_TEXT
        return code_block(tokens[idx].content, tokens[idx].info.strip(), plain=plain)

    def code_block(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        return code_block(tokens[idx].content, "")


def _scroll_open(env: Any, what: str = "table") -> str:
    """A frame that scrolls sideways, by keyboard too, where its content is wider than the page."""
    return f'<div class="{what}-scroll" role="group" tabindex="0" aria-label="{escape(_label(env, what))}">'


def _alignment(token: Token) -> str:
    found = re.search(r"text-align:\s*(left|right|center)", str(token.attrGet("style") or ""))
    return f' class="align-{found[1]}"' if found else ""


def _with_figures(tokens: Sequence[Token], links: Callable[[str, bool], str | None]) -> list[Token]:
    """A paragraph that is one picture with a title becomes a figure with that title as its caption."""
    result = list(tokens)
    for index in range(1, len(result) - 1):
        children = result[index].children or []
        if len(children) != 1 or children[0].type != "image" or result[index - 1].type != "paragraph_open":
            continue
        caption = str(children[0].attrGet("title") or "")
        if caption and links(str(children[0].attrGet("src") or ""), True) is not None:
            result[index - 1] = Token("figure_open", "figure", 1)
            result[index + 1] = Token("figure_close", "figure", -1, content=caption)
    return result
