import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from courses.formats.errors import CourseInvalid
from courses.formats.yaml_source import dump_yaml, load_yaml

texts = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=40)
scalars = (
    st.none()
    | st.booleans()
    | st.integers(-(10**15), 10**15)
    | st.floats(allow_nan=False, allow_infinity=False)
)
data = st.recursive(
    scalars | texts,
    lambda inner: (
        st.lists(inner, max_size=4)
        # A key is a field's name: one line.
        | st.dictionaries(texts.filter(lambda key: len(key) < 20 and key.isprintable()), inner, max_size=4)
    ),
    max_leaves=12,
)


@settings(deadline=None)
@given(data)
def test_what_is_written_is_read_back_and_written_the_same(value):
    text = dump_yaml(value)
    again = load_yaml(text, "x.yaml").data
    assert again == value
    assert dump_yaml(again) == text


def test_words_that_yaml_1_1_turns_into_other_things_stay_text():
    source = "a: no\nb: on\nc: 2026-01-31\nd: 1:30\ne: 012\nf: 1e3\ng: 1_000\nh: .5\ni: 3"
    assert load_yaml(source, "x").data == {
        "a": "no", "b": "on", "c": "2026-01-31", "d": "1:30", "e": "012", "f": "1e3", "g": "1_000", "h": 0.5, "i": 3,
    }  # fmt: skip


def test_numbers_too_large_for_a_float_stay_text_and_all_remember_how_they_were_typed():
    source = load_yaml("a: 1.0e+999\nb: 3.10\nc: [+5, '6.0', true]", "x")
    assert source.data == {"a": "1.0e+999", "b": 3.1, "c": [5, "6.0", True]}
    typed = [source.typed(path) for path in (("a",), ("b",), ("c", 0), ("c", 1), ("c", 2))]
    assert typed == [None, "3.10", "+5", None, None]


def test_texts_with_unusual_line_ends_are_written_in_quotes():
    assert dump_yaml({"a": "one\u2028two\x85", "b": " x\ny", "c": "x\ny"}) == (
        'a: "one\\Ltwo\\N"\nb: " x\\ny"\nc: |\n  x\n  y\n'
    )


def test_a_megabyte_is_read_in_seconds():
    text = "- {key: a, text: hello, n: 12}\n" * 33_000
    started = time.process_time()
    assert len(load_yaml(text, "x").data) == 33_000
    assert time.process_time() - started < 10


def test_a_block_ends_without_its_last_line_feed():
    assert load_yaml("a: |\n  one\n  two\nb: |+\n  one\n\n", "x").data == {"a": "one\ntwo", "b": "one\n"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "a: 1\nb: &x 2",
            "x.yaml:2: uses an anchor or alias (& or *); write it out, or put the text in quotes",
        ),
        ("a: !!python/object:os.system 1", "x.yaml:1: uses the tag"),
        ("a: 1\na: 2", "x.yaml:2: has the key “a” twice"),
        ("a: 1\n---\nb: 2", "x.yaml:2: holds more than one document"),
        ("a:\n  - b\n c: d", "x.yaml:3: is not valid YAML"),
        ("a: 1\nb: \x07", "x.yaml:2: holds the control character '\\x07'; remove it"),
        ("a: 1\n&x b: 2", "x.yaml:2: uses an anchor or alias"),
        ("a: 1\nb: {c: d", "x.yaml:2: is not valid YAML: did not find expected ',' or '}'"),
        ("a: 'x\n\n\n", "x.yaml:1: is not valid YAML: found unexpected end of stream"),
        ("a: 1\n...\nb", "x.yaml:3: is not valid YAML: did not find expected <document start>"),
        ("? [a]\n: b", "x.yaml:1: has a key that is not a plain word"),
        ("[" * 50 + "]" * 50, "is nested more than 20 levels deep"),
        ("[" * 100_000, "nested"),
    ],
)
def test_each_refusal_names_its_line(text, message):
    with pytest.raises(CourseInvalid) as caught:
        load_yaml(text, "x.yaml")
    assert message in str(caught.value)


def test_lines_are_those_of_the_file():
    source = load_yaml("a:\n  - b: 1\n    c: 2\n", "x", first_line=10)
    assert [source.line(path) for path in (("a",), ("a", 0), ("a", 0, "c"), ("a", 0, "d"))] == [
        10,
        11,
        12,
        11,
    ]
