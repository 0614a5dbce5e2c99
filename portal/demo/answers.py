"""How a person in the demo world answers: sure of some things, wrong about others."""

import random
from typing import Any

from courses.grading import Item, grade, right_answer


def answer(item: Item, *, certainty: float, rng: random.Random) -> Any:
    """The right response with probability `certainty`, else a wrong one of the same shape."""
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
