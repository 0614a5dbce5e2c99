"""Notes, checkpoints, cosignatures and proof files, with the published vector and an independent reader."""

import base64
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import aics_tlog
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from credentials.log import (
    Checkpoint,
    LoggedProof,
    MemoryTiles,
    MerkleLog,
    Note,
    NoteError,
    ProofError,
    RewrittenError,
    SigningKey,
    VerifierKey,
    cosigned_at,
    cosigned_by,
    cosigning_key,
    require_growth,
    sign_note,
)

VKEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
LINE = "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"

AT = datetime(2026, 6, 15, 12, tzinfo=UTC)
ORIGIN = "cairn.example/log"
PRIVATE = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
LOG = SigningKey.of(ORIGIN, PRIVATE)
WITNESS_PRIVATE = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))
WITNESS = cosigning_key("witness.example", WITNESS_PRIVATE)


def log_of(count, word="entry"):
    log = MerkleLog(MemoryTiles())
    log.append(f"{word} {i}".encode() for i in range(count))
    return log


def checkpoint_of(log, size=None):
    return Checkpoint(ORIGIN, log.size if size is None else size, log.root(size))


def test_the_published_note_and_key():
    key = VerifierKey.parse(VKEY)
    note = Note.parse(TEXT + "\n" + LINE)
    assert str(key) == VKEY
    assert str(note) == TEXT + "\n" + LINE
    assert note.verified([key]) == (key,)


def test_a_changed_text_is_refused():
    note = Note.parse(TEXT.replace("your", "my") + "\n" + LINE)
    with pytest.raises(NoteError, match="signature of 'PeterNeumann' does not fit"):
        note.verified([VerifierKey.parse(VKEY)])


def test_unknown_signers_are_passed_over_but_one_known_one_is_needed():
    note = sign_note("hello\n", LOG, SigningKey.of("other", WITNESS_PRIVATE))
    assert note.verified([LOG.verifier]) == (LOG.verifier,)
    with pytest.raises(NoteError, match="No known key"):
        note.verified([VerifierKey.parse(VKEY)])
    with pytest.raises(NoteError, match="signed twice"):
        sign_note("hello\n", LOG, LOG).verified([LOG.verifier])


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"\xff\xfe\n\n", "UTF-8"),
        ("a\tb\n\n" + LINE, "control characters"),
        ("no signatures\n", "an empty line"),
        ("text\n\n" + LINE.rstrip(), "an empty line"),
        ("text\n\nnot a signature\n", "no line with a signature"),
        ("text\n\n— nameonly\n", "no line with a signature"),
        ("text\n\n— a+b x08go/ZJ\n", "cannot be the name"),
        ("text\n\n— name x08go?ZJ\n", "no base64"),
        ("text\n\n— name x08gow==\n", "too short"),
        ("text\n\n— name x08gox==\n", "canonical"),
        ("text\n\n" + LINE * 101, "at most 100 signatures"),
        ("x" * 1_000_001, "at most 1000000"),
    ],
)
def test_malformed_notes_are_refused(data, words):
    with pytest.raises(NoteError, match=words):
        Note.parse(data)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("name", "The key is empty"),
        ("name+00000000+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", "id of 'name' does not belong"),
        ("name+00000000+AhpcAA==", "not known here"),
        ("+00000000+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", "cannot be the name"),
        ("a b+00000000+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", "cannot be the name"),
    ],
)
def test_malformed_keys_are_refused(text, words):
    with pytest.raises(NoteError, match=words):
        VerifierKey.parse(text)


def test_a_text_without_its_newline_cannot_be_signed():
    with pytest.raises(NoteError, match="ends with a newline"):
        sign_note("hello", LOG)


def test_a_checkpoint_is_read_back_and_by_the_independent_package():
    log = log_of(300)
    published = str(cosigned_by(checkpoint_of(log).signed(LOG), WITNESS, at=AT))
    assert Checkpoint.opened(published, LOG.verifier) == checkpoint_of(log)
    assert cosigned_at(Note.parse(published), [WITNESS.verifier]) == {"witness.example": AT}
    result = aics_tlog.verify_checkpoint(
        aics_tlog.parse_note(published),
        aics_tlog.parse_vkey(str(LOG.verifier)),
        [aics_tlog.parse_vkey(str(WITNESS.verifier))],
        quorum=1,
        expected_origin=ORIGIN,
    )
    assert (result.ok, result.size, result.root, result.witnesses) == (
        True,
        300,
        log.root(),
        ["witness.example"],
    )


def test_checkpoints_and_cosignatures_of_the_independent_package_are_read():
    theirs = aics_tlog.Checkpoint(origin=ORIGIN, size=7, root=bytes(32), extension_lines=("more",))
    note = aics_tlog.sign_checkpoint(theirs, PRIVATE, ORIGIN)
    _, line = aics_tlog.sign_cosignature(
        WITNESS_PRIVATE, "witness.example", 1_750_000_000, ORIGIN, 7, bytes(32), ("more",)
    )
    text = (
        theirs.text()
        + "\n"
        + "".join(
            f"— {s.name} " + base64.b64encode(s.key_id + s.signature).decode() + "\n"
            for s in (*note.signatures, line)
        )
    )
    assert Checkpoint.opened(text, LOG.verifier) == Checkpoint(ORIGIN, 7, bytes(32), ("more",))
    assert cosigned_at(Note.parse(text), [WITNESS.verifier])["witness.example"].timestamp() == 1_750_000_000


