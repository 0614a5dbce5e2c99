"""QTI 2.1, 2.2 and 3.0: items, tests and packages.

Not read: adaptive items, places in pictures without names, drawings, media and custom interactions, what
depends on earlier answers, the total's own processing. A templated item is read as one realisation.
"""

from courses.formats.qti.reader import read_qti, recognises
from courses.formats.qti.writer import write_qti

__all__ = ["read_qti", "recognises", "write_qti"]
