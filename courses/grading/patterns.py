"""Matching of short texts against accepted answers, in bounded time."""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from math import prod

import regex

from courses.grading.problems import Param

#: Processor seconds that all patterns of an item share, and what each has at least. An honest pattern on
#: 1,000 characters takes microseconds.
PATTERN_SECONDS = 0.2
LEAST_SECONDS = 0.02
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


def pattern_problem(pattern: str) -> tuple[str, dict[str, Param]] | None:
    """Why a regular expression cannot be used, as a code and parameters of `problems`; None when it can.

    Counted repetitions are multiplied out before compiling: nested ones can fill the memory where no
    time limit applies yet.
    """
    counts = (max(int(end or 1) for end in ends) for ends in _COUNTS.findall(pattern))
    if prod(max(count, 1) for count in counts) > MOST_REPETITIONS:
        return "repetitions", {"most": MOST_REPETITIONS}
    try:
        for case_sensitive in (True, False):
            _compiled(unicodedata.normalize("NFC", pattern), case_sensitive=case_sensitive)
    # ValueError: a pattern that switches to the rules of another version, "(?V0)a".
    except (regex.error, ValueError, RecursionError, OverflowError) as error:
        return "regex", {"reason": str(error)}
    return None


def first_match(patterns: Sequence[str], text: str, *, case_sensitive: bool) -> int | None:
    """The index of the first regular expression that matches the whole text.

    Raises PatternTimeoutError when one does not come to an end in its share of the time.
    """
    subject = comparable(text, case_sensitive=True)
    share = max(PATTERN_SECONDS / len(patterns), LEAST_SECONDS)
    for index, pattern in enumerate(patterns):
        compiled = _compiled(unicodedata.normalize("NFC", pattern), case_sensitive=case_sensitive)
        try:
            if compiled.fullmatch(subject, timeout=share) is not None:
                return index
        except TimeoutError as error:
            raise PatternTimeoutError(pattern) from error
    return None


@lru_cache(maxsize=512)
def _compiled(pattern: str, *, case_sensitive: bool) -> "regex.Pattern[str]":
    flags = regex.VERSION1 | (0 if case_sensitive else regex.IGNORECASE | regex.FULLCASE)
    return regex.compile(pattern, flags)
