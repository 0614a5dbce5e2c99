"""The documentation for authors is true: its examples are a course, and its tables name every word."""

import doctest
import re
from pathlib import Path

import pytest

from courses.content.kinds import KINDS
from courses.formats import FORMATS, ArchiveRefused, read
from courses.formats.yaml_source import load_yaml
from courses.grading import parse_item

TEXT = (Path(__file__).parents[3] / "docs/course-format.md").read_text()
BLOCKS = re.findall(r"^```(yaml|markdown)\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL)


def example(beginning):
    return next(block for _, block in BLOCKS if block.startswith(beginning))


def test_the_examples_make_a_course():
    items = (
        example("- key: first-check")
        + example("- key: dose")
        + "".join(
            f"- {{key: case-{letter}, type: true_false, prompt: Really, answer: true}}\n"
            for letter in "abcdef"
        )
    )
    lesson = example("---\ntitle: Why errors happen") + "\n" + example("::: challenge")
    files = {
        "course.yaml": example("format:"),
        "assessment.yaml": example("title: Check"),
        "items/items.yaml": items,
        "lessons/why-errors-happen.md": lesson,
        "lessons/five-rights.md": lesson.replace("minutes: 8", "minutes: 17"),
    }
    course = read({path: text.encode() for path, text in files.items()}).course
    assert (course.minutes, len(course.items), len(course.lessons)) == (55, 9, 2)


def test_every_box_is_listed():
    table = TEXT[TEXT.index("### Boxes") : TEXT.index("## items")]
    assert set(re.findall(r"`([a-z]+)`", table)) >= set(KINDS)


@pytest.mark.parametrize(
    "item", load_yaml(example("- key: dose"), "docs").data, ids=lambda item: item["type"]
)
def test_documented_items_are_valid(item):
    assert parse_item(item).key == item["key"]


@pytest.mark.parametrize("package", ["formats", "content"])
def test_the_readmes_example_runs(package):
    readme = Path(__file__).parents[3] / f"courses/{package}/README.md"
    results = doctest.testfile(str(readme), module_relative=False, encoding="utf-8")
    assert (results.attempted >= 5, results.failed) == (True, 0)


def test_the_readme_names_every_code_and_every_limit_is_an_argument():
    readme = (Path(__file__).parents[3] / "courses/formats/README.md").read_text()
    codes = re.search(r"`code` is stable: ([a-z_,\s]+)\.", ArchiveRefused.__doc__)[1]
    named = set(re.findall(r"`([a-z_]+)`", readme[readme.index("## What is refused") :]))
    assert set(re.findall(r"[a-z_]+", codes)) - named == {"missing"}


def test_the_readme_names_every_format_in_the_detectors_order():
    readme = (Path(__file__).parents[3] / "courses/formats/README.md").read_text()
    table = readme[readme.index("| name | read |") :]
    assert re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE) == [one.name for one in FORMATS]
