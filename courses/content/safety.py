"""The last step: whatever came before, only this HTML leaves the package."""

from __future__ import annotations

import re
from collections.abc import Callable

import nh3
from pygments.token import STANDARD_TYPES

TAGS = frozenset(
    ["a", "abbr", "aside", "b", "blockquote", "br", "caption", "cite", "code", "col", "colgroup", "dd",
     "del", "details", "dfn", "div", "dl", "dt", "em", "figcaption", "figure", "h2", "h3", "h4", "h5", "h6",
     "hr", "i", "img", "ins", "kbd", "li", "mark", "ol", "p", "pre", "q", "s", "samp", "section", "small",
     "span", "strong", "sub", "summary", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "u",
     "ul", "var"]
)  # fmt: skip
_ATTRIBUTES: dict[str, set[str]] = {
    "*": {"id", "class", "lang", "dir", "title"},
    "a": {"href", "aria-label"},
    "aside": {"role", "aria-labelledby"},
    "div": {"role", "aria-labelledby", "aria-label", "tabindex"},
    "img": {"src", "alt", "width", "height", "loading", "decoding"},
    "li": {"value"},
    "ol": {"start"},
    "pre": {"tabindex"},
    "span": {"role", "aria-label"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
}
_VALUES = {
    "role": re.compile(r"(?:note|group|img)\Z"),
    "tabindex": re.compile(r"0\Z"),
    "width": re.compile(r"[1-9][0-9]{0,3}\Z"),
    "height": re.compile(r"[1-9][0-9]{0,3}\Z"),
    "colspan": re.compile(r"[1-9][0-9]?\Z"),
    "rowspan": re.compile(r"[1-9][0-9]?\Z"),
    "loading": re.compile(r"lazy\Z"),
    "decoding": re.compile(r"async\Z"),
    "scope": re.compile(r"(?:row|col|rowgroup|colgroup)\Z"),
}
_CLASSES = frozenset(filter(None, STANDARD_TYPES.values()))
_CLASS_FAMILIES = re.compile(
    r"(?:div|div-[a-z-]+|code|code-[a-z]+|highlight|language-[a-z0-9+#-]+|(?:table|formula)-scroll|align-(?:left|right|center)"
    r"|footnotes|footnote-ref|footnote-item|footnote-backref|footnotes-list|footnotes-sep|task-list-item|task-box"
    r"|contains-task-list|missing|formula-invalid|formula-[0-9]{1,5})\Z"
)

Links = Callable[[str, bool], str | None]


def clean(html: str, *, link: Links, id_prefix: str) -> str:
    """`html` without anything that runs, styles, tracks or collides.

    Gone: scripts, event handlers, style, forms, frames, `javascript:` and `data:` URLs, unknown classes.
    `link(url, is_image)` gives the final URL of a link or image, or None to remove it. Every id, and every
    reference to one, gets `id_prefix`, so that authors' ids cannot collide with those of the page.
    """

    def attribute(tag: str, name: str, value: str) -> str | None:
        if name == "id":
            return id_prefix + value
        if name == "aria-labelledby":
            return " ".join(id_prefix + identifier for identifier in value.split())
        if name == "class":
            return " ".join(word for word in value.split() if _allowed_class(word)) or None
        if name == "href":
            return link(value, False)
        if name == "src":
            return link(value, True)
        pattern = _VALUES.get(name)
        return value if pattern is None or pattern.match(value) else None

    return nh3.clean(
        html,
        tags=TAGS,
        attributes=_ATTRIBUTES,
        attribute_filter=attribute,
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener",
    )


def _allowed_class(word: str) -> bool:
    return word in _CLASSES or _CLASS_FAMILIES.match(word) is not None
