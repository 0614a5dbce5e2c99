"""QTI 3.0 that we write: read back equal, and in the order that its schema wants."""

from dataclasses import replace

import pytest
from hypothesis import assume, given, settings

from courses.formats import read, write_qti
from courses.grading import parse_item

from .every_item import COURSE
from .generated_items import KINDS, is_valid, items


def written(item):
    course = replace(COURSE, items=(item,), assessment=None, modules=(), assets=())
    data, ledger = write_qti(course)
    [entry] = [one for one in ledger if one.element == "item k"]
    return data, entry


@pytest.mark.parametrize("kind", KINDS)
def test_an_item_that_is_kept_comes_back_equal(kind):
    @settings(max_examples=60)
    @given(items(kind))
    def check(item):
        assume(is_valid(item))
        data, entry = written(item)
        if entry.outcome == "dropped":
            return
        reading = read(data)
        assert len(reading.course.items) == 1, (item, list(reading.ledger))
        again = reading.course.items[0]
        if entry.outcome == "kept":
            assert parse_item(again) == parse_item(item), (item, again)
        else:
            assert again["prompt"] == item["prompt"]

    check()
