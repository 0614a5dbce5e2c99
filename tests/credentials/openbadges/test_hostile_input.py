"""Input made to break the verifier: each gets an answer, in bounded time, and none is green."""

from __future__ import annotations

import base64
import io
import json
import struct
import time
import zlib
from typing import Any

import pikepdf
import pytest

from credentials.openbadges import (
    InvalidDocument,
    Outcome,
    P256Key,
    PublishedKey,
    SubjectClaims,
    TooLarge,
    bake_png,
    bake_svg,
    compose_credential,
    did_document,
    extract,
    sign_jwt,
    verify_isolated,
)
from credentials.openbadges.baking.png import KEYWORD, SIGNATURE
from tests.credentials.openbadges.test_attacks import signed_anyhow
from tests.credentials.openbadges.world import DID, DID_URL, KEY, METHOD, NOW, World, full, signed

P256 = P256Key(b"\x05" * 32)


def b64(value: object) -> str:
    data = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


# JSON


@pytest.mark.parametrize(
    "text",
    [
        b'{"@context":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
        b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
        b'{"a":1e400}',
        b'{"a":-1e400}',
        b'{"a":' + b"1" * 100_000 + b"}",
        b'{"a":"' + b"x" * 5_000_000 + b'"}',
        b'{"a":Infinity}',
        b'{"\\u0061":1,"a":2}',
        b"\x00",
        b'{"a":"\xc3\x28"}',
        b"\xff\xfe{\x00}\x00",
        b"\xef\xbb\xbf",
        b'"' + b"\\" * 100_001,
    ],
)
def test_json_that_is_no_plain_document_is_refused_at_once(world: World, text: bytes) -> None:
    started = time.monotonic()
    report = world.verify(text)
    assert report["format"].outcome is Outcome.INVALID
    assert (report.verdict, report.claims) == (Outcome.INVALID, None)
    assert time.monotonic() - started < 5


@pytest.mark.parametrize("text", ["a\x00b", "a\x1bb", "\x7f"])
def test_control_characters_in_a_signed_string_are_refused(world: World, text: str) -> None:
    document = signed()
    document["credentialSubject"]["narrative"] = text
    report = world.verify(document)
    assert (report["proof"].outcome, report.claims) == (Outcome.INVALID, None)
    assert "control characters" in report["proof"].reason


@pytest.mark.parametrize(
    "change",
    [
        {"issuer": []},
        {"issuer": {"id": {"a": 1}}},
        {"issuer": 5},
        {"type": {"a": []}},
        {"credentialSubject": []},
        {"credentialSubject": "x"},
        {"credentialStatus": [[[]]]},
        {"credentialStatus": 7},
        {"@context": 5},
        {"@context": [[]]},
        {"@context": {"@vocab": 5}},
        {"validFrom": {}},
        {"validUntil": []},
        {"proof": "x"},
        {"proof": {"type": []}},
        {"id": ["x"]},
        {"credentialSchema": "x"},
        {"evidence": [None]},
    ],
)
def test_wrong_shapes_anywhere_are_answered_not_crashed_on(world: World, change: Any) -> None:
    report = world.verify({**signed(), **change})
    assert report.verdict is not Outcome.VALID
    assert report.claims is None


def test_a_date_in_the_future_and_one_in_the_past_are_seen_although_signed(world: World) -> None:
    for change in ({"validFrom": "2027-01-01T00:00:00Z"}, {"validUntil": "2026-11-20T23:59:59Z"}):
        document = {**compose_credential(full()), **change}
        report = world.verify(signed_anyhow(document, KEY, METHOD))
        assert (report["validity"].outcome, report.verdict) == (Outcome.INVALID, Outcome.INVALID)


# Graphs that keep a canonicaliser busy


def poison(size: int) -> dict[str, Any]:
    """Blank nodes in a full graph, all alike: every order of them is tried."""
    nodes = [f"_:n{number}" for number in range(size)]
    more = [
        {"id": node, "type": ["Evidence"], "endorsed": [other for other in nodes if other != node]}
        for node in nodes
    ]
    document = compose_credential(full())
    document["@context"] = [*document["@context"], {"endorsed": {"@id": "urn:x:endorsed", "@type": "@id"}}]
    return {**document, "evidence": more, "proof": signed()["proof"]}


@pytest.mark.parametrize("size", [10, 60])
def test_a_poison_graph_is_refused_before_it_is_tried(world: World, size: int) -> None:
    started = time.monotonic()
    report = world.verify(poison(size))
    assert (report["proof"].outcome, report.claims) == (Outcome.NOT_CHECKED, None)
    assert "alike" in report["proof"].reason
    assert time.monotonic() - started < 10


