"""Which lesson or file a link inside a cartridge leads to."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable
from urllib.parse import unquote

from courses.formats.assembly import Assembly
from courses.formats.cartridge.manifest import Entry, Manifest, Resource

PAGES = (".html", ".htm", ".xhtml")
_REFERENCE = re.compile(
    r"(?:\$|%24)(?:WIKI_REFERENCE|CANVAS_OBJECT_REFERENCE|CANVAS_COURSE_REFERENCE)(?:\$|%24)/", re.IGNORECASE
)


class Links:
    def __init__(self, manifest: Manifest, assembly: Assembly) -> None:
        self.manifest = manifest
        self.assembly = assembly

    def reserve(self, entries: tuple[Entry, ...]) -> None:
        """Names before content, so that links can lead forward."""
        self._reserve(entries)
        for one in self.manifest.resources.values():
            self._reserve_page(one)

    def _reserve(self, entries: tuple[Entry, ...]) -> None:
        for one in entries:
            resource = self.manifest.resources.get(one.reference)
            if resource is not None and resource.path.lower().endswith(PAGES):
                self.assembly.reserve(resource.path, one.title)
            self._reserve(one.inside)

    def _reserve_page(self, resource: Resource) -> None:
        if resource.kind == "webcontent" and resource.path.lower().endswith(PAGES):
            stem = posixpath.splitext(posixpath.basename(resource.path))[0]
            self.assembly.reserve(resource.path, stem)

    def link_from(self, path: str) -> Callable[[str, bool], str | None]:
        folder = posixpath.dirname(path)

        def link(href: str, _: bool) -> str | None:
            plain = unquote(href.partition("#")[0].partition("?")[0])
            fragment = href.partition("#")[2]
            if match := _REFERENCE.match(href):
                target = self._referred(unquote(href[match.end() :]).partition("?")[0].partition("#")[0])
            else:
                near = posixpath.normpath(posixpath.join(folder, plain)) if plain else ""
                target = near if near in self.assembly.slugs else None
            if target is not None and target in self.assembly.slugs:
                return f"{self.assembly.slugs[target]}.md" + (f"#{fragment}" if fragment else "")
            if _REFERENCE.match(href):
                return self.assembly.attachments.from_tree(target) if target else None
            return self.assembly.attachments.link(href, folder)

        return link

    def _referred(self, name: str) -> str | None:
        """The path of the page or resource behind `pages/what-is-ally` or `modules/items/i08f…`."""
        last = name.rstrip("/").rsplit("/", 1)[-1]
        if last in self.manifest.resources:
            return self.manifest.resources[last].path
        return next(
            (path for path in self.assembly.slugs if posixpath.splitext(posixpath.basename(path))[0] == last),
            None,
        )
