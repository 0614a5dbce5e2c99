"""The README is true: its example runs, and it names what there is."""

import re
from pathlib import Path

import courses.grading as package
from courses.grading.numbers import parse_number

README = Path(package.__file__).with_name("README.md").read_text(encoding="utf-8")


def test_the_example_gives_what_it_says():
    (code,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    names: dict[str, object] = {}
    exec(code, names)
    said = re.findall(r"^(\w+\(.*\)[.\w]*)  # (.+)$", code, re.MULTILINE)
    assert [(eval(call, names), words) for call, words in said[1:]] == [("right", '"right"'), (0.0, "0.0")]
    assert eval(said[0][0], names) == {
        "key": "gravity",
        "type": "numerical",
        "prompt": "g near the ground, in m/s²?",
        "mark": 1,
        "units": [],
        "max_length": 64,
    }


def test_all_types_and_behaviours_are_named():
    for name in (*package.ITEM_TYPES, *package.BEHAVIOURS):
        assert f"`{name}`" in README


def test_the_numbers_it_shows_are_read():
    (shown,) = re.findall(r"as people write them: (.*?)\. The\n", README, re.DOTALL)
    numbers = re.findall(r"`([^`]+)`", shown)
    values = [float(parse_number(number, "en")) for number in numbers]
    assert values == [3.5, 1234.5, 1234.5, 1234.5, 1234567, 3.5, 1500, 0.002]
