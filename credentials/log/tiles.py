"""Where hashes and entries lie: tiles of 256, by the paths of c2sp.org/tlog-tiles."""

import re
from typing import Final, Protocol

WIDTH: Final = 256
HEIGHT: Final = 8  # levels of the tree in one tile
_MAX_LEVEL: Final = 5  # 256^6 leaves are more than anyone will write
_PATH: Final = re.compile(r"tile/(entries|0|[1-9][0-9]?)/((?:x[0-9]{3}/)*[0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?")


class TileStore(Protocol):
    """Storage by path. A path, once written, never changes; the caller makes writes of one append atomic."""

    def read(self, path: str) -> bytes | None:
        """Give what lies at the path, or None."""

    def write(self, path: str, data: bytes) -> None:
        """Put data at the path."""


class MemoryTiles:
    """A store in memory, for tests and for checking other people's logs."""

    def __init__(self) -> None:
        self.tiles: dict[str, bytes] = {}

    def read(self, path: str) -> bytes | None:
        """Give what lies at the path, or None."""
        return self.tiles.get(path)

    def write(self, path: str, data: bytes) -> None:
        """Put data at the path."""
        self.tiles[path] = data


def _place(index: int, width: int) -> str:
    if index < 0 or not 1 <= width <= WIDTH:
        raise ValueError(f"There is no tile {index} of width {width}.")
    groups = [f"{index % 1000:03d}"]
    while index := index // 1000:
        groups.append(f"x{index % 1000:03d}")
    path = "/".join(reversed(groups))
    return path if width == WIDTH else f"{path}.p/{width}"


def tile_path(level: int, index: int, width: int = WIDTH) -> str:
    """Give the path of a tile of hashes; a width below 256 is a partial tile."""
    if not 0 <= level <= _MAX_LEVEL:
        raise ValueError(f"There is no tile level {level}.")
    return f"tile/{level}/{_place(index, width)}"


def entries_path(index: int, width: int = WIDTH) -> str:
    """Give the path of a bundle of entries."""
    return f"tile/entries/{_place(index, width)}"


def parse_tile_path(path: str) -> tuple[int | None, int, int] | None:
    """Read a path as (level, index, width), with level None for entries; None where it is no tile's path."""
    match = _PATH.fullmatch(path)
    if not match:
        return None
    kind, place, width = match[1], match[2], int(match[3] or WIDTH)
    index = int(place.replace("x", "").replace("/", ""))
    level = None if kind == "entries" else int(kind)
    if (level or 0) > _MAX_LEVEL or width > WIDTH or (match[3] and width == WIDTH):
        return None
    wanted = entries_path(index, width) if level is None else tile_path(level, index, width)
    return (level, index, width) if path == wanted else None


def bundle(entries: list[bytes]) -> bytes:
    """Write entries one after the other, each after its length in two bytes."""
    if any(len(entry) > 0xFFFF for entry in entries):
        raise ValueError("An entry has at most 65,535 bytes.")
    return b"".join(len(entry).to_bytes(2, "big") + entry for entry in entries)


def unbundle(data: bytes) -> list[bytes]:
    """Read a bundle of entries. Raises ValueError where it is cut off."""
    entries, at = [], 0
    while at < len(data):
        end = at + 2 + int.from_bytes(data[at : at + 2], "big")
        if at + 2 > len(data) or end > len(data):
            raise ValueError("The bundle of entries is cut off.")
        entries.append(data[at + 2 : end])
        at = end
    return entries
