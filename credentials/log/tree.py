"""The log itself: appending, roots and proofs, over tiles."""

import hashlib
from collections import OrderedDict
from collections.abc import Iterable
from typing import Final

from credentials.log.hashing import EMPTY_ROOT, HASH_BYTES, leaf_hash, node_hash, split
from credentials.log.tiles import HEIGHT, WIDTH, TileStore, bundle, entries_path, tile_path, unbundle

_REMEMBERED: Final = 256  # unfolded tiles kept, 16 kB each

type Pyramid = list[list[bytes]]


class MissingTileError(LookupError):
    """A tile that the log's size promises is not in the store, or is not of its length."""


class MerkleLog:
    """A log of `size` entries whose tiles lie in `store`.

    Whoever appends keeps the size with the checkpoint, and lets only one appender in at a time. Appending
    writes the right edge only: one tile of each level, so O(log n). Each partial tile is a new path; nothing
    written ever changes.
    """

    def __init__(self, store: TileStore, size: int = 0) -> None:
        self.store = store
        self.size = size
        self._unfolded: OrderedDict[tuple[int, int, int], Pyramid] = OrderedDict()

    def append(self, entries: Iterable[bytes]) -> int:
        """Append entries, give the new size. Many at once cost less than many times one."""
        edge, bundled = self._edge(), self._open_bundle()
        size = self.size
        for entry in entries:
            bundled.append(entry)
            edge[0].append(leaf_hash(entry))
            size += 1
            if len(bundled) == WIDTH:
                self.store.write(entries_path((size - 1) // WIDTH), bundle(bundled))
                bundled = []
                self._fold(edge, size)
        if bundled and size > self.size:
            self.store.write(entries_path(size // WIDTH, len(bundled)), bundle(bundled))
        for level, hashes in enumerate(edge):
            if hashes and (size >> (HEIGHT * level)) != (self.size >> (HEIGHT * level)):
                path = tile_path(level, size >> (HEIGHT * (level + 1)), len(hashes))
                self.store.write(path, b"".join(hashes))
        self.size = size
        return size

    def _edge(self) -> list[list[bytes]]:
        """Read the partial tile of each level."""
        edge: list[list[bytes]] = []
        level = 0
        while level == 0 or self.size >> (HEIGHT * level):
            count = self.size >> (HEIGHT * level)
            width = count % WIDTH
            edge.append(self._hashes(level, count // WIDTH, width) if width else [])
            level += 1
        return edge

    def _open_bundle(self) -> list[bytes]:
        width = self.size % WIDTH
        return self._entries(self.size // WIDTH, width) if width else []

    def _fold(self, edge: list[list[bytes]], size: int) -> None:
        """Write each tile that has become full, and carry its root to the level above."""
        level = 0
        while len(edge[level]) == WIDTH:
            hashes = edge[level]
            self.store.write(tile_path(level, (size >> (HEIGHT * (level + 1))) - 1), b"".join(hashes))
            if level + 1 == len(edge):
                edge.append([])
            edge[level + 1].append(_pyramid(hashes)[HEIGHT][0])
            edge[level] = []
            level += 1

    def entry(self, index: int) -> bytes:
        """Give an entry's data."""
        if not 0 <= index < self.size:
            raise IndexError(f"The log has no entry {index}.")
        width = min(WIDTH, self.size - index // WIDTH * WIDTH)
        return self._entries(index // WIDTH, width)[index % WIDTH]

    def root(self, size: int | None = None) -> bytes:
        """Give the root of the log as it was at `size`, by default now."""
        size = self._known(self.size if size is None else size)
        return self._range(0, size) if size else EMPTY_ROOT

    def inclusion_proof(self, index: int, size: int | None = None) -> list[bytes]:
        """Prove that the entry at `index` is in the log of `size` entries (RFC 6962 section 2.1.1)."""
        size = self._known(self.size if size is None else size)
        if not 0 <= index < size:
            raise IndexError(f"A log of {size} entries has no entry {index}.")
        proof: list[bytes] = []
        low, high = 0, size
        while high - low > 1:
            middle = low + split(high - low)
            if index < middle:
                proof.append(self._range(middle, high))
                high = middle
            else:
                proof.append(self._range(low, middle))
                low = middle
        return proof[::-1]

    def consistency_proof(self, old: int, size: int | None = None) -> list[bytes]:
        """Prove that the log of `old` entries is the beginning of that of `size` (RFC 6962 section 2.1.2)."""
        size = self._known(self.size if size is None else size)
        if not 0 <= old <= size:
            raise IndexError(f"A log of {size} entries never had {old}.")
        if old in (0, size):
            return []
        proof: list[bytes] = []
        low, high, whole = 0, size, True
        while old != high:
            middle = low + split(high - low)
            if old <= middle:
                proof.append(self._range(middle, high))
                high = middle
            else:
                proof.append(self._range(low, middle))
                low, whole = middle, False
        return [*([] if whole else [self._range(low, high)]), *proof[::-1]]

    def _known(self, size: int) -> int:
        if not 0 <= size <= self.size:
            raise IndexError(f"The log has {self.size} entries, not {size}.")
        return size

    def _range(self, low: int, high: int) -> bytes:
        """Give the root over the leaves low ≤ i < high, a subtree of the log's shape."""
        count = high - low
        if count & (count - 1) == 0:
            return self._subtree(count.bit_length() - 1, low)
        middle = low + split(count)
        return node_hash(self._range(low, middle), self._range(middle, high))

    def _subtree(self, height: int, low: int) -> bytes:
        level, inner = divmod(height, HEIGHT)
        first = low >> (HEIGHT * level)
        tile = first // WIDTH
        width = min(WIDTH, (self.size >> (HEIGHT * level)) - tile * WIDTH)
        key = (level, tile, width)
        if key in self._unfolded:
            self._unfolded.move_to_end(key)
        else:
            self._unfolded[key] = _pyramid(self._hashes(level, tile, width))
            if len(self._unfolded) > _REMEMBERED:
                self._unfolded.popitem(last=False)
        return self._unfolded[key][inner][first % WIDTH >> inner]

    def _hashes(self, level: int, tile: int, width: int) -> list[bytes]:
        try:
            path = tile_path(level, tile, width)
        except ValueError as error:  # a size that somebody else signed may be any number
            raise MissingTileError(str(error)) from None
        data = self.store.read(path)
        if data is None or len(data) != width * HASH_BYTES:
            raise MissingTileError(f"{path} is missing or has another length.")
        return [data[i : i + HASH_BYTES] for i in range(0, len(data), HASH_BYTES)]

    def _entries(self, tile: int, width: int) -> list[bytes]:
        path = entries_path(tile, width)
        data = self.store.read(path)
        entries = [] if data is None else unbundle(data)
        if len(entries) != width:
            raise MissingTileError(f"{path} is missing or has another length.")
        return entries


def _pyramid(hashes: list[bytes]) -> Pyramid:
    """Unfold a tile: its hashes, and above them each level that is complete."""
    sha, levels = hashlib.sha256, [hashes]  # node_hash written out: this is where a proof spends its time
    for _ in range(HEIGHT):
        below = levels[-1]
        pairs = zip(below[::2], below[1::2], strict=False)
        levels.append([sha(b"\x01" + left + right).digest() for left, right in pairs])
    return levels
