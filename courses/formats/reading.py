"""`read`: one call from a stranger's file to a course and the account of what became of it."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass

from courses.formats.aiken import read_aiken
from courses.formats.aiken import recognises as is_aiken
from courses.formats.archive import Source, open_tree
from courses.formats.cairn import read_cairn
from courses.formats.cairn import recognises as is_cairn
from courses.formats.carpentries import lesson_archives, read_carpentries
from courses.formats.carpentries import recognises as is_carpentries
from courses.formats.cartridge import read_cartridge
from courses.formats.cartridge import recognises as is_cartridge
from courses.formats.errors import NoCourseFound
from courses.formats.gift import read_gift
from courses.formats.gift import recognises as is_gift
from courses.formats.ledger import FidelityLedger, LedgerWriter
from courses.formats.limits import DEFAULT_LIMITS, Limits
from courses.formats.manifest import declared_archives
from courses.formats.model import CourseDocument
from courses.formats.moodle import read_moodle
from courses.formats.moodle import recognises as is_moodle
from courses.formats.moodle_backup import read_backup
from courses.formats.moodle_backup import recognises as is_backup
from courses.formats.olx import read_olx, static_archives
from courses.formats.olx import recognises as is_olx
from courses.formats.portable import portable
from courses.formats.qti import read_qti
from courses.formats.qti import recognises as is_qti
from courses.formats.qti12 import read_qti12
from courses.formats.qti12 import recognises as is_qti12
from courses.formats.tree import FileTree, refuse_nested
from courses.formats.xml_source import root_name


@dataclass(frozen=True, slots=True)
class Reading:
    """A course, what became of each element of its source, and the name of the source's format."""

    course: CourseDocument
    ledger: FidelityLedger
    format: str


@dataclass(frozen=True, slots=True)
class Format:
    """A format that can be read. `recognises` looks at content, never at the archive's own name.

    `attached` names the archives inside the archive that the course declares as plain files: they are left
    out and stand in the ledger, never opened. Any other archive inside the archive refuses the whole.
    """

    name: str
    label: str
    recognises: Callable[[FileTree], bool]
    read: Callable[[FileTree, LedgerWriter], CourseDocument]
    attached: Callable[[FileTree], Container[str]] = lambda tree: ()


FORMATS: tuple[Format, ...] = (
    Format("cairn", "Cairn course folder", is_cairn, read_cairn),
    Format("carpentries", "Carpentries lesson", is_carpentries, read_carpentries, lesson_archives),
    Format("cartridge", "Common Cartridge", is_cartridge, read_cartridge, declared_archives),
    Format("moodle_backup", "Moodle course backup (.mbz)", is_backup, read_backup),
    Format("olx", "Open edX course (OLX)", is_olx, read_olx, static_archives),
    Format("qti", "QTI 2.1, 2.2 or 3.0 items or package", is_qti, read_qti, declared_archives),
    Format("qti12", "QTI 1.2 questions", is_qti12, read_qti12, declared_archives),
    Format("moodle", "Moodle XML", is_moodle, read_moodle),
    Format("aiken", "Aiken questions", is_aiken, read_aiken),
    Format("gift", "GIFT questions", is_gift, read_gift),
)


def detect(tree: FileTree) -> str:
    """The name of the first format that recognises the content. Raises NoCourseFound."""
    return _detected(tree)[0].name


def read(source: Source, *, name: str = "", limits: Limits = DEFAULT_LIMITS) -> Reading:
    """The course in a folder, an archive (path or bytes), a single file or a mapping of paths to bytes.

    `name` names a single file given as bytes. Raises ArchiveRefused, NoCourseFound, CourseInvalid.
    """
    tree = open_tree(source, name=name, limits=limits, sealed=True)
    found, tree = _detected(tree)
    ledger = LedgerWriter()
    course = found.read(tree, ledger)
    if found.read is not read_cairn:
        course = portable(course, ledger)
    return Reading(course, ledger.finish(), found.name)


def _detected(tree: FileTree) -> tuple[Format, FileTree]:
    """The format, and the tree in which it was recognised."""
    for look in _looks(tree):
        for candidate in FORMATS:
            if candidate.recognises(look):
                refuse_nested(look, candidate.attached(look))
                return candidate, look
    refuse_nested(tree)
    if not tree:
        raise NoCourseFound("there is no course in it: it holds no files")
    expected = "; ".join(candidate.label for candidate in FORMATS)
    names = ", ".join(list(tree)[:5]) + (", …" if len(tree) > 5 else "")
    raise NoCourseFound(f"there is no course in it. It holds {names}. What can be read: {expected}.")


def _looks(tree: FileTree) -> Iterator[FileTree]:
    """A single file of questions may be called anything: what it holds gives it an ending, too."""
    if len(tree) != 1:
        yield tree
        return
    ((path, data),) = tree.items()
    is_xml = root_name(data)[0] != ""
    renamed = FileTree({f"{path}.{'xml' if is_xml else 'txt'}": data}, limits=tree.limits)
    yield from (renamed, tree) if is_xml and not path.lower().endswith(".xml") else (tree, renamed)
