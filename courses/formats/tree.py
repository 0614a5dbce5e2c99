"""A read-only, bounded tree of files, the only thing that readers see of a folder, an archive or a single
file."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Iterator, Mapping
from pathlib import PurePosixPath

from courses.formats.errors import ArchiveRefused, CourseInvalid, Problem
from courses.formats.limits import DEFAULT_LIMITS, Limits

_NESTED_MAGIC = (
    b"\x1f\x8b",
    b"PK\x03\x04",
    b"7z\xbc\xaf\x27\x1c",
    b"Rar!",
    b"\xfd7zXZ\x00",
    b"BZh",
    b"\x28\xb5\x2f\xfd",
)
# Office documents are zip files by design; readers pass them on as attachments and never open them.
_ZIP_DOCUMENTS = frozenset(["docx", "xlsx", "pptx", "odt", "ods", "odp", "epub", "ggb", "h5p"])
# Moodle's backups keep every attachment under its hash, without an ending; none of them is ever opened.
_STORED = re.compile(r"(?:\A|/)files/([0-9a-f]{2})/\1[0-9a-f]{38}\Z")
# Controls, marks that turn the direction of writing, and half characters; spaces of any kind may be in names,
# and Persian, Hindi and emoji need the joiners.
_UNSEEN = frozenset(["Cc", "Cf", "Cs", "Zl", "Zp"])
_JOINERS = "\u200c\u200d"
_UNWANTED = frozenset(["__MACOSX", "Thumbs.db", "desktop.ini"])


class FileTree(Mapping[str, bytes]):
    """Paths (POSIX, relative, NFC) to bytes.

    `ignored` names what the container held and nobody reads; `sealed` the archives inside it, which nobody
    ever opens and whose bytes are gone.
    """

    def __init__(
        self,
        files: Mapping[str, bytes],
        *,
        ignored: tuple[str, ...] = (),
        sealed: tuple[str, ...] = (),
        limits: Limits = DEFAULT_LIMITS,
    ) -> None:
        self._files = dict(sorted(files.items()))
        self.ignored = ignored
        self.sealed = sealed
        self.limits = limits
        self._parsed: set[str] = set()
        self._parsed_size = 0

    def __getitem__(self, path: str) -> bytes:
        return self._files[path]

    def __iter__(self) -> Iterator[str]:
        return iter(self._files)

    def __len__(self) -> int:
        return len(self._files)

    def text(self, path: str) -> str:
        """The file as UTF-8 text with line feeds; a byte order mark is dropped.

        Raises CourseInvalid, with the line, for bytes that are not UTF-8 and for text over the limit.
        """
        data = self[path]
        if len(data) > self.limits.text:
            message = (
                f"is {len(data):,} bytes long; split it into parts of at most {self.limits.text:,} bytes"
            )
            raise CourseInvalid([Problem(path, 0, message)])
        self.count_parsed(path)
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            raise CourseInvalid([Problem(path, line, "is not UTF-8 text; save the file as UTF-8")]) from None
        return text.replace("\r\n", "\n").replace("\r", "\n")

    def count_parsed(self, path: str) -> None:
        """Called for each file that is parsed. Raises CourseInvalid when there is too much of it."""
        if path not in self._parsed:
            self._parsed.add(path)
            self._parsed_size += len(self._files[path])
        if self._parsed_size > self.limits.parsed:
            message = f"more than {self.limits.parsed:,} bytes of text and XML; split the course"
            raise CourseInvalid([Problem(path, 0, message)])

    def under(self, folder: str) -> tuple[str, ...]:
        """Paths inside `folder`, sorted."""
        prefix = folder.rstrip("/") + "/"
        return tuple(path for path in self if path.startswith(prefix))

    def unwrapped(self) -> FileTree:
        """The same tree without its one top folder, if everything lies in one, however deep."""
        held = [*self, *self.sealed]
        tops = {path.split("/", 1)[0] for path in held}
        if len(tops) != 1 or any("/" not in path for path in held):
            return self
        top = f"{tops.pop()}/"
        files = {path.removeprefix(top): data for path, data in self.items()}
        ignored = tuple(path.removeprefix(top) for path in self.ignored)
        sealed = tuple(path.removeprefix(top) for path in self.sealed)
        return FileTree(files, ignored=ignored, sealed=sealed, limits=self.limits).unwrapped()


class TreeBuilder:
    """Collects files under the limits and refuses what has no place in a course."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.remaining = limits.total
        self._files: dict[str, bytes] = {}
        self._ignored: list[str] = []
        self._sealed: list[str] = []
        self._seen: set[str] = set()

    def admit(self, name: str) -> str | None:
        """The clean path for `name`; None when it is to be ignored. Raises ArchiveRefused."""
        path = clean_path(name, self.limits)
        folded = path.casefold()
        if folded in self._seen:
            raise ArchiveRefused("duplicate", f"“{path}” is in the archive twice", path=path)
        self._seen.add(folded)
        if len(self._seen) > self.limits.files:
            raise ArchiveRefused("count", f"more than {self.limits.files:,} files", path=path)
        if any(part.startswith(".") or part in _UNWANTED for part in path.split("/")):
            self._ignored.append(path)
            return None
        return path

    def ignore(self, path: str) -> None:
        self._ignored.append(path)

    def add(self, path: str, data: bytes) -> None:
        self.remaining -= len(data)
        if is_archive(path, data):
            self._sealed.append(path)
        else:
            self._files[path] = data

    def finish(self) -> FileTree:
        held = {*self._files, *self._sealed}
        for path in held:
            for parent in PurePosixPath(path).parents:
                if str(parent) in held:
                    message = f"“{parent}” is both a file and a folder"
                    raise ArchiveRefused("collision", message, path=path)
        return FileTree(
            self._files,
            ignored=tuple(sorted(self._ignored)),
            sealed=tuple(sorted(self._sealed)),
            limits=self.limits,
        )


