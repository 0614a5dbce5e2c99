"""Calculated questions: Moodle's formulas, and one prepared set of their numbers."""

import math

import pytest

from courses.formats import read
from courses.formats.moodle.calculated import CalculationError, evaluated

VALUES = {"a": 3.0, "b": -2.0, "c_1": 0.5}


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("1 + 2 * 3 - 4 / 8", 6.5),
        ("-{a} * -(2 + {b}) + +1", 1),
        ("{a}*{a}/{c_1}", 18),
        ("{b}-{b}", 0),
        ("7 % 4 + .5e1", 8),
        ("pow({a}, 2) + sqrt(16) + abs({b})", 15),
        ("SIN(pi() / 2) + log10(1000) + log(8, 2)", 7),
        ("round(2.5) + round(-2.5) + round(1.255, 2)", 1.26),
        ("round(1234, -2)", 1200),
        ("min(3, 1, 2) + max(1, {a})", 4),
        ("deg2rad(180) - pi() + exp(0) + atan2(0, 1) + ceil(0.2) + floor(1.9) + fmod(5, 3)", 5),
    ],
)
def test_formulas_are_worked_out_as_moodle_does(formula, value):
    assert math.isclose(evaluated(formula, VALUES), value, abs_tol=1e-12)


@pytest.mark.parametrize(
    ("formula", "message"),
    [
        ("{x} + 1", "there are no numbers for the wild card “x”"),
        ("1 / 0", "the formula “1 / 0” has no value for its numbers"),
        ("sqrt(-1)", "the formula “sqrt(-1)” has no value for its numbers"),
        ("pow(10, 400)", "the formula “pow(10, 400)” has no value for its numbers"),
        ("1e15 * 10", "the formula “1e15 * 10” has no value for its numbers"),
        ("1e999 - 1e999", "the formula “1e999 - 1e999” has no value for its numbers"),
        ("", "the formula “” is not understood"),
        ("1 +", "the formula “1 +” is not understood"),
        ("1 2", "the formula “1 2” is not understood"),
        ("(1", "the formula “(1” is not understood"),
        ("2 ^ 3", "the formula “2 ^ 3” is not understood"),
        ("system(1)", "the formula “system(1)” is not understood"),
        ("sin(1, 2)", "the formula “sin(1, 2)” is not understood"),
        ("pi(3)", "the formula “pi(3)” is not understood"),
        ("sin", "the formula “sin” is not understood"),
        ("(" * 40 + "1" + ")" * 40, f"the formula “{'(' * 40}1{')' * 19}” is not understood"),
        ("1+" * 600 + "1", "a formula has more than 1,000 characters"),
    ],
)
def test_what_is_no_formula_is_refused(formula, message):
    with pytest.raises(CalculationError) as caught:
        evaluated(formula, VALUES)
    assert str(caught.value) == message


def dataset(name, *values):
    items = "".join(
        f"<dataset_item><number>{number}</number><value>{value}</value></dataset_item>"
        for number, value in values
    )
    return f"<dataset_definition><name><text>{name}</text></name><dataset_items>{items}</dataset_items></dataset_definition>"


SETS = f"<dataset_definitions>{dataset('a', (2, 5), (1, 3))}{dataset('b', (1, 4), (2, 6), (3, 7))}</dataset_definitions>"


def reading_of(kind, inside, sets=SETS):
    source = f"<quiz><question type='{kind}'><name><text>Q</text></name><questiontext><text>{{a}} and {{b}}, {{={{a}}*{{b}}}}, {{other}}?</text></questiontext><generalfeedback><text>It is {{={{a}}/{{b}}}}.</text></generalfeedback>{inside}{sets}</question></quiz>"
    return read(source.encode(), name="x.xml")


def test_a_calculated_question_is_asked_with_its_first_numbers():
    answers = (
        "<answer fraction='100'><text>{a}/{b}</text><tolerance>0.01</tolerance><tolerancetype>1</tolerancetype><correctanswerlength>2</correctanswerlength><feedback><text>{b}!</text></feedback></answer>"
        "<answer fraction='50'><text>{a}</text><tolerance>0.1</tolerance><tolerancetype>3</tolerancetype></answer>"
        "<answer fraction='0'><text>*</text></answer>"
    )
    reading = reading_of("calculated", answers + "<single>0</single><unitgradingtype>0</unitgradingtype>")
    assert reading.course.items == (
        {
            "key": "q",
            "type": "numerical",
            "prompt": "3 and 4, 12, {other}?",
            "answers": [
                {"value": "0.75", "tolerance": "0.01", "tolerance_type": "relative", "feedback": "4!"},
                {"value": "3", "tolerance": "0.1", "tolerance_type": "geometric", "weight": 0.5},
                {"value": "*", "weight": 0},
            ],
            "feedback": "It is 0.75.",
        },
    )
    first = reading.ledger.with_outcome("adapted")[0]
    assert first.reason == "its formulas are worked out with the first of 2 sets of numbers"
    assert reading.ledger.with_outcome("dropped") == ()


def test_choices_are_rounded_as_their_answers_say():
    answer = "<answer fraction='{}'><text>{{={{a}}/{{b}}*{}}} m</text><correctanswerformat>{}</correctanswerformat><correctanswerlength>{}</correctanswerlength></answer>"
    answers = answer.format(100, 1, 1, 3) + answer.format(0, 1000.9, 2, 2) + answer.format(0, 7, 1, 99)
    [item] = reading_of("calculatedmulti", answers).course.items
    assert item["type"] == "single_choice"
    assert item["choices"] == [{"text": "0.750 m", "correct": True}, {"text": "750 m"}, {"text": "5.25 m"}]


@pytest.mark.parametrize(
    ("sets", "formula", "reason"),
    [
        ("", "1", "it has no sets of numbers for its formulas"),
        (f"<dataset_definitions>{dataset('a')}</dataset_definitions>", "1", "there are no numbers for the wild card “a”"),
        (SETS, "{a}/{z}", "there are no numbers for the wild card “z”"),
    ],
)  # fmt: skip
def test_a_calculated_question_without_its_numbers_is_dropped_with_the_reason(sets, formula, reason):
    source = reading_of("calculatedsimple", f"<answer fraction='100'><text>{formula}</text></answer>", sets)
    assert [(one.element, one.reason) for one in source.ledger.with_outcome("dropped")] == [
        ("item Q", reason)
    ]
