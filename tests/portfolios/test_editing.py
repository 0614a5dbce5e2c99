"""The learner's own side: nobody else reaches it, nothing typed is lost, and each rule says what it wants."""

import datetime
import io
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from portal.errors import NotAllowed
from portal.models import User
from portfolios.errors import AddressRefused, FileRefused, SkillClaimedAlready, TooMany
from portfolios.models import (
    Audience,
    ClaimedSkill,
    CredentialChoice,
    Experience,
    Portfolio,
    Project,
    ProjectFile,
    ShareLink,
    Visibility,
)
from portfolios.queries.showcase import showcase
from portfolios.queries.skills import proven_skills, worth
from portfolios.services import files, items, portfolios, sharing
from portfolios.services.addresses import suggest_address
from skills.models import SkillFamily
from tests.factories.credentials import issue_credential, make_achievement, make_skill, passed
from tests.factories.portfolios import (
    BEGUN,
    ClaimedSkillFactory,
    ExperienceFactory,
    PortfolioFactory,
    ProjectFactory,
    picture,
    published_portfolio,
)
from tests.factories.skills import SkillFactory

Clients = Callable[[User | None], Client]

pytestmark = pytest.mark.django_db

OWN_PAGES = ["edit", "about", "publish", "arrange", "preview", "export", "links"]
WORK = {
    "role": "Nurse",
    "organisation": "Ridge Hospital",
    "place": "",
    "started_on": "2025-03-01",
    "ended_on": "",
    "text": "Nights.",
    "visibility": "public",
}


@pytest.mark.parametrize("name", OWN_PAGES)
def test_each_page_is_about_whoever_is_signed_in(name: str, charlie: User, client_of: Clients) -> None:
    path = reverse(f"portfolios:{name}")
    assert client_of(None).get(path).status_code == 302
    assert client_of(charlie).get(path).status_code == 200


@pytest.mark.parametrize(
    ("who", "status"), [("alice", 200), ("bob", 404), ("charlie", 404), (None, 302), ("staff", 404)]
)
def test_an_item_is_its_owners_alone(
    who: str | None, status: int, alice: User, client_of: Clients, request: pytest.FixtureRequest
) -> None:
    portfolio = portfolios.ensure_portfolio(alice)
    project = ProjectFactory.create(portfolio=portfolio)
    file = files.add_file(project, name="a.png", data=picture(), description="A", actor=alice)
    client = client_of(request.getfixturevalue(who) if who else None)
    for path in (
        reverse("portfolios:item", args=["projects", project.uuid]),
        reverse("portfolios:remove_item", args=["projects", project.uuid]),
        reverse("portfolios:add_file", args=[project.uuid]),
        reverse("portfolios:remove_file", args=[file.uuid]),
    ):
        assert client.get(path).status_code == status
        if status != 200:
            assert client.post(path, {"title": "Mine now"}).status_code == status
    assert Project.objects.get().title == project.title
    assert ProjectFile.objects.count() == 1


def test_a_portfolio_is_made_once_private_and_empty(alice: User) -> None:
    first = portfolios.ensure_portfolio(alice)
    assert portfolios.ensure_portfolio(alice) == first
    assert (first.visibility, first.slug, first.is_published) == ("private", None, False)


def test_items_are_added_changed_and_removed(alice: User, client_of: Clients) -> None:
    client = client_of(alice)
    response = client.post(reverse("portfolios:add_item", args=["experience"]), WORK)
    assert (response.status_code, response["Location"]) == (303, reverse("portfolios:edit"))
    item = Experience.objects.get()
    assert (item.role, item.portfolio.learner, item.ended_on) == ("Nurse", alice, None)
    page = reverse("portfolios:item", args=["experience", item.uuid])
    assert client.post(page, WORK | {"role": "Ward sister"}).status_code == 303
    assert Experience.objects.get().role == "Ward sister"
    assert client.post(reverse("portfolios:remove_item", args=["experience", item.uuid])).status_code == 303
    assert Experience.objects.count() == 0


