from __future__ import annotations

import io
import json
import struct
import time
import zlib

import pikepdf
import pytest
from PIL import Image

from credentials.openbadges import (
    InvalidDocument,
    NotABadge,
    TooLarge,
    bake,
    bake_pdf,
    bake_png,
    bake_svg,
    extract,
)
from credentials.openbadges.baking import detect, png
from tests.credentials.openbadges.world import signed

CREDENTIAL = json.dumps(signed(), ensure_ascii=False)
JWS = "eyJhbGciOiJFUzI1NiJ9.eyJhIjoxfQ.c2ln"
SVG = b'<?xml version="1.0"?>\n<!-- <svg> --><svg xmlns="http://www.w3.org/2000/svg" data-x="a>b"><g/></svg>'


def picture() -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(buffer, "PNG")
    return buffer.getvalue()


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def with_chunks(*chunks: bytes) -> bytes:
    plain = picture()
    return plain[:33] + b"".join(chunks) + plain[33:]


def pdf(*attachments: bytes, **options: object) -> bytes:
    document = pikepdf.new()
    document.add_blank_page()
    for number, content in enumerate(attachments):
        document.attachments[f"file-{number}.json"] = pikepdf.AttachedFileSpec(document, content)
    buffer = io.BytesIO()
    document.save(buffer, **options)  # type: ignore[arg-type]
    return buffer.getvalue()


@pytest.mark.parametrize("credential", [CREDENTIAL, JWS])
def test_a_png_carries_the_credential_once_and_stays_a_picture(credential: str) -> None:
    baked = bake_png(bake_png(picture(), "old"), credential)
    assert extract(baked) == credential
    assert baked.count(b"openbadgecredential") == 1
    with Image.open(io.BytesIO(baked)) as image:
        assert image.getpixel((0, 0)) == (255, 0, 0)


@pytest.mark.parametrize("credential", [CREDENTIAL, JWS, '{"@context":"a]]>b"}'.replace("]]>", "]]\\u003e")])
def test_an_svg_carries_the_credential_once_right_after_its_start(credential: str) -> None:
    baked = bake_svg(bake_svg(SVG, CREDENTIAL), credential)
    assert extract(baked) == credential
    assert baked.count(b"<openbadges:credential") == 1
    assert baked.endswith(b"<g/></svg>")


def test_an_svg_baked_by_others_or_for_version_2_is_read() -> None:
    old = b'<svg xmlns="http://www.w3.org/2000/svg" xmlns:ob="http://openbadges.org"><ob:assertion verify="a.b.c"/></svg>'
    assert extract(old) == "a.b.c"


def test_png_chunks_of_version_2_are_read() -> None:
    assert extract(with_chunks(chunk(b"tEXt", b"openbadges\0https://a.example/1"))) == "https://a.example/1"
    assert extract(with_chunks(chunk(b"iTXt", b"openbadges\0\0\0\0\0{}"))) == "{}"


