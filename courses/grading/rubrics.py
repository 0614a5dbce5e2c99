"""Rubrics: what an assessor looks at, and which points each level of it earns."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from courses.grading.errors import ResponseInvalid
from courses.grading.grades import Part, part
from courses.grading.reading import Reader, written_decimal


@dataclass(frozen=True)
class Level:
    points: Decimal
    text: str


@dataclass(frozen=True)
class Criterion:
    """Levels from least to most points; ids are k1… by position."""

    criterion: str
    levels: tuple[Level, ...]


def _read_level(reader: Reader) -> Level:
    if not reader.has("points"):
        reader.problem("points", "required")
    points = reader.decimal("points", default=Decimal(0), low=Decimal(0), high=Decimal(1000))
    return Level(points, reader.text("text", required=True, limit=2_000))


def _read_criterion(reader: Reader) -> Criterion:
    name = reader.text("criterion", required=True, limit=500)
    levels = tuple(reader.rows("levels", _read_level, least=2, most=10))
    points = [level.points for level in levels]
    if reader.sound("levels") and any(after <= before for before, after in pairwise(points)):
        reader.problem("levels", "points_rising")
    return Criterion(name, levels)


def read_rubric(reader: Reader) -> tuple[Criterion, ...]:
    rubric = tuple(reader.rows("rubric", _read_criterion, most=20))
    reader.refuse_repeats("rubric", [row.criterion for row in rubric], "repeated_criterion")
    return rubric


def rubric_data(rubric: Sequence[Criterion]) -> list[dict[str, object]]:
    return [
        {
            "criterion": row.criterion,
            "levels": [{"points": written_decimal(level.points), "text": level.text} for level in row.levels],
        }
        for row in rubric
    ]


def rubric_result(
    rubric: Sequence[Criterion], levels: Mapping[str, int]
) -> tuple[Fraction, tuple[Part, ...]]:
    """Points ÷ best points, and each criterion as a part. `levels` maps k1… to a level's index from 0.

    Raises ResponseInvalid unless every criterion has one of its levels.
    """
    ids = {f"k{n}": row for n, row in enumerate(rubric, start=1)}
    if set(levels) != set(ids):
        raise ResponseInvalid("rubric_incomplete", f"Choose one level for each of the {len(ids)} criteria.")
    points, best, parts = Fraction(0), Fraction(0), []
    for identifier, row in ids.items():
        chosen = levels[identifier]
        if isinstance(chosen, bool) or not isinstance(chosen, int) or not 0 <= chosen < len(row.levels):
            raise ResponseInvalid("unknown_option", f"“{row.criterion}” has {len(row.levels)} levels.")
        level, top = row.levels[chosen], Fraction(row.levels[-1].points)
        points, best = points + Fraction(level.points), best + top
        parts.append(part(identifier, Fraction(level.points) / top, level.text))
    return points / best, tuple(parts)
