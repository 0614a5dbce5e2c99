import time
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.grading import grade, parse_item, right_answer
from courses.grading.patterns import PatternTimeoutError, first_match, pattern_problem, wildcard_match

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


def test_after_a_pattern_ran_out_of_time_plain_parts_are_still_graded():
    slow = {name: value for name, value in SLOW.items() if name not in {"key", "prompt"}}
    plain = {"type": "short_text", "answers": [{"text": "x"}]}
    parts = [slow, plain, slow, plain]
    item = parse_item({"key": "k", "prompt": "p", "type": "cloze", "text": "{1} {2} {3} {4}", "parts": parts})
    found = grade(item, {"1": WORDS, "2": "x", "3": "a", "4": "y"})
    # The third would match at once; its time is used up.
    assert [part.state for part in found.parts] == ["pending", "right", "pending", "wrong"]


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


CATASTROPHIC = [
    r"(a+)+$",
    r"(a|a)*b",
    r"(a*)*b",
    r"(a|aa)+",
    r"([a-zA-Z]+)*!",
    r"(.*a){20}",
    r"(x+x+)+y",
    r"((a+)\2)+b",
    r"(?:.*)*(?:.*)*x",
    r"^(([a-z])+.)+[A-Z]([a-z])+$",
    r"(?=(a+)+$)b",
    r"(?<=(a+)+)b",
    r"(?R)",
    r"(?R)?a",
    r"(?P<n>(?P>n)a|a)",
    r"(?b)(?:ab+c){e}",
    r"(?:a{e<=3}){50}b",
]


@pytest.mark.parametrize("pattern", CATASTROPHIC)
@pytest.mark.parametrize("text", [WORDS, "a" * 999 + "!", "ab" * 500])
def test_no_pattern_hangs(pattern, text):
    assert pattern_problem(pattern) is None
    started = time.process_time()
    with suppress(PatternTimeoutError):
        first_match([pattern], text, case_sensitive=False)
    assert time.process_time() - started < 2


def test_fifty_slow_patterns_share_the_time_of_one():
    answers = [{"text": f"(a|aa)+({letter * count})?"} for letter in "cdefg" for count in range(1, 11)]
    started = time.process_time()
    assert grade(parse_item(SLOW | {"answers": answers}), WORDS).state == "pending"
    parts = [{"type": "short_text", "regex": True, "answers": answers}] * 50
    text = " ".join(f"{{{n}}}" for n in range(1, 51))
    cloze = parse_item({"key": "k", "prompt": "p", "type": "cloze", "text": text, "parts": parts})
    found = grade(cloze, {str(n): WORDS for n in range(1, 50)})
    assert [part.state for part in found.parts] == ["pending"] * 49 + ["unanswered"]
    assert time.process_time() - started < 4


def test_an_earlier_match_needs_no_later_pattern():
    answers = [{"text": "a+b"}, {"text": "(a|aa)+"}]
    assert grade(parse_item(SLOW | {"answers": answers}), WORDS).state == "right"


@given(st.text(r"ab()[]{}|*+?\\.^$<>=!:0129,#PRVie&", max_size=24))
def test_any_text_is_a_pattern_that_can_be_used_or_a_problem(pattern):
    if pattern_problem(pattern) is None:
        with suppress(PatternTimeoutError):
            assert first_match([pattern], "abab", case_sensitive=False) in {0, None}


def short(*answers, **fields):
    return parse_item({"key": "k", "prompt": "p", "type": "short_text", "answers": list(answers), **fields})


@pytest.mark.parametrize(
    ("item", "response"),
    [
        (short({"text": "a", "weight": 0.5}, {"text": "a*"}), "a…"),
        (short({"text": "Par*s"}), "Pars"),
        (short({"text": "*"}), None),
        (short({"text": "x", "weight": 0.5}, {"text": "*"}), None),
        (short({"text": "x|y"}, regex=True), None),
    ],
)
def test_the_right_text_to_show_earns_the_whole_mark(item, response):
    found = right_answer(item).response
    assert found == response
    assert found is None or grade(item, found).state == "right"


def test_parts_of_a_cloze_have_a_right_answer_where_the_whole_has_none():
    parts = [{"type": "short_text", "regex": True, "answers": [{"text": "x"}]}]
    parts += [{"type": "true_false", "answer": True}]
    item = parse_item({"key": "k", "prompt": "p", "type": "cloze", "text": "{1} {2}", "parts": parts})
    assert (right_answer(item).response, right_answer(item).lines) == (None, ("2: true",))
