"""Tokens: stable, exact, and nobody else's."""

import uuid

import pytest

from employers import pseudonyms, tokens
from employers.geography import key_of
from portal.models import Organisation


def test_a_token_is_stable_and_only_its_organisation_reads_it() -> None:
    here, there = Organisation(uuid=uuid.UUID(int=1)), Organisation(uuid=uuid.UUID(int=2))
    token = pseudonyms.token_for(here, 4711)

    assert pseudonyms.token_for(here, 4711) == token
    assert pseudonyms.learner_behind(here, token) == 4711
    assert pseudonyms.learner_behind(there, token) is None
    assert pseudonyms.token_for(there, 4711) != token
    assert pseudonyms.spoken(token) == f"Candidate {token.hex[:4].upper()}"


def test_a_guessed_token_leads_nowhere() -> None:
    here = Organisation(uuid=uuid.UUID(int=1))
    token = pseudonyms.token_for(here, 4711)

    for bit in range(128):
        assert pseudonyms.learner_behind(here, uuid.UUID(int=token.int ^ (1 << bit))) is None


def test_tokens_of_the_search_never_meet() -> None:
    found = [
        *tokens.held(3, 5),
        *tokens.held(4, 5),
        tokens.of_country("GB"),
        tokens.of_country("AA"),
        tokens.of_language("gb"),
        tokens.of_place(1),
        tokens.RELOCATES,
        *(tokens.of_mode(mode) for mode in tokens.MODES),
    ]

    assert len(set(found)) == len(found)
    assert all(-(2**31) <= token < 2**31 for token in found)
    assert list(tokens.held(3, 2)) == [49, 50]


@pytest.mark.parametrize(
    ("one", "other"), [("Málaga", "MALAGA"), ("  The   Hague ", "the hague"), ("Łódź", "lodz")]
)
def test_spellings_of_a_town_meet(one: str, other: str) -> None:
    assert key_of(one) == key_of(other)
