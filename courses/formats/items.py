"""Items of a course: whether they are valid, in terms that a reader can point at."""

from __future__ import annotations

import re
from collections.abc import Iterator

from courses.formats.model import Item
from courses.formats.yaml_source import Path
from courses.grading import ItemInvalid, parse_item

# The fields of items that are Markdown, at whatever depth; accepted answers are plain text.
MARKDOWN = frozenset(
    ["prompt", "feedback", "feedback_true", "feedback_false", "hints", "text", "left", "right", "distractors",
     "entries"]
)  # fmt: skip
PLAIN = frozenset(["answers", "units", "rubric"])


def item_problems(item: Item) -> Iterator[tuple[Path, str]]:
    """(path inside the item, message) for everything that the grading rules refuse; nothing for a valid
    item."""
    try:
        parse_item(item)
    except ItemInvalid as error:
        for problem in error.problems:
            yield (
                _steps(problem.path),
                f"{problem.path}: {problem.message}" if problem.path else problem.message,
            )


_OURS = ("hints", "penalty", "skills", "source_id", "tags")


def no_place_for(item: Item) -> list[str]:
    """The fields of an item that neither QTI nor Common Cartridge can hold."""
    return [name for name in _OURS if item.get(name) not in (None, [], "")]


def _steps(path: str) -> Path:
    """`choices[1].text` as ("choices", 1, "text")."""
    return tuple(
        int(number) if number else name for name, number in re.findall(r"([^.\[\]]+)|\[(\d+)\]", path)
    )
