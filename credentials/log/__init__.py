"""A transparency log: an append-only Merkle tree in the open formats of C2SP, which anyone can check.

Pure: no Django, no network, no clock. Tiles lie behind the `TileStore` protocol; time is an argument.
README.md says how to use it and what a log can and cannot prove.
"""

from credentials.log.checkpoints import (
    Checkpoint,
    RewrittenError,
    cosigned_at,
    cosigned_by,
    require_growth,
)
from credentials.log.entries import BrokenHistoryError, Entry, Opened, StatusAnswer, status_at
from credentials.log.hashing import EMPTY_ROOT, leaf_hash, node_hash
from credentials.log.logged import LoggedProof, ProofError
from credentials.log.notes import Note, NoteError, SigningKey, VerifierKey, cosigning_key, sign_note
from credentials.log.openings import (
    OpeningError,
    entry_from_json,
    entry_to_json,
    read_opening,
    write_opening,
)
from credentials.log.proofs import verify_consistency, verify_inclusion
from credentials.log.tiles import MemoryTiles, TileStore, entries_path, parse_tile_path, tile_path
from credentials.log.tree import MerkleLog, MissingTileError

__all__ = [
    "EMPTY_ROOT",
    "BrokenHistoryError",
    "Checkpoint",
    "Entry",
    "LoggedProof",
    "MemoryTiles",
    "MerkleLog",
    "MissingTileError",
    "Note",
    "NoteError",
    "Opened",
    "OpeningError",
    "ProofError",
    "RewrittenError",
    "SigningKey",
    "StatusAnswer",
    "TileStore",
    "VerifierKey",
    "cosigned_at",
    "cosigned_by",
    "cosigning_key",
    "entries_path",
    "entry_from_json",
    "entry_to_json",
    "leaf_hash",
    "node_hash",
    "parse_tile_path",
    "read_opening",
    "require_growth",
    "sign_note",
    "status_at",
    "tile_path",
    "verify_consistency",
    "verify_inclusion",
    "write_opening",
]
