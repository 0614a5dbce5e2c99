"""Item types, their validation and their grading. Pure: no Django, no clock, no state. See README.md."""

from courses.grading.errors import ItemInvalid, ItemProblem, ResponseInvalid
from courses.grading.grades import Grade, Part, Response, State
from courses.grading.guessing import Distribution
from courses.grading.item import Item
from courses.grading.items import (
    ITEM_TYPES,
    RightAnswer,
    describe_response,
    fields_from_response,
    grade,
    guess_distribution,
    guess_score,
    item_to_data,
    normalise_response,
    parse_item,
    public_view,
    response_from_fields,
    right_answer,
)

__all__ = [
    "ITEM_TYPES",
    "Distribution",
    "Grade",
    "Item",
    "ItemInvalid",
    "ItemProblem",
    "Part",
    "Response",
    "ResponseInvalid",
    "RightAnswer",
    "State",
    "describe_response",
    "fields_from_response",
    "grade",
    "guess_distribution",
    "guess_score",
    "item_to_data",
    "normalise_response",
    "parse_item",
    "public_view",
    "response_from_fields",
    "right_answer",
]
