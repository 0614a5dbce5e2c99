"""Every field of a course folder that can be wrong, with the words that its author reads."""

import pytest

from courses.formats import CourseInvalid, Limits, read, write_cairn
from courses.formats.errors import Problem

from .samples import small_course

FILES = write_cairn(small_course())


def problems(files, **options):
    with pytest.raises(CourseInvalid) as caught:
        read(files, **options)
    return [str(problem) for problem in caught.value.problems]


def edited(path, old, new):
    assert old.encode() in FILES[path]
    return FILES | {path: FILES[path].replace(old.encode(), new.encode(), 1)}


@pytest.mark.parametrize(
    ("path", "old", "new", "expected"),
    [
        ("course.yaml", "title: 'Tea: the basics'", "title: [Tea]", ["course.yaml:3: “title” must be text; put it in quotes"]),
        ("course.yaml", "title: 'Tea: the basics'", "title: true", ["course.yaml:3: “title” must be text; put it in quotes"]),
        ("course.yaml", "title: 'Tea: the basics'", 'title: "one\\ntwo"', ["course.yaml:3: “title” must be one line"]),
        ("course.yaml", "title: 'Tea: the basics'", f"title: {'x' * 201}", ["course.yaml:3: “title” has 201 characters; shorten it to 200"]),
        ("course.yaml", "title: 'Tea: the basics'\n", "", ["course.yaml:1: “title” is missing; add it"]),
        ("course.yaml", "language: en", "language: English language", ["course.yaml:4: “language” is “English language”; use a tag such as en, de or pt-BR"]),
        ("course.yaml", "authors:\n- Ada", "authors:\n- 7", ["course.yaml:15: each entry of “authors” must be text; put it in quotes"]),
        ("course.yaml", "authors:\n- Ada\n- Grace", "authors: Ada", ["course.yaml:14: “authors” must be a list, one “- entry” a line"]),
        ("course.yaml", "authors:", "autors:", ["course.yaml:14: “autors” is not a field of this place; did you mean “authors”?"]),
        ("course.yaml", "authors:", "zzz:", ["course.yaml:14: “zzz” is not a field of this place; remove it"]),
        ("course.yaml", "- skill: tea-making\n  level: 1", "- tea-making", ["course.yaml:18: “level” is missing; add it", "course.yaml:18: “skill” is missing; add it", "course.yaml:18: must be a mapping of fields, one “name: value” a line"]),
        ("course.yaml", "skill: tea-making", "skill: Tea making", ["course.yaml:18: “Tea making” is neither a skill's key (a slug) nor an absolute URI"]),
        ("course.yaml", "- skill: tea-making\n  level: 1", "- {skill: a, level: 1}\n- {skill: a, level: 2}", ["course.yaml:17: “skills” names a skill twice; keep one line for each skill"]),
        ("course.yaml", "  lessons:\n  - boil\n  - pour", "  lesson: boil", ["course.yaml:12: “minutes” is 15, but lessons and assessment add up to 0 to 5", "course.yaml:21: “lessons” is missing; add a list", "course.yaml:22: “lesson” is not a field of this place; did you mean “lessons”?"]),
        ("course.yaml", "  - boil\n", "  - Boil\n  - boil\n", ["course.yaml:23: “Boil” is no lesson's name; use lower-case letters a–z, digits, single hyphens"]),
        ("course.yaml", "  - boil\n", "  - boil\n  - boil\n", ["course.yaml:24: the lesson “boil” is listed twice; list it once"]),
        ("course.yaml", "assessment: assessment.yaml", "assessment: test.yaml", ["course.yaml:12: “minutes” is 15, but lessons and assessment add up to 10", "course.yaml:25: there is no file “test.yaml” in the folder"]),
        ("course.yaml", "type: MicroCredential", "type: Medal", ["course.yaml:29: “type” is “Medal”; use a type of Open Badges 3.0, such as MicroCredential"]),
        ("course.yaml", "minutes: 15", "minutes: 0", ["course.yaml:12: “minutes” is 1, but lessons and assessment add up to 10 to 15", "course.yaml:12: “minutes” must be a whole number from 1 to 100000"]),
        ("course.yaml", "hours: 1.0", "hours: true", ["course.yaml:38: “hours” must be a number from 0 to 10000"]),
        ("course.yaml", "hours: 1.0", "hours: many", ["course.yaml:38: “hours” must be a number from 0 to 10000"]),
        ("lessons/boil.md", "title: Boil", "title: [", ["lessons/boil.md:4: is not valid YAML: did not find expected ',' or ']'", "course.yaml:12: “minutes” is 15, but lessons and assessment add up to 5 to 10"]),
        ("lessons/boil.md", "title: Boil\n", "- a\n", ["lessons/boil.md:3: is not valid YAML: did not find expected '-' indicator", "course.yaml:12: “minutes” is 15, but lessons and assessment add up to 5 to 10"]),
        ("items/items.yaml", "- key: degrees", "- keys: degrees", ["assessment.yaml:11: there is no item “degrees” in the items folder", "items/items.yaml:1: “key” is missing; add it"]),
        ("items/items.yaml", "- key: degrees\n  type", "- just words\n- key: degrees\n  type", ["items/items.yaml:1: must be a mapping of fields, one “name: value” a line"]),
        ("items/items.yaml", "- key: degrees\n", "key: degrees\n", ["items/items.yaml:2: is not valid YAML: mapping values are not allowed in this context", "assessment.yaml:11: there is no item “degrees” in the items folder", "assessment.yaml:16: there is no item “hot” in the items folder"]),
        ("items/items.yaml", "Is it hot?", "Is it [hot](hot.md)?", ["items/items.yaml:12: the link “hot.md” names a lesson that is not in the course"]),
        ("assessment.yaml", "shuffle: false", "shuffle: maybe", ["assessment.yaml:7: “shuffle” must be true or false"]),
        ("assessment.yaml", "navigation: free", "navigation: random", ["assessment.yaml:6: “navigation” is “random”; use one of free, sequential"]),
        ("assessment.yaml", "  items:\n  - degrees", "  items:\n  - degrees\n  draw: 1", ["assessment.yaml:12: “draw” belongs to “from”; with “items” every item is asked"]),
        ("assessment.yaml", "  draw: 1\n", "", ["assessment.yaml:14: “from” needs “draw”: how many of these items each attempt gets"]),
        ("assessment.yaml", "  draw: 1\n", "  draw: 0\n", ["assessment.yaml:14: “draw” must be a whole number from 1 to 1000"]),
    ],
)  # fmt: skip
def test_each_mistake_has_its_place_and_its_words(path, old, new, expected):
    assert sorted(problems(edited(path, old, new))) == sorted(expected)


