"""Strangers' XML: parsed without entities, DTDs or network, bounded in size, depth and count.

Trees carry local names only: the formats read here never use one name for two things, and exporters get
namespaces wrong more often than names. Comments and processing instructions are gone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.parsers import expat

from lxml import etree

from courses.formats.errors import CourseInvalid, Problem
from courses.formats.limits import DEFAULT_LIMITS, Limits
from courses.formats.tree import FileTree

Element = etree._Element

_HEAD = 65_536


class _FoundError(Exception):
    """Carries the root's name out of the parser."""


class _RefusedError(Exception):
    """Carries a refusal out of the parser."""


def xml_root(tree: FileTree, path: str) -> Element:
    """The root of the file. Raises CourseInvalid, with the line, for XML that is broken or hostile."""
    tree.count_parsed(path)
    return parse_xml(tree[path], path, limits=tree.limits)


def parse_xml(data: bytes, file: str, *, limits: Limits = DEFAULT_LIMITS) -> Element:
    """The root element of `data`. Raises CourseInvalid.

    Refused: entity declarations of any kind, references to external ones, nesting and numbers of elements
    over the limits. A bare DOCTYPE is passed over, because old QTI files have one.
    """
    if len(data) > limits.xml:
        message = f"is {len(data):,} bytes long; at most {limits.xml:,} bytes of XML are read"
        raise CourseInvalid([Problem(file, 0, message)])
    _scan(data, file, limits)
    parser = etree.XMLParser(
        resolve_entities=False, load_dtd=False, no_network=True, remove_comments=True, remove_pis=True,
        huge_tree=True, attribute_defaults=False, dtd_validation=False,
    )  # fmt: skip
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        words = re.sub(r",? line \d+.*", "", str(error))
        raise CourseInvalid(
            [Problem(file, getattr(error, "lineno", 0) or 0, f"is not XML: {words}")]
        ) from None
    _strip_namespaces(root)
    return root


def root_name(data: bytes) -> tuple[str, str]:
    """(local name, namespace) of the root element; ("", "") for what does not begin like XML."""
    if data[:64].lstrip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n")[:1] != b"<":
        return "", ""

    def start(name: str, _: object) -> None:
        raise _FoundError(name)

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = start
    parser.EntityDeclHandler = _refuse_entity
    try:
        parser.Parse(data[:_HEAD], False)
    except _FoundError as found:
        namespace, _, local = str(found).rpartition(" ")
        return local, namespace
    except (expat.ExpatError, _RefusedError, LookupError, ValueError):
        pass
    return "", ""


def _scan(data: bytes, file: str, limits: Limits) -> None:
    """One pass of a parser that stops at the first thing that has no place in a course."""
    depth = count = 0

    def start(*_: object) -> None:
        nonlocal depth, count
        depth, count = depth + 1, count + 1
        if depth > limits.xml_depth:
            raise _RefusedError(f"elements are nested more than {limits.xml_depth} deep")
        if count > limits.xml_elements:
            raise _RefusedError(f"there are more than {limits.xml_elements:,} elements")

    def end(_: object) -> None:
        nonlocal depth
        depth -= 1

    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.EntityDeclHandler = _refuse_entity
    try:
        parser.Parse(data, True)
    except _RefusedError as refusal:
        raise CourseInvalid([Problem(file, parser.CurrentLineNumber, str(refusal))]) from None
    except expat.ExpatError as error:
        words = expat.ErrorString(error.code)
        raise CourseInvalid([Problem(file, error.lineno, f"is not well-formed XML: {words}")]) from None
    except (LookupError, ValueError) as error:
        raise CourseInvalid([Problem(file, 1, f"is in an encoding that is not read: {error}")]) from None


def _refuse_entity(name: str, *_: object) -> None:
    raise _RefusedError(f"declares the entity “{name}”; entities are not read")


def _strip_namespaces(root: Element) -> None:
    for element in root.iter():
        if isinstance(element.tag, str):
            element.tag = element.tag.rpartition("}")[2]
            for name in [name for name in element.attrib if "}" in str(name)]:
                value, plain = element.attrib.pop(name), str(name).rpartition("}")[2]
                if plain not in element.attrib:
                    element.set(plain, value)


# Looking around


def name_of(element: Element) -> str:
    return element.tag if isinstance(element.tag, str) else ""


def line_of(element: Element) -> int:
    line: int | None = getattr(element, "sourceline", None)  # the stubs leave its type out
    return line or 0


def child(element: Element | None, *path: str) -> Element | None:
    """The first child at the end of the path of names."""
    for step in path:
        if element is None:
            return None
        element = next((one for one in element if one.tag == step), None)
    return element


def children(element: Element | None, *names: str) -> list[Element]:
    """The children with these names, or all of them."""
    if element is None:
        return []
    return [one for one in element if isinstance(one.tag, str) and (not names or one.tag in names)]


def descendants(element: Element | None, *names: str) -> Iterator[Element]:
    """Every element below with one of the names, in document order."""
    if element is not None:
        yield from (one for one in element.iter(*names) if one is not element)


def text_of(element: Element | None) -> str:
    """All text inside, white space collapsed; "" for no element."""
    if element is None:
        return ""
    return " ".join("".join(str(piece) for piece in element.itertext()).split())


def raw_text(element: Element | None) -> str:
    """All text inside as it stands."""
    return "" if element is None else "".join(str(piece) for piece in element.itertext())


def child_text(element: Element | None, *path: str) -> str:
    return text_of(child(element, *path))
