"""Who issues, assesses or earns, as Open Badges 3.0 writes it: Profile, Image, IdentityObject."""

from __future__ import annotations

from typing import Any

from credentials.openbadges import contexts
from credentials.openbadges.claims import ImageClaims, IssuerClaims, SubjectClaims
from credentials.openbadges.text import iri, tidy

type Json = dict[str, Any]


def compose_profile(issuer: IssuerClaims) -> Json:
    """An issuer as a document of its own."""
    return tidy({"@context": [contexts.CREDENTIALS_V2, contexts.OPEN_BADGES], **profile(issuer)})


def profile(issuer: IssuerClaims) -> Json:
    """An issuer as a Profile object (validators refuse a bare URI)."""
    address = {
        "type": ["Address"],
        "addressCountryCode": issuer.country,
        "addressCountry": issuer.country,
        "addressRegion": issuer.region,
    }
    return {
        "id": iri(issuer.id, place="issuer.id"),
        "type": ["Profile"],
        "name": issuer.name,
        "url": issuer.url and iri(issuer.url, place="issuer.url"),
        "email": issuer.email,
        "description": issuer.description,
        "image": picture(issuer.image),
        "address": address if issuer.country or issuer.region else None,
    }


def picture(image: ImageClaims | None) -> Json | None:
    """An Image object (a bare address is invalid), or None."""
    if image is None:
        return None
    return {"id": iri(image.id, place="image", images=True), "type": "Image", "caption": image.caption}


def identifiers(subject: SubjectClaims) -> list[Json]:
    """The IdentityObjects of a subject: the hashed address and the name."""
    entries: list[Json] = []
    if subject.email_hash:
        entries.append(identity("emailAddress", subject.email_hash, hashed=True) | {"salt": subject.salt})
    if subject.name:
        entries.append(identity("name", subject.name, hashed=False))
    return entries


def identity(kind: str, value: str, *, hashed: bool) -> Json:
    """An IdentityObject."""
    return {"type": "IdentityObject", "hashed": hashed, "identityHash": value, "identityType": kind}
