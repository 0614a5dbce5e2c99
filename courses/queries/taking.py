"""What an attempt holds at this moment."""

from courses.models import Assessment, Attempt, AttemptItem, AttemptOutcome, Response, Score


def items_of(attempt: Attempt) -> list[AttemptItem]:
    """In the order they are shown, with their versions, sections and skills."""
    return list(
        attempt.items.select_related("item_version", "section")
        .prefetch_related("item_version__skills")
        .order_by("position")
    )


def newest_responses(attempt: Attempt) -> dict[int, Response]:
    """The response that counts of each answered item, by the item's pk. Null data: taken back."""
    newest = (
        Response.objects.filter(attempt_item__attempt=attempt)
        .order_by("attempt_item_id", "-pk")
        .distinct("attempt_item_id")
    )
    return {response.attempt_item_id: response for response in newest}


def newest_scores(attempt: Attempt) -> dict[int, Score]:
    """The score that counts of each item, by the item's pk."""
    newest = (
        Score.objects.filter(attempt_item__attempt=attempt)
        .order_by("attempt_item_id", "-pk")
        .distinct("attempt_item_id")
    )
    return {score.attempt_item_id: score for score in newest}


def outcome(attempt: Attempt) -> AttemptOutcome | None:
    """The newest outcome; None before the attempt is handed in."""
    return attempt.outcomes.order_by("-pk").first()


def item_at_hand(attempt: Attempt, items: list[AttemptItem]) -> AttemptItem | None:
    """With sequential navigation the one item that may be answered; None when all were gone through."""
    if attempt.assessment.navigation != Assessment.Navigation.SEQUENTIAL:
        return None
    return next((item for item in items if item.left_at is None), None)
