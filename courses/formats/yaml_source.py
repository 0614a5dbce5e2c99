"""YAML as authors write it in courses: the JSON data model, with the line of every value.

Stricter than YAML 1.1 where that surprises authors: `no`, `on` and `2026-01-31` are text; anchors, aliases,
tags, several documents and duplicate keys are refused, so nothing can expand (`billion laughs`) or execute.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from typing import Any

import yaml

from courses.formats.errors import CourseInvalid, Problem

_INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,17})\Z")
_FLOAT = re.compile(r"[-+]?(?:[0-9]+\.[0-9]*(?:[eE][-+][0-9]{1,3})?|\.[0-9]+)\Z")
_WORDS: dict[str, Any] = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
}  # fmt: skip
_MAX_DEPTH = 20
_NOT_IN_YAML = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")

Path = tuple[str | int, ...]


class Located:
    """Parsed data and where it stands. `line(path)` falls back to the nearest parent that has a line."""

    def __init__(
        self, data: Any, lines: dict[Path, int], file: str, numbers: dict[Path, str] | None = None
    ) -> None:
        self.data = data
        self.file = file
        self._lines = lines
        self._numbers = numbers or {}

    def line(self, path: Path = ()) -> int:
        while path not in self._lines and path:
            path = path[:-1]
        return self._lines.get(path, 1)

    def typed(self, path: Path) -> str | None:
        """A number as its author typed it (`3.10`); None for anything else."""
        return self._numbers.get(path)


def load_yaml(text: str, file: str, *, first_line: int = 1) -> Located:
    """The one document in `text`. Raises CourseInvalid with the line that is wrong."""
    if (found := _NOT_IN_YAML.search(text)) is not None:
        line = text.count("\n", 0, found.start()) + first_line
        raise CourseInvalid([Problem(file, line, f"holds the control character {found[0]!r}; remove it")])
    try:
        return _Builder(yaml.parse(text, Loader=yaml.CSafeLoader), file, first_line).build()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        # What is missing at the end is looked for after the last line.
        line = min(mark.line, text.rstrip("\n").count("\n")) + first_line if mark else first_line
        message = f"is not valid YAML: {error.problem or error.context}"
        raise CourseInvalid([Problem(file, line, message)]) from None


class _Builder:
    def __init__(self, events: Iterator[yaml.Event], file: str, first_line: int) -> None:
        self._events = events
        self._file = file
        self._first_line = first_line
        self._lines: dict[Path, int] = {}
        self._numbers: dict[Path, str] = {}

    def build(self) -> Located:
        data: Any = None
        documents = 0
        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise self._wrong(event, "holds more than one document; remove the “---” line")
            elif not isinstance(event, (yaml.StreamStartEvent, yaml.StreamEndEvent, yaml.DocumentEndEvent)):
                data = self._value(event, ())
        return Located(data, self._lines, self._file, self._numbers)

    def _refuse_extras(self, event: yaml.Event) -> None:
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None) is not None:
            raise self._wrong(
                event, "uses an anchor or alias (& or *); write it out, or put the text in quotes"
            )
        if (tag := getattr(event, "tag", None)) is not None:
            raise self._wrong(event, f"uses the tag “{tag}”; tags are not allowed")

    def _value(self, event: yaml.Event, path: Path) -> Any:
        self._refuse_extras(event)
        if len(path) > _MAX_DEPTH:
            raise self._wrong(event, f"is nested more than {_MAX_DEPTH} levels deep")
        self._lines[path] = self._line(event)
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(path)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(path)
        assert isinstance(event, yaml.ScalarEvent)
        value = self._scalar(event)
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            self._numbers[path] = event.value
        return value

    def _mapping(self, path: Path) -> dict[str, Any]:
        result: dict[str, Any] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            if not isinstance(event, yaml.ScalarEvent):
                raise self._wrong(event, "has a key that is not a plain word")
            self._refuse_extras(event)
            key = event.value
            if key in result:
                raise self._wrong(event, f"has the key “{key}” twice")
            line = self._line(event)
            result[key] = self._value(next(self._events), (*path, key))
            self._lines[(*path, key)] = line
        return result

    def _sequence(self, path: Path) -> list[Any]:
        result: list[Any] = []
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            result.append(self._value(event, (*path, len(result))))
        return result

    @staticmethod
    def _scalar(event: yaml.ScalarEvent) -> Any:
        text: str = event.value
        if event.style in {"|", ">"}:
            # The line feed that ends the block ends the notation, not the text.
            return text.removesuffix("\n")
        if event.style:
            return text
        if text in _WORDS:
            return _WORDS[text]
        if _INTEGER.match(text):
            return int(text)
        # A number beyond what a float holds stays the text that it is.
        return float(text) if _FLOAT.match(text) and math.isfinite(float(text)) else text

    def _line(self, event: yaml.Event) -> int:
        mark = event.start_mark
        return (mark.line if mark else 0) + self._first_line

    def _wrong(self, event: yaml.Event, message: str) -> CourseInvalid:
        return CourseInvalid([Problem(self._file, self._line(event), message)])


class _Dumper(yaml.SafeDumper):
    def ignore_aliases(self, data: Any) -> bool:
        return True


def _represent_text(dumper: _Dumper, text: str) -> yaml.ScalarNode:
    if re.search("[\r\x85\u2028\u2029]", text):
        # YAML takes these for line breaks and would fold them into spaces.
        return dumper.represent_scalar("tag:yaml.org,2002:str", text, style='"')
    if "\n" in text:
        block = text + "\n"
        if _fits_block(dumper, block):
            return dumper.represent_scalar("tag:yaml.org,2002:str", block, style="|")
        return dumper.represent_scalar("tag:yaml.org,2002:str", text, style='"')
    return dumper.represent_scalar("tag:yaml.org,2002:str", text)


def _fits_block(dumper: _Dumper, text: str) -> bool:
    if text[0] in " \n\t":
        return False
    return bool(dumper.analyze_scalar(text).allow_block)


_Dumper.add_representer(str, _represent_text)


def dump_yaml(data: Any) -> str:
    """`data` as YAML in one stable form; `load_yaml` gives back equal data."""
    return yaml.dump(
        data, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=100_000, default_flow_style=False
    )
