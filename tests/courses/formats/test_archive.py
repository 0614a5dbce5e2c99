import gzip
import io
import os
import struct
import tarfile
import tracemalloc
import zipfile
import zlib

import pytest

from courses.formats.archive import open_tree
from courses.formats.errors import ArchiveRefused, CourseInvalid
from courses.formats.limits import DEFAULT_LIMITS, MIB, Limits


def zipped(files, **options):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, **options) as archive:
        for name, data in files:
            archive.writestr(name, data)
    return buffer.getvalue()


def tarred(members, *, compress=True):
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz" if compress else "w") as archive:
        for member, data in members:
            archive.addfile(member, io.BytesIO(data))
    return buffer.getvalue()


def member(name, size=0, kind=tarfile.REGTYPE, target=""):
    info = tarfile.TarInfo(name)
    info.size, info.type, info.linkname = size, kind, target
    return info


def refusal(source, limits=DEFAULT_LIMITS):
    with pytest.raises(ArchiveRefused) as caught:
        open_tree(source, limits=limits)
    return caught.value.code


def test_folder_zip_tar_and_mapping_give_the_same_tree(tmp_path):
    files = {"a.md": b"one", "b/c.md": b"two"}
    for path, data in files.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_bytes(data)
    tar = tarred([(member(path, len(data)), data) for path, data in files.items()])
    plain_tar = tarred([(member(path, len(data)), data) for path, data in files.items()], compress=False)
    for source in (tmp_path, str(tmp_path), zipped(files.items()), tar, plain_tar, files):
        assert dict(open_tree(source)) == files


def test_a_single_top_folder_is_unwrapped():
    assert list(open_tree(zipped([("top/a.md", b""), ("top/b/c.md", b"")]))) == ["a.md", "b/c.md"]
    assert list(open_tree({"top/in/a.md": b"", "top/in/b/c.md": b""})) == ["a.md", "b/c.md"]


def test_hidden_and_system_files_are_ignored_and_named():
    tree = open_tree(
        zipped([("t/a.md", b""), ("t/.git/config", b""), ("t/.DS_Store", b""), ("t/__MACOSX/x", b"")])
    )
    assert (list(tree), tree.ignored) == (["a.md"], (".DS_Store", ".git/config", "__MACOSX/x"))


def test_bytes_that_are_no_archive_are_one_file():
    assert dict(open_tree(b"::Q:: {T}", name="some/where/quiz.gift")) == {"quiz.gift": b"::Q:: {T}"}


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("../x", "traversal"),
        ("a/../../x", "traversal"),
        ("/etc/passwd", "absolute"),
        ("C:/x", "absolute"),
        ("a\\b", "name"),
        ("a\nb", "name"),
        ("a\u202eb", "name"),
        ("x" * 300, "name"),
        ("/".join("abcdefghijklmnopqrstuvwxyz"), "depth"),
    ],
)
def test_bad_names_are_refused_in_zip_and_tar(name, code):
    assert refusal(zipped([(name, b"x")])) == code
    assert refusal(tarred([(member(name, 1), b"x")])) == code


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_the_same_name_twice_is_refused_whatever_its_case_or_normal_form():
    assert refusal(zipped([("a.md", b"1"), ("a.md", b"2")])) == "duplicate"
    assert refusal(zipped([("a.md", b"1"), ("A.MD", b"2")])) == "duplicate"
    assert refusal(zipped([("\u00e9", b"1"), ("e\u0301", b"2")])) == "duplicate"


@pytest.mark.parametrize(
    "name",
    [
        "Übung.md",  # what an umlaut is in the old alphabet of Windows
        "\u8cc7\u6599\u30001.png",
        "Screenshot 3.12\u202fPM.png",
        "\u0645\u06cc\u200c\u062e\u0648\u0627\u0646\u0645.md",
        "\U0001f469\u200d\U0001f4bb.png",
    ],
)
def test_names_of_every_script_are_names(name):
    for source in (zipped([(name, b"x")]), tarred([(member(name, 1), b"x")]), {name: b"x"}):
        assert list(open_tree(source)) == [name]


def without_utf8_flag(archive, name, typed):
    """The zip with the name's bytes as a maker of zips typed them, and without the flag for UTF-8."""
    data = archive.replace(name.encode(), typed)
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.index(mark) + place
        data = data[:at] + b"\0\0" + data[at + 2 :]
    return data


def test_names_of_zips_are_read_as_their_makers_meant_them():
    # Explorer of Windows: the alphabet of MS-DOS. Finder of macOS: UTF-8 that does not say so.
    name = "a\u00fcb.md"
    by_windows = without_utf8_flag(zipped([("aXb.md", b"x")]), "aXb.md", name.encode("cp437"))
    by_finder = without_utf8_flag(zipped([(name, b"x")]), name, name.encode())
    assert list(open_tree(by_windows)) == list(open_tree(by_finder)) == [name]


