"""What the README shows is what happens."""

import doctest
from pathlib import Path

README = Path(__file__).resolve().parents[3] / "credentials" / "log" / "README.md"


def test_the_readme_runs():
    result = doctest.testfile(str(README), module_relative=False)
    assert (result.failed, result.attempted > 8) == (0, True)