def is_archive(path: str, data: bytes) -> bool:
    """Whether a file of this name and content is refused as an archive inside an archive."""
    packed = data.startswith(_NESTED_MAGIC) or data[257:262] == b"ustar"
    return packed and not _STORED.search(path) and path.rsplit(".", 1)[-1].lower() not in _ZIP_DOCUMENTS


def refuse_nested(tree: FileTree, attached: Container[str] = ()) -> None:
    """Raises ArchiveRefused for an archive inside the archive that is not `attached` as a plain file."""
    for path in tree.sealed:
        if path not in attached:
            message = f"“{path}” is an archive inside the archive; unpack it, or link to it instead"
            raise ArchiveRefused("nested", message, path=path)


def clean_path(name: str, limits: Limits) -> str:
    """`name` as a relative POSIX path in NFC, or ArchiveRefused."""
    if len(name) > limits.name:
        raise ArchiveRefused("name", f"a file name is longer than {limits.name} characters", path=name[:80])
    if "\\" in name or any(unicodedata.category(one) in _UNSEEN and one not in _JOINERS for one in name):
        raise ArchiveRefused("name", f"{name!r} holds a backslash or a control character", path=name)
    if name.startswith("/") or re.match(r"[A-Za-z]:", name):
        raise ArchiveRefused("absolute", f"“{name}” is an absolute path", path=name)
    parts = [part for part in name.split("/") if part not in {"", "."}]
    if ".." in parts:
        raise ArchiveRefused("traversal", f"“{name}” leads out of the archive", path=name)
    if not parts:
        raise ArchiveRefused("name", "a file has no name", path=name)
    if len(parts) > limits.depth:
        raise ArchiveRefused("depth", f"“{name}” is nested more than {limits.depth} folders deep", path=name)
    return unicodedata.normalize("NFC", "/".join(parts))
