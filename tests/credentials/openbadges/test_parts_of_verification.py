"""Each reason that a verification can give, one by one."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from credentials.openbadges import (
    DocumentUnavailable,
    Kind,
    Outcome,
    P256Key,
    PublishedKey,
    SubjectClaims,
    compose_credential,
    decode_multikey,
    did_document,
    public_jwk,
    sign_credential,
    sign_jwt,
)
from credentials.openbadges.errors import KeyFormatError, UnsupportedMethod
from credentials.openbadges.keys import base58btc_encode
from credentials.openbadges.linked_data import canonical_lines
from credentials.openbadges.public_keys import jwk_key, multikey_key
from credentials.openbadges.verification import claims
from credentials.openbadges.verification.documents import MAX_DOCUMENTS, Documents
from credentials.openbadges.verification.structure import problems
from tests.credentials.openbadges.test_attacks import signed_anyhow
from tests.credentials.openbadges.test_hostile_input import b64, jwt_world, token
from tests.credentials.openbadges.test_others import HOST, old_world, rs256
from tests.credentials.openbadges.test_sign import endorsement, record
from tests.credentials.openbadges.world import DID, DID_URL, KEY, METHOD, NOW, World, full, minimal, signed

type Json = dict[str, Any]
P256 = P256Key(b"\x05" * 32)


# Structure


def badge(**changes: Any) -> Json:
    return {**compose_credential(full()), **changes}


def subject(**changes: Any) -> Json:
    whole = compose_credential(full())["credentialSubject"]
    return badge(credentialSubject={key: value for key, value in {**whole, **changes}.items() if value != ()})


def achievement(**changes: Any) -> Json:
    return subject(achievement={**compose_credential(full())["credentialSubject"]["achievement"], **changes})


@pytest.mark.parametrize(
    ("document", "said"),
    [
        (badge(), []),
        (badge(type=["OpenBadgeCredential"]), ["type: VerifiableCredential is missing"]),
        (badge(issuer={"name": "x"}), ["issuer: no URI identifies the issuer"]),
        (badge(id="no uri"), ["id: not a URI"]),
        (badge(credentialStatus={"id": "x"}), ["credentialStatus[0].type: missing"]),
        (badge(credentialSubject=[{}]), ["credentialSubject: must be one object"]),
        (badge(validFrom="2026-01-01"), ["validFrom: not a date and time with a zone"]),
        (badge(validFrom="2026-13-41T00:00:00Z"), ["validFrom: not a date and time with a zone"]),
        (
            badge(**{"@context": ["https://www.w3.org/ns/credentials/v2"]}),
            ["@context: no Open Badges 3.0 context follows the first"],
        ),
        (
            badge(**{"@context": [badge()["@context"][1]]}),
            [
                "@context: the first must be https://www.w3.org/ns/credentials/v2",
                "@context: no Open Badges 3.0 context follows the first",
            ],
        ),
        (subject(type=["Person"]), ["credentialSubject.type: AchievementSubject is missing"]),
        (
            subject(identifier=()),
            ["credentialSubject: neither an id nor an identifier says who earned it"],
        ),
        (subject(identifier=["x"]), ["credentialSubject.identifier[0]: not an object"]),
        (
            subject(identifier=[{"type": "IdentityObject", "hashed": "yes"}]),
            [
                "credentialSubject.identifier[0].identityHash: missing",
                "credentialSubject.identifier[0].identityType: missing",
                "credentialSubject.identifier[0].hashed: must be true or false",
            ],
        ),
        (subject(achievement="https://a.example"), ["credentialSubject.achievement: missing"]),
        (subject(result=["x"]), ["credentialSubject.result[0]: not an object"]),
        (
            subject(result=[{"resultDescription": "urn:x:1", "status": "Won"}]),
            [
                "credentialSubject.result[0].resultDescription: the achievement describes no 'urn:x:1'",
                "credentialSubject.result[0].status: 'Won' is not in the standard's list",
            ],
        ),
        (achievement(type=["Thing"]), ["credentialSubject.achievement.type: Achievement is missing"]),
        (
            achievement(achievementType="Medal"),
            ["credentialSubject.achievement.achievementType: 'Medal' is not in the standard's list"],
        ),
        (
            achievement(image="https://a.example/i.png"),
            ["credentialSubject.achievement.image: must be an object with an id"],
        ),
        (achievement(alignment=["x"]), ["credentialSubject.achievement.alignment[0]: not an object"]),
        (
            achievement(alignment=[{"targetName": "x"}]),
            ["credentialSubject.achievement.alignment[0].targetUrl: missing"],
        ),
        (
            {
                **subject(result=()),
                "credentialSubject": achievement(resultDescription=["x"])["credentialSubject"],
            }
            | {
                "credentialSubject": {
                    **achievement(resultDescription=["x"])["credentialSubject"],
                    "result": [],
                }
            },
            ["credentialSubject.achievement.resultDescription[0]: not an object"],
        ),
        (
            badge(
                credentialSubject={
                    **achievement(resultDescription=[{"id": "urn:x:1", "name": "x", "resultType": "Luck"}])[
                        "credentialSubject"
                    ],
                    "result": [],
                }
            ),
            [
                "credentialSubject.achievement.resultDescription[0].resultType: 'Luck'"
                " is not in the standard's list"
            ],
        ),
    ],
)
def test_what_is_missing_or_wrong_is_named_with_its_place(document: Json, said: list[str]) -> None:
    assert problems(document, Kind.OPEN_BADGES_3) == said


def test_other_kinds_have_parts_of_their_own() -> None:
    assert problems({**endorsement(), "name": ""}, Kind.ENDORSEMENT) == ["name: missing"]
    assert problems({**record(), "credentialSubject": {"type": "x"}}, Kind.COMPREHENSIVE_RECORD) == [
        "credentialSubject.verifiableCredential: missing"
    ]
    assert problems({}, Kind.CREDENTIAL_1) == [
        "@context: the first must be https://www.w3.org/2018/credentials/v1",
        "type: VerifiableCredential is missing",
        "issuer: no URI identifies the issuer",
        "credentialSubject: missing",
        "issuanceDate: missing",
    ]
    assert "credentialSubject.achievement: missing" in problems(
        {"type": ["OpenBadgeCredential"], "credentialSubject": {"type": "AchievementSubject"}},
        Kind.CREDENTIAL_1,
    )


# What a credential says


def test_dates_of_both_data_models_count_together() -> None:
    document = {"validUntil": "2030-01-01T00:00:00Z", "expirationDate": "2026-01-01T00:00:00Z"}
    assert claims.check_validity(document, NOW).reason == "it expired on 2026-01-01T00:00:00Z"
    assert claims.check_validity({"validUntil": "soon"}, NOW).outcome is Outcome.INVALID
    assert claims.check_validity({}, NOW).outcome is Outcome.NOT_APPLICABLE


@pytest.mark.parametrize("name", ["validUntil", "expirationDate"])
def test_the_last_moment_of_validity_is_in_it_and_the_next_is_not(name: str) -> None:
    document = {name: "2026-06-01T00:00:00Z"}
    last = datetime(2026, 6, 1, tzinfo=UTC)
    moments = (last - timedelta(microseconds=1), last, last + timedelta(microseconds=1))
    outcomes = [claims.check_validity(document, at).outcome for at in moments]
    assert outcomes == [Outcome.VALID, Outcome.VALID, Outcome.INVALID]


def test_a_token_ends_just_before_its_exp_whatever_is_in_it_says() -> None:
    end = datetime(2026, 6, 1, tzinfo=UTC)
    document = {"validUntil": "2026-06-01T00:00:00Z"}
    moments = (end - timedelta(microseconds=1), end, end + timedelta(microseconds=1))
    outcomes = [claims.check_validity(document, at, (None, end)).outcome for at in moments]
    assert outcomes == [Outcome.VALID, Outcome.INVALID, Outcome.INVALID]
    sooner = claims.check_validity(document, end, (None, end - timedelta(days=1)))
    assert sooner.reason == "it expired on 2026-05-31T00:00:00Z"


def test_schemas_of_other_kinds_and_none_are_told_apart(world: World) -> None:
    documents = Documents(world)
    assert claims.check_schema({}, documents).outcome is Outcome.NOT_APPLICABLE
    for entry in ({"id": "https://s.example", "type": "ShaclValidator"}, "https://s.example"):
        assert claims.check_schema({"credentialSchema": entry}, documents).outcome is Outcome.NOT_CHECKED


def test_criteria_that_say_nothing_are_seen() -> None:
    assert claims.check_criteria({}).outcome is Outcome.NOT_APPLICABLE
    empty = {"credentialSubject": {"achievement": {"criteria": {}}}}
    assert claims.check_criteria(empty).outcome is Outcome.INVALID


@pytest.mark.parametrize(
    ("identity", "outcome"),
    [
        ({"hashed": False, "identityHash": "A@example.org"}, Outcome.VALID),
        ({"hashed": False, "identityHash": "b@example.org"}, Outcome.INVALID),
        (
            {
                "hashed": True,
                "identityHash": "md5$" + hashlib.md5(b"a@example.orgs").hexdigest(),
                "salt": "s",
            },
            Outcome.VALID,
        ),
        ({"hashed": True, "identityHash": "md5$0", "salt": "s"}, Outcome.INVALID),
    ],
)
def test_identities_in_the_clear_and_of_md5_are_compared(identity: Json, outcome: Outcome) -> None:
    document = {"credentialSubject": {"identifier": [{"identityType": "emailAddress", **identity}]}}
    assert claims.check_recipient(document, "a@Example.org").outcome is outcome


# Keys


def test_public_keys_of_three_kinds_are_read_and_others_refused() -> None:
    point = _jwk(P256.multikey)
    edwards = _jwk(KEY.multikey)
    assert jwk_key(point) == multikey_key(P256.multikey)
    assert jwk_key(edwards) == multikey_key(KEY.multikey)
    wrong: list[tuple[Json, type[Exception], str]] = [
        (point | {"d": "x"}, KeyFormatError, "secret"),
        (edwards | {"x": b64(b"short")}, KeyFormatError, "32 bytes"),
        (point | {"x": b64(b"\x01" * 32)}, KeyFormatError, "not a point"),
        (point | {"x": 5}, KeyFormatError, "no usable `x`"),
        (point | {"x": "*"}, KeyFormatError, "not base64url"),
        ({"kty": "RSA", "n": b64(b"\xff" * 100), "e": "AQAB"}, KeyFormatError, "800 bits"),
        ({"kty": "RSA", "n": b64(b"\xff" * 256), "e": "Ag"}, KeyFormatError, "not accepted"),
        ({"kty": "oct", "k": "x"}, UnsupportedMethod, "not read"),
        ({"kty": "EC", "crv": "P-521"}, UnsupportedMethod, "not read"),
    ]
    for jwk, error, reason in wrong:
        with pytest.raises(error, match=reason):
            jwk_key(jwk)
    with pytest.raises(KeyFormatError, match="secret"):
        multikey_key(KEY.secret_multikey)


def _jwk(multikey: str) -> Json:
    kind, raw = decode_multikey(multikey)
    return public_jwk(raw, kind)


@pytest.mark.parametrize(
    ("of_key", "step", "outcome", "reason"),
    [
        ({"revoked": "yesterday"}, "issuer", "invalid", "`revoked` of the key"),
        ({"expires": "2026-01-01T00:00:00Z"}, "key", "invalid", "expired on 2026-01-01"),
        ({"expires": "2026-06-01T00:00:00Z"}, "key", "valid", "not revoked"),
        ({"publicKeyMultibase": None}, "issuer", "not_checked", "type 'Multikey'"),
        ({"publicKeyMultibase": P256.multikey}, "proof", "invalid", "takes keys of Ed25519, not of P-256"),
        ({"id": "#key-2026"}, "key", "valid", "assertionMethod"),
        ({"controller": "did:key:zzz"}, "issuer", "not_checked", "not an https address"),
    ],
)
def test_what_is_published_about_a_key_counts(
    world: World, of_key: Json, step: str, outcome: str, reason: str
) -> None:
    world.documents[DID_URL]["verificationMethod"][0] |= of_key
    report = world.verify(signed())
    assert (report[step].outcome.value, reason in report[step].reason) == (outcome, True), report[step]


def test_a_key_as_a_json_web_key_and_one_embedded_are_read(world: World) -> None:
    document = world.documents[DID_URL]
    entry = document["verificationMethod"][0]
    entry |= {"type": "JsonWebKey", "publicKeyJwk": _jwk(entry.pop("publicKeyMultibase"))}
    assert world.verify(signed()).verdict is Outcome.VALID
    document["assertionMethod"] = [document["verificationMethod"].pop()]
    assert world.verify(signed()).verdict is Outcome.VALID


def test_a_key_at_an_address_of_the_issuers_own_is_read(world: World) -> None:
    url = "https://plain.example/issuer"
    world.documents[url] = did_document(url, [PublishedKey(fragment="k", multikey=KEY.multikey)])
    document = compose_credential(minimal())
    document["issuer"]["id"] = url
    credential = sign_credential(document, KEY, verification_method=f"{url}#k", created=NOW)
    assert world.verify(credential).verdict is Outcome.VALID
    method = f"did:key:{KEY.multikey}"
    document["issuer"]["id"] = method
    credential = sign_credential(document, KEY, verification_method=f"{method}#{KEY.multikey}", created=NOW)
    report = world.verify(credential)
    assert (report.verdict, report["issuer"].reason) == (Outcome.VALID, "the identifier is the key itself")


# Tokens


def test_a_token_needs_what_the_standard_says(world: World) -> None:
    from credentials.openbadges import InvalidDocument, ProofError
    from credentials.openbadges.jose import Jwt, jws_holds, read_jwt

    whole = compose_credential(full(subject=SubjectClaims(id="did:example:learner")))
    for document, kid, reason in (
        ({**whole, "proof": []}, f"{DID}#jwt", "has a proof"),
        (compose_credential(full()), f"{DID}#jwt", "needs an id"),
        (whole, "did:web:other.example#jwt", "not a key of the issuer"),
    ):
        with pytest.raises(ProofError, match=reason):
            sign_jwt(document, P256, kid=kid)
    without_end = {key: value for key, value in whole.items() if key != "validUntil"}
    assert "exp" not in read_jwt(sign_jwt(without_end, P256, kid=f"{DID}#jwt")).payload
    for text in ("no token", "e30.W10.AA"):
        with pytest.raises(InvalidDocument):
            read_jwt(text)
    assert not jws_holds(Jwt({"alg": "ES256"}, {}, b"", b"short"), multikey_key(P256.multikey))
    edwards = Jwt({"alg": "EdDSA"}, {}, b"text", KEY.sign(b"text"))
    assert jws_holds(edwards, multikey_key(KEY.multikey))


def test_keys_of_a_jwks_are_the_issuers_only_where_it_says_so() -> None:
    world = jwt_world()
    url = "https://portal.example/.well-known/jwks.json"
    jwk = _jwk(P256.multikey)
    text = token({"alg": "ES256", "kid": "mine"})
    for keys, outcome in (
        ([jwk | {"kid": "mine"}], Outcome.VALID),
        ([jwk | {"kid": "mine", "iss": DID}], Outcome.VALID),
        ([jwk | {"kid": "mine", "iss": "did:web:portal.example:issuers:other"}], Outcome.INVALID),
        ([jwk | {"kid": "other"}], Outcome.INVALID),
        (["x"], Outcome.INVALID),
    ):
        world.documents[url] = {"keys": keys}
        assert world.verify(text).verdict is outcome
    world.documents[url] = {"keys": [{"kty": "oct"}, jwk]}
    assert world.verify(token({"alg": "ES256", "jwk": jwk})).verdict is Outcome.VALID
    world.documents[url] = {"keys": [jwk | {"kid": "k"}]}
    assert world.verify(token({"alg": "ES256", "kid": f"{url}#k"})).verdict is Outcome.VALID
    nowhere = token({"alg": "ES256", "kid": "k"}, issuer={"id": "urn:x:issuer"}, iss="urn:x:issuer")
    assert "no host to publish keys at" in world.verify(nowhere)["issuer"].reason


def test_claims_of_data_model_1_may_stand_in_the_token_only() -> None:
    from credentials.openbadges.jose import Jwt
    from credentials.openbadges.verification.tokens import credential_of

    inner = {"id": "urn:x:own", "type": "x"}
    assert credential_of(Jwt({}, {"vc": inner, "jti": "urn:x:2", "iss": DID}, b"", b"")) == {
        "id": "urn:x:own",
        "type": "x",
        "issuer": DID,
    }


# Older standards


@pytest.mark.parametrize("ends", ["2027-01-01T00:00:00Z", "2026-06-01T00:00:00Z"])
def test_data_model_1_with_ed25519_signature_2020_is_verified(
    world: World, published: Path, ends: str
) -> None:
    v1, suite = (
        "https://www.w3.org/2018/credentials/v1",
        "https://w3id.org/security/suites/ed25519-2020/v1",
    )
    document = {
        "@context": [v1, suite],
        "id": "urn:uuid:6d3c9a4e-0f5e-4b0e-9b1c-0f9a5a9c2f01",
        "type": ["VerifiableCredential"],
        "issuer": DID,
        "issuanceDate": "2026-03-01T09:30:00Z",
        "expirationDate": ends,
        "credentialSubject": {"id": "did:example:learner"},
    }
    supplied = {
        v1: (published / "contexts/credentials-v1.json").read_bytes(),
        suite: (published / "contexts/ed25519-2020-v1.json").read_bytes(),
    }
    options = {
        "type": "Ed25519Signature2020",
        "created": "2026-03-01T09:30:00Z",
        "verificationMethod": METHOD,
        "proofPurpose": "assertionMethod",
    }
    data = b"".join(
        hashlib.sha256("".join(canonical_lines(part, supplied=supplied)).encode()).digest()
        for part in ({**options, "@context": document["@context"]}, document)
    )
    proof = {**options, "proofValue": "z" + base58btc_encode(KEY.sign(data))}
    credential = {**document, "proof": proof}

    assert world.verify(credential)["proof"].outcome is Outcome.NOT_CHECKED
    world.documents |= supplied
    report = world.verify(credential)
    assert (report.kind, report["proof"].outcome) == (Kind.CREDENTIAL_1, Outcome.VALID), report.as_dict()
    assert report.verdict is (Outcome.VALID if ends > "2026-11" else Outcome.INVALID)
    changed = {**credential, "issuanceDate": "2026-03-02T09:30:00Z"}
    assert world.verify(changed)["proof"].outcome is Outcome.INVALID
    hidden = {key: value for key, value in credential.items() if key != "expirationDate"}
    hidden["@context"] = [v1, suite, {"end": {"@id": "https://www.w3.org/2018/credentials#expirationDate"}}]
    assert world.verify({**hidden, "end": ends}).verdict is Outcome.NOT_CHECKED
    world.documents[v1] = supplied[v1] + b" "
    assert "SHA-256" in world.verify(credential)["proof"].reason


@pytest.mark.parametrize(
    ("change", "step", "outcome"),
    [
        ({"revoked": True, "revocationReason": "cheated"}, "revocation", Outcome.INVALID),
        ({"expires": "2026-11-20T00:00:00Z"}, "validity", Outcome.INVALID),
        ({"issuedOn": "2026-12-01T00:00:00Z"}, "validity", Outcome.INVALID),
    ],
)
def test_an_old_assertion_revoked_expired_or_early_is_seen(change: Json, step: str, outcome: Outcome) -> None:
    world, assertion = old_world("hosted")
    changed = assertion | change
    world.documents[f"{HOST}/assertions/1"] = changed
    report = world.verify(changed)
    assert outcome in {report[step].outcome, report["proof"].outcome}
    assert report.verdict is Outcome.INVALID


def test_an_old_badge_without_criteria_or_its_issuers_list_is_not_green() -> None:
    world, assertion = old_world("signed")
    token_ = rs256(assertion)
    unspoken = world.documents[f"{HOST}/badge"] | {"criteria": {"narrative": ""}}
    world.documents[f"{HOST}/badge"] = unspoken
    assert world.verify(token_)["criteria"].outcome is not Outcome.VALID
    world, assertion = old_world("signed")
    del world.documents[f"{HOST}/revoked"]
    assert world.verify(rs256(assertion)).verdict is not Outcome.VALID


def test_nothing_is_asked_for_without_end(world: World) -> None:
    documents = Documents(world)
    for number in range(MAX_DOCUMENTS + 6):
        with pytest.raises(DocumentUnavailable, match=r"not there|more than 64 documents"):
            documents.load(f"https://many.example/{number}")
    assert len(world.asked) == MAX_DOCUMENTS == 64


@pytest.mark.parametrize("where", ["document", "context"])
def test_an_object_too_deep_for_the_checks_is_not_checked(world: World, where: str) -> None:
    """Handed in as an object, so that no limit of the JSON reader came before."""
    nested: Json = {}
    for _ in range(5_000):
        nested = (
            {"evidence": [nested]} if where == "document" else {"@id": "urn:x:a", "@context": {"a": nested}}
        )
    document = signed()
    if where == "document":
        document |= nested
    else:
        document["@context"] = [*document["@context"], {"a": nested}]
    report = world.verify(document)
    assert (report["proof"].outcome, report.claims) == (Outcome.NOT_CHECKED, None)
    assert "deep" in report["proof"].reason


def test_a_term_of_the_documents_own_that_is_signed_is_shown(world: World) -> None:
    document = compose_credential(full())
    document["@context"] = [*document["@context"], {"p": {"@id": "urn:x:"}, "extra": "p:1"}]
    report = world.verify(signed_anyhow({**document, "extra": "more"}, KEY, METHOD))
    assert report.verdict is Outcome.VALID
