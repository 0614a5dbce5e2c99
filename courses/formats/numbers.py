"""Numbers as items write them: weights of at most seven decimals, values as text."""

from __future__ import annotations


def number(text: object) -> float | None:
    """A finite number, or None."""
    try:
        value = float(str(text).strip())
    except ValueError:
        return None
    return value if abs(value) < 1e15 else None


def weight(value: float) -> int | float:
    """A fraction of the mark as items write it: −1…1, whole numbers without a point."""
    value = min(1.0, max(-1.0, value))
    rounded = round(value, 7)
    return int(rounded) if rounded == int(rounded) else rounded


def plain(value: float) -> str:
    """The shortest text of a number: `3`, `0.5`."""
    return str(int(value)) if value == int(value) else repr(value)


def mark(value: float) -> dict[str, int | float]:
    """The `mark` field of an item; nothing for 1, which is the default."""
    value = min(1000.0, max(0.0, round(value, 5)))
    return {} if value == 1 else {"mark": int(value) if value == int(value) else value}
