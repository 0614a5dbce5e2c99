"""Opens a folder, a zip, a tar or a single file as a `FileTree`, with everything hostile refused.

Nothing is ever written to disk. Sizes and ratios are counted while inflating; headers are never believed.
"""

from __future__ import annotations

import contextlib
import gzip
import io
import os
import stat
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import IO, Protocol, cast

from courses.formats.errors import ArchiveRefused
from courses.formats.limits import DEFAULT_LIMITS, MIB, Limits
from courses.formats.tree import FileTree, TreeBuilder, refuse_nested

Source = str | os.PathLike[str] | bytes | Mapping[str, bytes]

_CHUNK = 256 * 1024
_END_OF_DIRECTORY = b"PK\x05\x06"
_LOCAL_HEADER = 30  # bytes before an entry's name, APPNOTE.TXT 4.3.7
_UTF_8 = 0x800  # bit 11 of the flags: the name is UTF-8
_MS_DOS = 0  # the system that made the entry, APPNOTE.TXT 4.4.2
_EXTENSIONS = {
    tarfile.XHDTYPE, tarfile.XGLTYPE, tarfile.SOLARIS_XHDTYPE, tarfile.GNUTYPE_LONGNAME,
    tarfile.GNUTYPE_LONGLINK,
}  # fmt: skip
_MOST_HEADER = 64 * 1024


def open_tree(
    source: Source, *, name: str = "", limits: Limits = DEFAULT_LIMITS, sealed: bool = False
) -> FileTree:
    """The files of `source`: a folder's or archive's path, an archive's bytes, or paths with their bytes.

    Bytes that are no archive are taken as one file called `name`. A single top folder is unwrapped. Archives
    inside the archive are refused, or with `sealed` only named in the tree's `sealed`; they are never opened.
    """
    tree = _opened(source, name, limits)
    if not sealed:
        refuse_nested(tree)
    return tree


def _opened(source: Source, name: str, limits: Limits) -> FileTree:
    if isinstance(source, bytes):
        return _open_bytes(source, name=name, limits=limits)
    if isinstance(source, Mapping):
        builder = TreeBuilder(limits)
        for name_in_tree, data in source.items():
            _add_whole(builder, name_in_tree, data)
        return builder.finish().unwrapped()
    path = Path(source)
    if path.is_dir():
        return _open_folder(path, limits)
    if not path.is_file():
        raise ArchiveRefused("missing", f"there is no file or folder “{path.name}”", path=path.name)
    if path.stat().st_size > limits.archive:
        raise ArchiveRefused("size", f"the file is larger than {limits.archive:,} bytes", path=path.name)
    return _open_bytes(path.read_bytes(), name=name or path.name, limits=limits)


def _open_bytes(data: bytes, *, name: str, limits: Limits) -> FileTree:
    if len(data) > limits.archive:
        raise ArchiveRefused("size", f"the file is larger than {limits.archive:,} bytes", path=name)
    if data.startswith((b"PK\x03\x04", _END_OF_DIRECTORY)):
        return _open_zip(data, limits).unwrapped()
    if data.startswith(b"\x1f\x8b"):
        with gzip.open(io.BytesIO(data), "rb") as inflated:
            return _open_tar(_Counted(inflated, len(data), limits), limits).unwrapped()
    if data[257:262] == b"ustar":
        return _open_tar(_Counted(io.BytesIO(data), len(data), limits), limits).unwrapped()
    if data.startswith((b"7z\xbc\xaf\x27\x1c", b"Rar!", b"\xfd7zXZ\x00", b"BZh")):
        raise ArchiveRefused("unknown", "this kind of archive is not read; send a zip or a tar.gz", path=name)
    builder = TreeBuilder(limits)
    _add_whole(builder, Path(name).name or "file", data)
    return builder.finish()


def _add_whole(builder: TreeBuilder, name: str, data: bytes) -> None:
    path = builder.admit(name)
    if path is None:
        return
    if len(data) > min(builder.limits.file, builder.remaining):
        raise _too_large(path, builder)
    builder.add(path, data)


