"""Stones, cairns and landscapes: the portal's pictures, drawn from the data they stand for.

An achievement is a river stone, a stack of achievements a cairn, a portfolio a landscape of cairns::

    from credentials.stones import StoneSpec, stone_svg
    stone_svg(StoneSpec(key="medication-safety", family="health", level=2, hours=1, label="Safety"))

The same data give the same picture, to the byte, on every machine. What the picture says:

=========  ==========================================================================
family     pigment, and the kind of stratum (so families stay apart without colour)
level      width of the stone, and the number of strata: count them
hours      proportions: an hour is a flat pebble, a hundred hours a full boulder
key        everything else: the outline's wobble, tilt, grain
=========  ==========================================================================

The pictures carry a title for people who do not see them, contain no script, no link, no ``id`` (many can
stand in one page) and no background (they are made for light and dark). PNG and SVG come from one geometry.
"""

from credentials.stones.cairn import Cairn, cairn_png, cairn_svg
from credentials.stones.landscape import landscape_svg
from credentials.stones.palette import PIGMENTS, Pigment, pigment_of
from credentials.stones.stone import StoneSpec, stone_png, stone_svg

__all__ = [
    "PIGMENTS",
    "Cairn",
    "Pigment",
    "StoneSpec",
    "cairn_png",
    "cairn_svg",
    "landscape_svg",
    "pigment_of",
    "stone_png",
    "stone_svg",
]
