"""Corners of the package that no whole credential reaches."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from credentials.openbadges import (
    AwardTemplates,
    InvalidDocument,
    LinkedDataError,
    Outcome,
    SubjectClaims,
    TooLarge,
    UnknownContext,
    bake_svg,
    compose_achievement,
    compose_credential,
    compose_profile,
    contexts,
    extract,
)
from credentials.openbadges.__main__ import main
from credentials.openbadges.baking import png, svg
from credentials.openbadges.errors import AmbiguousDocument
from credentials.openbadges.linked_data import canonical_lines
from credentials.openbadges.one_reading import require_one_reading
from credentials.openbadges.strict_json import loads
from credentials.openbadges.text import parse_time
from credentials.openbadges.verification.status import _purpose
from tests.credentials.openbadges.test_baking import picture
from tests.credentials.openbadges.world import DID, ISSUER, KEY, METHOD, World, full, minimal, signed


def test_an_achievement_and_an_issuer_are_documents_of_their_own() -> None:
    achievement = compose_achievement(full().achievement)
    assert achievement["@context"] == list(contexts.BUNDLED)[:2]
    assert (achievement["type"], "credentialSubject" in achievement) == (["Achievement"], False)
    assert compose_profile(ISSUER)["id"] == DID
    assert canonical_lines(achievement)
    assert canonical_lines(compose_profile(ISSUER))


@pytest.mark.parametrize(
    ("raw", "reason"),
    [(b"[]", "no JSON-LD context"), (b"{}", "no JSON-LD"), (b'{"@context": []}', "one object")],
)
def test_contexts_that_are_none_are_refused(raw: bytes, reason: str) -> None:
    with pytest.raises(UnknownContext, match=reason):
        contexts.context("https://x.example", {"https://x.example": raw})


def test_a_context_in_a_list_of_one_is_read_and_a_stranger_is_unknown() -> None:
    raw = b'{"@context": [{"a": "urn:x:a"}]}'
    assert contexts.context("https://x.example", {"https://x.example": raw}) == {"a": "urn:x:a"}
    with pytest.raises(UnknownContext):
        contexts.bundled("https://x.example")


def test_long_fractions_and_impossible_dates_are_refused() -> None:
    with pytest.raises(TooLarge):
        loads('{"a":1.' + "0" * 50 + "}")
    assert parse_time("2026-02-30T00:00:00Z") is None
    assert parse_time("0001-01-01T00:00:00+14:00") is None


def test_what_looks_like_the_markers_of_this_package_is_only_text() -> None:
    plain = compose_credential(full())
    for text in ("undefined-0:x", "urn:award-slot:1:"):
        document = {**plain, "description": text}
        assert AwardTemplates().lines(document) == canonical_lines(document)


def test_evidence_as_text_goes_the_plain_way() -> None:
    document = {**compose_credential(full()), "evidence": "https://e.example/1"}
    assert AwardTemplates().lines(document) == canonical_lines(document)


def test_a_context_may_be_emptied_where_documents_are_ones_own() -> None:
    document = {"@context": [None, {"a": "urn:x:a"}], "@id": "urn:x:1", "a": "b"}
    assert canonical_lines(document) == ['<urn:x:1> <urn:x:a> "b" .\n']
    with pytest.raises(AmbiguousDocument):
        require_one_reading(document, {})


def test_contexts_of_the_wrong_kind_are_no_linked_data() -> None:
    with pytest.raises(LinkedDataError):
        canonical_lines({"@context": 5, "a": "b"})
    with pytest.raises(LinkedDataError):
        canonical_lines({"@context": {"a": {"@id": 5}}, "a": "b"})


@pytest.mark.parametrize("scopes", [("urn:x:1", "urn:x:2"), None])
def test_types_that_define_a_term_differently_do_not_share_a_node(scopes: Any) -> None:
    context = {
        name: {"@id": f"urn:x:{name}", "@context": {"a": scope} if scopes else [{"a": "urn:x:1"}]}
        for name, scope in zip(("One", "Two"), scopes or ("", ""), strict=True)
    }
    with pytest.raises(LinkedDataError, match="define terms differently"):
        canonical_lines({"@context": context, "@type": ["One", "Two"], "a": "b"})


@pytest.mark.parametrize(
    "definition",
    [
        {"@id": 5},
        {"@id": "relative"},
        {"@id": "other:y"},
        {"@container": "@set"},
        {"@id": "urn:x:1", "@container": "@index"},
        {"@id": "urn:x:1", "@nest": "x"},
        {"@id": "urn:x:1", "@container": ["@set"]},
        {"@id": "urn:x:1", "@context": None},
        ["x"],
        "@id",
        "https://w3id.org/security#proof",
    ],
)
def test_definitions_of_strangers_that_are_not_plain_are_not_read(definition: Any) -> None:
    context = {"own": "urn:o:", "other": "own:x", "a": definition}
    with pytest.raises(AmbiguousDocument):
        require_one_reading({"@context": [contexts.CREDENTIALS_V2, context]}, {})


def test_a_term_of_a_vocabulary_needs_no_address_of_its_own() -> None:
    context = {"@vocab": "https://more.example/#", "a": {"@type": "@id"}, "P": {"@id": "urn:x:"}, "b": "P:1"}
    require_one_reading({"@context": [contexts.CREDENTIALS_V2, context]}, {})
    with pytest.raises(AmbiguousDocument):
        require_one_reading({"@context": {"@vocab": "https://www.w3.org/"}}, {})


def test_a_status_that_is_no_object_is_one_of_revocation() -> None:
    assert _purpose("https://list.example") == "revocation"


def test_an_svg_behind_a_prefix_and_one_without_a_start() -> None:
    drawing = b'<s:svg xmlns:s="http://www.w3.org/2000/svg" xmlns:openbadges="urn:x"><s:g/></s:svg>'
    assert extract(bake_svg(drawing, '{"a":1}')) == '{"a":1}'
    late = b'<!-- > --><?x y?><svg xmlns="http://www.w3.org/2000/svg"><g/></svg>'
    assert extract(bake_svg(late, "e30.e30.AA")) == "e30.e30.AA"


def test_an_svg_whose_start_is_not_where_it_should_be_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """No XML that parses is known to get here: what the pattern does not find is refused all the same."""
    monkeypatch.setattr(svg, "_START", re.compile(r"\Anothing"))
    with pytest.raises(InvalidDocument, match="does not begin"):
        bake_svg(b'<svg xmlns="http://www.w3.org/2000/svg"><g/></svg>', "{}")


def test_a_file_is_a_carrier_by_content_only() -> None:
    with pytest.raises(InvalidDocument):
        extract(b"plain text")
    assert png.extract(png.bake(picture(), "{}")) == "{}"


def test_an_attachment_that_is_not_packed_is_read(world: World) -> None:
    text = json.dumps(signed()).encode()
    with pikepdf.new() as document:
        document.add_blank_page()
        document.attachments["c.json"] = pikepdf.AttachedFileSpec(document, text, filename="c.json")
        written = io.BytesIO()
        document.save(written, compress_streams=False)
    assert world.verify(written.getvalue()).verdict is Outcome.VALID


def test_the_command_line_refuses_and_signs_tokens(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from credentials.openbadges import P256Key
    from credentials.openbadges.keys import encode_multikey

    key = tmp_path / "key"
    key.write_text(encode_multikey(b"\x05" * 32, "p256-priv"))
    (tmp_path / "list.json").write_text("[]")
    sign = ["--key", str(key), "--method", f"{DID}#jwt"]
    assert main(["sign", str(tmp_path / "list.json"), *sign]) == 2
    claims = minimal(subject=SubjectClaims(id="did:example:learner"))
    draft = json.dumps(compose_credential(claims)).encode()
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(draft)))
    assert main(["sign", "-", *sign]) == 0
    assert capsys.readouterr().out.count(".") == 2
    assert P256Key(b"\x05" * 32).multikey
    with pytest.raises(SystemExit):
        main(["verify", "x", "--at", "yesterday"])
    assert main(["verify", str(tmp_path / "none.json")]) == 2
    key.write_text(KEY.secret_multikey)
    assert main(["sign", str(tmp_path / "list.json"), "--key", str(key), "--method", METHOD]) == 2
