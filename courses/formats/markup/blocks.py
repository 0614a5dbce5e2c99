"""Paragraphs, lists, tables and what else stands on lines of its own."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import islice

import nh3
from lxml import etree, html

from courses.content.safety import TAGS
from courses.formats.markup.formulas import pieces
from courses.formats.markup.inline import (
    BLOCKS,
    InlineMarkup,
    Link,
    Report,
    Special,
    is_around,
    is_emphasis,
    text_run,
)  # fmt: skip
from courses.formats.markup.plain import escaped_line, escaped_text
from courses.formats.xml_source import Element, name_of, text_of

_MOST_DEPTH = 80
_WRITTEN = re.compile("\ue002\\d+\ue003")
_CELL_BLOCKS = {"ul", "ol", "table", "pre", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "dl"}


class Markup:
    """One page's HTML to Markdown.

    `link` gives each link its place in the course, `report` hears what is changed or left out, `special`
    writes elements that only the format knows (gaps, interactions).
    """

    def __init__(self, link: Link, report: Report, special: Special | None = None) -> None:
        self.report = report
        self.link = link
        self._inline = InlineMarkup(link, report, special)
        self._special = special

    def html(self, text: str) -> str:
        """Markdown for HTML text, whole or in part."""
        if not text.strip():
            return ""
        root = _parsed(text)
        if root is None:
            return ""
        if _depth(root) > _MOST_DEPTH:
            self.report("adapted", "page", f"is nested more than {_MOST_DEPTH} deep; only its text is kept")
            return escaped_line(escaped_text(text_of(root)))
        return self.element(root)

    def line(self, text: str) -> str:
        """HTML as one line of Markdown."""
        return re.sub(r"\s*\\?\n\s*", " ", self.html(text)).strip()

    def element(self, element: Element) -> str:
        """Markdown for what is inside the element."""
        return "\n\n".join(block for block in self._blocks(element) if block)

    def _blocks(self, element: Element) -> list[str]:
        blocks: list[str] = []
        run = text_run(element.text)
        for child in element:
            if _stands_alone(child) and (self._special is None or self._special(child) is None):
                blocks.append(_paragraph(run))
                blocks += self._block(child)
                run = text_run(child.tail)
            else:
                run += self._inline.one(child, run) + text_run(child.tail)
        blocks.append(_paragraph(run))
        return [block for block in blocks if block]

    def _block(self, element: Element) -> list[str]:
        writer = _WRITERS.get(name_of(element))
        if writer is not None:
            return [writer(self, element)]
        self._inline.told_of(element)
        return self._blocks(element)

    def _heading(self, element: Element) -> str:
        words = re.sub(r"\s*\\?\n\s*", " ", self._inline.run(element)).strip()
        if not words:
            return ""
        place = element.get("id") or ""
        mark = f" {{#{place}}}" if re.fullmatch(r"[A-Za-z][\w-]{0,60}", place) else ""
        return f"{'#' * int(name_of(element)[1])} {words.rstrip('#').rstrip()}{mark}"

    def _list(self, element: Element) -> str:
        numbered = name_of(element) == "ol"
        number = int(element.get("start") or 1) if (element.get("start") or "1").isdigit() else 1
        entries, loose = [], False
        for child in element:
            if not name_of(child):
                continue
            blocks = self._blocks(child) if name_of(child) == "li" else self._block(child)
            loose = loose or any(not re.match(r"[-\d]", block) for block in blocks[1:])
            mark = f"{number}. " if numbered else "- "
            entries.append(mark + _indented("\n\n".join(blocks) if loose else "\n".join(blocks), len(mark)))
            number += 1
        return ("\n\n" if loose else "\n").join(entries)

    def _definitions(self, element: Element) -> str:
        lines = []
        for child in element.iter("dt", "dd"):
            if name_of(child) == "dt":
                lines.append("\n" + re.sub(r"\s*\\?\n\s*", " ", self._inline.run(child)).strip())
            else:
                lines.append(": " + _indented(self.element(child), 2))
        return "\n".join(lines).strip()

    def _quotation(self, element: Element) -> str:
        return "\n".join(f"> {line}".rstrip() for line in self.element(element).split("\n"))

    def _code(self, element: Element) -> str:
        inner = next((one for one in element if name_of(one) == "code"), element)
        words = " ".join(filter(None, (inner.get("class"), element.get("class"))))
        language = re.search(r"(?:language|lang|brush)[-:]\s*([\w+#-]+)", words)
        code = _typed(element).strip("\n").rstrip()
        fence = "`" * max(3, max((len(run) for run in re.findall(r"`+", code)), default=0) + 1)
        return f"{fence}{language[1] if language else ''}\n{code}\n{fence}" if code else ""

    def _figure(self, element: Element) -> str:
        caption = next((text_of(one) for one in element.iter("figcaption")), "")
        pictures = list(element.iter("img"))
        if len(pictures) != 1:
            return "\n\n".join(self._blocks(element))
        return self._inline.image(pictures[0], caption)

    def _details(self, element: Element) -> str:
        title = next((text_of(one) for one in element if name_of(one) == "summary"), "")
        for one in list(element):
            if name_of(one) == "summary":
                one.text = None
                for inner in list(one):
                    one.remove(inner)
        return f"::: spoiler {title}".rstrip() + f"\n\n{self.element(element)}\n\n:::"

    def _table(self, element: Element) -> str:
        rows = [[cell for cell in row if name_of(cell) in {"td", "th"}] for row in element.iter("tr")]
        rows = [row for row in rows if row]
        if not rows:
            return "\n\n".join(self._blocks(element))
        if _needs_html(element, rows):
            return self._html_table(element, [cell for row in rows for cell in row])
        width = max(len(row) for row in rows)
        cells = [[self._cell(cell) for cell in row] + [""] * (width - len(row)) for row in rows]
        if not all(name_of(cell) == "th" for cell in rows[0]) and len(rows) > 1:
            cells.insert(0, [""] * width)
        caption = next((text_of(one) for one in element if name_of(one) == "caption"), "")
        lines = [f"| {' | '.join(row)} |" for row in cells]
        lines.insert(1, f"|{' --- |' * width}")
        return "\n".join(lines) if not caption else f"*{caption}*\n\n" + "\n".join(lines)

    def _cell(self, cell: Element) -> str:
        words = re.sub(r"\s*\\\n\s*", "<br>", self._inline.run(cell)).replace("\n", " ")
        return re.sub(r"\s+", " ", re.sub(r"(?<!\\)\|", r"\\|", words)).strip()

    def _html_table(self, element: Element, cells: list[Element]) -> str:
        """Merged cells and lists in cells have no Markdown: the table stays safe HTML on lines of its own.

        Between blank lines a cell may be Markdown, which one with a formula is.
        """
        written: dict[str, str] = {}
        for cell in cells:
            if _has_formula(cell) and next(cell.iterdescendants("table"), None) is None:
                mark = f"\ue002{len(written)}\ue003"
                written[mark] = f"\n\n{self.element(cell)}\n\n"
                for inner in list(cell):
                    cell.remove(inner)
                cell.text = mark

        def attribute(tag: str, name: str, value: str) -> str | None:
            return self.link(value, name == "src") if name in {"href", "src"} else value

        source = etree.tostring(element, encoding="unicode", method="html", with_tail=False)
        self.report("adapted", "table", "has merged cells or lists in cells; it stays HTML")
        cleaned = nh3.clean(
            source,
            tags=TAGS | {"table"},
            attributes={
                "a": {"href"}, "img": {"src", "alt"}, "td": {"colspan", "rowspan"},
                "th": {"colspan", "rowspan", "scope"},
            },
            attribute_filter=attribute,
            link_rel=None,
        )  # fmt: skip
        lines = re.sub(r"\n\s*(?:\n\s*)+", "\n", cleaned).strip()
        return _WRITTEN.sub(lambda match: written.pop(match[0], ""), lines)


def _parsed(text: str) -> Element | None:
    """The body of HTML text. lxml's HTML parser knows no external entities and stops at 256 levels."""
    parser = html.HTMLParser(remove_comments=True, remove_pis=True, no_network=True, encoding="utf-8")
    try:
        document = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        return None
    body = document.find("body")
    return document if body is None else body


