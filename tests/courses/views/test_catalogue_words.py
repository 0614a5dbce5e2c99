"""Small promises of the catalogue and the course page that a phone makes visible."""

import re

import pytest
from django.test import Client

from tests.factories import courses as make

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("query", "folded"), [("?q=course", True), ("?level=introductory", False), ("", True)]
)
def test_facets_open_only_for_who_chose_one(client: Client, query: str, folded: bool) -> None:
    make.published_course()
    page = client.get(f"/courses/{query}").content.decode()
    tag = re.search(r'<details class="catalogue-facets"[^>]*>', page)
    assert tag is not None
    assert ("open" not in tag.group()) is folded


def test_a_course_that_guessing_cannot_pass_says_so(client: Client) -> None:
    numbers = [make.NUMERICAL | {"key": f"n{each}"} for each in range(3)]
    course = make.published_course(items=numbers, rules={"pass_mark": "0.6", "attempts_allowed": 3})
    page = client.get(course.get_absolute_url()).content.decode()
    assert "Guessing alone does not pass" in page
    assert "zero" not in page
