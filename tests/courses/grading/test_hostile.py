"""Data that nobody writes by accident: items and responses that want to break the reader."""

import pytest
import regex

from courses.grading import ItemInvalid, ResponseInvalid, grade, normalise_response, parse_item
from courses.grading.problems import MESSAGES
from tests.courses.grading.vectors import load

NUMBER = {"key": "k", "prompt": "p", "type": "numerical", "answers": [{"value": 1}]}
METRES = NUMBER | {"units": [{"unit": "m", "factor": 1}]}


def problems_of(data):
    with pytest.raises(ItemInvalid) as refusal:
        parse_item(data)
    return [str(problem) for problem in refusal.value.problems]


def bomb(depth):
    """What a few lines of YAML with aliases become: two to the power of `depth` when written out."""
    value = ["lol"]
    for _level in range(depth):
        value = [value, value]
    return value


def deep(levels):
    value = []
    for _level in range(levels):
        value = [value]
    return value


@pytest.mark.parametrize("value", [bomb(60), deep(100_000), {"x": bomb(60)}])
def test_what_was_given_instead_is_never_written_out(value):
    name = "a mapping" if isinstance(value, dict) else "a list"
    assert problems_of(NUMBER | {"answers": [{"value": value}]}) == [
        f"answers[0].value: expected a number with a decimal point, such as 2 or 0.5; found {name}"
    ]
    assert problems_of({"type": value}) == [f"type: expected text, found {name}"]
    text = {"key": "k", "prompt": value, "type": "essay", "min_words": value}
    assert problems_of(text) == [
        f"prompt: expected text, found {name}",
        f"min_words: expected a whole number between 0 and 20000; found {name}",
    ]
    with pytest.raises(ResponseInvalid, match="This is not a choice of this item"):
        normalise_response(CHOICE, value)


CHOICE = parse_item(
    {
        "key": "k",
        "prompt": "p",
        "type": "single_choice",
        "choices": [{"text": "a", "correct": True}, {"text": "b"}],
    }
)


def test_a_number_too_long_to_write_is_no_number():
    huge = 16**9000
    assert problems_of(NUMBER | {"answers": [{"value": huge}], "prompt": huge, "mark": -huge}) == [
        "prompt: expected text, found a number",
        "mark: expected a number with a decimal point, such as 2 or 0.5; found a number",
        "answers[0].value: expected a number with a decimal point, such as 2 or 0.5; found a number",
    ]
    with pytest.raises(ResponseInvalid) as refusal:
        grade(parse_item(NUMBER), huge)
    assert refusal.value.code == "not_a_number"


def test_long_values_are_quoted_in_part():
    (problem,) = problems_of(NUMBER | {"mark": "x" * 500})
    assert problem == f"mark: expected a number with a decimal point, such as 2 or 0.5; found '{'x' * 40}'"


@pytest.mark.parametrize("bad", ["\ud800", "a\udfffb"])
def test_half_a_character_is_refused_everywhere(bad):
    assert problems_of({"key": "k", "prompt": bad, "type": "true_false", "answer": True}) == [
        "prompt: contains half of a character (a lone surrogate)"
    ]
    short = parse_item({"key": "k", "prompt": "p", "type": "short_text", "answers": [{"text": "a"}]})
    for parsed, response in [(short, bad), (parse_item(METRES), {"value": "1", "unit": bad})]:
        with pytest.raises(ResponseInvalid) as refusal:
            grade(parsed, response)
        assert refusal.value.code == "wrong_shape"


def test_a_unit_cannot_hold_what_a_database_cannot():
    with pytest.raises(ResponseInvalid) as refusal:
        normalise_response(parse_item(METRES), {"value": "1", "unit": "m\0"})
    assert refusal.value.code == "wrong_shape"


@pytest.mark.parametrize("link", ["https://a b.example", "https://a.example/\nx", "https://a.example/\tx"])
def test_a_link_has_no_white_space(link):
    project = parse_item({"key": "k", "prompt": "p", "type": "project"})
    with pytest.raises(ResponseInvalid) as refusal:
        normalise_response(project, {"url": link})
    assert refusal.value.code == "not_a_link"


def test_thousands_of_unknown_fields_are_not_compared_with_those_that_are_known():
    sound = {"key": "k", "type": "true_false", "answer": True}
    (few, *_rest) = problems_of(sound | {f"promp{n}": 1 for n in range(19)} | {"promt": 1})[1:]
    assert few == "promp0: unknown field; did you mean prompt?"
    (many, *_rest) = problems_of(sound | {f"promp{n}": 1 for n in range(21)})[1:]
    assert many.startswith("promp0: unknown field; the fields here are answer, feedback, ")


def test_every_problem_has_a_vector():
    seen = set()
    for row in load("invalid_items.yaml"):
        with pytest.raises(ItemInvalid) as refusal:
            parse_item(row["item"])
        seen |= {problem.code for problem in refusal.value.problems}
    # Half a character cannot stand in a file; too long is tested with its length.
    assert seen | {"not_unicode", "too_long"} == set(MESSAGES)


def test_the_engine_of_regular_expressions_still_says_what_we_catch():
    with pytest.raises(ValueError, match="mutually incompatible"):
        regex.compile("(?V0)a", regex.VERSION1)
