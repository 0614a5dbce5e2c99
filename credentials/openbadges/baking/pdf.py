"""PDF: the credential as an attached file (PDF 2.0 §7.11.4, §14.13), found by being one.

Bounded, and nothing in the PDF is run or followed.
"""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import pikepdf

from credentials.openbadges.errors import InvalidDocument, NotABadge, OpenBadgesError, TooLarge
from credentials.openbadges.strict_json import loads

MAX_BYTES: Final = 32 * 1024 * 1024
MAX_ATTACHMENTS: Final = 50
MAX_ATTACHMENT: Final = 4 * 1024 * 1024
_JWS: Final = re.compile(rb"\s*[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\s*")
_FILTERS: Final = {"/FlateDecode"}


def bake(document: bytes, credential: str) -> bytes:
    """The PDF with the credential attached as the source of what it shows; one that was attached is replaced.

    Signatures of the PDF do not survive: attach first, then sign.
    """
    if not is_credential(credential.encode()):
        raise InvalidDocument("only a credential, in JSON or as a compact JWS, is attached to a PDF")
    with _opened(document) as opened:
        if opened.is_encrypted:
            raise InvalidDocument("this PDF is encrypted; a credential is attached before that")
        for name in [name for name, content in _attached(opened) if is_credential(content)]:
            del opened.attachments[name]
        jws = _JWS.fullmatch(credential.encode()) is not None
        name = "credential.jwt" if jws else "credential.json"
        spec = pikepdf.AttachedFileSpec(
            opened,
            credential.encode(),
            filename=name,
            description="Verifiable credential",
            mime_type="application/vc+jwt" if jws else "application/vc+ld+json",
            creation_date="",
            mod_date="",
        )
        spec.obj.AFRelationship = pikepdf.Name.Source
        opened.attachments[name] = spec
        _associate(opened)
        buffer = io.BytesIO()
        opened.save(buffer, deterministic_id=True)
    return buffer.getvalue()


def _associate(document: pikepdf.Pdf) -> None:
    """List every attachment in the catalog's /AF, as PDF/A-3 asks."""
    listed = [document.attachments[name].obj for name in document.attachments]
    document.Root.AF = pikepdf.Array(listed)


def extract(document: bytes) -> str:
    """The one credential among a PDF's attachments; raises NotABadge without, InvalidDocument with
    several."""
    with _opened(document) as opened:
        found = list(
            dict.fromkeys(text for _, content in _attached(opened) if (text := _credential(content)))
        )
    if not found:
        raise NotABadge("no file attached to this PDF is a credential")
    if len(found) > 1:
        raise InvalidDocument(f"{len(found)} credentials are attached to this PDF; which one is meant?")
    return found[0]


@contextmanager
def _opened(document: bytes) -> Iterator[pikepdf.Pdf]:
    if len(document) > MAX_BYTES:
        raise TooLarge(f"the PDF has {len(document)} bytes, more than {MAX_BYTES}")
    try:
        with pikepdf.open(io.BytesIO(document), attempt_recovery=False) as opened:
            yield opened
    except pikepdf.PasswordError as error:
        raise InvalidDocument("this PDF is locked with a password") from error
    except (pikepdf.PdfError, ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise InvalidDocument(f"this PDF cannot be read: {error}") from error


def _attached(document: pikepdf.Pdf) -> list[tuple[str, bytes]]:
    names = list(document.attachments)
    if len(names) > MAX_ATTACHMENTS:
        raise TooLarge(f"the PDF has {len(names)} attachments, more than {MAX_ATTACHMENTS}")
    return [(name, _content(document.attachments[name].get_file())) for name in names]


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


def is_credential(content: bytes) -> bool:
    """Whether this is a credential, by its form: a compact JWS, or JSON with a context or a subject."""
    return _credential(content) is not None


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
