"""Checking proofs without a log: RFC 9162 sections 2.1.3.2 (inclusion) and 2.1.4.2 (consistency)."""

from collections.abc import Sequence

from credentials.log.hashing import EMPTY_ROOT, leaf_hash, node_hash


def verify_inclusion(entry: bytes, index: int, size: int, root: bytes, proof: Sequence[bytes]) -> bool:
    """Say whether the proof shows that the entry stands at `index` in the log of that size and root."""
    if not 0 <= index < size:
        return False
    place, last, hashed = index, size - 1, leaf_hash(entry)
    for step in proof:
        if last == 0:
            return False
        if place & 1 or place == last:
            hashed = node_hash(step, hashed)
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            hashed = node_hash(hashed, step)
        place, last = place >> 1, last >> 1
    return last == 0 and hashed == root


def verify_consistency(old: int, new: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]) -> bool:
    """Say whether the proof shows that the log of `old` entries is the beginning of that of `new`."""
    if not 0 <= old <= new:
        return False
    if old == 0:
        return old_root == EMPTY_ROOT and not proof and (new > 0 or new_root == EMPTY_ROOT)
    if old == new:
        return old_root == new_root and not proof
    steps = list(proof)
    if old & (old - 1) == 0:
        steps.insert(0, old_root)
    if not steps:
        return False
    place, last = old - 1, new - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    first = second = steps[0]
    for step in steps[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            first, second = node_hash(step, first), node_hash(step, second)
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            second = node_hash(second, step)
        place, last = place >> 1, last >> 1
    return last == 0 and (first, second) == (old_root, new_root)