def test_what_the_guard_does_not_see_ends_with_its_process(world: World) -> None:
    """A schema whose pattern takes exponential time: no guard knows it, the limit does."""
    document = compose_credential(full())
    document["name"] = "a" * 40 + "!"
    credential = signed_anyhow(document, KEY, METHOD)
    schema = document["credentialSchema"][0]["id"]
    world.documents[schema] = {"properties": {"name": {"pattern": "^(a+)+$"}}}
    started = time.monotonic()
    report = verify_isolated(credential, loader=world, at=NOW, timeout=4)
    assert time.monotonic() - started < 8
    assert (report.verdict, report.claims) == (Outcome.NOT_CHECKED, None)
    assert {step.outcome for step in report.steps} == {Outcome.NOT_CHECKED}
    assert report["proof"].reason == "verifying took longer than 4 seconds"


# Tokens


def token(header: dict[str, Any], **changes: Any) -> str:
    """Our own JWT with another header, signed with its key."""
    claims = full(subject=SubjectClaims(id="did:example:learner"))
    _, body, _ = sign_jwt(compose_credential(claims), P256, kid=f"{DID}#jwt").split(".")
    payload = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4))) | changes
    text = f"{b64(header)}.{b64(payload)}"
    return f"{text}.{b64(P256.sign(text.encode()))}"


def jwt_world() -> World:
    world = World()
    keys = [
        PublishedKey(fragment="key-2026", multikey=KEY.multikey),
        PublishedKey(fragment="jwt", multikey=P256.multikey),
    ]
    world.documents[DID_URL] = did_document(DID, keys)
    world.documents["https://evil.example/.well-known/did.json"] = did_document(
        "did:web:evil.example", [PublishedKey(fragment="jwt", multikey=P256.multikey)]
    )
    jwk = {"kty": "EC", "crv": "P-256", "kid": "k", "x": b64(b"\x01" * 32), "y": b64(b"\x02" * 32)}
    world.documents["https://portal.example/users/evil/jwks.json"] = {"keys": [jwk]}
    return world


KID = f"{DID}#jwt"


def test_the_token_that_the_tricks_start_from_is_good() -> None:
    assert jwt_world().verify(token({"alg": "ES256", "kid": KID})).verdict is Outcome.VALID


@pytest.mark.parametrize(
    ("header", "step", "reason"),
    [
        ({"alg": "none", "kid": KID}, "proof", "'none'"),
        ({"alg": "None", "kid": KID}, "proof", "'None'"),
        ({"alg": "HS256", "kid": KID}, "proof", "'HS256'"),
        ({"alg": ["ES256"], "kid": KID}, "proof", "accepted"),
        ({"kid": KID}, "proof", "None"),
        ({"alg": "RS256", "kid": KID}, "proof", "does not match"),
        ({"alg": "EdDSA", "kid": KID}, "proof", "does not match"),
        ({"alg": "ES256", "kid": METHOD}, "proof", "does not match"),
        ({"alg": "ES256", "kid": "did:web:evil.example#jwt"}, "controller", "controls the key"),
        (
            {"alg": "ES256", "kid": f"did:key:{P256.multikey}#{P256.multikey}"},
            "controller",
            "controls the key",
        ),
        ({"alg": "ES256", "kid": "https://portal.example/users/evil/jwks.json#k"}, "issuer", "not where"),
        ({"alg": "ES256", "kid": "../../etc/passwd"}, "issuer", "not there"),
        ({"alg": "ES256", "kid": "file:///etc/passwd#jwks"}, "issuer", "not there"),
        ({"alg": "ES256", "kid": 5}, "issuer", "neither kid nor jwk"),
        ({"alg": "ES256", "kid": KID, "jwk": {}}, "issuer", "neither kid nor jwk"),
        ({"alg": "ES256", "jwk": {"kty": "EC"}}, "issuer", "not there"),
        ({"alg": "ES256", "jku": "https://evil.example/jwks.json"}, "issuer", "neither kid nor jwk"),
        ({"alg": "ES256", "kid": KID, "b64": False, "crit": ["b64"]}, "structure", "critical"),
        ({"alg": "ES256", "kid": KID, "typ": "JWE"}, "structure", "typ"),
        ({"alg": "ES256", "kid": KID, "typ": ["JWT"]}, "structure", "typ"),
    ],
)
def test_no_header_makes_a_token_of_somebody_elses(header: dict[str, Any], step: str, reason: str) -> None:
    report = jwt_world().verify(token(header))
    assert report.verdict is not Outcome.VALID
    assert report[step].outcome is not Outcome.VALID
    assert reason in report[step].reason
    assert report.claims is None or step == "structure"


def test_a_payload_that_is_not_encoded_is_not_what_was_signed() -> None:
    """b64=false without crit: the signature is over other bytes."""
    head, body, _ = token({"alg": "ES256", "kid": KID, "b64": False}).split(".")
    raw = base64.urlsafe_b64decode(body + "=" * (-len(body) % 4))
    signature = b64(P256.sign(head.encode() + b"." + raw))
    report = jwt_world().verify(f"{head}.{body}.{signature}")
    assert (report["proof"].outcome, report.claims) == (Outcome.INVALID, None)


