import dataclasses

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from courses.formats import CourseInvalid, read, write_cairn, write_cairn_folder, write_cairn_zip
from courses.formats.model import CourseDocument, LessonDocument, ModuleDocument

from .samples import small_course


def problems(files, **changed):
    for path, data in changed.items():
        files[path.replace("__", "/").replace("_yaml", ".yaml").replace("_md", ".md")] = data.encode()
    with pytest.raises(CourseInvalid) as caught:
        read(files)
    return [str(problem) for problem in caught.value.problems]


def edited(path, old, new):
    files = write_cairn(small_course())
    assert old.encode() in files[path]
    return files | {path: files[path].replace(old.encode(), new.encode())}


def test_a_course_survives_writing_and_reading_exactly():
    files = write_cairn(small_course())
    reading = read(files)
    assert reading.course == small_course()
    assert reading.format == "cairn"
    assert write_cairn(reading.course) == files
    assert reading.ledger.counts() == {"kept": 7, "adapted": 0, "dropped": 0}


def test_the_zip_and_the_folder_hold_the_same_course(tmp_path):
    course = small_course()
    archive = write_cairn_zip(course)
    write_cairn_folder(course, tmp_path / "tea")
    assert read(archive).course == read(tmp_path / "tea").course == course
    assert write_cairn_zip(read(archive).course) == archive
    with pytest.raises(FileExistsError):
        write_cairn_folder(course, tmp_path / "tea")


lines = st.text(
    st.characters(codec="utf-8", exclude_characters="\r\0\ufeff", exclude_categories=["Cs"]), max_size=60
)
words = st.text(st.characters(categories=["L", "N", "P", "S"]), min_size=1, max_size=30)


@settings(deadline=None)
@given(body=st.lists(lines, max_size=5).map("\n".join), title=words, objectives=st.lists(words, max_size=3))
def test_any_lesson_survives(body, title, objectives):
    # A link or picture that leads nowhere is refused by the reader; this property is about text.
    body = body.replace("](", "] (").replace("]:", "] :").replace("<", "")
    lesson = LessonDocument("l", title, 3, tuple(objectives), body)
    course = CourseDocument(
        slug="c", title="C", language="en", summary="S", description="", field="f", level="advanced", minutes=3,
        licence="CC0-1.0", modules=(ModuleDocument("M", (lesson,)),),
    )  # fmt: skip
    files = write_cairn(course)
    again = read(files).course
    assert again == course
    assert write_cairn(again) == files


def test_an_authors_own_spelling_becomes_canonical_once():
    files = edited("course.yaml", "field: food", "field: 'Food'   # a comment")
    canonical = write_cairn(read(files).course)
    assert canonical == write_cairn(small_course())


def test_files_without_a_place_are_named_in_the_ledger():
    files = write_cairn(small_course()) | {"README.md": b"hello", "lessons/draft.md": b"---\n---\n"}
    dropped = read(files).ledger.with_outcome("dropped")
    assert [(entry.place, entry.reason) for entry in dropped] == [
        ("README.md", "has no place in the format"),
        ("lessons/draft.md", "is not listed in course.yaml"),
    ]


@pytest.mark.parametrize(
    ("path", "old", "new", "message"),
    [
        ("course.yaml", "cairn-course/1", "cairn-course/9",
         "course.yaml:1: “format” must be cairn-course/1, the version that this program reads"),
        ("course.yaml", "slug: tea\ntitle", "slug: Tea Time\ntitle",
         "course.yaml:2: “slug” is “Tea Time”; use lower-case letters a–z, digits and single hyphens"),
        ("course.yaml", "level: introductory", "level: easy",
         "course.yaml:11: “level” is “easy”; use one of advanced, intermediate, introductory"),
        ("course.yaml", "licence:", "license:", "course.yaml:13: “license” is not a field of this place; did you mean “licence”?"),
        ("course.yaml", "minutes: 15", "minutes: 30",
         "course.yaml:12: “minutes” is 30, but lessons and assessment add up to 10 to 15"),
        ("course.yaml", "  - boil", "  - boyl", "course.yaml:23: there is no file “lessons/boyl.md”; add it, or correct the name"),
        ("course.yaml", "level: 1", "level: 9", "course.yaml:19: “level” must be a whole number from 1 to 5"),
        ("lessons/boil.md", "---\ntitle", "title",
         "lessons/boil.md:1: must begin with front matter: a line “---”, then title and minutes, then a line “---”"),
        ("lessons/boil.md", "minutes: 5", "minutes: soon",
         "lessons/boil.md:3: “minutes” must be a whole number from 0 to 1000"),
        ("lessons/pour.md", "boil.md#heat", "steam.md",
         "lessons/pour.md:6: the link “steam.md” names a lesson that is not in the course"),
        ("lessons/boil.md", "kettle.png", "pot.png",
         "lessons/boil.md:10: “assets/pot.png” is not in the assets folder; add the file, or correct the link"),
        ("lessons/pour.md", "boil.md#heat", "/admin/",
         "lessons/pour.md:6: the link “/admin/” leads nowhere; link to a lesson (name.md), to assets/… or to a URL"),
        ("items/items.yaml", "key: hot", "key: degrees",
         "items/items.yaml:10: the key “degrees” is already used in items/items.yaml:1; choose another"),
        ("items/items.yaml", "answer: true", "answer: perhaps",
         "items/items.yaml:13: item “hot”: answer: expected true or false, without quotes; found 'perhaps'"),
        ("assessment.yaml", "- degrees", "- degree", "assessment.yaml:11: there is no item “degree” in the items folder"),
        ("assessment.yaml", "draw: 1", "draw: 2", "assessment.yaml:14: “draw” is 2, but “from” lists 1 items"),
        ("assessment.yaml", "pass_mark: 0.5", "pass_mark: 50", "assessment.yaml:2: “pass_mark” must be a number from 0 to 1"),
        ("assessment.yaml", "  - hot", "  - degrees",
         "assessment.yaml:8: the item “degrees” is in the assessment twice; keep it in one place"),
    ],
)  # fmt: skip
def test_each_mistake_is_named_with_its_line(path, old, new, message):
    assert message in problems(edited(path, old, new))


def test_every_problem_is_reported_at_once():
    files = edited("course.yaml", "title: 'Tea: the basics'", "title: ''")
    files["assessment.yaml"] = b"title: Check\nsections:\n  - title: One\n"
    assert problems(files) == [
        "assessment.yaml:3: give the section either “items”, or “draw” and “from”",
        "course.yaml:3: “title” must not be empty",
    ]


def test_a_course_without_assessment_is_a_course():
    course = dataclasses.replace(small_course(), assessment=None, achievement=None, items=(), minutes=10)
    assert read(write_cairn(course)).course == course
