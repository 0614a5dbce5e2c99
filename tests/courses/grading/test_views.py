"""What a player shows and what a review shows, whole."""

from random import Random

import pytest

from courses.grading import RightAnswer, describe_response, parse_item, public_view, right_answer


def item(**data):
    return parse_item({"key": "k", "prompt": "p", **data})


CHOICES = [{"text": text, "correct": text in "ac"} for text in "abcdef"]
PAIRS = [{"left": f"left {n}", "right": f"right {n}"} for n in range(6)]


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (
            {"type": "single_choice", "choices": [{"text": t, "correct": t == "a"} for t in "abcdef"]},
            "choices",
        ),
        ({"type": "multiple_choice", "choices": CHOICES}, "choices"),
        ({"type": "match", "pairs": PAIRS}, "pairs"),
    ],
)
def test_options_are_shuffled_unless_the_author_forbids_it(data, name):
    authored = public_view(item(**data, shuffle=False), Random(1))[name]
    assert [row.get("text") or row.get("left") for row in authored] == [
        row.get("text") or row.get("left") for row in data[name]
    ]
    shuffled = public_view(item(**data), Random(1))[name]
    assert shuffled != authored
    assert sorted(map(str, shuffled)) == sorted(map(str, authored))


def test_the_texts_around_gaps_are_one_more_than_the_gaps():
    words = [
        {"text": "red"},
        {"text": "green"},
        {"text": "big", "group": "size"},
        {"text": "small", "group": "size"},
    ]
    gaps = item(type="gap_select", text="A [[4]], [[1]] and [[2]] bird", choices=words)
    view = public_view(gaps, Random(1))
    assert view["segments"] == ["A ", ", ", " and ", " bird"]
    offered = [sorted(option["text"] for option in gap["options"]) for gap in view["gaps"]]
    assert offered == [["big", "small"], ["green", "red"], ["green", "red"]]
    assert ([gap["id"] for gap in view["gaps"]], view["once"]) == (["g1", "g2", "g3"], False)
    assert describe_response(gaps, {"g1": "c4", "g3": "c1"}) == ("A **small**, **____** and **red** bird",)


def test_the_parts_of_a_cloze_stand_in_the_order_of_the_text():
    parts = [
        {"type": "true_false", "answer": True},
        {"type": "short_text", "prompt": "Which?", "answers": [{"text": "x"}]},
    ]
    view = public_view(item(type="cloze", text="One {2} two {1}.", parts=parts), Random(1))
    assert (view["segments"], view["order"]) == (["One ", " two ", "."], ["2", "1"])
    assert [(number, part["type"], part["prompt"]) for number, part in view["parts"].items()] == [
        ("1", "true_false", ""),
        ("2", "short_text", "Which?"),
    ]


@pytest.mark.parametrize(
    ("data", "response", "lines"),
    [
        ({"type": "single_choice", "choices": [{"text": "a"}, {"text": "b", "correct": True}]}, "c2", ("b",)),
        ({"type": "multiple_choice", "choices": CHOICES}, ["c1", "c3"], ("a", "c")),
        ({"type": "true_false", "answer": False}, False, ("false",)),
        ({"type": "short_text", "answers": [{"text": "b", "weight": 0.5}, {"text": "c"}]}, "c", ("c",)),
        (
            {"type": "numerical", "answers": [{"value": "2.5"}], "units": [{"unit": "m", "factor": 1}]},
            {"value": "2.5", "unit": "m"},
            ("2.5 m",),
        ),
        (
            {
                "type": "match",
                "pairs": [{"left": "a", "right": "x"}, {"left": "b", "right": "y"}],
                "distractors": ["z"],
            },
            {"p1": "r1", "p2": "r2"},
            ("a → x", "b → y"),
        ),
        ({"type": "ordering", "entries": ["one", "two"]}, ["e1", "e2"], ("one", "two")),
        (
            {"type": "drag_text", "text": "[[2]] before [[1]]", "choices": [{"text": "b"}, {"text": "a"}]},
            {"g1": "c2", "g2": "c1"},
            ("**a** before **b**",),
        ),
        (
            {
                "type": "cloze",
                "text": "{1} {2}",
                "parts": [
                    {"type": "multiple_choice", "choices": CHOICES},
                    {"type": "short_text", "answers": [{"text": "x"}]},
                ],
            },
            {"1": ["c1", "c3"], "2": "x"},
            ("1: a, c", "2: x"),
        ),
        ({"type": "essay"}, None, ()),
        ({"type": "description"}, None, ()),
    ],
)
def test_the_right_answer_is_shown_whole(data, response, lines):
    assert right_answer(item(**data)) == RightAnswer(response, lines)
    assert describe_response(item(**data), None) == ()
