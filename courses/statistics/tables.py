"""Tables as spreadsheets write them (CSV): a row for each attempt or judge, a column for each item."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import inf, nan

import numpy as np

from courses.statistics.matrix import ScoreMatrix

#: The first cell of the row with maximum marks.
MAXIMUM = "max"


@dataclass(frozen=True)
class Table:
    """`rows` by their first cell, in order; `columns` without the first. Every row has a cell per column."""

    columns: tuple[str, ...]
    rows: Mapping[str, tuple[str, ...]]

    def column(self, name: str) -> list[str]:
        return [row[self.columns.index(name)] for row in self.rows.values()]

    def without(self, name: str) -> "Table":
        keep = [n for n, column in enumerate(self.columns) if column != name]
        rows = {key: tuple(row[n] for n in keep) for key, row in self.rows.items()}
        return Table(tuple(self.columns[n] for n in keep), rows)


def read_table(text: str) -> Table:
    """Raises ValueError with the line for a row of another length, an id given twice or without one."""
    lines = list(csv.reader(text.removeprefix("\ufeff").splitlines(), strict=True))
    if not lines or len(lines[0]) < 2:
        raise ValueError("line 1: expected a heading with at least two columns")
    columns = tuple(cell.strip() for cell in lines[0][1:])
    if len(set(columns)) != len(columns) or "" in columns:
        raise ValueError("line 1: every column needs a name of its own")
    rows: dict[str, tuple[str, ...]] = {}
    for number, line in enumerate(lines[1:], start=2):
        if not any(cell.strip() for cell in line):
            continue
        name, *cells = (cell.strip() for cell in line)
        if len(cells) != len(columns):
            raise ValueError(f"line {number}: {len(line)} cells under a heading of {len(columns) + 1}")
        if not name or name in rows:
            raise ValueError(f"line {number}: the row needs a name of its own, found {name!r}")
        rows[name] = tuple(cells)
    return Table(columns, rows)


def score_matrix(table: Table) -> ScoreMatrix:
    """Empty cells are items that were not drawn. A row named `max` holds the maximum marks, else all are 1.

    Raises ValueError with the place of what is no number, or more than 1 point where no row is named `max`.
    """
    marks, rows = marks_of(table)
    scores = np.array([[_number(table, name, n, empty=nan) for n in _places(table)] for name in rows])
    over = (scores > 1) & (scores < inf)
    if MAXIMUM not in table.rows and over.any():
        row, column = np.argwhere(over)[0]
        place = f"{rows[row]}, {table.columns[column]}"
        raise ValueError(f"{place}: more than 1 point; the maximum marks belong in a row named {MAXIMUM}")
    shaped = scores.reshape(len(rows), len(table.columns))
    return ScoreMatrix(shaped, np.array(marks), tuple(rows), table.columns)


def ratings(table: Table) -> tuple[list[list[float]], list[float]]:
    """Judges × items, and the items' marks, for Angoff's cut. Raises ValueError; no cell may be empty."""
    marks, rows = marks_of(table)
    return [[_number(table, name, n) for n in _places(table)] for name in rows], marks


def marks_of(table: Table) -> tuple[list[float], list[str]]:
    """The maximum marks, and the names of the other rows."""
    marks = [1.0] * len(table.columns)
    if MAXIMUM in table.rows:
        marks = [_number(table, MAXIMUM, n) for n in _places(table)]
    return marks, [name for name in table.rows if name != MAXIMUM]


def _places(table: Table) -> Sequence[int]:
    return range(len(table.columns))


def _number(table: Table, row: str, column: int, *, empty: float | None = None) -> float:
    cell = table.rows[row][column]
    if not cell and empty is not None:
        return empty
    try:
        number = float(cell)
    except ValueError:
        number = nan
    if number != number:  # noqa: PLR0124 - "nan" in a cell is no number either
        raise ValueError(f"{row}, {table.columns[column]}: {cell!r} is no number")
    return number
