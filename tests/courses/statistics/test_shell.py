"""`python -m courses.statistics`: what it prints, and what it says to unusable files."""

import io
import json
import runpy
import subprocess
import sys

import pytest

from courses.statistics.__main__ import main
from tests.courses.statistics.vectors import load, lsat6

LSAT = "attempt,a,b,c,d,e\n" + "".join(f"{n},{','.join(map(str, row))}\n" for n, row in enumerate(lsat6()))


@pytest.fixture
def run(tmp_path, capsys):
    def run(command, text, *options):
        path = tmp_path / "input"
        path.write_text(text, encoding="utf-8")
        status = main([command, str(path), *options])
        written = capsys.readouterr()
        return status, json.loads(written.out) if written.out else None, written.err.strip()

    return run


def test_a_test_with_known_figures(run):
    status, found, said = run("test", LSAT, "--pass-mark", "0.6")
    assert (status, said) == (0, "")
    test = found["test"]
    assert [round(test[name], 4) for name in ("kr20", "kr21")] == [0.295, 0.1964]
    assert round(test["reliability"]["value"], 4) == 0.295
    assert [item["item"] for item in found["items"]] == list("abcde")
    assert [round(item["facility"]["value"], 4) for item in found["items"]] == [
        0.924,
        0.709,
        0.553,
        0.763,
        0.87,
    ]
    assert [round(item["alpha_if_deleted"], 4) for item in found["items"]] == [
        0.2754,
        0.2376,
        0.2168,
        0.2459,
        0.2663,
    ]


def test_empty_cells_were_not_drawn_and_max_holds_the_marks(run):
    table = "\ufeffattempt, q1 ,q2\nmax,1,4\na,1,2\n\nb,0,\nc,,4\n"
    _status, found, _said = run("test", table, "--pass-mark", "0.5")
    first, second = found["items"]
    assert (first["n"], first["facility"]["value"], first["intended_weight"]) == (2, 0.5, 20.0)
    assert (second["n"], second["facility"]["value"], second["intended_weight"]) == (2, 0.75, 80.0)
    assert (found["test"]["n"], found["test"]["pass_rate"]["value"]) == (3, pytest.approx(2 / 3))


def test_a_table_without_attempts_has_no_figures(run):
    _status, found, _said = run("test", "attempt,q1,q2\n", "--pass-mark", "0.5")
    assert (found["test"]["n"], found["test"]["mean"]["value"]) == (0, None)


def test_dif_of_each_right_or_wrong_item(run):
    def row(n, group, hard, easy, other):
        return f"{group}{n},{hard},{easy},{group},{other}\n"

    rows = [row(n, "ref", int(n < 30), int(n >= 30), 1) for n in range(40)]
    rows += [row(n, "foc", int(n < 10), int(n >= 10), "") for n in range(40)]
    status, found, _said = run(
        "dif", "attempt,hard,easy,group,part\n" + "".join(rows) + "x,0,0,ref,0.5\n", "--focal", "foc"
    )
    assert status == 0
    # Without "part", which the focal group did not draw, nobody could be matched: its points tell the groups apart.
    assert found["part"] is None
    assert (found["hard"]["strata"], found["hard"]["dif_class"]) == (0, None)
    matched = "attempt,hard,easy,group\n" + "".join(line.rsplit(",", 1)[0] + "\n" for line in rows)
    _status, found, _said = run("dif", matched, "--focal", "foc")
    # One stratum: odds 3 against 1/3.
    assert found["hard"]["odds_ratio"] == pytest.approx(9)
    assert (found["hard"]["dif_class"], found["hard"]["n"], found["hard"]["delta"] < 0) == ("C", 80, True)


@pytest.mark.parametrize(
    ("table", "focal", "message"),
    [
        ("attempt,q\na,1\n", "x", "line 1: there is no column group"),
        ("attempt,q,group\na,1,y\n", "x", "nobody is in the group x"),
    ],
)
def test_dif_needs_a_group(run, table, focal, message):
    assert run("dif", table, "--focal", focal) == (1, None, message)


def test_guessing(run):
    coin = {"guess": {"1": "1/2", "0": 0.5}}
    sections = json.dumps([{"items": [coin] * 5}])
    assert run("guess", sections, "--pass-mark", "0.6", "--tries", "3") == (
        0,
        {"one_try": 0.5, "tries": 3, "all_tries": 0.875, "exact": True, "one_in": 2},
        "",
    )
    drawn = json.dumps([{"items": [coin, {"mark": "2.5", "guess": {"0.5": 1}}], "draw": 1, "pass_mark": 0.5}])
    assert run("guess", drawn, "--pass-mark", "0.5")[1]["one_try"] == 0.75


@pytest.mark.parametrize(
    ("sections", "message"),
    [
        ("{}", "expected a list of sections"),
        ("[", "Expecting value: line 1 column 2 (char 1)"),
        ("[1]", "[0]: expected a mapping with items, and perhaps draw and pass_mark"),
        ('[{"items": [], "x": 1}]', "[0]: expected a mapping with items, and perhaps draw and pass_mark"),
        ('[{"items": [], "draw": true}]', "[0].draw: expected a whole number"),
        ('[{"items": [], "pass_mark": "1/0"}]', "[0].pass_mark: '1/0' is no number"),
        ('[{"items": [{}]}]', "[0].items[0]: expected a mapping with guess, and perhaps mark"),
        ('[{"items": [{"guess": {"x": 1}}]}]', "[0].items[0].guess: 'x' is no number"),
        (
            '[{"items": [{"guess": {"1": 0.5}}]}]',
            "sections[0].items[0]: the probabilities of a guess must add up to 1, not 1/2",
        ),
        (
            '[{"items": [{"guess": {"1e999999999": 1}}]}]',
            "[0].items[0].guess: '1e999999999' is no number",
        ),
        ('[{"items": [{"guess": {"1": 1}, "mark": 1e400}]}]', "[0].items[0].mark: 'inf' is no number"),
        ('[{"items": [{"guess": {"1": 1}, "mark": null}]}]', "[0].items[0].mark: 'None' is no number"),
        ("[" * 100_000, "maximum recursion depth exceeded"),
    ],
)
def test_guesses_that_cannot_be_read(run, sections, message):
    status, found, said = run("guess", sections, "--pass-mark", "0.5")
    assert (status, found) == (1, None)
    assert said.startswith(message)


