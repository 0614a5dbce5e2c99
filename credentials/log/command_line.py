"""The transparency log from a shell: `python -m credentials.log checkpoint|proof|growth|status …`.

Nothing is fetched: checkpoints, proofs and tiles are files. Prints JSON. Exit codes: 0 it holds, 1 it does
not, 2 wrong use or unreadable input.
"""

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from credentials.log.checkpoints import Checkpoint, RewrittenError, cosigned_at, require_growth
from credentials.log.entries import BrokenHistoryError, Opened, status_at
from credentials.log.logged import LoggedProof, ProofError
from credentials.log.notes import Note, NoteError, VerifierKey
from credentials.log.openings import OpeningError, entry_from_json, entry_to_json, read_opening
from credentials.log.tree import MerkleLog, MissingTileError

type Json = dict[str, Any]

_LARGEST: Final = 16_000_000
# What a file may turn out to be: not what it should. Everything else that goes wrong is wrong use.
_REFUSALS: Final = (NoteError, ProofError, OpeningError, RewrittenError, BrokenHistoryError, MissingTileError)


class _UsageError(Exception):
    """The command was given something it cannot work with."""


class DirectoryTiles:
    """Tiles as files below a folder: a copy of somebody's log. For reading only."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def read(self, path: str) -> bytes | None:
        """Give what lies at the path, or None."""
        file = self.folder / path
        return file.read_bytes() if file.is_file() else None

    def write(self, path: str, data: bytes) -> None:
        """Refuse: other people's logs are not written."""
        raise TypeError(f"{path}: a copy of a log is only read.")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    options = _parser().parse_args(arguments)
    try:
        answer, code = options.run(options), 0
    except _REFUSALS as error:
        answer, code = {"holds": False, "reason": str(error)}, 1
    except (OSError, _UsageError) as error:
        sys.stderr.write(f"error: {error}\n")
        return 2
    sys.stdout.write(json.dumps(answer, indent=2) + "\n")
    return code


def _checkpoint(options: argparse.Namespace) -> Json:
    note = Note.parse(_read(options.file))
    checkpoint = Checkpoint.opened(note, options.key)
    seen = cosigned_at(note, options.witness)
    if len(seen) < options.quorum:
        raise NoteError(f"{len(seen)} of these witnesses have seen it, not {options.quorum}.")
    witnesses = {name: at.isoformat() for name, at in sorted(seen.items())}
    return {"holds": True, **_described(checkpoint), "witnesses": witnesses}


def _proof(options: argparse.Namespace) -> Json:
    proof = LoggedProof.parse(_read(options.file))
    answer: Json = {"holds": True, "index": proof.index}
    if options.entry is not None:
        commitment = options.entry
    elif proof.extra is None:
        raise _UsageError("The proof does not open its entry: give it with --entry.")
    else:
        entry, salt = read_opening(proof.extra)
        commitment = entry.commitment(salt)
        answer["entry"] = entry_to_json(entry)
    return {**answer, "size": proof.require(commitment, options.key), "commitment": commitment.hex()}


def _growth(options: argparse.Namespace) -> Json:
    older = Checkpoint.opened(_read(options.older), options.key)
    newer = Checkpoint.opened(_read(options.newer), options.key)
    log = MerkleLog(DirectoryTiles(options.tiles), newer.size)
    # A log that shrank has nothing to prove; `require_growth` says so.
    proof = log.consistency_proof(older.size) if older.size <= newer.size else []
    require_growth(older, newer, proof)
    return {"holds": True, "older": _described(older), "newer": _described(newer)}


def _status(options: argparse.Namespace) -> Json:
    try:
        rows = json.loads(_read(options.file))
    except (ValueError, RecursionError):
        raise OpeningError("A history is JSON.") from None
    if not isinstance(rows, list):
        raise OpeningError("A history is a list of entries, each with its index.")
    answer = status_at(
        [_opened(row, place) for place, row in enumerate(rows)], options.at or datetime.now(UTC)
    )
    if answer is None:
        raise BrokenHistoryError("Nothing was logged by then.")
    return {"holds": True, "status": answer.value, "since": answer.since.isoformat(), "index": answer.index}


def _opened(row: object, place: int) -> Opened:
    if not isinstance(row, dict) or set(row) != {"index", "entry"} or type(row["index"]) is not int:
        raise OpeningError(f"/{place}: an opened entry has an index and an entry.")
    if row["index"] < 0:
        raise OpeningError(f"/{place}/index: places in a log begin at 0.")
    try:
        return Opened(row["index"], entry_from_json(row["entry"]))
    except OpeningError as error:
        raise OpeningError(f"/{place}/entry: {error}") from None


def _described(checkpoint: Checkpoint) -> Json:
    return {"origin": checkpoint.origin, "size": checkpoint.size, "root": checkpoint.root.hex()}


def _read(path: Path) -> bytes:
    if str(path) == "-":
        data = sys.stdin.buffer.read(_LARGEST + 1)
        if len(data) > _LARGEST:
            raise _UsageError(f"Standard input has more than {_LARGEST} bytes.")
        return data
    if path.is_file() and path.stat().st_size > _LARGEST:
        raise _UsageError(f"{path} has more than {_LARGEST} bytes.")
    return path.read_bytes()


def _typed[T](read: Callable[[str], T], wanted: str) -> Callable[[str], T]:
    def convert(text: str) -> T:
        try:
            return read(text)
        except ValueError as error:
            raise argparse.ArgumentTypeError(f"{text[:80]!r} is not {wanted}: {error}") from None

    return convert


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m credentials.log", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    key = _typed(VerifierKey.parse, "a verifier key")

    def command(name: str, run: Callable[[argparse.Namespace], Json], says: str) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=says, description=says)
        made.set_defaults(run=run)
        return made

    def log_key(made: argparse.ArgumentParser) -> None:
        made.add_argument("--key", type=key, required=True, help="the log's verifier key (name+id+key)")

    checkpoint = command("checkpoint", _checkpoint, "Verify a signed checkpoint and who has seen it.")
    checkpoint.add_argument("file", type=Path, help="the checkpoint; - is standard input")
    log_key(checkpoint)
    checkpoint.add_argument("--witness", type=key, action="append", default=[], help="a witness's key")
    checkpoint.add_argument("--quorum", type=int, default=0, help="how many of the witnesses are needed")
    proof = command("proof", _proof, "Verify a .tlog-proof file: that an entry is in the log.")
    proof.add_argument("file", type=Path, help="the proof; - is standard input")
    log_key(proof)
    entry = _typed(bytes.fromhex, "an entry in hexadecimal")
    proof.add_argument("--entry", type=entry, help="the logged bytes; else the proof's extra line opens them")
    growth = command("growth", _growth, "Verify that a newer checkpoint only adds to an older one.")
    growth.add_argument("older", type=Path)
    growth.add_argument("newer", type=Path)
    log_key(growth)
    growth.add_argument("--tiles", type=Path, required=True, help="the folder that has tile/…")
    status = command("status", _status, "Say a credential's or key's status as of a date.")
    status.add_argument("file", type=Path, help='[{"index": …, "entry": {…}}, …] in the log\'s order')
    status.add_argument("--at", type=_typed(_moment, "a date and time"), help="ISO 8601; by default now")
    return parser
