"""Every vector: grading, refusals, round trips, what the player sees."""

import json
from fractions import Fraction
from random import Random

import pytest

from courses.grading import (
    ItemInvalid,
    ResponseInvalid,
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
from tests.courses.grading.vectors import load

GRADES = [
    pytest.param(row["item"], *case, id=f"{n}-{row['item']['type']}-{case[0]!r:.30}")
    for n, row in enumerate(load("grades.yaml"))
    for case in (
        [response, fraction, state, feedback] for response, fraction, state, *feedback in row["cases"]
    )
]
ITEMS = [pytest.param(row, id=f"{n}-{row['item']['type']}") for n, row in enumerate(load("grades.yaml"))]


def whole(item):
    return parse_item({"key": "k", "prompt": "p", **item})


@pytest.mark.parametrize(("item", "response", "fraction", "state", "feedback"), GRADES)
def test_a_response_earns_its_fraction(item, response, fraction, state, feedback):
    found = grade(whole(item), response)
    assert found.fraction == Fraction(fraction)
    assert found.state == state
    assert list(found.feedback) == feedback
    assert grade(whole(item), found.response) == found


@pytest.mark.parametrize(("item", "response", "fraction", "state", "feedback"), GRADES)
def test_a_form_filled_from_a_response_posts_the_same_response(item, response, fraction, state, feedback):
    parsed = whole(item)
    stored = normalise_response(parsed, response)
    fields = fields_from_response(parsed, stored, "q")
    assert response_from_fields(parsed, lambda name: fields.get(name, []), "q") == stored
    assert bool(describe_response(parsed, stored)) == (stored is not None and stored != [])


@pytest.mark.parametrize("row", ITEMS)
def test_canonical_data_reads_back_to_the_same_item(row):
    item = whole(row["item"])
    data = json.loads(json.dumps(item_to_data(item)))
    assert parse_item(data) == item
    assert item_to_data(parse_item(data)) == data


@pytest.mark.parametrize("row", ITEMS)
def test_the_right_answer_earns_the_whole_mark(row):
    item = whole(row["item"])
    response = right_answer(item).response
    if response is not None:
        assert grade(item, response).state == "right"


@pytest.mark.parametrize("row", ITEMS)
def test_guesses_are_distributions_and_give_the_stated_score(row):
    item = whole(row["item"])
    distribution = guess_distribution(item)
    assert sum(distribution.values()) == 1
    assert all(-1 <= value <= 1 for value in distribution)
    if "guess" in row:
        assert guess_score(item) == pytest.approx(float(Fraction(row["guess"])))


@pytest.mark.parametrize("row", ITEMS)
def test_the_public_view_has_no_key_no_feedback_no_authored_ids(row):
    item = whole(row["item"])
    view = public_view(item, Random(7))
    assert view == public_view(item, Random(7))
    written = json.dumps(view)
    for secret in ("weight", "correct", "feedback", "tolerance", "answers", "assessor_notes", "look"):
        assert f'"{secret}"' not in written
    for authored in ("c1", "p1", "r1", "e1"):
        assert f'"{authored}"' not in written


@pytest.mark.parametrize(
    ("item", "response", "code"),
    [(row["item"], *case) for row in load("invalid_responses.yaml") for case in row["cases"]],
)
def test_a_response_that_does_not_fit_is_refused(item, response, code):
    with pytest.raises(ResponseInvalid) as refusal:
        grade(whole(item), response)
    assert refusal.value.code == code
    assert str(refusal.value)


@pytest.mark.parametrize(
    ("item", "problems"), [(row["item"], row["problems"]) for row in load("invalid_items.yaml")]
)
def test_an_invalid_item_is_refused_with_every_problem(item, problems):
    with pytest.raises(ItemInvalid) as refusal:
        parse_item(item)
    assert [str(problem) for problem in refusal.value.problems] == problems
    assert str(refusal.value) == "; ".join(problems)
