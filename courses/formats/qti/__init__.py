"""QTI 2.1, 2.2 and 3.0: items, tests and packages.

Not read: adaptive and templated items, graphic interactions, partial credit that is no sum of weights.
"""

from courses.formats.qti.reader import read_qti, recognises
from courses.formats.qti.writer import write_qti

__all__ = ["read_qti", "recognises", "write_qti"]
