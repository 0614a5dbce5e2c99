"""Pure packages ask for the time, for randomness and for documents: they never take them."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from .source import ROOT, contract

PACKAGES = contract("pure")["source_modules"].split()

# What a module may import is the contract's business, except where a package mixes the pure and the impure.
FORBIDDEN_IMPORTS = {
    "urllib.request",
    "urllib.error",
    "secrets",
    "uuid.uuid4",
    "subprocess",
    "asyncio",
    "logging",
}
FORBIDDEN_CALLS = {
    "datetime.now", "datetime.utcnow", "datetime.today", "date.today", "datetime.datetime.now", "datetime.date.today",
    "time.time", "time.time_ns", "time.localtime", "uuid.uuid4", "uuid.uuid1", "os.urandom", "os.getenv",
    "random.random", "random.randint", "random.choice", "random.shuffle", "random.sample", "random.seed",
    "numpy.random.seed", "np.random.seed", "np.random.rand", "locale.setlocale",
}  # fmt: skip
# A command line is a door, not the package: it may read the clock and hand it in. Isolation starts a subprocess.
DOORS = {"__main__.py", "command_line.py", "isolated.py"}


def _modules() -> list[Path]:
    return [
        path
        for package in PACKAGES
        for path in sorted((ROOT / package.replace(".", "/")).rglob("*.py"))
        if path.name not in DOORS
    ]


def _impurities(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (f"imports {alias.name}" for alias in node.names if alias.name in FORBIDDEN_IMPORTS)
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
            yield from (f"imports {name}" for name in sorted(names & FORBIDDEN_IMPORTS))
        elif isinstance(node, ast.Call) and ast.unparse(node.func) in FORBIDDEN_CALLS:
            yield f"line {node.lineno} calls {ast.unparse(node.func)}()"
        elif isinstance(node, ast.Global):
            yield f"line {node.lineno} keeps global state: {', '.join(node.names)}"


@pytest.mark.parametrize("path", _modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_a_pure_module_takes_neither_time_nor_randomness_nor_documents(path: Path) -> None:
    assert list(_impurities(ast.parse(path.read_text(encoding="utf-8")))) == []


def test_the_check_sees_what_it_looks_for() -> None:
    source = (
        "import datetime, random, urllib.request\nfrom uuid import uuid4\n"
        "def f():\n    global seen\n    random.shuffle([])\n    return datetime.datetime.now()\n"
    )

    assert sorted(_impurities(ast.parse(source))) == [
        "imports urllib.request",
        "imports uuid.uuid4",
        "line 4 keeps global state: seen",
        "line 5 calls random.shuffle()",
        "line 6 calls datetime.datetime.now()",
    ]
