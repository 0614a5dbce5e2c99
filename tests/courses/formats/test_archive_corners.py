"""The less usual ways into an archive: from disk, of old or huge kinds, with nothing in it."""

import io
import struct
import tarfile
import zipfile

import pytest

from courses.formats import NoCourseFound, read, write_cairn, write_cairn_zip
from courses.formats.archive import open_tree
from courses.formats.errors import ArchiveRefused
from courses.formats.limits import Limits

from .samples import small_course
from .test_archive import member, refusal, tarred, zipped


def test_a_file_on_disk_is_read_under_its_name_and_limit(tmp_path):
    path = tmp_path / "quiz.gift"
    path.write_bytes(b"Sky? {T}")
    assert dict(open_tree(path)) == {"quiz.gift": b"Sky? {T}"}
    assert dict(open_tree(path, name="other.gift")) == {"other.gift": b"Sky? {T}"}
    assert refusal(path, Limits(archive=7)) == "size"
    assert refusal(b"12345678", Limits(archive=7)) == "size"


def test_hidden_files_and_folders_on_disk_are_named_and_not_read(tmp_path):
    for name in (".git/config", ".env", "a/.hidden", "a/b.md"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"x")
    tree = open_tree(tmp_path)
    assert (list(tree), tree.ignored) == (["b.md"], (".env", ".git", ".hidden"))


def test_hidden_files_of_a_mapping_are_named_and_not_read():
    tree = open_tree({"a.md": b"x", ".env": b"x"})
    assert (list(tree), tree.ignored) == (["a.md"], (".env",))


def test_folders_in_a_tar_are_no_files():
    folders = [(member(name, kind=tarfile.DIRTYPE), b"") for name in (".", "a", "a/b")]
    source = tarred(
        [*folders, (member("a/b/c.md", 1), b"x"), (member("a/.d", 1), b"x"), (member("a/e.md", 1), b"y")]
    )
    tree = open_tree(source)
    assert (dict(tree), tree.ignored) == ({"b/c.md": b"x", "e.md": b"y"}, (".d",))


def test_folders_have_the_names_of_folders_only():
    assert refusal(tarred([(member("../a", kind=tarfile.DIRTYPE), b"")])) == "traversal"
    assert refusal(tarred([(member("./././", 1), b"x")])) == "name"
    assert list(open_tree(zipped([("a/", b""), ("a/b.md", b"x")]))) == ["b.md"]


def test_a_zip_for_huge_archives_is_refused():
    data = zipped([("a.md", b"x")])
    locator = struct.pack("<4sIQI", b"PK\x06\x07", 0, len(data) - 22, 1)
    assert refusal(data[:-22] + locator + data[-22:]) == "size"


def test_devices_and_foreign_packings_in_a_zip_are_refused():
    device = zipfile.ZipInfo("tty")
    device.external_attr = 0o020666 << 16
    assert refusal(zipped([(device, b"")])) == "device"
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("a.md", b"x")
    assert refusal(buffer.getvalue()) == "compression"


@pytest.mark.parametrize(
    ("source", "message"),
    [
        (b"PK\x05\x06" + bytes(18), "there is no course in it: it holds no files"),
        (tarred([]), "there is no course in it: it holds no files"),
        (b"", "there is no course in it. It holds file. What can be read"),
        ({}, "there is no course in it: it holds no files"),
        ({f"{letter}.bin": b"x" for letter in "abcdef"}, "It holds a.bin, b.bin, c.bin, d.bin, e.bin, …. What"),
    ],
    ids=["an empty zip", "an empty tar", "an empty file", "an empty folder", "other files"],
)  # fmt: skip
def test_nothing_in_it_is_said_so(source, message):
    with pytest.raises(NoCourseFound) as caught:
        read(source)
    assert message in str(caught.value)


@pytest.mark.parametrize("mark", [b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07", b"\xfd7zXZ\x00", b"BZh9"])
def test_other_archives_are_refused_with_what_to_send(mark):
    with pytest.raises(
        ArchiveRefused, match=r"this kind of archive is not read; send a zip or a tar\.gz"
    ) as caught:
        read(mark + bytes(20), name="lesson.7z")
    assert (caught.value.code, caught.value.path) == ("unknown", "lesson.7z")


def test_a_course_survives_every_way_of_packing_it():
    files = write_cairn(small_course())
    rubbish = [
        ("__MACOSX/tea/._course.yaml", b"\0"),
        ("tea/.DS_Store", b"\0"),
        ("tea/assets/Thumbs.db", b"\0"),
    ]
    wrapped = [(f"tea/{path}", data) for path, data in files.items()]
    sources = [
        zipped([*wrapped, *rubbish]),
        tarred([(member(path, len(data)), data) for path, data in [*wrapped, *rubbish]]),
        tarred([(member(path, len(data)), data) for path, data in [*wrapped, *rubbish]], compress=False),
        write_cairn_zip(small_course()),
        files,
    ]
    for source in sources:
        for name in ("tea.zip", "tea.mbz", "quiz.gift", "x.imscc", ""):
            reading = read(source, name=name)
            assert (reading.format, reading.course) == ("cairn", small_course())
