from __future__ import annotations

import pytest

from tests.credentials.openbadges.world import DATA, World


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture(scope="session")
def published() -> object:
    """The folder with the standard's published schemas and contexts; not part of this repository."""
    if not DATA.is_dir():
        pytest.skip("the published schemas and contexts are not beside this repository")
    return DATA
