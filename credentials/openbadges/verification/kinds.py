"""What was handed in: carrier, JSON or JWS, and which standard it follows. By content, never by name."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Final

from credentials.openbadges import contexts
from credentials.openbadges.baking import detect, extract
from credentials.openbadges.errors import InvalidDocument
from credentials.openbadges.jose import COMPACT, Jwt, read_jwt
from credentials.openbadges.report import Kind
from credentials.openbadges.strict_json import check_size, loads
from credentials.openbadges.verification.structure import listed, types_of
from credentials.openbadges.verification.tokens import credential_of

type Json = dict[str, Any]

_BADGES = frozenset({"OpenBadgeCredential", "AchievementCredential"})
_OPEN_BADGES_2 = "https://w3id.org/openbadges/v2"
_ADDRESS: Final = re.compile(r"https?://[^\s{}\"]{1,2000}")


@dataclass(frozen=True, slots=True)
class Given:
    """What a verification starts from. `source` is the text of the credential as it was found."""

    kind: Kind
    document: Json
    jwt: Jwt | None = None
    source: str = ""
    carrier: str = ""


def read(data: bytes | str | Json, load: Callable[[str], bytes] | None = None) -> Given:
    """Read what was given; raises InvalidDocument (or a subclass) for what cannot be read at all.

    Badges of Open Badges 1 and 2 may hold nothing but an address; `load` fetches what is there, once, and may
    raise DocumentUnavailable.
    """
    carrier = ""
    if isinstance(data, dict):
        return Given(kind_of(data, signed_as_jwt=False), data)
    if isinstance(data, bytes) and (found := detect(data)):
        carrier, data = found, extract(data)
    check_size(data)
    text = data.strip()
    if isinstance(text, bytes) and text.isascii():
        text = text.decode()
    if isinstance(text, str) and COMPACT.fullmatch(text):
        return _token(text, carrier)
    if isinstance(text, str) and load is not None and _ADDRESS.fullmatch(text):
        return replace(read(load(text)), carrier=carrier)
    try:
        value = loads(text)
    except InvalidDocument as error:
        if isinstance(text, str) and not text.startswith("{"):
            raise InvalidDocument(f"this is no PNG, SVG or PDF, no whole JWS, and {error}") from error
        raise
    if not isinstance(value, dict):
        raise InvalidDocument("a credential is a JSON object")
    source = text if isinstance(text, str) else text.decode("utf-8-sig")
    return Given(kind_of(value, signed_as_jwt=False), value, source=source, carrier=carrier)


def _token(text: str, carrier: str) -> Given:
    jwt = read_jwt(text)
    document = credential_of(jwt)
    return Given(kind_of(document, signed_as_jwt=True), document, jwt, source=text, carrier=carrier)


def kind_of(document: Json, *, signed_as_jwt: bool) -> Kind:  # noqa: PLR0911 - one line for each kind
    """Which standard a document follows, by its contexts and types."""
    types = types_of(document)
    names = listed(document.get("@context"))
    if _OPEN_BADGES_2 in names or ("Assertion" in types and "badge" in document):
        return Kind.OPEN_BADGES_2
    if contexts.CREDENTIALS_V1 in names:
        return Kind.CREDENTIAL_1
    if contexts.CREDENTIALS_V2 not in names and "VerifiableCredential" not in types:
        return Kind.UNKNOWN
    if types & _BADGES:
        return Kind.OPEN_BADGES_3_JWT if signed_as_jwt else Kind.OPEN_BADGES_3
    if "ClrCredential" in types:
        return Kind.COMPREHENSIVE_RECORD
    if "EndorsementCredential" in types:
        return Kind.ENDORSEMENT
    if "BitstringStatusListCredential" in types:
        return Kind.STATUS_LIST
    return Kind.CREDENTIAL_2
