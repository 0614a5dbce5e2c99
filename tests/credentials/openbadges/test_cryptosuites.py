"""The cryptosuites of others: each with the keys that it takes, against hand-made and independent proofs."""

from __future__ import annotations

import json
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from hypothesis import given, settings
from hypothesis import strategies as st
from openvc.keys import Ed25519SigningKey, P256SigningKey, P384SigningKey
from openvc.proof.di_ecdsa_rdfc import EcdsaRdfcProofSuite
from openvc.proof.di_jcs import EcdsaJcsProofSuite, EddsaJcsProofSuite

from credentials.openbadges import (
    KeyFormatError,
    Outcome,
    ProofError,
    SubjectClaims,
    compose_credential,
    compose_record,
    contexts,
    decode_multikey,
    encode_multikey,
    public_jwk,
)
from credentials.openbadges.cryptosuites import suite_of
from credentials.openbadges.errors import UnsupportedMethod
from credentials.openbadges.keys import elliptic_public_key
from credentials.openbadges.proof import proof_holds
from credentials.openbadges.public_keys import key_name, multikey_key, published_key, signature_holds
from tests.credentials.openbadges.proofs import (
    ED25519,
    P256,
    P384,
    Signer,
    canonical_json,
    options_of,
    proof,
    proven,
    world_of_keys,
)
from tests.credentials.openbadges.world import DID, ISSUED, ISSUER, KEY, NOW, full, minimal

type Json = dict[str, Any]

SUITES = [
    ("eddsa-rdfc-2022", ED25519),
    ("eddsa-2022", ED25519),
    ("eddsa-jcs-2022", ED25519),
    ("ecdsa-rdfc-2019", P256),
    ("ecdsa-rdfc-2019", P384),
    ("ecdsa-jcs-2019", P256),
    ("ecdsa-jcs-2019", P384),
]
CONTEXTS = {url: {"@context": contexts.bundled(url)} for url in contexts.BUNDLED}


def names(case: Any) -> str:
    return case.name if isinstance(case, Signer) else str(case)


@pytest.mark.parametrize(("suite", "signer"), SUITES, ids=names)
def test_a_full_credential_verifies_and_a_changed_one_does_not(suite: str, signer: Signer) -> None:
    world = world_of_keys()
    credential = proven(compose_credential(full()), suite, signer)
    report = world.verify(json.dumps(credential))
    assert (report.verdict, report["proof"].reason) == (Outcome.VALID, f"{suite} signature holds")
    assert report.claims == credential
    for change in ({"name": "Surgery"}, {"validFrom": "2026-03-01T09:30:01Z"}):
        changed = world.verify(json.dumps(credential | change))
        assert (changed["proof"].outcome, changed.claims) == (Outcome.INVALID, None)


@pytest.mark.parametrize(("suite", "signer"), SUITES, ids=names)
@pytest.mark.parametrize(("other", "another"), SUITES, ids=names)
def test_a_proof_is_good_for_its_own_suite_and_key_only(
    suite: str, signer: Signer, other: str, another: Signer
) -> None:
    credential = proven(compose_credential(minimal()), suite, signer)
    credential["proof"] |= {"cryptosuite": other, "verificationMethod": another.method}
    report = world_of_keys().verify(credential)
    same = (suite, signer) == (other, another)
    assert (report["proof"].outcome is Outcome.VALID, report.claims is not None) == (same, same)


@pytest.mark.parametrize(
    ("given_", "name"),
    [
        ({"type": "DataIntegrityProof", "cryptosuite": "ecdsa-jcs-2019"}, "ecdsa-jcs-2019"),
        ({"type": "Ed25519Signature2020"}, "Ed25519Signature2020"),
        ({"type": "Ed25519Signature2020", "cryptosuite": "eddsa-jcs-2022"}, None),
        ({"type": "DataIntegrityProof"}, None),
        ({"type": "DataIntegrityProof", "cryptosuite": "Ed25519Signature2020"}, None),
        ({"type": "ecdsa-rdfc-2019"}, None),
        ({"type": ["DataIntegrityProof"], "cryptosuite": "ecdsa-jcs-2019"}, None),
        ({"type": "DataIntegrityProof", "cryptosuite": ["ecdsa-jcs-2019"]}, None),
        ({"type": "DataIntegrityProof", "cryptosuite": "ecdsa-sd-2023"}, None),
        ({}, None),
    ],
)
def test_a_suite_is_known_by_type_and_name_together(given_: Json, name: str | None) -> None:
    suite = suite_of(given_)
    assert (suite and suite.name) == name


def test_a_proof_of_an_unknown_suite_is_an_error_of_the_callers() -> None:
    document = compose_credential(minimal())
    with pytest.raises(ProofError, match="not one that is read here"):
        proof_holds(document, proof(document, "bbs-2023-jcs", ED25519), multikey_key(KEY.multikey))