def test_what_was_typed_stays_when_something_is_wrong(alice: User, client_of: Clients) -> None:
    response = client_of(alice).post(
        reverse("portfolios:add_item", args=["experience"]), WORK | {"ended_on": "2024-01-01"}
    )
    content = response.content.decode()
    assert response.status_code == 422
    assert "It cannot end before it begins." in content
    assert 'value="Ridge Hospital"' in content
    assert "Nights." in content
    assert Experience.objects.count() == 0


def test_links_of_a_project_are_addresses(alice: User, client_of: Clients) -> None:
    client = client_of(alice)
    page = reverse("portfolios:add_item", args=["projects"])
    data = {"title": "A map", "text": "", "started_on": "2025-03-01", "ended_on": "", "visibility": "public"}
    wrong = client.post(page, data | {"links": "https://a.example A\njavascript:alert(1)"})
    assert wrong.status_code == 422
    assert "Line 2 does not begin with an address" in wrong.content.decode()
    assert (
        client.post(page, data | {"links": "https://a.example The map\n\nhttps://b.example"}).status_code
        == 303
    )
    assert Project.objects.get().links == [
        {"url": "https://a.example", "label": "The map"},
        {"url": "https://b.example", "label": ""},
    ]


def test_an_unknown_kind_of_item_is_no_page(alice: User, client_of: Clients) -> None:
    assert client_of(alice).get("/portfolio/hobbies/add/").status_code == 404


def test_a_skill_is_claimed_once(alice: User, client_of: Clients) -> None:
    skill = SkillFactory.create(label="Knitting")
    portfolio = portfolios.ensure_portfolio(alice)
    page = reverse("portfolios:add_item", args=["skills"])
    data = {"skill": "knitting", "level": "3", "visibility": "public"}
    assert client_of(alice).post(page, data).status_code == 303
    again = client_of(alice).post(page, data)
    assert again.status_code == 422
    assert "in your list already" in again.content.decode()
    with pytest.raises(SkillClaimedAlready):
        items.add_item(portfolio, ClaimedSkill, actor=alice, skill=skill, level=2)


def test_a_claim_that_a_credential_proves_is_not_said_twice(alice: User) -> None:
    portfolio = published_portfolio(alice)
    skill = make_skill("medicines-safety")
    ClaimedSkillFactory.create(portfolio=portfolio, skill=skill, level=2)
    credential = issue_credential(make_achievement(skills=[(skill, 2)]), alice, facts=passed(skill))
    shown = showcase(portfolio, Audience.STRANGER)
    assert [(row.label, row.level, row.credential) for row in shown.skills] == [
        ("Medicines safety", 2, credential)
    ]
    assert shown.claims == []
    ClaimedSkill.objects.update(level=4)
    assert [row.level for row in showcase(portfolio, Audience.STRANGER).claims] == [4]


def test_the_highest_proof_of_a_skill_counts_and_ages_by_its_family(alice: User) -> None:
    skill = make_skill("medicines-safety")
    family = SkillFamily.objects.create(
        framework=skill.framework, slug="care", name="Care", half_life_months=12
    )
    skill.family = family
    skill.save()
    now = datetime.datetime(2026, 11, 1, tzinfo=datetime.UTC)
    low = issue_credential(make_achievement("low", skills=[(skill, 1)]), alice, facts=passed(skill), at=now)
    high = issue_credential(
        make_achievement("high", skills=[(skill, 3)]),
        alice,
        facts=passed(skill),
        at=now - datetime.timedelta(days=365.25 * 2),
    )
    [proven] = proven_skills([low, high], at=now)
    assert (proven.level, proven.credential, proven.freshness) == (3, high, "stale")
    assert proven.worth == pytest.approx(0.25, abs=0.001)
    assert worth(now, at=now, half_life_months=12) == 1.0
    assert worth(BEGIN_OF_TIME, at=now, half_life_months=None) == 1.0


BEGIN_OF_TIME = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)


