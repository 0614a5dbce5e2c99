"""Where the fonts are: in installed `fontpkg-*` packages, never in the repository; and cutting them to size.

The same four families serve the pages (`static/css/fonts.css`, `portal.web_fonts`) and the PDF certificates.
"""

import os
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

import fontpkg_jetbrains_mono
import fontpkg_noto_sans_arabic
import fontpkg_source_sans_3
import fontpkg_source_serif_4
from fontTools import subset
from fontTools.ttLib import TTFont

_PACKAGES = {
    "source-serif-4": fontpkg_source_serif_4,
    "source-sans-3": fontpkg_source_sans_3,
    "jetbrains-mono": fontpkg_jetbrains_mono,
    "noto-sans-arabic": fontpkg_noto_sans_arabic,
}


def font_directories() -> list[tuple[str, Path]]:
    """Return `(prefix, folder)` pairs for `STATICFILES_DIRS`: `fonts/source-serif-4` and its like."""
    return [(f"fonts/{name}", Path(package.ROOT) / "files") for name, package in _PACKAGES.items()]


def font_files() -> list[Path]:
    """Return every font file of the house's families, for renderers that need paths rather than addresses."""
    return sorted(file for _prefix, folder in font_directories() for file in folder.glob("*.ttf"))


def cut(source: Path, *, letters: Iterable[tuple[int, int]], features: Sequence[str]) -> TTFont:
    """The font with these ranges of letters (first and last code point) and OpenType features alone."""
    font = TTFont(source)
    options = subset.Options(
        layout_features=list(features), hinting=False, notdef_outline=True, name_IDs=["*"]
    )
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=[code for first, last in letters for code in range(first, last + 1)])
    cutter.subset(font)
    return font


def keep(font: TTFont, path: Path) -> None:
    """Write it whole or not at all, whoever else is writing the same. Raises OSError."""
    handle, draft = tempfile.mkstemp(dir=path.parent, suffix=".part")
    with os.fdopen(handle, "wb") as file:
        font.save(file)
    Path(draft).chmod(0o644)
    Path(draft).replace(path)
