"""No file grows past what a person reads in one sitting. A file at its limit is split by noun."""

from pathlib import Path

from .source import APPS, ROOT, files_with

MODULE, TEST, TEMPLATE, STYLESHEET = 500, 700, 200, 200


def _over(limit: int, paths: list[Path]) -> dict[str, int]:
    lengths = {str(path.relative_to(ROOT)): len(path.read_bytes().splitlines()) for path in paths}
    return {name: length for name, length in lengths.items() if length > limit}


def test_modules_stay_within_500_lines() -> None:
    paths = [
        path for path in files_with(".py", under=(*APPS, "benchmarks")) if path.parent.name != "migrations"
    ]

    assert _over(MODULE, paths) == {}


def test_test_modules_stay_within_700_lines() -> None:
    assert _over(TEST, files_with(".py", under=("tests",))) == {}


def test_templates_stay_within_200_lines() -> None:
    assert _over(TEMPLATE, files_with(".html", under=("templates", *APPS))) == {}


def test_stylesheets_stay_within_200_lines() -> None:
    assert _over(STYLESHEET, files_with(".css")) == {}


def test_no_module_is_named_for_the_drawer_it_is() -> None:
    drawers = {"utils", "util", "helpers", "helper", "common", "misc", "managers", "shared"}
    paths = files_with(".py", ".html", ".css", ".js")

    assert [str(path.relative_to(ROOT)) for path in paths if {path.stem, path.parent.name} & drawers] == []
