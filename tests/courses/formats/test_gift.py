import dataclasses
import json

import pytest

from courses.formats import CourseInvalid, read, write_cairn
from courses.formats.gift import parse_gift, recognises, write_gift
from courses.formats.tree import FileTree
from courses.grading import ITEM_TYPES

from .samples import INPUTS, SHARED, needs_samples, small_course

SAMPLES = sorted(path.stem for path in (SHARED / "gift").glob("*.gift")) if SHARED.is_dir() else []


@needs_samples
@pytest.mark.parametrize("name", SAMPLES)
def test_published_samples_match_their_expected_trees(name):
    text = (SHARED / "gift" / f"{name}.gift").read_text()
    expected = json.loads((SHARED / "gift" / f"{name}.json").read_text())
    assert [question.tree for question in parse_gift(text)] == expected


@needs_samples
def test_every_published_sample_reads_or_says_why_not():
    for name in SAMPLES:
        reading = read((SHARED / "gift" / f"{name}.gift").read_bytes(), name=f"{name}.gift")
        questions = [
            q
            for q in parse_gift((SHARED / "gift" / f"{name}.gift").read_text())
            if q.tree["type"] != "Category"
        ]
        accounted = [entry for entry in reading.ledger if entry.element.startswith("item ")]
        assert len(accounted) == len(questions), name
        assert len(reading.course.items) == sum(entry.outcome != "dropped" for entry in accounted), name


def test_our_own_file_becomes_items():
    reading = read(INPUTS / "capitals.gift")
    course = reading.course
    assert (reading.format, course.title, course.slug) == ("gift", "Capitals", "capitals")
    assert [(section.title, section.items) for section in course.assessment.sections] == [
        ("Europe", ("france", "which-are-in-europe", "rome-is-in-italy")),
        ("Numbers and words", ("population", "about-pi", "name-a-capital", "match-them")),
    ]
    assert {item["key"]: {name: value for name, value in item.items() if name not in ("key", "prompt")} for item in course.items} == {
        "france": {
            "type": "single_choice",
            "choices": [{"text": "Paris", "correct": True, "feedback": "Yes!"}, {"text": "Lyon \\*", "feedback": "No."}],
            "feedback": "Paris is the capital.",
            "tags": ["geography"],
        },
        "which-are-in-europe": {
            "type": "multiple_choice",
            "policy": "weights",
            "choices": [
                {"text": "Oslo", "weight": 0.5},
                {"text": "Rome", "weight": 0.5},
                {"text": "Lima", "weight": -1},
            ],
        },
        "rome-is-in-italy": {"type": "true_false", "answer": True, "feedback_false": "Look again.", "feedback_true": "Right."},
        "population": {"type": "numerical", "answers": [{"value": "9.5", "tolerance": "0.5"}]},
        "about-pi": {
            "type": "numerical",
            "answers": [{"low": "3.141", "high": "3.142"}, {"value": "3", "weight": 0.5, "feedback": "Roughly."}],
        },
        "name-a-capital": {"type": "short_text", "answers": [{"text": "Bern*"}, {"text": "Wien", "weight": 0.5}]},
        "match-them": {
            "type": "match",
            "pairs": [{"left": "Spain", "right": "Madrid"}, {"left": "Peru", "right": "Lima"}],
            "distractors": ["Oslo"],
        },
    }  # fmt: skip
    assert course.item("france")["prompt"] == "What is the capital of **France**?"


def test_the_ledger_accounts_for_categories():
    entries = {entry.element: (entry.place, entry.outcome) for entry in read(INPUTS / "capitals.gift").ledger}
    assert entries["category $course$/top/Europe"] == ("capitals.gift:2", "adapted")
    assert entries["item france"] == ("capitals.gift:6", "kept")


def test_an_imported_bank_survives_as_a_cairn_folder():
    course = read(INPUTS / "capitals.gift").course
    assert read(write_cairn(course)).course == course


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Q1 {T}\n\nQ2\n{=a", "q.gift:4: has a “{” that is never closed; add “}”"),
        ("Q1 {T}\n\nQ2 }", "q.gift:3: has a “}” without “{”; write \\} for the character itself"),
        ("Q1 {#abc}", "q.gift:1: has “abc” where a number, number:tolerance or low..high must stand"),
        ("Q1 {a ~b}", "q.gift:1: has an answer without “=” or “~” before it"),
        ("Q1 {T}\nQ2 {F}", "q.gift:2: has more than one pair of braces; put a blank line between questions"),
    ],
)
def test_a_bad_file_is_refused_whole_with_the_line(text, message):
    with pytest.raises(CourseInvalid) as caught:
        parse_gift(text, "q.gift")
    assert str(caught.value) == message


