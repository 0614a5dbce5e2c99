"""XML that writers make, and the HTML that they put into it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import cast

from lxml import etree, html

from courses.content import formulas_as_tex, render_markdown
from courses.formats.xml_source import Element

_HTML_ONLY = {"class", "loading", "decoding", "tabindex", "role", "aria-labelledby", "aria-label", "rel"}


def make(name: str, attributes: Mapping[str, object] | None = None, *inside: Element | str) -> Element:
    """An element with attributes and children; None as a value leaves an attribute out."""
    element = etree.Element(name)
    for key, value in (attributes or {}).items():
        if value is not None:
            element.set(key, allowed(str(value)))
    for one in inside:
        if not isinstance(one, str):
            element.append(one)
        elif len(element):
            element[-1].tail = (element[-1].tail or "") + allowed(one)
        else:
            element.text = (element.text or "") + allowed(one)
    return element


def document(root: Element) -> bytes:
    """The file: UTF-8 with a declaration, indented where that changes nothing."""
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def rooted(root: Element, namespace: str) -> Element:
    """The same tree in the format's namespace, which is written as the default one."""
    for element in root.iter():
        if isinstance(element.tag, str) and not element.tag.startswith("{"):
            element.tag = f"{{{namespace}}}{element.tag}"
    names = cast("dict[str, str]", {None: namespace})
    again = etree.Element(root.tag, {str(key): str(value) for key, value in root.attrib.items()}, nsmap=names)
    again.text = root.text
    again.extend(list(root))
    return again


def allowed(text: str) -> str:
    """Without the control characters that XML cannot hold."""
    return "".join(one for one in text if one in "\t\n\r" or (one >= " " and one not in "\ufffe\uffff"))


def rendered(markdown: str, resolve: Callable[[str], str | None]) -> str:
    """Markdown as HTML for other systems: no classes or ids of ours, local references as `resolve` says.

    Formulas stand between `\\(…\\)` and `\\[…\\]`, which learning platforms typeset, and which their editors
    leave alone.
    """
    return _foreign(formulas_as_tex(render_markdown(markdown, resolve=resolve).html))


def _foreign(page: str) -> str:
    page = allowed(page)
    if not page.strip():
        return ""
    root = html.fragment_fromstring(page, create_parent="div")
    for element in root.iter():
        for name in _HTML_ONLY & {str(one) for one in element.attrib}:
            del element.attrib[name]
        if element.tag == "a" and not element.get("href") and not len(element) and not element.text:
            element.tag = "span"
    return "".join([root.text or "", *(html.tostring(one, encoding="unicode") for one in root)]).strip()


def markup(markdown: str, resolve: Callable[[str], str | None]) -> list[Element | str]:
    """Markdown as elements to put into XML; formulas are MathML with their TeX."""
    source = _foreign(render_markdown(markdown, resolve=resolve).html)
    if not source:
        return []
    root = html.fragment_fromstring(source, create_parent="div")
    for one in root.iter():
        # Ids are those of our pages, and one file may hold the same heading twice.
        one.attrib.pop("id", None)
    parts: list[Element | str] = [root.text] if root.text and root.text.strip() else []
    for one in root:
        parts.append(etree.fromstring(etree.tostring(one, method="xml", with_tail=False)))
        if one.tail and one.tail.strip():
            parts.append(one.tail)
    return parts


def line_markup(markdown: str, resolve: Callable[[str], str | None]) -> list[Element | str]:
    """As `markup`; a single paragraph comes without its <p>."""
    parts = markup(markdown, resolve)
    if len(parts) == 1 and not isinstance(parts[0], str) and parts[0].tag == "p":
        paragraph = parts[0]
        inside: list[Element | str] = [paragraph.text] if paragraph.text else []
        for one in list(paragraph):
            tail, one.tail = one.tail, None
            inside.append(one)
            if tail:
                inside.append(tail)
        return inside
    return parts
