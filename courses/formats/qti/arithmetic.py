"""Numbers to a number, as the operators of QTI name it. Raises ArithmeticError or ValueError for none."""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal

Fold = Callable[[list[float]], float]
_LARGEST = 10**12


def rounded(value: float, mode: str, figures: int) -> float:
    """To `figures` decimal places, or significant figures; halves go up."""
    if mode != "decimalPlaces":
        if value == 0:
            return 0.0
        figures = figures - 1 - math.floor(math.log10(abs(value)))
    if abs(figures) > 30:
        raise ValueError(f"{figures} figures")
    return float(Decimal(repr(value)).quantize(Decimal(1).scaleb(-figures), ROUND_HALF_UP))


def _product(values: list[float]) -> float:
    return math.prod(values)


def _subtracted(values: list[float]) -> float:
    return values[0] - sum(values[1:]) if values else 0.0


def _whole(value: float) -> int:
    if abs(value) > _LARGEST:
        raise ValueError("is too large for a whole number")
    return int(value)


FOLDS: dict[str, Fold] = {
    "sum": sum,
    "product": _product,
    "subtract": _subtracted,
    "divide": lambda values: values[0] / values[1],
    "power": lambda values: math.pow(values[0], values[1]),
    "integerDivide": lambda values: float(math.floor(values[0] / values[1])),
    "integerModulus": lambda values: values[0] - math.floor(values[0] / values[1]) * values[1],
    "integerToFloat": lambda values: values[0],
    "round": lambda values: float(math.floor(values[0] + 0.5)),
    "truncate": lambda values: float(math.trunc(values[0])),
    "max": lambda values: max(values, default=0.0),
    "min": lambda values: min(values, default=0.0),
    "gcd": lambda values: float(math.gcd(*(_whole(value) for value in values))),
    "lcm": lambda values: float(math.lcm(*(_whole(value) for value in values[:20]))),
}
FUNCTIONS: dict[str, Fold] = {
    **{
        name: lambda values, function=function: float(function(values[0]))  # type: ignore[misc]
        for name, function in {
            "sin": math.sin, "cos": math.cos, "tan": math.tan, "asin": math.asin, "acos": math.acos,
            "atan": math.atan, "sinh": math.sinh, "cosh": math.cosh, "tanh": math.tanh, "exp": math.exp,
            "ln": math.log, "log": math.log10, "floor": math.floor, "ceil": math.ceil, "abs": abs,
            "toDegrees": math.degrees, "toRadians": math.radians,
        }.items()
    },
    "sec": lambda values: 1 / math.cos(values[0]),
    "csc": lambda values: 1 / math.sin(values[0]),
    "cot": lambda values: 1 / math.tan(values[0]),
    "atan2": lambda values: math.atan2(values[0], values[1]),
    "signum": lambda values: float((values[0] > 0) - (values[0] < 0)),
}  # fmt: skip
STATISTICS: dict[str, Fold] = {
    "mean": statistics.fmean,
    "sampleVariance": statistics.variance,
    "sampleSD": statistics.stdev,
    "popVariance": statistics.pvariance,
    "popSD": statistics.pstdev,
}
