"""`python -m credentials.log`: JSON out, the answer as exit code, and no traceback whatever comes in."""

import io
import json
import runpy
import sys
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from credentials.log import Checkpoint, MemoryTiles, MerkleLog, SigningKey
from credentials.log.command_line import DirectoryTiles, main

VECTORS = Path(__file__).parent / "vectors"
CHECKPOINTS = json.loads((VECTORS / "checkpoints.json").read_text(encoding="utf-8"))
PROOFS = json.loads((VECTORS / "proofs.json").read_text(encoding="utf-8"))
KEY = CHECKPOINTS["key"]
LOG = SigningKey.of("cairn.example/log", Ed25519PrivateKey.from_private_bytes(bytes(range(32))))


@pytest.fixture
def run(capsys):
    def call(*arguments):
        code = main([str(argument) for argument in arguments])
        out, err = capsys.readouterr()
        return code, json.loads(out) if out else err

    return call


@pytest.fixture
def file(tmp_path):
    def write(content, name="file"):
        path = tmp_path / name
        path.write_text(content, encoding="utf-8")
        return path

    return write


def test_a_checkpoint_with_its_witnesses(run, file):
    path = file(CHECKPOINTS["valid"][0]["note"])
    expected = {key: CHECKPOINTS["valid"][0][key] for key in ("origin", "size", "root", "witnesses")}
    assert run("checkpoint", path, "--key", KEY, "--witness", CHECKPOINTS["witness"], "--quorum", 1) == (
        0,
        {"holds": True, **expected},
    )
    assert run("checkpoint", path, "--key", KEY, "--quorum", 1) == (
        1,
        {"holds": False, "reason": "0 of these witnesses have seen it, not 1."},
    )


@pytest.mark.parametrize("case", CHECKPOINTS["invalid"], ids=lambda case: case["why"])
def test_a_hostile_checkpoint_is_a_negative_answer(run, file, case):
    path = file("", "checkpoint")
    path.write_bytes(case["note"].encode())
    assert run("checkpoint", path, "--key", KEY) == (1, {"holds": False, "reason": case["says"]})


def test_a_proof_that_opens_its_entry_and_one_that_does_not(run, file, monkeypatch):
    case = PROOFS["valid"][0]
    path = file(case["proof"])
    expected = {key: case[key] for key in ("index", "entry", "size", "commitment")}
    assert run("proof", path, "--key", KEY) == (0, {"holds": True, **expected})
    given = {"holds": True, "index": 1, "size": 7, "commitment": case["commitment"]}
    assert run("proof", path, "--key", KEY, "--entry", case["commitment"]) == (0, given)
    assert run("proof", path, "--key", KEY, "--entry", "00") == (
        1,
        {"holds": False, "reason": "The entry is not at 1 of this log."},
    )
    bare = "".join(line for line in case["proof"].splitlines(keepends=True) if not line.startswith("extra "))
    assert run("proof", file(bare, "bare"), "--key", KEY) == (
        2,
        "error: The proof does not open its entry: give it with --entry.\n",
    )
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(bare.encode())))
    assert run("proof", "-", "--key", KEY, "--entry", case["commitment"]) == (0, given)


@pytest.fixture
def copy(tmp_path):
    """A log of 300 entries as files, and its checkpoint at any size."""
    log = MerkleLog(MemoryTiles())
    log.append(b"entry %d" % i for i in range(300))
    for path, data in log.store.tiles.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(data)

    def checkpoint(size, root=None):
        note = Checkpoint("cairn.example/log", size, root or log.root(size)).signed(LOG)
        file = tmp_path / f"checkpoint-{size}-{bool(root)}"
        file.write_text(str(note), encoding="utf-8")
        return file

    return tmp_path, checkpoint


def test_growth_and_a_rewritten_history(run, copy):
    tiles, checkpoint = copy

    def grown(older, newer):
        return run("growth", older, newer, "--key", KEY, "--tiles", tiles)

    code, answer = grown(checkpoint(120), checkpoint(300))
    assert (code, answer["older"]["size"], answer["newer"]["size"]) == (0, 120, 300)
    assert grown(checkpoint(120, bytes(32)), checkpoint(300)) == (
        1,
        {"holds": False, "reason": "The first 120 entries are not what they were."},
    )
    assert grown(checkpoint(300), checkpoint(120)) == (
        1,
        {"holds": False, "reason": "The log had 300 entries and now says 120."},
    )
    assert grown(checkpoint(300), checkpoint(400, bytes(32)))[1]["reason"].startswith("tile/")
    assert grown(checkpoint(300), checkpoint(2**62, bytes(32))) == (
        1,
        {"holds": False, "reason": "There is no tile level 7."},
    )