def test_files_that_cannot_be_read_do_not_hide_the_problems_of_others():
    files = edited("course.yaml", "level: introductory", "level: easy") | {
        "lessons/boil.md": b"\xff",
        "items/items.yaml": b"a: [",
        "items/more.yml": b"a: 1",
        "assessment.yaml": b"title: {",
    }
    assert problems(files) == [
        "assessment.yaml:1: is not valid YAML: did not find expected node content",
        "course.yaml:11: “level” is “easy”; use one of advanced, intermediate, introductory",
        "course.yaml:12: “minutes” is 15, but lessons and assessment add up to 5",
        "items/items.yaml:1: is not valid YAML: did not find expected node content",
        "items/more.yml:1: must be a list of items, each beginning with “- key:”",
        "lessons/boil.md:1: is not UTF-8 text; save the file as UTF-8",
    ]


def test_a_course_without_a_time_limit_needs_at_least_the_time_of_its_lessons():
    files = FILES | {"assessment.yaml": FILES["assessment.yaml"].replace(b"minutes: 5\ndelay", b"delay")}
    course = files["course.yaml"].replace(b"minutes: 15", b"minutes: 9")
    assert problems(files | {"course.yaml": course}) == [
        "course.yaml:12: “minutes” is 9, but lessons and assessment add up to at least 10"
    ]
    assert read(files | {"course.yaml": course.replace(b"minutes: 9", b"minutes: 99")}).course.minutes == 99


def test_a_course_that_is_only_its_outline_is_a_list_or_is_refused():
    assert problems({"course.yaml": b"format: cairn-course/1\n- a"}) == [
        "course.yaml:2: is not valid YAML: did not find expected key"
    ]
    assert "course.yaml:1: “slug” is missing; add it" in problems({"course.yaml": b"format: cairn-course/1"})


