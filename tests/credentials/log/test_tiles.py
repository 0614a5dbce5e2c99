"""Paths of tiles and bundles of entries."""

import aics_tlog.tiles as other
import pytest
from hypothesis import given
from hypothesis import strategies as st

from credentials.log import MemoryTiles, entries_path, parse_tile_path, tile_path
from credentials.log.tiles import bundle, unbundle

PATHS = [
    ("tile/0/000", (0, 0, 256)),
    ("tile/0/x001/x234/067", (0, 1_234_067, 256)),
    ("tile/3/999.p/1", (3, 999, 1)),
    ("tile/entries/x001/000.p/255", (None, 1000, 255)),
]


@pytest.mark.parametrize(("path", "place"), PATHS)
def test_paths_are_those_of_the_specification(path, place):
    level, index, width = place
    assert parse_tile_path(path) == place
    assert (entries_path(index, width) if level is None else tile_path(level, index, width)) == path


@given(st.integers(0, 5), st.integers(0, 10**10), st.integers(1, 256))
def test_paths_agree_with_the_independent_package(level, index, width):
    partial = None if width == 256 else width
    assert tile_path(level, index, width) == other.tile_path(level, index, partial)
    assert entries_path(index, width) == other.entry_bundle_path(index, partial)
    assert parse_tile_path(tile_path(level, index, width)) == (level, index, width)


@pytest.mark.parametrize(
    "path",
    ["", "tile/6/000", "tile/00/000", "tile/0/0", "tile/0/1000", "tile/0/x000/001", "tile/0/001/002", "tile/0/000.p/0",
     "tile/0/000.p/256", "tile/0/000.p/300", "tile/0/000.p/01", "tile/entry/000", "/tile/0/000", "tile/0/000/", "tile/0/../000",
     "tile/0/000\n"],
)  # fmt: skip
def test_other_paths_are_none(path):
    assert parse_tile_path(path) is None


def test_tiles_that_cannot_be_have_no_path():
    for make in (
        lambda: tile_path(0, -1),
        lambda: tile_path(6, 0),
        lambda: tile_path(0, 0, 257),
        lambda: entries_path(0, 0),
    ):
        with pytest.raises(ValueError, match="There is no tile"):
            make()


@given(st.lists(st.binary(max_size=300), max_size=20))
def test_bundles_are_read_back_and_by_the_independent_package(entries):
    assert unbundle(bundle(entries)) == entries
    assert other.parse_entry_bundle(bundle(entries)) == entries


def test_broken_bundles_are_refused():
    assert unbundle(bundle([bytes(65_535)])) == [bytes(65_535)]
    with pytest.raises(ValueError, match="at most 65,535 bytes"):
        bundle([bytes(65_536)])
    for cut in (b"\x00", b"\x00\x05abcd", b"\x00\x01a\x00"):
        with pytest.raises(ValueError, match="cut off"):
            unbundle(cut)


def test_a_store_gives_nothing_for_a_path_it_does_not_have():
    assert MemoryTiles().read("tile/0/000") is None
