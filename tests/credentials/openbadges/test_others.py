"""Other people's badges: Open Badges 2.0, VCDM 1.1, RS256 and JWKS; and the command line."""

from __future__ import annotations

import base64
import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from credentials.openbadges import Kind, Outcome, SubjectClaims, compose_credential
from credentials.openbadges.__main__ import main
from tests.credentials.openbadges.world import (
    DID,
    DID_URL,
    KEY,
    LIST,
    METHOD,
    World,
    full,
    minimal,
    outcomes,
    signed,
)

RSA = rsa.generate_private_key(65537, 2048)
HOST = "https://old.example"


def b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def rs256(payload: dict[str, Any], **header: Any) -> str:
    text = f"{b64(json.dumps({'alg': 'RS256'} | header).encode())}.{b64(json.dumps(payload).encode())}"
    return f"{text}.{b64(RSA.sign(text.encode(), padding.PKCS1v15(), hashes.SHA256()))}"


def old_world(kind: str) -> tuple[World, dict[str, Any]]:
    world = World()
    pem = RSA.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    context = {"@context": "https://w3id.org/openbadges/v2"}
    assertion = context | {
        "id": f"{HOST}/assertions/1" if kind == "hosted" else "urn:uuid:5a1e6f7c-3f0b-4d38-8f5e-0a9c7f6f2b11",
        "type": "Assertion",
        "recipient": {
            "type": "email",
            "hashed": True,
            "salt": "s",
            "identity": "sha256$" + hashlib.sha256(b"alice@example.orgs").hexdigest(),
        },
        "badge": f"{HOST}/badge",
        "verification": {"type": kind} | ({"creator": f"{HOST}/key"} if kind == "signed" else {}),
        "issuedOn": "2026-01-01T00:00:00Z",
        "expires": "2027-01-01T00:00:00Z",
    }
    issuer = {"id": f"{HOST}/issuer", "type": "Issuer", "name": "Old", "url": HOST, "email": "o@old.example"}
    world.documents |= {
        f"{HOST}/assertions/1": assertion,
        f"{HOST}/badge": context
        | {
            "id": f"{HOST}/badge",
            "type": "BadgeClass",
            "name": "B",
            "description": "D",
            "image": f"{HOST}/i.png",
            "criteria": {"narrative": "C"},
            "issuer": f"{HOST}/issuer",
        },
        f"{HOST}/issuer": context
        | issuer
        | {"publicKey": f"{HOST}/key", "revocationList": f"{HOST}/revoked"},
        f"{HOST}/key": context
        | {"id": f"{HOST}/key", "type": "CryptographicKey", "owner": f"{HOST}/issuer", "publicKeyPem": pem},
        f"{HOST}/revoked": context
        | {"id": f"{HOST}/revoked", "type": "RevocationList", "revokedAssertions": []},
    }
    return world, assertion


@pytest.mark.parametrize("kind", ["hosted", "signed"])
def test_an_assertion_of_version_2_is_verified_and_its_revocation_seen(kind: str) -> None:
    world, assertion = old_world(kind)
    given = json.dumps(assertion) if kind == "hosted" else rs256(assertion)
    report = world.verify(given, recipient_email="Alice@example.org")
    assert (report.kind, report.verdict) == (Kind.OPEN_BADGES_2, Outcome.VALID), report.as_dict()
    assert report.claims is not None
    assert report.claims["badge"]["issuer"]["name"] == "Old"
    assert world.verify(given, recipient_email="b@example.org")["recipient"].outcome is Outcome.INVALID
    world.documents[f"{HOST}/revoked"]["revokedAssertions"] = [
        {"id": assertion["id"], "revocationReason": "cheated"}
    ]
    assert "cheated" in world.verify(given)["revocation"].reason
    del world.documents[f"{HOST}/badge"]
    report = world.verify(given)
    assert (report["proof"].outcome, report.claims) == (Outcome.NOT_CHECKED, None)


def test_a_changed_or_unsigned_assertion_of_version_2_is_refused() -> None:
    world, assertion = old_world("hosted")
    changed = assertion | {"recipient": assertion["recipient"] | {"salt": "t"}}
    assert world.verify(changed)["proof"].outcome is Outcome.INVALID
    assert world.verify({"@context": assertion["@context"]})["structure"].outcome is Outcome.INVALID
    world, assertion = old_world("signed")
    assert "without a signature" in world.verify(assertion)["proof"].reason
    head, _, signature = rs256(assertion).split(".")
    forged = f"{head}.{b64(json.dumps(assertion | {'expires': '2030-01-01T00:00:00Z'}).encode())}.{signature}"
    assert world.verify(forged)["proof"].outcome is Outcome.INVALID


