"""imsmanifest.xml, which content packages of several formats share: the files that its resources declare."""

from __future__ import annotations

import posixpath
from urllib.parse import unquote

from courses.formats.tree import FileTree
from courses.formats.xml_source import Element, children, descendants, xml_root

MANIFEST = "imsmanifest.xml"
NESTED = "is an archive inside the archive: it is never opened and does not come along"
"""The reason with which a declared archive stands in the ledger."""

_PLAIN_FILES = {"webcontent", "associatedcontent"}


def kind_of_resource(resource_type: str) -> str:
    """`imswl_xmlv1p3` as imswl, `imsqti_xmlv1p2/imscc_xmlv1p1/assessment` as imsqti."""
    return resource_type.split("_xml", 1)[0].split("/", 1)[0].lower()


def resource_paths(resource: Element, tree: FileTree) -> tuple[str, tuple[str, ...]]:
    """The resource's main file and all of its files, as paths of the tree.

    `xml:base` of the elements around is followed; a name that is only there without its percent escapes is
    taken without them.
    """
    around = [resource, *resource.iterancestors()]
    base = posixpath.join("", *(one.get("base") or "" for one in reversed(around)))
    files = tuple(_path(base, one.get("href") or "", tree) for one in children(resource, "file"))
    href = resource.get("href")
    return (_path(base, href, tree) if href else files[0] if files else ""), files


def _path(base: str, href: str, tree: FileTree) -> str:
    path = posixpath.normpath(posixpath.join(base, href))
    plain = unquote(path)
    return plain if plain != path and path not in tree else path


def declared_archives(tree: FileTree) -> frozenset[str]:
    """Archives inside the archive that the manifest declares as plain files: handouts, data, sources."""
    if not tree.sealed or MANIFEST not in tree:
        return frozenset()
    named: set[str] = set()
    for one in descendants(xml_root(tree, MANIFEST), "resource"):
        if kind_of_resource(one.get("type") or "") in _PLAIN_FILES:
            main, files = resource_paths(one, tree)
            named |= {main, *files}
    return frozenset(named & set(tree.sealed))
