"""Forms that no player of ours would send."""

import pytest

from courses.grading import ResponseInvalid, parse_item, response_from_fields

CHOICES = [{"text": "a", "correct": True}, {"text": "b"}]


def posted(item, fields):
    whole = parse_item({"key": "k", "prompt": "p", **item})
    return response_from_fields(whole, lambda name: fields.get(name, []), "q")


@pytest.mark.parametrize(
    ("item", "fields", "code"),
    [
        ({"type": "single_choice", "choices": CHOICES}, {"q": ["c1"]}, "unknown_option"),
        ({"type": "single_choice", "choices": CHOICES}, {"q": ["x", "y"]}, "several_values"),
        ({"type": "multiple_choice", "choices": CHOICES}, {"q": ["none", "c1"]}, "contradiction"),
        ({"type": "multiple_choice", "choices": CHOICES}, {"q": ["c1"]}, "unknown_option"),
        ({"type": "true_false", "answer": True}, {"q": ["maybe"]}, "unknown_option"),
        ({"type": "short_text", "answers": [{"text": "a"}]}, {"q": ["a" * 1001]}, "too_long"),
    ],
)
def test_a_form_that_does_not_fit_is_refused(item, fields, code):
    with pytest.raises(ResponseInvalid) as refusal:
        posted(item, fields)
    assert refusal.value.code == code


def test_an_order_needs_every_position_once():
    item = parse_item({"key": "k", "prompt": "p", "type": "ordering", "entries": ["a", "b"]})
    names = [f"q-{item.token(text)}" for text in ("a", "b")]
    for places in (["1", "1"], ["1", ""], ["1", "3"], ["x", "1"]):
        fields = dict(zip(names, ([place] for place in places), strict=True))
        with pytest.raises(ResponseInvalid) as refusal:
            response_from_fields(item, lambda name, fields=fields: fields.get(name, []), "q")
        assert refusal.value.code == "not_an_order"


def test_line_ends_of_browsers_are_stored_as_one_character():
    assert posted({"type": "essay"}, {"q": ["one\r\ntwo"]}) == "one\ntwo"
