"""The ten pigments stones are painted with, and which family wears which."""

import hashlib
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Pigment:
    """Colours of one kind of rock; `strata` names the stroke its strata are drawn with."""

    name: str
    body: str
    deep: str
    light: str
    vein: str
    strata: str


PIGMENTS: Final = (
    Pigment("slate", "#66757f", "#2a343b", "#b9c5cb", "#eaf0f1", "solid"),
    Pigment("moss", "#77875a", "#343d24", "#bcc79f", "#f1f3df", "hatched"),
    Pigment("ochre", "#c99a50", "#5d4119", "#ecd09a", "#fdf3dc", "dotted"),
    Pigment("terracotta", "#b8694d", "#55281b", "#e3ab93", "#fbe6da", "twin"),
    Pigment("heather", "#84698b", "#392a3f", "#c3acc8", "#f3e9f4", "ripple"),
    Pigment("verdigris", "#528982", "#1d3d3a", "#9fcbc4", "#e3f3f0", "beaded"),
    Pigment("sand", "#cfc0a2", "#66583d", "#efe6d2", "#75633f", "dashed"),
    Pigment("rose", "#c38f8a", "#5d3a38", "#e9c6c1", "#fdeeeb", "lenses"),
    Pigment("basalt", "#57575d", "#1e1e22", "#98989f", "#e0e0e4", "zigzag"),
    Pigment("tide", "#6f94b1", "#294257", "#b2cde1", "#ecf4fa", "crossed"),
)

_BY_NAME: Final = {pigment.name: pigment for pigment in PIGMENTS}

# Families people meet often get a pigment that suits them; any other word is hashed.
_FAMILIES: Final = {
    "technology": "slate",
    "software": "slate",
    "environment": "moss",
    "trades": "ochre",
    "business": "ochre",
    "craft": "terracotta",
    "leadership": "terracotta",
    "language": "heather",
    "communication": "heather",
    "health": "verdigris",
    "care": "verdigris",
    "education": "sand",
    "social": "rose",
    "arts": "rose",
    "safety": "basalt",
    "security": "basalt",
    "data": "tide",
    "science": "tide",
}


def pigment_of(family: str) -> Pigment:
    """Give the pigment of a family: always the same one for the same word, whatever its case."""
    word = family.strip().casefold()
    if name := _FAMILIES.get(word):
        return _BY_NAME[name]
    return PIGMENTS[hashlib.sha256(word.encode()).digest()[0] % len(PIGMENTS)]
