"""PNG: one iTXt chunk `openbadgecredential`, uncompressed, with the credential's JSON or compact JWS.

Chunks are read by their lengths and checksums; the picture itself is never decoded.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from typing import Final

from credentials.openbadges.errors import InvalidDocument, NotABadge, TooLarge

SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
KEYWORD: Final = b"openbadgecredential"
KEYWORD_2: Final = b"openbadges"  # Open Badges 2.0
MAX_BYTES: Final = 32 * 1024 * 1024
MAX_CHUNKS: Final = 20_000
MAX_TEXT: Final = 4 * 1024 * 1024


def bake(picture: bytes, credential: str) -> bytes:
    """The picture with the credential in it, right after its header; one that was in it is replaced."""
    if "\0" in credential:
        raise InvalidDocument("a credential holds no NUL character")
    text = credential.encode()
    if len(text) > MAX_TEXT:
        raise TooLarge(f"the credential has {len(text)} bytes, more than {MAX_TEXT}")
    chunk = _chunk(b"iTXt", KEYWORD + b"\0\0\0\0\0" + text)
    parts = [SIGNATURE]
    for kind, body in _chunks(picture):
        if _keyword(kind, body) not in {KEYWORD, KEYWORD_2}:
            parts.append(_chunk(kind, body))
        if kind == b"IHDR":
            parts.append(chunk)
    return b"".join(parts)


def extract(picture: bytes) -> str:
    """The credential in a PNG, of Open Badges 3.0 or 2.0; it must not be in there twice."""
    found = [
        _text(kind, body)
        for kind, body in _chunks(picture)
        if _keyword(kind, body) in {KEYWORD, KEYWORD_2} and kind != b"zTXt"
    ]
    if not found:
        raise NotABadge("this PNG holds no badge: there is no chunk openbadgecredential or openbadges")
    if len(found) > 1:
        raise InvalidDocument(f"this PNG holds {len(found)} badges; the standard allows one")
    return found[0]


def _chunks(picture: bytes) -> Iterator[tuple[bytes, bytes]]:
    if len(picture) > MAX_BYTES:
        raise TooLarge(f"the picture has {len(picture)} bytes, more than {MAX_BYTES}")
    if not picture.startswith(SIGNATURE):
        raise InvalidDocument("this is not a PNG")
    place = len(SIGNATURE)
    for number in range(MAX_CHUNKS + 1):
        header = picture[place : place + 8]
        if len(header) < 8:
            raise InvalidDocument("the PNG ends before its IEND chunk")
        (length,) = struct.unpack(">I", header[:4])
        kind = header[4:]
        body = picture[place + 8 : place + 8 + length]
        checksum = picture[place + 8 + length : place + 12 + length]
        if len(body) < length or len(checksum) < 4:
            raise InvalidDocument(f"the PNG's chunk {number} is cut off")
        if struct.unpack(">I", checksum)[0] != zlib.crc32(kind + body):
            raise InvalidDocument(f"the PNG's chunk {number} does not match its checksum")
        if (number == 0) != (kind == b"IHDR"):
            raise InvalidDocument("a PNG starts with one IHDR chunk")
        yield kind, body
        if kind == b"IEND":
            return
        place += 12 + length
    raise TooLarge(f"the PNG has more than {MAX_CHUNKS} chunks")


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def _keyword(kind: bytes, body: bytes) -> bytes:
    return body.partition(b"\0")[0] if kind in {b"iTXt", b"tEXt", b"zTXt"} else b""


def _text(kind: bytes, body: bytes) -> str:
    _, _, rest = body.partition(b"\0")
    if kind == b"iTXt":
        if len(rest) < 2 or rest.count(b"\0", 2) < 2:
            raise InvalidDocument("the badge's iTXt chunk is malformed")
        if rest[0] != 0:
            raise InvalidDocument("the badge's iTXt chunk is compressed, which the standard forbids")
        rest = rest[2:].split(b"\0", 2)[2]
    if len(rest) > MAX_TEXT:
        raise TooLarge(f"the badge in this PNG has {len(rest)} bytes, more than {MAX_TEXT}")
    try:
        return rest.decode()
    except UnicodeDecodeError as error:
        raise InvalidDocument("the badge in this PNG is not UTF-8") from error
