"""GIFT, Moodle's text format for questions."""

from courses.formats.gift.parser import parse_gift
from courses.formats.gift.reader import read_gift, recognises

__all__ = ["parse_gift", "read_gift", "recognises"]
