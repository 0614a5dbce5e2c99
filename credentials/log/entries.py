"""What is logged: salted commitments to awards, changes of status and of keys, and reading them back in time.

Nobody can learn from the log whom an entry is about. Who is shown an entry and its salt can see that exactly
this was logged, where, and (by the witnesses' times) when at the latest.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Final, Literal

_DOMAIN: Final = b"cairn-log-entry/1\n"
LEAST_SALT: Final = 16

type Kind = Literal["award", "status", "key"]


class BrokenHistoryError(ValueError):
    """The entries shown are not one whole history: something is left out, out of order, or another's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One fact: about `subject` (a credential or key), `value` from `at` on.

    `value` is "active" for an award, else the new status ("suspended", "active", "revoked"), or for a key
    "added", "retired" or "revoked". `digest` fixes the document it is about. `previous` is the index of the
    entry before it about the same subject, so that none can be left out unseen.
    """

    kind: Kind
    subject: str
    value: str
    at: datetime
    digest: str = ""
    previous: int | None = None

    def __post_init__(self) -> None:
        if self.at.tzinfo is None:
            raise ValueError("The time of an entry has a time zone.")

    def commitment(self, salt: bytes) -> bytes:
        """Give the 32 bytes that go into the log. The salt: random, at least 16 bytes, new for each entry."""
        if len(salt) < LEAST_SALT:
            raise ValueError(f"A salt has at least {LEAST_SALT} bytes.")
        fields = {**asdict(self), "at": self.at.isoformat()}
        written = json.dumps(fields, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        return hashlib.sha256(_DOMAIN + len(salt).to_bytes(2, "big") + salt + written.encode()).digest()


@dataclass(frozen=True, slots=True)
class Opened:
    """An entry with the index where it was logged."""

    index: int
    entry: Entry


@dataclass(frozen=True, slots=True)
class StatusAnswer:
    """What held at a time: the status, since when, and which entry says so."""

    value: str
    since: datetime
    index: int


def status_at(history: Sequence[Opened], at: datetime) -> StatusAnswer | None:
    """Say the status of a credential or key as of `at`, or None before its first entry.

    `history` are all entries of one subject in the log's order; raises BrokenHistoryError where they are not.
    What was logged after the last entry shown cannot be seen from here: ask for the newest.
    """
    for before, opened in zip([None, *history], history, strict=False):
        entry = opened.entry
        if entry.previous != (before.index if before else None):
            raise BrokenHistoryError(f"Entry {opened.index} does not follow the one before it.")
        if before is None:
            if entry.kind == "status":
                raise BrokenHistoryError("The history does not begin with an award or a key.")
        elif opened.index <= before.index or entry.at < before.entry.at:
            raise BrokenHistoryError(f"Entry {opened.index} is out of order.")
        elif (entry.subject, entry.kind == "key") != (before.entry.subject, before.entry.kind == "key"):
            raise BrokenHistoryError(f"Entry {opened.index} is about something else.")
    known = [opened for opened in history if opened.entry.at <= at]
    if not known:
        return None
    last = known[-1]
    return StatusAnswer(last.entry.value, last.entry.at, last.index)
