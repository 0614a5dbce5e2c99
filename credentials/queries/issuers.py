"""What the world may read of an issuer."""

from typing import Any

from credentials import openbadges
from credentials.models import IssuerProfile


def did_document(issuer: IssuerProfile) -> dict[str, Any]:
    """The issuer's did.json: active and retired keys may assert, a revoked one is shown as revoked."""
    published = [
        openbadges.PublishedKey(
            fragment=key.fragment, multikey=key.public_multibase, revoked_at=key.revoked_at
        )
        for key in issuer.keys.order_by("created_at", "pk")
    ]
    return openbadges.did_document(issuer.did, published, also_known_as=[issuer.public_url])


def profile_document(issuer: IssuerProfile) -> dict[str, Any]:
    """The issuer as a Profile of its own, for those who follow its address."""
    claims = openbadges.IssuerClaims(
        id=issuer.did,
        name=issuer.name,
        url=issuer.public_url,
        email=issuer.email,
        description=issuer.description,
        country=issuer.organisation.country,
    )
    return openbadges.compose_profile(claims)
