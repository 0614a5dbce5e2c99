"""What opens a commitment: the entry and its salt, as they travel in the `extra` line of a proof file."""

import base64
import json
from dataclasses import asdict
from datetime import datetime
from typing import Any, Final, get_args

from credentials.log.entries import LEAST_SALT, Entry, Kind
from credentials.log.notes import NoteError, decode

_LONGEST: Final = 10_000
_KINDS: Final = get_args(Kind.__value__)


class OpeningError(ValueError):
    """The data open no entry."""


def entry_to_json(entry: Entry) -> dict[str, Any]:
    """Give an entry as plain data."""
    return {**asdict(entry), "at": entry.at.isoformat()}


def entry_from_json(data: object) -> Entry:
    """Read what `entry_to_json` gave. Raises OpeningError naming the field."""
    if not isinstance(data, dict) or set(data) != {"kind", "subject", "value", "at", "digest", "previous"}:
        raise OpeningError("An entry has kind, subject, value, at, digest and previous, and nothing else.")
    if data["kind"] not in _KINDS:
        raise OpeningError(f"The kind of an entry is one of {', '.join(_KINDS)}.")
    for name in ("subject", "value", "at", "digest"):
        if not isinstance(data[name], str):
            raise OpeningError(f"The {name} of an entry is a text.")
        if not data[name].isascii() and any("\ud800" <= character <= "\udfff" for character in data[name]):
            raise OpeningError(f"The {name} of an entry has half a character in it, which no file can hold.")
    previous = data["previous"]
    if previous is not None and (isinstance(previous, bool) or not isinstance(previous, int) or previous < 0):
        raise OpeningError("The previous entry is a number from 0 up, or null.")
    try:
        return Entry(**{**data, "at": datetime.fromisoformat(data["at"])})
    except ValueError:
        raise OpeningError("The time of an entry is a date and time with a zone (ISO 8601).") from None


def write_opening(entry: Entry, salt: bytes) -> bytes:
    """Give the JSON that opens the entry's commitment."""
    opened = {"entry": entry_to_json(entry), "salt": base64.b64encode(salt).decode()}
    return json.dumps(opened, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def read_opening(data: bytes) -> tuple[Entry, bytes]:
    """Read the entry and its salt. Raises OpeningError."""
    if len(data) > _LONGEST:
        raise OpeningError(f"An opening has at most {_LONGEST} bytes.")
    try:
        opened = json.loads(data)
    except (ValueError, RecursionError):
        raise OpeningError("An opening is JSON.") from None
    if (
        not isinstance(opened, dict)
        or set(opened) != {"entry", "salt"}
        or not isinstance(opened["salt"], str)
    ):
        raise OpeningError("An opening has an entry and a salt, and nothing else.")
    try:
        salt = decode(opened["salt"])
    except NoteError as error:
        raise OpeningError(f"The salt: {error}") from None
    if len(salt) < LEAST_SALT:
        raise OpeningError(f"A salt has at least {LEAST_SALT} bytes.")
    return entry_from_json(opened["entry"]), salt
