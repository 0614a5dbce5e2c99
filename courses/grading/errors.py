"""What can be wrong with an item or a response.

Exception
├── ItemInvalid        the item's own data; carries every problem found, each with its place
└── ResponseInvalid    an answer that this item cannot take; `code` is stable, for translation
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from courses.grading.problems import Param, said


@dataclass(frozen=True)
class ItemProblem:
    """One thing wrong with an item's data. `path` counts from 0: `choices[1].text`; "" is the item itself.

    `code` is stable and one of `problems.MESSAGES`; with `params` it is all that a translation needs.
    """

    path: str
    code: str
    params: Mapping[str, Param] = field(default_factory=dict, hash=False)

    @property
    def message(self) -> str:
        """The problem in English."""
        return said(self.code, self.params)

    def __str__(self) -> str:
        return f"{self.path}: {self.message}" if self.path else self.message


class ItemInvalid(Exception):
    """The data is not an item; `problems` lists all that was found, in reading order."""

    def __init__(self, problems: Sequence[ItemProblem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(str(problem) for problem in self.problems))


class ResponseInvalid(Exception):
    """The response does not fit the item. Nothing was graded; the learner may correct it."""

    def __init__(self, code: str, message: str) -> None:
        self.code = code
        super().__init__(message)
