"""The portal's own verification: our documents from the database, others' through the fetcher."""

import json

import pytest
from django.conf import settings

from credentials.models import StatusList
from credentials.openbadges import Outcome
from credentials.services import lifecycle
from credentials.services.verification import MAX_BYTES, load, own_credential, verify
from portal.models import User
from tests.factories.credentials import issue_credential

pytestmark = pytest.mark.django_db


def test_a_holder_does_not_hide_a_revocation_by_writing_it_otherwise(staff: User) -> None:
    credential = issue_credential()
    lifecycle.revoke(credential, reason="Wrong person.", actor=staff)
    document = json.loads(credential.document)
    document["https://www.w3.org/2018/credentials#credentialStatus"] = document.pop("credentialStatus")

    report = verify(json.dumps(document).encode())

    assert (report.verdict, report.claims) == (Outcome.NOT_CHECKED, None)
    assert own_credential(report) is None


def test_our_own_documents_are_read_by_their_address() -> None:
    credential = issue_credential()
    for url in (credential.public_url, credential.public_url.replace("http:", "https:")):
        report = verify(b"", submitted_url=url)
        assert report.verdict is Outcome.VALID, report.as_dict()
        assert own_credential(report) == credential


@pytest.mark.parametrize(
    "path",
    [
        "/credentials/00000000-0000-4000-8000-000000000000/",
        "/status/00000000-0000-4000-8000-000000000000",
        "/issuers/nobody/did.json",
        "/accounts/login/",
    ],
)
def test_what_we_do_not_publish_is_not_asked_for_over_the_network(path: str) -> None:
    report = verify(b"", submitted_url=f"{settings.SITE_URL}{path}")

    assert "this portal has no document" in report["format"].reason
    assert report.verdict is Outcome.INVALID


def test_an_address_that_is_none_and_a_file_too_large_are_said_so() -> None:
    assert verify(b"", submitted_url="https://[::1").verdict is Outcome.INVALID
    assert "20 MB" in verify(b" " * (MAX_BYTES + 1))["format"].reason


def test_a_list_of_ours_is_loaded_as_it_was_signed() -> None:
    issue_credential()
    status_list = StatusList.objects.get()
    assert load(status_list.public_url).content.decode() == status_list.document