@pytest.mark.parametrize("wanted", ["ab", "Ümlaut", "a--b", "-a-b", "a_b", "a" * 61, "a b", "admin", "www"])
def test_an_address_that_is_none_is_refused_with_one_that_is(wanted: str, alice: User) -> None:
    portfolio = portfolios.ensure_portfolio(alice)
    with pytest.raises(AddressRefused) as refusal:
        portfolios.publish(portfolio, visibility="public", slug=wanted, actor=alice)
    offered = refusal.value.suggestion
    assert portfolios.publish(portfolio, visibility="public", slug=offered, actor=alice).slug == offered


def test_an_address_belongs_to_one_person(alice: User, charlie: User, client_of: Clients) -> None:
    published_portfolio(alice, slug="amara")
    response = client_of(charlie).post(
        reverse("portfolios:publish"), {"visibility": "public", "slug": "Amara", "indexed": "on"}
    )
    content = response.content.decode()
    assert response.status_code == 422
    assert "belongs to someone else" in content
    assert "amara-2" in content
    assert suggest_address("", portfolio=portfolios.ensure_portfolio(charlie)) == "charlie-chen"
    assert Portfolio.objects.get(learner=charlie).visibility == "private"


def test_publishing_needs_an_address_and_indexing_needs_the_public(alice: User, client_of: Clients) -> None:
    client = client_of(alice)
    page = reverse("portfolios:publish")
    assert client.post(page, {"visibility": "public", "slug": ""}).status_code == 422
    assert client.post(page, {"visibility": "link", "slug": "alice", "indexed": "on"}).status_code == 303
    portfolio = Portfolio.objects.get(learner=alice)
    assert (portfolio.slug, portfolio.indexed_at) == ("alice", None)
    assert client.post(page, {"visibility": "public", "slug": "alice", "indexed": "on"}).status_code == 303
    portfolio.refresh_from_db()
    assert portfolio.indexed_at is not None


def test_the_date_goes_with_the_availability(alice: User, client_of: Clients) -> None:
    client = client_of(alice)
    page = reverse("portfolios:about")
    data = {"headline": "Nurse", "country": "GB", "languages": ["en", "de"], "availability": "from"}
    assert client.post(page, data).status_code == 422
    assert client.post(page, data | {"available_from": "2027-01-01"}).status_code == 303
    portfolio = Portfolio.objects.get()
    assert portfolio.available_from == datetime.date(2027, 1, 1)
    assert (portfolio.place, portfolio.language_names) == ("United Kingdom", ["English", "German"])
    client.post(page, data | {"availability": "now", "available_from": "2027-01-01"})
    portfolio.refresh_from_db()
    assert portfolio.available_from is None


def test_credentials_are_put_in_order_and_hidden(alice: User, client_of: Clients) -> None:
    portfolio = published_portfolio(alice)
    old, new, hidden = (
        issue_credential(make_achievement(name, skills=[]), alice) for name in ("old", "new", "hidden")
    )
    client = client_of(alice)
    page = reverse("portfolios:arrange")
    data: dict[str, Any] = {}
    for place, (credential, who) in enumerate([(old, "public"), (new, "public"), (hidden, "private")], 1):
        data |= {f"position-{credential.uuid}": place, f"visibility-{credential.uuid}": who}
    assert client.post(page, data | {f"visibility-{new.uuid}": "nonsense"}).status_code == 422
    assert CredentialChoice.objects.count() == 0
    assert client.post(page, data).status_code == 303
    shown = showcase(portfolio, Audience.STRANGER).credentials
    assert [row.credential for row in shown] == [old, new]
    newest = issue_credential(make_achievement("newest", skills=[]), alice)
    assert [row.credential for row in showcase(portfolio, Audience.OWNER).credentials] == [
        newest,
        old,
        new,
        hidden,
    ]


def test_nobody_arranges_other_peoples_credentials(alice: User, charlie: User) -> None:
    portfolio = published_portfolio(alice)
    foreign = issue_credential(make_achievement(skills=[]), charlie)
    portfolios.arrange_credentials(portfolio, {foreign: (1, Visibility.PUBLIC)}, actor=alice)
    assert CredentialChoice.objects.count() == 0


