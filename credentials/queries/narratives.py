"""Markdown in credentials (criteria, evidence), as HTML for pages and as plain lines for print.

Strangers write it, so there is no HTML in it, no image, and no link but to the web.
"""

from typing import Final

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

_LONGEST: Final = 20_000
_MARKDOWN: Final = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")
_TAGS: Final = {
    *("p", "ul", "ol", "li", "strong", "em", "code", "pre", "blockquote", "br", "hr", "a"),
    *("table", "thead", "tbody", "tr", "th", "td", "h4", "h5", "h6"),
}


def narrative_html(text: str) -> SafeString:
    """Safe HTML; headings begin at the fourth level."""
    html = _MARKDOWN.render(text[:_LONGEST])
    for level in (3, 2, 1):
        html = html.replace(f"<h{level}>", f"<h{level + 3}>").replace(f"</h{level}>", f"</h{level + 3}>")
    return mark_safe(  # noqa: S308 - cleaned by nh3 here
        nh3.clean(html, tags=_TAGS, attributes={"a": {"href"}}, url_schemes={"http", "https", "mailto"})
    )


def narrative_lines(text: str) -> list[str]:
    """The text without its marks, one string for each paragraph or list entry ("• …")."""
    lines: list[str] = []
    listed = 0
    for token in _MARKDOWN.parse(text[:_LONGEST]):
        if token.type == "list_item_open":
            listed += 1
        elif token.type == "list_item_close":
            listed -= 1
        elif token.type == "inline":
            words = "".join(_words(child.type, child.content) for child in token.children or [])
            if words.strip():
                lines.append(f"• {words.strip()}" if listed else words.strip())
        elif token.type in {"fence", "code_block"}:
            lines.extend(line for line in token.content.splitlines() if line.strip())
    return lines


def _words(kind: str, content: str) -> str:
    return " " if kind in {"softbreak", "hardbreak"} else content
