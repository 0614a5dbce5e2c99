"""Where the fonts are: in installed `fontpkg-*` packages, never in the repository.

The same four families serve the pages (`static/css/fonts.css`) and the PDF certificates.
"""

from pathlib import Path

import fontpkg_jetbrains_mono
import fontpkg_noto_sans_arabic
import fontpkg_source_sans_3
import fontpkg_source_serif_4

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
