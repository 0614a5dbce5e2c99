"""QTI 1.2 as Canvas, Blackboard and Common Cartridges write it.

Not read: areas in pictures, groups of responses, and branching between items. A calculated question is read
with the first of its prepared sets of numbers.
"""

from courses.formats.qti12.bank import BankReader
from courses.formats.qti12.reader import read_qti12, recognises

__all__ = ["BankReader", "read_qti12", "recognises"]
