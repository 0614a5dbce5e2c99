"""What a learner holds, and how far they are."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from credentials.queries import stack_words
from credentials.queries.stacks import progress_for
from credentials.queries.wallet import facts_of, my_credentials
from credentials.services import lifecycle
from credentials.stacks import explaining
from portal.models import User
from tests.factories.credentials import (
    award_credential,
    issue_credential,
    make_achievement,
    make_issuer,
    make_skill,
    publish_stack,
)

pytestmark = pytest.mark.django_db
type Counting = Callable[[int], AbstractContextManager[object]]


def test_a_fact_says_what_the_frozen_claims_say(charlie: User, staff: User) -> None:
    skill = make_skill()
    achievement = make_achievement(skills=[(skill, 3)], hours=2)
    credential = issue_credential(achievement, charlie)
    award_credential(achievement, charlie)
    lifecycle.suspend(credential, actor=staff)

    (fact,) = facts_of(charlie, at=timezone.now())

    assert (fact.credential, fact.achievement) == (str(credential.uuid), "medication-safety")
    assert fact.issuer == achievement.issuer.slug
    assert fact.skills == {"medicines-safety": 3, skill.uri: 3}
    assert (fact.hours, fact.status) == (2.0, "suspended")


def test_progress_says_what_is_held_and_what_is_missing(charlie: User) -> None:
    issuer = make_issuer()
    parts = [make_achievement(slug, issuer=issuer) for slug in ("first", "second", "third")]
    publish_stack(parts)
    issue_credential(parts[0], charlie)

    (progress,) = progress_for(charlie)

    assert not progress.satisfied
    assert progress.progress == pytest.approx(1 / 3)
    assert (progress.held, progress.missing) == (parts[:1], parts[1:])
    assert progress.explanation == [
        "1 of 3 parts",
        "First: held",
        "Second: still missing",
        "Third: still missing",
    ]


def test_two_of_four_does_not_ask_for_all_four(charlie: User) -> None:
    issuer = make_issuer()
    parts = [make_achievement(slug, issuer=issuer) for slug in ("first", "second", "third", "fourth")]
    publish_stack(parts, rule={"at_least": 2, "of": [{"achievement": part.slug} for part in parts]})
    issue_credential(parts[1], charlie)
    client = Client()
    client.force_login(charlie)

    (progress,) = progress_for(charlie)

    assert progress.has_choice
    assert progress.headline == "1 of 2; any one of: First; Third; Fourth"
    for address in ("/", "/credentials/"):
        assert progress.headline in client.get(address).content.decode()
    assert "would count" in client.get("/credentials/").content.decode()


def test_the_words_for_translators_are_those_of_the_package() -> None:
    """Nothing is said in English only because its template was forgotten, and every parameter is filled."""
    for code, (one, many, by) in explaining.TEMPLATES.items():
        assert stack_words.template(code, 1) == one
        assert stack_words.template(code, 2) == (many if by else one)
        assert stack_words.template(code, 1.5) == (many if by else one)
    assert stack_words._WORDS.keys() == explaining.TEMPLATES.keys()


def test_a_skill_that_a_rule_asks_for_is_named_and_no_other_is_read(charlie: User) -> None:
    """A framework may hold tens of thousands of skills, and every dashboard shows the stacks."""
    part = make_achievement("first")
    asked, other = make_skill("triage"), make_skill("welding")
    publish_stack([part], rule={"all": [{"achievement": "first"}, {"skill": asked.slug, "level": 3}]})

    with CaptureQueriesContext(connection) as asking:
        (progress,) = progress_for(charlie)

    assert any(asked.label in line for line in progress.explanation)
    [of_skills] = [query["sql"] for query in asking if 'FROM "skills_skill"' in query["sql"]]
    with connection.cursor() as cursor:
        labels = {row[-1] for row in cursor.execute(of_skills).fetchall()}
    assert labels == {asked.label}
    assert other.label != asked.label


@pytest.mark.parametrize("stacks", [1, 3])
def test_progress_takes_the_same_queries_for_any_number_of_stacks(
    charlie: User, stacks: int, django_assert_num_queries: Counting
) -> None:
    issuer = make_issuer()
    for number in range(stacks):
        parts = [make_achievement(f"part-{number}-{letter}", issuer=issuer) for letter in "ab"]
        publish_stack(parts, slug=f"whole-{number}")
        issue_credential(parts[0], charlie)

    with django_assert_num_queries(5):
        assert len(progress_for(charlie)) == stacks


@pytest.mark.parametrize("held", [1, 3])
def test_my_credentials_take_the_same_queries_for_any_number(
    charlie: User, held: int, django_assert_num_queries: Counting
) -> None:
    achievement = make_achievement()
    for _number in range(held):
        issue_credential(achievement, charlie)

    with django_assert_num_queries(3):
        for credential in my_credentials(charlie):
            assert credential.achievement.issuer.name
            assert [entry.skill.label for entry in credential.achievement_version.skill_levels.all()]
