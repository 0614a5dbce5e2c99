"""Whole files from outside: what is accepted, and what is refused in which words."""

import json
from datetime import datetime
from pathlib import Path

import aics_tlog
import pytest

from credentials.log import (
    Checkpoint,
    Entry,
    LoggedProof,
    Note,
    NoteError,
    OpeningError,
    ProofError,
    VerifierKey,
    cosigned_at,
    entry_from_json,
    entry_to_json,
    read_opening,
    write_opening,
)

VECTORS = Path(__file__).parent / "vectors"
CHECKPOINTS = json.loads((VECTORS / "checkpoints.json").read_text(encoding="utf-8"))
PROOFS = json.loads((VECTORS / "proofs.json").read_text(encoding="utf-8"))
KEY = VerifierKey.parse(CHECKPOINTS["key"])


def named(case):
    return case["why"]


@pytest.mark.parametrize("case", CHECKPOINTS["valid"])
def test_a_checkpoint_is_read_as_it_was_written(case):
    note = Note.parse(case["note"])
    opened = Checkpoint.opened(case["note"].encode(), KEY)
    seen = cosigned_at(note, [VerifierKey.parse(CHECKPOINTS["witness"])])
    assert str(note) == case["note"]
    assert (opened.origin, opened.size, opened.root.hex()) == (case["origin"], case["size"], case["root"])
    assert {name: at.isoformat() for name, at in seen.items()} == case["witnesses"]


@pytest.mark.parametrize("case", CHECKPOINTS["invalid"], ids=named)
def test_a_hostile_checkpoint_is_refused(case):
    with pytest.raises(NoteError) as caught:
        Checkpoint.opened(case["note"], KEY)
    assert str(caught.value) == case["says"]


# Forms that only we refuse: the independent package reads what a checkpoint says in them all the same.
OURS_ALONE = {"an empty line in the text", "a size of twenty digits"}


@pytest.mark.parametrize(
    "case", [case for case in CHECKPOINTS["invalid"] if case["why"] not in OURS_ALONE], ids=named
)
def test_the_independent_package_takes_none_of_them_either(case):
    try:
        result = aics_tlog.verify_checkpoint(
            aics_tlog.parse_note(case["note"]),
            aics_tlog.parse_vkey(str(KEY)),
            [],
            quorum=0,
            expected_origin=KEY.name,
        )
    except Exception:  # noqa: BLE001 - whatever it raises, it does not accept
        return
    assert not result.ok


def opened_proof(text):
    proof = LoggedProof.parse(text)
    entry, salt = read_opening(proof.extra)
    commitment = entry.commitment(salt)
    return proof.index, proof.require(commitment, KEY), entry, commitment.hex()


@pytest.mark.parametrize("case", PROOFS["valid"])
def test_a_proof_convinces_and_opens_its_entry(case):
    index, size, entry, commitment = opened_proof(case["proof"])
    assert (index, size, entry_to_json(entry)) == (case["index"], case["size"], case["entry"])
    assert commitment == case["commitment"]
    assert str(LoggedProof.parse(case["proof"])) == case["proof"]


@pytest.mark.parametrize("case", PROOFS["invalid"], ids=named)
def test_a_hostile_proof_is_refused(case):
    with pytest.raises((ProofError, OpeningError)) as caught:
        opened_proof(case["proof"])
    assert str(caught.value) == case["says"]


ENTRY = {
    "kind": "status", "subject": "urn:uuid:1", "value": "revoked", "at": "2026-04-01T00:00:00+00:00", "digest": "",
    "previous": 3,
}  # fmt: skip


def test_an_entry_is_read_back_whatever_its_words():
    entry = Entry(
        kind="key", subject="schlüssel ☂", value="added", at=datetime.fromisoformat("2026-01-01T00:00Z")
    )
    assert read_opening(write_opening(entry, bytes(20))) == (entry, bytes(20))
    assert entry_to_json(entry_from_json(ENTRY)) == ENTRY
    assert write_opening(entry, bytes(3)).decode() == (
        '{"entry":{"at":"2026-01-01T00:00:00+00:00","digest":"","kind":"key","previous":null,'
        '"subject":"schlüssel ☂","value":"added"},"salt":"AAAA"}'
    )


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"kind": "other"}, "The kind of an entry is one of award, status, key."),
        ({"kind": ["key"]}, "The kind of an entry is one of award, status, key."),
        ({"value": "ab\ud800"}, "The value of an entry has half a character in it, which no file can hold."),
        ({"subject": 5}, "The subject of an entry is a text."),
        ({"value": None}, "The value of an entry is a text."),
        ({"digest": {}}, "The digest of an entry is a text."),
        ({"at": 1_700_000_000}, "The at of an entry is a text."),
        ({"at": "yesterday"}, "The time of an entry is a date and time with a zone (ISO 8601)."),
        ({"at": "2026-04-01T00:00:00"}, "The time of an entry is a date and time with a zone (ISO 8601)."),
        ({"previous": -1}, "The previous entry is a number from 0 up, or null."),
        ({"previous": True}, "The previous entry is a number from 0 up, or null."),
        ({"previous": "3"}, "The previous entry is a number from 0 up, or null."),
        ({"more": 1}, "An entry has kind, subject, value, at, digest and previous, and nothing else."),
    ],
)
def test_what_is_no_entry_is_refused(change, words):
    with pytest.raises(OpeningError) as caught:
        entry_from_json({**ENTRY, **change})
    assert str(caught.value) == words


def test_what_is_no_object_is_no_entry():
    with pytest.raises(OpeningError, match="and nothing else"):
        entry_from_json([ENTRY])
