"""The shell: every command by its exit code, output and errors; nothing ends in a traceback."""

from __future__ import annotations

import io
import json
import os
import runpy
import stat
import sys
from pathlib import Path
from typing import Any

import pytest

from credentials.openbadges import (
    Outcome,
    SubjectClaims,
    compose_credential,
    directory_loader,
    encode_multikey,
)
from credentials.openbadges.__main__ import main
from credentials.openbadges.errors import DocumentUnavailable
from tests.credentials.openbadges.test_baking import SVG, pdf, picture
from tests.credentials.openbadges.test_parts import record
from tests.credentials.openbadges.world import DID, DID_URL, World, full, minimal, signed

KEY_1 = f"{DID}#key-1"


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to work in, with a draft and two keys of the issuer, published in `documents`."""
    monkeypatch.chdir(tmp_path)
    claims = minimal(subject=SubjectClaims(id="did:example:learner"))
    Path("draft.json").write_text(json.dumps(compose_credential(claims)))
    Path("documents/portal.example/issuers/uni").mkdir(parents=True)
    return tmp_path


def did_json() -> Path:
    return Path("documents/portal.example/issuers/uni/did.json")


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """Exit code, output, errors."""
    capsys.readouterr()
    try:
        code = main(arguments)
    except SystemExit as end:
        code = int(end.code or 0)
    said = capsys.readouterr()
    return code, said.out, said.err


def made_key(capsys: Any, *more: str) -> None:
    code, out, _ = run(capsys, "key", "secret", "--issuer", "https://portal.example/issuers/uni", *more)
    assert code == 0
    did_json().write_text(out)


def test_a_badge_from_key_to_verification_in_every_carrier(place: Path, capsys: Any) -> None:
    made_key(capsys)
    assert stat.S_IMODE(Path("secret").stat().st_mode) == 0o600
    code, out, _ = run(capsys, "sign", "draft.json", "--key", "secret", "--method", KEY_1)
    assert code == 0
    Path("signed.json").write_text(out)
    for name, carrier in (("b.png", picture()), ("b.svg", SVG), ("b.pdf", pdf(b"notes"))):
        Path(name).write_bytes(carrier)
        assert run(capsys, "bake", name, "signed.json", f"baked-{name}") == (0, "", "")
        assert json.loads(run(capsys, "extract", f"baked-{name}")[1]) == json.loads(out)
        code, said, _ = run(capsys, "verify", f"baked-{name}", "--documents", "documents")
        assert (code, said.splitlines()[-1]) == (0, "VALID")


def test_a_second_key_stands_beside_the_first_and_signs_tokens(place: Path, capsys: Any) -> None:
    made_key(capsys)
    more = ["--kind", "p256", "--name", "key-2", "--beside", str(did_json())]
    code, out, _ = run(capsys, "key", "second", "--issuer", DID, *more)
    assert code == 0
    assert json.loads(out)["assertionMethod"] == [KEY_1, f"{DID}#key-2"]
    did_json().write_text(out)
    code, token, _ = run(capsys, "sign", "draft.json", "--key", "second", "--method", f"{DID}#key-2")
    Path("signed.jwt").write_text(token)
    assert (code, token.count(".")) == (0, 2)
    assert run(capsys, "verify", "signed.jwt", "--documents", "documents")[0] == 0
    assert run(capsys, "verify", "signed.jwt")[0] == 3


def test_the_report_is_json_or_lines_with_what_is_inside(place: Path, capsys: Any, world: World) -> None:
    did_json().write_text(json.dumps(world.documents[DID_URL]))
    Path("record.json").write_text(json.dumps(record(signed(minimal()))))
    code, out, _ = run(capsys, "verify", "record.json", "--documents", "documents", "--json")
    assert (code, [part["verdict"] for part in json.loads(out)["parts"]]) == (0, ["valid"])
    code, out, _ = run(capsys, "verify", "record.json", "--documents", "documents")
    lines = out.splitlines()
    assert "  credentialSubject.verifiableCredential[0]: valid" in lines
    assert any(line.startswith("    valid           subject") for line in lines)
    assert (code, lines[-1]) == (0, "VALID")


def test_a_changed_credential_and_a_wrong_recipient_are_exit_code_1(
    place: Path, capsys: Any, world: World
) -> None:
    did_json().write_text(json.dumps(world.documents[DID_URL]))
    text = json.dumps(signed(full(status=None)))
    Path("good.json").write_text(text)
    Path("bad.json").write_text(text.replace("Medication", "Surgical"))
    check = ["--documents", "documents", "--at", "2026-11-21T00:00:00Z", "--timeout", "60"]
    assert run(capsys, "verify", "good.json", *check, "--recipient", "ALICE@example.org")[0] == 0
    assert run(capsys, "verify", "good.json", *check, "--recipient", "eve@example.org")[0] == 1
    assert run(capsys, "verify", "good.json", *check[:2], "--at", "2026-02-01T00:00:00Z")[0] == 1
    assert run(capsys, "verify", "bad.json", *check)[0] == 1


def test_nothing_that_a_terminal_obeys_is_printed(place: Path, capsys: Any) -> None:
    method = "did:web:\u001b[31mred\u001b]0;title\u0007#k"
    proof = {
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-rdfc-2022",
        "proofPurpose": "assertionMethod",
    }
    document = json.loads(Path("draft.json").read_text()) | {"proof": proof | {"verificationMethod": method}}
    Path("bad.json").write_text(json.dumps(document))
    code, out, _ = run(capsys, "verify", "bad.json")
    assert code == 1
    assert "\ufffd[31mred" in out
    assert not set("\x1b\x07") & set(out)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "required: COMMAND"),
        (["dance"], "invalid choice"),
        (["verify", "nothing.json"], "No such file"),
        (["verify", "."], "Is a directory"),
        (["verify", "draft.json", "--documents", "nowhere"], "'nowhere' is not a folder"),
        (["verify", "draft.json", "--at", "2026-01-01T00:00:00"], "is not a time such as"),
        (["verify", "draft.json", "--timeout", "nan"], "not a number of seconds"),
        (["verify", "draft.json", "--timeout", "soon"], "not a number of seconds"),
        (["verify", "draft.json", "--timeout", "0"], "not a number of seconds"),
        (["extract", "draft.json"], "neither a PNG, an SVG nor a PDF"),
        (["extract", "plain.png"], "holds no badge"),
        (["bake", "plain.png", "bytes", "out.png"], "can't decode"),
        (["bake", "plain.png", "list.json", "out.png"], "only a credential"),
        (["bake", "draft.json", "draft.json", "out.png"], "baked into a PNG, an SVG or a PDF"),
        (["bake", "plain.png", "signed.json", "nowhere/out.png"], "No such file"),
        (
            ["bake", "plain.png", "draft.json", "new"],
            "draft.json is not signed: nobody could verify the badge",
        ),
        (["bake", "plain.png", "unsigned.json", "new"], "unsigned.json is not signed"),
        (["sign", "list.json", "--key", "secret", "--method", KEY_1], "is a JSON object"),
        (["sign", "bytes", "--key", "secret", "--method", KEY_1], "not UTF-8"),
        (["sign", "draft.json", "--key", "bytes", "--method", KEY_1], "can't decode"),
        (["sign", "draft.json", "--key", "draft.json", "--method", KEY_1], "a Multikey starts with z"),
        (["sign", "draft.json", "--key", "public", "--method", KEY_1], "holds a public key"),
        (
            ["sign", "draft.json", "--key", "p384", "--method", KEY_1],
            "holds a key of P-384, which only verifies",
        ),
        (["sign", "draft.json", "--key", "secret", "--method", "did:web:other#k"], "not a key of the issuer"),
        (["sign", "draft.json", "--method", KEY_1], "required: --key"),
        (["key", "secret", "--issuer", DID], "File exists"),
        (["key", "new", "--issuer", "portal"], "not an address"),
        (["key", "new", "--issuer", "https://["], "not an address"),
        (["key", "new", "--issuer", "https://portal.example:port"], "not an address"),
        (["key", "new", "--issuer", "did:web:a b"], "is not a did:web"),
        (["key", "new", "--issuer", DID, "--name", "a b"], "cannot be the fragment"),
        (["key", "new", "--issuer", DID, "--beside", "list.json"], "not a DID document"),
        (["key", "new", "--issuer", DID, "--beside", "odd.json"], "only DID documents with Multikeys"),
        (["key", "new", "--issuer", DID, "--beside", str(did_json())], "an id is never used again"),
    ],
)
def test_wrong_use_is_exit_code_2_and_one_sentence(
    place: Path, capsys: Any, arguments: list[str], message: str
) -> None:
    made_key(capsys)
    Path("plain.png").write_bytes(picture())
    Path("bytes").write_bytes(b"\xff\xfe")
    Path("list.json").write_text("[]")
    Path("signed.json").write_text(json.dumps(signed()))
    Path("p384").write_text(encode_multikey(b"\x01" * 48, "p384-priv"))
    Path("unsigned.json").write_text(json.dumps(signed() | {"proof": []}))
    Path("odd.json").write_text('{"verificationMethod": [5]}')
    Path("public").write_text(
        json.loads(did_json().read_text())["verificationMethod"][0]["publicKeyMultibase"]
    )
    code, out, error = run(capsys, *arguments)
    assert (code, out) == (2, "")
    assert message in error
    assert not Path("new").exists()


def test_standard_input_is_a_file_named_minus(
    place: Path, capsys: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(json.dumps(signed(minimal())).encode())))
    code, out, _ = run(capsys, "verify", "-")
    assert (code, out.splitlines()[-1]) == (3, "NOT CHECKED")


def test_files_are_documents_by_the_path_of_their_address(place: Path) -> None:
    load = directory_loader(place)
    (place / "a.example/b").mkdir(parents=True)
    (place / "a.example/b/c").write_bytes(b"1")
    (place / "a.example/b/d.json").write_bytes(b"2")
    (place / "a.example_status_1_x_y").write_bytes(b"3")
    (place / "a.example_e.json").write_bytes(b"4")
    os.utime(place / "a.example/b/c", (1_790_000_000, 1_790_000_000))
    found = [load(f"https://a.example/{path}").content for path in ("b/c", "b/d", "status/1?x=y", "e")]
    assert found == [b"1", b"2", b"3", b"4"]
    assert load("https://a.example/b/c").fetched_at.timestamp() == 1_790_000_000
    (place.parent / "outside").write_bytes(b"secret")
    for url in (
        "https://../outside",
        "https://b.example/../a.example/b/c",
        "https://a.example/b",
        "https://a.example/" + "x" * 5000,
        "https://a\0",
    ):
        with pytest.raises(DocumentUnavailable, match="not among the documents at hand"):
            load(url)
    with pytest.raises(DocumentUnavailable):
        directory_loader(None)("https://a.example/b/c")


def test_a_verdict_has_an_exit_code_each() -> None:
    from credentials.openbadges.__main__ import EXITS

    assert EXITS == {Outcome.VALID: 0, Outcome.INVALID: 1, Outcome.NOT_CHECKED: 3}


def test_the_module_is_the_command(capsys: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "credentials.openbadges.__main__")
    monkeypatch.setattr("sys.argv", ["openbadges", "--help"])
    with pytest.raises(SystemExit) as end:
        runpy.run_module("credentials.openbadges", run_name="__main__")
    assert end.value.code == 0
    assert "Exit codes: 0 valid" in capsys.readouterr().out
