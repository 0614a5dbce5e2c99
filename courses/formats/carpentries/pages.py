"""Which files of a lesson are pages, which are assets, and what each is called in the course."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, unquote

from courses.formats.names import FreeNames, free_name, slugify
from courses.formats.tree import FileTree

PAGE_ENDINGS = (".md", ".Rmd", ".rmd", ".qmd")
_ASSET_FOLDERS = re.compile(
    r"(?:episodes|learners|instructors|profiles)/(?:fig|files|data|images)/|fig/|files/"
)
_OUTSIDE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//|#|\Z")


@dataclass(frozen=True, slots=True)
class SiteMap:
    """Source paths to lesson slugs, to asset paths, and, for archives, to addresses on the lesson's site."""

    slugs: dict[str, str]
    assets: dict[str, str]
    elsewhere: dict[str, str]

    def target(self, href: str, page: str) -> str | None:
        """`href`, as it stands in `page`, rewritten for the course; None when it leads to nothing in it."""
        if _OUTSIDE.match(href):
            return href
        path, mark, fragment = href.partition("#")
        for candidate in _candidates(unquote(path), page):
            if candidate in self.slugs:
                return f"{self.slugs[candidate]}.md{mark}{fragment}"
            if candidate in self.assets:
                return f"../{quote(self.assets[candidate])}{mark}{fragment}"
            if candidate in self.elsewhere:
                return self.elsewhere[candidate]
        return None


def lesson_archives(tree: FileTree) -> frozenset[str]:
    """Archives that the lesson hands out, such as a zip of data: they are left out, never opened."""
    return frozenset(path for path in tree.sealed if _ASSET_FOLDERS.match(path))


def site_map(tree: FileTree, pages: tuple[str, ...], config: Mapping[str, Any]) -> SiteMap:
    """`pages` are the source paths that become lessons, in order; `config` names the lesson's site."""
    slugs: dict[str, str] = {}
    for page in pages:
        stem = posixpath.splitext(posixpath.basename(page))[0]
        slugs[page] = free_name(slugify(stem), set(slugs.values()))
    assets: dict[str, str] = {}
    names = FreeNames()
    for path in tree:
        if _ASSET_FOLDERS.match(path):
            assets[path] = names.take(f"assets/{path.removeprefix('episodes/')}")
    found = {path: _published(path, config) for path in lesson_archives(tree)}
    return SiteMap(slugs, assets, {path: url for path, url in found.items() if url})


def _published(path: str, config: Mapping[str, Any]) -> str:
    """Where the Workbench publishes a file, or the repository has it; "" when neither is known."""
    site, source = (str(config.get(key) or "").rstrip("/") for key in ("url", "source"))
    if re.match(r"https?://\S+\Z", site):
        return f"{site}/{quote(path.partition('/')[2])}"
    if re.match(r"https://github\.com/\S+\Z", source):
        return f"{source}/raw/{quote(str(config.get('branch') or 'main'))}/{quote(path)}"
    return ""


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
