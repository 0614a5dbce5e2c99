"""What stands inside a line: emphasis, code, links, pictures."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import quote

from courses.formats.markup.formulas import markdown_formula, pieces
from courses.formats.markup.plain import escaped_text
from courses.formats.markup.presentation_mathml import tex_of
from courses.formats.xml_source import Element, name_of, raw_text, text_of

Link = Callable[[str, bool], str | None]
"""(href, is it a picture) to the href inside the course; None when it leads to nothing."""
Report = Callable[[str, str, str], None]
"""(outcome "adapted" or "dropped", element, reason)."""
Special = Callable[[Element], str | None]
"""Markdown for an element that only the format knows; None for any other."""

_EMPHASIS = {"strong": "**", "b": "**", "em": "*", "i": "*", "cite": "*", "dfn": "*"}
_BOLD = re.compile(r"\bfont-weight:\s*(?:bold|[6-9]00)\b", re.IGNORECASE)
_ITALIC = re.compile(r"\bfont-style:\s*(?:italic|oblique)\b", re.IGNORECASE)
_STRUCK = {"del", "s", "strike"}
_KEPT = {"sub", "sup", "kbd", "mark", "u", "ins", "q", "small", "abbr", "samp", "var"}
_NEUTRAL = {
    "span", "font", "label", "time", "bdi", "bdo", "big", "wbr", "body", "html", "tbody", "data",
    "nobr", "root", "text",
}  # fmt: skip
_SILENT = {"head", "title", "meta", "link", "base", "colgroup", "col", "param", "source", "track"}
_GONE = {
    "script": "scripts are not part of a course",
    "style": "pages have the portal's own style",
    "noscript": "stands in for a script",
    "template": "is not shown to readers",
    "svg": "drawings inside a page are not read; attach them as files",
    "canvas": "is drawn by a script",
    "input": "form fields do nothing in a lesson",
    "select": "form fields do nothing in a lesson",
    "textarea": "form fields do nothing in a lesson",
    "button": "form fields do nothing in a lesson",
}
_EMBEDDED = {"iframe": "src", "embed": "src", "video": "src", "audio": "src", "object": "data"}


class InlineMarkup:
    """Elements to one run of Markdown; blocks inside become spaces."""

    def __init__(self, link: Link, report: Report, special: Special | None = None) -> None:
        self.link = link
        self.report = report
        self.special = special

    def run(self, element: Element) -> str:
        """What is inside the element."""
        out = text_run(element.text)
        for child in element:
            out += self.one(child, out) + text_run(child.tail)
        return out

    def one(self, element: Element, before: str = "") -> str:
        """The element itself, without what follows it."""
        name = name_of(element)
        if self.special is not None and (given := self.special(element)) is not None:
            return given
        if not name:  # an entity that nobody declared
            return " "
        if name in _GONE:
            if name not in {"script", "style"} or raw_text(element).strip() or element.get("src"):
                self.report("dropped", f"<{name}>", _GONE[name])
            return ""
        if name in _SILENT:
            return ""
        writer = _WRITERS.get(name)
        if writer is not None:
            return writer(self, element)
        return self._around(name, element, before)

    def _around(self, name: str, element: Element, before: str) -> str:
        inner = self.run(element)
        words = inner.strip()
        if not words:
            return " " if inner else ""
        left = " " if inner[:1].isspace() else ""
        right = " " if inner[-1:].isspace() else ""
        name = _emphasis_of_style(element) or name
        if name in _EMPHASIS:
            if _stands_free(element, before, left, right):
                mark = _EMPHASIS[name]
                return f"{left}{mark}{words}{mark}{right}"
            tag = "strong" if _EMPHASIS[name] == "**" else "em"
            return f"{left}<{tag}>{words}</{tag}>{right}"
        if name in _STRUCK:
            return f"{left}<del>{words}</del>{right}"
        if name in _KEPT:
            return f"{left}<{name}>{words}</{name}>{right}"
        self.told_of(element)
        return f" {words} " if name in BLOCKS else inner

    def told_of(self, element: Element) -> None:
        """Reports an element whose text alone is kept."""
        name = name_of(element)
        if is_emphasis(name):
            self.report("adapted", f"<{name}>", "is around whole paragraphs; their text is kept")
        elif name not in _NEUTRAL and name not in BLOCKS:
            self.report("adapted", f"<{name}>", "is not known; its text is kept")

    def code(self, element: Element) -> str:
        words = raw_text(element).replace("\n", " ").strip()
        if not words:
            return ""
        fence = _fence_around(words)
        pad = " " if words.startswith("`") or words.endswith("`") else ""
        return f"{fence}{pad}{words}{pad}{fence}"

    def anchor(self, element: Element) -> str:
        inner = self.run(element)
        words = inner.strip()
        href = (element.get("href") or "").strip()
        if not href or not words:
            return inner
        target = self.link(href, False)
        if target is None:
            self.report("dropped", f"link {href[:100]}", "leads to nothing in the course; its text is kept")
            return inner
        if words.startswith("[") and "](" in words and not words.startswith("[!["):
            return inner
        left = " " if inner[:1].isspace() else ""
        right = " " if inner[-1:].isspace() else ""
        return f"{left}[{words}]({destination(target)}){right}"

    def image(self, element: Element, caption: str = "") -> str:
        """A picture; without a caption its `title` stays as one."""
        source = (element.get("src") or element.get("data") or "").strip()
        alt = escaped_text(" ".join((element.get("alt") or "").split()))
        equation = element.get("data-equation-content")
        if equation:
            return self._formula(equation, display=False)
        target = self.link(source, True) if source else None
        if target is None:
            shown = source[:100] if not source.startswith("data:") else "data:…"
            self.report("dropped", f"picture {shown}", "is not in the course; its description is kept")
            return alt
        words = (caption or element.get("title") or "").replace('"', "'")
        title = f' "{" ".join(words.split())}"' if words.strip() else ""
        return f"![{alt}]({destination(target)}{title})"

    def embedded(self, element: Element) -> str:
        name = name_of(element)
        if (element.get("type") or "").startswith("image/"):
            inner = self.run(element).strip()
            return f"{self.image(element)} {inner}".strip()
        source = element.get(_EMBEDDED[name]) or next(
            (one.get("src") or "" for one in element if one.tag == "source"), ""
        )
        target = self.link(source.strip(), False) if source.strip() else None
        if target is None:
            self.report("dropped", f"<{name}> {source[:100]}".strip(), "leads to nothing in the course")
            return self.run(element)
        self.report("adapted", f"<{name}> {source[:100]}", "is a link: lessons load nothing from elsewhere")
        words = element.get("title") or text_of(element) or source.rsplit("/", 1)[-1] or source
        return f"[{escaped_text(words)}]({destination(target)})"

    def ruby(self, element: Element) -> str:
        """A reading aid in parentheses behind what it belongs to."""
        self.report("adapted", "<ruby>", "the reading stands in parentheses behind its word")
        out = text_run(element.text)
        for one in element:
            if name_of(one) in {"rt", "rtc"}:
                words = self.run(one).strip()
                out += f"({words})" if words else ""
            elif name_of(one) != "rp":
                out += self.one(one, out) if name_of(one) != "rb" else self.run(one)
            out += text_run(one.tail)
        return out

    def math(self, element: Element) -> str:
        """MathML by the TeX it brings along, else by TeX made from it, else by its text."""
        notes = (one for one in element.iter("annotation") if "tex" in (one.get("encoding") or "").lower())
        given = next((raw_text(one) for one in notes), "").strip()
        display = element.get("display") == "block"
        if given:
            return self._formula(given, display=display)
        made = tex_of(element)
        formula = markdown_formula(made, display=display) if made else None
        if formula is not None:
            self.report("adapted", "formula", "is written in TeX, made from its MathML")
            return formula
        words = " ".join((element.get("alttext") or text_of(element)).split())
        self.report("adapted", "formula", "is shown as text")
        return escaped_text(words)

    def _formula(self, tex: str, *, display: bool) -> str:
        formula = markdown_formula(tex, display=display)
        if formula is not None:
            return formula
        self.report("adapted", "formula", "is shown as code: its TeX is not understood")
        words = " ".join(tex.split())
        fence = _fence_around(words)
        pad = " " if "`" in words else ""
        return f"{fence}{pad}{words}{pad}{fence}"


def is_around(name: str) -> bool:
    """Whether an element of this name stands around its content, and leaves it what it is."""
    return bool(name) and name not in _GONE and name not in _SILENT and name not in _WRITERS


def is_emphasis(name: str) -> bool:
    return name in _EMPHASIS or name in _STRUCK or name in _KEPT


def text_run(text: str | None) -> str:
    """Plain text for the middle of a line, the formulas in it as Markdown writes them."""
    return "".join(escaped_text(words) + formula for words, formula in pieces(_spaces(text)))


def _fence_around(code: str) -> str:
    return "`" * (max((len(run) for run in re.findall(r"`+", code)), default=0) + 1)


def destination(href: str) -> str:
    """A link's target as CommonMark takes it."""
    href = quote(href, safe="/:?#[]@!$&'()*+,;=%~-._") if re.search(r"[\s<>\\^`{|}]", href) else href
    return f"<{href}>" if re.search(r"[()]", href) else href


