"""The pages: who may open them, and that no byte of a name leaves before a yes."""

import datetime
import html
import re
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from employers import pseudonyms
from employers.models import Discovery, Exclusion, Introduction, Look, Place
from employers.services import introductions
from portal.models import Membership, Organisation, User
from tests.factories.employers import achievement_in, make_candidate, make_introduction
from tests.factories.portal import EmployerFactory, MembershipFactory

pytestmark = pytest.mark.django_db

Clients = Callable[[User | None], Client]
NAME = "Quillon Featherstonehaugh"
TALENT = "/talent/"


def candidate_page(organisation: Organisation, learner: User) -> str:
    token = pseudonyms.token_for(organisation, learner.pk)
    return reverse("employers:candidate", kwargs={"token": token})


def names_of(learner: User) -> list[bytes]:
    names = [*learner.legal_name.split(), learner.email, learner.email.partition("@")[0], str(learner.uuid)]
    return [name.encode() for name in names]


@pytest.fixture
def learner(db: None) -> User:
    _skill, achievement = achievement_in("triage", 3, name="Sorting at the front door")
    return make_candidate(achievement, name=NAME, town="Bristol", languages=["en"])


def test_recruiters_and_owners_of_employers_search_and_nobody_else(
    harbour: Organisation,
    owner: User,
    recruiter: User,
    alice: User,
    bob: User,
    charlie: User,
    staff: User,
    learner: User,
    client_of: Clients,
) -> None:
    reviewer = make_member(harbour, Membership.Role.REVIEWER)
    pages = [TALENT, reverse("employers:sent"), candidate_page(harbour, learner)]
    for page in pages:
        answers = {
            person: client_of(person).get(page).status_code
            for person in (owner, recruiter, alice, bob, charlie, staff, reviewer)
        }
        assert answers == {owner: 200, recruiter: 200} | dict.fromkeys(
            (alice, bob, charlie, staff, reviewer), 404
        ), page
        anonymous = client_of(None).get(page)
        assert (anonymous.status_code, anonymous.headers["Location"].partition("?")[0]) == (
            302,
            "/accounts/login/",
        )


def make_member(organisation: Organisation, role: Membership.Role) -> User:
    return MembershipFactory.create(organisation=organisation, role=role).user


def test_no_byte_of_a_name_leaves_before_a_yes_and_to_nobody_else_after_it(
    harbour: Organisation, recruiter: User, lumen: Organisation, rita: User, learner: User, client_of: Clients
) -> None:
    ours, theirs = client_of(recruiter), client_of(rita)
    asked = make_introduction(harbour, learner, actor=recruiter)
    make_introduction(lumen, learner, actor=rita)

    def pages(organisation: Organisation) -> list[str]:
        found = Introduction.objects.filter(organisation=organisation)
        own = [introduction.get_absolute_url() for introduction in found]
        return [
            TALENT,
            f"{TALENT}?q=triage",
            candidate_page(organisation, learner),
            "/talent/introductions/",
            *own,
        ]

    def leaks(client: Client, organisation: Organisation) -> list[tuple[str, bytes]]:
        answers = {page: client.get(page) for page in pages(organisation)}
        assert {answer.status_code for answer in answers.values()} == {200}
        return [
            (page, name)
            for page, answer in answers.items()
            for name in names_of(learner)
            if name in answer.content
        ]

    assert leaks(ours, harbour) == []
    introductions.accept(asked, actor=learner)
    shown = {page for page, _name in leaks(ours, harbour)}
    assert shown == {candidate_page(harbour, learner), asked.get_absolute_url()}
    page = ours.get(asked.get_absolute_url()).content.decode()
    assert NAME in page
    assert learner.email in page
    assert leaks(theirs, lumen) == []
    assert theirs.get(asked.get_absolute_url()).status_code == 404
    assert theirs.get(candidate_page(harbour, learner)).status_code == 404
    introductions.withdraw(Introduction.objects.get(pk=asked.pk), actor=learner)
    assert leaks(ours, harbour) == []


