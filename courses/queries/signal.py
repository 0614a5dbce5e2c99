"""The Signal Sheet of a course version: live figures of what its assessment is worth."""

import datetime

from django.core.cache import cache
from django.db.models import Count, OuterRef, Prefetch, Q, Subquery
from django.utils import timezone

from courses.models import Assessment, Attempt, AttemptOutcome, CourseVersion, Score, SectionItem
from courses.models.attempt import AttemptQuerySet
from courses.queries.guessing import guess_pass_of
from courses.statistics import (
    Figure,
    ScoreMatrix,
    SignalSheet,
    total_statistics,
)
from courses.statistics import signal_sheet as sheet_of

# Reliability and effort are measured on the newest first attempts: more of them change no printed digit.
MOST_ATTEMPTS = 1000
# From so many on a sheet is kept: one attempt more moves the pass rate by less than half a per cent.
SETTLED = 200
KEPT_SECONDS = 600


def settled_signal_sheet(
    version: CourseVersion, *, at: datetime.datetime, settled: int = SETTLED
) -> SignalSheet | None:
    """The sheet, up to ten minutes old once so many are assessed that one more changes nothing."""
    key = f"signal-sheet:{version.pk}"
    found: SignalSheet | None = cache.get(key)
    if found is None:
        found = signal_sheet(version, at=at)
        if found is not None and found.assessed >= settled:
            cache.set(key, found, timeout=KEPT_SECONDS)
    return found


def signal_sheet(version: CourseVersion, *, at: datetime.datetime | None = None) -> SignalSheet | None:
    """First attempts only, figures from fewer than ten withheld; None without an assessment to take."""
    assessment = (
        Assessment.objects.filter(version=version)
        .prefetch_related(
            Prefetch(
                "sections__section_items",
                queryset=SectionItem.objects.select_related("item_version"),
            )
        )
        .first()
    )
    guess = guess_pass_of(assessment) if assessment else None
    if assessment is None or guess is None:
        return None
    passed, assessed = _counts(assessment)
    newest = list(_first_attempts(assessment).order_by("-submitted_at", "-pk")[:MOST_ATTEMPTS])
    reliability, error = _precision(assessment, newest)
    return sheet_of(
        as_of=(at or timezone.now()).date(),
        passed=passed,
        assessed=assessed,
        guess=guess,
        pass_mark=float(assessment.pass_mark),
        pool_size=sum(len(section.section_items.all()) for section in assessment.sections.all()),
        reliability=reliability,
        standard_error_at_cut=error,
        minutes=[_minutes(attempt) for attempt in newest],
        supervision=_supervision(version),
    )


def _supervision(version: CourseVersion) -> str:
    """As the achievement declares it now; "" where there is none to declare it."""
    wording = version.achievement.current_version if version.achievement else None
    return wording.supervision if wording else ""


def _first_attempts(assessment: Assessment) -> AttemptQuerySet:
    return Attempt.objects.decided().filter(assessment=assessment, number=1)


def _counts(assessment: Assessment) -> tuple[int, int]:
    newest = AttemptOutcome.objects.filter(attempt=OuterRef("pk")).order_by("-pk").values("passed")[:1]
    figures = (
        _first_attempts(assessment)
        .annotate(result=Subquery(newest))
        .aggregate(passed=Count("pk", filter=Q(result=True)), assessed=Count("pk"))
    )
    return figures["passed"], figures["assessed"]


def _precision(assessment: Assessment, attempts: list[Attempt]) -> tuple[Figure | None, Figure | None]:
    """Reliability (α) and the standard error at the cut, with n."""
    rows = (
        Score.objects.filter(attempt_item__attempt__in=attempts, max_mark__gt=0)
        .order_by("attempt_item_id", "-pk")
        .distinct("attempt_item_id")
        .values_list("attempt_item__attempt_id", "attempt_item__item_version_id", "mark", "max_mark")
    )
    scores: dict[tuple[str, str], float] = {}
    marks: dict[str, float] = {}
    for attempt, version, mark, max_mark in rows:
        scores[str(attempt), str(version)] = float(mark)
        marks[str(version)] = float(max_mark)
    if not scores:
        return None, None
    totals = total_statistics(ScoreMatrix.of(scores, marks), pass_mark=float(assessment.pass_mark))
    return totals.reliability, Figure(totals.standard_error_at_cut, totals.n)


def _minutes(attempt: Attempt) -> float:
    assert attempt.submitted_at is not None
    return (attempt.submitted_at - attempt.started_at).total_seconds() / 60
