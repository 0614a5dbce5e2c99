"""Strings, times and numbers in the one form that every canonicaliser hashes alike."""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final

from credentials.openbadges.errors import InvalidClaims

# C0 but tab, line feed and carriage return; DEL; lone surrogates. Python's and Node's canonicalisers escape
# the controls differently, so no signed string may hold one.
_UNSAFE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_IRI: Final = re.compile(
    r"(https?://[^\s/?#<>\"{}|\\^`]+|urn:[a-z0-9][a-z0-9-]+:|did:[a-z0-9]+:)[^\s<>\"{}|\\^`]*"
)
_DOTS: Final = re.compile(r"/\.{1,2}(/|$|\?|#)")
_DATA_IMAGE: Final = re.compile(r"data:image/(png|svg\+xml);base64,[A-Za-z0-9+/]+={0,2}")
_TIME: Final = re.compile(
    r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,12})?(Z|[+-]\d{2}:\d{2})", flags=re.ASCII
)


def clean(text: str) -> str:
    """Drop the characters that implementations hash differently (C0 but TAB, LF and CR; DEL; surrogates)."""
    return _UNSAFE.sub("", text)


def has_unsafe(text: str) -> bool:
    """Whether `clean` would drop something."""
    return _UNSAFE.search(text) is not None


def iri(value: str, *, place: str, images: bool = False) -> str:
    """An absolute http(s), urn or did identifier, unchanged; `images` admits data URIs of PNG and SVG."""
    if _IRI.fullmatch(value) and not has_unsafe(value) and not _DOTS.search(value):
        return value
    if images and _DATA_IMAGE.fullmatch(value):
        return value
    raise InvalidClaims(f"{place}: {value[:80]!r} is not an absolute http(s), urn or did identifier")


def format_time(at: datetime) -> str:
    """An aware time as `2026-11-21T09:30:00Z`: UTC, whole seconds."""
    if at.tzinfo is None:
        raise InvalidClaims(f"{at.isoformat()} has no time zone")
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def parse_time(value: object) -> datetime | None:
    """An XSD dateTime with its zone, or None for anything else."""
    if not isinstance(value, str) or not _TIME.fullmatch(value):
        return None
    try:
        parsed = datetime.fromisoformat(re.sub(r"(\.\d{6})\d+", r"\1", value))
        return parsed.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def credits_number(value: float | Decimal) -> int | float:
    """Credits rounded half up to two decimals; a whole number is written without a fraction."""
    rounded = Decimal(str(value))
    if not rounded.is_finite() or not 0 <= rounded < 100_000:
        raise InvalidClaims(f"credits of {value} are not between 0 and 100,000")
    rounded = rounded.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
    return int(rounded) if rounded == rounded.to_integral_value() else float(rounded)


def normalise_email(address: str) -> str:
    """The form that is hashed: trimmed and lower-cased. Verifiers try it as typed too."""
    return clean(address).strip().lower()


def identity_hash(identity: str, salt: str) -> str:
    """Open Badges 3.0 §B.5 IdentityHash: `sha256$` + hex(SHA-256(identity ‖ salt))."""
    return "sha256$" + hashlib.sha256((identity + salt).encode()).hexdigest()


def tidy(document: dict[str, Any]) -> dict[str, Any]:
    """Strings cleaned; what is empty left out, at every depth."""
    cleaned: dict[str, Any] = {}
    for key, value in document.items():
        kept = _tidy(value)
        if kept is not None and kept not in ("", [], {}):
            cleaned[key] = kept
    return cleaned


def _tidy(value: object) -> object:
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, dict):
        return tidy(value)
    if isinstance(value, list):
        return [_tidy(entry) for entry in value]
    return value