@pytest.mark.parametrize(
    ("data", "error", "message"),
    [
        (picture(), NotABadge, "holds no badge"),
        (with_chunks(*[chunk(b"iTXt", b"openbadgecredential\0\0\0\0\0{}")] * 2), InvalidDocument, "2 badges"),
        (with_chunks(chunk(b"iTXt", b"openbadgecredential\0\1\0\0\0{}")), InvalidDocument, "compressed"),
        (with_chunks(chunk(b"iTXt", b"openbadgecredential\0\0")), InvalidDocument, "malformed"),
        (with_chunks(chunk(b"iTXt", b"openbadgecredential\0\0\0\0\0\xff")), InvalidDocument, "UTF-8"),
        (
            with_chunks(chunk(b"iTXt", b"openbadgecredential\0\0\0\0\0" + b"x" * 4_200_000)),
            TooLarge,
            "more than",
        ),
        (with_chunks(b"\xff\xff\xff\xffiTXt"), InvalidDocument, "cut off"),
        (picture()[:-12], InvalidDocument, "before its IEND"),
        (bytes([*picture()[:30], 0, *picture()[31:]]), InvalidDocument, "checksum"),
        (png.SIGNATURE + chunk(b"IEND", b""), InvalidDocument, "IHDR"),
        (with_chunks(*[chunk(b"tEXt", b"a\0b")] * 20_001), TooLarge, "chunks"),
        (png.SIGNATURE + b"\0" * (32 * 1024 * 1024), TooLarge, "bytes"),
        (b"GIF89a", NotABadge, "neither"),
        (b"<svg", InvalidDocument, "cannot be read"),
        (SVG, NotABadge, "no badge"),
        (
            b'<!DOCTYPE svg [<!ENTITY a "b">]><svg xmlns="http://www.w3.org/2000/svg">&a;</svg>',
            InvalidDocument,
            "read",
        ),
        (b'<svg xmlns="http://other.example/"/>', InvalidDocument, "not an SVG"),
        (b"<svg>" + b" " * (8 * 1024 * 1024), TooLarge, "bytes"),
        (SVG.replace(b"<g/>", b'<a xmlns="http://openbadges.org"><assertion/></a>'), NotABadge, "empty"),
        (
            SVG.replace(b"<g/>", b'<assertion xmlns="http://openbadges.org">x</assertion>' * 2),
            InvalidDocument,
            "2 badges",
        ),
        (b"%PDF-1.7 nonsense", InvalidDocument, "PDF"),
        (b"%PDF-1.7" + b"\0" * (32 * 1024 * 1024), TooLarge, "bytes"),
        (pdf(), NotABadge, "attached"),
        (pdf(b"{}", b"notes", b"[1]"), NotABadge, "attached"),
        (pdf(b'{"@context":1}', b'{"@context":2}'), InvalidDocument, "2 credentials"),
        (pdf(*[b"x"] * 51), TooLarge, "51 attachments"),
        (pdf(b'{"@context":"' + b"x" * 5_000_000 + b'"}'), TooLarge, "longer"),
        (pdf(b"{}", encryption=pikepdf.Encryption(owner="o", user="u")), InvalidDocument, "password"),
    ],
)
def test_hostile_and_empty_carriers_are_refused(data: bytes, error: type, message: str) -> None:
    with pytest.raises(error, match=message):
        extract(data)


def test_a_pdf_carries_the_credential_as_an_attachment() -> None:
    assert extract(pdf(b"notes", CREDENTIAL.encode())) == CREDENTIAL
    assert extract(pdf(JWS.encode() + b"\n")) == JWS
    assert extract(pdf(CREDENTIAL.encode(), CREDENTIAL.encode())) == CREDENTIAL


def test_an_attachment_with_another_filter_is_refused() -> None:
    document = pikepdf.new()
    document.add_blank_page()
    spec = pikepdf.AttachedFileSpec(document, b"7B7D>")
    document.attachments["a.json"] = spec
    spec.get_file().obj.write(b"7B7D>", filter=pikepdf.Name.ASCIIHexDecode)
    buffer = io.BytesIO()
    document.save(buffer, stream_decode_level=pikepdf.StreamDecodeLevel.none, compress_streams=False)
    with pytest.raises(InvalidDocument, match="ASCIIHexDecode"):
        extract(buffer.getvalue())


def test_what_cannot_be_baked_is_refused() -> None:
    with pytest.raises(InvalidDocument, match="NUL"):
        bake_png(picture(), "\0")
    with pytest.raises(TooLarge, match="credential"):
        bake_png(picture(), "x" * 4_200_000)
    with pytest.raises(InvalidDocument, match="not a PNG"):
        bake_png(SVG, "{}")
    with pytest.raises(InvalidDocument, match="empty SVG"):
        bake_svg(b'<svg xmlns="http://www.w3.org/2000/svg"/>', "{}")
    with pytest.raises(InvalidDocument, match="survive"):
        bake_svg(SVG, "{]]>}")


ODD = '<a·:svg xmlns:a·="http://www.w3.org/2000/svg"/>'.encode()


@pytest.mark.parametrize("part", [b"<?a?>", b"<!--a-->"])
def test_an_svg_made_to_take_for_ever_is_refused_at_once(part: bytes) -> None:
    before = time.process_time()
    with pytest.raises(InvalidDocument):
        bake_svg(part * 500 + ODD, CREDENTIAL)
    assert time.process_time() - before < 2


