from __future__ import annotations

import base64
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credentials.openbadges import (
    KeyFormatError,
    PublishedKey,
    SigningKey,
    decode_multikey,
    did_document,
    did_web,
    did_web_url,
    encode_multikey,
    generate_key,
    jwks,
    public_jwk,
)
from credentials.openbadges.jose import P256Key
from credentials.openbadges.keys import base58btc_decode, base58btc_encode, elliptic_public_key
from credentials.openbadges.public_keys import multikey_key, signature_holds

# RFC 8032 §7.1, test 1, as did:key writes it
PUBLIC = "z6MktwupdmLXVVqTzCw4i46r4uGyosGXRnR3XjN4Zq7oMMsw"
SEED = bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
SECRET = encode_multikey(SEED, "ed25519-priv")


def test_the_key_of_rfc_8032_is_read_and_written_and_signs_as_there() -> None:
    key = SigningKey.from_multikey(SECRET)
    assert (key.seed, key.multikey, key.secret_multikey) == (SEED, PUBLIC, SECRET)
    assert key.public.hex() == "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
    signature = "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
    assert key.sign(b"").hex() == signature


def test_a_signature_holds_for_its_key_and_data_only() -> None:
    key = generate_key()
    signature = key.sign(b"data")
    assert signature_holds(multikey_key(key.multikey), signature, b"data")
    assert not signature_holds(multikey_key(key.multikey), signature, b"other")
    assert not signature_holds(multikey_key(generate_key().multikey), signature, b"data")
    assert not signature_holds(multikey_key(key.multikey), signature[:63], b"data")


def test_randomness_is_an_argument_and_the_secret_stays_out_of_repr() -> None:
    key = generate_key(lambda count: b"\x07" * count)
    assert key.seed == b"\x07" * 32
    assert "07" not in repr(key)
    assert "secret" not in repr(P256Key(b"\x07" * 32))


@given(st.binary(max_size=80))
def test_base58_round_trips(data: bytes) -> None:
    assert base58btc_decode(base58btc_encode(data)) == data


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("m6Mk", "starts with z"),
        ("z0OIl", "'0' is not a base58btc character"),
        ("z" + "1" * 1025, "longer than 1024"),
        ("z" + base58btc_encode(b"\xed\x01" + b"x" * 31), "holds 31 bytes"),
        ("z" + base58btc_encode(b"\x12\x34" + b"x" * 32), "0x1234"),
    ],
)
def test_a_malformed_multikey_is_refused(text: str, message: str) -> None:
    with pytest.raises(KeyFormatError, match=message):
        decode_multikey(text)


def test_keys_of_the_wrong_kind_or_length_are_refused() -> None:
    with pytest.raises(KeyFormatError, match="expected an Ed25519 secret"):
        SigningKey.from_multikey(PUBLIC)
    with pytest.raises(KeyFormatError, match="32 bytes"):
        SigningKey(b"x")
    with pytest.raises(KeyFormatError, match="takes 33 bytes"):
        encode_multikey(b"x", "p256-pub")
    with pytest.raises(KeyFormatError, match="not 1"):
        P256Key(b"x")
    with pytest.raises(KeyFormatError, match="not a P-256 secret"):
        P256Key(b"\xff" * 32)
    with pytest.raises(KeyFormatError, match="not a point"):
        elliptic_public_key(b"\x02" + b"\xff" * 32)


def test_json_web_keys_show_public_parts_only() -> None:
    key, p256 = SigningKey.from_multikey(SECRET), P256Key(b"\x01" * 32)
    okp = public_jwk(key.public, kid="key-1", issuer="did:web:ex.org")
    x = base64.urlsafe_b64encode(key.public).rstrip(b"=").decode()
    expected = {"kty": "OKP", "crv": "Ed25519", "x": x, "alg": "EdDSA", "use": "sig"}
    assert okp == expected | {"kid": "key-1", "iss": "did:web:ex.org"}
    assert set(public_jwk(p256.public, "p256-pub")) == {"kty", "crv", "x", "y", "alg", "use"}
    assert jwks([okp]) == {"keys": [okp]}
    with pytest.raises(KeyFormatError, match="never published"):
        public_jwk(key.seed, "ed25519-priv")


@pytest.mark.parametrize(
    ("url", "did", "document"),
    [
        ("https://ex.org", "did:web:ex.org", "https://ex.org/.well-known/did.json"),
        ("https://ex.org/a/b/", "did:web:ex.org:a:b", "https://ex.org/a/b/did.json"),
        ("http://127.0.0.1:8000/i/x", "did:web:127.0.0.1%3A8000:i:x", "https://127.0.0.1:8000/i/x/did.json"),
    ],
)
def test_a_did_web_is_made_and_resolved(url: str, did: str, document: str) -> None:
    assert (did_web(url), did_web_url(did), did_web_url(f"{did}#key")) == (did, document, document)


@pytest.mark.parametrize(
    "url", ["ftp://ex.org", "https://", "https://ex.org/?q", "https://a@ex.org", "https://[::1]/"]
)
def test_an_address_that_no_did_web_can_be_made_from_is_refused(url: str) -> None:
    with pytest.raises(KeyFormatError):
        did_web(url)


@pytest.mark.parametrize(
    "did",
    ["did:key:z", "did:web:", "did:web:a b", "did:web:a::b", "did:web:ex.org%2Fx", "did:web:ex.org:%2e%2e"],
)
def test_a_did_that_would_lead_elsewhere_is_refused(did: str) -> None:
    with pytest.raises(KeyFormatError):
        did_web_url(did)


def test_rotation_keeps_retired_keys_and_takes_revoked_ones_out() -> None:
    revoked = datetime(2026, 5, 1, tzinfo=UTC)
    keys = [
        PublishedKey(fragment="key-1", multikey=PUBLIC),
        PublishedKey(fragment="key-2", multikey=PUBLIC, revoked_at=revoked),
    ]
    document = did_document("did:web:ex.org", keys, also_known_as=["https://ex.org/"])
    assert document["alsoKnownAs"] == ["https://ex.org/"]
    assert document["assertionMethod"] == ["did:web:ex.org#key-1"]
    method = {"type": "Multikey", "controller": "did:web:ex.org", "publicKeyMultibase": PUBLIC}
    assert document["verificationMethod"] == [
        {"id": "did:web:ex.org#key-1", **method},
        {"id": "did:web:ex.org#key-2", **method, "revoked": "2026-05-01T00:00:00Z"},
    ]


def test_a_published_key_is_public_and_its_id_is_used_once() -> None:
    with pytest.raises(KeyFormatError, match="public keys only"):
        PublishedKey(fragment="k", multikey=SECRET)
    with pytest.raises(KeyFormatError, match="fragment"):
        PublishedKey(fragment="k#", multikey=PUBLIC)
    twice = [PublishedKey(fragment="k", multikey=PUBLIC)] * 2
    with pytest.raises(KeyFormatError, match="never used again"):
        did_document("did:web:ex.org", twice)
