import base64
import json
import subprocess
import sys
from dataclasses import replace

import pytest

from courses.formats import (
    CourseInvalid,
    FidelityLedger,
    LedgerEntry,
    Limits,
    NoCourseFound,
    detect,
    read,
    write_cairn,
    write_cairn_folder,
    write_cairn_zip,
)
from courses.formats.archive import open_tree
from courses.formats.assembly import Assembly
from courses.formats.attachments import Attachments
from courses.formats.ledger import LedgerWriter
from courses.formats.model import AssessmentDocument
from courses.formats.names import FreeNames, LocalReference, free_name, local_reference
from courses.formats.portable import portable
from courses.formats.question_bank import QuestionBank
from courses.formats.tree import FileTree

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


def test_free_names_are_counted():
    assert free_name("a", {"a", "a-2"}) == "a-3"
    names = FreeNames()
    taken = [names.take(name, ".png") for name in ("a", "a-2", "a", "a", "b")]
    assert taken == ["a.png", "a-2.png", "a-3.png", "a-4.png", "b.png"]
    assert len(FidelityLedger((LedgerEntry("page", "a.md", "kept"),))) == 1


def test_limits_reach_every_count():
    few = Limits(parts=1)
    cases = {
        "questions; split the file": {"a.gift": b"a {T}\n\nb {T}"},
        "pages; split the course": {
            "course.xml": b"<course><chapter><sequential><vertical><html>x</html></vertical><vertical><html>y</html></vertical></sequential></chapter></course>"
        },
        "files; split the course": {
            "a.xml": b'<quiz><question type="description"><name><text>D</text></name><questiontext format="html"><text>x</text>'
            b'<file name="a" encoding="base64">YQ==</file><file name="b" encoding="base64">Yg==</file></questiontext></question></quiz>'
        },
    }
    for message, files in cases.items():
        with pytest.raises(CourseInvalid, match=f"there are more than 1 {message}"):
            read(files, limits=few)


def test_archives_never_become_assets_whatever_they_are_called():
    packed = base64.b64encode(write_cairn_zip(small_course())).decode()
    source = (
        '<quiz><question type="description"><name><text>D</text></name><questiontext format="html">'
        '<text>&lt;a href="@@PLUGINFILE@@/n.csv"&gt;n&lt;/a&gt;</text>'
        f'<file name="n.csv" path="/" encoding="base64">{packed}</file></questiontext></question></quiz>'
    )
    reading = read(source.encode(), name="q.xml")
    assert reading.course.assets == ()
    dropped = [(entry.element, entry.reason) for entry in reading.ledger.with_outcome("dropped")]
    assert ("file n.csv", "is an archive; archives have no place in a course") in dropped
    assert read(write_cairn(reading.course)).course == reading.course


@pytest.mark.parametrize(
    ("prompt", "repaired"),
    [
        ('[a](gone.md), ![b](../assets/no.png "t"), [d](<x y.md>)', '[a](#), ![b](# "t"), [d](#)'),
        ("[a][b] [e](https\\://e.example)\\n\\n[b]\\: /admin/", "[a][b] [e](https://e.example)\n\n[b]: #"),
        ("[a](x(1).md) `[b](c)`", "[a]\\(x(1).md) `[b]\\(c)`"),
    ],
)
def test_a_course_from_elsewhere_keeps_the_words_of_its_dead_links(prompt, repaired):
    reading = read(f"::q::[markdown]{prompt} {{T}}".encode(), name="a.gift")
    assert reading.course.items[0]["prompt"] == repaired
    assert {entry.place for entry in reading.ledger.with_outcome("dropped")} == {"item q"}
    assert read(write_cairn(reading.course)).course == reading.course


def test_minutes_follow_from_the_parts():
    limited = replace(small_course(), modules=(), assessment=AssessmentDocument("A", minutes=5), minutes=90)
    unlimited = replace(limited, assessment=AssessmentDocument("A"))
    ledger = LedgerWriter()
    assert portable(limited, ledger).minutes == 5
    assert [(entry.element, entry.reason) for entry in ledger.finish()] == [
        ("minutes of the course", "are 5, as its parts add up")
    ]
    assert portable(unlimited, LedgerWriter()).minutes == 90
    assert portable(replace(small_course(), minutes=1), LedgerWriter()).minutes == 10


def test_a_file_without_a_question_is_refused():
    with pytest.raises(CourseInvalid, match=r"\Acourse: holds no page and no question\Z"):
        read(b"", name="a.gift")


def test_a_file_whose_questions_are_all_unfit_is_an_empty_course_with_an_account():
    source = b'<quiz><question type="shortanswer"><name><text>N</text></name><questiontext><text>x</text></questiontext></question></quiz>'
    reading = read(source, name="a.xml")
    assert (reading.course.items, [entry.element for entry in reading.ledger.with_outcome("dropped")]) == (
        (),
        ["item n"],
    )
    assert read(write_cairn(reading.course)).course == reading.course


def test_a_page_too_long_to_be_shown_is_refused_with_its_place():
    page = b"<p>" + b"long words " * 20_000 + b"</p>"
    source = {
        "course.xml": b"<course><chapter><sequential><vertical><html>"
        + page
        + b"</html></vertical></sequential></chapter></course>"
    }
    with pytest.raises(
        CourseInvalid,
        match=r"^lesson unit: the text has 219,999 characters; split it into parts of at most 200,000$",
    ):
        read(source)


@pytest.mark.parametrize(
    ("description", "summary"),
    [
        ("", "T"),
        ("**Bold** [link](x.md). More.\n\nSecond", "Bold link."),
        ("word " * 60, " ".join(["word"] * 39) + "…"),
    ],
)
def test_a_summary_is_made_of_the_first_sentence(description, summary):
    tree = FileTree({})
    ledger = LedgerWriter()
    assembly = Assembly("f.xml", ledger, Attachments(tree, ledger), QuestionBank("f.xml", ledger))
    assembly.lesson("a", "A", "Text.", place="f.xml:1")
    assert assembly.course(title="T", description=description).summary == summary


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
    assert run(tmp_path / "tea", "--check").stdout == (
        f"notes.txt: file notes.txt has no place in the format\n{tmp_path}/tea: nothing to repair\n"
    )


def test_the_command_line_names_each_problem(tmp_path):
    write_cairn_folder(small_course(), tmp_path / "tea")
    (tmp_path / "tea/assets/kettle.png").unlink()
    found = run(tmp_path / "tea", "--check")
    message = "lessons/boil.md:10: “assets/kettle.png” is not in the assets folder; add the file, or correct the link\n"
    assert (found.returncode, found.stderr) == (1, message)
