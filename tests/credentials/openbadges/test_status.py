from __future__ import annotations

import base64
import gzip
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from credentials.openbadges import Bitstring, StatusListError, TooLarge, allocate
from credentials.openbadges.status import MINIMUM
from tests.credentials.openbadges.world import LIST, status_list


def _coded(raw: bytes) -> str:
    return "u" + base64.urlsafe_b64encode(gzip.compress(raw, mtime=0)).rstrip(b"=").decode()


@settings(max_examples=20, deadline=None)
@given(st.sets(st.integers(0, MINIMUM - 1), max_size=30))
def test_a_list_is_read_back_as_it_was(indexes: set[int]) -> None:
    bits = Bitstring.decode(Bitstring.of(indexes).encode())
    assert bits.count() == len(indexes)
    assert all(bits.get(index) for index in indexes)


def test_index_0_is_the_leftmost_bit_and_places_can_be_switched_off() -> None:
    encoded = Bitstring.of([0, 9]).encode()
    raw = gzip.decompress(base64.urlsafe_b64decode(encoded[1:] + "=="))
    assert (raw[:3], len(raw)) == (b"\x80\x40\x00", 16_384)
    bits = Bitstring.decode(encoded)
    bits.set(0, value=False)
    assert (bits.get(0), bits.get(9), bits.count()) == (False, True, 1)


@pytest.mark.parametrize(
    ("encoded", "error", "message"),
    [
        ("H4sI", StatusListError, "starts with u"),
        ("u!!!!", StatusListError, "not base64url"),
        ("uAAAA", StatusListError, "not base64url of gzip"),
        (_coded(b"\0" * 12_500), StatusListError, "100000 places"),
        (_coded(b"\0" * (8 * 1024 * 1024 + 1)), TooLarge, "longer than"),
        ("u" + "A" * (16 * 1024 * 1024), TooLarge, "characters"),
        (_coded(b"\0" * 20_000)[:-8], StatusListError, "not base64url of gzip"),
    ],
)
def test_a_list_that_breaks_the_standard_is_refused(encoded: str, error: type, message: str) -> None:
    with pytest.raises(error, match=message):
        Bitstring.decode(encoded)


def test_places_outside_and_lengths_below_the_minimum_are_refused() -> None:
    with pytest.raises(StatusListError, match="outside"):
        Bitstring().get(MINIMUM)
    with pytest.raises(StatusListError, match="outside"):
        Bitstring().set(-1)
    with pytest.raises(StatusListError, match="at least"):
        Bitstring(1024)
    with pytest.raises(StatusListError, match="neither"):
        status_list(purpose="message")


def test_a_status_of_several_bits_is_read_from_its_first() -> None:
    bits = Bitstring.of([4, 6, 7, 3 * (MINIMUM - 1) + 2], length=3 * MINIMUM)
    assert [bits.value(index, 3) for index in (0, 1, 2, MINIMUM - 1)] == [0, 0b010, 0b110, 0b001]
    assert [bits.value(index, 1) for index in (3, 4, 5)] == [0, 1, 0]
    with pytest.raises(StatusListError, match=f"index {MINIMUM} is outside a list of {MINIMUM}"):
        bits.value(MINIMUM, 3)
    with pytest.raises(StatusListError, match=r"98304 places of 4 bits, fewer than 131072"):
        bits.value(0, 4)


def test_places_are_drawn_at_random_among_the_free_ones() -> None:
    rng = random.Random(1)
    taken: set[int] = set()
    for _ in range(200):
        index = allocate(taken.__contains__, rng.randrange)
        assert index not in taken
        taken.add(index)
    with pytest.raises(StatusListError, match="full"):
        allocate(lambda _: True, rng.randrange)


def test_the_status_list_credential_has_what_validators_look_for() -> None:
    document = status_list(5)
    subject = document["credentialSubject"]
    assert document["@context"] == ["https://www.w3.org/ns/credentials/v2"]
    assert document["type"] == ["VerifiableCredential", "BitstringStatusListCredential"]
    assert (document["id"], subject["id"]) == (LIST, f"{LIST}#list")
    assert (subject["type"], subject["statusPurpose"], subject["ttl"]) == (
        "BitstringStatusList",
        "revocation",
        300_000,
    )
    assert isinstance(document["issuer"], str)
