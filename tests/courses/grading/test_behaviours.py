from dataclasses import replace
from fractions import Fraction

import pytest

from courses.grading import (
    Behaviour,
    BehaviourRefused,
    Progress,
    ResponseInvalid,
    check,
    finish,
    item_to_data,
    parse_item,
    replay,
    with_certainty,
)
from courses.grading.behaviours import Try

ITEM = parse_item(
    {
        "key": "k",
        "prompt": "p",
        "type": "single_choice",
        "hints": ["first hint", "second hint"],
        "choices": [{"text": "a", "weight": 1}, {"text": "b", "weight": 0.5}, {"text": "c"}, {"text": "d"}],
    }
)
START = Progress()


def walk(behaviour, *responses):
    progress, fractions = START, []
    for response in responses:
        step = check(behaviour, ITEM, progress, response)
        progress = step.progress
        fractions.append(progress.fraction)
    return progress, fractions


def test_deferred_is_graded_once_at_the_end():
    behaviour = Behaviour("deferred")
    with pytest.raises(BehaviourRefused) as refusal:
        check(behaviour, ITEM, START, "c1")
    assert refusal.value.code == "deferred"
    step = finish(behaviour, ITEM, START, "c2")
    assert (step.progress.fraction, step.progress.finished, step.grade.state) == (
        Fraction(1, 2),
        True,
        "partial",
    )


def test_immediate_locks_after_one_check():
    behaviour = Behaviour("immediate")
    progress, _ = walk(behaviour, "c3")
    assert progress.finished
    with pytest.raises(BehaviourRefused) as refusal:
        check(behaviour, ITEM, progress, "c1")
    assert refusal.value.code == "finished"
    step = finish(behaviour, ITEM, progress, "c1")
    assert (step.progress, step.grade.response) == (progress, "c3")


def test_adaptive_keeps_the_best_after_penalties():
    _, fractions = walk(Behaviour("adaptive", Fraction(1, 10)), "c2", "c3", "c1", "c4")
    assert fractions == [Fraction(1, 2), Fraction(1, 2), Fraction(8, 10), Fraction(8, 10)]


def test_adaptive_without_penalty_lets_the_last_right_answer_earn_all():
    _, fractions = walk(Behaviour("adaptive", Fraction(0)), "c3", "c4", "c1")
    assert fractions[-1] == 1


@pytest.mark.parametrize("name", ["adaptive", "interactive"])
def test_a_behaviour_without_penalty_takes_none_from_items_with_their_own(name):
    item = parse_item(item_to_data(ITEM) | {"penalty": 0.5})
    first = check(Behaviour(name, Fraction(0)), item, START, "c3")
    assert check(Behaviour(name, Fraction(0)), item, first.progress, "c1").progress.fraction == 1


def test_adaptive_begins_with_nothing_so_a_try_never_costs_more_than_no_try():
    choices = [{"text": "a", "weight": 1}, {"text": "b", "weight": -1}]
    item = parse_item({"key": "k", "prompt": "p", "type": "single_choice", "choices": choices})
    first = check(Behaviour("adaptive"), item, START, "c2")
    assert (first.progress.fraction, first.grade.fraction) == (0, -1)
    assert check(Behaviour("adaptive"), item, first.progress, "c1").progress.fraction == Fraction(2, 3)


def test_checking_the_same_answer_again_is_refused_and_uses_no_try():
    progress, _ = walk(Behaviour("adaptive"), "c3")
    with pytest.raises(BehaviourRefused) as refusal:
        check(Behaviour("adaptive"), ITEM, progress, "c3")
    assert refusal.value.code == "same_response"
    step = finish(Behaviour("adaptive"), ITEM, progress, "c3")
    assert (len(step.progress.tries), step.progress.finished) == (1, True)


def test_a_number_stands_in_the_learners_language_when_the_attempt_ends():
    item = parse_item({"key": "k", "prompt": "p", "type": "numerical", "answers": [{"value": "1.234"}]})
    step = check(Behaviour("adaptive"), item, START, "1,234", locale="de")
    assert step.grade.state == "right"
    for response in ("1,234", "7"):
        end = finish(
            Behaviour("immediate"),
            item,
            replace(step.progress, finished=response == "7"),
            response,
            locale="de",
        )
        assert (end.grade.state, end.progress.fraction, end.progress.finished) == ("right", 1, True)
    replayed = replay(Behaviour("adaptive"), item, step.progress, locale="de")
    assert (replayed.fraction, replay(Behaviour("adaptive"), item, step.progress).fraction) == (1, 0)


def test_interactive_gives_hints_and_takes_a_penalty_for_each_earlier_try():
    behaviour = Behaviour("interactive")
    first = check(behaviour, ITEM, START, "c3")
    assert (first.hint, first.tries_left, first.progress.finished) == ("first hint", 2, False)
    second = check(behaviour, ITEM, first.progress, "c4")
    assert (second.hint, second.tries_left) == ("second hint", 1)
    third = check(behaviour, ITEM, second.progress, "c1")
    assert (third.hint, third.tries_left, third.progress.finished) == ("", 0, True)
    assert third.progress.fraction == Fraction(1, 3)


def test_interactive_ends_when_right_and_never_goes_below_zero():
    step = check(Behaviour("interactive"), ITEM, START, "c1")
    assert (step.progress.finished, step.progress.fraction) == (True, 1)
    progress, fractions = walk(Behaviour("interactive", Fraction(1), tries=4), "c3", "c4", "c2")
    assert fractions[-1] == 0
    assert not progress.finished


