"""The verification page: every step by name, nothing green that was not run, and a clear answer to anything."""

import json
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from credentials import openbadges
from credentials.models import Credential
from credentials.openbadges.report import CREDENTIALS, ENDORSEMENTS, NOTICES, STEPS, SUBJECT
from credentials.queries.reports import _STEPS, _STEPS_BESIDE
from credentials.services import keys, lifecycle
from portal.models import User
from tests.factories.credentials import issue_credential
from tests.factories.portal import UserFactory

pytestmark = pytest.mark.django_db

JSON = {"accept": "application/json"}


@pytest.fixture
def credential() -> Credential:
    return issue_credential(learner=UserFactory.create(legal_name="Amara Okonkwo"))


@pytest.fixture
def post(client: Client) -> Callable[..., Any]:
    def send(text: str = "", file: bytes | None = None, **extra: Any) -> Any:
        data: dict[str, Any] = {"text": text}
        if file is not None:
            data["file"] = SimpleUploadedFile("file.bin", file)
        return client.post("/verify/", data, **extra)

    return send


def test_a_valid_credential_is_valid_and_repeats_its_claims(credential: Credential, post: Any) -> None:
    response = post(credential.document)
    page = response.content.decode()

    assert response.status_code == 200
    assert "<h1>Valid</h1>" in page
    assert "Amara Okonkwo" in page
    assert "Chance of passing by guessing" in page
    assert "87.5" in page
    for words in _STEPS.values():
        assert str(words).replace("’", "’") in page
    assert response["Cache-Control"] == "no-store"


def test_it_says_that_pictures_are_not_signed_where_it_repeats_what_is(
    credential: Credential, post: Any
) -> None:
    said = "The picture or page that carries them is not"
    assert said in post(credential.document).content.decode()
    assert said not in post(credential.document.replace("Amara", "Amira")).content.decode()


def test_every_step_has_words() -> None:
    assert tuple(_STEPS) == STEPS
    assert set(_STEPS_BESIDE) == {NOTICES, CREDENTIALS, ENDORSEMENTS, SUBJECT}


def test_what_is_in_a_record_is_checked_and_shown_by_itself(
    credential: Credential, post: Any, staff: User
) -> None:
    record = signed_record(credential)
    page = post(record).content.decode()
    assert "<h1>Valid</h1>" in page
    assert "What is inside" in page
    assert f"{credential.claims['name']}: Valid" in page
    lifecycle.revoke(credential, reason="Issued by mistake.", actor=staff)

    report = post(record, headers=JSON).json()
    page = post(record).content.decode()

    assert report["verdict"] == "invalid"
    assert {step["name"]: step["outcome"] for step in report["steps"]}["credentials"] == "invalid"
    assert report["parts"][0]["verdict"] == "invalid"
    assert f"{credential.claims['name']}: Revoked" in page


def test_what_only_the_portal_knows_of_a_part_spoils_the_record(
    credential: Credential, post: Any, staff: User
) -> None:
    record = signed_record(credential)
    lifecycle.suspend(credential, actor=staff)

    report = post(record, headers=JSON).json()

    said = {step["name"]: (step["outcome"], step["reason"]) for step in report["steps"]}
    part = {step["name"]: step["outcome"] for step in report["parts"][0]["steps"]}
    place = "credentialSubject.verifiableCredential[0]"
    assert said["credentials"] == ("invalid", f"1 of 1: {place}: the issuer has suspended it")
    assert (report["verdict"], part["suspension"], part["revocation"]) == ("invalid", "invalid", "valid")
    lifecycle.restore(credential, actor=staff)
    assert post(record, headers=JSON).json()["verdict"] == "valid"


def signed_record(credential: Credential) -> str:
    """A record of one of the portal's own credentials, by its issuer."""
    document = json.loads(credential.document)
    key = keys.private_key(keys.active_key(credential.achievement.issuer))
    record = openbadges.compose_record(
        id="urn:uuid:6d3c9a4e-0f5e-4b0e-9b1c-0f9a5a9c2f00",
        name="Record",
        issuer=openbadges.IssuerClaims(id=document["issuer"]["id"], name="Uni"),
        subject=openbadges.SubjectClaims(id="did:example:learner"),
        credentials=[document],
        valid_from=timezone.now(),
    )
    method = document["proof"][0]["verificationMethod"]
    signed = openbadges.sign_credential(record, key, verification_method=method, created=timezone.now())
    return json.dumps(signed)


def test_a_file_and_an_address_and_a_raw_body_verify_alike(
    credential: Credential, client: Client, post: Any
) -> None:
    reports = [
        post(file=credential.document.encode(), headers=JSON).json(),
        post(credential.public_url, headers=JSON).json(),
        client.get("/verify/", {"url": credential.public_url}, headers=JSON).json(),
        client.post(
            "/verify/", credential.document, content_type="application/vc+ld+json", headers=JSON
        ).json(),
    ]

    assert [report["verdict"] for report in reports] == ["valid"] * 4


def test_one_changed_byte_fails_and_hides_what_it_says(credential: Credential, post: Any) -> None:
    page = post(credential.document.replace("Amara", "Bmara")).content.decode()

    assert "<h1>Not genuine</h1>" in page
    assert "Bmara" not in page
    assert 'data-status="not_checked"' in page


