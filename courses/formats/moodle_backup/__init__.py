"""Moodle course backups (.mbz): sections, pages, labels, books, lessons, links, files, quizzes, assignments.

Of other activities only the introduction is read. Not read: people and their data, restrictions.
"""

from courses.formats.moodle_backup.reader import read_backup, recognises

__all__ = ["read_backup", "recognises"]
