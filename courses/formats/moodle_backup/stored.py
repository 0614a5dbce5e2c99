"""Files of a backup: content by hash, names in files.xml."""

from __future__ import annotations

import hashlib
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
    area: str
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
            if name in {"", "."}:
                continue
            full = f"{child_text(one, 'filepath') or '/'}{name}".lstrip("/")
            if path not in tree:
                attachments.ledger.dropped(f"file {full}", "files.xml", f"its content “{path}” is missing")
                continue
            self.files.append(StoredFile(
                full, child_text(one, "contextid"), child_text(one, "component"),
                child_text(one, "filearea"), child_text(one, "itemid"), path,
            ))  # fmt: skip
        for stored in self.files:
            self._named.setdefault(stored.name, []).append(stored)

    def of(self, context: str, component: str, area: str = "", item: str = "") -> Files:
        """What a text calls by name: files of the component, and of the item of it when one is given."""

        def find(name: str) -> str | None:
            best = min(
                (
                    one
                    for one in self._named.get(name, [])
                    if one.component == component and (not item or one.item == item)
                ),
                key=lambda one: (one.context != context, one.area != area),
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

    def unshown(self) -> list[StoredFile]:
        """The files that nothing refers to."""
        used = {asset.sha256 for asset in self.attachments.assets}
        return [one for one in self.files if hashlib.sha256(self.tree[one.path]).hexdigest() not in used]