@pytest.mark.parametrize(
    ("claims", "step"),
    [
        ({"iss": "did:web:evil.example"}, "structure"),
        ({"exp": 1}, "validity"),
        ({"exp": 10**300}, "format"),
        ({"exp": 1e300}, "structure"),
        ({"nbf": True}, "structure"),
        ({"vc": {"type": ["VerifiableCredential"]}}, "structure"),
    ],
)
def test_registered_claims_that_say_otherwise_are_seen(claims: dict[str, Any], step: str) -> None:
    report = jwt_world().verify(token({"alg": "ES256", "kid": KID}, **claims))
    assert report.verdict is not Outcome.VALID
    assert report[step].outcome is Outcome.INVALID


# Carriers


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(*chunks: bytes) -> bytes:
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0))
    return b"".join([SIGNATURE, head, *chunks, chunk(b"IEND", b"")])


BADGE = chunk(b"iTXt", KEYWORD + b"\0\0\0\0\0" + b"{}")
BOMB = zlib.compress(b"0" * 50_000_000, 9)


@pytest.mark.parametrize(
    ("picture", "reason"),
    [
        (png(BADGE, BADGE), "holds 2 badges"),
        (png(BADGE, chunk(b"tEXt", b"openbadges\0{}")), "holds 2 badges"),
        (png(chunk(b"zTXt", KEYWORD + b"\0\0" + BOMB)), "no badge"),
        (png(chunk(b"iTXt", KEYWORD + b"\0\1\0\0\0" + BOMB)), "compressed"),
        (png(chunk(b"iTXt", KEYWORD + b"\0\0")), "malformed"),
        (png(chunk(b"iTXt", KEYWORD + b"\0\0\0\0\0" + b"x" * 4_200_000)), "bytes"),
        (png(*[chunk(b"tEXt", b"a\0b")] * 20_001), "chunks"),
        (SIGNATURE + b"\xff\xff\xff\xffIHDR", "cut off"),
        (png(BADGE)[:-4] + b"\0\0\0\0", "checksum"),
        (SIGNATURE + b"\0" * 33_600_000, "bytes"),
    ],
)
def test_pictures_made_to_deceive_are_refused(world: World, picture: bytes, reason: str) -> None:
    report = world.verify(picture)
    assert (report["format"].outcome, report.claims) == (Outcome.INVALID, None)
    assert reason in report["format"].reason


@pytest.mark.parametrize(
    ("picture", "reason"),
    [
        (
            b'<!DOCTYPE svg [<!ENTITY a "b">]><svg xmlns="http://www.w3.org/2000/svg">&a;</svg>',
            "cannot be read",
        ),
        (b'<!DOCTYPE svg SYSTEM "file:///etc/passwd"><svg xmlns="http://www.w3.org/2000/svg"/>', "cannot be"),
        (
            b'<!DOCTYPE svg [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
            b'<svg xmlns="http://www.w3.org/2000/svg">&b;&b;&b;&b;</svg>',
            "cannot be read",
        ),
        (b'<svg xmlns="http://www.w3.org/2000/svg">' + b"<g>" * 1000 + b"</svg>", "cannot be read"),
        (b'<html xmlns:a="b"><svg/></html>', "not an SVG"),
        (b'<svg xmlns="http://www.w3.org/2000/svg">\xff</svg>', "cannot be read"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"/>' + b" " * 8_400_000, "bytes"),
    ],
)
def test_drawings_made_to_deceive_are_refused(world: World, picture: bytes, reason: str) -> None:
    report = world.verify(picture)
    assert (report["format"].outcome, report.claims) == (Outcome.INVALID, None)
    assert reason in report["format"].reason


def pdf(attachments: dict[str, bytes], **saving: Any) -> bytes:
    with pikepdf.new() as document:
        document.add_blank_page()
        for name, data in attachments.items():
            document.attachments[name] = pikepdf.AttachedFileSpec(document, data, filename=name)
        written = io.BytesIO()
        document.save(written, **saving)
    return written.getvalue()


def test_a_pdf_of_ours_is_read_also_where_it_is_encrypted_without_a_password(world: World) -> None:
    text = json.dumps(signed()).encode()
    locked = pikepdf.Encryption(owner="secret", user="")
    assert world.verify(pdf({"credential.json": text})).verdict is Outcome.VALID
    assert world.verify(pdf({"credential.json": text}, encryption=locked)).verdict is Outcome.VALID
    assert (
        world.verify(pdf({"notes.txt": b"hello", "c.json": text, "copy.json": text})).verdict is Outcome.VALID
    )


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (pdf({f"{number}.txt": b"x" for number in range(51)}), "51 attachments"),
        (pdf({"a.json": b"0" * 30_000_000}, compress_streams=True), "longer than"),
        (pdf({"a.json": b'{"@context":1}', "b.json": b'{"@context":2}'}), "2 credentials"),
        (pdf({"a.json": b"{}"}, encryption=pikepdf.Encryption(owner="a", user="b")), "password"),
        (pdf({"a.json": b"[1]", "b.json": b"not json"}), "no file attached"),
        (pdf({}), "no file attached"),
        (pdf({})[:-200], "cannot be read"),
        (b"%PDF-1.7\n" + b"\0" * 100, "cannot be read"),
        (b"%PDF-1.7\n" + b" " * 33_600_000, "bytes"),
    ],
)
def test_pdfs_made_to_deceive_are_refused(world: World, data: bytes, reason: str) -> None:
    report = world.verify(data)
    assert (report["format"].outcome, report.claims) == (Outcome.INVALID, None)
    assert reason in report["format"].reason


