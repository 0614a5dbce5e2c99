"""Numbers that authors of problems write as sums: `3*10^8`, `1/3`, `2*pi`."""

from __future__ import annotations

import ast
import math
import operator
from collections.abc import Callable

from courses.formats.numbers import number, plain

_LONGEST = 200
_CONSTANTS = {"pi": math.pi, "e": math.e}
_OPERATORS: dict[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: math.pow,
}


def calculated(text: str) -> str | None:
    """The number that `text` is, as items write numbers; None for anything but a finite real number."""
    text = text.strip()
    if number(text) is not None:
        return text
    try:
        value = _value(ast.parse(text[: _LONGEST + 1].replace("^", "**"), mode="eval").body)
    except (SyntaxError, ValueError, ArithmeticError, RecursionError, MemoryError):
        return None
    found = number(value) if len(text) <= _LONGEST else None
    return None if found is None else plain(float(f"{found:.12g}"))


def _value(node: ast.expr) -> float:
    """Raises ValueError for whatever is not arithmetic."""
    if isinstance(node, ast.Constant) and type(node.value) in {int, float}:
        return float(node.value)  # type: ignore[arg-type]  # an int or a float, as just seen
    if isinstance(node, ast.Name) and node.id in _CONSTANTS:
        return _CONSTANTS[node.id]
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, (ast.USub, ast.UAdd)):
        value = _value(node.operand)
        return -value if isinstance(node.op, ast.USub) else value
    if isinstance(node, ast.BinOp) and type(node.op) in _OPERATORS:
        return _OPERATORS[type(node.op)](_value(node.left), _value(node.right))
    raise ValueError("is not arithmetic")