def test_results_say_which_credential_proved_what(recruiter: User, learner: User, client_of: Clients) -> None:
    skill, _achievement = achievement_in("charts", 1)
    triage = learner.credentials.get().achievement_version.skills.get()
    page = client_of(recruiter).get(TALENT, {"must": f"{triage.uuid}:2", "nice": f"{skill.uuid}:1"})
    text = " ".join(page.content.decode().split())

    assert "Triage, level 2 or above: <strong>Sorting at the front door</strong> by" in text
    assert f"level 3, {timezone.now():%B %Y}" in text
    assert "Charts, level 1 or above: not proved" in text
    assert "0 of 1 nice-to-haves; 1 level above what you asked for" in text


def test_a_skill_is_added_by_its_name_and_chosen_among_like_ones(
    recruiter: User, learner: User, client_of: Clients
) -> None:
    skill, _achievement = achievement_in("charts", 1)
    client = client_of(recruiter)

    exact = client.get(TALENT, {"skill": "charts", "level": "3", "role": "not", "country": "GB", "q": ""})
    assert (exact.status_code, exact.headers["Location"]) == (302, f"?country=GB&not={skill.uuid}%3A3")
    like = client.get(TALENT, {"skill": "chart", "level": "2", "role": "nice"})
    assert f"?nice={skill.uuid}%3A2" in like.content.decode()
    assert "No skill is called anything like" in client.get(TALENT, {"skill": "xyzzy"}).content.decode()


@pytest.mark.parametrize(
    "query",
    [
        {"must": "nonsense"},
        {"must": f"{uuid.UUID(int=7)}:2"},
        {"must": f"{uuid.UUID(int=7)}:9"},
        {"city": "Nowhere-on-Sea"},
        {"available_by": "soon"},
        {"country": "ZZ"},
        {"mode": "asleep"},
        {"language": "xx"},
        {"within": "7"},
        {"must": [f"{uuid.UUID(int=n)}:1" for n in range(9)]},
    ],
)
def test_a_query_that_cannot_be_read_is_said(
    recruiter: User, client_of: Clients, query: dict[str, Any]
) -> None:
    assert client_of(recruiter).get(TALENT, query).status_code == 422


@pytest.mark.parametrize("page", ["0", "-1", "x", "99999999999999999999"])
def test_odd_pages_are_pages(recruiter: User, learner: User, client_of: Clients, page: str) -> None:
    assert client_of(recruiter).get(TALENT, {"page": page}).status_code == 200


def test_a_town_in_several_countries_asks_for_the_country(recruiter: User, client_of: Clients) -> None:
    Place.objects.create(country="US", name="Bristol", key="bristol")
    client = client_of(recruiter)
    assert "choose the country" in client.get(TALENT, {"city": "bristol"}).content.decode()
    assert client.get(TALENT, {"city": "BRISTOL", "country": "GB"}).status_code == 200


def test_htmx_gets_the_results_alone(recruiter: User, learner: User, client_of: Clients) -> None:
    answer = client_of(recruiter).get(TALENT, headers={"HX-Request": "true"})

    assert answer.content.lstrip().startswith(b'<p class="lead"')
    assert "HX-Request" in answer.headers["Vary"]


def test_one_who_recruits_for_two_employers_chooses(
    harbour: Organisation, lumen: Organisation, recruiter: User, learner: User, client_of: Clients
) -> None:
    MembershipFactory.create(user=recruiter, organisation=lumen, role=Membership.Role.RECRUITER)
    client = client_of(recruiter)

    assert candidate_page(lumen, learner) in client.get(TALENT, {"as": "lumen"}).content.decode()
    assert candidate_page(harbour, learner) in client.get(TALENT).content.decode()
    assert client.get(candidate_page(lumen, learner)).status_code == 200
    assert client.get(TALENT, {"as": "ridge"}).status_code == 404


