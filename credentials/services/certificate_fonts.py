"""The faces that certificates are printed with: static cuts of the house's variable fonts.

WeasyPrint cuts a variable font anew for every document, which takes half of its time. So the Latin letters
are cut once and kept under `.local`, or in a folder of this process where that cannot be written. Greek,
Cyrillic and Arabic letters come from the whole variable fonts, further down in each `font-family`.
"""

import dataclasses
import hashlib
import os
import tempfile
from pathlib import Path
from typing import Final

from django.conf import settings
from fontTools.varLib.instancer import instantiateVariableFont

from portal.fonts import cut, font_files, keep


@dataclasses.dataclass(frozen=True, slots=True)
class Face:
    """A cut: the CSS names, the file it is cut from (without its axes), and where on the axes."""

    family: str
    weight: int
    style: str
    source: str
    axes: tuple[tuple[str, float], ...]


_FACES: Final = (
    Face("Cairn Display", 400, "normal", "SourceSerif4", (("wght", 400), ("opsz", 48))),
    Face("Cairn Serif", 400, "italic", "SourceSerif4-Italic", (("wght", 400), ("opsz", 14))),
    Face("Cairn Serif", 600, "normal", "SourceSerif4", (("wght", 600), ("opsz", 14))),
    Face("Cairn Sans", 400, "normal", "SourceSans3", (("wght", 400),)),
    Face("Cairn Sans", 600, "normal", "SourceSans3", (("wght", 600),)),
    Face("Cairn Mono", 400, "normal", "JetBrainsMono", (("wght", 400),)),
)
# The whole fonts, for what is not cut.
_WHOLE: Final = {"Cairn Letters": "SourceSans3", "Cairn Arabic": "NotoSansArabic"}
# Latin with its extensions and Vietnamese, accents to combine, punctuation, signs.
_LETTERS: Final = (
    (0x20, 0x24F),
    (0x2B0, 0x36F),
    (0x1E00, 0x1EFF),
    (0x2010, 0x205E),
    (0x20A0, 0x20BF),
    (0x2100, 0x214F),
    (0x2190, 0x2199),
    (0x2200, 0x22FF),
)
_FEATURES: Final = ["kern", "liga", "mark", "mkmk", "ccmp", "locl"]


def certificate_fonts() -> tuple[str, set[str]]:
    """`@font-face` rules and the addresses they name; the cuts are made now where they are not there yet.

    The names are our own: fonts of the machine are never taken for them.
    """
    folder = _folder()
    sources = {path.name.partition("[")[0]: path for path in font_files()}
    cuts = [(face, _cut(face, sources[face.source], folder).as_uri()) for face in _FACES]
    wholes = [
        (Face(family, weight, "normal", source, ()), sources[source].as_uri())
        for family, source in _WHOLE.items()
        for weight in (400, 600)
    ]
    rules = [
        f'@font-face {{ font-family: "{face.family}"; src: url("{url}"); '
        f"font-weight: {face.weight}; font-style: {face.style} }}"
        for face, url in [*cuts, *wholes]
    ]
    return "\n".join(rules), {url for _face, url in [*cuts, *wholes]}


def _folder() -> Path:
    shared = Path(settings.BASE_DIR) / ".local" / "certificate-fonts"
    try:
        shared.mkdir(parents=True, exist_ok=True)
    except OSError:
        return Path(tempfile.mkdtemp(prefix="cairn-fonts-"))
    return shared if os.access(shared, os.W_OK) else Path(tempfile.mkdtemp(prefix="cairn-fonts-"))


def _cut(face: Face, source: Path, folder: Path) -> Path:
    """Named for what it is cut from and how, so that a new release of a font is cut anew."""
    stamp = f"{source.name} {source.stat().st_size} {face.axes} {_LETTERS} {_FEATURES}"
    path = folder / f"{face.source}-{hashlib.sha256(stamp.encode()).hexdigest()[:16]}.ttf"
    if not path.exists():
        latin = cut(source, letters=_LETTERS, features=_FEATURES)
        keep(instantiateVariableFont(latin, dict(face.axes), inplace=True), path)
    return path