def test_more_tries_than_hints_go_without_a_hint():
    progress, _ = walk(Behaviour("interactive", tries=5), "c3", "c4")
    assert check(Behaviour("interactive", tries=5), ITEM, progress, "c2").hint == ""


def test_an_empty_answer_cannot_be_checked_but_ends_an_attempt_with_nothing():
    with pytest.raises(ResponseInvalid):
        check(Behaviour("adaptive"), ITEM, START, None)
    step = finish(Behaviour("adaptive"), ITEM, START, None)
    assert (step.progress, step.grade.state) == (Progress(finished=True), "unanswered")
    again = finish(Behaviour("adaptive"), ITEM, step.progress, "c1")
    assert again.grade.state == "unanswered"


@pytest.mark.parametrize(
    ("response", "certainty", "fraction"),
    [
        ("c1", 1, 1),
        ("c1", 2, 2),
        ("c1", 3, 3),
        ("c3", 1, 0),
        ("c3", 2, -2),
        ("c3", 3, -6),
        ("c1", None, 1),
        ("c2", 2, 1),
    ],
)
def test_certainty_pays_when_right_and_costs_when_wrong(response, certainty, fraction):
    step = finish(Behaviour("certainty"), ITEM, START, response, certainty=certainty)
    assert step.progress.fraction == fraction
    assert step.progress.tries[0].certainty == certainty


@pytest.mark.parametrize("certainty", [0, 4, True])
def test_certainty_outside_1_to_3_is_refused(certainty):
    with pytest.raises(ResponseInvalid):
        with_certainty(Fraction(1), certainty)
    # Also where it does not count yet, or not at all: it could not be stored.
    for item, response in ((ESSAY, "some text"), (ITEM, "c1"), (ITEM, None)):
        for name in ("certainty", "deferred"):
            with pytest.raises(ResponseInvalid):
                finish(Behaviour(name), item, START, response, certainty=certainty)


def test_progress_survives_storage():
    progress, _ = walk(Behaviour("adaptive", Fraction(1, 3)), "c3", "c2")
    assert Progress.from_data(progress.to_data()) == progress
    with pytest.raises(TypeError):
        Progress.from_data(replace(progress).to_data() | {"tries": "x"})


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"name": "lazy"}, "unknown behaviour 'lazy'"),
        (
            {"name": "adaptive", "penalty": Fraction(-1, 3)},
            "a penalty is a fraction between 0 and 1, not -1/3",
        ),
        ({"name": "adaptive", "penalty": Fraction(2)}, "a penalty is a fraction between 0 and 1, not 2"),
        ({"name": "interactive", "tries": 0}, "tries must be 1 or more, not 0"),
    ],
)
def test_behaviours_that_make_no_sense_are_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        Behaviour(**arguments)


ESSAY = parse_item({"key": "e", "prompt": "p", "type": "essay"})


@pytest.mark.parametrize("certainty", [None, 1, 2, 3])
def test_certainty_costs_nothing_where_a_person_must_still_mark(certainty):
    step = finish(Behaviour("certainty"), ESSAY, START, "some text", certainty=certainty)
    assert (step.progress.fraction, step.grade.state) == (0, "pending")


@pytest.mark.parametrize(
    "change",
    [
        {"finished": "false"},
        {"fraction": 0.5},
        {"fraction": "1/0"},
        {"fraction": "half"},
        {"tries": [["c1", "1"]]},
        {"tries": [["c1", "1/0", None]]},
        {"tries": [["c1", "1", 4]]},
        {"tries": [["c1", "1", True]]},
    ],
)
def test_progress_that_was_not_written_by_us_is_refused(change):
    with pytest.raises((TypeError, ValueError)):
        Progress.from_data(START.to_data() | change)


def keyed(right):
    """ITEM with another right choice."""
    choices = [{"text": text, "weight": int(text == right)} for text in "abcd"]
    return parse_item(
        {"key": "k", "prompt": "p", "type": "single_choice", "hints": ["h"], "choices": choices}
    )


def test_stored_tries_are_replayed_under_a_corrected_key():
    tries = (Try("c3", Fraction(0)), Try("c4", Fraction(0)), Try("c1", Fraction(1)))
    stored = Progress(tries, Fraction(1, 3), finished=True)
    assert replay(Behaviour("adaptive"), keyed("a"), stored).fraction == Fraction(1, 3)
    # The second try was right all along: 1 − 1/3; the third does not take that away.
    again = replay(Behaviour("adaptive"), keyed("d"), stored)
    assert (again.fraction, len(again.tries), again.finished) == (Fraction(2, 3), 3, True)
    # An interactive item would have ended with it.
    again = replay(Behaviour("interactive"), keyed("d"), stored)
    assert (again.fraction, len(again.tries), again.finished) == (Fraction(2, 3), 2, True)


def test_certainty_is_replayed_with_the_try():
    stored = Progress((Try("c3", Fraction(0), 3),), Fraction(-6), finished=True)
    assert replay(Behaviour("certainty"), keyed("c"), stored).fraction == 3
    assert replay(Behaviour("certainty"), keyed("c"), Progress(finished=True)) == Progress(finished=True)


def test_what_a_person_marks_cannot_be_replayed():
    stored = Progress((Try("text", Fraction(0)),), Fraction(0), finished=True)
    with pytest.raises(ResponseInvalid) as refusal:
        replay(Behaviour("deferred"), ESSAY, stored)
    assert refusal.value.code == "pending"
