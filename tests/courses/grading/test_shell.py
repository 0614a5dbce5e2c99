import io
import json
import runpy
import subprocess
import sys

import pytest

from courses.grading.__main__ import main

ITEM = "{key: k, prompt: p, type: numerical, mark: 2, answers: [{value: 3.5}]}"


@pytest.fixture
def item(tmp_path):
    path = tmp_path / "item.yaml"
    path.write_text(ITEM, encoding="utf-8")
    return path


def run(capsys, *arguments):
    status = main([str(argument) for argument in arguments])
    return status, capsys.readouterr()


def test_one_item_and_one_response(item, tmp_path, capsys):
    (tmp_path / "r.json").write_text('"3,5"', encoding="utf-8")
    status, written = run(capsys, item, tmp_path / "r.json", "--locale", "de")
    assert status == 0
    assert json.loads(written.out) == {
        "key": "k",
        "fraction": 1.0,
        "points": 2.0,
        "state": "right",
        "response": {"value": "3,5", "unit": ""},
        "parts": {},
        "feedback": [],
        "guess_score": 0.0,
    }


def test_a_list_takes_responses_by_key_from_standard_input(tmp_path, capsys, monkeypatch):
    (tmp_path / "items.yaml").write_text(
        f"- {ITEM}\n- {ITEM.replace('key: k', 'key: other')}", encoding="utf-8"
    )
    monkeypatch.setattr(sys, "stdin", io.StringIO('{"k": "3.5"}'))
    status, written = run(capsys, tmp_path / "items.yaml", "-")
    assert status == 0
    assert [json.loads(line)["state"] for line in written.out.splitlines()] == ["right", "unanswered"]


@pytest.mark.parametrize(
    ("yaml", "response", "message"),
    [
        ("{type: poem}", "1", "type: unknown type 'poem'"),
        (ITEM, '"abc"', "“abc” is not a number."),
        (ITEM, "{", "Expecting property name"),
        ("{", "1", "while parsing"),
        (f"[{ITEM}]", "1", "for a list of items, responses are a mapping by item key"),
    ],
)
def test_problems_go_to_standard_error(tmp_path, capsys, yaml, response, message):
    (tmp_path / "i.yaml").write_text(yaml, encoding="utf-8")
    (tmp_path / "r.json").write_text(response, encoding="utf-8")
    status, written = run(capsys, tmp_path / "i.yaml", tmp_path / "r.json")
    assert (status, written.out) == (1, "")
    assert message in written.err


def test_a_missing_file_is_a_problem(item, capsys):
    assert run(capsys, item, "/nowhere/r.json")[0] == 1


@pytest.mark.parametrize(
    ("items", "responses", "message"),
    [
        (f"[{ITEM}, {ITEM}]", "{}", "k: two items have this key"),
        (f"[{ITEM}]", '{"q": 1}', "q: there is no item with this key"),
        (f"[{ITEM}]", '{"k": "abc"}', "k: “abc” is not a number."),
        (f"[{ITEM}, {{type: poem}}]", "{}", "[1].type: unknown type 'poem'"),
        ("", "1", "expected fields with values (name: value), found nothing"),
        ("[7]", "{}", "[0]: expected fields with values (name: value), found 7"),
        (ITEM, "[" * 100_000, "the data is nested too deeply"),
        ("x: " + "[" * 100_000, "1", "the data is nested too deeply"),
        ("\ud800", "1", ""),
    ],
)
def test_every_problem_says_where_it_is(tmp_path, capsys, items, responses, message):
    (tmp_path / "i.yaml").write_text(items, encoding="utf-8", errors="surrogatepass")
    (tmp_path / "r.json").write_text(responses, encoding="utf-8")
    status, written = run(capsys, tmp_path / "i.yaml", tmp_path / "r.json")
    assert (status, written.out) == (1, "")
    assert message in written.err


def test_only_one_of_the_two_is_standard_input(capsys):
    with pytest.raises(SystemExit) as ended:
        main(["-", "-"])
    assert ended.value.code == 2
    assert "only one of the two can be standard input" in capsys.readouterr().err


def test_the_module_is_a_program(item, monkeypatch, capsys):
    monkeypatch.setattr(sys, "stdin", io.StringIO("3.5"))
    monkeypatch.setattr(sys, "argv", ["grading", str(item), "-"])
    monkeypatch.delitem(sys.modules, "courses.grading.__main__")
    with pytest.raises(SystemExit) as ended:
        runpy.run_module("courses.grading", run_name="__main__", alter_sys=True)
    assert ended.value.code == 0
    assert json.loads(capsys.readouterr().out)["state"] == "right"


def test_it_runs_as_a_module(item):
    done = subprocess.run(
        [sys.executable, "-m", "courses.grading", str(item), "-"],
        input="4",
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, json.loads(done.stdout)["state"]) == (0, "wrong")
