"""The cache while Valkey is away."""

import time
from collections.abc import Iterator

import pytest
from django.core.cache import caches
from django.test import Client, override_settings
from django.urls import reverse

from portal import caching
from portal.development.processes import free_port
from tests.factories.portal import UserFactory


@pytest.fixture
def nobody_answers() -> Iterator[None]:
    """The cache's address is one where nobody listens."""
    away = {
        "default": {
            "BACKEND": "portal.caching.FallbackCache",
            "LOCATION": f"redis://127.0.0.1:{free_port()}/0",
        }
    }
    with override_settings(CACHES=away):
        yield
    caching._Outage.ask_again_at = 0.0
    caching._Outage.is_on = False


def test_what_is_cached_stays_in_the_process_and_costs_no_waiting(nobody_answers: None) -> None:
    cache = caches["default"]
    started = time.monotonic()

    assert cache.add("steps", 1) is True
    assert cache.add("steps", 5) is False
    assert cache.incr("steps") == 2
    cache.set("colour", "slate")
    assert cache.get_many(["steps", "colour", "nothing"]) == {"steps": 2, "colour": "slate"}
    assert cache.delete("colour") is True
    assert cache.get("colour", "none") == "none"
    with pytest.raises(ValueError, match="nothing"):
        cache.incr("nothing")

    assert time.monotonic() - started < 3 * caching.CONNECT_SECONDS


def test_a_second_outage_does_not_remember_the_first(nobody_answers: None) -> None:
    cache = caches["default"]
    cache.set("colour", "slate")

    caching._Outage.ask_again_at, caching._Outage.is_on = 0.0, False

    assert cache.get("colour") is None


@pytest.mark.django_db
def test_people_can_sign_in(nobody_answers: None) -> None:
    """allauth counts tries in the cache, and refuses everybody where it cannot count."""
    user = UserFactory.create(password="a-long-test-password")

    answer = Client().post(
        reverse("account_login"), {"login": user.email, "password": "a-long-test-password"}
    )

    assert (answer.status_code, answer.headers.get("Location")) == (302, "/")


def test_whether_valkey_answers_is_asked_of_itself(settings: object) -> None:
    assert caching.valkey_answers(settings.REDIS_URL) is True  # type: ignore[attr-defined]
    assert caching.valkey_answers(f"redis://127.0.0.1:{free_port()}/0") is False
