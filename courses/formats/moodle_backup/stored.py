"""Files of a backup: content by hash, names in files.xml."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass

from courses.formats.attachments import Attachments
from courses.formats.moodle.texts import Files
from courses.formats.tree import FileTree
from courses.formats.xml_source import child_text, children, xml_root

_ARCHIVES = (".zip", ".gz", ".tgz", ".rar", ".7z", ".mbz", ".bz2", ".xz")


@dataclass(frozen=True, slots=True)
class StoredFile:
    name: str  # path and name as texts write it, without the leading slash
    context: str
    component: str
    item: str
    path: str


class StoredFiles:
    def __init__(self, tree: FileTree, attachments: Attachments) -> None:
        self.tree = tree
        self.attachments = attachments
        self.files: list[StoredFile] = []
        self._named: dict[str, list[StoredFile]] = {}
        if "files.xml" not in tree:
            return
        for one in children(xml_root(tree, "files.xml"), "file"):
            digest, name = child_text(one, "contenthash"), child_text(one, "filename")
            path = f"files/{digest[:2]}/{digest}"
            if name not in {"", "."} and path in tree:
                full = f"{child_text(one, 'filepath') or '/'}{name}".lstrip("/")
                self.files.append(StoredFile(
                    full, child_text(one, "contextid"), child_text(one, "component"),
                    child_text(one, "itemid"),
                    path,
                ))  # fmt: skip
        for stored in self.files:
            self._named.setdefault(stored.name, []).append(stored)

    def of(self, context: str, item: str = "") -> Files:
        """What texts of this context (and item of it) call by name."""

        def find(name: str) -> str | None:
            best = min(
                self._named.get(name, []),
                key=lambda one: (one.context != context, bool(item) and one.item != item),
                default=None,
            )
            return self.href(best) if best else None

        return find

    def href(self, file: StoredFile) -> str | None:
        """The file as an asset; archives stay out, because a course holds none."""
        if posixpath.splitext(file.name)[1].lower() in _ARCHIVES:
            self.attachments.ledger.dropped(
                f"file {file.name}", file.path, "archives have no place in a course"
            )
            return None
        return self.attachments.add(file.name, self.tree[file.path], file.path)

    def in_context(self, context: str, component: str) -> list[StoredFile]:
        return [one for one in self.files if one.context == context and one.component == component]
