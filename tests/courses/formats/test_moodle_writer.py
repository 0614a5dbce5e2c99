"""What Moodle and GIFT cannot hold is adapted or left out, and the ledger says exactly how."""

from dataclasses import replace
from decimal import Decimal

import pytest

from courses.formats import read, write_gift, write_moodle
from courses.grading import grade, parse_item

from .samples import PIXEL, small_course

PAIR = {"text": "a", "correct": True}, {"text": "b"}


def written(item, write=write_moodle, **course):
    whole = {"key": "k", "prompt": "P", **item}
    data, ledger = write(replace(small_course(), items=(whole,), assessment=None, modules=(), **course))
    [entry] = [one for one in ledger if one.element == "item k"]
    items = (
        read(data, name="x.gift" if write is write_gift else "x.xml").course.items
        if entry.outcome != "dropped"
        else ()
    )
    return entry.outcome, entry.reason, items


def cloze(part, **more):
    return {"type": "cloze", "text": "{1}", "parts": [part | more]}


@pytest.mark.parametrize(
    ("item", "reason"),
    [
        (cloze({"type": "multiple_choice", "choices": [*PAIR]}), "Moodle counts several right answers by weights only"),
        (cloze({"type": "short_text", "answers": [{"text": "a"}], "regex": True}), "Moodle has no regular expressions"),
        (cloze({"type": "numerical", "answers": [{"value": "1"}], "units": [{"unit": "m", "factor": "1"}]}), "numbers inside a text have no units in Moodle"),
        (cloze({"type": "true_false", "answer": True}), "Moodle embeds no answers of the type true_false"),
        (cloze({"type": "short_text", "answers": [{"text": "a"}], "mark": 0}), "parts have whole marks in Moodle"),
        ({"type": "gap_select", "prompt": "\\[\\[1\\]\\]", "text": "[[1]]", "choices": [{"text": "a"}, {"text": "b"}]}, "a text holds “[[1]]” that is no gap, and Moodle reads it as one"),
    ],
)  # fmt: skip
def test_moodle_cannot_hold(item, reason):
    assert written(item)[:2] == ("dropped", reason)


@pytest.mark.parametrize(
    ("item", "reason"),
    [
        (cloze({"type": "multiple_choice", "choices": [{"text": "a", "weight": 1}, {"text": "b", "weight": 0.5}]}), "shares that are more than the whole are made smaller by Moodle"),
        (cloze({"type": "short_text", "answers": [{"text": "a"}]}, hints=["h"], feedback="f"), "Moodle has no place for feedback of a part; Moodle has no place for hints of a part"),
        (cloze({"type": "short_text", "answers": [{"text": "a"}]}, mark=3), "the mark is the sum of the marks of its parts"),
        ({"type": "cloze", "text": "Intro\n\n{1}", "parts": [{"type": "short_text", "answers": [{"text": "a"}]}]}, "the prompt and the beginning of the text are one in Moodle"),
        ({"type": "true_false", "answer": True, "feedback_correct": "F", "skills": ["s"]}, "Moodle has no place for feedback_correct of the type truefalse; Moodle has no place for skills of an item"),
        ({"type": "essay", "hints": ["h"], "penalty": 0, "feedback_partial": "F"}, "Moodle has no place for feedback_partial of the type essay; Moodle has no place for hints of the type essay; Moodle has no place for penalty of the type essay"),
        ({"type": "match", "pairs": [{"left": "a", "right": "**b**"}, {"left": "c", "right": "![k](../assets/kettle.png) d"}]}, "some texts are plain text in Moodle"),
        ({"type": "numerical", "answers": [{"value": "1"}], "units": [{"unit": "m", "factor": "1"}, {"unit": "x", "factor": "3000000000000"}]}, "the factor of x is rounded"),
        ({"type": "multiple_choice", "choices": [*PAIR]}, "Moodle counts by weights, not by “each_option”"),
    ],
)  # fmt: skip
def test_moodle_holds_it_in_another_form(item, reason):
    outcome, told, [again] = written(item)
    assert (outcome, told) == ("adapted", reason)
    assert parse_item(again).type == item["type"]


