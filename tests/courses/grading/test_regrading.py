from fractions import Fraction

from courses.grading import (
    AttemptChange,
    Behaviour,
    ItemChange,
    Progress,
    RegradeDifference,
    SectionCut,
    StoredAttempt,
    parse_item,
    regrade,
)
from courses.grading.behaviours import Try


def choice(right, mark=1, n=3):
    return parse_item(
        {
            "key": "q",
            "prompt": "p",
            "mark": mark,
            "type": "single_choice",
            "choices": [{"text": str(i), "correct": i == right} for i in range(1, n + 1)],
        }
    )


OTHER = parse_item({"key": "t", "prompt": "p", "type": "true_false", "answer": True})
ATTEMPTS = [
    StoredAttempt("gains", {"q": "c2", "t": False}),
    StoredAttempt("loses", {"q": "c1", "t": False}),
    StoredAttempt("same", {"q": "c3", "t": True}),
    StoredAttempt("not drawn", {"t": True}),
]


def test_a_corrected_key_shows_who_gains_who_loses_who_flips():
    found = regrade(
        ATTEMPTS, before={"q": choice(1), "t": OTHER}, after={"q": choice(2)}, pass_mark=Fraction(1, 2)
    )
    half = Fraction(1, 2)
    up = AttemptChange("gains", Fraction(0), half, False, True, (ItemChange("q", Fraction(0), Fraction(1)),))
    down = AttemptChange(
        "loses", half, Fraction(0), True, False, (ItemChange("q", Fraction(1), Fraction(0)),)
    )
    assert found == RegradeDifference(4, (up, down))
    assert (found.gains, found.losses, found.flips) == ((up,), (down,), (up, down))


def test_a_new_mark_changes_the_share_of_everybody_who_drew_the_item():
    found = regrade(
        ATTEMPTS[2:],
        before={"q": choice(1), "t": OTHER},
        after={"q": choice(1, mark=3)},
        pass_mark=Fraction(1, 2),
    )
    (change,) = found.changes
    assert (change.before, change.after, change.flips) == (Fraction(1, 2), Fraction(1, 4), True)


def test_a_response_that_no_longer_fits_keeps_its_points_and_is_listed():
    found = regrade(
        [StoredAttempt("a", {"q": "c3"})],
        before={"q": choice(3)},
        after={"q": choice(1, n=2)},
        pass_mark=Fraction(1, 2),
    )
    (change,) = found.changes
    assert change.items == (ItemChange("q", Fraction(1), None, "unknown_option"),)
    assert change.before == change.after == 1
    assert not change.flips


def test_a_response_that_a_person_must_mark_keeps_its_points():
    essay = parse_item({"key": "q", "prompt": "p", "type": "essay"})
    text = parse_item({"key": "q", "prompt": "p", "type": "short_text", "answers": [{"text": "*"}]})
    found = regrade(
        [StoredAttempt("a", {"q": "words"})], before={"q": text}, after={"q": essay}, pass_mark=Fraction(1)
    )
    assert found.changes[0].items == (ItemChange("q", Fraction(1), None, "pending"),)


def test_items_without_marks_give_a_share_of_nothing():
    text = parse_item({"key": "q", "prompt": "p", "mark": 0, "type": "true_false", "answer": True})
    other = parse_item({"key": "q", "prompt": "p", "mark": 0, "type": "true_false", "answer": False})
    found = regrade(
        [StoredAttempt("a", {"q": True})], before={"q": text}, after={"q": other}, pass_mark=Fraction(1)
    )
    assert found.changes[0].after == 0


HALF = Fraction(1, 2)
ESSAY = parse_item({"key": "e", "prompt": "p", "type": "essay"})


def test_the_cut_of_a_section_decides_too():
    attempts = [StoredAttempt("a", {"q": "c1", "t": True}), StoredAttempt("not drawn", {"t": True})]
    keys = {"before": {"q": choice(1), "t": OTHER}, "after": {"q": choice(2)}}
    cut = SectionCut(frozenset({"q", "elsewhere"}), HALF)
    found = regrade(attempts, **keys, pass_mark=HALF, sections=[cut])
    assert [(change.attempt, change.before, change.after, change.flips) for change in found.changes] == [
        ("a", Fraction(1), HALF, True)
    ]
    assert not regrade(attempts, **keys, pass_mark=HALF).changes[0].flips


def test_a_section_is_passed_with_exactly_its_cut():
    section = SectionCut(frozenset({"q", "t"}), HALF)
    attempt = StoredAttempt("a", {"q": "c2", "t": True})
    keys = {"before": {"q": choice(1), "t": OTHER}, "after": {"q": choice(2)}}
    (change,) = regrade([attempt], **keys, pass_mark=HALF, sections=[section]).changes
    assert (change.before, change.passed_before, change.after, change.passed_after) == (HALF, True, 1, True)


def test_what_a_person_gave_stands_and_counts():
    attempt = StoredAttempt("a", {"q": "c2", "e": "words"}, assessed={"e": Fraction(4, 5)})
    found = regrade(
        [attempt], before={"q": choice(1), "e": ESSAY}, after={"q": choice(2)}, pass_mark=Fraction(7, 10)
    )
    (change,) = found.changes
    assert (change.before, change.after, change.flips) == (Fraction(2, 5), Fraction(9, 10), True)
    assert change.items == (ItemChange("q", Fraction(0), Fraction(1)),)


def test_an_essay_that_nobody_has_marked_is_no_change_unless_its_item_is():
    attempt = StoredAttempt("a", {"e": "words"})
    assert regrade([attempt], before={"e": ESSAY}, after={}, pass_mark=HALF) == RegradeDifference(1, ())
    link = parse_item({"key": "e", "prompt": "p", "type": "project"})
    found = regrade([attempt], before={"e": ESSAY}, after={"e": link}, pass_mark=HALF)
    assert found.changes[0].items == (ItemChange("e", Fraction(0), None, "wrong_shape"),)


def test_stored_tries_are_regraded_with_their_penalties():
    tries = Progress((Try("c1", Fraction(0)), Try("c2", Fraction(1))), HALF, finished=True)
    attempt = StoredAttempt("a", {"q": "c2"}, progress={"q": tries})
    found = regrade(
        [attempt],
        before={"q": choice(2)},
        after={"q": choice(1)},
        pass_mark=HALF,
        behaviour=Behaviour("adaptive", HALF),
    )
    assert found.changes[0].items == (ItemChange("q", HALF, Fraction(1)),)


def test_a_negative_sum_counts_as_nothing():
    def weighted(right):
        weights = {"a": -1, "b": -1} | {right: 1}
        choices = [{"text": text, "weight": weight} for text, weight in weights.items()]
        return parse_item({"key": "q", "prompt": "p", "type": "single_choice", "choices": choices})

    found = regrade(
        [StoredAttempt("a", {"q": "c1"})],
        before={"q": weighted("b")},
        after={"q": weighted("a")},
        pass_mark=HALF,
    )
    assert (found.changes[0].before, found.changes[0].after) == (0, 1)
    assert found.changes[0].items[0].before == -1
