"""Grade from a shell: `python -m courses.grading ITEM RESPONSE [--locale de]`.

ITEM is a YAML or JSON file with one item or a list of items; RESPONSE a JSON file with one response, or a
mapping of item keys to responses. `-` reads standard input. Writes one JSON line per item. Exit status: 0
graded, 1 a problem in the data (on standard error), 2 wrong usage.
"""

import argparse
import json
import sys
from collections.abc import Sequence
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
    try:
        items, many = _items(_read(options.item))
        given = json.loads(_read(options.response))
        if many and not isinstance(given, dict):
            raise ValueError("for a list of items, responses are a mapping by item key")
        responses = given if many else {items[0].key: given}
        for item in items:
            result = grade(item, responses.get(item.key), locale=options.locale)
            print(json.dumps(_line(item, result), ensure_ascii=False))
    except ItemInvalid as error:
        for problem in error.problems:
            print(problem, file=sys.stderr)
        return 1
    except (ResponseInvalid, OSError, ValueError, yaml.YAMLError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _read(name: str) -> str:
    return sys.stdin.read() if name == "-" else Path(name).read_text(encoding="utf-8")


def _items(text: str) -> tuple[list[Item], bool]:
    loaded = yaml.safe_load(text)
    return [parse_item(row) for row in (loaded if isinstance(loaded, list) else [loaded])], isinstance(
        loaded, list
    )


def _line(item: Item, result: Grade) -> dict[str, object]:
    return {
        "key": item.key,
        "fraction": float(result.fraction),
        "points": float(result.points(item.mark)),
        "state": result.state,
        "response": result.response,
        "parts": {part.id: float(part.fraction) for part in result.parts},
        "feedback": list(result.feedback),
        "guess_score": guess_score(item),
    }


if __name__ == "__main__":  # pragma: no cover - the test starts it as a process
    sys.exit(main())
