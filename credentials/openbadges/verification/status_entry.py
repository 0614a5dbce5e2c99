"""A credential's entry in a Bitstring Status List (v1.0 §2.1): whose place, how many bits, what they say."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from credentials.openbadges.errors import StatusListError

type Json = dict[str, Any]

MAX_SIZE: Final = 8  # bits of one status: 256 messages in every credential are more than anybody writes
_INDEX: Final = re.compile(r"[0-9]{1,9}")
_VALUE: Final = re.compile(r"0x[0-9a-fA-F]{1,2}")


class UnreadStatus(StatusListError):
    """A status that cannot be known here: not a fault of the credential."""


@dataclass(frozen=True, slots=True)
class StatusEntry:
    """An entry as it was signed. `messages` says what each value means, where the entry does."""

    index: int
    url: str
    size: int
    messages: Mapping[int, str]

    def said(self, value: int) -> str:
        """A value as the entry writes it, with its message."""
        message = self.messages.get(value)
        return f"{value:#x}" if message is None else f"{value:#x}, {message[:200]!r}"


def read_entry(entry: Json) -> StatusEntry:
    """Read an entry; StatusListError for one that breaks the standard, UnreadStatus beyond MAX_SIZE."""
    index, url, size = (
        entry.get("statusListIndex"),
        entry.get("statusListCredential"),
        entry.get("statusSize", 1),
    )
    if not isinstance(index, str | int) or not _INDEX.fullmatch(str(index)) or not isinstance(url, str):
        raise StatusListError("the status entry names no list and index")
    if isinstance(size, bool) or not isinstance(size, int) or size < 1:
        raise StatusListError(f"a statusSize of {str(size)[:40]!r} is no number of bits")
    if size > MAX_SIZE:
        raise UnreadStatus(f"statuses of more than {MAX_SIZE} bits are not read here")
    return StatusEntry(int(index), url, size, _messages(entry.get("statusMessage"), size))


def _messages(listed: object, size: int) -> dict[int, str]:
    if listed is None and size == 1:
        return {}
    entries = listed if isinstance(listed, list) else [] if listed is None else [listed]
    found: dict[int, str] = {}
    for entry in entries:
        value = entry.get("status") if isinstance(entry, dict) else None
        message = entry.get("message") if isinstance(entry, dict) else None
        if not isinstance(value, str) or not _VALUE.fullmatch(value) or not isinstance(message, str):
            raise StatusListError("a statusMessage has no status (0x…) and message")
        found[int(value, 16)] = message
    if len(entries) != 2**size or found.keys() != set(range(2**size)):
        raise StatusListError(
            f"a status of {size} bits has {2**size} messages, one for each value; "
            f"this entry has {len(entries)}"
        )
    return found
