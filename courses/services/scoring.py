"""From stored responses to scores."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction
from typing import Any

from courses import grading
from courses.models import AttemptItem, Response, Score

FRACTION_STEP = Decimal("1e-8")
MARK_STEP = Decimal("1e-4")


@dataclass(frozen=True, slots=True)
class Scored:
    """A graded item of an attempt; `points` and `mark` are exact."""

    attempt_item: AttemptItem
    response: Response | None
    grade: grading.Grade
    mark: Fraction

    @property
    def points(self) -> Fraction:
        return self.grade.fraction * self.mark

    def as_score(self, at: datetime.datetime) -> Score:
        return Score(
            attempt_item=self.attempt_item,
            response=self.response,
            fraction=decimal(self.grade.fraction, FRACTION_STEP),
            mark=decimal(self.points, MARK_STEP),
            max_mark=decimal(self.mark, MARK_STEP),
            grade=grade_data(self.grade),
            scored_at=at,
        )


def score_items(
    items: Sequence[AttemptItem], responses: Mapping[int, Response], *, locale: str
) -> list[Scored]:
    """Grade every item with its newest response (by the item's pk). Items without a score are left out."""
    scored = []
    for attempt_item in items:
        item = grading.parse_item(attempt_item.item_version.body)
        response = responses.get(attempt_item.pk)
        grade = grading.grade(item, response.data if response else None, locale=locale)
        if grade.state != "unscored":
            scored.append(Scored(attempt_item, response, grade, Fraction(item.mark)))
    return scored


def scored_from(item: AttemptItem, score: Score) -> Scored:
    """A stored score as it was graded, exactly."""
    grade = grading.Grade(Fraction(score.grade["fraction"]), score.grade["state"], None)
    return Scored(item, score.response, grade, Fraction(grading.parse_item(item.item_version.body).mark))


def grade_data(grade: grading.Grade) -> dict[str, Any]:
    """What is kept of a grade: its state, exact fraction ("2/3"), parts and the feedback that was chosen."""
    return {
        "state": grade.state,
        "fraction": str(grade.fraction),
        "parts": [
            {
                "id": part.id,
                "state": part.state,
                "fraction": f"{decimal(part.fraction, FRACTION_STEP):f}",
                "feedback": part.feedback,
            }
            for part in grade.parts
        ],
        "feedback": list(grade.feedback),
    }


def decimal(number: Fraction, step: Decimal) -> Decimal:
    """The decimal nearest to an exact number, halves to even."""
    exact = Decimal(number.numerator) / Decimal(number.denominator)
    return exact.quantize(step, rounding=ROUND_HALF_EVEN) + 0
