import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.grading import grade, parse_item
from courses.grading.patterns import pattern_problem, wildcard_match

SLOW = {"key": "k", "prompt": "p", "type": "short_text", "regex": True, "answers": [{"text": "(a|aa)+"}]}
WORDS = "a" * 60 + "b"


def test_a_pattern_that_explodes_ends_in_time_and_goes_to_a_person():
    started = time.monotonic()
    found = grade(parse_item(SLOW), WORDS)
    assert time.monotonic() - started < 2
    assert (found.state, found.final, found.fraction) == ("pending", False, 0)


def test_a_pending_part_leaves_the_whole_cloze_to_a_person():
    part = {name: value for name, value in SLOW.items() if name not in {"key", "prompt"}}
    sure = {"type": "true_false", "answer": True}
    item = parse_item({"key": "k", "prompt": "p", "type": "cloze", "text": "{1} {2}", "parts": [part, sure]})
    found = grade(item, {"1": WORDS, "2": True})
    assert (found.state, [result.state for result in found.parts]) == ("pending", ["pending", "right"])


@given(st.text("ab*", max_size=8), st.text("ab", max_size=8))
def test_wildcards_agree_with_a_slow_matcher(pattern, text):
    def slow(pattern, text):
        if not pattern:
            return not text
        if pattern[0] == "*":
            return any(slow(pattern[1:], text[i:]) for i in range(len(text) + 1))
        return bool(text) and text[0] == pattern[0] and slow(pattern[1:], text[1:])

    assert wildcard_match(pattern, text, case_sensitive=True) == slow(pattern, text)


@pytest.mark.parametrize(("pattern", "text"), [("straße", "STRASSE"), ("İ*", "i̇x")])
def test_case_folding_is_unicodes(pattern, text):
    assert wildcard_match(pattern, text, case_sensitive=False)


@pytest.mark.parametrize("pattern", ["(a{1,500}){1,500}", "(a{500,}){500,}", "(a{ 500 }){,500}"])
def test_repetitions_that_would_fill_the_memory_are_refused_before_compiling(pattern):
    assert pattern_problem(pattern) == ("repetitions", {"most": 10_000})


def test_ordinary_repetitions_are_accepted():
    assert pattern_problem("[0-9]{4}-[0-9]{2,3}-[0-9]{2,}-x{0}") is None
