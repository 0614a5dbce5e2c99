"""Commitments hide and bind; histories are read back in time."""

from datetime import UTC, datetime
from itertools import pairwise

import pytest

from credentials.log import (
    BrokenHistoryError,
    Entry,
    MemoryTiles,
    MerkleLog,
    Opened,
    StatusAnswer,
    status_at,
    verify_inclusion,
)

SALT = bytes(range(16))


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def entry(kind="award", value="active", when="2026-01-01", **given):
    return Entry(kind=kind, subject=given.pop("subject", "urn:uuid:1"), value=value, at=at(when), **given)


HISTORY = [
    Opened(4, entry()),
    Opened(9, entry("status", "suspended", "2026-02-01", previous=4)),
    Opened(11, entry("status", "active", "2026-03-01", previous=9)),
    Opened(30, entry("status", "revoked", "2026-04-01", previous=11)),
]


def test_a_commitment_depends_on_every_field_and_on_the_salt():
    variants = [
        entry(), entry("key"), entry(value="x"), entry(when="2026-01-02"), entry(subject="urn:uuid:2"), entry(digest="d"),
        entry(previous=0),
    ]  # fmt: skip
    seen = {variant.commitment(SALT) for variant in variants} | {entry().commitment(SALT + b"x")}
    assert len(seen) == len(variants) + 1
    assert all(len(commitment) == 32 for commitment in seen)
    assert entry().commitment(SALT) == entry().commitment(SALT)
    assert (
        entry().commitment(SALT).hex() == "c9c12aa0b675ef5a274ddee7c3e69ec51c35fe5215e4891c083a18ecda4da1d6"
    )


def test_short_salts_and_times_without_a_zone_are_refused():
    with pytest.raises(ValueError, match="at least 16 bytes"):
        entry().commitment(bytes(15))
    with pytest.raises(ValueError, match="time zone"):
        Entry(kind="award", subject="x", value="active", at=datetime(2026, 1, 1))  # noqa: DTZ001


def test_an_opened_entry_can_be_found_in_the_log():
    log = MerkleLog(MemoryTiles())
    log.append(opened.entry.commitment(SALT) for opened in HISTORY)
    assert verify_inclusion(HISTORY[2].entry.commitment(SALT), 2, 4, log.root(), log.inclusion_proof(2))


@pytest.mark.parametrize(
    ("when", "answer"),
    [
        ("2025-12-31", None),
        ("2026-01-01", StatusAnswer("active", at("2026-01-01"), 4)),
        ("2026-02-14", StatusAnswer("suspended", at("2026-02-01"), 9)),
        ("2026-03-01", StatusAnswer("active", at("2026-03-01"), 11)),
        ("2027-01-01", StatusAnswer("revoked", at("2026-04-01"), 30)),
    ],
)
def test_the_status_of_a_credential_as_of_a_date(when, answer):
    assert status_at(HISTORY, at(when)) == answer


def test_keys_have_histories_too():
    keys = [Opened(0, entry("key", "added")), Opened(5, entry("key", "retired", "2026-05-01", previous=0))]
    assert status_at(keys, at("2026-06-01")).value == "retired"
    assert status_at([], at("2026-06-01")) is None


def broken():
    award, suspended, active, revoked = HISTORY
    yield [suspended, active], "does not follow"
    yield [award, active, revoked], "Entry 11 does not follow"
    yield [award, Opened(3, suspended.entry)], "Entry 3 is out of order"
    yield (
        [award, Opened(9, entry("status", "suspended", "2025-02-01", previous=4))],
        "Entry 9 is out of order",
    )
    yield (
        [award, Opened(9, entry("status", "x", "2026-02-01", previous=4, subject="else"))],
        "about something else",
    )
    yield [award, Opened(9, entry("key", "retired", "2026-02-01", previous=4))], "about something else"
    yield [Opened(9, entry("status", "active"))], "does not begin"


@pytest.mark.parametrize(("history", "words"), list(broken()))
def test_a_history_with_something_left_out_is_refused(history, words):
    with pytest.raises(BrokenHistoryError, match=words):
        status_at(history, at("2026-06-01"))


def test_leaving_out_any_middle_entry_is_seen():
    for gap, _ in pairwise(range(1, len(HISTORY))):
        with pytest.raises(BrokenHistoryError):
            status_at(HISTORY[:gap] + HISTORY[gap + 1 :], at("2026-06-01"))
