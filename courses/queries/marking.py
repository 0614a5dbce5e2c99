"""What waits for an assessor, and one answer with all that is needed to judge it."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils.safestring import SafeString

from courses import grading
from courses.models import AttemptItem, Response, Score
from courses.queries.markup import block, place_of
from portal.models import User


def waiting_for(user: User) -> QuerySet[AttemptItem]:
    """What `user` may mark, the longest waiting first."""
    return (
        AttemptItem.objects.waiting()
        .assessable_by(user)
        .select_related("item_version__item", "attempt__enrolment__version", "attempt__enrolment__course")
        .order_by("waits_since", "pk")
    )


def next_after(item: AttemptItem, user: User) -> AttemptItem | None:
    """The next in the queue; after the last, the first. Two who mark at once do not meet at every answer."""
    waiting = waiting_for(user).exclude(pk=item.pk)
    later = Q(waits_since__gt=item.waits_since) | Q(waits_since=item.waits_since, pk__gt=item.pk)
    return (waiting.filter(later).first() if item.waits_since else None) or waiting.first()


@dataclass(frozen=True, slots=True)
class JudgedCriterion:
    """A line of a rubric with the level that an assessor chose."""

    criterion: str
    level: str


def judged_criteria(item: grading.Item, score: Score | None) -> list[JudgedCriterion]:
    """Nothing where there is no rubric, or no person's mark yet."""
    if score is None or score.assessor_id is None or not isinstance(item, grading.Assessed):
        return []
    parts = {part["id"]: part["feedback"] for part in score.grade.get("parts", [])}
    return [
        JudgedCriterion(row.criterion, parts[f"k{number}"])
        for number, row in enumerate(item.rubric, start=1)
        if f"k{number}" in parts
    ]


@dataclass(frozen=True, slots=True)
class Answer:
    """Nothing here says who the learner is: marks are given to answers, not to persons."""

    attempt_item: AttemptItem
    item: grading.Item
    prompt: SafeString
    notes: SafeString
    link: str
    # What was typed, as it was typed.
    texts: list[str]
    # What the portal accepts, where it could not decide itself.
    accepted: list[SafeString]
    words: int
    misses_length: bool
    # The person's mark, once there is one.
    score: Score | None
    criteria: list[JudgedCriterion]

    @property
    def limits(self) -> tuple[int, int]:
        """Words asked for, at least and at most; 0 where there is none."""
        return (
            (self.item.min_words, self.item.max_words) if isinstance(self.item, grading.Assessed) else (0, 0)
        )


def answer_to_mark(attempt_item: AttemptItem) -> Answer:
    """As it was handed in: the newest response."""
    item = grading.parse_item(attempt_item.item_version.body)
    place = place_of(attempt_item.attempt.enrolment.version)
    newest = Response.objects.filter(attempt_item=attempt_item).order_by("-pk").first()
    data = newest.data if newest else None
    marks = Score.objects.by_people().filter(attempt_item=attempt_item)
    score = marks.select_related("assessor").order_by("-pk").first()
    link = data.get("url", "") if isinstance(data, dict) else ""
    texts = [text for text in grading.describe_response(item, data) if text != link]
    accepted = () if isinstance(item, grading.Assessed) else grading.right_answer(item).lines
    notes = item.assessor_notes if isinstance(item, grading.Assessed) else ""
    return Answer(
        attempt_item=attempt_item,
        item=item,
        prompt=block(item.prompt, place, prefix="p-"),
        notes=block(notes, place, prefix="n-"),
        link=link,
        texts=texts,
        accepted=[block(line, place, prefix=f"a{number}-") for number, line in enumerate(accepted)],
        words=grading.count_words(item, data),
        misses_length=grading.misses_length(item, data),
        score=score,
        criteria=judged_criteria(item, score),
    )
