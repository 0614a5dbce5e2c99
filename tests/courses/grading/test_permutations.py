from fractions import Fraction
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.grading import grade, parse_item
from courses.grading.guessing import uniform
from courses.grading.orders import METHODS, fraction_of
from courses.grading.permutations import random_order


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("n", [2, 3, 4, 5, 6])
def test_counting_agrees_with_trying_every_order(method, n):
    assert random_order(method, n) == uniform(
        fraction_of(method, METHODS[method](order)) for order in permutations(range(n))
    )


@pytest.mark.parametrize("method", METHODS)
def test_twenty_entries_are_counted_at_once(method):
    distribution = random_order(method, 20)
    assert sum(distribution.values()) == 1


@given(st.sampled_from(sorted(METHODS)), st.integers(2, 12).flatmap(lambda n: st.permutations(range(n))))
def test_only_the_right_order_earns_everything(method, order):
    fraction = fraction_of(method, METHODS[method](order))
    assert 0 <= fraction <= 1
    assert (fraction == 1) == (order == sorted(order))


@pytest.mark.parametrize(
    ("method", "earned", "fraction"),
    [
        ("all_or_nothing", "0 0 0 0 0", "0"),
        ("absolute_position", "0 0 0 0 0", "0"),
        ("next_exclude_last", "1 1 1 - 0", "3/4"),
        ("next_include_last", "1 1 1 0 0", "3/5"),
        ("previous_next", "1/2 1 1 1/2 0", "3/5"),
        ("all_previous_next", "3/4 3/4 3/4 3/4 0", "3/5"),
        ("longest_ordered_subset", "1 1 1 1 0", "4/5"),
        ("longest_contiguous_subset", "1 1 1 1 0", "4/5"),
        ("relative_to_correct", "3/4 3/4 3/4 3/4 0", "3/5"),
    ],
)
def test_every_entry_earns_by_the_method(method, earned, fraction):
    """The first entry put last; the last entry of all is not asked where it has no next one."""
    item = parse_item(
        {"key": "k", "prompt": "p", "type": "ordering", "entries": [*"abcde"], "method": method}
    )
    response = ["e2", "e3", "e4", "e5", "e1"]
    found = grade(item, response)
    wanted = [(name, Fraction(n)) for name, n in zip(response, earned.split(), strict=True) if n != "-"]
    assert [(part.id, part.fraction) for part in found.parts] == wanted
    assert found.fraction == Fraction(fraction)


def test_of_two_entries_the_right_one_alone_is_no_order():
    item = {"key": "k", "prompt": "p", "type": "ordering", "entries": ["a", "b"], "method": "all_or_nothing"}
    assert [part.state for part in grade(parse_item(item), ["e1", "e2"]).parts] == ["right", "right"]
    for method in ("longest_ordered_subset", "longest_contiguous_subset"):
        found = grade(parse_item(item | {"method": method}), ["e2", "e1"])
        assert [part.state for part in found.parts] == ["wrong", "wrong"]