def test_two_spellings_of_a_fraction_are_one_guess(run):
    items = [{"guess": {"0.5": "1/4", "1/2": "1/4", "5e-1": "1e-1", "0": "4/10"}}]
    assert run("guess", json.dumps([{"items": items}]), "--pass-mark", "0.5")[1]["one_try"] == 0.6


def test_a_cut_after_angoff(run):
    _status, found, _said = run("angoff", "judge,q1,q2\nmax,1,3\nA,0.5,0.8\nB,0.7,0.8\nC,0.6,0.5\n")
    assert (found["cut"], found["judges"], found["outliers"]) == (pytest.approx(0.675), 3, [])
    assert run("angoff", "judge,q1\nA,\n")[2] == "A, q1: '' is no number"
    assert run("angoff", "judge,q1\nA,1.2\n")[2] == "a rating is a probability between 0 and 1"


def test_drift(run):
    _status, found, _said = run("drift", "1\n" * 17, "--expected", "0.5")
    assert found["alarms"] == [{"position": 16, "since": 1, "direction": "up"}]
    # Odds 1 → 3: a pass adds ln 1.5 = .4055, so the fifth reaches 2.
    _status, found, _said = run(
        "drift", "1 1 1 1 1", "--expected", "0.5", "--odds-ratio", "3", "--limit", "2"
    )
    assert found["alarms"] == [{"position": 5, "since": 1, "direction": "up"}]
    assert run("drift", "1\n1\nx\n", "--expected", "0.5") == (
        1,
        None,
        "line 3: expected 1 (passed) or 0, found 'x'",
    )
    assert run("drift", "1", "--expected", "2")[2].startswith("expected must be between 0 and 1")


def test_agreement(run):
    table = "response,A,B\n" + "".join(
        f"{n},{a},{b}\n" for n, (a, b) in enumerate(zip([0, 0, 1, 1, 2, 2], [0, 1, 1, 1, 2, 0], strict=True))
    )
    _status, found, _said = run("agreement", table, "--levels", "3", "--weighting", "none")
    assert (found["kappa"]["value"], found["n"]) == (pytest.approx(0.5), 6)
    quadratic = run("agreement", table, "--levels", "3")[1]
    assert quadratic["kappa"]["value"] == pytest.approx(1 - 5 / 7)
    assert (
        run("agreement", "r,A\n1,0\n", "--levels", "3")[2]
        == "line 1: expected the response and two assessors"
    )
    assert run("agreement", "r,A,B\n1,0,-1\n", "--levels", "3")[2] == "'-1' is no level"
    assert run("agreement", "r,A,B\n1,0,3\n", "--levels", "3")[2] == "scores are whole levels from 0 to 2"


@pytest.mark.parametrize("row", load("refused.yaml"), ids=lambda row: row["table"].replace("\n", " "))
def test_tables_that_cannot_be_read(run, row):
    assert run("test", row["table"], "--pass-mark", "0.5") == (1, None, row["message"])


def test_a_missing_file_and_a_cut_outside_are_problems(run, capsys):
    assert main(["test", "/nowhere/scores.csv", "--pass-mark", "0.5"]) == 1
    assert "No such file" in capsys.readouterr().err
    assert run("test", LSAT, "--pass-mark", "1.5")[2] == "a pass mark is a fraction between 0 and 1, not 1.5"


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["test"],
        ["test", "x"],
        ["poem", "x"],
        ["dif", "x"],
        ["guess", "x"],
        ["guess", "x", "--pass-mark", "1", "--tries", "many"],
        ["drift", "x"],
        ["drift", "x", "--expected", "a"],
        ["drift", "x", "--expected", "0.5", "--limit", "a"],
        ["drift", "x", "--expected", "0.5", "--odds-ratio", "a"],
        ["agreement", "x"],
        ["agreement", "x", "--levels", "3", "--weighting", "cubic"],
    ],
)
def test_wrong_usage(arguments, capsys):
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    assert "usage: python -m courses.statistics" in capsys.readouterr().err


def test_standard_input(monkeypatch, capsys):
    monkeypatch.setattr(sys, "stdin", io.StringIO("1 0"))
    monkeypatch.setattr(sys, "argv", ["statistics", "drift", "-", "--expected", "0.5"])
    monkeypatch.delitem(sys.modules, "courses.statistics.__main__")
    with pytest.raises(SystemExit) as ended:
        runpy.run_module("courses.statistics", run_name="__main__", alter_sys=True)
    assert ended.value.code == 0
    assert json.loads(capsys.readouterr().out)["n"] == 2


def test_it_runs_as_a_module():
    done = subprocess.run(
        [sys.executable, "-m", "courses.statistics", "--help"], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    for command in ("test", "dif", "guess", "angoff", "drift", "agreement"):
        assert f"\n{command} " in done.stdout