ROOT = "A" * 43 + "="


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("log\n5\n", "three lines or more"),
        (f"log\n5\n{ROOT}", "three lines or more"),
        (f"log\n\n5\n{ROOT}\n", "three lines or more"),
        (f"log\n05\n{ROOT}\n", "plain decimal"),
        (f"log\n-5\n{ROOT}\n", "plain decimal"),
        (f"log\n٥\n{ROOT}\n", "plain decimal"),
        ("log\n5\nAAAA\n", "32 bytes"),
    ],
)
def test_malformed_checkpoints_are_refused(text, words):
    with pytest.raises(NoteError, match=words):
        Checkpoint.parse(text)


def test_a_checkpoint_of_another_log_is_refused():
    note = Checkpoint("else.example/log", 0, bytes(32)).signed(LOG)
    with pytest.raises(NoteError, match="another log"):
        Checkpoint.opened(note, LOG.verifier)


def test_a_cosignature_of_something_else_is_refused():
    note = checkpoint_of(log_of(3)).signed(LOG)
    cosigned = cosigned_by(note, WITNESS, at=AT)
    assert cosigned_at(note, [WITNESS.verifier]) == {}
    moved = Note(checkpoint_of(log_of(4)).text, cosigned.signatures)
    with pytest.raises(NoteError, match="does not fit"):
        cosigned_at(moved, [WITNESS.verifier])
    cut = note.with_signature(WITNESS.verifier, bytes(64))
    with pytest.raises(NoteError, match="is no cosignature"):
        cosigned_at(cut, [WITNESS.verifier])
    with pytest.raises(NoteError, match="is no cosignature"):
        cosigned_at(note, [LOG.verifier])
    with pytest.raises(NoteError, match="does not cosign"):
        cosigned_by(note, LOG, at=AT)


def test_growth_is_accepted_and_a_rewritten_history_is_not():
    honest, forged = log_of(20), log_of(20, "entries")
    older, newer = checkpoint_of(honest, 12), checkpoint_of(honest)
    require_growth(older, newer, honest.consistency_proof(12))
    require_growth(newer, newer, [])
    with pytest.raises(RewrittenError, match="first 12 entries are not what they were"):
        require_growth(older, checkpoint_of(forged), forged.consistency_proof(12))
    with pytest.raises(RewrittenError, match="had 20 entries and now says 12"):
        require_growth(newer, older, [])
    with pytest.raises(RewrittenError, match="first 20 entries"):
        require_growth(newer, checkpoint_of(forged), [])
    with pytest.raises(ValueError, match="two logs"):
        require_growth(older, replace(newer, origin="else"), [])


def proof_of(log, index, extra=None):
    return LoggedProof(index, tuple(log.inclusion_proof(index)), checkpoint_of(log).signed(LOG), extra)


@pytest.mark.parametrize("extra", [None, b"", b"salt"])
@pytest.mark.parametrize("count", [1, 2, 700])
def test_a_proof_file_convinces_a_stranger_offline(count, extra):
    log = log_of(count)
    text = str(proof_of(log, count - 1, extra))
    read = LoggedProof.parse(text.encode())
    assert read == proof_of(log, count - 1, extra)
    assert read.require(f"entry {count - 1}".encode(), LOG.verifier) == count
    with pytest.raises(ProofError, match=f"not at {count - 1}"):
        read.require(b"another", LOG.verifier)
    with pytest.raises(ProofError, match="No known key"):
        read.require(f"entry {count - 1}".encode(), VerifierKey.parse(VKEY))


def test_the_form_of_a_proof_file():
    lines = str(proof_of(log_of(3), 2, b"\x00")).split("\n")
    assert lines[:3] == ["c2sp.org/tlog-proof@v1", "extra AA==", "index 2"]
    assert (len(lines[3]), lines[4], lines[5], lines[6]) == (44, "", ORIGIN, "3")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda t: t.replace("@v1", "@v2"), "begins with"),
        (lambda t: "c2sp.org/tlog-proof@v1\nindex 1\n", "begins with"),
        (lambda t: t.replace("index 2\n", ""), "says its index"),
        (lambda t: t.replace("index 2", "index 02"), "says its index"),
        (lambda t: "c2sp.org/tlog-proof@v1\n\n" + t, "says its index"),
        (lambda t: t.replace("index 2", "extra ??\nindex 2"), "no base64"),
        (lambda t: t.replace("index 2", "index 2\nAAAA"), "32 bytes"),
        (lambda t: t.replace("index 2", "index 2\n" + "\n".join([ROOT] * 64)), "at most 63 hashes"),
        (lambda t: t.rstrip(), "an empty line"),
        (lambda t: t.encode()[:40] + b"\xff" + t.encode()[40:], "decode"),
    ],
)
def test_malformed_proof_files_are_refused(change, words):
    with pytest.raises(ProofError, match=words):
        LoggedProof.parse(change(str(proof_of(log_of(3), 2))))


def test_as_many_hashes_as_a_log_can_need_are_read():
    text = str(proof_of(log_of(3), 2)).replace("index 2\n", "index 2\n" + f"{ROOT}\n" * 62)
    assert len(LoggedProof.parse(text).hashes) == 63


def test_a_witness_of_the_far_future_is_not_believed():
    note = checkpoint_of(log_of(1)).signed(LOG)
    last = datetime.fromtimestamp(2**37 - 1, UTC)
    assert cosigned_at(cosigned_by(note, WITNESS, at=last), [WITNESS.verifier]) == {"witness.example": last}
    with pytest.raises(NoteError, match="is no cosignature"):
        cosigned_at(cosigned_by(note, WITNESS, at=last + timedelta(seconds=1)), [WITNESS.verifier])


def test_witnesses_seconds_are_whole():
    note = cosigned_by(checkpoint_of(log_of(1)).signed(LOG), WITNESS, at=AT + timedelta(milliseconds=900))
    assert cosigned_at(note, [WITNESS.verifier]) == {"witness.example": AT}
