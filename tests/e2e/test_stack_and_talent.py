"""The demo world: what is missing for a larger credential."""

import pytest
from playwright.sync_api import expect

from tests.e2e.people import People

pytestmark = pytest.mark.browser


def test_before_the_last_part_the_page_says_what_is_missing(people: People) -> None:
    page = people.signed_in("learner@cairn.example")
    page.goto("/credentials/")
    stack = page.get_by_role("listitem").filter(has_text="Safe Care Foundations").first
    expect(stack).to_contain_text("missing")
    expect(stack.get_by_role("link", name="Recognising Deterioration")).to_be_visible()
