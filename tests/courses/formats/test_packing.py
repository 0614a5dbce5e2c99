"""What is written is read again, however large, empty of content or deeply named it is."""

import io
import os
import zipfile
from dataclasses import replace

from courses.formats import read, write_cairn, write_cairn_zip
from courses.formats.archive import open_tree
from courses.formats.limits import MIB, Limits
from courses.formats.model import AssessmentDocument, Asset, SectionDocument
from courses.formats.packing import packed

from .samples import small_course


def test_files_that_pack_like_a_bomb_are_stored():
    files = {f"data/{number}.csv": b"0," * (MIB // 2) for number in range(20)}
    files |= {"late.bin": os.urandom(65_536) + bytes(20 * MIB), "text.md": b"word and word " * 9}
    archive = packed(files)
    assert dict(open_tree(archive)) == dict(sorted(files.items()))
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        kinds = {entry.filename: entry.compress_type for entry in opened.infolist()}
    assert {name for name, kind in kinds.items() if kind == zipfile.ZIP_DEFLATED} == {"text.md"}


def test_a_course_with_endless_zeros_comes_back():
    course = replace(
        small_course(), assets=(*small_course().assets, Asset("assets/zeros.csv", "text/csv", bytes(8 * MIB)))
    )
    archive = write_cairn_zip(course)
    again = read(archive).course
    assert again == course
    assert write_cairn_zip(again) == archive


def test_a_top_folder_is_left_out_where_it_would_make_names_too_long():
    assert list(zipfile.ZipFile(io.BytesIO(packed({"a.md": b""}, top="tea"))).namelist()) == ["tea/a.md"]
    for path in ("x" * 253, "/".join("abcdefghijklmnopqrst")):
        archive = packed({path: b"x", "a.md": b""}, top="tea")
        assert set(open_tree(archive)) == {path, "a.md"}


def test_items_beyond_one_file_are_spread_in_their_order():
    items = tuple(
        {"key": f"item-{number}", "type": "true_false", "prompt": "long " * 7, "answer": True}
        for number in range(260)
    )
    course = replace(
        small_course(),
        items=items,
        assessment=AssessmentDocument(
            "A", minutes=5, sections=(SectionDocument("S", tuple(item["key"] for item in items)),)
        ),
    )
    limits = Limits(text=20_000)
    files = write_cairn(course, limits=limits)
    names = [name for name in files if name.startswith("items/")]
    assert names == ["items/items-0001.yaml", "items/items-0002.yaml", "items/items-0003.yaml"]
    assert [len(files[name]) for name in names] == [9_984, 9_996, 5_390]
    again = read(files, limits=limits).course
    assert again == course
    assert write_cairn(again, limits=limits) == files
    assert [name for name in write_cairn(course) if name.startswith("items/")] == ["items/items.yaml"]
