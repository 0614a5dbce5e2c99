from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.grading import ItemInvalid, ResponseInvalid, grade, normalise_response, parse_item
from courses.grading.grades import graded, state_of
from courses.grading.reading import exact_decimal, exact_weight, written_weight
from tests.courses.grading.vectors import load

ITEMS = [parse_item({"key": "k", "prompt": "p", **row["item"]}) for row in load("grades.yaml")]
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=20)
    | st.sampled_from(["c1", "p1", "r1", "e1", "g1"]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["p1", "1", "value", "unit", "g1", "url", "x"]), inner, max_size=4)
    ),
    max_leaves=8,
)


@given(st.sampled_from(ITEMS), VALUES)
def test_any_json_is_graded_or_refused(item, raw):
    try:
        found = grade(item, raw)
    except ResponseInvalid:
        return
    assert -1 <= found.fraction <= 1
    assert normalise_response(item, found.response) == found.response


@given(
    st.dictionaries(
        st.sampled_from(["type", "key", "prompt", "choices", "answers", "pairs", "entries", "text", "parts"]),
        VALUES | st.just("match"),
    )
)
def test_any_data_is_an_item_or_refused_with_problems(data):
    with pytest.raises(ItemInvalid) as refusal:
        parse_item(data)
    assert refusal.value.problems


@pytest.mark.parametrize(
    ("fraction", "state"),
    [
        ("0.0000009", "wrong"),
        ("0.000001", "partial"),
        ("0.999999", "partial"),
        ("0.9999991", "right"),
        ("-1", "wrong"),
    ],
)
def test_the_state_follows_the_limits(fraction, state):
    assert state_of(Fraction(fraction)) == state


@pytest.mark.parametrize(
    ("fraction", "mark", "points"),
    [(Fraction(1, 3), "1", "0.3333333"), (Fraction(1, 2), "3", "1.5"), (Fraction(0), "5", "0")],
)
def test_points_have_seven_decimals_at_most(fraction, mark, points):
    assert str(graded(fraction, None).points(Decimal(mark))) == points


OFFERED = [
    "1",
    ".9",
    ".8333333",
    ".8",
    ".75",
    ".7",
    ".6666667",
    ".6",
    ".5",
    ".4",
    ".3333333",
    ".3",
    ".25",
    ".2",
    ".1666667",
    ".1428571",
    ".125",
    ".1111111",
    ".1",
    ".05",
]


@pytest.mark.parametrize("written", OFFERED)
def test_offered_weights_are_the_fractions_they_stand_for_and_are_written_back(written):
    weight = exact_weight(Decimal(written))
    assert weight.denominator <= 20
    assert written_weight(weight) == float(written)


@pytest.mark.parametrize("value", [True, None, "x", "nan", "inf", "1e400", "1" * 120, []])
def test_what_is_no_decimal(value):
    assert exact_decimal(value) is None


def test_long_texts_are_refused_with_their_length():
    with pytest.raises(ItemInvalid) as refusal:
        parse_item({"key": "k", "prompt": "p" * 20_001, "type": "true_false", "answer": True})
    assert [str(problem) for problem in refusal.value.problems] == [
        "prompt: 20001 characters; at most 20000 are allowed"
    ]


def test_an_answer_kept_beside_its_feedback():
    found = grade(ITEMS[0], "c1")
    assert found.also_saying(()) == found
