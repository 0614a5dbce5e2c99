"""The certificate is one page, says everything, and carries the credential byte for byte."""

import io
import json
import re
import shutil
import subprocess
from typing import Any

import pikepdf
import pytest
import segno

from credentials import openbadges
from credentials.models import Credential
from credentials.queries.pictures import qr_svg
from credentials.services import verification
from credentials.services.certificate import certificate_pdf
from tests.factories.credentials import (
    award_credential,
    issue_credential,
    make_achievement,
    make_issuer,
    make_skill,
)
from tests.factories.portal import OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db


def attached(pdf: bytes) -> bytes:
    with pikepdf.open(io.BytesIO(pdf)) as document:
        return bytes(document.attachments["credential.json"].get_file().read_bytes())


def words(pdf: bytes) -> str:
    """The text layer in reading order, its white space made single."""
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext is not installed")
    done = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True)
    return re.sub(r"\s+", " ", done.stdout.decode())


@pytest.fixture
def credential() -> Credential:
    return issue_credential(learner=UserFactory.create(legal_name="Amara Okonkwo"))


def test_the_attached_credential_is_the_stored_one_and_verifies(credential: Credential) -> None:
    pdf = certificate_pdf(credential)

    assert attached(pdf) == credential.document.encode()
    report = verification.verify(pdf)
    assert report.verdict is openbadges.Outcome.VALID
    assert report.claims == json.loads(credential.document)


def test_it_is_one_tagged_page_that_claims_pdf_a_and_pdf_ua_in_one_block(credential: Credential) -> None:
    with pikepdf.open(io.BytesIO(certificate_pdf(credential))) as document:
        root = document.Root
        xmp = bytes(root.Metadata.read_bytes()).decode()
        (specification,) = root.AF

        assert len(document.pages) == 1
        assert xmp.count("<rdf:RDF") == 1
        assert 'pdfaid:part="3"' in xmp
        assert 'pdfaid:conformance="A"' in xmp
        assert "<pdfuaid:part>1</pdfuaid:part>" in xmp
        assert xmp.count("pdfaExtension:schemas>") == 2
        assert specification.AFRelationship == pikepdf.Name.Source
        assert root.MarkInfo.Marked is True
        assert root.StructTreeRoot is not None
        assert str(root.Lang) == "en"
        assert root.ViewerPreferences.DisplayDocTitle is True
        assert root.OutputIntents


def test_a_printed_copy_says_everything(credential: Credential) -> None:
    text = words(certificate_pdf(credential))
    claims = credential.claims

    for said in (
        "Amara Okonkwo",
        "Medication Safety",
        "Pass the assessment.",
        claims["issuer"]["name"],
        claims["skills"][0]["label"],
        "2 of 5",
        "87.5 %",
        "70 %",
        "Chance of passing by guessing",
        "0.12 %",
        credential.public_url,
        "/verify/",
        claims["issuer"]["id"],
    ):
        assert said in text


@pytest.mark.parametrize(
    "name",
    [
        "Wolfeschlegelsteinhausenbergerdorff " * 4,
        "محمد عبد الرحمن الخطيب",
        "A" * 140,
        "Ελένη Παπαδοπούλου · Ольга Кузнецова",
    ],
)
def test_no_name_breaks_the_page(name: str) -> None:
    pdf = certificate_pdf(issue_credential(learner=UserFactory.create(legal_name=name.strip())))

    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert len(document.pages) == 1


def test_the_longest_texts_are_set_smaller_and_then_shortened_never_onto_a_second_page() -> None:
    issuer = make_issuer(OrganisationFactory.create(name="Institute " * 14))
    achievement = make_achievement(
        issuer=issuer,
        name="A very long name of an achievement " * 4,
        description="Describes at length. " * 90,
        criteria="\n".join(f"- demand number {n}: " + "do this and that well; " * 12 for n in range(60)),
        skills=[(make_skill(f"a-skill-with-a-remarkably-long-name-{n}"), 1 + n % 5) for n in range(20)],
        quality_assurance="Q " * 99,
        supervision="S " * 99,
        participation="P " * 99,
        assessment_type="A " * 99,
        validity_months=24,
        eqf_level=4,
    )

    pdf = certificate_pdf(issue_credential(achievement, UserFactory.create(legal_name="Name " * 28)))

    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert len(document.pages) == 1
    text = words(pdf)
    assert "The whole text stands on the credential’s page." in text
    assert "And 15 more" in text or "And 12 more" in text
    assert "Items in the pool" in text, "the end of the page was cut off"


def test_a_right_to_left_certificate_reads_from_the_right() -> None:
    achievement = make_achievement(
        name="سلامة الأدوية", description="وصف قصير.", criteria="اجتز التقييم.", language="ar"
    )

    pdf = certificate_pdf(issue_credential(achievement))

    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert len(document.pages) == 1
        assert str(document.Root.Lang) == "ar"


def test_what_is_not_signed_has_no_certificate() -> None:
    with pytest.raises(ValueError, match="there is none yet"):
        certificate_pdf(award_credential())


def test_markup_in_texts_is_text_and_nothing_is_fetched() -> None:
    achievement = make_achievement(
        description="<img src='https://tracker.example/x.png'><link rel=attachment href=file:///etc/passwd>",
        criteria="![x](https://tracker.example/y.png) <style>*{display:none}</style>",
    )
    pdf = certificate_pdf(issue_credential(achievement))

    assert "tracker.example/x.png" in words(pdf)
    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert list(document.attachments) == ["credential.json"]


def test_the_code_is_that_of_the_public_address(credential: Credential) -> None:
    """No decoder here: the drawn modules are compared with those that segno makes of the address."""
    drawn = qr_svg(credential.public_url)
    path = re.search(r'd="([^"]+)"[^>]*stroke|stroke[^>]*d="([^"]+)"', drawn)
    assert path is not None

    assert _modules(path.group(1) or path.group(2)) == _dark(
        segno.make(credential.public_url, error="m", micro=False)
    )


def _modules(path: str) -> set[tuple[int, int]]:
    """Dark modules of a path of horizontal strokes (M x y h n, m dx dy h n, …), the quiet zone taken off."""
    dark: set[tuple[int, int]] = set()
    x = y = 0.0
    for command, numbers in re.findall(r"([Mmh])\s*([-\d. ]+)", path):
        values = [float(value) for value in numbers.split()]
        if command == "M":
            x, y = values
        elif command == "m":
            x, y = x + values[0], y + values[1]
        else:
            dark |= {(int(x) + step - 4, int(y) - 4) for step in range(int(values[0]))}
            x += values[0]
    return dark


def _dark(code: Any) -> set[tuple[int, int]]:
    return {(x, y) for y, row in enumerate(code.matrix) for x, module in enumerate(row) if module}
