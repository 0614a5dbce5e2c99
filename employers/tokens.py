"""The integers by which people are found: one for each level held of a skill, negative ones for the rest.

A skill at level n is present as n tokens, `skill·16 + 1` to `skill·16 + n`, so that "at least level n" is
plain containment. What is no skill has a negative token: its kind in the upper bits, its value in the lower.
Everything fits PostgreSQL's `integer`: skills up to 134 million, values up to 16 million.
"""

from collections.abc import Iterator

WIDTH = 16
_KIND = 1 << 24
_COUNTRY, _PLACE, _MODE, _LANGUAGE, _FLAG = 1, 2, 3, 4, 5
MODES = ("on_site", "hybrid", "remote")
RELOCATES = -_FLAG * _KIND - 1


def of_skill(skill: int, level: int) -> int:
    """Present in everyone who holds the skill at `level` or above."""
    return skill * WIDTH + level


def held(skill: int, level: int) -> Iterator[int]:
    """All tokens of someone whose highest level is `level`."""
    return (of_skill(skill, each) for each in range(1, level + 1))


def letters(code: str) -> int:
    """A two-letter code as a number from 0 to 675: "AA" is 0."""
    first, second = code.upper().encode("ascii")
    return (first - 65) * 26 + second - 65


def of_country(code: str) -> int:
    return -_COUNTRY * _KIND - letters(code)


def of_place(place: int) -> int:
    return -_PLACE * _KIND - place


def of_mode(mode: str) -> int:
    return -_MODE * _KIND - MODES.index(mode)


def of_language(code: str) -> int:
    return -_LANGUAGE * _KIND - letters(code)
