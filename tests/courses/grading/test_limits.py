"""How long, how many, how much: each limit is kept, and said with its place."""

import pytest

from courses.grading import ItemInvalid, parse_item


def item(**data):
    return parse_item({"key": "k", "prompt": "p", **data})


def problems(data):
    with pytest.raises(ItemInvalid) as refusal:
        item(**data)
    return [str(problem) for problem in refusal.value.problems]


def with_text(data, path, text):
    """A copy of the data with the text at the path."""
    if not path:
        return text
    copy = data.copy()
    copy[path[0]] = with_text(copy[path[0]], path[1:], text)
    return copy


SINGLE = {
    "type": "single_choice",
    "choices": [{"text": "a", "correct": True}, {"text": "b"}],
    "skills": ["s"],
}
SINGLE |= {"tags": ["t"], "hints": ["h"], "source_id": "i", "feedback": "f"}
MATCH = {
    "type": "match",
    "pairs": [{"left": "a", "right": "b"}, {"left": "c", "right": "d"}],
    "distractors": ["e"],
}
NUMBER = {"type": "numerical", "answers": [{"value": 1}], "units": [{"unit": "m", "factor": 1}]}
GAPS = {
    "type": "gap_select",
    "text": "[[1]]",
    "choices": [{"text": "a", "group": "g"}, {"text": "b", "group": "g"}],
}
LEVELS = [{"points": 0, "text": "none"}, {"points": 1, "text": "all"}]
ESSAY = {"type": "essay", "rubric": [{"criterion": "c", "levels": LEVELS}], "response_template": "r"}


@pytest.mark.parametrize(
    ("data", "path", "limit"),
    [
        (SINGLE, ("choices", 1, "text"), 5_000),
        (SINGLE, ("skills", 0), 500),
        (SINGLE, ("tags", 0), 200),
        (SINGLE, ("hints", 0), 5_000),
        (SINGLE, ("source_id",), 255),
        (SINGLE, ("feedback",), 20_000),
        (MATCH, ("pairs", 0, "left"), 5_000),
        (MATCH, ("pairs", 0, "right"), 5_000),
        (MATCH, ("distractors", 0), 2_000),
        ({"type": "ordering", "entries": ["a", "b"]}, ("entries", 1), 2_000),
        ({"type": "short_text", "answers": [{"text": "a"}]}, ("answers", 0, "text"), 500),
        (NUMBER, ("units", 0, "unit"), 40),
        (GAPS, ("choices", 1, "text"), 500),
        (ESSAY, ("rubric", 0, "criterion"), 500),
        (ESSAY, ("rubric", 0, "levels", 0, "text"), 2_000),
        (ESSAY, ("response_template",), 20_000),
    ],
)
def test_a_text_may_be_as_long_as_its_limit(data, path, limit):
    item(**with_text(data, path, "x" * limit))
    place = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)[1:]
    message = f"{place}: {limit + 1} characters; at most {limit} are allowed"
    assert problems(with_text(data, path, "x" * (limit + 1))) == [message]


def test_the_name_of_a_group_has_forty_characters():
    named = [{"text": text, "group": "x" * 40} for text in "ab"]
    assert item(**GAPS | {"choices": named}).choices[1].group == "x" * 40
    longer = GAPS | {"choices": [named[0], {"text": "b", "group": "x" * 41}]}
    assert problems(longer) == ["choices[1].group: 41 characters; at most 40 are allowed"]


def texts(n):
    return [f"t{i}" for i in range(n)]


def rows(n, **fields):
    return [{"text": text, **fields} for text in texts(n)]


def levels(n):
    return [{"points": i, "text": "x"} for i in range(n)]


