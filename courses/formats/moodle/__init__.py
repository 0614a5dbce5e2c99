"""Moodle XML, Moodle's full format for questions.

Not read: calculated questions, drops onto pictures, random questions; what a plug-in adds.
"""

from courses.formats.moodle.reader import read_moodle, recognises
from courses.formats.moodle.writer import write_moodle

__all__ = ["read_moodle", "recognises", "write_moodle"]
