"""Moodle XML: a file as Moodle exports it, what must be refused, and what we write."""

from dataclasses import replace

import pytest

from courses.formats import CourseInvalid, read, write_cairn, write_moodle
from courses.grading import parse_item

from .every_item import COURSE, ITEMS
from .samples import INPUTS


def reading():
    return read(INPUTS / "moodle/questions.xml")


def outcomes(result, outcome):
    return [
        (entry.element, entry.reason)
        for entry in result.ledger.with_outcome(outcome)
        if "of the course" not in entry.element
    ]


def test_every_type_becomes_an_item():
    course = reading().course
    assert {item["key"]: {n: v for n, v in item.items() if n != "key"} for item in course.items} == {
        "capital": {
            "type": "single_choice",
            "prompt": "Capital of **France**?\n\n![Map](../assets/map-a.png)",
            "choices": [{"text": "Paris", "correct": True, "feedback": "Yes"}, {"text": "Lyon"}],
            "shuffle": False,
            "mark": 2,
            "feedback": "Paris.",
            "feedback_correct": "Well done",
            "hints": ["It has a tower."],
            "penalty": 0.5,
            "tags": ["capitals"],
            "source_id": "q1",
        },
        "several": {
            "type": "multiple_choice",
            "prompt": "Which \\* are?",
            "policy": "weights",
            "shuffle": False,
            "choices": [
                {"text": "A", "weight": 0.3333333},
                {"text": "B", "weight": 0.3333333},
                {"text": "C", "weight": 0.3333333},
                {"text": "D", "weight": -1},
            ],
        },
        "length": {
            "type": "numerical",
            "prompt": "How long?",
            "answers": [{"value": "3.5", "tolerance": "0.1"}, {"value": "*", "weight": 0, "feedback": "No"}],
            "units": [{"unit": "m", "factor": "1"}, {"unit": "cm", "factor": "0.01"}],
            "unit_penalty": 0.2,
        },
        "animals": {
            "type": "cloze",
            "prompt": "Animals",
            "text": "A {1} has {2} legs, {3} tail.",
            "parts": [
                {"type": "short_text", "answers": [{"text": "cat", "feedback": "Meow"}, {"text": "kitten", "weight": 0.5}]},
                {"type": "numerical", "answers": [{"value": "4", "tolerance": "0.5"}], "mark": 2},
                {"type": "single_choice", "choices": [{"text": "one", "correct": True}, {"text": "two~three", "feedback": "No } way"}]},
            ],
            "mark": 4,
        },
        "pairs": {
            "type": "match",
            "prompt": "Match",
            "pairs": [{"left": "Spain", "right": "Madrid"}, {"left": "Peru", "right": "Lima"}],
            "distractors": ["Oslo"],
        },
        "drag": {
            "type": "gap_select",
            "prompt": "Drag",
            "text": "The [[1]] is [[2]]",
            "choices": [{"text": "sky"}, {"text": "blue", "group": "2"}, {"text": "red", "group": "2"}, {"text": "sea"}],
        },
        "order": {"type": "ordering", "prompt": "Order", "method": "longest_ordered_subset", "entries": ["a", "b"]},
        "essay": {
            "type": "essay",
            "prompt": "Why?",
            "min_words": 10,
            "response_template": "Because",
            "assessor_notes": "Look for reasons.",
        },
    }  # fmt: skip
    assert [section.title for section in course.assessment.sections] == ["Europe"]
    assert [asset.path for asset in course.assets] == ["assets/map-a.png"]
    assert read(write_cairn(course)).course == course


def test_the_ledger_names_what_is_left_out():
    assert outcomes(reading(), "dropped") == [
        ("item Sum", "it has no sets of numbers for its formulas"),
        ("item Spot", "there is no item type for Moodle's “ddmarker”"),
        ("item Odd", "“WHATEVER” is not a kind of embedded answer"),
    ]  # fmt: skip
    assert outcomes(reading(), "adapted") == [
        ("category $course$/top/Geography/Europe", "is a section of the assessment"),
        ("item drag", "words that can be used again are lists at the gaps"),
        ("item order", "all entries are put in order, not some of them"),
    ]


def test_what_moodle_can_hold_comes_back_equal():
    data, ledger = write_moodle(COURSE)
    again = read(data, name="x.xml").course
    same = {item["key"] for item in ITEMS if parse_item(again.item(item["key"])) == parse_item(item)}
    adapted = {entry.element.removeprefix("item "): entry.reason for entry in ledger.with_outcome("adapted")}
    assert adapted == {
        "each": "Moodle counts by weights, not by “each_option”",
        "halves": "Moodle counts by weights, not by “halves”",
        "num": "the ends of a range count as inside; a range is written as its middle with a tolerance",
        "rel": "a tolerance that is relative is written as an absolute one",
    }
    assert {item["key"] for item in ITEMS} - same == set(adapted)
    assert again.assets == COURSE.assets
    assert write_moodle(COURSE)[0] == data


def test_units_survive_in_both_directions():
    item = {
        "key": "u", "type": "numerical", "prompt": "P", "answers": [{"value": "2", "tolerance": "0.5"}],
        "units": [{"unit": "m", "factor": "1"}, {"unit": "km", "factor": "1000"}], "unit_penalty": 0.25,
    }  # fmt: skip
    course = replace(COURSE, items=(item,), assessment=None)
    [again] = read(write_moodle(course)[0], name="x.xml").course.items
    assert parse_item(again) == parse_item(item)


@pytest.mark.parametrize(
    ("item", "reason"),
    [
        ({"type": "short_text", "answers": [{"text": "a+"}], "regex": True}, "Moodle has no regular expressions"),
        ({"type": "numerical", "answers": [{"low": "1"}]}, "Moodle has no ranges without an end"),
        ({"type": "cloze", "text": "{1}", "parts": [{"type": "true_false", "answer": True}]}, "Moodle embeds no answers of the type true_false"),
        ({"type": "cloze", "text": "{1}", "parts": [{"type": "short_text", "mark": 0.5, "answers": [{"text": "a"}]}]}, "parts have whole marks in Moodle"),
    ],
)  # fmt: skip
def test_the_writer_names_what_moodle_cannot_hold(item, reason):
    course = replace(COURSE, items=({"key": "k", "prompt": "P", **item},), assessment=None, modules=())
    _, ledger = write_moodle(course)
    assert [(entry.element, entry.reason) for entry in ledger] == [("item k", reason)]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"<quiz/>", "x.xml:1: holds no <question>"),
        (b"<quiz>\n<question></quiz>", "x.xml:2: is not well-formed XML: mismatched tag"),
        (b'<!DOCTYPE quiz [<!ENTITY a "b">]><quiz/>', None),
    ],
)
def test_a_bad_file_is_refused(data, message):
    with pytest.raises(Exception, match=r".") as caught:
        read(data, name="x.xml")
    if message:
        assert isinstance(caught.value, CourseInvalid)
        assert str(caught.value) == message


def test_a_picture_that_is_no_base64_is_named():
    data = b'<quiz><question type="description"><name><text>D</text></name><questiontext format="html"><text>&lt;img src="@@PLUGINFILE@@/a.png" alt="A"&gt; x</text><file name="a.png" encoding="base64">%%%</file></questiontext></question></quiz>'
    result = read(data, name="x.xml")
    assert result.course.items[0]["prompt"] == "A x"
    assert outcomes(result, "dropped") == [
        ("file a.png", "is not readable base64"),
        ("picture @@PLUGINFILE@@/a.png", "is not in the course; its description is kept"),
    ]
