"""Open Badges 2.0: scope, revocation, recipients, and badges that are only an address."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest

from credentials.openbadges import (
    DocumentGone,
    Kind,
    LoadedDocument,
    Outcome,
    bake_png,
    verify_isolated,
)
from tests.credentials.openbadges.test_baking import chunk, picture, with_chunks
from tests.credentials.openbadges.test_others import HOST, old_world, rs256
from tests.credentials.openbadges.world import NOW, World

type Json = dict[str, Any]

ASSERTION = f"{HOST}/assertions/1"


class Gone(World):
    """A world in which these addresses answer 410."""

    def __init__(self, world: World, *gone: str) -> None:
        super().__init__()
        self.documents, self.gone = world.documents, gone

    def __call__(self, url: str) -> LoadedDocument:
        if url in self.gone:
            raise DocumentGone("the site answered 410")
        return super().__call__(url)


@pytest.mark.parametrize(
    ("where", "scope", "outcome"),
    [
        ("issuer", {"startsWith": f"{HOST}/assertions/"}, Outcome.VALID),
        ("issuer", {"startsWith": [f"{HOST}/x/", f"{HOST}/assertions/"]}, Outcome.VALID),
        ("issuer", {"startsWith": f"{HOST}/other/"}, Outcome.INVALID),
        ("issuer", {"startsWith": [f"{HOST}/x/", f"{HOST}/y/"]}, Outcome.INVALID),
        ("issuer", {"allowedOrigins": "old.example"}, Outcome.VALID),
        ("issuer", {"allowedOrigins": ["a.example", "old.example"]}, Outcome.VALID),
        ("issuer", {"allowedOrigins": "a.example"}, Outcome.INVALID),
        ("badge", {"startsWith": f"{HOST}/assertions/"}, Outcome.VALID),
        ("badge", {"startsWith": f"{HOST}/other/"}, Outcome.INVALID),
        ("badge", {"allowedOrigins": "a.example"}, Outcome.INVALID),
    ],
)
def test_a_hosted_assertion_must_stand_in_the_scope_that_is_declared(
    where: str, scope: Json, outcome: Outcome
) -> None:
    world, assertion = old_world("hosted")
    world.documents[f"{HOST}/{where}"] |= {"verification": {"type": "VerificationObject", **scope}}
    report = world.verify(assertion)
    assert (report["proof"].outcome, report.verdict) == (outcome, outcome), report["proof"].reason
    if outcome is Outcome.INVALID:
        assert "startsWith" in report["proof"].reason or "allowedOrigins" in report["proof"].reason
        assert report.claims is None


def test_an_assertion_whose_address_is_gone_is_revoked() -> None:
    world, assertion = old_world("hosted")
    for data in (assertion, json.dumps(assertion).encode()):
        report = Gone(world, ASSERTION).verify(data)
        assert (report.verdict, report["revocation"].outcome) == (Outcome.INVALID, Outcome.INVALID)
        assert (report["revocation"].against, report.claims) == (ASSERTION, None)
        assert "gone (the site answered 410)" in report["revocation"].reason
    report = verify_isolated(assertion, loader=Gone(world, ASSERTION), at=NOW)
    assert "gone (the site answered 410)" in report["revocation"].reason
    report = Gone(world, f"{HOST}/badge").verify(assertion)
    assert (report.verdict, report["proof"].outcome) == (Outcome.NOT_CHECKED, Outcome.NOT_CHECKED)


def test_an_assertion_of_which_only_its_revocation_is_left_is_revoked() -> None:
    world, assertion = old_world("hosted")
    world.documents[ASSERTION] = {
        "@context": "https://w3id.org/openbadges/v2",
        "id": ASSERTION,
        "type": "Assertion",
        "revoked": True,
        "revocationReason": "Cheated.",
    }
    report = world.verify(assertion)
    assert (report.verdict, report["revocation"].reason) == (
        Outcome.INVALID,
        "the assertion is revoked: Cheated.",
    )


def test_a_signed_assertion_says_itself_that_it_is_revoked() -> None:
    world, assertion = old_world("signed")
    report = world.verify(rs256(assertion | {"revoked": True}))
    assert report["revocation"].reason == "the assertion is revoked: no reason given"


def digest(name: str, text: str) -> str:
    return f"{name}${hashlib.new(name, text.encode()).hexdigest()}"


@pytest.mark.parametrize(
    ("recipient", "email", "outcome"),
    [
        (
            {"hashed": True, "identity": digest("sha256", "Bob@b.examples"), "salt": "s"},
            "Bob@b.example",
            "valid",
        ),
        (
            {"hashed": True, "identity": digest("sha256", "bob@b.examples"), "salt": "s"},
            " BOB@b.example",
            "valid",
        ),
        ({"hashed": True, "identity": digest("sha256", "bob@b.example")}, "bob@b.example", "valid"),
        (
            {"hashed": True, "identity": digest("md5", "bob@b.examples"), "salt": "s"},
            "bob@b.example",
            "valid",
        ),
        (
            {"hashed": True, "identity": digest("sha256", "bob@b.examples"), "salt": "t"},
            "bob@b.example",
            "invalid",
        ),
        ({"hashed": False, "identity": "Bob@b.example"}, "bob@B.example", "valid"),
        ({"hashed": False, "identity": "bob@b.example"}, "eve@b.example", "invalid"),
        ({"hashed": False, "identity": "bob@b.example"}, None, "not_checked"),
        (
            {"type": "url", "hashed": False, "identity": "https://b.example"},
            "bob@b.example",
            "not_applicable",
        ),
    ],
)
def test_recipients_of_every_form_are_compared(recipient: Json, email: str | None, outcome: str) -> None:
    world, assertion = old_world("signed")
    report = world.verify(
        rs256(assertion | {"recipient": {"type": "email", **recipient}}), recipient_email=email
    )
    assert report["proof"].outcome is Outcome.VALID
    assert report["recipient"].outcome.value == outcome


@pytest.mark.parametrize("kind", [b"tEXt", b"iTXt"])
def test_a_badge_that_is_only_an_address_is_followed_once(kind: bytes) -> None:
    world, _ = old_world("hosted")
    head = b"openbadges\0" if kind == b"tEXt" else b"openbadges\0\0\0\0\0"
    baked = with_chunks(chunk(kind, head + ASSERTION.encode()))
    report = world.verify(baked)
    assert (report.kind, report.verdict) == (Kind.OPEN_BADGES_2, Outcome.VALID)
    assert report["format"].reason == "this is an Open Badges 2.0 assertion in a PNG"
    world.documents[ASSERTION] = b"https://old.example/assertions/1"
    assert world.verify(baked)["format"].outcome is Outcome.INVALID
    del world.documents[ASSERTION]
    report = world.verify(baked)
    assert (report.verdict, report["format"].outcome) == (Outcome.NOT_CHECKED, Outcome.NOT_CHECKED)
    assert "the badge is an address only" in report["format"].reason


def test_a_signed_assertion_in_a_picture_is_read() -> None:
    world, assertion = old_world("signed")
    report = world.verify(bake_png(picture(), rs256(assertion)))
    assert report.verdict is Outcome.VALID, report.as_dict()
    assert (report["revocation"].against, report["revocation"].as_of) == (f"{HOST}/revoked", NOW)
    assert report["controller"].against == f"{HOST}/issuer"
