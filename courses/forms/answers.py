"""The answers of an attempt as a plain HTML form sends them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

from django.http import QueryDict
from django.utils.functional import Promise

from courses import grading
from courses.models import AttemptItem
from courses.wording import response_problem

# Ticked by those who find the shown order right: an order that nobody touched is no answer.
KEPT = "kept"


@dataclass(frozen=True, slots=True)
class Asked:
    """An item of an attempt as it is asked: parsed, and its public view shuffled by its own seed."""

    attempt_item: AttemptItem
    item: grading.Item
    view: dict[str, Any]

    @classmethod
    def of(cls, attempt_item: AttemptItem) -> "Asked":
        item = grading.parse_item(attempt_item.item_version.body)
        return cls(attempt_item, item, grading.public_view(item, Random(attempt_item.seed)))  # noqa: S311

    @property
    def prefix(self) -> str:
        return f"q{self.attempt_item.position}"

    @property
    def takes_answer(self) -> bool:
        return self.item.type != "description"


@dataclass(frozen=True, slots=True)
class AnswerSheet:
    """What was typed: `answers` can be saved, `problems` (by item pk) say why the others cannot."""

    answers: dict[AttemptItem, grading.Response] = field(default_factory=dict)
    problems: dict[int, str | Promise] = field(default_factory=dict)


def read_answers(asked: Sequence[Asked], posted: QueryDict) -> AnswerSheet:
    sheet = AnswerSheet()
    for one in asked:
        if not one.takes_answer:
            continue
        try:
            sheet.answers[one.attempt_item] = answer_of(one, posted.getlist)
        except grading.ResponseInvalid as error:
            sheet.problems[one.attempt_item.pk] = response_problem(error)
    return sheet


def answer_of(asked: Asked, getlist: Callable[[str], list[str]]) -> grading.Response:
    """The normalised answer; None when there is none. Raises ResponseInvalid."""
    answer = grading.response_from_fields(asked.item, getlist, asked.prefix)
    if asked.item.type == "ordering" and answer is not None and not getlist(f"{asked.prefix}-{KEPT}"):
        return None if _is_untouched(asked, getlist) else answer
    return answer


def _is_untouched(asked: Asked, getlist: Callable[[str], list[str]]) -> bool:
    """Whether the entries still stand as the player shuffled them."""
    return all(
        getlist(f"{asked.prefix}-{entry['id']}") == [str(position)]
        for position, entry in enumerate(asked.view["entries"], start=1)
    )


def is_shuffled_order(asked: Asked, response: grading.Response) -> bool:
    """Whether a stored order is the one the player shows: then the learner kept it on purpose."""
    fields = grading.fields_from_response(asked.item, response, asked.prefix)
    return bool(fields) and _is_untouched(asked, lambda name: fields.get(name, []))
