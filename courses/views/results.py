"""The result of an attempt: what it came to, why, and what comes next."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from courses import grading
from courses.models import Attempt, AttemptItem, Response, Score
from courses.queries.learning import credential_from
from courses.queries.marking import JudgedCriterion, judged_criteria
from courses.queries.markup import Place, block, place_of
from courses.queries.rules import Standing, standing
from courses.queries.taking import items_of, newest_responses, newest_scores, outcome
from courses.views.learning import enrolled
from courses.views.pictures import stone_of

# Answers that are the learner's own words: no Markdown.
TYPED = {"short_text", "numerical", "essay", "project", "file"}
TRUE, FALSE, NONE_OF_THESE = _("True"), _("False"), _("None of these")


@dataclass(frozen=True, slots=True)
class Reviewed:
    """One item on the result page; texts are safe HTML."""

    number: int
    prompt: SafeString
    state: str
    score: Score | None
    given: list[SafeString]
    # What was typed, as it was typed.
    typed: list[str]
    right: list[SafeString]
    feedback: list[SafeString]
    criteria: list[JudgedCriterion]


@require_safe
def result(request: HttpRequest, slug: str, uuid: object) -> HttpResponse:
    """Per section, per skill and per item. What would give the key away waits until no attempt is left."""
    mine = enrolled(request, slug)
    found = get_object_or_404(Attempt.objects.select_related("assessment").filter(enrolment=mine), uuid=uuid)
    came_to = outcome(found)
    if came_to is None and found.submitted_at is None:
        return redirect("courses:attempt", slug=slug, uuid=found.uuid)
    stands = standing(mine, found.assessment, at=timezone.now())
    opened = _is_open(stands)
    context = {
        "enrolment": mine,
        "version": mine.version,
        "attempt": found,
        "assessment": found.assessment,
        "outcome": came_to,
        "waiting": 0 if came_to else found.items.waiting().count(),
        "standing": stands,
        "items": _reviewed(found, place_of(mine.version), opened=opened),
        "opened": opened,
        "credential": credential_from(mine),
        "stone": stone_of(mine.version.achievement),
        "wording": mine.version.achievement.current_version if mine.version.achievement else None,
    }
    return render(request, "courses/result.html", context)


def _is_open(stands: Standing) -> bool:
    """Right answers are shown once no attempt could use them: after the pass, or the end of the last one."""
    code = stands.refusal.code if stands.refusal else ""
    return not stands.running and code in {"already_passed", "no_attempts_left"}


def _reviewed(found: Attempt, place: Place, *, opened: bool) -> list[Reviewed]:
    responses, scores = newest_responses(found), newest_scores(found)
    return [
        _review_of(item, responses.get(item.pk), scores.get(item.pk), place, opened=opened)
        for item in items_of(found)
    ]


def _review_of(
    attempt_item: AttemptItem, response: Response | None, score: Score | None, place: Place, *, opened: bool
) -> Reviewed:
    item = grading.parse_item(attempt_item.item_version.body)
    prefix = f"r{attempt_item.position}-"
    grade: dict[str, Any] = score.grade if score else {}
    state = str(grade.get("state", "unscored"))
    if state == "pending" and score and not score.max_mark:
        state = "unscored"  # nobody marks what is worth nothing
    given = _in_words(item, response.data if response else None)
    typed, authored = (given, ()) if item.type in TYPED else ((), given)
    right: tuple[str, ...] = ()
    if opened and state in {"wrong", "partial", "unanswered"}:
        answer = grading.right_answer(item)
        right = _in_words(item, answer.response) or answer.lines
    # The general feedback tells the answer; the feedback of the choice that was made does not.
    told = [text for text in grade.get("feedback", []) if opened or state == "right" or text != item.feedback]
    return Reviewed(
        number=attempt_item.position,
        prompt=block(item.prompt, place, prefix=prefix),
        state=state,
        score=score,
        given=[block(line, place, prefix=f"{prefix}g{n}-") for n, line in enumerate(authored)],
        typed=list(typed),
        right=[block(line, place, prefix=f"{prefix}a{n}-") for n, line in enumerate(right)],
        feedback=[block(text, place, prefix=f"{prefix}f{n}-") for n, text in enumerate(told)],
        criteria=judged_criteria(item, score),
    )


def _in_words(item: grading.Item, response: grading.Response) -> tuple[str, ...]:
    """The grader has no words of its own for true, false and none of the choices."""
    if isinstance(response, bool):
        return (str(TRUE if response else FALSE),)
    if response == []:
        return (str(NONE_OF_THESE),)
    return grading.describe_response(item, response)
