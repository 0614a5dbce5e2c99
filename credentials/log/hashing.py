"""Hashes of RFC 6962 section 2.1: leaves and nodes can never be taken for each other."""

import hashlib
from typing import Final

HASH_BYTES: Final = 32
EMPTY_ROOT: Final = hashlib.sha256(b"").digest()


def leaf_hash(data: bytes) -> bytes:
    """Hash an entry."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash two subtrees into one."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def split(size: int) -> int:
    """Give the largest power of two below `size` (at least 2): where a tree of that size divides."""
    return 1 << ((size - 1).bit_length() - 1)
