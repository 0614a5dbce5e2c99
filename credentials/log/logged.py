"""The file that proves to a stranger, offline, that something was logged: c2sp.org/tlog-proof."""

import re
from dataclasses import dataclass
from typing import Final

from credentials.log.checkpoints import Checkpoint
from credentials.log.hashing import HASH_BYTES
from credentials.log.notes import Note, NoteError, VerifierKey, decode, encode
from credentials.log.proofs import verify_inclusion

_HEADER: Final = "c2sp.org/tlog-proof@v1"
_INDEX: Final = re.compile(r"index (0|[1-9][0-9]{0,18})")
_MAX_HASHES: Final = 63


class ProofError(ValueError):
    """The proof is malformed, or does not show what it should."""


@dataclass(frozen=True, slots=True)
class LoggedProof:
    """All a stranger needs besides the entry and the log's public key: index, path and signed checkpoint.

    `extra` is carried along and authenticated by nothing.
    """

    index: int
    hashes: tuple[bytes, ...]
    checkpoint: Note
    extra: bytes | None = None

    def __str__(self) -> str:
        extra = "" if self.extra is None else f"extra {encode(self.extra)}\n"
        hashes = "".join(f"{encode(hashed)}\n" for hashed in self.hashes)
        return f"{_HEADER}\n{extra}index {self.index}\n{hashes}\n{self.checkpoint}"

    @classmethod
    def parse(cls, data: str | bytes) -> "LoggedProof":
        """Read a `.tlog-proof` file. Raises ProofError."""
        try:
            text = data if isinstance(data, str) else data.decode()
            head, gap, note = text.partition("\n\n")
            lines = head.split("\n")
            if not gap or lines.pop(0) != _HEADER:
                raise ProofError(f"A proof begins with {_HEADER}.")
            marked = bool(lines) and lines[0].startswith("extra ")
            extra = decode(lines.pop(0).removeprefix("extra ")) if marked else None
            index = _INDEX.fullmatch(lines.pop(0) if lines else "")
            if not index:
                raise ProofError("A proof says its index.")
            hashes = tuple(decode(line) for line in lines[: _MAX_HASHES + 1])
            if len(hashes) > _MAX_HASHES or any(len(hashed) != HASH_BYTES for hashed in hashes):
                raise ProofError(f"A proof has at most {_MAX_HASHES} hashes of {HASH_BYTES} bytes.")
            return cls(int(index[1]), hashes, Note.parse(note), extra)
        except (NoteError, UnicodeDecodeError) as error:
            raise ProofError(str(error)) from error

    def require(self, entry: bytes, key: VerifierKey) -> int:
        """Verify the log's signature and that the entry is in it; give the log's size. Raises ProofError."""
        try:
            checkpoint = Checkpoint.opened(self.checkpoint, key)
        except NoteError as error:
            raise ProofError(str(error)) from error
        if not verify_inclusion(entry, self.index, checkpoint.size, checkpoint.root, self.hashes):
            raise ProofError(f"The entry is not at {self.index} of this log.")
        return checkpoint.size
