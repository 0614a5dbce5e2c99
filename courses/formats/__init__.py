"""Courses in and out: foreign formats to one neutral model, with an account of what became of each
element."""

from courses.formats.cairn import write_cairn, write_cairn_folder, write_cairn_zip
from courses.formats.cartridge import write_cartridge
from courses.formats.errors import ArchiveRefused, CourseInvalid, FormatError, NoCourseFound, Problem
from courses.formats.gift import write_gift
from courses.formats.ledger import FidelityLedger, LedgerEntry
from courses.formats.limits import DEFAULT_LIMITS, Limits
from courses.formats.moodle import write_moodle
from courses.formats.qti import write_qti
from courses.formats.reading import FORMATS, Reading, detect, read

__all__ = [
    "DEFAULT_LIMITS",
    "FORMATS",
    "ArchiveRefused",
    "CourseInvalid",
    "FidelityLedger",
    "FormatError",
    "LedgerEntry",
    "Limits",
    "NoCourseFound",
    "Problem",
    "Reading",
    "detect",
    "read",
    "write_cairn",
    "write_cairn_folder",
    "write_cairn_zip",
    "write_cartridge",
    "write_gift",
    "write_moodle",
    "write_qti",
]
