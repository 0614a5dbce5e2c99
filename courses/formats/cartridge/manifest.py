"""The manifest of a cartridge: what it is, its resources, and the order in which it is taught."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from courses.formats.manifest import MANIFEST, kind_of_resource, resource_paths
from courses.formats.tree import FileTree
from courses.formats.xml_source import (
    Element,
    child,
    child_text,
    children,
    descendants,
    line_of,
    raw_text,
    text_of,
    xml_root,
)  # fmt: skip

_TEACHERS = {"instructor", "teacher", "mentor"}


@dataclass(frozen=True, slots=True)
class Resource:
    """`path` is the resource's main file; `files` all of them; `kind` its type without versions.

    `bank` marks a question bank, `protected` one that the publisher shows to authorized people only,
    `for_teachers` one that learners are not to see.
    """

    identifier: str
    kind: str
    path: str
    files: tuple[str, ...]
    line: int
    bank: bool = False
    protected: bool = False
    for_teachers: bool = False


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
        found = [_resource(one, tree) for one in descendants(self.root, "resource")]
        self.resources = {one.identifier: one for one in found}
        lom = next(descendants(child(self.root, "metadata"), "lom"), None)
        self.title = child_text(lom, "general", "title")
        self.language = child_text(lom, "general", "language")
        self.description = raw_text(child(lom, "general", "description")).strip()
        self.rights = child_text(lom, "rights", "description")
        self.variants = {
            one.get("identifierref") or "": (resource.get("identifier") or "", line_of(one))
            for resource in descendants(self.root, "resource")
            for one in descendants(resource, "variant")
        }

    def entries(self) -> tuple[Entry, ...]:
        """The table of contents, its one root entry left out."""
        organization = child(self.root, "organizations", "organization")
        top = tuple(_entry(one) for one in children(organization, "item"))
        return top[0].inside if len(top) == 1 and not top[0].reference else top

    def unread(self) -> Iterator[tuple[str, int, str]]:
        """(element, line, reason) for what the manifest says and a course cannot hold."""
        for one in descendants(self.root, "curriculumStandardsMetadataSet"):
            guids = [text_of(guid) for guid in descendants(one, "GUID")]
            named = ", ".join(guids[:5]) + (", …" if len(guids) > 5 else "")
            yield "curriculum standards", line_of(one), f"{named or 'they'} name no skill of a framework here"
        for one in descendants(self.root, "authorizations"):
            yield "authorizations", line_of(one), "who may read a course is decided where it is published"
        for one in children(child(self.root, "organizations"), "organization")[1:]:
            yield "organization", line_of(one), "a course has one order; the first organization is it"


def _entry(item: Element) -> Entry:
    inside = tuple(_entry(one) for one in children(item, "item"))
    return Entry(child_text(item, "title"), item.get("identifierref") or "", inside, line_of(item))


def _resource(element: Element, tree: FileTree) -> Resource:
    path, files = resource_paths(element, tree)
    kind = element.get("type") or ""
    roles = {
        text_of(child(one, "value")).lower() for one in descendants(element, "intendedEndUserRole")
    }  # fmt: skip
    return Resource(
        element.get("identifier") or "",
        kind_of_resource(kind),
        path,
        files,
        line_of(element),
        bank=kind.lower().endswith("question-bank"),
        protected=element.get("protected") == "true",
        for_teachers=element.get("intendeduse") == "lessonplan" or (bool(roles) and roles <= _TEACHERS),
    )


__all__ = ["MANIFEST", "Entry", "Manifest", "Resource"]
