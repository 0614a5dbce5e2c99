"""Carpentries lessons in the current layout (The Carpentries Workbench): config.yaml, episodes, learners.

Not read: lessons in the layout before 2023 (`_config.yml`, `_episodes`), notebooks, running R code.
"""

from courses.formats.carpentries.pages import lesson_archives
from courses.formats.carpentries.reader import read_carpentries, recognises

__all__ = ["lesson_archives", "read_carpentries", "recognises"]
