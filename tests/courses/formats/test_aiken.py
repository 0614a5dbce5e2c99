import pytest

from courses.formats import CourseInvalid, read

QUESTIONS = """\
What is 2 < 3 * 1?
A. True
B) False
ANSWER: A

Which letter
comes last?
A. Y
B. Z
ANSWER: B
"""


def test_questions_become_single_choice_items():
    reading = read(QUESTIONS.encode(), name="letters.txt")
    assert reading.format == "aiken"
    assert reading.course.items == (
        {
            "key": "what-is-2-3-1",
            "type": "single_choice",
            "prompt": "What is 2 \\< 3 \\* 1?",
            "choices": [{"text": "True", "correct": True}, {"text": "False"}],
        },
        {
            "key": "which-letter-comes-last",
            "type": "single_choice",
            "prompt": "Which letter comes last?",
            "choices": [{"text": "Y"}, {"text": "Z", "correct": True}],
        },
    )
    assert [entry.place for entry in reading.ledger.with_outcome("kept")] == [
        "letters.txt:1",
        "letters.txt:6",
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Q\nA. x\nB. y\nANSWER: C", "q.txt:4: there is no answer C; the answers are A, B"),
        ("Q\nA. x\nANSWER: A", "q.txt:3: the question needs at least two answers, “A. …” and “B. …”"),
        ("Q\nA. x\nB. y\nANSWER: A\nQ2\nA. x\nB. y", "q.txt:5: the question has no “ANSWER: ” line; add it"),
        ("A) x\n\nQ\nA) x\nB) y\nANSWER: A", "q.txt:1: the answer stands before its question"),
        (
            "Q\nA. x\nB. y\nANSWER: both\n\nANSWER: A",
            "q.txt:4: “ANSWER: ” must be followed by one capital letter",
        ),
        ("ANSWER: A", "q.txt:1: “ANSWER:” without a question before it"),
        ("Q\nA. x\nB. y\noops\nANSWER: A", "q.txt:4: expected the next answer or “ANSWER: ” and a letter"),
    ],
)
def test_a_bad_file_is_refused_with_the_line(text, message):
    with pytest.raises(CourseInvalid) as caught:
        read(text.encode(), name="q.txt")
    assert str(caught.value.problems[0]) == message


def test_every_wrong_place_of_a_file_is_named_at_once():
    """A file as Moodle's own tests have it: one good question among four broken ones."""
    text = (
        "Too few\nA) Only\nANSWER: A\n\nA) Not started\n\nANSWER: Not started\n\nGood\nA) Right\nB) Wrong\nANSWER: A\n\n"
        "Not finished\nA) Almost\nB) Hardly\n\nNo space\nA)Wrong\nB)Right\nANSWER: B"
    )
    with pytest.raises(CourseInvalid) as caught:
        read(text.encode(), name="q.txt")
    assert [str(one) for one in caught.value.problems] == [
        "q.txt:3: the question needs at least two answers, “A. …” and “B. …”",
        "q.txt:5: the answer stands before its question",
        "q.txt:7: “ANSWER: ” must be followed by one capital letter",
        "q.txt:18: expected the next answer or “ANSWER: ” and a letter",
        "q.txt:21: the question needs at least two answers, “A. …” and “B. …”",
    ]
