"""Checkpoints (c2sp.org/tlog-checkpoint), cosignatures of witnesses, and signs of a rewritten history."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from credentials.log.hashing import HASH_BYTES
from credentials.log.notes import (
    COSIGNATURE,
    Note,
    NoteError,
    SigningKey,
    VerifierKey,
    decode,
    encode,
    sign_note,
)
from credentials.log.proofs import verify_consistency

_SIZE: Final = re.compile(r"0|[1-9][0-9]{0,18}")


class RewrittenError(Exception):
    """Two checkpoints that one honest log cannot both have signed. Keep both: they are the evidence."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What the log commits to: its name, how many entries it has, and the root over all of them."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The note's text."""
        lines = (self.origin, str(self.size), encode(self.root), *self.extensions)
        return "".join(f"{line}\n" for line in lines)

    @classmethod
    def parse(cls, text: str) -> "Checkpoint":
        """Read a note's text. Raises NoteError."""
        lines = text.split("\n")
        if len(lines) < 4 or lines.pop() or not all(lines):
            raise NoteError("A checkpoint has three lines or more, none of them empty.")
        origin, size, root, *extensions = lines
        if not _SIZE.fullmatch(size):
            raise NoteError("The size of a checkpoint is a plain decimal number.")
        hashed = decode(root)
        if len(hashed) != HASH_BYTES:
            raise NoteError("The root of a checkpoint has 32 bytes.")
        return cls(origin, int(size), hashed, tuple(extensions))

    def signed(self, key: SigningKey) -> Note:
        """Give the signed note to be published."""
        return sign_note(self.text, key)

    @classmethod
    def opened(cls, data: str | bytes | Note, key: VerifierKey) -> "Checkpoint":
        """Read a published checkpoint and verify the log's own signature. Raises NoteError."""
        note = data if isinstance(data, Note) else Note.parse(data)
        note.verified([key])
        checkpoint = cls.parse(note.text)
        if checkpoint.origin != key.name:
            raise NoteError("The checkpoint is of another log than the key.")
        return checkpoint


def _cosigned_message(text: str, seconds: int) -> bytes:
    return f"cosignature/v1\ntime {seconds}\n{text}".encode()


def cosigned_by(note: Note, key: SigningKey, *, at: datetime) -> Note:
    """Add a witness's cosignature of that time (c2sp.org/tlog-cosignature)."""
    if key.verifier.kind != COSIGNATURE:
        raise NoteError("This key does not cosign.")
    seconds = int(at.timestamp())
    signature = key.sign(_cosigned_message(note.text, seconds))
    return note.with_signature(key.verifier, seconds.to_bytes(8, "big") + signature)


def cosigned_at(note: Note, keys: Iterable[VerifierKey]) -> dict[str, datetime]:
    """Give when each of these witnesses has seen the checkpoint. Raises NoteError on a wrong cosignature."""
    seen: dict[str, datetime] = {}
    for key in keys:
        stamps = [s.data for s in note.signatures if (s.name, s.key_id) == (key.name, key.key_id)]
        if not stamps:
            continue
        seconds = int.from_bytes(stamps[0][:8], "big")
        if key.kind != COSIGNATURE or len(stamps[0]) != 72 or seconds >= 1 << 37:
            raise NoteError(f"What {key.name!r} has signed is no cosignature.")
        note.signed_by(key, _cosigned_message(note.text, seconds), skip=8)
        seen[key.name] = datetime.fromtimestamp(seconds, UTC)
    return seen


def require_growth(older: Checkpoint, newer: Checkpoint, proof: Sequence[bytes]) -> None:
    """Accept the newer checkpoint only if its log begins with the older one's. Raises RewrittenError."""
    if older.origin != newer.origin:
        raise ValueError("The checkpoints are of two logs.")
    if newer.size < older.size:
        raise RewrittenError(f"The log had {older.size} entries and now says {newer.size}.")
    if not verify_consistency(older.size, newer.size, older.root, newer.root, proof):
        raise RewrittenError(f"The first {older.size} entries are not what they were.")
