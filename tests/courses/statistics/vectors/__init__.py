"""Known values: scores and judgements with what must come of them; read by the tests beside."""

import csv
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent


def load(name: str) -> Any:
    return yaml.safe_load((FOLDER / name).read_text(encoding="utf-8"))


def lsat6() -> list[list[int]]:
    """LSAT section 6 (Bock and Lieberman 1970): a row for each of 1000 examinees, 5 items."""
    with (FOLDER / "lsat6.csv").open(encoding="utf-8") as lines:
        patterns = list(csv.DictReader(lines))
    return [[int(digit) for digit in row["pattern"]] for row in patterns for _ in range(int(row["count"]))]