def _too_large(path: str, builder: TreeBuilder) -> ArchiveRefused:
    if builder.remaining < builder.limits.file:
        return ArchiveRefused("total", f"more than {builder.limits.total:,} bytes unpacked", path=path)
    return ArchiveRefused("file_size", f"“{path}” is larger than {builder.limits.file:,} bytes", path=path)


# Folder


def _open_folder(root: Path, limits: Limits) -> FileTree:
    builder = TreeBuilder(limits)
    for folder, folders, files in os.walk(root, followlinks=False):
        here = Path(folder)
        for name in sorted(folders):
            if (here / name).is_symlink():
                raise _link((here / name).relative_to(root).as_posix())
            if name.startswith("."):
                builder.ignore((here / name).relative_to(root).as_posix())
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            _add_from_disk(builder, here / name, (here / name).relative_to(root).as_posix())
    return builder.finish().unwrapped()


def _add_from_disk(builder: TreeBuilder, file: Path, relative: str) -> None:
    mode = file.lstat().st_mode
    if stat.S_ISLNK(mode):
        raise _link(relative)
    if not stat.S_ISREG(mode):
        raise ArchiveRefused("device", f"“{relative}” is not a regular file", path=relative)
    path = builder.admit(relative)
    if path is not None:
        with file.open("rb") as stream:
            builder.add(path, _read_bounded(stream, path, builder, packed=None))


def _link(path: str) -> ArchiveRefused:
    return ArchiveRefused("link", f"“{path}” is a link; put the file itself there", path=path)


# Zip


def _open_zip(data: bytes, limits: Limits) -> FileTree:
    _check_directory(data, limits)
    builder = TreeBuilder(limits)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            _refuse_overlaps(entries)
            for entry in entries:
                _add_entry(builder, archive, entry, len(data))
    except (zipfile.BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, ValueError) as error:
        raise ArchiveRefused("broken", f"the zip file is damaged ({error})") from error
    return builder.finish()


def _check_directory(data: bytes, limits: Limits) -> None:
    """Refuses a table of contents that would fill the memory before the first entry is looked at."""
    end = data.rfind(_END_OF_DIRECTORY, max(0, len(data) - 65_557))
    if end < 0 or len(data) - end < 22:
        raise ArchiveRefused("broken", "the zip file is cut off: it has no table of contents")
    if data[max(0, end - 20) : end].startswith(b"PK\x06\x07"):
        raise ArchiveRefused("size", "the zip file is in the format for huge archives (zip64)")
    (directory_size,) = struct.unpack_from("<I", data, end + 12)
    if directory_size > limits.directory:
        raise ArchiveRefused("count", "the zip file's table of contents is too large")


def _refuse_overlaps(entries: Sequence[zipfile.ZipInfo]) -> None:
    """Entries that share bytes unpack to more than was sent: the bomb that no ratio shows."""
    ordered = sorted(entries, key=lambda entry: entry.header_offset)
    for entry, following in pairwise(ordered):
        if entry.header_offset + _LOCAL_HEADER + entry.compress_size > following.header_offset:
            message = f"“{entry.filename}” and “{following.filename}” share their bytes"
            raise ArchiveRefused("overlap", message, path=following.filename)


def _name_of(entry: zipfile.ZipInfo) -> str:
    """The entry's name as its maker meant it.

    Finder writes UTF-8 without saying so, and older tools of Windows write backslashes.
    """
    if "\0" in entry.orig_filename:
        raise ArchiveRefused(
            "name", f"{entry.orig_filename!r} is not a usable file name", path=entry.filename
        )
    name = entry.filename
    if not entry.flag_bits & _UTF_8 and name == entry.orig_filename:
        with contextlib.suppress(UnicodeError):
            name = name.encode("cp437").decode("utf-8")
    if entry.create_system == _MS_DOS and "/" not in name:
        name = name.replace("\\", "/")
    return name


