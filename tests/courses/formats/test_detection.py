"""The content decides, whatever a file is called and however it is wrapped."""

import contextlib
import time
from pathlib import Path

import pytest

from courses.formats import (
    FORMATS,
    detect,
    read,
    write_cairn,
    write_cartridge,
    write_gift,
    write_moodle,
    write_qti,
)
from courses.formats.archive import open_tree
from courses.formats.errors import FormatError

from .every_item import COURSE
from .samples import SHARED, needs_samples, small_course
from .test_archive import member, tarred, zipped
from .test_carpentries import lesson_files

AIKEN = b"Which?\nA. one\nB. two\nANSWER: B\n"
QTI12 = b"<questestinterop><item ident='i' title='I'><presentation><material><mattext>Sky?</mattext></material></presentation></item></questestinterop>"
OLX = {
    "course.xml": b"<course><chapter><sequential><vertical><html>x</html></vertical></sequential></chapter></course>"
}
FILES = {"moodle": write_moodle(COURSE)[0], "gift": write_gift(COURSE)[0], "aiken": AIKEN, "qti12": QTI12}
FOLDERS = {
    "cairn": write_cairn(small_course()),
    "carpentries": lesson_files(),
    "olx": OLX,
    "cartridge": dict(open_tree(write_cartridge(COURSE)[0])),
    "qti": dict(open_tree(write_qti(COURSE)[0])),
    "moodle": {"questions.xml": FILES["moodle"]},
    "gift": {"questions.gift": FILES["gift"]},
    "aiken": {"questions.txt": AIKEN},
    "qti12": {"questions.xml": QTI12},
}
RUBBISH = {
    "__MACOSX/._x": b"\0\1",
    "x/.DS_Store": b"\0",
    "x/Thumbs.db": b"\0",
    ".git/config": b"x",
    "x/desktop.ini": b"x",
}


@pytest.mark.parametrize(
    "name", ["x", "x.bin", "quiz.txt", "Übung 1.XML", "lesson.gift", "a/b/c.zip", "x.mbz", ".", ""]
)
@pytest.mark.parametrize("format_name", FILES)
def test_a_single_file_is_known_whatever_it_is_called(format_name, name):
    if (format_name, name) == ("aiken", "lesson.gift"):
        return  # a file that calls itself GIFT is GIFT
    assert read(FILES[format_name], name=name).format == format_name


@pytest.mark.parametrize("format_name", FOLDERS)
def test_a_folder_is_known_however_it_is_wrapped(format_name, tmp_path):
    files = FOLDERS[format_name]
    course = read(files).course
    inside = {f"x/{path}": data for path, data in files.items()} | RUBBISH
    deeper = {f"a/b/x/{path}": data for path, data in files.items()}
    sources = [files, inside, deeper, zipped(files.items()), zipped(inside.items()), zipped(deeper.items())]
    sources.append(tarred([(member(path, len(data)), data) for path, data in inside.items()]))
    for path, data in inside.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(data)
    sources.append(tmp_path)
    for source in sources:
        for name in ("course.zip", "wrong.gift"):
            found = read(source, name=name)
            assert (found.format, found.course) == (format_name, course)


@pytest.mark.parametrize("data", [b"{" + b"=" * 4_000_000, b"{=" * 2_000_000, b"\n::" * 1_300_000, b" \n" * 2_000_000, b"//" * 2_000_000, b"ANSWER: " * 500_000, b"<" * 4_000_000, b"<a " * 1_000_000, b"format: " * 500_000])  # fmt: skip
def test_detection_ends(data):
    started = time.process_time()
    for files in (
        {"x": data},
        {"x.txt": data},
        {"x.xml": data},
        {"course.yaml": data},
        {"config.yaml": data, "episodes/a.md": data},
    ):
        with contextlib.suppress(FormatError):
            detect(open_tree(files))
    assert time.process_time() - started < 20


def test_every_format_but_the_backup_is_tried_here():
    assert {one.name for one in FORMATS} - set(FOLDERS) == {"moodle_backup"}


@needs_samples
@pytest.mark.parametrize(
    ("folder", "pattern", "formats"),
    [
        ("carpentries", "*", {"carpentries"}),
        ("gift", "**/*.gift", {"gift"}),
        ("common-cartridge", "**/*.imscc", {"cartridge"}),
        ("qti-1.2", "**/*.xml", {"qti12"}),
        ("qti-2", "**/*.xml", {"qti"}),
    ],
)
def test_each_shared_sample_is_known_under_another_name(folder, pattern, formats):
    samples = sorted(path for path in (SHARED / folder).glob(pattern) if path.suffix != ".json")
    assert samples
    found = set()
    for path in samples:
        source = path if path.is_dir() else path.read_bytes()
        try:
            tree = open_tree(source, name="renamed", sealed=True)
            found.add(detect(tree))
        except Exception as error:  # noqa: BLE001 - named below
            found.add(f"{path.name}: {error}"[:80])
    assert found == formats, Path(folder)