def test_every_look_is_written_and_the_person_sees_it(
    harbour: Organisation, recruiter: User, learner: User, charlie: User, client_of: Clients
) -> None:
    client = client_of(recruiter)
    for _time in range(2):
        client.get(TALENT)
        client.get(candidate_page(harbour, learner))
    kinds = list(Look.objects.filter(learner=learner).order_by("pk").values_list("kind", flat=True))
    assert kinds == ["result", "page", "page"]

    mine = client_of(learner).get("/discovery/looks/").content.decode()
    assert mine.count("Harbour Health") == 3
    assert "Harbour Health" not in client_of(charlie).get("/discovery/looks/").content.decode()


def test_a_look_at_name_and_contact_is_called_that_on_the_candidates_page_too(
    harbour: Organisation, recruiter: User, learner: User, client_of: Clients
) -> None:
    introductions.accept(make_introduction(harbour, learner, actor=recruiter), actor=learner)

    page = client_of(recruiter).get(candidate_page(harbour, learner)).content.decode()

    assert NAME in page
    assert [look.kind for look in Look.objects.filter(learner=learner)] == ["named"]


def test_a_closed_account_is_not_found_and_its_contact_is_gone(
    harbour: Organisation, recruiter: User, learner: User, client_of: Clients
) -> None:
    asked = introductions.accept(make_introduction(harbour, learner, actor=recruiter), actor=learner)
    client = client_of(recruiter)
    assert candidate_page(harbour, learner) in client.get(TALENT).content.decode()

    User.objects.filter(pk=learner.pk).update(is_active=False)

    assert candidate_page(harbour, learner) not in client.get(TALENT).content.decode()
    assert client.get(candidate_page(harbour, learner)).status_code == 404
    page = client.get(asked.get_absolute_url())
    assert page.status_code == 200
    assert not any(name in page.content for name in names_of(learner))


def test_asking_from_the_page(
    harbour: Organisation, recruiter: User, learner: User, client_of: Clients
) -> None:
    client, page = client_of(recruiter), candidate_page(harbour, learner)

    empty = client.post(page, {"role_title": "Night nurse", "message": ""})
    assert empty.status_code == 422
    assert "Night nurse" in empty.content.decode()
    asked = client.post(page, {"role_title": "Night nurse", "message": "Come and see us."})
    introduction = Introduction.objects.get()
    assert (asked.status_code, asked.headers["Location"]) == (303, introduction.get_absolute_url())
    assert introduction.expires_at - introduction.requested_at == datetime.timedelta(days=14)
    again = client.post(page, {"role_title": "Night nurse", "message": "Come and see us."})
    assert (again.status_code, Introduction.objects.count()) == (422, 1)


@pytest.mark.parametrize("answer", ["accept", "decline"])
def test_the_learner_alone_answers(
    harbour: Organisation,
    recruiter: User,
    owner: User,
    learner: User,
    charlie: User,
    staff: User,
    client_of: Clients,
    answer: str,
) -> None:
    asked = make_introduction(harbour, learner, actor=recruiter)
    page = reverse("employers:answer", kwargs={"uuid": asked.uuid})
    for other in (recruiter, owner, charlie, staff):
        assert client_of(other).post(page, {"answer": answer}).status_code == 404
    assert client_of(None).post(page, {"answer": answer}).status_code == 302
    client = client_of(learner)
    body = client.get(page).content.decode()
    assert "not verified" in body
    assert "We liked what you proved." in body
    assert client.post(page, {"answer": "perhaps"}).status_code == 422
    assert client.post(page, {"answer": answer, "reason": "Thank you."}).status_code == 303
    asked.refresh_from_db()
    assert (asked.accepted_at is not None, asked.declined_at is not None) == (
        answer == "accept",
        answer == "decline",
    )
    assert client.post(page, {"answer": answer}).status_code == 303
    assert "not open any more" in client.get(page).content.decode()


