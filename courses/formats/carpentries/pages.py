"""Which files of a lesson are pages, which are assets, and what each is called in the course."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote

from courses.formats.names import free_name, slugify
from courses.formats.tree import FileTree

PAGE_ENDINGS = (".md", ".Rmd", ".rmd", ".qmd")
_ASSET_FOLDERS = re.compile(
    r"(?:episodes|learners|instructors|profiles)/(?:fig|files|data|images)/|fig/|files/"
)
_OUTSIDE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//|#|\Z")


@dataclass(frozen=True, slots=True)
class SiteMap:
    """Source paths to lesson slugs, and source paths to asset paths."""

    slugs: dict[str, str]
    assets: dict[str, str]

    def target(self, href: str, page: str) -> str | None:
        """`href`, as it stands in `page`, rewritten for the course; None when it leads to nothing in it."""
        if _OUTSIDE.match(href):
            return href
        path, mark, fragment = href.partition("#")
        for candidate in _candidates(unquote(path), page):
            if candidate in self.slugs:
                return f"{self.slugs[candidate]}.md{mark}{fragment}"
            if candidate in self.assets:
                return f"../{self.assets[candidate]}{mark}{fragment}"
        return None


def site_map(tree: FileTree, pages: tuple[str, ...]) -> SiteMap:
    """`pages` are the source paths that become lessons, in order."""
    slugs: dict[str, str] = {}
    for page in pages:
        stem = posixpath.splitext(posixpath.basename(page))[0]
        slugs[page] = free_name(slugify(stem), set(slugs.values()))
    assets: dict[str, str] = {}
    for path in tree:
        if _ASSET_FOLDERS.match(path):
            name = f"assets/{path.removeprefix('episodes/')}"
            assets[path] = free_name(name, set(assets.values()))
    return SiteMap(slugs, assets)


def _candidates(path: str, page: str) -> Iterator[str]:
    """Where the Workbench finds what a page names: beside it, at the root, in the known folders."""
    stem, ending = posixpath.splitext(path)
    names = [path] if ending != ".html" else [stem + other for other in PAGE_ENDINGS]
    for name in names:
        bare = posixpath.normpath(name).replace("../", "")
        yield posixpath.normpath(posixpath.join(posixpath.dirname(page), name))
        yield bare
        yield f"episodes/{bare}"
        yield f"learners/{bare}"
