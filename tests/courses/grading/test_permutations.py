from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.grading.guessing import uniform
from courses.grading.permutations import METHODS, random_order


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("n", [2, 3, 4, 5, 6])
def test_counting_agrees_with_trying_every_order(method, n):
    assert random_order(method, n) == uniform(METHODS[method](order) for order in permutations(range(n)))


@pytest.mark.parametrize("method", METHODS)
def test_twenty_entries_are_counted_at_once(method):
    distribution = random_order(method, 20)
    assert sum(distribution.values()) == 1


@given(st.sampled_from(sorted(METHODS)), st.integers(2, 12).flatmap(lambda n: st.permutations(range(n))))
def test_only_the_right_order_earns_everything(method, order):
    fraction = METHODS[method](order)
    assert 0 <= fraction <= 1
    assert (fraction == 1) == (order == sorted(order))
