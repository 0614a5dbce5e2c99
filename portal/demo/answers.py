"""How a person in the demo world answers: sure of some things, wrong about others."""

import random
from typing import Any

from courses.grading import Item, grade, right_answer

# Texts for the items that a person marks: each with the level that it reaches of each criterion, and what the
# assessor says to it.
TEXTS: dict[str, tuple[tuple[str, tuple[int, ...], str], ...]] = {
    "describe-chart": (
        (
            "Line chart: library members rose from 412 in 2027 to 660 in 2030. Nearly all of the rise, "
            "from 430 to 655, came in 2029.",
            (2, 1, 1),
            "Just so: somebody who does not see the chart knows what it is there for.",
        ),
        (
            "A line chart that shows how the members of the library went up from 412 to 660 in four years.",
            (1, 1, 1),
            "Correct and short. But when did it happen? That is the message beside the sentence on Sundays.",
        ),
        (
            "Picture of a chart with a line that is going up nicely.",
            (0, 0, 0),
            "What does the line count, and from where to where? Leave out “picture of”: it is said anyway.",
        ),
    )
}


def judgement(item: Item, text: str) -> tuple[dict[str, int], str]:
    """How an assessor of the demo world marks one of `TEXTS`: a level for each criterion, and a comment."""
    _text, levels, comment = next(row for row in TEXTS[item.key] if row[0] == text)
    return {f"k{number}": level for number, level in enumerate(levels, start=1)}, comment


def answer(item: Item, *, certainty: float, rng: random.Random) -> Any:
    """The right response with probability `certainty`, else a wrong one of the same shape."""
    if item.key in TEXTS:
        good, fair, weak = (row[0] for row in TEXTS[item.key])
        return good if rng.random() < certainty else rng.choice((fair, weak))
    right: Any = right_answer(item).response
    if rng.random() < certainty:
        return right
    return _wrong(right, item, rng)


def _wrong(right: Any, item: Item, rng: random.Random) -> Any:
    if isinstance(right, bool):
        return not right
    if isinstance(right, list):
        return _other_list(right, item, rng)
    if isinstance(right, dict) and "value" not in right:
        keys = list(right)
        values = [right[key] for key in keys]
        return dict(zip(keys, values[1:] + values[:1], strict=True))
    if isinstance(right, dict):
        return {**right, "value": "1000003"}
    for candidate in ("c1", "c2", "c3"):
        if item.type == "single_choice" and candidate != right:
            return candidate
    return "1000003" if item.type == "numerical" else "I do not know"


def _other_list(right: list[Any], item: Item, rng: random.Random) -> list[Any]:
    if item.type == "ordering":
        turned = right[1:] + right[:1]
        return turned if grade(item, turned).fraction < 1 else list(reversed(right))
    return right[1:] if len(right) > 1 else [*right, *(c for c in ("c1", "c2") if c not in right)][:2]
