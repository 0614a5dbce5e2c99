"""imsmanifest.xml: what the cartridge is, its resources, and the order in which it is taught."""

from __future__ import annotations

from dataclasses import dataclass

from courses.formats.tree import FileTree
from courses.formats.xml_source import (
    Element,
    child,
    child_text,
    children,
    descendants,
    line_of,
    raw_text,
    xml_root,
)  # fmt: skip

MANIFEST = "imsmanifest.xml"


@dataclass(frozen=True, slots=True)
class Resource:
    """`path` is the resource's main file; `files` all of them; `kind` its type without versions."""

    identifier: str
    kind: str
    path: str
    files: tuple[str, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the table of contents."""

    title: str
    reference: str
    inside: tuple[Entry, ...]
    line: int


class Manifest:
    def __init__(self, tree: FileTree) -> None:
        self.root = xml_root(tree, MANIFEST)
        self.resources = {one.identifier: one for one in map(_resource, descendants(self.root, "resource"))}
        lom = next(descendants(self.root, "lom"), None)
        self.title = child_text(lom, "general", "title")
        self.language = child_text(lom, "general", "language")
        self.description = raw_text(child(lom, "general", "description")).strip()
        self.rights = child_text(lom, "rights", "description")
        self.version = child_text(self.root, "metadata", "schemaversion")

    def entries(self) -> tuple[Entry, ...]:
        """The table of contents, its one root entry left out."""
        organization = child(self.root, "organizations", "organization")
        top = tuple(_entry(one) for one in children(organization, "item"))
        return top[0].inside if len(top) == 1 and not top[0].reference else top


def _entry(item: Element) -> Entry:
    inside = tuple(_entry(one) for one in children(item, "item"))
    return Entry(child_text(item, "title"), item.get("identifierref") or "", inside, line_of(item))


def _resource(element: Element) -> Resource:
    base = element.get("base") or ""
    files = [base + (one.get("href") or "") for one in children(element, "file")]
    path = base + element.get("href", "") if element.get("href") else (files[0] if files else "")
    return Resource(
        element.get("identifier") or "",
        _kind(element.get("type") or ""),
        path,
        tuple(files),
        line_of(element),
    )


def _kind(resource_type: str) -> str:
    """`imswl_xmlv1p3` as imswl, `imsqti_xmlv1p2/imscc_xmlv1p1/assessment` as imsqti."""
    return resource_type.split("_xml", 1)[0].split("/", 1)[0].lower()
