"""Badges inside files: PNG, SVG and PDF (Open Badges 3.0 §5.3; PDF by attachment).

`extract` finds out by content what a file is and returns the credential in it, as JSON or a compact JWS.
"""

from __future__ import annotations

import re
from typing import Final, Literal

from credentials.openbadges.baking import pdf, png, svg
from credentials.openbadges.baking.pdf import is_credential
from credentials.openbadges.errors import InvalidDocument, NotABadge

_SVG: Final = re.compile(rb"<(?:[\w.-]+:)?svg\b")

type Format = Literal["png", "svg", "pdf"]

__all__ = ["bake", "bake_pdf", "bake_png", "bake_svg", "detect", "extract"]

bake_png = png.bake
bake_svg = svg.bake
bake_pdf = pdf.bake


def detect(data: bytes) -> Format | None:
    """What kind of carrier a file is, by content; None for anything else."""
    if data.startswith(png.SIGNATURE):
        return "png"
    head = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if head.startswith(b"<") and _SVG.search(data, 0, 65_536):
        return "svg"
    return None


def bake(carrier: bytes, credential: str) -> bytes:
    """A PNG, SVG or PDF with the credential in it; one that was in it is replaced.

    `credential` is JSON or a compact JWS. Raises InvalidDocument (or a subclass) for anything else.
    """
    if not is_credential(credential.encode()):
        raise InvalidDocument("only a credential, in JSON or as a compact JWS, is baked")
    match detect(carrier):
        case "png":
            return png.bake(carrier, credential)
        case "svg":
            return svg.bake(carrier, credential)
        case "pdf":
            return pdf.bake(carrier, credential)
    raise NotABadge("a credential is baked into a PNG, an SVG or a PDF; this is neither")


def extract(data: bytes) -> str:
    """The credential inside a PNG, SVG or PDF; raises NotABadge where there is none, TooLarge beyond the
    limits."""
    match detect(data):
        case "png":
            return png.extract(data)
        case "svg":
            return svg.extract(data)
        case "pdf":
            return pdf.extract(data)
    raise NotABadge("this is neither a PNG, an SVG nor a PDF")
