"""Grade from a shell: `python -m courses.grading ITEM RESPONSE [--locale de]`.

ITEM is a YAML or JSON file with one item or a list of items; RESPONSE a JSON file with one response, or for
a list a mapping of item keys to responses. `-` reads standard input. Writes one JSON line per item. Exit
status: 0 graded, 1 a problem in the data (on standard error), 2 wrong usage.
"""

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import yaml

from courses.grading.errors import ItemInvalid, ResponseInvalid
from courses.grading.grades import Grade
from courses.grading.item import Item
from courses.grading.items import grade, guess_score, parse_item


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m courses.grading", description="Grade responses to items."
    )
    parser.add_argument("item", help="YAML or JSON file with one item or a list")
    parser.add_argument("response", help="JSON file with a response, or responses by item key")
    parser.add_argument("--locale", default="en", help="the learner's language, for decimals")
    options = parser.parse_args(arguments)
    if options.item == options.response == "-":
        parser.error("only one of the two can be standard input")
    try:
        loaded = yaml.safe_load(_read(options.item))
        given = json.loads(_read(options.response))
        if isinstance(loaded, list):
            items = [_parsed(row, f"[{n}]") for n, row in enumerate(loaded)]
            responses = _by_key(items, given)
        else:
            items = [_parsed(loaded, "")]
            responses = {items[0].key: given}
        lines = [_line(item, _graded(item, responses.get(item.key), options.locale)) for item in items]
        print("\n".join(lines), flush=True)
    except RecursionError:
        print("the data is nested too deeply", file=sys.stderr)
        return 1
    except (OSError, ValueError, yaml.YAMLError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _read(name: str) -> str:
    return sys.stdin.read() if name == "-" else Path(name).read_text(encoding="utf-8")


def _parsed(row: Mapping[str, object], place: str) -> Item:
    try:
        return parse_item(row)
    except ItemInvalid as error:
        lines = [str(problem) for problem in error.problems]
        if place:
            lines = [f"{place}{'.' if problem.path else ': '}{problem}" for problem in error.problems]
        raise ValueError("\n".join(lines)) from error


def _by_key(items: Sequence[Item], given: object) -> Mapping[str, object]:
    """Responses by item key. Raises ValueError for a key that two items have, or none."""
    if not isinstance(given, dict):
        raise ValueError("for a list of items, responses are a mapping by item key")
    keys = [item.key for item in items]
    for key in keys:
        if keys.count(key) > 1:
            raise ValueError(f"{key}: two items have this key")
    for key in given:
        if key not in keys:
            raise ValueError(f"{key}: there is no item with this key")
    return given


def _graded(item: Item, response: object, locale: str) -> Grade:
    try:
        return grade(item, response, locale=locale)
    except ResponseInvalid as error:
        raise ValueError(f"{item.key}: {error}") from error


def _line(item: Item, result: Grade) -> str:
    row: dict[str, object] = {
        "key": item.key,
        "fraction": float(result.fraction),
        "points": float(result.points(item.mark)),
        "state": result.state,
        "response": result.response,
        "parts": {part.id: float(part.fraction) for part in result.parts},
        "feedback": list(result.feedback),
        "guess_score": guess_score(item),
    }
    return json.dumps(row, ensure_ascii=False)


if __name__ == "__main__":
    sys.exit(main())
