"""Accepted numbers as Moodle writes them: a value and an absolute tolerance."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from courses.formats.moodle.written_question import UnfitError


def accepted(row: Mapping[str, Any], notes: list[str]) -> tuple[str, str]:
    """(value, tolerance) of an accepted answer; the same numbers are accepted. Raises UnfitError.

    Numerical questions have absolute tolerances only; other intervals get their middle as the value.
    """
    if "value" in row:
        value, tolerance = str(row["value"]), str(row.get("tolerance") or "0")
        kind = row.get("tolerance_type", "nominal")
        if value == "*" or kind == "nominal" or not Decimal(tolerance):
            return value, tolerance
        notes.append(f"a tolerance that is {kind} is written as an absolute one")
        number, share = Decimal(value), Decimal(tolerance)
        if kind == "relative":
            return value, _text(abs(number) * share)
        low, high = sorted((number / (1 + share), number * (1 + share)))
        return _middle(low, high)
    if row.get("low") is None or row.get("high") is None:
        raise UnfitError("Moodle has no ranges without an end")
    if row.get("low_open") or row.get("high_open"):
        notes.append("the ends of a range count as inside")
    notes.append("a range is written as its middle with a tolerance")
    return _middle(Decimal(str(row["low"])), Decimal(str(row["high"])))


def _middle(low: Decimal, high: Decimal) -> tuple[str, str]:
    return _text((low + high) / 2), _text((high - low) / 2)


def _text(number: Decimal) -> str:
    """Without an exponent, and without zeros that say nothing."""
    return f"{number.normalize():f}"
