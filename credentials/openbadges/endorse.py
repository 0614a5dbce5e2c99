"""Endorsements (Open Badges 3.0) and Comprehensive Learner Records (CLR 2.0), ready to be signed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal

from credentials.openbadges import contexts
from credentials.openbadges.claims import IssuerClaims, SubjectClaims
from credentials.openbadges.compose import identifiers, profile, tidy
from credentials.openbadges.errors import InvalidClaims
from credentials.openbadges.text import format_time, iri

type Json = dict[str, Any]

type AssociationType = Literal[
    "exactMatchOf", "isChildOf", "isParentOf", "isPartOf", "isPeerOf", "isRelatedTo", "precedes", "replacedBy"
]

ENDORSABLE: Final = frozenset({"Achievement", "Profile", "OpenBadgeCredential", "AchievementCredential"})


@dataclass(frozen=True, slots=True, kw_only=True)
class AssociationClaims:
    """How one achievement of a record stands to another: `source` is, say, part of `target`."""

    kind: AssociationType
    source: str
    target: str


def compose_endorsement(
    *,
    id: str,  # noqa: A002 - the standard's name
    name: str,
    endorser: IssuerClaims,
    endorsed: str,
    comment: str,
    valid_from: datetime,
    valid_until: datetime | None = None,
) -> Json:
    """An unsigned EndorsementCredential: `endorser` says `comment` about the thing with the id `endorsed`."""
    if not name.strip() or not comment.strip():
        raise InvalidClaims("an endorsement needs a name and a comment")
    return tidy(
        {
            "@context": [contexts.CREDENTIALS_V2, contexts.OPEN_BADGES],
            "id": iri(id, place="id"),
            "type": ["VerifiableCredential", "EndorsementCredential"],
            "name": name,
            "issuer": profile(endorser),
            "validFrom": format_time(valid_from),
            "validUntil": format_time(valid_until) if valid_until else "",
            "credentialSubject": {
                "id": iri(endorsed, place="credentialSubject.id"),
                "type": ["EndorsementSubject"],
                "endorsementComment": comment,
            },
        }
    )


def compose_record(
    *,
    id: str,  # noqa: A002 - the standard's name
    name: str,
    issuer: IssuerClaims,
    subject: SubjectClaims,
    credentials: Sequence[Json],
    associations: Sequence[AssociationClaims] = (),
    partial: bool | None = None,
    valid_from: datetime,
    description: str = "",
) -> Json:
    """An unsigned ClrCredential around whole signed credentials, which keep their own proofs.

    Associations may name only achievements of these credentials, by id.
    """
    if not credentials or not all("proof" in credential for credential in credentials):
        raise InvalidClaims("a record holds signed credentials, at least one")
    known = {_achievement_id(credential) for credential in credentials}
    for entry in associations:
        if {entry.source, entry.target} - known:
            raise InvalidClaims(f"{entry.source} {entry.kind} {entry.target}: not both are in the record")
    document = tidy(
        {
            "@context": [contexts.CREDENTIALS_V2, contexts.CLR, contexts.OPEN_BADGES],
            "id": iri(id, place="id"),
            "type": ["VerifiableCredential", "ClrCredential"],
            "name": name,
            "description": description,
            "issuer": profile(issuer),
            "validFrom": format_time(valid_from),
            "partial": partial,
            "credentialSubject": {
                "id": subject.id and iri(subject.id, place="credentialSubject.id"),
                "type": ["ClrSubject"],
                "identifier": identifiers(subject),
                "association": [
                    {
                        "type": "Association",
                        "associationType": entry.kind,
                        "sourceId": entry.source,
                        "targetId": entry.target,
                    }
                    for entry in associations
                ],
            },
        }
    )
    # What was signed goes in as it is.
    document["credentialSubject"]["verifiableCredential"] = list(credentials)
    return document


def _achievement_id(credential: Json) -> object:
    subject = credential.get("credentialSubject")
    achievement = subject.get("achievement") if isinstance(subject, dict) else None
    return achievement.get("id") if isinstance(achievement, dict) else None
