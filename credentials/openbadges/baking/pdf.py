"""PDF: the credential as an attached file, found by being one. Bounded, and nothing in the PDF is run or
followed."""

from __future__ import annotations

import io
import re
import zlib
from typing import Final

import pikepdf

from credentials.openbadges.errors import InvalidDocument, NotABadge, OpenBadgesError, TooLarge
from credentials.openbadges.strict_json import loads

MAX_BYTES: Final = 32 * 1024 * 1024
MAX_ATTACHMENTS: Final = 50
MAX_ATTACHMENT: Final = 4 * 1024 * 1024
_JWS: Final = re.compile(rb"\s*[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\s*")
_FILTERS: Final = {"/FlateDecode"}


def extract(document: bytes) -> str:
    """The one credential among a PDF's attachments; raises NotABadge without, InvalidDocument with
    several."""
    if len(document) > MAX_BYTES:
        raise TooLarge(f"the PDF has {len(document)} bytes, more than {MAX_BYTES}")
    try:
        with pikepdf.open(io.BytesIO(document), attempt_recovery=False) as opened:
            found = _credentials(opened)
    except pikepdf.PasswordError as error:
        raise InvalidDocument("this PDF is locked with a password") from error
    except (pikepdf.PdfError, ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise InvalidDocument(f"this PDF cannot be read: {error}") from error
    if not found:
        raise NotABadge("no file attached to this PDF is a credential")
    if len(found) > 1:
        raise InvalidDocument(f"{len(found)} credentials are attached to this PDF; which one is meant?")
    return found[0]


def _credentials(document: pikepdf.Pdf) -> list[str]:
    names = list(document.attachments)
    if len(names) > MAX_ATTACHMENTS:
        raise TooLarge(f"the PDF has {len(names)} attachments, more than {MAX_ATTACHMENTS}")
    found: list[str] = []
    for name in names:
        content = _content(document.attachments[name].get_file())
        text = _credential(content)
        if text is not None and text not in found:
            found.append(text)
    return found


def _content(file: pikepdf.AttachedFile) -> bytes:
    """The bytes of an attachment, decompressed no further than the limit."""
    stream = file.obj
    filters = stream.get("/Filter", pikepdf.Array())
    applied = [str(entry) for entry in filters] if isinstance(filters, pikepdf.Array) else [str(filters)]
    raw = bytes(stream.read_raw_bytes())
    if not applied:
        content = raw
    elif len(applied) == 1 and applied[0] in _FILTERS and "/DecodeParms" not in stream:
        content = _inflate(raw)
    else:
        raise InvalidDocument(f"an attachment is packed with {', '.join(applied)}, which is not read here")
    if len(content) > MAX_ATTACHMENT:
        raise TooLarge(f"an attachment of the PDF is longer than {MAX_ATTACHMENT} bytes")
    return content


def _inflate(raw: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(raw, MAX_ATTACHMENT + 1)
    except zlib.error as error:
        raise InvalidDocument(f"an attachment is not what its filter says: {error}") from error


def _credential(content: bytes) -> str | None:
    if _JWS.fullmatch(content):
        return content.decode().strip()
    try:
        value = loads(content)
    except OpenBadgesError:
        return None
    if not isinstance(value, dict) or not value.keys() & {"@context", "credentialSubject"}:
        return None
    return content.decode("utf-8-sig")