LISTS = {
    "choices": (2, 50, lambda n: SINGLE | {"choices": rows(n, weight=1)}),
    "answers": (1, 50, lambda n: {"type": "short_text", "answers": rows(n)}),
    "units": (0, 30, lambda n: NUMBER | {"units": [{"unit": u, "factor": 1} for u in texts(n)]}),
    "pairs": (2, 30, lambda n: {"type": "match", "pairs": [{"left": t, "right": t} for t in texts(n)]}),
    "distractors": (0, 30, lambda n: MATCH | {"distractors": texts(n)}),
    "entries": (2, 20, lambda n: {"type": "ordering", "entries": texts(n)}),
    "rubric": (0, 20, lambda n: ESSAY | {"rubric": [{"criterion": t, "levels": LEVELS} for t in texts(n)]}),
    "rubric[0].levels": (2, 10, lambda n: ESSAY | {"rubric": [{"criterion": "c", "levels": levels(n)}]}),
    "skills": (0, 20, lambda n: SINGLE | {"skills": texts(n)}),
    "hints": (0, 10, lambda n: SINGLE | {"hints": texts(n)}),
    "tags": (0, 50, lambda n: SINGLE | {"tags": texts(n)}),
}


@pytest.mark.parametrize("place", LISTS)
def test_a_list_has_as_many_entries_as_it_may(place):
    least, most, data = LISTS[place]
    item(**data(least))
    item(**data(most))
    wrong = [most + 1, least - 1] if least else [most + 1]
    for count in wrong:
        assert problems(data(count)) == [f"{place}: expected {least} to {most} entries, found {count}"]


def test_a_text_has_up_to_fifty_gaps_and_a_hundred_words():
    def gaps(n, words):
        return {"type": "gap_select", "text": "[[1]]" * n, "choices": rows(words)}

    item(**gaps(50, 100))
    assert problems(gaps(51, 100)) == ["text: expected 1 to 50 gaps like [[1]], found 51"]
    assert problems(gaps(50, 101)) == ["choices: expected 2 to 100 entries, found 101"]
    assert problems(gaps(1, 1)) == ["choices: expected 2 to 100 entries, found 1"]


def test_a_cloze_has_up_to_fifty_parts():
    def cloze(n):
        text = "".join(f"{{{number}}}" for number in range(1, n + 1))
        return {"type": "cloze", "text": text, "parts": [{"type": "true_false", "answer": True}] * n}

    item(**cloze(50))
    assert problems(cloze(51))[0] == "parts: expected 1 to 50 entries, found 51"


@pytest.mark.parametrize(
    ("place", "low", "high", "step", "data"),
    [
        ("mark", 0, 1000, 0.5, lambda v: SINGLE | {"mark": v}),
        ("rubric[0].levels[1].points", None, 1000, 1, lambda v: ESSAY | {"rubric": points(v)}),
        ("min_words", 0, 20_000, 1, lambda v: {"type": "essay", "min_words": v}),
        ("max_words", 0, 20_000, 1, lambda v: {"type": "essay", "max_words": v}),
        ("penalty", 0, 1, 0.1, lambda v: SINGLE | {"penalty": v}),
        ("unit_penalty", 0, 1, 0.1, lambda v: NUMBER | {"unit_penalty": v}),
        ("choices[1].weight", -1, 1, 0.1, lambda v: SINGLE | {"choices": weights(v)}),
        (
            "answers[0].tolerance",
            0,
            None,
            0.1,
            lambda v: NUMBER | {"answers": [{"value": 1, "tolerance": v}]},
        ),
    ],
)
def test_a_number_lies_within_its_limits(place, low, high, step, data):
    for end, beyond in ((low, -step), (high, step)):
        if end is not None:
            item(**data(end))
            (problem,) = problems(data(end + beyond))
            assert problem.startswith(f"{place}: ")


def points(best):
    return [{"criterion": "c", "levels": [{"points": 0, "text": "x"}, {"points": best, "text": "y"}]}]


def weights(second):
    return [{"text": "a", "weight": 1}, {"text": "b", "weight": second}]


def test_a_unit_is_more_than_nothing_of_the_answers_unit():
    for factor in (0, -1):
        units = [{"unit": "m", "factor": 1}, {"unit": "x", "factor": factor}]
        assert problems(NUMBER | {"units": units}) == ["units[1].factor: must be above 0"]
    item(**NUMBER | {"units": [{"unit": "m", "factor": 1}, {"unit": "x", "factor": "1e-9"}]})
