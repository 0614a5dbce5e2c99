"""Inputs that are small to send and endless to read are refused or named, quickly."""

import pytest

from courses.formats import CourseInvalid, read


def test_a_file_of_too_many_questions_is_refused_with_the_line():
    with pytest.raises(CourseInvalid) as caught:
        read(b"a {T}\n\n" * 5001, name="many.gift")
    assert str(caught.value) == "many.gift:10001: there are more than 5,000 questions; split the file"


def test_a_course_of_too_many_pages_is_refused():
    units = "<vertical><html>x</html></vertical>" * 5001
    source = f"<course><chapter><sequential>{units}</sequential></chapter></course>".encode()
    with pytest.raises(CourseInvalid, match="there are more than 5,000 pages; split the course"):
        read({"course.xml": source})


def test_too_many_embedded_files_are_refused():
    files = "".join(f'<file name="a.png" path="/" encoding="base64">{n:08d}</file>' for n in range(5001))
    source = f'<quiz><question type="description"><name><text>D</text></name><questiontext format="html"><text>x</text>{files}</questiontext></question></quiz>'
    with pytest.raises(CourseInvalid, match="there are more than 5,000 files; split the course"):
        read(source.encode(), name="x.xml")


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        (
            "<questestinterop><item title='I'><presentation>{}</presentation></item></questestinterop>".format("<flow/>" * 2000),
            "it has more than 2,000 elements",
        ),
        ("<assessmentItem identifier='i' title='I'><itemBody>{}</itemBody></assessmentItem>".format("<p/>" * 5000), "it has more than 5,000 elements"),
    ],
)  # fmt: skip
def test_an_endless_item_is_dropped_with_the_reason(source, reason):
    reading = read(source.encode(), name="x.xml")
    assert ("item I", reason) in [(one.element, one.reason) for one in reading.ledger.with_outcome("dropped")]
