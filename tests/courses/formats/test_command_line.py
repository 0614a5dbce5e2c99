"""`python -m courses.formats`: what it prints, where, and its exit status; never a traceback."""

import json
import runpy
import sys

import pytest

from courses.formats import read, write_cairn_folder
from courses.formats.__main__ import main

from .samples import small_course
from .test_archive import zipped


@pytest.fixture
def folder(tmp_path):
    write_cairn_folder(small_course(), tmp_path / "tea")
    return tmp_path / "tea"


def run(capsys, *arguments):
    status = main([str(one) for one in arguments])
    return (status, *capsys.readouterr())


def test_a_course_and_its_account(capsys, folder):
    (folder / "notes.txt").write_text("mine")
    status, shown, errors = run(capsys, folder)
    assert (status, errors) == (0, "")
    assert shown == (
        "Tea: the basics (cairn, en, 15 min, CC-BY-4.0)\nMake a cup of tea.\n\nWater\n"
        "  boil  Boil  5 min\n  pour  Pour  5 min\n\n2 items, 1 assets\nkept 7, adapted 0, dropped 1\n"
        "  dropped notes.txt  file notes.txt: has no place in the format\n"
    )


def test_the_account_as_json(capsys, folder):
    status, shown, errors = run(capsys, folder, "--json")
    assert (status, errors) == (0, "")
    account = json.loads(shown)
    assert account["format"] == "cairn"
    assert account["course"] == {"slug": "tea", "title": "Tea: the basics", "language": "en"}
    assert account["counts"] == {"kept": 7, "adapted": 0, "dropped": 0}
    assert account["entries"][0] == {
        "element": "lesson boil",
        "place": "lessons/boil.md",
        "outcome": "kept",
        "reason": "",
    }


def test_check_names_what_its_author_should_look_at(capsys, folder):
    lesson = folder / "lessons/pour.md"
    lesson.write_text(lesson.read_text() + "\nSo $\\foo$.\n")
    status, shown, errors = run(capsys, folder, "--check")
    assert (status, errors) == (0, "")
    assert shown == (
        f"lessons/pour.md:12: formula \\foo is shown as it was typed: the command \\foo is not known\n{folder}: nothing to repair\n"
    )


def test_check_of_another_format_is_about_repairs_only(capsys, tmp_path):
    (tmp_path / "q.gift").write_text("Sky? {T}")
    assert run(capsys, tmp_path / "q.gift", "--check") == (0, f"{tmp_path}/q.gift: nothing to repair\n", "")


def test_problems_are_printed_one_a_line_or_as_json(capsys, folder):
    (folder / "assets/kettle.png").unlink()
    message = "“assets/kettle.png” is not in the assets folder; add the file, or correct the link"
    assert run(capsys, folder) == (1, "", f"lessons/boil.md:10: {message}\n")
    status, shown, errors = run(capsys, folder, "--json")
    assert (status, errors) == (1, "")
    assert json.loads(shown) == {
        "error": "invalid",
        "problems": [{"file": "lessons/boil.md", "line": 10, "message": message}],
    }


def test_refusals_are_named_with_their_code(capsys, tmp_path):
    (tmp_path / "x.zip").write_bytes(zipped([("../x", b"x")]))
    message = "“../x” leads out of the archive"
    assert run(capsys, tmp_path / "x.zip") == (1, "", f"{tmp_path}/x.zip: {message}\n")
    status, shown, _ = run(capsys, tmp_path / "x.zip", "--json")
    assert (status, json.loads(shown)) == (
        1,
        {"error": "refused", "code": "traversal", "file": "../x", "message": message},
    )
    (tmp_path / "x.zip").write_bytes(b"nothing known")
    status, shown, _ = run(capsys, tmp_path / "x.zip", "--json")
    assert (status, json.loads(shown)["error"]) == (1, "unknown")


def test_a_course_is_written_as_a_folder(capsys, folder, tmp_path):
    status, _, errors = run(capsys, folder, "--write", tmp_path / "again")
    assert (status, errors) == (0, "")
    assert read(tmp_path / "again").course == small_course()
    again = run(capsys, folder, "--write", tmp_path / "again")
    assert again == (2, "", f"{tmp_path}/again is not empty\n")


@pytest.mark.parametrize("name", ["qti", "moodle", "gift", "cartridge"])
def test_a_course_is_written_in_another_format_with_its_own_account(capsys, folder, tmp_path, name):
    target = tmp_path / "out"
    status, shown, errors = run(capsys, folder, "--write", target, "--format", name)
    assert (status, errors) == (0, "")
    assert shown.count("\nkept ") == 2
    assert read(target).format == name
    status, shown, errors = run(capsys, folder, "--write", target, "--format", name)
    assert (status, shown, errors) == (2, "", f"{target}: File exists\n")
    target.unlink()
    status, shown, _ = run(capsys, folder, "--write", target, "--format", name, "--json")
    assert json.loads(shown)["written"]["counts"]["kept"] > 0


@pytest.mark.parametrize("arguments", [[], ["nowhere"], [".", "--format", "pdf"]])
def test_a_wrong_use_has_its_own_status(capsys, arguments):
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert caught.value.code == 2
    assert "Traceback" not in capsys.readouterr().err


def test_the_module_runs(monkeypatch, capsys, folder):
    monkeypatch.setattr(sys, "argv", ["formats", str(folder), "--check"])
    monkeypatch.delitem(sys.modules, "courses.formats.__main__")
    with pytest.raises(SystemExit) as caught:
        runpy.run_module("courses.formats", run_name="__main__")
    assert (caught.value.code, capsys.readouterr().out) == (0, f"{folder}: nothing to repair\n")


def test_help_names_the_statuses(capsys):
    with pytest.raises(SystemExit) as caught:
        main(["--help"])
    assert caught.value.code == 0
    assert "2 for a wrong use of this command" in capsys.readouterr().out