def test_essays_follow_what_grading_knows():
    reading = read(b"::Why:: Explain. {}\n\nTrue? {T}", name="x.gift")
    assert ("essay" in ITEM_TYPES) == any(item["type"] == "essay" for item in reading.course.items)


def test_what_is_written_is_read_back_equal():
    course = read(INPUTS / "capitals.gift").course
    data, ledger = write_gift(course)
    again = read(data, name="capitals.gift").course
    assert again.items == course.items
    assert again.assessment == course.assessment
    assert ledger.counts() == {"kept": 7, "adapted": 0, "dropped": 0}
    assert write_gift(again)[0] == data


def test_the_writer_says_what_gift_cannot_hold():
    course = small_course()
    data, ledger = write_gift(course)
    assert [(entry.element, entry.outcome) for entry in ledger] == [
        ("item degrees", "kept"),
        ("item hot", "adapted"),
        ("lesson boil", "dropped"),
        ("lesson pour", "dropped"),
    ]
    assert read(data, name="tea.gift").course.item("degrees") == course.item("degrees")


def test_characters_that_mean_something_to_gift_survive():
    item = {
        "key": "odd",
        "type": "short_text",
        "prompt": "a ~ b = {c}: #d \\ e\n\n- //f",
        "answers": [{"text": "{x}=~#:\\y"}],
    }
    course = dataclasses.replace(small_course(), items=(item,), assessment=None, modules=())
    assert read(write_gift(course)[0], name="x.gift").course.items == (item,)


def item_of(text):
    [item] = read(text.encode(), name="x.gift").course.items
    return {name: value for name, value in item.items() if name not in {"key", "prompt"}}


@pytest.mark.parametrize(
    ("answers", "item"),
    [
        ("{#3:2~#Wrong}", {"type": "numerical", "answers": [{"value": "3", "tolerance": "2"}, {"value": "*", "weight": 0, "feedback": "Wrong"}]}),
        ("{#=1..2 =%50%*}", {"type": "numerical", "answers": [{"low": "1", "high": "2"}, {"value": "*", "weight": 0.5}]}),
        ("{=%100%a# =%33.33333%b#}", {"type": "short_text", "answers": [{"text": "a"}, {"text": "b", "weight": 0.3333333}]}),
        ("{=a ~[html]<b>b</b> & c#[plain]<d>}", {"type": "single_choice", "choices": [{"text": "a", "correct": True}, {"text": "**b** & c", "feedback": "\\<d>"}]}),
        ("{=H<sub>2</sub>O ~x}", {"type": "single_choice", "choices": [{"text": "H<sub>2</sub>O", "correct": True}, {"text": "x"}]}),
    ],
)  # fmt: skip
def test_answers_as_moodle_writes_them(answers, item):
    assert item_of(f"::q::Q {answers}") == item


def test_ids_and_tags_survive_in_both_directions():
    text = "// question: 5  name: x\n// [id:Q 7] [tag:one] [tag:two words] [tag:one]\n::x::Which? {T}"
    course = read(text.encode(), name="x.gift").course
    assert (course.items[0]["source_id"], course.items[0]["tags"]) == ("Q 7", ["one", "two words"])
    assert read(write_gift(course)[0], name="x.gift").course.items == course.items


def test_a_gap_in_the_text_keeps_its_punctuation():
    assert read(b"Two is {=2}.", name="x.gift").course.items[0]["prompt"] == "Two is _____."


def test_an_answer_that_can_never_match_is_left_out_and_named():
    reading = read(b"::q::Q {=* =a}", name="x.gift")
    assert reading.course.items[0]["answers"] == [{"text": "*"}]
    assert [(entry.element, entry.reason) for entry in reading.ledger.with_outcome("dropped")] == [
        ("answer a", "can never match: an earlier answer accepts it")
    ]


def test_categories_that_end_alike_are_sections_of_their_own():
    text = "$CATEGORY: $course$/A/Basics\n\n::a::A {T}\n\n$CATEGORY: $course$/B/Basics\n\n::b::B {T}\n\n$CATEGORY: $course$/A/Basics\n\n::c::C {T}"
    sections = read(text.encode(), name="x.gift").course.assessment.sections
    assert [(one.title, one.items) for one in sections] == [("Basics", ("a", "c")), ("B / Basics", ("b",))]


@pytest.mark.parametrize(
    ("data", "known"),
    [
        (b"Q {T}", True),
        (b"::title:: Q", True),
        (b"Just {some} words", False),
        (b"Q \xff {T}", False),
    ],
)
def test_a_text_file_is_known_by_its_content(data, known):
    assert recognises(FileTree({"a.txt": data})) is known
    assert recognises(FileTree({"a.txt": data, "b.pdf": b""})) is False
    assert recognises(FileTree({})) is False
