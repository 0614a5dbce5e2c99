"""What others see of a portfolio: nothing before it is published, and never more than the learner allows."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from credentials.models import Credential
from credentials.services import awarding, issuing, lifecycle
from credentials.services.freezing import part_of
from portal.models import User
from portfolios.models import Portfolio, ShareOpening, Visibility
from portfolios.services import files, portfolios, sharing
from tests.factories.credentials import issue_credential, make_achievement, make_skill, passed, publish_stack
from tests.factories.portfolios import (
    ClaimedSkillFactory,
    EducationFactory,
    ExperienceFactory,
    ProjectFactory,
    picture,
    published_portfolio,
)

Clients = Callable[[User | None], Client]

pytestmark = pytest.mark.django_db


def page(client: Client, portfolio: Portfolio) -> str:
    return client.get(portfolio.get_absolute_url()).content.decode()


def fill(portfolio: Portfolio, *numbers: int) -> None:
    """One more of everything a portfolio can hold for each of `numbers`."""
    for n in numbers:
        skill = make_skill(f"skill-of-credential-{n}")
        achievement = make_achievement(f"credential-{n}", skills=[(skill, 2)])
        issue_credential(achievement, portfolio.learner, facts=passed(skill))
        project = ProjectFactory.create(portfolio=portfolio)
        data = picture(colour=f"#00000{n}")
        files.add_file(project, name="a.png", data=data, description="A plan", actor=portfolio.learner)
        ExperienceFactory.create(portfolio=portfolio)
        EducationFactory.create(portfolio=portfolio)
        ClaimedSkillFactory.create(portfolio=portfolio)


@pytest.mark.parametrize("who", ["alice", "charlie", None, "staff"])
@pytest.mark.parametrize(
    ("visibility", "status"), [(Visibility.PRIVATE, 404), (Visibility.LINK, 404), (Visibility.PUBLIC, 200)]
)
def test_only_a_public_portfolio_answers_at_its_address(
    who: str | None,
    visibility: Visibility,
    status: int,
    alice: User,
    client_of: Clients,
    request: pytest.FixtureRequest,
) -> None:
    published_portfolio(alice, slug="alice-ansah", visibility=visibility)
    user = request.getfixturevalue(who) if who else None
    assert client_of(user).get("/p/alice-ansah/").status_code == status
    assert client_of(user).get("/p/nobody/").status_code == 404


def test_search_engines_are_asked_not_to_list_it_until_the_learner_allows(
    alice: User, client: Client
) -> None:
    portfolio = published_portfolio(alice)
    response = client.get("/p/amara/")
    assert response["X-Robots-Tag"] == "noindex"
    assert '<meta name="robots" content="noindex">' in response.content.decode()
    portfolios.publish(portfolio, visibility="public", slug="amara", indexed=True, actor=alice)
    response = client.get("/p/amara/")
    assert "X-Robots-Tag" not in response.headers
    assert "noindex" not in response.content.decode()


def test_a_deactivated_person_shows_nothing(alice: User, client: Client) -> None:
    portfolio = published_portfolio(alice)
    link = sharing.make_link(portfolio, purpose="A friend", actor=alice)
    User.objects.filter(pk=alice.pk).update(is_active=False)
    assert client.get("/p/amara/").status_code == 404
    assert client.get(link.get_absolute_url()).status_code == 404


def test_credentials_appear_by_themselves_and_a_revoked_one_is_gone_at_once(
    alice: User, staff: User, client: Client
) -> None:
    portfolio = published_portfolio(alice)
    skill = make_skill("medicines-safety")
    credential = issue_credential(make_achievement(skills=[(skill, 2)]), alice, facts=passed(skill))
    shown = page(client, portfolio)
    assert "Medication Safety" in shown
    assert "Medicines safety" in shown
    lifecycle.revoke(credential, reason="Awarded by mistake", actor=staff)
    shown = page(client, portfolio)
    assert "Medication Safety" not in shown
    assert "Medicines safety" not in shown, "a skill that nothing proves any more"


def test_a_hidden_credential_does_not_shine_through(alice: User, client: Client) -> None:
    portfolio = published_portfolio(alice)
    skill = make_skill("medicines-safety")
    credential = issue_credential(make_achievement(skills=[(skill, 2)]), alice, facts=passed(skill))
    portfolios.arrange_credentials(portfolio, {credential: (1, Visibility.LINK)}, actor=alice)
    shown = page(client, portfolio)
    assert "Medication Safety" not in shown
    assert "Medicines safety" not in shown
    link = sharing.make_link(portfolio, purpose="A friend", actor=alice)
    assert "Medication Safety" in client.get(link.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    ("visibility", "stranger", "guest"),
    [(Visibility.PRIVATE, False, False), (Visibility.LINK, False, True), (Visibility.PUBLIC, True, True)],
)
def test_each_item_is_seen_by_those_it_is_for(
    visibility: Visibility, stranger: bool, guest: bool, alice: User, client: Client
) -> None:
    portfolio = published_portfolio(alice)
    ProjectFactory.create(portfolio=portfolio, title="The project", visibility=visibility)
    ExperienceFactory.create(portfolio=portfolio, role="The work", visibility=visibility)
    EducationFactory.create(portfolio=portfolio, qualification="The school", visibility=visibility)
    ClaimedSkillFactory.create(portfolio=portfolio, skill__label="The claim", visibility=visibility)
    link = sharing.make_link(portfolio, purpose="A friend", actor=alice)
    public = page(client, portfolio)
    shared = client.get(link.get_absolute_url()).content.decode()
    for words in ("The project", "The work", "The school", "The claim"):
        assert (words in public) is stranger
        assert (words in shared) is guest


def test_files_follow_the_project_they_belong_to(
    alice: User, charlie: User, client: Client, client_of: Clients
) -> None:
    portfolio = published_portfolio(alice)
    project = ProjectFactory.create(portfolio=portfolio, visibility=Visibility.LINK)
    file = files.add_file(project, name="a.png", data=picture(), description="A plan", actor=alice)
    link = sharing.make_link(portfolio, purpose="A friend", actor=alice)
    without = sharing.make_link(portfolio, purpose="Another", sections=["story"], actor=alice)
    own = reverse("portfolios:own_file", args=[file.uuid])
    assert client.get(f"/p/amara/files/{file.uuid}/").status_code == 404
    assert client.get(f"{without.get_absolute_url()}files/{file.uuid}/").status_code == 404
    assert client_of(charlie).get(own).status_code == 404
    assert client_of(alice).get(own).status_code == 200
    response = client.get(f"{link.get_absolute_url()}files/{file.uuid}/")
    assert response.status_code == 200
    assert response["Content-Type"] == "image/png"
    assert "sandbox" in response["Content-Security-Policy"]


def test_a_share_link_shows_its_sections_until_it_ends_or_is_closed(alice: User, client: Client) -> None:
    portfolio = published_portfolio(alice, visibility=Visibility.LINK)
    ProjectFactory.create(portfolio=portfolio, title="The project")
    ExperienceFactory.create(portfolio=portfolio, role="The work")
    soon = timezone.now() + datetime.timedelta(days=1)
    link = sharing.make_link(
        portfolio, purpose="A friend", sections=["projects"], expires_at=soon, actor=alice
    )
    shown = client.get(link.get_absolute_url())
    assert shown["X-Robots-Tag"] == "noindex"
    assert shown["Referrer-Policy"] == "no-referrer"
    assert "The project" in shown.content.decode()
    assert "The work" not in shown.content.decode()
    link.created_at -= datetime.timedelta(days=2)
    link.expires_at = soon - datetime.timedelta(days=2)
    link.save()
    assert client.get(link.get_absolute_url()).status_code == 404
    link.expires_at = None
    link.save()
    assert client.get(link.get_absolute_url()).status_code == 200
    sharing.revoke_link(link, actor=alice)
    assert client.get(link.get_absolute_url()).status_code == 404


def test_a_private_portfolio_closes_its_links(alice: User, client: Client) -> None:
    portfolio = published_portfolio(alice, visibility=Visibility.LINK)
    link = sharing.make_link(portfolio, purpose="A friend", actor=alice)
    portfolios.publish(portfolio, visibility="private", slug="amara", actor=alice)
    assert client.get(link.get_absolute_url()).status_code == 404


def test_openings_are_recorded_but_not_reloads_nor_the_learners_own(
    alice: User, client: Client, client_of: Clients
) -> None:
    portfolio = published_portfolio(alice, visibility=Visibility.LINK)
    link = sharing.make_link(portfolio, purpose="A friend", actor=alice)
    client_of(alice).get(link.get_absolute_url())
    assert ShareOpening.objects.count() == 0
    client.get(link.get_absolute_url())
    client.get(link.get_absolute_url())
    assert ShareOpening.objects.count() == 1
    sharing.record_opening(link, at=timezone.now() + datetime.timedelta(minutes=6))
    assert ShareOpening.objects.count() == 2


def test_the_page_asks_as_often_with_three_of_everything_as_with_one(
    alice: User, client: Client, django_assert_num_queries: Any
) -> None:
    portfolio = published_portfolio(alice)
    fill(portfolio, 1)
    with django_assert_num_queries(9):
        client.get("/p/amara/")
    fill(portfolio, 2, 3)
    with django_assert_num_queries(9):
        client.get("/p/amara/")


def test_markdown_of_learners_runs_nothing(alice: User, client: Client) -> None:
    portfolio = published_portfolio(alice)
    story = "Hello <script>alert(1)</script> [x](javascript:alert(2)) ![y](https://tracker.example/y.png)"
    portfolios.describe(portfolio, portfolios.About(headline="<b>bold</b>", story=story), actor=alice)
    shown = page(client, portfolio)
    assert "<script>alert" not in shown
    assert 'href="javascript' not in shown
    assert 'src="https://tracker.example' not in shown
    assert "&lt;b&gt;bold&lt;/b&gt;" in shown


def test_a_stack_and_its_parts_are_one_cairn(alice: User, client: Client) -> None:
    portfolio = published_portfolio(alice)
    first = make_achievement("first-step")
    second = make_achievement("second-step", issuer=first.issuer)
    rule = publish_stack([first, second])
    issue_credential(first, alice)
    issue_credential(second, alice)
    held = list(Credential.objects.filter(learner=alice))
    whole = awarding.award(
        rule.achievement, alice, source=f"stack:{rule.uuid}", facts={"parts": [part_of(one) for one in held]}
    )
    issuing.issue(whole)
    shown = page(client, portfolio)
    assert 'aria-label="A landscape of cairns drawn from 3 credentials: Safe Care."' in shown
