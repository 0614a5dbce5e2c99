"""Open edX courses (OLX).

Not read: scripts, formulas, drawings, other XBlocks.
"""

from courses.formats.olx.reader import read_olx, recognises, static_archives

__all__ = ["read_olx", "recognises", "static_archives"]