@pytest.mark.parametrize(
    ("answer", "again", "inside", "outside"),
    [
        ({"value": "200", "tolerance": "0.1", "tolerance_type": "relative"}, {"value": "200", "tolerance": "20"}, ("180", "220"), ("179.9", "220.1")),
        ({"value": "-8", "tolerance": "1", "tolerance_type": "geometric"}, {"value": "-10", "tolerance": "6"}, ("-16", "-4"), ("-16.1", "-3.9")),
        ({"low": "0.1", "high": "0.2"}, {"value": "0.15", "tolerance": "0.05"}, ("0.1", "0.2"), ("0.09", "0.21")),
        ({"value": "2", "tolerance": "0", "tolerance_type": "relative"}, {"value": "2"}, ("2",), ("2.1",)),
    ],
)  # fmt: skip
def test_every_interval_accepts_the_same_numbers(answer, again, inside, outside):
    _, _, [item] = written({"type": "numerical", "answers": [answer]})
    assert item["answers"] == [again]
    for one in (
        parse_item(item),
        parse_item({"key": "k", "prompt": "P", "type": "numerical", "answers": [answer]}),
    ):
        assert [grade(one, number).state for number in (*inside, *outside)] == [
            *("right" for _ in inside), *("wrong" for _ in outside),
        ]  # fmt: skip


def test_numbers_keep_every_digit():
    assert Decimal("0.1") + Decimal("0.2") == Decimal("0.3")
    _, _, [item] = written({"type": "numerical", "answers": [{"low": "0.1", "high": "1000000.2"}]})
    assert item["answers"] == [{"value": "500000.15", "tolerance": "500000.05"}]


def test_a_rubric_becomes_a_text_for_the_assessor():
    rubric = [{"criterion": "Clear", "levels": [{"points": 0, "text": "no"}, {"points": 2, "text": "yes"}]}]
    outcome, reason, [item] = written(
        {
            "type": "project",
            "assessor_notes": "Look.",
            "rubric": rubric,
            "max_words": 9,
            "response_template": "x",
        }
    )
    assert (outcome, reason) == ("adapted", "the rubric is a text for the assessor")
    assert item == {
        "key": "k", "type": "project", "prompt": "P", "max_words": 9, "response_template": "x",
        "assessor_notes": "Look.\n\n**Clear**\n\n- 0: no\n- 2: yes",
    }  # fmt: skip


def test_pictures_travel_with_their_texts_and_links_outside_stay():
    prompt = "![k](../assets/kettle.png) ![k](../assets/kettle.png) [o](https://example.org/) [lost](../assets/no.png)"
    outcome, _, [item] = written({"type": "description", "prompt": prompt})
    assert outcome == "kept"
    assert (
        item["prompt"]
        == "![k](../assets/kettle.png) ![k](../assets/kettle.png) [o](https://example.org/) lost"
    )
    data, _ = write_moodle(replace(small_course(), items=({"key": "k", "type": "description", "prompt": prompt},), assessment=None))  # fmt: skip
    assert [asset.data for asset in read(data, name="x.xml").course.assets] == [PIXEL]


@pytest.mark.parametrize(
    ("item", "outcome", "reason"),
    [
        ({"type": "multiple_choice", "choices": [*PAIR]}, "adapted", "GIFT has no place for: policy"),
        ({"type": "single_choice", "choices": [{"text": "%5", "correct": True}, {"text": "b"}]}, "dropped", "a choice begins like a share of the mark"),
        ({"type": "true_false", "answer": True, "tags": ["a]b", "c"], "source_id": "x", "penalty": 0}, "adapted", "GIFT has no place for: tags, penalty"),
        ({"type": "description", "feedback": "f"}, "adapted", "GIFT has no place for: feedback"),
        ({"type": "essay", "min_words": 3, "shuffle": False}, "adapted", "GIFT has no place for: min_words, shuffle"),
    ],
)  # fmt: skip
def test_what_gift_says_of_an_item(item, outcome, reason):
    assert written(item, write_gift)[:2] == (outcome, reason)


def test_several_shares_and_almost_the_whole_are_written_as_moodle_reads_them():
    item = {"type": "single_choice", "choices": [{"text": "a", "weight": 0.9999999}, {"text": "b", "weight": 0.5}, {"text": "c", "weight": 1}]}  # fmt: skip
    data, _ = write_gift(replace(small_course(), items=({"key": "k", "prompt": "P", **item},), assessment=None, modules=()))  # fmt: skip
    assert data.decode().splitlines()[-1] == "::k:: [markdown]P {=a ~%50%b =c}"
