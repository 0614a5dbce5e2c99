"""What the scores of an attempt add up to, and whether it passed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from courses.models import Assessment, Section
from courses.services.scoring import FRACTION_STEP, MARK_STEP, Scored, decimal
from skills.models import Skill


@dataclass(frozen=True, slots=True)
class Outcome:
    """Exact sums; `by_section` and `by_skill` as `AttemptOutcome` stores them."""

    points: Fraction
    mark: Fraction
    passed: bool
    by_section: list[dict[str, Any]]
    by_skill: list[dict[str, Any]]

    @property
    def fraction(self) -> Fraction:
        return share(self.points, self.mark)

    def columns(self) -> dict[str, Any]:
        return {
            "mark": decimal(self.points, MARK_STEP),
            "max_mark": decimal(self.mark, MARK_STEP),
            "fraction": decimal(self.fraction, FRACTION_STEP),
            "passed": self.passed,
            "by_section": self.by_section,
            "by_skill": self.by_skill,
        }


def outcome_of(assessment: Assessment, scored: Sequence[Scored]) -> Outcome:
    """The whole and every section that asks for it must reach their pass marks, compared exactly.

    Negative sums count as nothing. An assessment without marks is never passed.
    """
    sections = [_section_row(section, mine) for section, mine in _by_section(scored)]
    points, mark = _sum(scored)
    reached = mark > 0 and share(points, mark) >= Fraction(assessment.pass_mark)
    return Outcome(
        points=points,
        mark=mark,
        passed=reached and all(row["passed"] is not False for row in sections),
        by_section=sections,
        by_skill=_by_skill(scored),
    )


def share(points: Fraction, mark: Fraction) -> Fraction:
    return points / mark if mark else Fraction(0)


def _sum(scored: Iterable[Scored]) -> tuple[Fraction, Fraction]:
    rows = list(scored)
    points = sum((row.points for row in rows), Fraction(0))
    return max(points, Fraction(0)), sum((row.mark for row in rows), Fraction(0))


def _by_section(scored: Sequence[Scored]) -> list[tuple[Section, list[Scored]]]:
    found: dict[int, tuple[Section, list[Scored]]] = {}
    for row in scored:
        section = row.attempt_item.section
        found.setdefault(section.pk, (section, []))[1].append(row)
    return list(found.values())


def _section_row(section: Section, scored: list[Scored]) -> dict[str, Any]:
    points, mark = _sum(scored)
    asked: Decimal | None = section.pass_mark
    return {
        "section": str(section.uuid),
        "title": section.title,
        "fraction": str(decimal(share(points, mark), FRACTION_STEP)),
        "mark": str(decimal(points, MARK_STEP)),
        "max_mark": str(decimal(mark, MARK_STEP)),
        "pass_mark": None if asked is None else str(asked),
        "passed": None if asked is None else share(points, mark) >= Fraction(asked),
        "n": len(scored),
    }


def _by_skill(scored: Sequence[Scored]) -> list[dict[str, Any]]:
    """Every item counts for each skill it measures, by its marks."""
    found: dict[int, tuple[Skill, list[Scored]]] = {}
    for row in scored:
        for skill in row.attempt_item.item_version.skills.all():
            found.setdefault(skill.pk, (skill, []))[1].append(row)
    rows = []
    for skill, mine in sorted(found.values(), key=lambda pair: (pair[0].label, pair[0].pk)):
        points, mark = _sum(mine)
        rows.append(
            {
                "skill": str(skill.uuid),
                "label": skill.label,
                "fraction": str(decimal(share(points, mark), FRACTION_STEP)),
                "n": len(mine),
            }
        )
    return rows