def test_texts_too_long_for_a_page_are_refused_with_their_place():
    files = FILES | {"lessons/boil.md": FILES["lessons/boil.md"] + b"\nlong " * 50_000}
    assert problems(files) == [
        "lessons/boil.md:8: the text has 300,040 characters; split it into parts of at most 200,000"
    ]


def test_absurd_counts_are_refused_under_the_limits_given():
    assert problems(FILES, limits=Limits(parts=1)) == [
        "items: there are more than 1 items; split the course",
        "lessons: there are more than 1 lessons; split the course",
    ]


def test_only_the_first_of_endlessly_many_unknown_fields_are_named():
    files = FILES | {
        "course.yaml": FILES["course.yaml"] + b"".join(b"zz%d: 1\n" % number for number in range(90))
    }
    assert len(problems(files)) == 50


def test_links_in_every_text_of_an_item_are_looked_at():
    item = b"""
- key: more
  type: match
  prompt: p
  pairs: [{left: "[a](no-left.md)", right: r}, {left: b, right: "[s](/right)"}]
  distractors: ["![d](../assets/no.png)"]
  hints: ["[h](no-hint.md)"]
- key: word
  type: short_text
  prompt: p
  answers: [{text: "[w](no-answer.md)", feedback: "[f](https://fine.example)"}]
"""
    assert problems(FILES | {"items/more.yaml": item}) == [
        "items/more.yaml:5: the link “no-left.md” names a lesson that is not in the course",
        "items/more.yaml:5: the link “/right” leads nowhere; link to a lesson (name.md), to assets/… or to a URL",
        "items/more.yaml:6: “assets/no.png” is not in the assets folder; add the file, or correct the link",
        "items/more.yaml:7: the link “no-hint.md” names a lesson that is not in the course",
    ]


def test_formulas_that_are_not_understood_stand_in_the_ledger_with_their_line():
    files = edited("lessons/pour.md", "See", "So $\\foo$:\n\n$$\nx^\n$$\n\nSee")
    files["items/items.yaml"] = files["items/items.yaml"].replace(b"Is it hot?", b"Is it $50%$?")
    adapted = read(files).ledger.with_outcome("adapted")
    assert [(entry.element, entry.place, entry.reason) for entry in adapted] == [
        ("formula \\foo", "lessons/pour.md:6", "is shown as it was typed: the command \\foo is not known"),
        (
            "formula x^",
            "lessons/pour.md:8",
            "is shown as it was typed: nothing stands before or after a ^ or _",
        ),
        ("formula 50%", "items/items.yaml:12", "is shown as it was typed: a % begins a comment; write \\%"),
    ]


def test_links_to_elsewhere_are_nobody_elses_business():
    files = edited(
        "lessons/pour.md",
        "See",
        "[a](mailto:a@b.example) [b](//b.example) [c](#heat) <https://c.example> See",
    )
    assert read(files).ledger.counts() == {"kept": 7, "adapted": 0, "dropped": 0}


def test_files_that_are_no_part_of_a_course_are_named_as_such():
    files = FILES | {"items/notes.txt": b"x", ".git/config": b"x", "assets/.DS_Store": b"x"}
    dropped = read(files).ledger.with_outcome("dropped")
    hidden = "hidden and system files are not part of a course"
    assert [(entry.place, entry.reason) for entry in dropped] == [
        ("items/notes.txt", "has no place in the format"),
        (".git/config", hidden),
        ("assets/.DS_Store", hidden),
    ]


def test_numbers_in_texts_stay_as_they_were_typed():
    files = edited("course.yaml", "title: 'Tea: the basics'", "title: 3.10")
    assert read(files).course.title == "3.10"


def test_every_part_of_a_course_is_found_by_its_name():
    course = small_course()
    assert course.lesson("pour") == course.lessons[1]
    assert course.asset("assets/kettle.png") == course.assets[0]
    assert course.item("hot") == course.items[1]
    assert (course.lesson("x"), course.asset("x"), course.item("x")) == (None, None, None)
    assert str(Problem("course.yaml", 0, "is missing")) == "course.yaml: is missing"
