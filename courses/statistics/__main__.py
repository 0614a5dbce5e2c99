"""Statistics from a shell: `python -m courses.statistics COMMAND FILE …`; `-` reads standard input.

test       CSV with a row for each attempt and a column for each item version, empty where it was not drawn;
           a row named `max` holds the maximum marks (else 1). Prints the statistics of test and items.
dif        the same with a column `group`: Mantel-Haenszel for every right-or-wrong item.
guess      JSON list of sections: [{"items": [{"mark": 1, "guess": {"1": "1/4", "0": "3/4"}}], "draw": 5,
           "pass_mark": 0.5}]. Prints how likely somebody passes who knows nothing.
angoff     CSV with a row for each judge and a column for each item: a cut.
drift      one 1 (passed) or 0 per line, in order of time: when the pass rate has changed.
agreement  CSV with a row for each response and the levels of two assessors: weighted kappa.

Prints one JSON object. Exit status: 0 done, 1 a problem in the data (on standard error), 2 wrong usage.
"""

import argparse
import csv
import json
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from fractions import Fraction
from pathlib import Path
from typing import Any

from courses.statistics.agreement import weighted_kappa
from courses.statistics.angoff import angoff
from courses.statistics.dif import mantel_haenszel
from courses.statistics.drift import pass_rate_drift
from courses.statistics.guess_pass import GuessItem, GuessSection, guess_pass
from courses.statistics.items import item_statistics
from courses.statistics.tables import ratings, read_table, score_matrix
from courses.statistics.totals import total_statistics

GROUP = "group"
SECTION_FIELDS = frozenset({"items", "draw", "pass_mark"})
#: Written out, 1e999999999 would fill the memory.
NUMBER = re.compile(r"-?\d{1,50}(\.\d{1,50})?(e[+-]?\d{1,2}|/\d{1,50})?", re.ASCII | re.IGNORECASE)


