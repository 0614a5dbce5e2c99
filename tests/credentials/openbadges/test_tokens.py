"""VC-JWT: the claims and headers of Open Badges 3.0 §8.2.4, those of VC-JOSE-COSE, and when a token is in force."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from credentials.openbadges import Outcome, SubjectClaims, compose_credential, sign_jwt
from credentials.openbadges.jose import read_jwt
from credentials.openbadges.verification.tokens import window
from tests.credentials.openbadges.test_hostile_input import P256, b64, jwt_world
from tests.credentials.openbadges.world import DID, ISSUED, NOW, full, minimal

type Json = dict[str, Any]

KID = f"{DID}#jwt"
LEARNER = SubjectClaims(id="did:example:learner")


def token(header: Json, drop: tuple[str, ...] = (), claims: Any = None, **changes: Any) -> str:
    """Our own token with other headers and claims, signed with our key."""
    text = sign_jwt(compose_credential(claims or minimal(subject=LEARNER)), P256, kid=KID)
    payload = {key: value for key, value in read_jwt(text).payload.items() if key not in drop} | changes
    signed = f"{b64({'alg': 'ES256', 'kid': KID} | header)}.{b64(payload)}"
    return f"{signed}.{b64(P256.sign(signed.encode()))}"


def test_what_we_sign_has_the_claims_and_headers_of_the_standard_and_no_others() -> None:
    claims = full(subject=LEARNER)
    document = compose_credential(claims)
    jwt = read_jwt(sign_jwt(document, P256, kid=KID))
    assert jwt.header == {"alg": "ES256", "kid": KID, "typ": "JWT"}
    assert jwt.payload == document | {
        "iss": DID,
        "jti": claims.id,
        "sub": "did:example:learner",
        "nbf": int(ISSUED.timestamp()),
        "exp": int((ISSUED + timedelta(days=730)).timestamp()),
    }
    assert len(jwt.signature) == 64


@pytest.mark.parametrize("name", ["iss", "jti", "nbf"])
def test_a_claim_that_the_standard_requires_must_be_there(name: str) -> None:
    report = jwt_world().verify(token({}, drop=(name,)))
    assert (report["structure"].outcome, report["structure"].reason) == (Outcome.INVALID, f"{name}: missing")
    assert report["proof"].outcome is Outcome.VALID


def test_what_many_leave_out_or_add_is_said_but_not_held_against_them() -> None:
    report = jwt_world().verify(token({"x5t": "abc", "cty": "vc"}, drop=("sub",)))
    assert report.verdict is Outcome.VALID
    assert report["structure"].reason == (
        "every required part is there, in the right shape; the standard asks for sub as well, which is missing; "
        "the standard knows no cty, x5t in the header"
    )


@pytest.mark.parametrize(
    ("header", "changes", "reason"),
    [
        ({"crit": ["exp"]}, {}, "critical extensions"),
        ({"b64": False}, {}, "not encoded"),
        ({"typ": "at+jwt"}, {}, "typ 'at+jwt' is not a credential's"),
        ({"typ": 5}, {}, "typ '5' is not"),
        ({}, {"iss": "did:web:other.example"}, "iss is not the issuer's id"),
        ({}, {"jti": "urn:x:other"}, "jti is not the credential's id"),
        ({}, {"sub": "did:example:other"}, "sub is not the subject's id"),
        ({}, {"nbf": 5}, "nbf is not the credential's validFrom"),
        ({}, {"nbf": "5"}, "nbf is not a time"),
        ({}, {"nbf": True}, "nbf is not a time"),
        ({}, {"exp": 1e300}, "exp is not a time"),
        ({}, {"exp": None}, "exp is not a time"),
        ({}, {"exp": 1_900_000_000, "validUntil": "2027-01-01T00:00:00Z"}, "exp is not the credential's"),
        ({"typ": "vc+jwt"}, {"vc": "x"}, "no vc or vp claim"),
        ({"typ": "vc+jwt"}, {"vp": 1}, "no vc or vp claim"),
        ({"typ": "vc+jwt"}, {"iss": "did:web:other.example"}, "iss is not the issuer's id"),
    ],
)
def test_claims_and_headers_that_say_otherwise_are_named(header: Json, changes: Json, reason: str) -> None:
    report = jwt_world().verify(token(header, **changes))
    assert report.verdict is Outcome.INVALID
    assert reason in report["structure"].reason


def test_a_token_by_vc_jose_cose_needs_none_of_the_claims() -> None:
    report = jwt_world().verify(token({"typ": "vc+jwt", "cty": "vc"}, drop=("iss", "jti", "nbf", "sub")))
    assert report.verdict is Outcome.VALID
    assert report["structure"].reason == "every required part is there, in the right shape"


@pytest.mark.parametrize(
    ("header", "changes", "at", "reason"),
    [
        ({}, {"exp": 1_790_000_000}, NOW, "it expired on 2026-09-21T14:13:20Z"),
        ({"typ": "vc+jwt"}, {"exp": 1_790_000_000}, NOW, "it expired on 2026-09-21T14:13:20Z"),
        ({"typ": "vc+jwt"}, {"nbf": 1_900_000_000}, NOW, "it is valid only from 2030-03-17T17:46:40Z"),
        ({}, {}, ISSUED - timedelta(seconds=1), "it is valid only from 2026-03-01T09:30:00Z"),
    ],
)
def test_a_token_out_of_force_is_genuine_but_not_valid(
    header: Json, changes: Json, at: datetime, reason: str
) -> None:
    report = jwt_world().verify(token(header, **changes), at=at)
    assert (report.verdict, report["proof"].outcome) == (Outcome.INVALID, Outcome.VALID)
    assert (report["validity"].reason, report.claims is not None) == (reason, True)


def test_an_expired_token_says_so_as_an_expired_credential_does() -> None:
    report = jwt_world().verify(token({}, claims=full(subject=LEARNER)), at=datetime(2029, 1, 1, tzinfo=UTC))
    assert report["validity"].reason == "it expired on 2028-02-29T09:30:00Z"
    assert (report["proof"].outcome, report["structure"].outcome) == (Outcome.VALID, Outcome.VALID)


def test_a_token_whose_key_is_not_there_says_why_in_each_step() -> None:
    world = jwt_world()
    world.documents.pop("https://portal.example/issuers/uni/did.json")
    report = world.verify(token({}))
    reasons = {name: report[name].reason for name in ("proof", "key", "controller")}
    assert set(reasons.values()) == {"the issuer's key could not be had"}


def test_a_window_is_what_the_token_says_in_seconds() -> None:
    jwt = read_jwt(token({}, exp=1_900_000_000.5))
    assert window(jwt) == (ISSUED, datetime(2030, 3, 17, 17, 46, 40, 500_000, tzinfo=UTC))