def test_the_name_of_a_unicode_path_field_counts():
    # Info-ZIP, 7-Zip and WinRAR: the old name in the header, the whole one beside it.
    entry = zipfile.ZipInfo("a_b.md")
    wanted = "a\u4e2db.md".encode()
    entry.extra = struct.pack("<HHBL", 0x7075, 5 + len(wanted), 1, zlib.crc32(b"a_b.md")) + wanted
    assert list(open_tree(zipped([(entry, b"x")]))) == ["a\u4e2db.md"]
    hostile = b"../x"
    entry.extra = struct.pack("<HHBL", 0x7075, 5 + len(hostile), 1, zlib.crc32(b"a_b.md")) + hostile
    assert refusal(zipped([(entry, b"x")])) == "traversal"


def dos(name):
    entry = zipfile.ZipInfo("x" * len(name))
    entry.create_system = 0
    return without_utf8_flag(zipped([(entry, b"x")]), "x" * len(name), name.encode())


def test_backslashes_of_windows_are_slashes_and_no_way_out():
    assert list(open_tree(dos("a\\b\\c.md"))) == ["c.md"]
    assert refusal(dos("..\\..\\x")) == "traversal"
    assert refusal(dos("\\x")) == "absolute"
    assert refusal(dos("C:\\x")) == "absolute"
    assert refusal(dos("a/b\\c")) == "name"
    assert list(open_tree(dos("a\\"))) == []


def test_a_name_with_a_nul_is_refused():
    data = zipped([("aXb.md", b"x")]).replace(b"aXb.md", b"a\0b.md")
    assert refusal(data) == "name"


def test_a_file_that_is_also_a_folder_is_refused():
    assert refusal(zipped([("a", b"1"), ("a/b", b"2")])) == "collision"


def test_links_are_refused_everywhere(tmp_path):
    link = zipfile.ZipInfo("link")
    link.external_attr = 0o120777 << 16
    assert refusal(zipped([(link, b"/etc/passwd")])) == "link"
    assert refusal(tarred([(member("l", kind=tarfile.SYMTYPE, target="/etc"), b"")])) == "link"
    assert refusal(tarred([(member("l", kind=tarfile.LNKTYPE, target="x"), b"")])) == "link"
    (tmp_path / "link").symlink_to("/etc/passwd")
    assert refusal(tmp_path) == "link"


def test_a_linked_folder_on_disk_is_refused(tmp_path):
    (tmp_path / "folder").symlink_to("/etc")
    assert refusal(tmp_path) == "link"


def test_devices_and_pipes_are_refused(tmp_path):
    assert refusal(tarred([(member("d", kind=tarfile.CHRTYPE), b"")])) == "device"
    assert refusal(tarred([(member("f", kind=tarfile.FIFOTYPE), b"")])) == "device"
    os.mkfifo(tmp_path / "pipe")
    assert refusal(tmp_path) == "device"


def test_counts_and_sizes_are_bounded():
    many = [(f"{number}.md", b"x") for number in range(11)]
    assert refusal(zipped(many), Limits(files=10)) == "count"
    assert refusal(zipped([("a", os.urandom(2000))]), Limits(file=1000)) == "file_size"
    assert (
        refusal(zipped([("a", os.urandom(600)), ("b", os.urandom(600))]), Limits(file=1000, total=1000))
        == "total"
    )
    assert refusal({"a": b"x" * 600, "b": b"x" * 600}, Limits(file=1000, total=1000)) == "total"
    assert refusal(zipped([("a", os.urandom(2000))]), Limits(archive=1000)) == "size"
    assert refusal(zipped(many), Limits(directory=100)) == "count"


def test_a_zip_of_ten_gigabytes_of_zeros_is_refused_in_bounded_memory():
    """Hand-made: ten GB of zeros, compressed as one stream that is never whole in memory."""
    block = b"\0" * MIB
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    unit = packer.compress(block) + packer.flush(zlib.Z_FULL_FLUSH)
    body = unit * 10_240 + packer.flush()
    name = b"zeros"
    local = (
        struct.pack("<4s5H3I2H", b"PK\x03\x04", 20, 0, 8, 0, 33, 0, len(body), 0xFFFFFFF0, len(name), 0)
        + name
    )
    central = struct.pack(
        "<4s6H3I5H2I",
        b"PK\x01\x02",
        20,
        20,
        0,
        8,
        0,
        33,
        0,
        len(body),
        0xFFFFFFF0,
        len(name),
        0,
        0,
        0,
        0,
        0,
        0,
    )
    central += name
    end = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 1, 1, len(central), len(local) + len(body), 0)
    bomb = local + body + central + end
    assert len(bomb) > 9 * MIB
    tracemalloc.start()
    assert refusal(bomb, Limits(ratio=10**9)) == "file_size"
    assert tracemalloc.get_traced_memory()[1] < 400 * MIB
    tracemalloc.stop()
    # One stream of ten GB has a true ratio of a thousand; a lying header cannot lower it.
    assert refusal(bomb, Limits(ratio=10)) == "ratio"