def test_both_signatures_that_ecdsa_has_for_one_hash_are_good() -> None:
    world, document = world_of_keys(), compose_credential(minimal())
    for signer in (P256, P384):
        for high in (False, True):
            credential = proven(document, "ecdsa-jcs-2019", signer, high=high)
            assert world.verify(credential).verdict is Outcome.VALID
    for value in ("z" + "1" * 64, "z" + "1" * 96, "z" + "z" * 87):
        credential = proven(document, "ecdsa-jcs-2019", P256)
        credential["proof"]["proofValue"] = value
        assert world.verify(credential)["proof"].outcome is Outcome.INVALID


@pytest.mark.parametrize(("suite", "signer"), SUITES, ids=names)
@pytest.mark.parametrize(("other", "another"), SUITES[2:], ids=names)
def test_a_record_may_hold_what_was_signed_otherwise(
    suite: str, signer: Signer, other: str, another: Signer
) -> None:
    inner = proven(compose_credential(minimal()), suite, signer)
    record = compose_record(
        id="https://portal.example/records/2",
        name="Record",
        issuer=ISSUER,
        subject=SubjectClaims(id="did:example:learner"),
        credentials=[inner],
        valid_from=ISSUED,
    )
    report = world_of_keys().verify(json.dumps(proven(record, other, another)))
    assert (report.verdict, [part.verdict for part in report.parts]) == (Outcome.VALID, [Outcome.VALID])


# What is signed as JSON


@settings(max_examples=60)
@given(
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1),
    st.floats(allow_nan=False, allow_infinity=False, min_value=1e-290, max_value=2.0**53 - 1)
    | st.integers(0, 2**53 - 1),
)
def test_any_text_and_number_is_signed_as_it_stands(text: str, figure: float) -> None:
    document = compose_credential(minimal())
    document["name"] = text
    document["credentialSubject"]["creditsEarned"] = figure
    credential = proven(document, "eddsa-jcs-2022", ED25519)
    assert world_of_keys().verify(json.dumps(credential)).verdict is Outcome.VALID
    canonical = canonical_json(credential)
    assert world_of_keys().verify(canonical).claims == credential
    assert world_of_keys().verify(credential | {"name": text + " "})["proof"].outcome is Outcome.INVALID


@pytest.mark.parametrize(
    ("named", "outcome"),
    [
        ([], Outcome.NOT_CHECKED),
        (None, Outcome.INVALID),
        (contexts.CREDENTIALS_V2, Outcome.NOT_CHECKED),
        (contexts.OPEN_BADGES, Outcome.INVALID),
        ([contexts.OPEN_BADGES, contexts.CREDENTIALS_V2], Outcome.INVALID),
        ([contexts.CREDENTIALS_V2, contexts.OPEN_BADGES, contexts.CLR], Outcome.INVALID),
        ([{"@version": 1.1}], Outcome.INVALID),
    ],
)
def test_the_contexts_in_a_proof_are_those_of_the_document(named: Any, outcome: Outcome) -> None:
    credential = proven(compose_credential(minimal()), "ecdsa-jcs-2019", P256)
    credential["proof"]["@context"] = named
    report = world_of_keys().verify(credential)
    assert (report["proof"].outcome, report.claims) == (outcome, None)


def test_one_context_may_stand_alone_or_as_a_list_of_one() -> None:
    """A status list names one context; the proof may write it in the other form."""
    document = {**compose_credential(minimal()), "@context": [contexts.CREDENTIALS_V2]}
    document["credentialSubject"] = {"id": "did:example:learner"}
    document["issuer"] = DID
    document["type"] = ["VerifiableCredential"]
    credential = proven(
        document, "eddsa-jcs-2022", ED25519, **{"@context": contexts.CREDENTIALS_V2, "created": None}
    )
    report = world_of_keys().verify(credential)
    assert (report.verdict, report["proof"].reason) == (Outcome.VALID, "eddsa-jcs-2022 signature holds")


def test_contexts_that_python_takes_for_equal_are_told_apart() -> None:
    document = compose_credential(minimal())
    document["@context"] = [*document["@context"], {"more": "https://more.example/", "@protected": True}]
    credential = proven(document, "eddsa-jcs-2022", ED25519)
    assert world_of_keys().verify(credential).verdict is Outcome.VALID
    credential["@context"] = [*document["@context"][:2], {"more": "https://more.example/", "@protected": 1}]
    assert "other contexts" in world_of_keys().verify(credential)["proof"].reason


