"""What GIFT cannot hold is left out and named."""

from dataclasses import replace

import pytest

from courses.formats import read, write_gift

from .every_item import COURSE


@pytest.mark.parametrize(
    ("item", "reason"),
    [
        ({"type": "short_text", "answers": [{"text": "a"}], "regex": True}, "GIFT has no regular expressions"),
        ({"type": "numerical", "answers": [{"value": "1"}], "units": [{"unit": "m", "factor": "1"}]}, "GIFT has no units"),
        ({"type": "numerical", "answers": [{"value": "1", "tolerance": "1", "tolerance_type": "relative"}]}, "GIFT has absolute tolerances and closed ranges only"),
        ({"type": "numerical", "answers": [{"low": "1"}]}, "GIFT has no ranges without an end"),
        ({"type": "match", "pairs": [{"left": "a -> b", "right": "c"}, {"left": "d", "right": "e"}]}, "a text holds “->”, which GIFT reads as the mark between the sides"),
        ({"type": "ordering", "entries": ["a", "b"]}, "GIFT has no questions of the type ordering"),
    ],
)  # fmt: skip
def test_each_refusal_has_its_reason(item, reason):
    course = replace(COURSE, items=({"key": "k", "prompt": "P", **item},), assessment=None, modules=())
    _, ledger = write_gift(course)
    assert [(entry.element, entry.outcome, entry.reason) for entry in ledger] == [
        ("item k", "dropped", reason)
    ]


def test_ticks_become_weights_and_a_false_statement_keeps_its_feedback():
    items = (
        {"key": "m", "type": "multiple_choice", "prompt": "P", "choices": [{"text": "a", "correct": True}, {"text": "b", "correct": False}]},
        {"key": "t", "type": "true_false", "prompt": "P", "answer": False, "feedback_false": "Yes.", "feedback_true": "No."},
    )  # fmt: skip
    course = replace(COURSE, items=items, assessment=None, modules=())
    again = read(write_gift(course)[0], name="x.gift").course
    assert again.item("m")["choices"] == [{"text": "a", "weight": 1}, {"text": "b", "weight": -1}]
    assert again.item("t") == items[1]