def _jwk() -> dict[str, str]:
    numbers = RSA.public_key().public_numbers()
    return {"kty": "RSA", "n": b64(numbers.n.to_bytes(256)), "e": b64(numbers.e.to_bytes(3)), "kid": "k1"}


@pytest.mark.parametrize("header", [{"kid": "k1"}, {"jwk": _jwk()}])
def test_an_rs256_credential_verifies_by_its_issuers_jwks(header: dict[str, Any], world: World) -> None:
    document = compose_credential(full(subject=SubjectClaims(id="did:example:learner")))
    payload = document | {"iss": DID, "jti": document["id"], "sub": "did:example:learner", "nbf": 1772357400}
    world.documents["https://portal.example/.well-known/jwks.json"] = {"keys": [_jwk()]}
    report = world.verify(rs256(payload, **header))
    assert (report.kind, report.verdict) == (Kind.OPEN_BADGES_3_JWT, Outcome.VALID), report.as_dict()
    wrong = world.verify(rs256(payload | {"nbf": 5, "jti": "x", "sub": "y"}, **header))["structure"]
    assert (
        wrong.reason
        == "jti is not the credential's id; sub is not the subject's id; nbf is not the credential's validFrom"
    )
    world.documents["https://portal.example/.well-known/jwks.json"] = {"keys": []}
    assert world.verify(rs256(payload, **header))["issuer"].outcome is Outcome.INVALID


def test_a_credential_of_data_model_1_is_read_from_its_jwt(world: World) -> None:
    inner = {
        "@context": ["https://www.w3.org/2018/credentials/v1"],
        "type": ["VerifiableCredential"],
        "issuanceDate": "2026-03-01T09:30:00Z",
        "credentialSubject": {"id": "did:example:learner"},
    }
    world.documents["https://portal.example/.well-known/jwks.json"] = {"keys": [_jwk()]}
    report = world.verify(rs256({"vc": inner, "iss": DID, "jti": "urn:uuid:1"}, kid="k1"))
    assert (report.kind, report.verdict) == (Kind.CREDENTIAL_1, Outcome.VALID), outcomes(report)


def test_the_command_line_signs_bakes_extracts_and_verifies(
    tmp_path: Path, capsys: Any, world: World
) -> None:
    (tmp_path / "key").write_text(KEY.secret_multikey)
    (tmp_path / "draft.json").write_text(json.dumps(compose_credential(minimal())))
    options = ["--key", str(tmp_path / "key"), "--method", METHOD, "--at", "2026-03-01T09:30:00Z"]
    assert main(["sign", str(tmp_path / "draft.json"), *options]) == 0
    text = capsys.readouterr().out
    assert json.loads(text) == signed(minimal())
    (tmp_path / "signed.json").write_text(text)
    (tmp_path / "plain.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"><g/></svg>')
    assert main(["bake", *(str(tmp_path / name) for name in ("plain.svg", "signed.json", "baked.svg"))]) == 0
    assert main(["extract", str(tmp_path / "baked.svg")]) == 0
    assert json.loads(capsys.readouterr().out) == signed(minimal())
    folder = tmp_path / "documents"
    (folder / "portal.example/issuers/uni").mkdir(parents=True)
    check = [
        "verify",
        str(tmp_path / "baked.svg"),
        "--documents",
        str(folder),
        "--at",
        "2026-11-21T00:00:00Z",
    ]
    assert main(check) == 3
    (folder / "portal.example/issuers/uni/did.json").write_text(json.dumps(world.documents[DID_URL]))
    capsys.readouterr()
    assert main(check) == 0
    assert capsys.readouterr().out.endswith("VALID\n")
    (tmp_path / "bad.json").write_text(text.replace("Medication", "Surgical"))
    assert main(["verify", str(tmp_path / "bad.json"), "--documents", str(folder), "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["claims"] is None
    assert main(["extract", str(tmp_path / "key")]) == 2
    assert main(["bake", *(str(tmp_path / name) for name in ("key", "signed.json", "x"))]) == 2
    assert LIST not in world.asked
