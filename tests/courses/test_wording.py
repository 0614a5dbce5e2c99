"""The portal has words for everything the grader says, and they are the grader's own in English."""

from gettext import NullTranslations

from django.utils import translation
from django.utils.translation import trans_real

from courses.grading import ItemInvalid, parse_item
from courses.grading.problems import KINDS, MESSAGES
from courses.wording import ITEM_PROBLEMS, VALUE_KINDS, item_problem


def problems_of(data):
    try:
        parse_item(data)
    except ItemInvalid as error:
        return error.problems
    raise AssertionError("the item is valid")


ITEM = {
    "key": "No Slug",
    "type": "essay",
    "prompt": ["x"],
    "min_words": "many",
    "rubric": [{"criterion": "a", "levels": [{"points": 1, "text": "x"}]}],
}


def test_every_problem_is_worded_as_the_grader_words_it():
    assert {code: str(text) for code, text in ITEM_PROBLEMS.items()} == MESSAGES
    assert {kind: str(text) for kind, text in VALUE_KINDS.items()} == KINDS


def test_a_problem_reads_alike_here_and_in_the_grader():
    problems = problems_of(ITEM)
    assert [item_problem(problem) for problem in problems] == [problem.message for problem in problems]
    assert [problem.message for problem in problems] == [
        "use lower-case letters, digits, - and _ (at most 100, a letter or digit first)",
        "expected text, found a list",
        "expected a whole number between 0 and 20000; found 'many'",
        "expected 2 to 10 entries, found 1",
    ]


class Dutch(NullTranslations):
    """A catalogue with two entries."""

    def gettext(self, message):
        words = {
            "expected text, found %(found)s": "tekst verwacht, %(found)s gevonden",
            "a list": "een lijst",
        }
        return words.get(message, message)


def test_a_problem_is_said_in_the_language_of_the_page(monkeypatch):
    monkeypatch.setitem(trans_real._translations, "nl", Dutch())
    with translation.override("nl"):
        assert item_problem(problems_of(ITEM)[1]) == "tekst verwacht, een lijst gevonden"
