"""Hashes, roots and proofs: the published vectors, an independent package, and every small tree."""

import hashlib

import aics_tlog
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from credentials.log import (
    EMPTY_ROOT,
    MemoryTiles,
    MerkleLog,
    MissingTileError,
    leaf_hash,
    node_hash,
    verify_consistency,
    verify_inclusion,
)

# RFC 6962 test leaves, and the roots over the first n of them
LEAVES = [
    bytes.fromhex(text)
    for text in (
        "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f",
    )
]  # fmt: skip
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def log_of(count: int) -> MerkleLog:
    log = MerkleLog(MemoryTiles())
    log.append(entry(i) for i in range(count))
    return log


def entry(i: int) -> bytes:
    return b"entry %d" % i


def plain_root(entries):
    """The definition of RFC 6962 section 2.1, word by word."""
    if not entries:
        return hashlib.sha256(b"").digest()
    if len(entries) == 1:
        return leaf_hash(entries[0])
    k = largest_power_below(len(entries))
    return node_hash(plain_root(entries[:k]), plain_root(entries[k:]))


def plain_path(index, entries):
    """PATH(m, D[n]) of RFC 6962 section 2.1.1, word by word."""
    if len(entries) == 1:
        return []
    k = largest_power_below(len(entries))
    if index < k:
        return [*plain_path(index, entries[:k]), plain_root(entries[k:])]
    return [*plain_path(index - k, entries[k:]), plain_root(entries[:k])]


def plain_proof(old, entries, whole=True):
    """PROOF(m, D[n]) and SUBPROOF(m, D[n], b) of RFC 6962 section 2.1.2, word by word."""
    if old == len(entries):
        return [] if whole else [plain_root(entries)]
    k = largest_power_below(len(entries))
    if old <= k:
        return [*plain_proof(old, entries[:k], whole), plain_root(entries[k:])]
    return [*plain_proof(old - k, entries[k:], whole=False), plain_root(entries[:k])]


def largest_power_below(count):
    return max(1 << power for power in range(count.bit_length()) if 1 << power < count)


@pytest.mark.parametrize("count", [*range(1, 41), 64, 65, 100])
def test_every_proof_is_that_of_the_definition(count):
    log, entries = log_of(count), [entry(i) for i in range(count)]
    assert [log.inclusion_proof(i) for i in range(count)] == [plain_path(i, entries) for i in range(count)]
    assert [log.consistency_proof(old) for old in range(1, count + 1)] == [
        plain_proof(old, entries) for old in range(1, count + 1)
    ]
    roots = [log.root(size) for size in range(count + 1)]
    for old in range(1, count):
        proof = log.consistency_proof(old)
        accepted = [
            size
            for size in range(count + 1)
            if verify_consistency(size, count, roots[size], roots[count], proof)
        ]
        assert accepted == [old]


@pytest.mark.parametrize("count", range(1, 9))
def test_the_published_roots(count):
    log = MerkleLog(MemoryTiles())
    log.append(LEAVES[:count])
    assert log.root().hex() == ROOTS[count - 1]


def test_the_empty_log():
    log = MerkleLog(MemoryTiles())
    assert log.root() == EMPTY_ROOT == hashlib.sha256(b"").digest()
    assert log.append([]) == 0
    assert log.store.tiles == {}


def test_every_proof_of_every_small_log_holds_and_is_the_independent_packages_own():
    count = 33
    log, other = log_of(count), aics_tlog.MerkleTree([entry(i) for i in range(count)])
    for size in range(1, count + 1):
        root = log.root(size)
        assert root == plain_root([entry(i) for i in range(size)])
        for index in range(size):
            proof = log.inclusion_proof(index, size)
            assert verify_inclusion(entry(index), index, size, root, proof)
            assert aics_tlog.verify_leaf_inclusion(entry(index), index, size, proof, root)
            assert not verify_inclusion(entry(index + 1), index, size, root, proof)
        for old in range(size + 1):
            proof = log.consistency_proof(old, size)
            assert verify_consistency(old, size, log.root(old), root, proof)
            assert aics_tlog.verify_consistency(old, size, log.root(old), root, proof)
    assert other.root() == log.root()


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 300), max_size=6), st.data())
def test_however_it_is_appended_the_log_is_the_same(batches, data):
    log, count = MerkleLog(MemoryTiles()), 0
    for batch in batches:
        log = MerkleLog(log.store, count)  # as after a restart: only tiles and size are kept
        count = log.append(entry(count + i) for i in range(batch))
    assert log.root() == plain_root([entry(i) for i in range(count)])
    if count:
        index = data.draw(st.integers(0, count - 1))
        size = data.draw(st.integers(index + 1, count))
        root = plain_root([entry(i) for i in range(size)])
        assert log.entry(index) == entry(index)
        assert log.root(size) == root
        assert verify_inclusion(entry(index), index, size, root, log.inclusion_proof(index, size))
        old = data.draw(st.integers(0, size))
        proof = log.consistency_proof(old, size)
        assert aics_tlog.verify_consistency(old, size, log.root(old), root, proof)
        assert verify_consistency(old, size, log.root(old), root, proof)


def test_the_independent_package_reads_our_tiles():
    log = log_of(70_000)
    reader = aics_tlog.MemoryTileReader(dict(log.store.tiles))
    assert aics_tlog.tree_root_from_tiles(reader, 70_000) == log.root()
    for index in (0, 255, 256, 65_535, 65_536, 69_999):
        assert aics_tlog.inclusion_proof_from_tiles(reader, index, 70_000) == log.inclusion_proof(index)
        assert aics_tlog.read_entry(reader, index, 70_000) == entry(index)
    for old in (1, 256, 65_535, 65_536, 69_999):
        ours = log.consistency_proof(old)
        assert aics_tlog.consistency_proof_from_tiles(reader, old, 70_000) == ours
        assert verify_consistency(old, 70_000, log.root(old), log.root(), ours)


