"""OLX, the course format of Open edX.

Not read: problems that a script makes or grades, videos beyond their address, discussions, other XBlocks.
"""

from courses.formats.olx.reader import read_olx, recognises

__all__ = ["read_olx", "recognises"]
