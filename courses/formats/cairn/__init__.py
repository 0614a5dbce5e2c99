"""Cairn's own course folder, described for authors in `docs/course-format.md`."""

from courses.formats.cairn.reader import read_cairn, recognises
from courses.formats.cairn.writer import write_cairn, write_cairn_folder, write_cairn_zip

__all__ = ["read_cairn", "recognises", "write_cairn", "write_cairn_folder", "write_cairn_zip"]