def test_appending_one_writes_one_tile_of_each_level_at_most():
    log = log_of(70_000)
    before = set(log.store.tiles)
    log.append([b"x"])
    assert set(log.store.tiles) - before == {"tile/0/273.p/113", "tile/entries/273.p/113"}
    log = log_of(65_535)
    before = set(log.store.tiles)
    log.append([b"x"])
    assert set(log.store.tiles) - before == {"tile/entries/255", "tile/0/255", "tile/1/000", "tile/2/000.p/1"}


def test_a_changed_proof_is_refused():
    log = log_of(23)
    root, proof = log.root(), log.inclusion_proof(11)
    wrong = bytes(32)
    assert not verify_inclusion(entry(11), 12, 23, root, proof)
    assert not verify_inclusion(entry(11), 23, 23, root, proof)
    assert not verify_inclusion(entry(11), -1, 23, root, proof)
    assert not verify_inclusion(entry(11), 11, 23, root, [*proof, wrong])
    assert not verify_inclusion(entry(11), 11, 23, root, proof[:-1])
    for i in range(len(proof)):
        assert not verify_inclusion(entry(11), 11, 23, root, [*proof[:i], wrong, *proof[i + 1 :]])


def test_a_changed_history_has_no_consistency_proof():
    log = log_of(23)
    old_root, root, proof = log.root(9), log.root(), log.consistency_proof(9)
    wrong = bytes(32)
    for i in range(len(proof)):
        assert not verify_consistency(9, 23, old_root, root, [*proof[:i], wrong, *proof[i + 1 :]])
    assert not verify_consistency(9, 23, wrong, root, proof)
    assert not verify_consistency(9, 23, old_root, wrong, proof)
    assert not verify_consistency(9, 23, old_root, root, proof[:-1])
    assert not verify_consistency(9, 23, old_root, root, [*proof, wrong])
    assert not verify_consistency(9, 23, old_root, root, [])
    assert not verify_consistency(23, 9, root, old_root, proof)
    assert not verify_consistency(-1, 9, root, old_root, [])
    assert not verify_consistency(9, 9, old_root, root, [])
    assert not verify_consistency(9, 9, old_root, old_root, [wrong])
    assert not verify_consistency(0, 9, wrong, old_root, [])
    assert not verify_consistency(0, 9, EMPTY_ROOT, old_root, [wrong])
    assert not verify_consistency(0, 0, EMPTY_ROOT, wrong, [])


def test_what_is_not_there_cannot_be_asked_for():
    log = log_of(5)
    for ask, words in (
        (lambda: log.root(6), "has 5 entries, not 6"),
        (lambda: log.root(-1), "has 5 entries, not -1"),
        (lambda: log.entry(5), "has no entry 5"),
        (lambda: log.entry(-1), "has no entry -1"),
        (lambda: log.inclusion_proof(5), "of 5 entries has no entry 5"),
        (lambda: log.inclusion_proof(-1), "of 5 entries has no entry -1"),
        (lambda: log.inclusion_proof(3, 3), "of 3 entries has no entry 3"),
        (lambda: log.consistency_proof(6), "of 5 entries never had 6"),
        (lambda: log.consistency_proof(-1), "of 5 entries never had -1"),
        (lambda: log.consistency_proof(4, 3), "of 3 entries never had 4"),
    ):
        with pytest.raises(IndexError, match=words):
            ask()
    assert log.consistency_proof(0) == log.consistency_proof(5) == []
    assert verify_inclusion(entry(3), 3, 4, log.root(4), log.inclusion_proof(3, 4))
    assert not verify_inclusion(entry(3), -1, 4, log.root(4), log.inclusion_proof(3, 4))


def test_a_missing_or_cut_tile_is_said_by_its_path():
    log = log_of(5)
    with pytest.raises(MissingTileError, match=r"tile/0/000\.p/6 is missing"):
        MerkleLog(log.store, 6).root()
    with pytest.raises(MissingTileError, match=r"tile/entries/000\.p/6 is missing"):
        MerkleLog(log.store, 6).entry(1)
    log.store.tiles["tile/0/000.p/5"] = b"short"
    with pytest.raises(MissingTileError, match=r"tile/0/000\.p/5"):
        MerkleLog(log.store, 5).root()


def test_only_so_many_tiles_are_kept_in_memory():
    log = log_of(256 * 300)
    for tile in range(300):
        log.inclusion_proof(tile * 256)
    assert len(log._unfolded) == 256
    assert verify_inclusion(entry(7), 7, log.size, log.root(), log.inclusion_proof(7))


def test_a_million_entries_answer_in_few_tiles():
    """A proof reads one tile of each level, three at a million, whatever the index."""
    log = log_of(1_000_000)
    root = log.root()
    for index in (0, 1, 999_999, 524_287, 524_288, 123_456):
        reading = CountingTiles(log.store)
        proof = MerkleLog(reading, log.size).inclusion_proof(index)
        assert verify_inclusion(entry(index), index, log.size, root, proof)
        assert (len(proof) <= 20, len(reading.paths) <= 6) == (True, True)
    writing = CountingTiles(log.store)
    MerkleLog(writing, log.size).append([b"one more"])
    assert (len(writing.written), len(writing.paths)) == (2, 4)


class CountingTiles:
    """What is read and written, by path."""

    def __init__(self, store):
        self.store, self.paths, self.written = store, set(), []

    def read(self, path):
        self.paths.add(path)
        return self.store.read(path)

    def write(self, path, data):
        self.written.append(path)
