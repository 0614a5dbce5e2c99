"""Moodle course backups (.mbz): sections, pages, labels, books, links, files, quizzes, assignments.

Not read: people and their data, forums and other activities, restrictions, grading, random questions.
"""

from courses.formats.moodle_backup.reader import read_backup, recognises

__all__ = ["read_backup", "recognises"]
