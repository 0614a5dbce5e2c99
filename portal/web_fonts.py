"""The fonts that browsers fetch: variable, cut to Latin letters, a fifth to a tenth of the whole in bytes.

They are cut when `collectstatic` (in development: the first request) asks for them, and kept under `.local`.
`static/css/fonts.css` gives them to the letters in `LATIN`, and the whole fonts to those of other scripts.
"""

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

from portal.fonts import cut, font_files, keep

PREFIX: Final = "fonts/latin/"
# Western and Central European letters, accents to combine, punctuation, currencies, arrows, signs, frames.
LATIN: Final = (
    (0x20, 0x17F),
    (0x218, 0x21B),
    (0x2B0, 0x2DD),
    (0x300, 0x30C),
    (0x1E80, 0x1E85),
    (0x2010, 0x205E),
    (0x2070, 0x209C),
    (0x20A0, 0x20BF),
    (0x2100, 0x214F),
    (0x2150, 0x215E),
    (0x2190, 0x2199),
    (0x2200, 0x22FF),
    (0x2500, 0x25FF),
    (0x2713, 0x2717),
)
_FEATURES: Final = (
    *("kern", "liga", "calt", "mark", "mkmk", "ccmp", "locl"),
    *("tnum", "lnum", "onum", "frac", "sups", "subs", "case"),
)
_FACES: Final = {
    "source-serif-4": "SourceSerif4",
    "source-serif-4-italic": "SourceSerif4-Italic",
    "source-sans-3": "SourceSans3",
    "source-sans-3-italic": "SourceSans3-Italic",
    "jetbrains-mono": "JetBrainsMono",
    "jetbrains-mono-italic": "JetBrainsMono-Italic",
}


def latin_names() -> list[str]:
    """The file names below `PREFIX`."""
    return [f"{name}.woff2" for name in _FACES]


def latin_font(name: str) -> Path:
    """The cut of one of `latin_names`, made now where it is not there yet. Raises KeyError, OSError."""
    wanted = _FACES[name.removesuffix(".woff2")]
    source = next(path for path in font_files() if path.name.partition("[")[0] == wanted)
    stamp = hashlib.sha256(f"{source.stat().st_size} {LATIN} {_FEATURES}".encode()).hexdigest()[:16]
    path = Path(settings.BASE_DIR) / ".local" / "web-fonts" / stamp / name
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        font = cut(source, letters=LATIN, features=_FEATURES)
        font.flavor = "woff2"
        keep(font, path)
    return path


class LatinFontFinder(BaseFinder):
    """Finds the cuts for Django's static files, beside what lies in folders."""

    def check(self, **_kwargs: Any) -> list[Any]:
        return []

    def find(self, path: str, find_all: bool = False) -> str | list[str]:  # type: ignore[override]
        name = path.removeprefix(PREFIX)
        if not path.startswith(PREFIX) or name not in latin_names():
            return []
        found = str(latin_font(name))
        return [found] if find_all else found

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, FileSystemStorage]]:
        for name in latin_names():
            storage = FileSystemStorage(location=latin_font(name).parent)
            storage.prefix = PREFIX.rstrip("/")  # type: ignore[attr-defined] # read by collectstatic
            yield name, storage
