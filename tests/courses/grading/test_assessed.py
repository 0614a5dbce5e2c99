from fractions import Fraction

import pytest

from courses.grading import ResponseInvalid, assess, combine, parse_item

RUBRIC = [
    {
        "criterion": "Clear",
        "levels": [{"points": 0, "text": "no"}, {"points": 1, "text": "half"}, {"points": 2, "text": "yes"}],
    },
    {"criterion": "True", "levels": [{"points": 0, "text": "wrong"}, {"points": 3, "text": "right"}]},
]
ESSAY = parse_item({"key": "k", "prompt": "p", "type": "essay", "feedback": "thanks", "rubric": RUBRIC})
PLAIN = parse_item({"key": "k", "prompt": "p", "type": "essay"})


def test_a_rubric_adds_the_points_of_the_levels():
    found = assess(ESSAY, "text", levels={"k1": 1, "k2": 1}, comment="well done")
    assert (found.fraction, found.state) == (Fraction(4, 5), "partial")
    assert [(part.id, part.fraction, part.feedback) for part in found.parts] == [
        ("k1", Fraction(1, 2), "half"),
        ("k2", Fraction(1), "right"),
    ]
    assert found.feedback == ("well done", "thanks")


def test_without_a_rubric_the_assessor_gives_a_fraction():
    assert assess(PLAIN, "text", fraction=Fraction(3, 4)).fraction == Fraction(3, 4)


@pytest.mark.parametrize(
    ("item", "response", "arguments", "code"),
    [
        (ESSAY, "text", {"levels": {"k1": 1}}, "rubric_incomplete"),
        (ESSAY, "text", {}, "rubric_incomplete"),
        (ESSAY, "text", {"levels": {"k1": 3, "k2": 0}}, "unknown_option"),
        (ESSAY, "text", {"levels": {"k1": -1, "k2": 0}}, "unknown_option"),
        (ESSAY, "text", {"levels": {"k1": True, "k2": 0}}, "unknown_option"),
        (ESSAY, "text", {"levels": {"k1": "1", "k2": 0}}, "unknown_option"),
        (PLAIN, "text", {}, "rubric_incomplete"),
        (PLAIN, "text", {"fraction": Fraction(2)}, "rubric_incomplete"),
        (PLAIN, None, {"fraction": Fraction(1)}, "unanswered"),
    ],
)
def test_an_incomplete_assessment_is_refused(item, response, arguments, code):
    with pytest.raises(ResponseInvalid) as refusal:
        assess(item, response, **arguments)
    assert refusal.value.code == code


def test_items_that_grade_themselves_have_no_assessor():
    item = parse_item({"key": "k", "prompt": "p", "type": "true_false", "answer": True})
    with pytest.raises(ResponseInvalid) as refusal:
        assess(item, True, fraction=Fraction(1))
    assert refusal.value.code == "not_assessed"


def test_two_assessors_meet_in_the_middle():
    first = assess(ESSAY, "text", levels={"k1": 2, "k2": 1}, comment="good")
    second = assess(ESSAY, "text", levels={"k1": 1, "k2": 1}, comment="fair")
    both = combine(ESSAY, first, second)
    assert both.fraction == Fraction(9, 10)
    assert [(part.fraction, part.state, part.feedback) for part in both.parts] == [
        (Fraction(3, 4), "partial", ""),
        (Fraction(1), "right", "right"),
    ]
    assert both.feedback == ("good", "fair", "thanks")


def test_the_item_speaks_to_what_two_assessors_come_to_together():
    said = {
        "feedback_correct": "all of it",
        "feedback_partial": "some of it",
        "feedback_incorrect": "none of it",
    }
    item = parse_item({"key": "k", "prompt": "p", "type": "essay", **said})
    found = combine(
        item,
        assess(item, "text", fraction=Fraction(1), comment="good"),
        assess(item, "text", fraction=Fraction(0), comment="bad"),
    )
    assert (found.state, found.feedback) == ("partial", ("good", "bad", "some of it"))
    silent = [assess(PLAIN, "text", fraction=Fraction(1), comment=comment) for comment in ("good", "good")]
    assert combine(PLAIN, *silent).feedback == ("good",)


def test_two_assessors_look_at_the_same_response():
    grades = [assess(PLAIN, text, fraction=Fraction(1)) for text in ("one", "two")]
    with pytest.raises(ValueError, match="different responses"):
        combine(PLAIN, *grades)