def test_a_pdf_with_a_packing_that_could_be_a_bomb_is_not_unpacked(world: World) -> None:
    with pikepdf.open(io.BytesIO(pdf({"a.json": b"{}"}))) as document:
        stream = document.attachments["a.json"].get_file().obj
        stream.write(zlib.compress(BOMB), filter=pikepdf.Array([pikepdf.Name.FlateDecode] * 2))
        written = io.BytesIO()
        document.save(written, compress_streams=False)
        stream.write(b"no zlib", filter=pikepdf.Name.FlateDecode)
        broken = io.BytesIO()
        document.save(broken, compress_streams=False)
    assert "packed with /FlateDecode, /FlateDecode" in world.verify(written.getvalue())["format"].reason
    assert "not what its filter says" in world.verify(broken.getvalue())["format"].reason


def test_a_bomb_in_a_pdfs_own_structure_ends_at_the_limit_of_memory(world: World) -> None:
    """An object stream of half a gigabyte of zeros: qpdf unpacks it whole, so the process ends."""
    body = zlib.compress(bytes(500_000_000), 1)
    parts = [b"%PDF-1.7\n"]
    offset = len(parts[0])
    parts.append(
        b"1 0 obj\n<</Type/ObjStm/N 1/First 10/Filter/FlateDecode/Length %d>>stream\n" % len(body)
        + body
        + b"\nendstream endobj\n"
    )
    place = offset + len(parts[1])
    table = struct.pack(">BIB", 0, 0, 0) + struct.pack(">BIB", 1, offset, 0) + struct.pack(">BIB", 2, 1, 0)
    table += struct.pack(">BIB", 1, place, 0)
    head = b"3 0 obj\n<</Type/XRef/Size 4/W[1 4 1]/Root 2 0 R/Length %d>>stream\n" % len(table)
    parts.append(head + table + b"\nendstream endobj\nstartxref\n%d\n%%%%EOF\n" % place)
    report = verify_isolated(b"".join(parts), loader=world, at=NOW, timeout=20, memory=300_000_000)
    assert report.verdict is not Outcome.VALID
    assert report.claims is None


def test_bakers_refuse_what_no_reader_could_read_back() -> None:
    with pytest.raises(InvalidDocument):
        bake_png(png(), "a\0b")
    with pytest.raises(TooLarge):
        bake_png(png(), "x" * 4_200_000)
    with pytest.raises(InvalidDocument, match="empty SVG"):
        bake_svg(b'<svg xmlns="http://www.w3.org/2000/svg"/>', "{}")
    assert extract(bake_png(png(BADGE), '{"a":1}')) == '{"a":1}'


# Open Badges 2.0


def test_an_assertion_hosted_elsewhere_than_its_issuer_is_refused() -> None:
    from tests.credentials.openbadges.test_others import HOST, old_world

    world, assertion = old_world("hosted")
    elsewhere = "https://evil.example/assertions/1"
    forged = assertion | {"id": elsewhere}
    world.documents[elsewhere] = forged
    report = world.verify(forged)
    assert (report.verdict, report.claims) == (Outcome.INVALID, None)
    world.documents[f"{HOST}/issuer"]["verification"] = {"allowedOrigins": ["evil.example"]}
    assert world.verify(forged).verdict is Outcome.VALID


def test_a_key_of_ours_signs_no_old_assertion_of_theirs() -> None:
    from tests.credentials.openbadges.test_others import old_world, rs256

    world, assertion = old_world("signed")
    key = "https://evil.example/key"
    world.documents[key] = world.documents["https://old.example/key"] | {
        "id": key,
        "owner": "https://evil.example/issuer",
    }
    report = world.verify(rs256(assertion | {"verification": {"type": "signed", "creator": key}}))
    assert (report.verdict, report.claims) == (Outcome.INVALID, None)
