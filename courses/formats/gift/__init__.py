"""GIFT, Moodle's text format for questions."""

from courses.formats.gift.parser import parse_gift
from courses.formats.gift.reader import read_gift, recognises
from courses.formats.gift.writer import write_gift

__all__ = ["parse_gift", "read_gift", "recognises", "write_gift"]