def test_pictures_lose_what_the_camera_adds(alice: User) -> None:
    project = ProjectFactory.create(portfolio__learner=alice)
    exif = Image.Exif()
    exif[0x0110] = "Camera of Alice"
    data = picture("JPEG", (4000, 3000), exif=exif)
    assert b"Camera of Alice" in data
    file = files.add_file(project, name="../../IMG 1.jpeg", data=data, description="A plan", actor=alice)
    stored = file.file.read()
    assert b"Camera of Alice" not in stored
    assert (file.name, file.media_type, file.width, file.height) == ("IMG 1.jpg", "image/jpeg", 2000, 1500)
    assert Image.open(io.BytesIO(stored)).size == (2000, 1500)
    again = files.add_file(project, name="b.jpeg", data=data, description="Again", actor=alice)
    assert again == file


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"<!doctype html><script>alert(1)</script>",
        b"GIF89a" + b"\0" * 40,
        picture()[:60],
        b"%PDF-" + b"0" * files.LARGEST,
    ],
)
def test_what_is_neither_picture_nor_pdf_is_refused(data: bytes, alice: User) -> None:
    with pytest.raises(FileRefused):
        files.add_file(
            ProjectFactory.create(portfolio__learner=alice),
            name="a.png",
            data=data,
            description="A",
            actor=alice,
        )
    assert ProjectFile.objects.count() == 0


def test_a_picture_of_too_many_pixels_is_refused_before_it_is_opened(alice: User) -> None:
    bomb = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(bomb, format="PNG")
    with pytest.raises(FileRefused, match="too many pixels"):
        files.add_file(
            ProjectFactory.create(portfolio__learner=alice),
            name="a.png",
            data=bomb.getvalue(),
            description="A",
            actor=alice,
        )


def test_a_refused_upload_is_said_beside_the_field(alice: User, client_of: Clients) -> None:
    project = ProjectFactory.create(portfolio=portfolios.ensure_portfolio(alice))
    page = reverse("portfolios:add_file", args=[project.uuid])
    upload = SimpleUploadedFile("a.png", b"no picture", content_type="image/png")
    response = client_of(alice).post(page, {"file": upload, "description": "The plan"})
    assert response.status_code == 422
    assert 'value="The plan"' in response.content.decode()
    upload = SimpleUploadedFile("a.png", picture())
    assert client_of(alice).post(page, {"file": upload, "description": "The plan"}).status_code == 303


def test_lists_are_bounded(alice: User) -> None:
    project = ProjectFactory.create(portfolio__learner=alice)
    for n in range(files.MOST_FILES):
        files.add_file(project, name="a.png", data=picture(size=(9, n + 1)), description="A", actor=alice)
    with pytest.raises(TooMany):
        files.add_file(project, name="a.png", data=picture(size=(8, 8)), description="A", actor=alice)


def test_share_links_are_made_listed_and_closed_by_their_owner(
    alice: User, charlie: User, client_of: Clients
) -> None:
    client = client_of(alice)
    page = reverse("portfolios:links")
    assert client.post(page, {"purpose": "", "sections": ["story"], "days": "7"}).status_code == 422
    assert client.post(page, {"purpose": "Ward 3", "sections": ["story"], "days": "7"}).status_code == 303
    link = ShareLink.objects.get()
    assert link.expires_at is not None
    assert link.public_url in client.get(page).content.decode()
    assert link.public_url not in client_of(charlie).get(page).content.decode()
    close = reverse("portfolios:revoke_link", args=[link.uuid])
    assert client_of(charlie).post(close).status_code == 404
    assert client.get(close).status_code == 405
    client.post(close)
    link.refresh_from_db()
    assert link.revoked_at is not None


