"""JSON as a verifier may trust it: UTF-8, no duplicate keys, bounded size, depth and numbers.

A credential read by two parsers must mean one thing; duplicate keys, huge numbers and NaN do not.
"""

from __future__ import annotations

import json
import math
import re
from typing import Any, Final

from credentials.openbadges.errors import InvalidDocument, TooLarge

MAX_BYTES: Final = 4 * 1024 * 1024
MAX_DEPTH: Final = 64
MAX_DIGITS: Final = 40
_TOKENS: Final = re.compile(r'"(?:[^"\\]|\\.)*+"|[\[{\]}]', re.DOTALL)


def loads(data: bytes | str, *, max_bytes: int = MAX_BYTES, max_depth: int = MAX_DEPTH) -> Any:
    """Parse; raises TooLarge beyond a limit and InvalidDocument for anything that is not plain JSON."""
    check_size(data, max_bytes)
    try:
        text = data.decode("utf-8-sig") if isinstance(data, bytes) else data
    except UnicodeDecodeError as error:
        raise InvalidDocument(f"not UTF-8 at byte {error.start}") from error
    _check_depth(text, max_depth)
    try:
        value = json.loads(
            text,
            object_pairs_hook=_object,
            parse_int=_integer,
            parse_float=_number,
            parse_constant=_constant,
        )
    except json.JSONDecodeError as error:
        raise InvalidDocument(
            f"not JSON: {error.msg} at line {error.lineno}, column {error.colno}"
        ) from error
    _check_strings(text)
    return value


def check_size(data: bytes | str, limit: int = MAX_BYTES) -> None:
    """Raise TooLarge for more than `limit` bytes (of UTF-8)."""
    size = len(data) if isinstance(data, bytes) else len(data.encode("utf-8", "surrogatepass"))
    if size > limit:
        raise TooLarge(f"the document has {size} bytes, more than {limit}")


def _check_depth(text: str, limit: int) -> None:
    """Depth is counted before parsing: the parser recurses."""
    depth = 0
    for token in _TOKENS.finditer(text):
        if token[0] in "[{":
            depth += 1
            if depth > limit:
                raise TooLarge(f"more than {limit} levels deep")
        elif token[0] in "]}":
            depth -= 1


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise InvalidDocument(f"the key {key[:80]!r} stands twice in one object")
        found[key] = value
    return found


def _integer(digits: str) -> int:
    if len(digits) > MAX_DIGITS:
        raise TooLarge(f"a number of {len(digits)} digits")
    return int(digits)


def _number(digits: str) -> float:
    if len(digits) > MAX_DIGITS:
        raise TooLarge(f"a number of {len(digits)} digits")
    value = float(digits)
    if not math.isfinite(value):
        raise TooLarge(f"the number {digits} is too large")
    return value


def _constant(name: str) -> float:
    raise InvalidDocument(f"{name} is not JSON")


def _check_strings(text: str) -> None:
    """An escaped surrogate without its partner is no character and cannot be written as UTF-8."""
    if "\\u" not in text and "\\U" not in text:
        return
    try:
        json.dumps(json.loads(text), ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        raise InvalidDocument("a string holds half of a surrogate pair") from error
