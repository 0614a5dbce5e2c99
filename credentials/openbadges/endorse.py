"""Endorsements (Open Badges 3.0) and Comprehensive Learner Records (CLR 2.0), ready to be signed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from credentials.openbadges import contexts
from credentials.openbadges.claims import IssuerClaims, StatusClaims, SubjectClaims
from credentials.openbadges.compose import signed_by_others, status_entry
from credentials.openbadges.errors import InvalidClaims
from credentials.openbadges.profile import identifiers, identity, profile
from credentials.openbadges.text import clean, format_time, iri, tidy

type Json = dict[str, Any]

type AssociationType = Literal[
    "exactMatchOf", "isChildOf", "isParentOf", "isPartOf", "isPeerOf", "isRelatedTo", "precedes", "replacedBy"
]


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
    status: StatusClaims | None = None,
) -> Json:
    """An unsigned EndorsementCredential: `endorser` says `comment` about the thing with the id `endorsed`.

    A credential, an achievement or an issuer. With `status` the endorser can take it back.
    """
    if not clean(name).strip() or not clean(comment).strip():
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
            "credentialStatus": status_entry(status) if status else None,
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
    valid_until: datetime | None = None,
    description: str = "",
    status: StatusClaims | None = None,
) -> Json:
    """An unsigned ClrCredential around whole signed credentials, which keep their own proofs.

    Associations may name only achievements of these credentials, by id. The record's subject takes on the
    identities of the credentials' subjects, so that anyone can see that all are about one person: the issuer
    of the record vouches for that.
    """
    if not credentials:
        raise InvalidClaims("a record holds signed credentials, at least one")
    held = signed_by_others(credentials)
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
            "validUntil": format_time(valid_until) if valid_until else "",
            "partial": partial,
            "credentialStatus": status_entry(status) if status else None,
            "credentialSubject": {
                "id": subject.id and iri(subject.id, place="credentialSubject.id"),
                "type": ["ClrSubject"],
                "identifier": [*identifiers(subject), *_identities(subject, held)],
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
    document["credentialSubject"]["verifiableCredential"] = held
    return document


def _identities(subject: SubjectClaims, credentials: Sequence[Json]) -> list[Json]:
    """Who the credentials say their subjects are, but for names, which prove nothing; each once."""
    found: list[Json] = []
    for credential in credentials:
        person = credential.get("credentialSubject")
        if not isinstance(person, dict):
            continue
        if isinstance(person.get("id"), str) and person["id"] != subject.id:
            found.append(identity("identifier", person["id"], hashed=False))
        listed = person.get("identifier", [])
        objects = [entry for entry in listed if isinstance(entry, dict)] if isinstance(listed, list) else []
        found += [entry for entry in objects if entry.get("identityType") != "name"]
    own = identifiers(subject)
    return [entry for number, entry in enumerate(found) if entry not in own and entry not in found[:number]]


def _achievement_id(credential: Json) -> object:
    subject = credential.get("credentialSubject")
    achievement = subject.get("achievement") if isinstance(subject, dict) else None
    return achievement.get("id") if isinstance(achievement, dict) else None