def test_a_tar_bomb_is_refused_while_inflating():
    bomb = gzip.compress(tarred([(member("zeros", 20 * MIB), bytes(20 * MIB))], compress=False))
    assert refusal(bomb) == "ratio"
    assert refusal(bomb, Limits(ratio=10**9, total=MIB)) == "total"
    assert refusal(bomb, Limits(ratio=10**9, total=30 * MIB, file=MIB)) == "file_size"
    assert refusal(bomb, Limits(ratio=10**9, total=MIB, file=10**9, files=1)) == "total"


def test_entries_that_share_their_bytes_are_refused():
    """As David Fifield's zip bomb: many names for the same compressed bytes."""
    data = zipped([("a", os.urandom(500)), ("b", b"x")])
    central = data.index(b"PK\x01\x02")
    entry = data[central : central + 47]
    second = entry[:46] + b"c"
    end = len(data) - 22
    total = struct.unpack_from("<H", data, end + 10)[0] + 1
    size = struct.unpack_from("<I", data, end + 12)[0] + len(second)
    tail = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, total, total, size, central, 0)
    assert refusal(data[:end] + second + tail) == "overlap"


def test_many_small_files_of_zeros_are_a_bomb_together():
    files = [(f"{number}.txt", bytes(MIB)) for number in range(60)]
    assert refusal(zipped(files)) == "ratio"


def test_a_tar_with_absurd_headers_is_refused():
    info = member("x" * 70_000, 1)
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.GNU_FORMAT) as archive:
        archive.addfile(info, io.BytesIO(b"x"))
    assert refusal(buffer.getvalue()) == "name"
    long_name = tarfile.TarInfo("././@LongLink")
    long_name.type, long_name.size = tarfile.GNUTYPE_LONGNAME, 1
    chain = (long_name.tobuf(tarfile.GNU_FORMAT) + b"y".ljust(512, b"\0")) * 4000
    assert refusal(chain + bytes(1024)) == "broken"


def test_a_sparse_file_is_refused():
    info = member("s", kind=tarfile.GNUTYPE_SPARSE)
    header = bytearray(info.tobuf(tarfile.GNU_FORMAT))
    header[386:398], header[398:410], header[483:495] = b"00000000000\0", b"00000000000\0", b"77777777777\0"
    header[148:156] = b" " * 8
    header[148:156] = f"{sum(header):06o}".encode() + b"\0 "
    assert refusal(bytes(header) + bytes(1024)) == "device"


def test_texts_together_are_bounded():
    tree = open_tree({"a.md": b"x" * 60, "b.md": b"x" * 60}, limits=Limits(parsed=100))
    assert tree.text("a.md") == tree.text("a.md")
    with pytest.raises(
        CourseInvalid, match=r"^b\.md: more than 100 bytes of text and XML; split the course$"
    ):
        tree.text("b.md")
    with pytest.raises(
        CourseInvalid, match=r"^a\.md: is 60 bytes long; split it into parts of at most 10 bytes$"
    ):
        open_tree({"a.md": b"x" * 60}, limits=Limits(text=10)).text("a.md")


def test_archives_inside_are_refused_and_office_documents_are_not():
    inner = zipped([("x", b"x")])
    assert refusal(zipped([("data/inner.zip", inner)])) == "nested"
    assert refusal(zipped([("innocent.png", gzip.compress(b"x"))])) == "nested"
    assert refusal(zipped([("x.bin", tarred([(member("a", 1), b"x")], compress=False))])) == "nested"
    assert list(open_tree(zipped([("files/handout.docx", inner), ("a.md", b"")]))) == [
        "a.md",
        "files/handout.docx",
    ]


@pytest.mark.parametrize("cut", [10, 60, -5, -30])
def test_damaged_archives_are_refused_with_words(cut):
    data = zipped([("a.md", b"hello " * 100)])
    with pytest.raises(ArchiveRefused) as caught:
        open_tree(data[:cut])
    assert caught.value.code == "broken"


def test_damaged_and_encrypted_content_is_refused():
    data = bytearray(zipped([("a.md", b"hello " * 100)]))
    data[40] ^= 0xFF
    assert refusal(bytes(data)) == "broken"
    data = bytearray(zipped([("a.md", b"hello")]))
    data[data.index(b"PK\x01\x02") + 8] |= 1
    assert refusal(bytes(data)) == "encrypted"
    assert refusal(gzip.compress(b"not a tar at all" * 50)) == "broken"
    assert refusal(b"BZh91AY") == "unknown"


def test_missing_files_are_named(tmp_path):
    with pytest.raises(ArchiveRefused, match="there is no file or folder “nowhere”"):
        open_tree(tmp_path / "nowhere")


def test_text_that_is_not_utf8_names_its_line():
    tree = open_tree({"a.md": b"one\ntwo \xff\n"})
    with pytest.raises(CourseInvalid) as caught:
        tree.text("a.md")
    assert str(caught.value) == "a.md:2: is not UTF-8 text; save the file as UTF-8"
