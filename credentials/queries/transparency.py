"""Reading the transparency log: its head, its tiles, and what was logged about one credential."""

import dataclasses
import datetime

from credentials import log
from credentials.models import Credential, LogCheckpoint, LogKey, LogRecord, LogTile


class StoredTiles:
    """`credentials.log.TileStore` for reading only."""

    def read(self, path: str) -> bytes | None:
        tile = LogTile.objects.filter(path=path).first()
        return bytes(tile.data) if tile else None

    def write(self, path: str, data: bytes) -> None:
        raise TypeError("Reading the log writes nothing.")


@dataclasses.dataclass(frozen=True, slots=True)
class Logged:
    """One entry about a credential, with its place in the log."""

    record: LogRecord
    head: LogCheckpoint


def head() -> LogCheckpoint | None:
    """The newest checkpoint; None while nothing was logged."""
    return LogCheckpoint.objects.order_by("-size").first()


def verifier_keys() -> list[LogKey]:
    """The keys under which checkpoints are published, oldest first."""
    return list(LogKey.objects.order_by("created_at", "pk"))


def history_of(credential: Credential) -> list[LogRecord]:
    """Everything logged about a credential, in the order of the log."""
    return list(LogRecord.objects.logged().filter(subject=credential.uuid).order_by("index"))


def entry_of(record: LogRecord) -> log.Entry:
    """The entry as it was committed to."""
    return log.Entry(
        kind=record.kind,  # type: ignore[arg-type]  # one of the kinds: only `services.transparency` writes it
        subject=str(record.subject),
        value=record.value,
        at=record.at.astimezone(datetime.UTC),
        digest=record.digest,
        previous=record.previous,
    )


def proof_of(record: LogRecord) -> str:
    """A `.tlog-proof` file under the newest checkpoint; its extra line opens the entry, which is logged."""
    assert record.index is not None
    newest = LogCheckpoint.objects.order_by("-size")[0]
    tree = log.MerkleLog(StoredTiles(), newest.size)
    extra = log.write_opening(entry_of(record), bytes(record.salt))
    hashes = tuple(tree.inclusion_proof(record.index))
    return str(log.LoggedProof(record.index, hashes, log.Note.parse(newest.note), extra))