def _emphasis_of_style(element: Element) -> str:
    """What editors mean by `<span style="font-weight: bold">`."""
    style = (element.get("style") or "") if name_of(element) in {"span", "font"} else ""
    if _BOLD.search(style):
        return "strong"
    return "em" if _ITALIC.search(style) else ""


def _stands_free(element: Element, before: str, left: str, right: str) -> bool:
    """Whether `**` would be read as emphasis here: white space or a mark on both sides."""
    after = (element.tail or "")[:1]
    last = before[-1:]
    if not left and (last.isalnum() or last in {"*", "_", "\\"}):
        return False
    if not right and (after.isalnum() or after in {"*", "_"}):
        return False
    if not right and not element.tail and text_of(element.getnext()):
        return False
    parent = element.getparent()
    return parent is None or name_of(parent) not in _EMPHASIS


def _spaces(text: str | None) -> str:
    return re.sub(r"[\s\xa0]+", " ", text) if text else ""


BLOCKS = {
    "p", "div", "section", "article", "header", "footer", "main", "aside", "nav", "h1", "h2", "h3", "h4",
    "h5", "h6", "ul", "ol", "li", "dl", "dt", "dd", "blockquote", "pre", "hr", "table", "figure",
    "figcaption", "details", "summary", "center", "fieldset", "form", "address", "tr", "td", "th",
    "thead", "tfoot",
    "caption", "legend", "contentBody",
}  # fmt: skip
_WRITERS: dict[str, Callable[[InlineMarkup, Element], str]] = {
    "br": lambda self, element: "\\\n",
    "code": InlineMarkup.code,
    "tt": lambda self, element: self.run(element) if len(element) else self.code(element),
    "a": InlineMarkup.anchor,
    "img": lambda self, element: self.image(element),
    "math": InlineMarkup.math,
    "ruby": InlineMarkup.ruby,
    **dict.fromkeys(_EMBEDDED, InlineMarkup.embedded),
}