def test_after_a_revocation_it_says_revoked_and_why(credential: Credential, post: Any, staff: User) -> None:
    lifecycle.revoke(credential, reason="Issued by mistake.", actor=staff)

    page = post(credential.document).content.decode()

    assert "<h1>Revoked</h1>" in page
    assert "Issued by mistake." in page


def test_a_suspension_is_said_too(credential: Credential, post: Any, staff: User) -> None:
    lifecycle.suspend(credential, actor=staff)

    assert "<h1>Suspended</h1>" in post(credential.document).content.decode()


def test_what_was_not_checked_is_never_shown_as_valid(credential: Credential, post: Any) -> None:
    document = json.loads(credential.document)
    document["issuer"]["id"] = "did:web:unreachable.invalid:issuer"

    report = post(json.dumps(document), headers=JSON).json()
    page = post(json.dumps(document)).content.decode()

    assert report["verdict"] != "valid"
    assert page.count('data-status="valid"') == sum(step["outcome"] == "valid" for step in report["steps"])
    assert report["claims"] is None


@pytest.mark.parametrize(
    "hostile",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"{" * 100_000, id="deep"),
        pytest.param(b"[" * 50_000 + b"]" * 50_000, id="deep and whole"),
        pytest.param(b'{"@context": 1' + b"0" * 1_000_000 + b"}", id="a huge number"),
        pytest.param(b'{"a": 1, "a": 2}', id="the same key twice"),
        pytest.param(b"\x89PNG\r\n\x1a\n" + b"\x00" * 3_000_000, id="a broken PNG"),
        pytest.param(b"%PDF-1.7\n" + b"<<" * 200_000, id="a broken PDF"),
        pytest.param(b"<svg" + b"<a>" * 100_000, id="a broken SVG"),
        pytest.param(b"<!DOCTYPE a [<!ENTITY b 'c'>]><svg>&b;</svg>", id="entities"),
        pytest.param(b"\xff\xfe\x00\x01" * 1000, id="no text"),
        pytest.param("\ud800".encode("utf-8", "surrogatepass"), id="half a character"),
    ],
)
def test_hostile_uploads_get_a_clear_answer_soon(post: Any, hostile: bytes) -> None:
    began = time.monotonic()

    response = post(file=hostile)

    assert response.status_code in {200, 422}
    assert b'data-status="valid"' not in response.content
    assert b"Traceback" not in response.content
    assert time.monotonic() - began < 30


def test_a_picture_of_thirty_megabytes_is_refused_by_its_size(client: Client) -> None:
    response = client.post("/verify/", b"\x89PNG" + b"\0" * 30_000_000, content_type="image/png")

    assert response.status_code == 413
    assert b"larger than 20 MB" in response.content


def test_a_pasted_text_beyond_the_limit_is_refused_clearly(post: Any) -> None:
    response = post("x" * 6_000_000)

    assert response.status_code == 413
    assert b"Hand it in as a file" in response.content


def test_an_empty_form_and_a_double_one_say_what_to_do(post: Any) -> None:
    assert post().status_code == 422
    assert b"not both" in post("{}", b"{}").content


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:6379/", "file:///etc/passwd", "https://localhost/x", "gopher://x"]
)
def test_addresses_inside_our_network_are_not_read(client: Client, url: str) -> None:
    report = client.get("/verify/", {"url": url}, headers=JSON).json()

    assert report["verdict"] == "invalid"
    assert report["steps"][0]["outcome"] == "invalid"


def test_more_than_thirty_in_a_minute_wait(client: Client) -> None:
    codes = {client.post("/verify/", {"text": ""}).status_code for _ in range(30)}

    assert codes == {422}
    assert client.post("/verify/", {"text": "{}"}).status_code == 429
    assert client.get("/verify/").status_code == 200, "the form itself stays open"


def test_behind_a_proxy_each_client_is_counted_by_itself(client: Client, settings: Any) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1

    def status(forwarded: str) -> int:
        answer = client.post("/verify/", {"text": ""}, headers={"X-Forwarded-For": forwarded})
        return answer.status_code

    for number in range(30):
        assert status(f"198.51.100.{number}, 203.0.113.7") != 429

    assert status("192.0.2.1, 203.0.113.7") == 429, "what a client claims of itself does not count"
    assert status("203.0.113.8") != 429


def test_other_sites_may_post_without_a_token(credential: Credential) -> None:
    strict = Client(enforce_csrf_checks=True)

    assert strict.post("/verify/", {"text": credential.document}).status_code == 200


def test_the_command_prints_every_step_and_tells_by_its_exit_code(
    credential: Credential, tmp_path: Any, capsys: Any
) -> None:
    good, bad = tmp_path / "good.json", tmp_path / "bad.json"
    good.write_text(credential.document)
    bad.write_text(credential.document.replace("Amara", "Bmara"))

    call_command("verify", str(good))
    with pytest.raises(SystemExit) as stopped:
        call_command("verify", str(bad))

    printed = capsys.readouterr().out
    assert stopped.value.code == 1
    assert printed.startswith("VALID as of ")
    assert all(f" {step}: " in printed for step in STEPS)
