"""The public faces: who sees what, in which form, and in how many queries."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from credentials.models import Credential
from credentials.services import lifecycle
from portal.models import Organisation, User
from tests.factories.credentials import (
    award_credential,
    issue_credential,
    make_achievement,
    make_issuer,
    publish_stack,
)
from tests.factories.portal import UserFactory

pytestmark = pytest.mark.django_db

ClientOf = Callable[[User | None], Client]


@pytest.fixture
def credential(provider: Organisation, alice: User) -> Credential:
    return issue_credential(
        make_achievement(issuer=make_issuer(provider, actor=alice)),
        UserFactory.create(legal_name="Amara Okonkwo", email="amara@people.example"),
    )


def test_the_page_of_an_issued_credential_is_for_everyone_and_names_no_address(
    credential: Credential, client_of: ClientOf, charlie: User, staff: User
) -> None:
    for person in (None, credential.learner, charlie, staff):
        response = client_of(person).get(credential.get_absolute_url())
        page = response.content.decode()

        assert response.status_code == 200
        assert response["X-Robots-Tag"] == "noindex, nofollow"
        assert "Amara Okonkwo" in page
        assert "amara@people.example" not in page
        assert ("Show it in your portfolio" in page) is (person == credential.learner)


def test_before_signing_only_its_holder_sees_it(client_of: ClientOf, charlie: User, staff: User) -> None:
    waiting = award_credential()
    seen = {
        person: client_of(person).get(waiting.get_absolute_url()).status_code
        for person in (None, charlie, staff, waiting.learner)
    }

    assert seen == {None: 404, charlie: 404, staff: 404, waiting.learner: 200}
    assert b"Being signed" in client_of(waiting.learner).get(waiting.get_absolute_url()).content
    for kind in ("json", "pdf", "png", "svg"):
        assert client_of(waiting.learner).get(f"/credentials/{waiting.uuid}.{kind}").status_code == 404


@pytest.mark.parametrize(
    ("accept", "answered"),
    [
        ("text/html,application/xhtml+xml,*/*;q=0.8", "text/html; charset=utf-8"),
        ("*/*", "text/html; charset=utf-8"),
        ("application/json", "application/json"),
        ("application/ld+json", "application/ld+json"),
        ("application/vc", "application/vc"),
        ("application/vc+ld+json, application/json;q=0.5", "application/vc+ld+json"),
        ("image/tiff", "text/html; charset=utf-8"),
    ],
)
def test_accept_decides_the_form(credential: Credential, client: Client, accept: str, answered: str) -> None:
    response = client.get(credential.get_absolute_url(), headers={"accept": accept})

    assert response["Content-Type"] == answered
    assert "Accept" in response["Vary"]
    if answered != "text/html; charset=utf-8":
        assert response.content == credential.document.encode()
        assert response["Access-Control-Allow-Origin"] == "*"


def test_documents_are_cached_by_etag(credential: Credential, client: Client) -> None:
    url = f"/credentials/{credential.uuid}.json"
    first = client.get(url)

    again = client.get(url, headers={"if-none-match": first["ETag"]})

    assert first.content == credential.document.encode()
    assert (
        first["Content-Disposition"] == f'attachment; filename="credential-{str(credential.uuid)[:8]}.json"'
    )
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])


@pytest.mark.parametrize(
    ("kind", "media_type", "starts"),
    [
        ("png", "image/png", b"\x89PNG"),
        ("svg", "image/svg+xml", b"<svg"),
        ("pdf", "application/pdf", b"%PDF-1.7"),
    ],
)
def test_files_are_made_once_and_verify(
    credential: Credential,
    client: Client,
    settings: Any,
    tmp_path: Any,
    kind: str,
    media_type: str,
    starts: bytes,
) -> None:
    settings.MEDIA_ROOT = str(tmp_path)
    first = client.get(f"/credentials/{credential.uuid}.{kind}")
    second = client.get(f"/credentials/{credential.uuid}.{kind}")

    assert first["Content-Type"] == media_type
    assert first.content.startswith(starts)
    assert (second.content, second["ETag"]) == (first.content, first["ETag"])
    assert "Amara" not in first["Content-Disposition"]
    report = client.post(
        "/verify/", first.content, content_type=media_type, headers={"accept": "application/json"}
    )
    assert report.json()["verdict"] == "valid"


def test_the_status_of_today_stands_first(credential: Credential, client: Client, alice: User) -> None:
    def page() -> str:
        return client.get(credential.get_absolute_url()).content.decode()

    assert "<h2>Valid</h2>" in page()
    lifecycle.suspend(credential, actor=alice)
    assert "<h2>Suspended</h2>" in page()
    lifecycle.restore(credential, actor=alice)
    lifecycle.revoke(credential, reason="The exam was <b>leaked</b>.", actor=alice)
    assert "<h2>Revoked</h2>" in page()
    assert "The exam was &lt;b&gt;leaked&lt;/b&gt;." in page()
    assert page().index("<h2>Revoked</h2>") < page().index("<h1")


def test_the_page_of_a_stack_shows_its_parts_and_why(provider: Organisation, client: Client) -> None:
    from credentials import handlers
    from portal.events import CredentialIssued

    issuer, learner = make_issuer(provider), UserFactory.create()
    parts = [make_achievement(slug, issuer=issuer) for slug in ("hygiene", "first-aid")]
    rule = publish_stack(parts)
    held = [issue_credential(part, learner) for part in parts]
    handlers.award_stacks(
        CredentialIssued(
            credential=str(held[1].uuid), learner=str(learner.uuid), achievement=str(parts[1].uuid)
        )
    )
    from credentials.services.issuing import issue

    whole = issue(Credential.objects.get(achievement=rule.achievement, learner=learner))

    page = client.get(whole.get_absolute_url()).content.decode()

    assert "What it is built from" in page
    assert "all 2 parts are there" in page
    for part in held:
        assert part.public_url in page


def test_the_achievement_answers_people_and_programs(provider: Organisation, client: Client) -> None:
    achievement = make_achievement("hygiene", issuer=make_issuer(provider))

    page = client.get("/achievements/hygiene/")
    document = client.get("/achievements/hygiene/", headers={"accept": "application/ld+json"}).json()

    assert b"What it takes" in page.content
    assert b"/courses/?achievement=hygiene" in page.content
    assert (document["id"], document["type"], document["name"]) == (
        achievement.public_url,
        ["Achievement"],
        "Hygiene",
    )
    assert client.get("/achievements/hygiene/image.svg").content.startswith(b"<svg")
    assert client.get("/achievements/hygiene/image.png").content.startswith(b"\x89PNG")
    assert client.get("/achievements/unknown/").status_code == 404


def test_a_stacks_achievement_says_its_rule(provider: Organisation, client: Client) -> None:
    issuer = make_issuer(provider)
    publish_stack([make_achievement(slug, issuer=issuer) for slug in ("hygiene", "first-aid")])

    page = client.get("/achievements/safe-care/").content.decode()

    assert "All of these:" in page
    assert 'href="/achievements/first-aid/"' in page


def test_the_issuer_shows_its_keys_and_answers_programs(provider: Organisation, client: Client) -> None:
    issuer = make_issuer(provider)
    key = issuer.keys.get()

    did = client.get("/issuers/ridge/did.json")

    assert key.public_multibase in client.get("/issuers/ridge/").content.decode()
    assert did["Content-Type"] == "application/did+json"
    assert did["Access-Control-Allow-Origin"] == "*"
    assert did.json()["assertionMethod"] == [f"{issuer.did}#{key.fragment}"]
    profile = client.get("/issuers/ridge/", headers={"accept": "application/json"}).json()
    assert (profile["id"], profile["type"]) == (issuer.did, ["Profile"])


def test_the_status_list_is_what_was_signed(credential: Credential, client: Client) -> None:
    assert credential.status_list is not None
    url = credential.status_list.get_absolute_url()

    response = client.get(url)

    assert response.content == credential.status_list.document.encode()
    assert response["Content-Type"] == "application/vc"
    assert response["Access-Control-Allow-Origin"] == "*"
    assert "max-age=300" in response["Cache-Control"]
    assert client.get(url, headers={"accept": "application/json"})["Content-Type"] == "application/json"
    assert client.get(url, headers={"if-none-match": response["ETag"]}).status_code == 304


def test_my_credentials_are_mine_and_say_what_is_missing(
    provider: Organisation, client_of: ClientOf, charlie: User
) -> None:
    issuer, learner = make_issuer(provider), UserFactory.create()
    parts = [make_achievement(slug, issuer=issuer) for slug in ("hygiene", "first-aid")]
    publish_stack(parts)
    issue_credential(parts[0], learner)

    mine = client_of(learner).get("/credentials/").content.decode()
    theirs = client_of(charlie).get("/credentials/").content.decode()

    assert "1 of 2" in mine
    assert 'href="/achievements/first-aid/"' in mine
    assert "No credentials yet" in theirs
    assert client_of(None).get("/credentials/").status_code == 302


@pytest.mark.parametrize("count", [1, 3])
def test_my_credentials_take_the_same_queries_for_one_and_for_three(
    provider: Organisation, client_of: ClientOf, django_assert_num_queries: Any, count: int
) -> None:
    issuer, learner = make_issuer(provider), UserFactory.create()
    for number in range(count):
        issue_credential(make_achievement(f"achievement-{number}", issuer=issuer), learner)
    client = client_of(learner)

    with django_assert_num_queries(9):
        client.get("/credentials/")


@pytest.mark.parametrize("count", [1, 3])
def test_the_credential_page_takes_the_same_queries_however_many_there_are(
    provider: Organisation, client: Client, django_assert_num_queries: Any, count: int
) -> None:
    achievement = make_achievement(issuer=make_issuer(provider))
    first, *_others = [issue_credential(achievement) for _ in range(count)]

    with django_assert_num_queries(4):
        client.get(first.get_absolute_url())


def test_the_document_is_what_the_page_is_made_from(credential: Credential, client: Client) -> None:
    """Renaming the learner or the achievement changes nothing that was issued."""
    credential.learner.legal_name = "Somebody Else"
    credential.learner.save()

    page = client.get(credential.get_absolute_url()).content.decode()

    assert "Amara Okonkwo" in page
    assert "Somebody Else" not in page
    assert json.loads(credential.document)["name"] in page
