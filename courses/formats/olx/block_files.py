"""Where the blocks of a course stand: each in a file of its own, or inside the one that holds it."""

from __future__ import annotations

from courses.formats.errors import CourseInvalid, Problem
from courses.formats.tree import FileTree
from courses.formats.xml_source import Element, line_of, name_of, text_of, xml_root

_SMALLEST = 4096  # what reading the smallest file costs, in bytes


class BlockFiles:
    """Follows blocks to their files. `read` are the paths that were needed."""

    def __init__(self, tree: FileTree) -> None:
        self.tree = tree
        self.read = {"course.xml"}
        self._parsed = 0

    def resolved(self, element: Element, path: str) -> tuple[Element, str]:
        """The element itself, or the one in the file that it points to; and the file where it stands."""
        name = element.get("url_name") or ""
        target = f"{name_of(element)}/{name.replace(':', '/')}.xml"
        if len(element) or not name or target not in self.tree or target == path:
            return element, path
        self.read.add(target)
        self._parsed += max(_SMALLEST, len(self.tree[target]))
        if self._parsed > 2 * self.tree.limits.total:
            problem = "files refer to each other again and again"
            raise CourseInvalid([Problem(path, line_of(element), problem)])
        root = xml_root(self.tree, target)
        for key, value in element.attrib.items():
            if key not in root.attrib:
                root.set(str(key), str(value))
        return root, target

    def missing(self, element: Element, path: str) -> str:
        """Why there is nothing to read: the file to which the element points is not there. Else ""."""
        if len(element) or text_of(element) or not element.get("url_name"):
            return ""
        if path == f"{name_of(element)}/{(element.get('url_name') or '').replace(':', '/')}.xml":
            return ""
        return f"there is no file “{name_of(element)}/{element.get('url_name')}.xml”"