def test_an_old_badge_made_to_take_for_ever_is_looked_at_once() -> None:
    old = b"<openbadges:assertion>" + b"<![CDATA[a]]>" * 500 + b"<g/></openbadges:assertion>"
    namespace = b"<svg xmlns:openbadges='http://openbadges.org' xmlns"
    before = time.process_time()
    baked = bake_svg(SVG.replace(b"<svg xmlns", namespace).replace(b"<g/>", old), CREDENTIAL)
    assert (extract(baked), time.process_time() - before < 2) == (CREDENTIAL, True)


def test_an_svg_with_our_prefix_bound_to_version_2_is_bound_anew() -> None:
    old = SVG.replace(b"<svg xmlns", b"<svg xmlns:openbadges='http://openbadges.org' xmlns").replace(
        b"<g/>", b'<openbadges:assertion verify="x"></openbadges:assertion><g/>'
    )
    assert extract(bake_svg(old, CREDENTIAL)) == CREDENTIAL


def test_an_svg_with_a_token_and_json_at_once_is_refused() -> None:
    """Readers would not agree which of them it carries; in version 2 an address stands beside the JSON."""
    baked = bake_svg(SVG, JWS)
    both = baked.replace(
        b"></openbadges:credential>", b"><![CDATA[" + CREDENTIAL.encode() + b"]]></openbadges:credential>"
    )
    with pytest.raises(InvalidDocument, match="twice, as a JWS and as JSON"):
        extract(both)
    old = SVG.replace(b"<svg xmlns", b"<svg xmlns:openbadges='http://openbadges.org' xmlns").replace(
        b"<g/>", b'<openbadges:assertion verify="https://old.example/1">{}</openbadges:assertion><g/>'
    )
    assert extract(old) == "https://old.example/1"


def test_carriers_are_told_apart_by_content() -> None:
    assert [detect(data) for data in (picture(), SVG, pdf(), b"{}")] == ["png", "svg", "pdf", None]


def test_a_pdf_is_given_the_credential_once_and_keeps_its_other_files() -> None:
    plain = pdf(b"notes", CREDENTIAL.encode())
    for credential, name in ((CREDENTIAL, "credential.json"), (JWS, "credential.jwt")):
        baked = bake_pdf(bake_pdf(plain, CREDENTIAL), credential)
        assert extract(baked) == credential
        with pikepdf.open(io.BytesIO(baked)) as opened:
            assert sorted(opened.attachments) == sorted(["file-0.json", name])
            assert [str(entry.F) for entry in opened.Root.AF if "/AFRelationship" in entry] == [
                name,
                "file-0.json",
            ]
            assert opened.attachments[name].obj.AFRelationship == pikepdf.Name.Source
            assert opened.attachments["file-0.json"].get_file().read_bytes() == b"notes"
    assert bake_pdf(plain, CREDENTIAL) == bake_pdf(plain, CREDENTIAL)


def test_what_is_baked_is_a_credential_and_what_it_is_baked_into_a_carrier() -> None:
    for carrier in (picture(), SVG, pdf()):
        for credential in (CREDENTIAL, JWS):
            assert extract(bake(carrier, credential)) == credential
        for text in ("", "hello", "{}", "[1]", '{"a":1,"a":2}'):
            with pytest.raises(InvalidDocument, match="only a credential"):
                bake(carrier, text)
    with pytest.raises(NotABadge, match="neither"):
        bake(b"GIF89a", CREDENTIAL)
    with pytest.raises(InvalidDocument, match="only a credential"):
        bake_pdf(pdf(), "hello")
    locked = pdf(encryption=pikepdf.Encryption(owner="o", user=""))
    with pytest.raises(InvalidDocument, match="encrypted"):
        bake_pdf(locked, CREDENTIAL)
    with pytest.raises(InvalidDocument, match="cannot be read"):
        bake_pdf(b"%PDF-1.7 nonsense", CREDENTIAL)
