"""The signature of a VC-JWT, and whether its registered claims agree with the credential in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Final

from credentials.openbadges.jose import ALGORITHMS, REGISTERED, Jwt, jws_holds
from credentials.openbadges.report import Outcome, Step
from credentials.openbadges.sign import issuer_id
from credentials.openbadges.text import parse_time
from credentials.openbadges.verification.documents import Documents
from credentials.openbadges.verification.identity import ResolvedKey
from credentials.openbadges.verification.jwks import key_in_set
from credentials.openbadges.verification.signature import (
    Signature,
    Window,
    authorised,
    key_step,
    resolved,
    unresolved,
    unsigned,
)

type Json = dict[str, Any]

# Registered for signatures with public keys (RFC 7518, 8037, 8812, 9864), and not read here.
_OTHER_ALGORITHMS: Final = frozenset(
    {"RS384", "RS512", "PS256", "PS384", "PS512", "ES512", "ES256K", "Ed25519", "Ed448"}
)
_BESIDE: Final = frozenset({"@context", "credentialSubject", "credentialStatus"})
_JOSE_TYPES: Final = ("vc+jwt", "vc+ld+jwt", "vc+ld+json+jwt")


def credential_of(jwt: Jwt) -> Json:
    """The credential in a VC-JWT: the payload without the registered claims, or VCDM 1.1's `vc` claim."""
    inner = jwt.payload.get("vc")
    if isinstance(inner, dict):
        return _filled(inner, jwt.payload)
    return {key: value for key, value in jwt.payload.items() if key not in REGISTERED}


def _filled(inner: Json, claims: Json) -> Json:
    """VCDM 1.1 §6.3.1: id and issuer may stand in the registered claims only."""
    filled = dict(inner)
    for name, claim in (("id", "jti"), ("issuer", "iss")):
        if name not in filled and isinstance(claims.get(claim), str):
            filled[name] = claims[claim]
    return filled


def disagreements(jwt: Jwt, credential: Json) -> list[str]:
    """What Open Badges 3.0 §8.2.4 (or, for `vc+jwt`, VC-JOSE-COSE) forbids.

    Claims that are missing or say something else than the credential; header members that change what is
    signed.
    """
    found = list(_claims(jwt, credential))
    if "crit" in jwt.header:
        found.append("the header has critical extensions")
    if jwt.header.get("b64", True) is not True:
        found.append("the header says that the payload is not encoded")
    if str(jwt.header.get("typ", "JWT")) not in {"JWT", *_JOSE_TYPES}:
        found.append(f"the header's typ {str(jwt.header['typ'])[:40]!r} is not a credential's")
    if isinstance(jwt.payload.get("vc"), dict) and jwt.payload.keys() & _BESIDE:
        found.append("a credential stands in the claim vc and another beside it")
    if _by_jose(jwt) and jwt.payload.keys() & {"vc", "vp"}:
        found.append("a vc+jwt has no vc or vp claim")
    return found


def remarks(jwt: Jwt, credential: Json) -> list[str]:
    """What Open Badges 3.0 §8.2.4 asks of a token, and widely accepted ones lack."""
    if _by_jose(jwt) or "vc" in jwt.payload:
        return []
    found = [] if "sub" in jwt.payload else ["the standard asks for sub as well, which is missing"]
    if more := sorted(jwt.header.keys() - {"alg", "kid", "jwk", "typ"}):
        found.append(f"the standard knows no {', '.join(more)[:80]} in the header")
    return found


def _claims(jwt: Jwt, credential: Json) -> Iterator[str]:
    payload = jwt.payload
    subject = credential.get("credentialSubject")
    subject_id = subject.get("id") if isinstance(subject, dict) else None
    needed = () if _by_jose(jwt) or "vc" in payload else ("iss", "jti", "nbf")
    yield from (f"{name}: missing" for name in needed if name not in payload)
    if "iss" in payload and payload["iss"] != issuer_id(credential):
        yield "iss is not the issuer's id"
    if "jti" in payload and payload["jti"] != credential.get("id"):
        yield "jti is not the credential's id"
    if "sub" in payload and subject_id is not None and payload["sub"] != subject_id:
        yield "sub is not the subject's id"
    for claim, names in (("nbf", ("validFrom", "issuanceDate")), ("exp", ("validUntil", "expirationDate"))):
        found = _moment(payload.get(claim))
        stated = next((parse_time(credential[name]) for name in names if name in credential), None)
        if claim in payload and found is None:
            yield f"{claim} is not a time"
        # In a vc+jwt they speak of the signature, not of the credential; `exp` may stand alone elsewhere too.
        elif found is None or _by_jose(jwt) or (claim == "exp" and stated is None):
            continue
        elif stated is None or int(stated.timestamp()) != int(found.timestamp()):
            yield f"{claim} is not the credential's {names[0]}"


def _by_jose(jwt: Jwt) -> bool:
    """Whether a token follows VC-JOSE-COSE, by its typ, and not Open Badges 3.0 or VCDM 1.1."""
    return jwt.header.get("typ") in _JOSE_TYPES


def window(jwt: Jwt) -> Window:
    """From when (`nbf`) until when (`exp`) the token says that it is in force, whatever is in it."""
    return _moment(jwt.payload.get("nbf")), _moment(jwt.payload.get("exp"))


def _moment(value: object) -> datetime | None:
    """A NumericDate (RFC 7519 §2); None for what is none."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        return datetime.fromtimestamp(value, UTC)
    except (ValueError, OverflowError, OSError):
        return None


def check_token(jwt: Jwt, credential: Json, documents: Documents, at: datetime) -> Signature:
    """Check the JWS with the issuer's published key."""
    algorithm = jwt.header.get("alg")
    if not isinstance(algorithm, str) or algorithm not in ALGORITHMS:
        accepted = "ES256, ES384, RS256 and EdDSA"
        other = isinstance(algorithm, str) and algorithm in _OTHER_ALGORITHMS
        return unsigned(
            Outcome.NOT_CHECKED if other else Outcome.INVALID,
            f"signed with {str(algorithm)[:40]!r}; {accepted} are {'read here' if other else 'accepted'}",
        )
    found = _key(jwt, issuer_id(credential), documents)
    if isinstance(found, Step):
        return unresolved(found)
    holds = jws_holds(jwt, found.key)
    reason = f"{algorithm} signature holds" if holds else "the signature does not match this content and key"
    proof = Step(
        name="proof", outcome=Outcome.VALID if holds else Outcome.INVALID, reason=reason, against=found.id
    )
    signature = authorised(proof, found, issuer_id(credential), at=at, signed_at=None)
    return replace(signature, window=window(jwt))


def _key(jwt: Jwt, issuer: str, documents: Documents) -> ResolvedKey | Step:
    kid, jwk = jwt.header.get("kid"), jwt.header.get("jwk")
    kind = ALGORITHMS[jwt.header["alg"]]
    if isinstance(kid, str) and "jwk" not in jwt.header:
        address = kid.partition("#")[0]
        if kid.startswith("did:") or (kid.startswith(("https:", "http:")) and "jwks" not in address):
            return resolved(kid, documents)
        at = address if kid.startswith(("https:", "http:")) else ""
        return key_step(issuer, lambda: key_in_set(issuer, documents, kind, kid=kid, at=at))
    if isinstance(jwk, dict) and "kid" not in jwt.header:
        return key_step(issuer, lambda: key_in_set(issuer, documents, kind, jwk=jwk))
    return Step(
        name="issuer", outcome=Outcome.INVALID, reason="the header names its key by neither kid nor jwk"
    )
