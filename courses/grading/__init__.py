"""Item types, their validation and their grading. Pure: no Django, no clock, no state. See README.md."""

from courses.grading.assessed import assess, combine
from courses.grading.behaviours import (
    BEHAVIOURS,
    Behaviour,
    BehaviourRefused,
    Progress,
    Step,
    check,
    finish,
    replay,
    with_certainty,
)
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
from courses.grading.regrading import (
    AttemptChange,
    ItemChange,
    RegradeDifference,
    SectionCut,
    StoredAttempt,
    regrade,
)

__all__ = [
    "BEHAVIOURS",
    "ITEM_TYPES",
    "AttemptChange",
    "Behaviour",
    "BehaviourRefused",
    "Distribution",
    "Grade",
    "Item",
    "ItemChange",
    "ItemInvalid",
    "ItemProblem",
    "Part",
    "Progress",
    "RegradeDifference",
    "Response",
    "ResponseInvalid",
    "RightAnswer",
    "SectionCut",
    "State",
    "Step",
    "StoredAttempt",
    "assess",
    "check",
    "combine",
    "describe_response",
    "fields_from_response",
    "finish",
    "grade",
    "guess_distribution",
    "guess_score",
    "item_to_data",
    "normalise_response",
    "parse_item",
    "public_view",
    "regrade",
    "replay",
    "response_from_fields",
    "right_answer",
    "with_certainty",
]
