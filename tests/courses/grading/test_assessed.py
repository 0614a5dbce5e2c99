from fractions import Fraction

import pytest

from courses.grading import (
    Grade,
    ResponseInvalid,
    assess,
    combine,
    count_words,
    misses_length,
    normalise_response,
    parse_item,
)

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


def test_an_item_that_grades_itself_may_be_assessed_where_it_could_not():
    item = parse_item(
        {"key": "k", "prompt": "p", "type": "short_text", "answers": [{"text": "(a|b)+c"}], "regex": True}
    )
    found = assess(item, "abba", fraction=Fraction(1, 3), comment="nearly")
    assert found == Grade(Fraction(1, 3), "partial", "abba", (), ("nearly",))


def test_a_description_has_nothing_to_assess():
    with pytest.raises(ResponseInvalid) as refusal:
        assess(parse_item({"key": "k", "prompt": "p", "type": "description"}), None, fraction=Fraction(1))
    assert refusal.value.code == "not_assessed"


@pytest.mark.parametrize(
    ("limits", "text", "words", "misses"),
    [
        ({"min_words": 3}, "one two", 2, True),
        ({"min_words": 3}, "one two three", 3, False),
        ({"max_words": 2}, "one two", 2, False),
        ({"max_words": 2}, "one  two\nthree", 3, True),
        ({"min_words": 3}, None, 0, False),
        ({}, "as many as one likes", 5, False),
    ],
)
def test_a_text_outside_the_limits_is_taken_and_told(limits, text, words, misses):
    item = parse_item({"key": "k", "prompt": "p", "type": "essay", **limits})
    assert normalise_response(item, text) == text
    assert (count_words(item, text), misses_length(item, text)) == (words, misses)


def test_the_words_of_a_project_are_those_of_its_text():
    item = parse_item({"key": "k", "prompt": "p", "type": "project", "min_words": 3})
    assert count_words(item, {"url": "https://example.org/a", "text": "two words"}) == 2
    assert misses_length(item, {"text": "two words"})
    assert count_words(item, {"url": "https://example.org/"}) == 0


def test_other_items_have_no_words():
    item = parse_item({"key": "k", "prompt": "p", "type": "true_false", "answer": True})
    assert (count_words(item, True), misses_length(item, True)) == (0, False)


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
