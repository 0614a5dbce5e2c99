"""Matching of short texts against accepted answers, in bounded time."""

import re
import unicodedata
from functools import lru_cache
from math import prod

import regex

#: Seconds one accepted pattern may take. An honest pattern on 1,000 characters takes microseconds.
PATTERN_SECONDS = 0.2
MOST_REPETITIONS = 10_000

_COUNTS = re.compile(r"\{\s*(\d*)\s*(?:,\s*(\d*)\s*)?\}")


class PatternTimeoutError(Exception):
    """A regular expression did not come to an end in time; whether it matches is unknown."""


def comparable(text: str, *, case_sensitive: bool) -> str:
    """Unicode NFC, trimmed; case folded unless case counts."""
    text = unicodedata.normalize("NFC", text.strip())
    return text if case_sensitive else unicodedata.normalize("NFC", text.casefold())


def wildcard_pieces(pattern: str) -> list[str]:
    """The literal pieces between `*`; `\\*` is a literal star."""
    pieces = [""]
    position = 0
    while position < len(pattern):
        if pattern.startswith("\\*", position):
            pieces[-1] += "*"
            position += 1
        elif pattern[position] == "*":
            pieces.append("")
        else:
            pieces[-1] += pattern[position]
        position += 1
    return pieces


def wildcard_match(pattern: str, text: str, *, case_sensitive: bool) -> bool:
    """`*` stands for any text, also none. Greedy from the left: time grows with the length only."""
    text = comparable(text, case_sensitive=case_sensitive)
    pieces = wildcard_pieces(unicodedata.normalize("NFC", pattern.strip()))
    if not case_sensitive:
        pieces = [unicodedata.normalize("NFC", piece.casefold()) for piece in pieces]
    if len(pieces) == 1:
        return text == pieces[0]
    first, *middle, last = pieces
    if len(text) < len(first) + len(last) or not text.startswith(first) or not text.endswith(last):
        return False
    position, end = len(first), len(text) - len(last)
    for piece in middle:
        found = text.find(piece, position, end)
        if found < 0:
            return False
        position = found + len(piece)
    return True


def is_catch_all(pattern: str, *, is_regex: bool) -> bool:
    """Whether the pattern accepts everything, so that any guess earns its weight."""
    if is_regex:
        return pattern in {".*", ".+", "^.*$", "^.+$"}
    return set(pattern) == {"*"}


def pattern_error(pattern: str) -> str | None:
    """Why a regular expression cannot be used, or None.

    Counted repetitions are multiplied out before compiling: nested ones can fill the memory where no
    time limit applies yet.
    """
    counts = (max(int(end or 1) for end in ends) for ends in _COUNTS.findall(pattern))
    if prod(max(count, 1) for count in counts) > MOST_REPETITIONS:
        return f"its counted repetitions multiply to more than {MOST_REPETITIONS}"
    try:
        _compiled(pattern, case_sensitive=True)
    except (regex.error, RecursionError, OverflowError) as error:
        return str(error)
    return None


def regex_match(pattern: str, text: str, *, case_sensitive: bool) -> bool:
    """Whether the whole text matches. Raises PatternTimeoutError after `PATTERN_SECONDS`."""
    compiled = _compiled(unicodedata.normalize("NFC", pattern), case_sensitive=case_sensitive)
    try:
        return compiled.fullmatch(comparable(text, case_sensitive=True), timeout=PATTERN_SECONDS) is not None
    except TimeoutError as error:
        raise PatternTimeoutError(pattern) from error


@lru_cache(maxsize=512)
def _compiled(pattern: str, *, case_sensitive: bool) -> "regex.Pattern[str]":
    flags = regex.VERSION1 | (0 if case_sensitive else regex.IGNORECASE | regex.FULLCASE)
    return regex.compile(pattern, flags)