def test_signed_json_of_control_characters_is_not_called_forged() -> None:
    document = compose_credential(minimal()) | {"name": "a\u0007b"}
    for suite, outcome in (("eddsa-jcs-2022", Outcome.NOT_CHECKED), ("eddsa-rdfc-2022", Outcome.INVALID)):
        credential = {
            **document,
            "proof": proof(document if "jcs" in suite else compose_credential(minimal()), suite, ED25519),
        }
        report = world_of_keys().verify(credential)
        assert (report["proof"].outcome, report.claims) == (outcome, None)


def test_an_object_that_is_no_json_has_no_canonical_form() -> None:
    credential = proven(compose_credential(minimal()), "eddsa-jcs-2022", ED25519)
    credential["credentialSubject"]["creditsEarned"] = float("nan")
    assert "no canonical form" in world_of_keys().verify(credential)["proof"].reason


# Independent software


def theirs(signer: Signer) -> Any:
    if signer is ED25519:
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        return Ed25519SigningKey(Ed25519PrivateKey.from_private_bytes(KEY.seed), signer.method)
    return (P256SigningKey if signer is P256 else P384SigningKey)(signer.private(), signer.method)


@pytest.mark.parametrize(
    ("software", "suite", "signer"),
    [
        (EddsaJcsProofSuite, "eddsa-jcs-2022", ED25519),
        (EcdsaJcsProofSuite, "ecdsa-jcs-2019", P256),
        (EcdsaJcsProofSuite, "ecdsa-jcs-2019", P384),
        (EcdsaRdfcProofSuite, "ecdsa-rdfc-2019", P256),
        (EcdsaRdfcProofSuite, "ecdsa-rdfc-2019", P384),
    ],
    ids=names,
)
def test_another_library_makes_and_reads_the_same_proofs(software: Any, suite: str, signer: Signer) -> None:
    more = {"extra_contexts": CONTEXTS} if "rdfc" in suite else {}
    document = compose_credential(minimal())
    made = software().add_proof(
        document, signing_key=theirs(signer), verification_method=signer.method, created=ISSUED, **more
    )
    if "jcs" in suite:  # it hashes the contexts with the proof, but does not keep them there as it should
        assert world_of_keys().verify(made)["proof"].outcome is Outcome.INVALID
        made["proof"]["@context"] = document["@context"]
    assert world_of_keys().verify(made).verdict is Outcome.VALID
    read = software().verify(
        proven(document, suite, signer), public_key_jwk=theirs(signer).public_jwk(), now=NOW, **more
    )
    assert read.issuer == DID


# Keys


def test_keys_of_p384_are_written_and_read() -> None:
    kind, raw = decode_multikey(P384.multikey)
    jwk = public_jwk(raw, kind)
    assert (kind, len(raw), encode_multikey(raw, "p384-pub")) == ("p384-pub", 49, P384.multikey)
    assert (P384.multikey[:3], P256.multikey[:3]) == ("z82", "zDn")
    assert jwk | P384.jwk == jwk
    assert (jwk["alg"], len(jwk["x"])) == ("ES384", 64)
    assert key_name(multikey_key(P384.multikey)) == "P-384"
    with pytest.raises(KeyFormatError, match=r"not a point of P-384"):
        elliptic_public_key(b"\x02" + b"\xff" * 48, "p384-pub")
    with pytest.raises(KeyFormatError, match="secret key is published"):
        multikey_key(encode_multikey(b"\x01" * 48, "p384-priv"))