def test_a_copy_of_a_log_is_only_read(tmp_path):
    with pytest.raises(TypeError, match="tile/0/000: a copy of a log is only read"):
        DirectoryTiles(tmp_path).write("tile/0/000", b"")


def entry(index, value, day, previous, **changes):
    fields = {"kind": "status", "subject": "s", "value": value, "at": f"{day}T00:00:00+00:00", "digest": ""}
    return {"index": index, "entry": {**fields, "previous": previous, **changes}}


HISTORY = [
    entry(4, "active", "2026-01-01", None, kind="award"),
    entry(9, "suspended", "2026-02-01", 4),
    entry(30, "revoked", "2026-04-01", 9),
]


@pytest.mark.parametrize(
    ("at", "code", "expected"),
    [
        ("2025-12-31T23:59:59", 1, {"holds": False, "reason": "Nothing was logged by then."}),
        ("2026-01-01", 0, {"status": "active", "since": "2026-01-01T00:00:00+00:00", "index": 4}),
        (
            "2026-02-01T01:00:00+02:00",
            0,
            {"status": "active", "since": "2026-01-01T00:00:00+00:00", "index": 4},
        ),
        ("2026-02-01", 0, {"status": "suspended", "since": "2026-02-01T00:00:00+00:00", "index": 9}),
        ("2030-01-01", 0, {"status": "revoked", "since": "2026-04-01T00:00:00+00:00", "index": 30}),
        (None, 0, {"status": "revoked", "since": "2026-04-01T00:00:00+00:00", "index": 30}),
    ],
)
def test_the_status_as_of_a_date(run, file, at, code, expected):
    arguments = ["--at", at] if at else []
    assert run("status", file(json.dumps(HISTORY)), *arguments) == (code, {"holds": code == 0, **expected})


@pytest.mark.parametrize(
    ("history", "reason"),
    [
        ("{", "A history is JSON."),
        ("{}", "A history is a list of entries, each with its index."),
        ("[5]", "/0: an opened entry has an index and an entry."),
        (json.dumps([{"index": "4", "entry": {}}]), "/0: an opened entry has an index and an entry."),
        (
            json.dumps([*HISTORY, {"index": 40, "entry": {}}]),
            "/3/entry: An entry has kind, subject, value, at, digest and previous, and nothing else.",
        ),
        (
            json.dumps([entry(-3, "active", "2026-01-01", None, kind="award")]),
            "/0/index: places in a log begin at 0.",
        ),
        (
            json.dumps([entry(4, "\ud800", "2026-01-01", None, kind="award")]),
            "/0/entry: The value of an entry has half a character in it, which no file can hold.",
        ),
        (json.dumps(HISTORY[::2]), "Entry 30 does not follow the one before it."),
    ],
)
def test_a_history_that_is_none(run, file, history, reason):
    assert run("status", file(history)) == (1, {"holds": False, "reason": reason})


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["checkpoint", "nowhere", "--key", KEY], "No such file"),
        (["checkpoint", "/dev/null", "--key", "nonsense"], "is not a verifier key"),
        (["proof", "nowhere", "--key", KEY, "--entry", "xyz"], "is not an entry in hexadecimal"),
        (["status", "nowhere", "--at", "soon"], "is not a date and time"),
        (["growth", "a", "b", "--key", KEY], "--tiles"),
        (["unknown"], "invalid choice"),
        ([], "COMMAND"),
    ],
)
def test_wrong_use_says_what_is_wrong(capsys, arguments, words):
    try:
        code = main(arguments)
    except SystemExit as ended:
        code = ended.code
    assert (code, words in capsys.readouterr().err) == (2, True)


def test_a_file_of_many_megabytes_is_not_read(run, tmp_path):
    large = tmp_path / "large"
    with large.open("wb") as file:
        file.truncate(16_000_001)
    code, words = run("checkpoint", large, "--key", KEY)
    assert (code, "has more than 16000000 bytes" in words) == (2, True)


@pytest.mark.parametrize(
    ("more", "words"), [(0, "A note"), (1, "Standard input has more than 16000000 bytes.")]
)
def test_nor_are_many_megabytes_of_standard_input(run, monkeypatch, more, words):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(bytes(16_000_000 + more))))
    code, said = run("checkpoint", "-", "--key", KEY)
    assert (code, words in str(said)) == (2 if more else 1, True)


def test_it_is_a_module_to_run(monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["credentials.log", "--help"])
    with pytest.raises(SystemExit) as ended:
        runpy.run_module("credentials.log", run_name="__main__")
    assert (ended.value.code, "Exit codes" in capsys.readouterr().out) == (0, True)