def test_the_lists_ask_as_often_with_three_rows_as_with_one(
    alice: User, client_of: Clients, django_assert_num_queries: Any
) -> None:
    portfolio = portfolios.ensure_portfolio(alice)
    client = client_of(alice)
    for number in (1, 2):
        for _row in range(number):
            ExperienceFactory.create(portfolio=portfolio)
            ClaimedSkillFactory.create(portfolio=portfolio)
            ProjectFactory.create(portfolio=portfolio)
            sharing.make_link(portfolio, purpose="Ward", actor=alice)
        with django_assert_num_queries(12):
            client.get(reverse("portfolios:edit"))
        with django_assert_num_queries(7):
            client.get(reverse("portfolios:links"))


def test_the_export_is_json_resume(alice: User, client_of: Clients) -> None:
    portfolio = published_portfolio(alice, slug="alice")
    portfolios.describe(
        portfolio,
        portfolios.About(headline="Nurse", city="Bristol", country="GB", languages=["de"]),
        actor=alice,
    )
    skill = make_skill("medicines-safety")
    credential = issue_credential(make_achievement(skills=[(skill, 2)]), alice, facts=passed(skill))
    ExperienceFactory.create(portfolio=portfolio, role="Nurse", visibility=Visibility.PRIVATE)
    response = client_of(alice).get(reverse("portfolios:export"))
    exported = json.loads(response.content)
    assert exported["basics"] == {
        "name": "Alice Ansah",
        "label": "Nurse",
        "email": "alice@ridge.example",
        "url": "http://127.0.0.1:8000/p/alice/",
        "location": {"city": "Bristol", "countryCode": "GB"},
    }
    assert exported["work"] == [
        {"name": "Ridge Hospital", "position": "Nurse", "startDate": BEGUN.isoformat()}
    ]
    assert exported["certificates"] == [
        {
            "name": "Medication Safety",
            "date": credential.awarded_at.date().isoformat(),
            "issuer": credential.claims["issuer"]["name"],
            "url": credential.public_url,
        }
    ]
    assert exported["languages"] == [{"language": "German"}]


def test_the_preview_shows_what_others_would_see(alice: User, client_of: Clients) -> None:
    portfolio = PortfolioFactory.create(learner=alice)
    ExperienceFactory.create(portfolio=portfolio, role="For guests", visibility=Visibility.LINK)
    page = reverse("portfolios:preview")
    assert "For guests" not in client_of(alice).get(page).content.decode()
    assert "For guests" in client_of(alice).get(f"{page}?as=guest").content.decode()


def test_no_use_case_lets_one_person_write_in_the_portfolio_of_another(alice: User, charlie: User) -> None:
    hers = portfolios.ensure_portfolio(alice)
    project = items.add_item(hers, Project, actor=alice, title="Ward handover", started_on=BEGUN)
    link = sharing.make_link(hers, purpose="Application", actor=alice)
    entry = files.add_file(project, name="x.png", data=picture(), description="", actor=alice)

    attempts: list[Callable[[], object]] = [
        lambda: portfolios.describe(hers, portfolios.About(), actor=charlie),
        lambda: portfolios.publish(hers, visibility="public", slug="alice-ansah", actor=charlie),
        lambda: portfolios.arrange_credentials(hers, {}, actor=charlie),
        lambda: items.add_item(hers, Project, actor=charlie, title="Mine"),
        lambda: items.change_item(project, actor=charlie, title="Mine"),
        lambda: items.remove_item(project, actor=charlie),
        lambda: files.add_file(project, name="y.png", data=picture(), description="", actor=charlie),
        lambda: files.remove_file(entry, actor=charlie),
        lambda: sharing.make_link(hers, purpose="Mine", actor=charlie),
        lambda: sharing.revoke_link(link, actor=charlie),
    ]
    for attempt in attempts:
        with pytest.raises(NotAllowed):
            attempt()

    hers.refresh_from_db()
    assert (hers.visibility, [row.title for row in hers.projects.all()]) == ("private", ["Ward handover"])
    assert (project.files.count(), link.revoked_at, hers.share_links.count()) == (1, None, 1)
