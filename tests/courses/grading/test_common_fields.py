"""What every item may say and carry besides its question."""

from fractions import Fraction
from random import Random

import pytest

from courses.grading import (
    Behaviour,
    ItemInvalid,
    Progress,
    assess,
    check,
    grade,
    item_to_data,
    parse_item,
    public_view,
)

BODY = {
    "key": "k",
    "type": "single_choice",
    "prompt": "p",
    "feedback": "Read page 3.",
    "feedback_correct": "Well done.",
    "feedback_partial": "Nearly.",
    "feedback_incorrect": "No.",
    "hints": ["h"],
    "penalty": 0.3333333,
    "tags": ["cells", "exam 2024"],
    "source_id": "Q-17",
    "choices": [
        {"text": "a", "weight": 1, "feedback": "Yes, a."},
        {"text": "b", "weight": 0.5},
        {"text": "c", "weight": 0},
    ],
}
ITEM = parse_item(BODY)


def test_all_of_it_comes_back():
    assert item_to_data(ITEM) == BODY
    assert ITEM.penalty == Fraction(1, 3)


@pytest.mark.parametrize(
    ("response", "feedback"),
    [
        ("c1", ("Yes, a.", "Well done.", "Read page 3.")),
        ("c2", ("Nearly.", "Read page 3.")),
        ("c3", ("No.", "Read page 3.")),
        (None, ("Read page 3.",)),
    ],
)
def test_feedback_speaks_to_the_state_after_the_choice_and_before_everyone(response, feedback):
    assert grade(ITEM, response).feedback == feedback


def test_an_assessed_item_waits_with_its_feedback_until_it_is_assessed():
    essay = parse_item(
        {"key": "e", "type": "essay", "prompt": "p", "feedback_correct": "Fine.", "feedback_partial": "More."}
    )
    assert grade(essay, "text").feedback == ()
    assert assess(essay, "text", fraction=Fraction(1), comment="Thanks.").feedback == ("Thanks.", "Fine.")
    assert assess(essay, "text", fraction=Fraction(1, 2)).feedback == ("More.",)


def test_what_is_for_authors_and_for_later_is_not_shown_to_the_learner():
    assert set(public_view(ITEM, Random(1))) == {"key", "type", "prompt", "mark", "choices"}


@pytest.mark.parametrize(
    ("name", "penalty", "fraction"),
    [
        ("adaptive", 0.5, Fraction(1, 2)),
        ("interactive", 0.5, Fraction(1, 2)),
        ("adaptive", 0, Fraction(1)),
        ("interactive", None, Fraction(9, 10)),
    ],
)
def test_the_items_own_penalty_goes_before_that_of_the_behaviour(name, penalty, fraction):
    item = parse_item(BODY | {"penalty": penalty})
    behaviour = Behaviour(name, penalty=Fraction(1, 10))
    first = check(behaviour, item, Progress(), "c3")
    assert check(behaviour, item, first.progress, "c1").progress.fraction == fraction


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"penalty": 1.5}, "penalty: 1.5 must be between 0 and 1: a fraction of the mark, 0.5 for 50 %"),
        (
            {"penalty": "half"},
            "penalty: expected a number with a decimal point, such as 2 or 0.5; found 'half'",
        ),
        ({"tags": ["a", "a"]}, "tags[1]: the same tag as tags[0]; remove one"),
        ({"tags": "a"}, "tags: expected a list, such as [a, b]; found text"),
        ({"source_id": "x" * 256}, "source_id: 256 characters; at most 255 are allowed"),
        ({"feedback_partial": ["a"]}, "feedback_partial: expected text, found a list"),
    ],
)
def test_wrong_values_are_named(change, message):
    with pytest.raises(ItemInvalid) as refusal:
        parse_item(BODY | change)
    assert [str(problem) for problem in refusal.value.problems] == [message]
