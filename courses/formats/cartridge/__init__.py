"""Common Cartridge 1.1 to 1.3, and Canvas exports.

Not read: external tools (LTI), what is for teachers only, curriculum standards, grading schemes, due dates,
rubrics and outcomes of the exporting system. Several quizzes are sections of one assessment.
"""

from courses.formats.cartridge.reader import read_cartridge, recognises
from courses.formats.cartridge.writer import write_cartridge

__all__ = ["read_cartridge", "recognises", "write_cartridge"]