def test_the_choices_are_kept_and_a_wrong_town_is_said(charlie: User, client_of: Clients) -> None:
    client = client_of(charlie)
    data = {
        "discoverable": "on",
        "country": "NL",
        "city": "leiden",
        "work_modes": ["remote"],
        "languages": ["nl"],
    }
    assert client.post("/discovery/", data | {"city": "Atlantis"}).status_code == 422
    assert not Discovery.objects.filter(learner=charlie).exists()
    assert client.post("/discovery/", data).status_code == 303
    stored = Discovery.objects.select_related("place").get(learner=charlie)
    assert stored.discoverable_since is not None
    assert (str(stored.place), stored.work_modes, stored.languages) == (
        "Leiden, Netherlands",
        ["remote"],
        ["nl"],
    )
    assert "You can be found" in client.get("/discovery/").content.decode()
    client.post("/discovery/", {})
    stored.refresh_from_db()
    assert stored.discoverable_since is None


def test_exclusions_are_added_and_removed_by_their_owner(
    harbour: Organisation, charlie: User, learner: User, client_of: Clients
) -> None:
    client = client_of(charlie)
    assert client.post("/discovery/exclusions/", {"who": "no such thing"}).status_code == 422
    assert client.post("/discovery/exclusions/", {"who": "harbour health"}).status_code == 303
    assert client.post("/discovery/exclusions/", {"who": "me@Work.example"}).status_code == 303
    mine = list(Exclusion.objects.filter(learner=charlie).order_by("pk"))
    assert [(each.organisation, each.domain) for each in mine] == [(harbour, ""), (None, "work.example")]
    page = reverse("employers:remove_exclusion", kwargs={"pk": mine[0].pk})
    assert client_of(learner).post(page).status_code == 404
    assert client.post(page).status_code == 303
    assert list(Exclusion.objects.filter(learner=charlie)) == mine[1:]


def test_lists_ask_the_database_as_often_for_three_as_for_one(
    harbour: Organisation, recruiter: User, client_of: Clients
) -> None:
    _skill, achievement = achievement_in("triage", 3)
    learner = make_candidate(achievement, town="Bristol")
    make_introduction(harbour, learner, actor=recruiter)
    client, inbox = client_of(recruiter), client_of(learner)
    client.get(TALENT)
    browsers = {TALENT: client, "/talent/introductions/": client, "/introductions/": inbox}
    browsers |= {"/discovery/looks/": inbox, "/discovery/": inbox}

    def counts() -> dict[str, int]:
        found = {}
        for page, browser in browsers.items():
            with CaptureQueriesContext(connection) as queries:
                assert browser.get(page).status_code == 200
            found[page] = len(queries)
        return found

    # Session, person, roles and the bell of the shell are four of each.
    expected = {
        TALENT: 15,
        "/talent/introductions/": 8,
        "/introductions/": 6,
        "/discovery/looks/": 6,
        "/discovery/": 8,
    }
    assert counts() == expected
    for number in range(2):
        make_introduction(harbour, make_candidate(achievement, town="Bristol"), actor=recruiter)
        asker = EmployerFactory.create(name=f"Employer {number}")
        make_introduction(asker, learner)
        Look.objects.create(learner=learner, organisation=asker, viewer=recruiter, kind="page")
    assert counts() == expected


def test_a_candidates_page_leads_back_to_the_same_search(
    harbour: Organisation, recruiter: User, learner: User, client_of: Clients
) -> None:
    client = client_of(recruiter)
    found = client.get(TALENT, {"as": "harbour", "country": "GB"}).content.decode()
    link = re.search(rf'href="({candidate_page(harbour, learner)}\?search=[^"]+)"', found)

    assert link
    page = client.get(html.unescape(link[1])).content.decode()
    assert f'href="{TALENT}?as=harbour&amp;country=GB"' in page
    odd = client.get(candidate_page(harbour, learner), {"search": '"><script>javascript:alert(1)'})
    assert "<script>javascript" not in odd.content.decode()
