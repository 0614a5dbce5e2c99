"""Reads typed fields out of located YAML, collecting every problem with its line instead of stopping at
one."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Collection, Iterator
from typing import Any

from courses.formats.errors import Problem
from courses.formats.names import SLUG
from courses.formats.yaml_source import Located, Path

_MISSING = object()
_MOST_UNKNOWN = 50


class Fields:
    """One mapping of a document. Each getter reports what is wrong and returns a harmless value."""

    def __init__(self, source: Located, path: Path, problems: list[Problem]) -> None:
        self.source = source
        self.path = path
        self.problems = problems
        value = source.data
        for step in path:
            value = value[step]
        self._data: dict[str, Any] = value if isinstance(value, dict) else {}
        self._asked: set[str] = set()
        if not isinstance(value, dict):
            self.report((), "must be a mapping of fields, one “name: value” a line")

    def report(self, where: Path | str, message: str) -> None:
        path = (*self.path, where) if isinstance(where, str) else (*self.path, *where)
        self.problems.append(Problem(self.source.file, self.source.line(path), message))

    def __contains__(self, key: str) -> bool:
        return self._data.get(key) is not None

    def raw(self, key: str) -> Any:
        self._asked.add(key)
        return self._data.get(key)

    def text(self, key: str, *, default: str | None = None, most: int = 200_000) -> str:
        """A non-empty text; without `default` it is required."""
        value = self._value(key, default)
        if value is _MISSING:
            return ""
        if isinstance(value, (dict, list, bool)):
            self.report(key, f"“{key}” must be text; put it in quotes")
            return ""
        text = (self.source.typed((*self.path, key)) or str(value)).strip()
        if not text and default is None:
            self.report(key, f"“{key}” must not be empty")
        if len(text) > most:
            self.report(key, f"“{key}” has {len(text)} characters; shorten it to {most}")
        return text

    def line_of_text(self, key: str, *, default: str | None = None, most: int = 200) -> str:
        value = self.text(key, default=default, most=most)
        if "\n" in value:
            self.report(key, f"“{key}” must be one line")
        return value

    def slug(self, key: str, *, default: str | None = None) -> str:
        value = self.text(key, default=default, most=80)
        if value and not SLUG.match(value):
            self.report(key, f"“{key}” is “{value}”; use lower-case letters a–z, digits and single hyphens")
        return value

    def choice(self, key: str, allowed: Collection[str], *, default: str | None = None) -> str:
        value = self.text(key, default=default)
        if value and value not in allowed:
            self.report(key, f"“{key}” is “{value}”; use one of {', '.join(sorted(allowed))}")
        return value

    def integer(self, key: str, *, default: int | None = None, least: int = 0, most: int = 100_000) -> int:
        value = self._value(key, default)
        if value is _MISSING:
            return 0
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            self.report(key, f"“{key}” must be a whole number from {least} to {most}")
            return least
        return value

    def optional_integer(self, key: str, *, least: int = 0, most: int = 100_000) -> int | None:
        self._asked.add(key)
        return self.integer(key, least=least, most=most) if key in self else None

    def number(self, key: str, *, default: float, least: float = 0, most: float = 1) -> float:
        value = self._value(key, default)
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not least <= value <= most:
            self.report(key, f"“{key}” must be a number from {least:g} to {most:g}")
            return least
        return float(value)

    def optional_number(self, key: str, *, least: float = 0, most: float = 1) -> float | None:
        self._asked.add(key)
        return self.number(key, default=least, least=least, most=most) if key in self else None

    def flag(self, key: str, *, default: bool) -> bool:
        value = self._value(key, default)
        if not isinstance(value, bool):
            self.report(key, f"“{key}” must be true or false")
            return default
        return value

    def texts(self, key: str, *, required: bool = False) -> tuple[str, ...]:
        """A list of non-empty texts."""
        value = self._list(key, required=required)
        for index, entry in enumerate(value):
            if not isinstance(entry, str) or not entry.strip():
                self.report((key, index), f"each entry of “{key}” must be text; put it in quotes")
        return tuple(entry.strip() for entry in value if isinstance(entry, str) and entry.strip())

    def mappings(self, key: str, *, required: bool = False) -> Iterator[Fields]:
        for index in range(len(self._list(key, required=required))):
            yield Fields(self.source, (*self.path, key, index), self.problems)

    def mapping(self, key: str) -> Fields | None:
        self._asked.add(key)
        return Fields(self.source, (*self.path, key), self.problems) if key in self else None

    def finish(self) -> None:
        """Reports fields that nobody asked for, the first of them; call it last."""
        unknown = [key for key in self._data if key not in self._asked]
        for key in unknown[:_MOST_UNKNOWN]:
            near = difflib.get_close_matches(key[:80], self._asked, n=1)
            hint = f"; did you mean “{near[0]}”?" if near else "; remove it"
            self.report(key, f"“{key[:80]}” is not a field of this place{hint}")

    def _value(self, key: str, default: Any) -> Any:
        self._asked.add(key)
        value = self._data.get(key)
        if value is not None:
            return value
        if default is None:
            self.report((), f"“{key}” is missing; add it")
            return _MISSING
        return default

    def _list(self, key: str, *, required: bool) -> list[Any]:
        self._asked.add(key)
        value = self._data.get(key)
        if value is None:
            if required:
                self.report((), f"“{key}” is missing; add a list")
            return []
        if not isinstance(value, list):
            self.report(key, f"“{key}” must be a list, one “- entry” a line")
            return []
        return value


def unique(values: Collection[str], report: Callable[[int, str], None]) -> None:
    """Reports, by position, each value that stood earlier in the list."""
    seen: set[str] = set()
    for index, value in enumerate(values):
        if value in seen:
            report(index, value)
        seen.add(value)
