"""The README is true: its example runs, and it names what there is."""

import json
import re
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import courses.statistics as package

README = Path(package.__file__).with_name("README.md").read_text(encoding="utf-8")


def test_the_example_gives_what_it_says():
    (code,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    names: dict[str, object] = {}
    exec(code, names)
    assert eval(
        "guess_pass([GuessSection([coin] * 5)], pass_mark=0.6, tries=3).all_tries", names
    ) == Fraction(7, 8)
    assert code.rstrip().endswith("# Fraction(7, 8)")
    (item,) = eval("item_statistics(matrix)", names)
    assert (item.item, item.facility.value) == ("item-7", 0.5)
    assert eval("total_statistics(matrix, pass_mark=0.7)", names).pass_rate.value == 0.5


def test_the_shell_example_runs():
    (table, options) = re.findall(r"printf '(.*)' \| python -m courses\.statistics (.*)\n", README)[0]
    done = subprocess.run(
        [sys.executable, "-m", "courses.statistics", *options.split()],
        input=table.replace("\\n", "\n"),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert [item["n"] for item in json.loads(done.stdout)["items"]] == [3, 2]


def test_every_module_is_named():
    modules = {path.stem for path in Path(package.__file__).parent.glob("*.py")} - {"__init__", "__main__"}
    assert modules == set(
        re.findall(r"`(\w+)`", " ".join(re.findall(r"^\| (`.*?`) \|", README, re.MULTILINE)))
    )
