"""Moodle course backups (.mbz): sections, pages, labels, books, lessons, links, files, quizzes, assignments.

Not read: people and their data, forums and other activities, restrictions, the questions inside lessons.
"""

from courses.formats.moodle_backup.reader import read_backup, recognises

__all__ = ["read_backup", "recognises"]
