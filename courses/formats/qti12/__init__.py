"""QTI 1.2 as Canvas, Blackboard and Common Cartridges write it.

Not read: calculated questions, areas in pictures, selection and branching between items.
"""

from courses.formats.qti12.reader import BankReader, read_qti12, recognises

__all__ = ["BankReader", "read_qti12", "recognises"]
