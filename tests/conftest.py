"""Fixtures for every test. Importing this module prepares the environment: see `tests/environment.py`."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import hypothesis
import pytest

from tests import environment

environment.prepare()

import django  # noqa: E402 (reads the environment that was just prepared)

django.setup()
# Not handed down to the workers of pytest-xdist: with it pytest-django would read the settings there before this
# module has given the worker its own numbered database in Valkey.
os.environ.pop("DJANGO_SETTINGS_MODULE", None)

# A busy machine is no failure: what takes long is measured in benchmarks/, never judged here.
hypothesis.settings.register_profile("cairn", deadline=None)
hypothesis.settings.load_profile("cairn")

pytest_plugins = ["tests.live", "tests.cast"]


def pytest_unconfigure(config: pytest.Config) -> None:
    """Leave nothing behind."""
    environment.clean_up()


@pytest.fixture(scope="session", autouse=True)
def _quick_passwords() -> Iterator[None]:
    """Hash passwords quickly: the real hasher is slow on purpose, and hashing is not what is tested."""
    from django.test import override_settings

    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield


@pytest.fixture(autouse=True)
def _empty_cache(request: pytest.FixtureRequest) -> None:
    """Start tests that touch the database with an empty cache: one test's pages are not another's."""
    if request.node.get_closest_marker("django_db") or "db" in request.fixturenames:
        from django.core.cache import cache

        cache.clear()


@pytest.fixture
def sample_data() -> Callable[[str], Path]:
    """Find a file or folder of the sample inputs beside the checkout; skip the test where there are none."""

    def find(relative: str) -> Path:
        path = environment.SAMPLES / relative
        if not path.exists():
            pytest.skip(f"the sample {relative} is not beside this checkout")
        return path

    return find
