"""Drawing, scoring and the cut, for any numbers."""

from decimal import Decimal
from fractions import Fraction
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from courses.models import Assessment, AttemptItem, ItemVersion, Section
from courses.services.drawing import draw
from courses.services.outcome import outcome_of
from courses.services.scoring import FRACTION_STEP, decimal, score_items
from tests.factories import courses as make


def attempt_items(bodies: list[dict[str, Any]]) -> list[AttemptItem]:
    """Items of one section that were never saved; they have no skills."""
    section = Section(pk=1, title="Core")
    rows = []
    for number, body in enumerate(bodies, start=1):
        version = ItemVersion(pk=number, body=body)
        version._prefetched_objects_cache = {"skills": []}  # type: ignore[attr-defined]
        rows.append(AttemptItem(pk=number, section=section, item_version=version, position=number))
    return rows


@given(rights=st.lists(st.booleans(), min_size=1, max_size=30), cut=st.integers(0, 100))
@settings(deadline=None)
def test_the_cut_is_reached_exactly_when_the_exact_share_reaches_it(rights: list[bool], cut: int) -> None:
    from courses.models import Response

    items = attempt_items([make.TRUE_FALSE] * len(rights))
    responses = {item.pk: Response(data=right) for item, right in zip(items, rights, strict=True)}

    outcome = outcome_of(Assessment(pass_mark=Decimal(cut) / 100), score_items(items, responses, locale="en"))

    assert outcome.fraction == Fraction(sum(rights), len(rights))
    assert outcome.passed == (100 * sum(rights) >= cut * len(rights))


def test_unanswered_items_count_with_their_marks_and_descriptions_do_not() -> None:
    note = {"key": "note", "type": "description", "prompt": "Read this."}
    items = attempt_items([make.TRUE_FALSE, make.SHORT | {"mark": 3}, note])

    outcome = outcome_of(Assessment(pass_mark=Decimal("0.5")), score_items(items, {}, locale="en"))

    assert (outcome.points, outcome.mark, outcome.passed) == (0, 4, False)


def test_an_assessment_without_marks_is_never_passed() -> None:
    items = attempt_items([make.TRUE_FALSE | {"mark": 0}])

    assert not outcome_of(Assessment(pass_mark=Decimal(0)), score_items(items, {}, locale="en")).passed


def test_negative_weights_do_not_bring_a_sum_below_nothing() -> None:
    from courses.models import Response

    item = {
        "key": "risky",
        "type": "single_choice",
        "prompt": "?",
        "choices": [{"text": "a", "weight": 1}, {"text": "b", "weight": -1}],
    }
    items = attempt_items([item])

    outcome = outcome_of(
        Assessment(pass_mark=Decimal("0.5")), score_items(items, {1: Response(data="c2")}, locale="en")
    )

    assert outcome.columns()["fraction"] == 0
    assert outcome.columns()["mark"] == 0


@pytest.mark.parametrize(
    ("number", "text"), [(Fraction(2, 3), "0.66666667"), (Fraction(-1, 3), "-0.33333333"), (Fraction(0), "0")]
)
def test_exact_numbers_are_stored_to_eight_places(number: Fraction, text: str) -> None:
    assert decimal(number, FRACTION_STEP) == Decimal(text)


@pytest.mark.django_db
@given(seed=st.integers(0, 2**32), count=st.integers(1, 9))
@settings(deadline=None, max_examples=30)
def test_a_draw_has_no_item_twice_and_never_more_than_the_pool(seed: int, count: int) -> None:
    version = make.draft(lessons=0, items=make.EVERY_TYPE, rules={"draw": count})

    drawn = draw(version.assessment, rng=Random(seed))

    assert len({entry.item_version.pk for entry in drawn}) == len(drawn) == min(count, 7)


@pytest.mark.django_db
def test_without_shuffling_the_authored_order_is_kept() -> None:
    version = make.draft(items=make.EVERY_TYPE, rules={"shuffle": False})

    drawn = draw(version.assessment, rng=Random(3))

    assert [entry.item_version.body["key"] for entry in drawn] == [body["key"] for body in make.EVERY_TYPE]
