"""Names inside a course: slugs, media types, and the references that Markdown makes to lessons and assets."""

from __future__ import annotations

import posixpath
import re
import unicodedata
from collections.abc import Container
from dataclasses import dataclass
from typing import Literal
from urllib.parse import unquote

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\Z")

# A table of our own: the platform's `mimetypes` differs from machine to machine.
_MEDIA_TYPES = {
    "png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "gif": "image/gif", "webp": "image/webp",
    "avif": "image/avif", "svg": "image/svg+xml", "pdf": "application/pdf", "txt": "text/plain",
    "md": "text/markdown", "csv": "text/csv", "tsv": "text/tab-separated-values", "json": "application/json",
    "geojson": "application/geo+json", "xml": "application/xml", "yaml": "application/yaml",
    "yml": "application/yaml", "html": "text/html", "htm": "text/html", "css": "text/css",
    "mp3": "audio/mpeg", "ogg": "audio/ogg", "oga": "audio/ogg", "wav": "audio/wav", "m4a": "audio/mp4",
    "mp4": "video/mp4", "webm": "video/webm", "vtt": "text/vtt", "srt": "application/x-subrip",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "odt": "application/vnd.oasis.opendocument.text", "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "odp": "application/vnd.oasis.opendocument.presentation", "epub": "application/epub+zip",
    "doc": "application/msword", "ppt": "application/vnd.ms-powerpoint", "xls": "application/vnd.ms-excel",
    "py": "text/x-python", "r": "text/x-r", "sql": "application/sql", "sqlite": "application/vnd.sqlite3",
    "db": "application/octet-stream", "ipynb": "application/x-ipynb+json", "bib": "application/x-bibtex",
}  # fmt: skip


def media_type(path: str) -> str:
    """The media type that the file's ending promises; `application/octet-stream` when it promises none."""
    return _MEDIA_TYPES.get(posixpath.splitext(path)[1].lower().lstrip("."), "application/octet-stream")


def slugify(text: str, *, fallback: str = "untitled") -> str:
    """ASCII slug of at most 80 characters; `fallback` when nothing of the text survives."""
    ascii_text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", ascii_text)[:80].strip("-") or fallback


def free_name(wanted: str, taken: Container[str]) -> str:
    """`wanted`, or `wanted-2`, `wanted-3`, … when it is taken."""
    name, number = wanted, 1
    while name in taken:
        number += 1
        name = f"{wanted}-{number}"
    return name


class FreeNames:
    """Gives each wanted name a free one, as `free_name` does, in constant time also for equal names."""

    def __init__(self) -> None:
        self._taken: set[str] = set()
        self._last: dict[str, int] = {}

    def take(self, wanted: str, ending: str = "") -> str:
        """`wanted` with its ending, or `wanted-2`, `wanted-3`, … when that is taken."""
        number = self._last.get(wanted + ending, 0) + 1
        name = f"{wanted}{ending}" if number == 1 else f"{wanted}-{number}{ending}"
        while name in self._taken:
            number += 1
            name = f"{wanted}-{number}{ending}"
        self._last[wanted + ending] = number
        self._taken.add(name)
        return name


@dataclass(frozen=True, slots=True)
class LocalReference:
    """A link of a lesson to something in the same course.

    `target` is a lesson's slug, an asset's path (`assets/…`), or "" for a place in the lesson itself.
    """

    kind: Literal["lesson", "asset", "place"]
    target: str
    fragment: str = ""


def broken_link(href: str, lessons: Container[str], assets: Container[str]) -> str:
    """What is wrong with a link of a course with these lessons and files; "" when it leads somewhere."""
    target = local_reference(href)
    if target is None:
        if re.match(r"[A-Za-z][A-Za-z0-9+.-]*:|#|//", href):
            return ""
        return f"the link “{href}” leads nowhere; link to a lesson (name.md), to assets/… or to a URL"
    if target.kind == "lesson" and target.target not in lessons:
        return f"the link “{href}” names a lesson that is not in the course"
    if target.kind == "asset" and target.target not in assets:
        return f"“{target.target}” is not in the assets folder; add the file, or correct the link"
    return ""


def local_reference(href: str) -> LocalReference | None:
    """What a lesson's `href` points to inside the course; None for everything that leads outside.

    `five-rights.md#dose`, `../lessons/five-rights.md`, `assets/x.png`, `../assets/x.png` and `#dose` are
    local.
    """
    path, _, fragment = href.partition("#")
    path, fragment = unquote(path), unquote(fragment)
    if not path:
        return LocalReference("place", "", fragment) if fragment else None
    if path.startswith("/") or re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", path) or "?" in path or "\\" in path:
        return None
    path = posixpath.normpath(posixpath.join("lessons", path))
    if path.startswith("lessons/assets/"):
        path = path.removeprefix("lessons/")
    if path.startswith("assets/"):
        return LocalReference("asset", path, fragment)
    folder, name = posixpath.split(path)
    slug, extension = posixpath.splitext(name)
    if folder == "lessons" and extension == ".md" and SLUG.match(slug):
        return LocalReference("lesson", slug, fragment)
    return None