def _depth(root: Element) -> int:
    deepest, level = 0, 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        level += 1 if event == "start" else -1
        deepest = max(deepest, level)
    return deepest


def _paragraph(run: str) -> str:
    """Lines without spaces around them, none of which begins a block of another kind."""
    words = re.sub(r"\s*(?:(?<!\\)\\\n\s*)+\Z", "", run).strip()
    words = re.sub(r"\A(?:\s*\\\n)+", "", words).strip()
    return "\n".join(escaped_line(line.strip()) for line in words.split("\n")) if words else ""


def _indented(text: str, by: int) -> str:
    return text.replace("\n", "\n" + " " * by).replace("\n" + " " * by + "\n", "\n\n")


def _typed(element: Element) -> str:
    """Code as its author sees it: editors of web pages write its lines and indents as `<br>` and `&nbsp;`."""
    pieces: list[str] = []
    for event, one in etree.iterwalk(element, events=("start", "end")):
        if event == "start":
            pieces += ["\n"] if name_of(one) == "br" else [one.text or ""]
        elif one is not element:
            pieces.append(one.tail or "")
    return "".join(pieces).replace("\xa0", " ")


def _stands_alone(element: Element) -> bool:
    """A block, or an element of lines that holds some, as strangers' <span>, <font> and <b> often do.

    A single paragraph inside emphasis is a run of words that is emphasised.
    """
    name = name_of(element)
    if name in BLOCKS or not is_around(name):
        return name in BLOCKS
    within = [name_of(one) for one in islice((one for one in element.iter(*BLOCKS)), 2)]
    return bool(within) and (not is_emphasis(name) or within not in (["p"], ["div"]))


def _has_formula(cell: Element) -> bool:
    if any(one.tag == "math" or one.get("data-equation-content") for one in cell.iter("math", "img")):
        return True
    return any(formula for _, formula in pieces(text_of(cell)))


def _needs_html(table: Element, rows: list[list[Element]]) -> bool:
    merged = any(
        cell.get(name, "1").strip() not in {"", "0", "1"}
        for row in rows
        for cell in row
        for name in ("colspan", "rowspan")
    )
    return merged or any(one is not table for one in table.iter(*_CELL_BLOCKS))


_WRITERS: dict[str, Callable[[Markup, Element], str]] = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), Markup._heading),
    "ul": Markup._list,
    "ol": Markup._list,
    "dl": Markup._definitions,
    "blockquote": Markup._quotation,
    "pre": Markup._code,
    "hr": lambda self, element: "---",
    "table": Markup._table,
    "figure": Markup._figure,
    "details": Markup._details,
}