def _add_entry(builder: TreeBuilder, archive: zipfile.ZipFile, entry: zipfile.ZipInfo, sent: int) -> None:
    name = _name_of(entry)
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if kind == stat.S_IFLNK:
        raise _link(name)
    if kind not in {0, stat.S_IFREG, stat.S_IFDIR}:
        raise ArchiveRefused("device", f"“{name}” is not a regular file", path=name)
    path = builder.admit(name)
    if name.endswith("/") or path is None:
        return
    if entry.flag_bits & 0x1:
        raise ArchiveRefused(
            "encrypted", f"“{path}” is encrypted; send the archive without password", path=path
        )
    if entry.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        raise ArchiveRefused("compression", f"“{path}” is packed in a way that is not read", path=path)
    with archive.open(entry) as stream:
        builder.add(path, _read_bounded(stream, path, builder, packed=min(entry.compress_size, sent)))
    unpacked = builder.limits.total - builder.remaining
    if unpacked > MIB and unpacked > sent * builder.limits.ratio:
        message = f"the archive unpacks to more than {builder.limits.ratio} times its size"
        raise ArchiveRefused("ratio", message, path=path)


def _read_bounded(stream: IO[bytes], path: str, builder: TreeBuilder, *, packed: int | None) -> bytes:
    parts: list[bytes] = []
    size = 0
    while chunk := stream.read(_CHUNK):
        parts.append(chunk)
        size += len(chunk)
        if size > builder.limits.file or size > builder.remaining:
            raise _too_large(path, builder)
        if packed is not None and size > MIB and size > packed * builder.limits.ratio:
            message = f"“{path}” unpacks to more than {builder.limits.ratio} times its size"
            raise ArchiveRefused("ratio", message, path=path)
    return b"".join(parts)


# Tar


class _Readable(Protocol):
    def read(self, size: int = -1, /) -> bytes: ...


class _Counted:
    """A stream that refuses to give more than the limits allow; even tar headers are read through it."""

    def __init__(self, stream: _Readable, packed: int, limits: Limits) -> None:
        self._stream = stream
        self._packed = packed
        self._limits = limits
        self._given = 0

    def read(self, size: int = -1) -> bytes:
        parts: list[bytes] = []
        while size != 0:
            chunk = self._stream.read(_CHUNK if size < 0 else min(size, _CHUNK))
            if not chunk:
                break
            self._count(len(chunk))
            parts.append(chunk)
            size -= len(chunk) if size > 0 else 0
        return b"".join(parts)

    def _count(self, size: int) -> None:
        self._given += size
        # Tar pads every file to 512 bytes and keeps a header each; small files must not look like a bomb.
        if self._given > self._limits.total + 2048 * self._limits.files:
            raise ArchiveRefused("total", f"more than {self._limits.total:,} bytes unpacked")
        if self._given > MIB and self._given > self._packed * self._limits.ratio:
            message = f"the archive unpacks to more than {self._limits.ratio} times its size"
            raise ArchiveRefused("ratio", message)


class _Header(tarfile.TarInfo):
    """A header whose extension (a long name, pax records) is read into memory only when it is small."""

    def _proc_member(self, archive: tarfile.TarFile) -> tarfile.TarInfo:
        if self.type in _EXTENSIONS and self.size > _MOST_HEADER:
            raise ArchiveRefused("name", "a file's name or its other records are absurdly long")
        member: tarfile.TarInfo = super()._proc_member(archive)  # type: ignore[misc]
        return member


def _open_tar(stream: _Counted, limits: Limits) -> FileTree:
    builder = TreeBuilder(limits)
    try:
        with tarfile.open(
            fileobj=cast(IO[bytes], stream), mode="r|", errorlevel=2, tarinfo=_Header
        ) as archive:
            for member in archive:
                _add_member(builder, archive, member)
    except (
        tarfile.TarError, zlib.error, EOFError, gzip.BadGzipFile, ValueError, OverflowError, RecursionError
    ) as error:  # fmt: skip
        raise ArchiveRefused("broken", f"the tar file is damaged ({error})") from error
    return builder.finish()


def _add_member(builder: TreeBuilder, archive: tarfile.TarFile, member: tarfile.TarInfo) -> None:
    if member.issym() or member.islnk():
        raise _link(member.name)
    if member.isdir():
        if member.name not in {".", "./", ""}:
            builder.admit(member.name)
        return
    if not member.isreg() or member.issparse():
        raise ArchiveRefused("device", f"“{member.name}” is not a regular file", path=member.name)
    path = builder.admit(member.name)
    stream = archive.extractfile(member)
    if path is not None and stream is not None:
        builder.add(path, _read_bounded(stream, path, builder, packed=None))