def main(arguments: Sequence[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    command: Callable[[str, argparse.Namespace], Mapping[str, Any]] = options.run
    try:
        text = sys.stdin.read() if options.file == "-" else Path(options.file).read_text(encoding="utf-8")
        found = command(text, options)
        print(json.dumps(found, ensure_ascii=False, default=_number, allow_nan=False), flush=True)
    except (OSError, ValueError, RecursionError, csv.Error) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m courses.statistics",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, run: Callable[[str, argparse.Namespace], Mapping[str, Any]]) -> Any:
        added = commands.add_parser(name)
        added.add_argument("file", help="the file, or - for standard input")
        added.set_defaults(run=run)
        return added

    command("test", _test).add_argument("--pass-mark", type=float, required=True, help="a fraction, 0 to 1")
    command("dif", _dif).add_argument(
        "--focal", required=True, help="the group that may be at a disadvantage"
    )
    guess = command("guess", _guess)
    guess.add_argument("--pass-mark", type=float, required=True, help="a fraction, 0 to 1")
    guess.add_argument("--tries", type=int, default=1, help="attempts allowed, 0 for any number")
    command("angoff", lambda text, _options: asdict(angoff(*ratings(read_table(text)))))
    drift = command("drift", _drift)
    drift.add_argument("--expected", type=float, required=True, help="the pass rate as it should be")
    drift.add_argument("--odds-ratio", type=float, default=2.0, help="the change to look for (2)")
    drift.add_argument("--limit", type=float, default=4.5, help="where a sum raises an alarm (4.5)")
    agreement = command("agreement", _agreement)
    agreement.add_argument("--levels", type=int, required=True, help="levels are 0 to LEVELS - 1")
    agreement.add_argument("--weighting", choices=("none", "linear", "quadratic"), default="quadratic")
    return parser


def _test(text: str, options: argparse.Namespace) -> Mapping[str, Any]:
    matrix = score_matrix(read_table(text))
    items = [asdict(item) for item in item_statistics(matrix)]
    return {"test": asdict(total_statistics(matrix, pass_mark=options.pass_mark)), "items": items}


def _dif(text: str, options: argparse.Namespace) -> Mapping[str, Any]:
    """Attempts that drew the item, matched by their total; items with partial scores have none."""
    table = read_table(text)
    if GROUP not in table.columns:
        raise ValueError(f"line 1: there is no column {GROUP}")
    matrix = score_matrix(table.without(GROUP))
    group = dict(zip(table.rows, table.column(GROUP), strict=True))
    if options.focal not in group.values():
        raise ValueError(f"nobody is in the group {options.focal}")
    focal = [group[attempt] == options.focal for attempt in matrix.attempts]
    found: dict[str, Any] = {}
    for column, item in enumerate(matrix.items):
        drew = [row for row in range(len(focal)) if matrix.drawn[row, column]]
        points = {float(matrix.scores[row, column]) for row in drew}
        if points <= {0.0, float(matrix.max_marks[column])}:
            right = [bool(matrix.scores[row, column]) for row in drew]
            totals = [float(matrix.totals[row]) for row in drew]
            found[item] = asdict(mantel_haenszel(right, [focal[row] for row in drew], totals))
        else:
            found[item] = None
    return found


def _guess(text: str, options: argparse.Namespace) -> Mapping[str, Any]:
    sections = json.loads(text)
    if not isinstance(sections, list):
        raise ValueError("expected a list of sections")
    read = [_section(row, f"[{n}]") for n, row in enumerate(sections)]
    found = guess_pass(read, pass_mark=options.pass_mark, tries=options.tries)
    return asdict(found) | {"one_in": found.one_in}


def _section(row: object, path: str) -> GuessSection:
    if not isinstance(row, dict) or set(row) - SECTION_FIELDS or not isinstance(row.get("items"), list):
        raise ValueError(f"{path}: expected a mapping with items, and perhaps draw and pass_mark")
    draw, cut = row.get("draw"), row.get("pass_mark")
    if draw is not None and (isinstance(draw, bool) or not isinstance(draw, int)):
        raise ValueError(f"{path}.draw: expected a whole number")
    items = [_guess_item(item, f"{path}.items[{n}]") for n, item in enumerate(row["items"])]
    return GuessSection(items, draw, None if cut is None else _fraction(cut, f"{path}.pass_mark"))


def _guess_item(row: object, path: str) -> GuessItem:
    if not isinstance(row, dict) or set(row) - {"mark", "guess"} or not isinstance(row.get("guess"), dict):
        raise ValueError(f"{path}: expected a mapping with guess, and perhaps mark")
    guess: dict[Fraction, Fraction] = {}
    for value, chance in row["guess"].items():
        # "0.5" and "1/2" are two names of the same fraction.
        earned = _fraction(value, f"{path}.guess")
        guess[earned] = guess.get(earned, Fraction(0)) + _fraction(chance, f"{path}.guess")
    return GuessItem(_fraction(row.get("mark", 1), f"{path}.mark"), guess)


def _fraction(number: object, path: str) -> Fraction:
    """0.7 is seven tenths, "1/3" a third."""
    written = str(number)
    try:
        if not NUMBER.fullmatch(written):
            raise ValueError(written)
        return Fraction(written)
    except (ValueError, ZeroDivisionError) as error:
        raise ValueError(f"{path}: {written[:40]!r} is no number") from error


def _drift(text: str, options: argparse.Namespace) -> Mapping[str, Any]:
    outcomes = text.split()
    for number, outcome in enumerate(outcomes, start=1):
        if outcome not in {"0", "1"}:
            raise ValueError(f"line {number}: expected 1 (passed) or 0, found {outcome[:40]!r}")
    settings = {"expected": options.expected, "odds_ratio": options.odds_ratio, "limit": options.limit}
    return asdict(pass_rate_drift((outcome == "1" for outcome in outcomes), **settings))


def _agreement(text: str, options: argparse.Namespace) -> Mapping[str, Any]:
    table = read_table(text)
    if len(table.columns) != 2:
        raise ValueError("line 1: expected the response and two assessors")
    first, second = (list(map(_level, table.column(name))) for name in table.columns)
    return asdict(weighted_kappa(first, second, levels=options.levels, weighting=options.weighting))


def _level(cell: str) -> int:
    if not cell.isdecimal() or len(cell) > 9:
        raise ValueError(f"{cell[:40]!r} is no level")
    return int(cell)


def _number(value: Fraction) -> float:
    """Fractions as numbers; nothing else in a result needs help."""
    return float(value)


if __name__ == "__main__":
    sys.exit(main())
