from fractions import Fraction

from courses.grading import (
    AttemptChange,
    ItemChange,
    RegradeDifference,
    StoredAttempt,
    parse_item,
    regrade,
)


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
