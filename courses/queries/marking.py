"""What waits for an assessor, and one answer with all that is needed to judge it."""

from dataclasses import dataclass

from django.db.models import QuerySet
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


@dataclass(frozen=True, slots=True)
class Answer:
    """Nothing here says who the learner is: marks are given to answers, not to persons."""

    attempt_item: AttemptItem
    item: grading.Item
    prompt: SafeString
    notes: SafeString
    link: str
    lines: list[SafeString]
    words: int
    misses_length: bool
    # The person's mark and remarks, once there is one.
    score: Score | None
    remarks: list[SafeString]

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
    lines = [line for line in grading.describe_response(item, data) if line != link]
    notes = item.assessor_notes if isinstance(item, grading.Assessed) else ""
    said = score.grade.get("feedback", []) if score else []
    return Answer(
        attempt_item=attempt_item,
        item=item,
        prompt=block(item.prompt, place, prefix="p-"),
        notes=block(notes, place, prefix="n-"),
        link=link,
        lines=[block(line, place, prefix=f"a{number}-") for number, line in enumerate(lines)],
        words=grading.count_words(item, data),
        misses_length=grading.misses_length(item, data),
        score=score,
        remarks=[block(text, place, prefix=f"r{number}-") for number, text in enumerate(said)],
    )
