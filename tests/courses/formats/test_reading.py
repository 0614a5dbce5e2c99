import json
import subprocess
import sys

import pytest

from courses.formats import FidelityLedger, LedgerEntry, NoCourseFound, detect, read, write_cairn_folder
from courses.formats.archive import open_tree
from courses.formats.names import LocalReference, local_reference

from .samples import small_course


def test_no_course_in_it_says_what_was_found_and_what_can_be_read():
    with pytest.raises(NoCourseFound, match=r"It holds holiday.jpg. What can be read: Cairn course folder;"):
        read({"holiday.jpg": b"x"})
    with pytest.raises(NoCourseFound, match="it holds no files"):
        detect(open_tree({}))


def test_the_ledger_survives_json():
    ledger = FidelityLedger(
        (LedgerEntry("figure", "a.md:3", "dropped", "is missing"), LedgerEntry("page", "a.md", "kept"))
    )
    assert FidelityLedger.from_json(json.loads(json.dumps(ledger.as_json()))) == ledger
    assert ledger.counts() == {"kept": 1, "adapted": 0, "dropped": 1}


@pytest.mark.parametrize("outcome", ["adapted", "dropped"])
def test_nothing_is_changed_or_dropped_without_a_reason(outcome):
    with pytest.raises(ValueError, match="without a reason"):
        LedgerEntry("figure", "a.md", outcome)


@pytest.mark.parametrize(
    ("href", "expected"),
    [
        ("boil.md", LocalReference("lesson", "boil")),
        ("../lessons/boil.md#a%20b", LocalReference("lesson", "boil", "a b")),
        ("../assets/x/y.png", LocalReference("asset", "assets/x/y.png")),
        ("assets/../assets/y.png", LocalReference("asset", "assets/y.png")),
        ("#here", LocalReference("place", "", "here")),
        ("https://a.b/boil.md", None),
        ("/boil.md", None),
        ("../../assets/x.png", None),
        ("assets/../../x.md", None),
        ("boil.md?x", None),
        ("boil.html", None),
        ("", None),
    ],
)
def test_local_references(href, expected):
    assert local_reference(href) == expected


def run(*arguments):
    command = [sys.executable, "-m", "courses.formats", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_the_command_line_prints_the_course_and_its_ledger(tmp_path):
    write_cairn_folder(small_course(), tmp_path / "tea")
    (tmp_path / "tea/notes.txt").write_text("mine")
    shown = run(tmp_path / "tea")
    assert shown.returncode == 0
    assert shown.stdout.startswith("Tea: the basics (cairn, en, 15 min, CC-BY-4.0)\n")
    assert "  dropped notes.txt  file notes.txt: has no place in the format\n" in shown.stdout
    assert run(tmp_path / "tea", "--check").stdout == f"{tmp_path}/tea: nothing to repair\n"


def test_the_command_line_names_each_problem(tmp_path):
    write_cairn_folder(small_course(), tmp_path / "tea")
    (tmp_path / "tea/assets/kettle.png").unlink()
    found = run(tmp_path / "tea", "--check")
    message = "lessons/boil.md:10: “assets/kettle.png” is not in the assets folder; add the file, or correct the link\n"
    assert (found.returncode, found.stderr) == (1, message)