def small_points() -> set[bytes]:
    """The points of edwards25519 whose eightfold is the neutral one, by the curve's own equations."""
    p = 2**255 - 19
    d = -121665 * pow(121666, -1, p) % p

    def add(one: tuple[int, int], other: tuple[int, int]) -> tuple[int, int]:
        (a, b), (x, y) = one, other
        slope = d * a * x * b * y % p
        return (
            (a * y + b * x) * pow(1 + slope, -1, p) % p,
            (b * y + a * x) * pow(1 - slope, -1, p) % p,
        )

    def points(y: int) -> list[tuple[int, int]]:
        square = (y * y - 1) * pow(d * y * y + 1, -1, p) % p
        root = pow(square, (p + 3) // 8, p)
        if root * root % p != square:
            root = root * pow(2, (p - 1) // 4, p) % p
        return [(root, y), (-root % p, y)] if root * root % p == square else []

    prime_order = 2**252 + 27742317777372353535851937790883648493
    for y in range(2, 50):
        for point in points(y):
            torsion, power, left = (0, 1), point, prime_order
            while left:
                torsion = add(torsion, power) if left & 1 else torsion
                power, left = add(power, power), left >> 1
            found = [(0, 1)]
            while (following := add(found[-1], torsion)) != (0, 1):
                found.append(following)
            if len(found) == 8:
                return {(y | (x & 1) << 255).to_bytes(32, "little") for x, y in found}
    raise AssertionError("no point of order 8")


def test_an_edwards_key_of_small_order_is_refused() -> None:
    """With the neutral point as key, one signature is good for every document."""
    points = small_points()
    beyond = {(2**255 - 19 + y).to_bytes(32, "little") for y in (0, 1)}
    assert len(points) == 8
    for raw in points | beyond:
        with pytest.raises(KeyFormatError, match="small order"):
            multikey_key(encode_multikey(raw))


def test_an_rsa_key_may_have_any_number_of_bits() -> None:
    key = rsa.generate_private_key(65537, 2051)
    signature = key.sign(b"data", padding.PKCS1v15(), hashes.SHA256())
    assert (len(signature), signature_holds(key.public_key(), signature, b"data")) == (257, True)
    assert not signature_holds(key.public_key(), signature, b"other")


MULTIKEY = {"type": "Multikey", "publicKeyMultibase": P256.multikey}
JWK = {"type": "JsonWebKey2020", "publicKeyJwk": P256.jwk}
OLD = "EcdsaSecp256r1VerificationKey2019"


@pytest.mark.parametrize(
    "method",
    [
        MULTIKEY,
        JWK,
        MULTIKEY | {"type": OLD},
        JWK | {"type": OLD},
        JWK | {"type": "JsonWebKey", "publicKeyMultibase": None},
        JWK | {"publicKeyJwk": P256.jwk | {"use": "sig", "alg": "ES256", "key_ops": ["verify"]}},
    ],
)
def test_a_verification_method_holds_its_key_in_the_form_of_its_type(method: Json) -> None:
    assert published_key(method) == multikey_key(P256.multikey)


@pytest.mark.parametrize(
    ("method", "error", "message"),
    [
        (MULTIKEY | {"type": "JsonWebKey"}, KeyFormatError, "published as publicKeyMultibase"),
        (JWK | {"type": "Multikey"}, KeyFormatError, "published as publicKeyJwk"),
        (MULTIKEY | JWK, KeyFormatError, "publicKeyMultibase and publicKeyJwk"),
        (MULTIKEY | {"type": "Ed25519VerificationKey2020"}, KeyFormatError, "not one of P-256"),
        (MULTIKEY | {"type": OLD, "publicKeyMultibase": P384.multikey}, KeyFormatError, "not one of P-384"),
        (MULTIKEY | {"publicKeyMultibase": 5}, KeyFormatError, "right shape"),
        (JWK | {"publicKeyJwk": [P256.jwk]}, KeyFormatError, "right shape"),
        (JWK | {"publicKeyJwk": P256.jwk | {"use": "enc"}}, KeyFormatError, "not for signatures"),
        (JWK | {"publicKeyJwk": P256.jwk | {"key_ops": ["sign"]}}, KeyFormatError, "not for signatures"),
        (JWK | {"publicKeyJwk": P256.jwk | {"key_ops": "verify"}}, KeyFormatError, "not for signatures"),
        (JWK | {"publicKeyJwk": P256.jwk | {"alg": "ES384"}}, KeyFormatError, "of P-256 is for 'ES384'"),
        (JWK | {"publicKeyJwk": P256.jwk | {"alg": ["ES256"]}}, KeyFormatError, "is for"),
        (MULTIKEY | {"type": ["Multikey"]}, UnsupportedMethod, "not read here"),
        (MULTIKEY | {"type": "Ed25519VerificationKey2018"}, KeyFormatError, "as publicKeyMultibase"),
        (JWK | {"type": "RsaVerificationKey2018"}, KeyFormatError, "not one of P-256"),
        (MULTIKEY | {"type": "X25519KeyAgreementKey2020"}, UnsupportedMethod, "not read here"),
        ({"type": "Multikey"}, UnsupportedMethod, "not read here"),
        ({"publicKeyMultibase": P256.multikey}, UnsupportedMethod, "not read here"),
    ],
)
def test_a_verification_method_that_is_not_what_its_type_says_is_refused(
    method: Json, error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        published_key(method)


@pytest.mark.parametrize("text", ["", "e30=", "e30*", "e", "e30" * 2000, "W10", "eyJrdHkiOiJvY3QifQ", "_w"])
def test_a_did_jwk_that_holds_no_key_is_refused(text: str) -> None:
    did = f"did:jwk:{text}"
    document = compose_credential(minimal())
    document["issuer"]["id"] = did
    credential = {**document, "proof": options_of("ecdsa-jcs-2019", P256, verificationMethod=f"{did}#0")}
    report = world_of_keys().verify(credential)
    assert (report["issuer"].outcome is Outcome.VALID, report.claims) == (False, None)
    assert report["issuer"].against == f"{did}#0"
