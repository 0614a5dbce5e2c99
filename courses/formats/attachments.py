"""Files that pages and items refer to: each becomes an asset under a name of its own."""

from __future__ import annotations

import base64
import binascii
import hashlib
import posixpath
import re
from urllib.parse import unquote

from courses.formats.errors import CourseInvalid, Problem
from courses.formats.ledger import LedgerWriter
from courses.formats.markup import Markup
from courses.formats.markup.inline import Report, Special
from courses.formats.model import Asset
from courses.formats.names import FreeNames, media_type
from courses.formats.tree import FileTree, is_archive

_OUTSIDE = re.compile(r"(?:https?:)?//|mailto:", re.IGNORECASE)
_BASE = re.compile(r"(?:\$|%24)IMS[-_]CC[-_]FILE_?BASE(?:\$|%24)(?:\.\./)*", re.IGNORECASE)
_DATA = re.compile(r"data:image/(png|jpe?g|gif|webp|svg\+xml);base64,", re.IGNORECASE)


class Attachments:
    """Collects assets and resolves what markup refers to. `tree` may be empty (a single XML file)."""

    def __init__(self, tree: FileTree, ledger: LedgerWriter) -> None:
        self.tree = tree
        self.ledger = ledger
        self._assets: dict[str, Asset] = {}
        self._of_path: dict[str, str] = {}
        self._of_content: dict[tuple[str, bytes], str] = {}
        self._names = FreeNames()

    @property
    def assets(self) -> tuple[Asset, ...]:
        return tuple(self._assets[path] for path in sorted(self._assets))

    def add(self, name: str, data: bytes, place: str) -> str | None:
        """The href (`../assets/…`) of a file with these bytes; equal files under equal names are one.

        None for archives, whatever their name: a course folder that holds one could not be read again.
        """
        path = f"assets/{asset_name(name)}"
        if is_archive(path, data):
            self.ledger.dropped(f"file {name}", place, "is an archive; archives have no place in a course")
            return None
        wanted = (path, hashlib.sha256(data).digest())
        if wanted not in self._of_content:
            if len(self._assets) >= self.tree.limits.parts:
                message = f"there are more than {self.tree.limits.parts:,} files; split the course"
                raise CourseInvalid([Problem(place, 0, message)])
            stem, ending = posixpath.splitext(path)
            path = self._names.take(stem, ending)
            self._assets[path] = Asset(path, media_type(path), data)
            self._of_content[wanted] = path
            self.ledger.kept(f"asset {path}", place)
        return f"../{self._of_content[wanted]}"

    def from_tree(self, path: str) -> str | None:
        """The href of a file of the tree; None when it is not there."""
        if path not in self.tree:
            return None
        if path not in self._of_path and (href := self.add(path, self.tree[path], path)) is not None:
            self._of_path[path] = href
        return self._of_path.get(path)

    @property
    def used(self) -> set[str]:
        """Paths of the tree that became assets."""
        return set(self._of_path)

    def link(self, href: str, folder: str) -> str | None:
        """`href`, as a file in `folder` writes it, inside the course; None when it leads to nothing."""
        if _OUTSIDE.match(href):
            return f"https:{href}" if href.startswith("//") else href
        if match := _DATA.match(href):
            return self._embedded(href[match.end() :], match[1].lower())
        if match := _BASE.match(href):
            return self._from_base(href[match.end() :])
        path, mark, fragment = href.partition("#")
        path = unquote(path.partition("?")[0])
        if not path:
            return f"#{fragment}" if fragment else None
        found = self.from_tree(posixpath.normpath(posixpath.join(folder, path)))
        return f"{found}{mark}{fragment}" if found else None

    def _from_base(self, href: str) -> str | None:
        """A file named from a cartridge's root for files."""
        path = unquote(href.partition("#")[0].partition("?")[0]).lstrip("/")
        for root in ("web_resources", ""):
            if found := self.from_tree(posixpath.normpath(posixpath.join(root, path))):
                return found
        return None

    def _embedded(self, data: str, kind: str) -> str | None:
        try:
            content = base64.b64decode(re.sub(r"\s+", "", unquote(data)), validate=True)
        except (binascii.Error, ValueError):
            return None
        ending = {"jpeg": "jpg", "svg+xml": "svg"}.get(kind, kind)
        return self.add(f"picture-{hashlib.sha256(content).hexdigest()[:12]}.{ending}", content, "data URL")

    def markup(self, place: str, folder: str = "", special: Special | None = None) -> Markup:
        """A reader of HTML that stands at `place`, links relative to `folder`; it writes into the ledger."""
        return Markup(lambda href, _: self.link(href, folder), reporter(self.ledger, place), special)


def reporter(ledger: LedgerWriter, place: str) -> Report:
    """A `Report` of markup that writes into the ledger."""

    def report(outcome: str, element: str, reason: str) -> None:
        if outcome == "dropped":
            ledger.dropped(element, place, reason)
        else:
            ledger.adapted(element, place, reason)

    return report


def asset_name(path: str) -> str:
    """The path with plain characters only, so that links to it need no escapes."""
    parts = [
        re.sub(r"[^\w.\-]+", "-", part).strip("-.") or "file"
        for part in re.sub(r"\A(?:assets|web_resources)/", "", path).split("/")
    ]
    return "/".join(part for part in parts if part)
