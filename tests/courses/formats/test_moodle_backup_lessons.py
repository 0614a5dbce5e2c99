"""Lessons of Moodle with their questions, and the tasks of activities that a course does not have."""

from courses.formats import read
from courses.grading import grade, parse_item

from .samples import PIXEL
from .test_moodle_backup import outcomes
from .test_moodle_backup_details import stored, with_activities


def reply(number, text, jump=0, response="", score=0):
    """An answer of a lesson's page: where it leads to, what is said to it, what it earns."""
    return f"<answer id='{number}'><jumpto>{jump}</jumpto><score>{score}</score><answer_text>{text}</answer_text><response>{response}</response><answerformat>1</answerformat><responseformat>1</responseformat></answer>"


def page(number, kind, title, *replies, option=0, contents="", following=0, before=0):
    return (
        f"<page id='{number}'><prevpageid>{before}</prevpageid><nextpageid>{following}</nextpageid><qtype>{kind}</qtype><qoption>{option}</qoption>"
        f"<title>{title}</title><contents>{contents}</contents><contentsformat>1</contentsformat><answers>{''.join(replies)}</answers></page>"
    )


def walk(*pages, settings=""):
    contents = with_activities(
        (22, "lesson", "Walk", f"<name>Walk</name>{settings}<pages>{''.join(pages)}</pages>"), sequence="22"
    )
    contents["files.xml"] = ("<files>" + stored(1, PIXEL, 122, "mod_lesson", "page_answers", 31, "a.png") + stored(2, PIXEL, 122, "mod_lesson", "page_responses", 32, "r.png") + "</files>").encode()  # fmt: skip
    return read(contents)


def items(reading):
    """The lesson's own: those of the quiz and the assignment of the backup stand behind them."""
    return {item["key"]: item for item in reading.course.items if item["key"].startswith("walk-")}


def scored(item, response):
    return float(grade(parse_item(item), response).fraction)


def test_questions_of_a_lesson_are_items_whose_right_answers_lead_forward():
    picture = "&lt;img src='@@PLUGINFILE@@/{0}.png' alt='{0}'&gt;"
    reading = walk(
        page(1, 20, "walk start", contents="Read", following=2),
        page(
            2, 3, "walk choice", reply(31, f"&lt;b&gt;Yes&lt;/b&gt; {picture.format('a')}", -1), reply(32, "No", 0, f"Look {picture.format('r')}"),
            reply(33, "Back", 1), reply(34, ""), contents="&lt;p&gt;Which?&lt;/p&gt;", following=3, before=1,
        ),
        page(3, 2, "walk truth", reply(35, "True", 9), reply(36, "False", 2), following=4, before=2),
        page(4, 3, "walk several", reply(37, "A", -1), reply(38, "B", -1), reply(39, "C", 0), following=5, before=3),
        page(5, 3, "walk all", reply(41, "A", -1), reply(42, "B", -9), reply(43, "C", 4, "Not C"), option=1, following=6, before=4),
        page(6, 1, "walk word", reply(44, "tea*", -1), reply(45, "coffee", 0, "Try again"), reply(46, "milk", 0), following=7, before=5),
        page(7, 1, "walk pattern", reply(47, "te.", -1), option=1, following=8, before=6),
        page(8, 8, "walk number", reply(48, "4", -1), reply(49, "5 : 7.5", -1, "Near"), following=9, before=7),
        page(9, 10, "walk essay", reply(51, "", -1), contents="Tell.", following=0, before=8),
        page(10, 77, "walk odd"),
    )  # fmt: skip
    found = items(reading)
    assert found["walk-choice"] == {
        "key": "walk-choice", "type": "single_choice", "prompt": "Which?",
        "choices": [{"text": "**Yes** ![a](../assets/a.png)", "correct": True}, {"text": "No", "feedback": "Look ![r](../assets/r.png)"}, {"text": "Back"}],
    }  # fmt: skip
    assert found["walk-truth"]["choices"] == [{"text": "True", "correct": True}, {"text": "False"}]
    assert [row.get("weight") for row in found["walk-several"]["choices"]] == [1, 1, 0]
    assert found["walk-all"] | {"key": ""} == {
        "key": "", "type": "multiple_choice", "prompt": "walk all", "policy": "all_or_nothing",
        "choices": [{"text": "A", "correct": True}, {"text": "B", "correct": True}, {"text": "C", "correct": False, "feedback": "Not C"}],
    }  # fmt: skip
    assert found["walk-word"]["answers"] == [
        {"text": "tea*"}, {"text": "coffee", "weight": 0, "feedback": "Try again"},
    ]  # fmt: skip
    assert found["walk-pattern"] | {"key": ""} == {
        "key": "", "type": "short_text", "prompt": "walk pattern", "answers": [{"text": "te."}], "regex": True,
    }  # fmt: skip
    assert found["walk-number"]["answers"] == [
        {"value": "4"},
        {"low": "5", "high": "7.5", "feedback": "Near"},
    ]
    assert [scored(found["walk-number"], one) for one in ("4", "6", "8")] == [1, 1, 0]
    assert found["walk-essay"] == {"key": "walk-essay", "type": "essay", "prompt": "Tell."}
    assert ("question walk odd", "there is no item type for its kind 77") in outcomes(reading, "dropped")
    note = "a question of a lesson is in the assessment; where an answer leads to is gone"
    assert ("item walk-choice", note) in outcomes(reading, "adapted")
    asked = {one.title: one.items for one in reading.course.assessment.sections}
    assert asked["Walk"] == tuple(found)
    assert reading.course.lesson("walk-start").body == "Read"


def test_points_decide_where_a_lesson_counts_them_and_practice_is_not_asked():
    settings = "<custom>1</custom><practice>1</practice>"
    reading = walk(
        page(1, 3, "walk choice", reply(31, "A", 0, score=3), reply(32, "B", -1, score=0), following=2),
        page(2, 5, "walk pairs", reply(33, "Well done"), reply(34, ""), reply(35, "tea", response="leaf", score=1),
             reply(36, "coffee", response="bean"), reply(37, "alone"), before=1),
        settings=settings,
    )  # fmt: skip
    found = items(reading)
    assert (found["walk-choice"]["choices"], found["walk-choice"]["mark"]) == (
        [{"text": "A", "correct": True}, {"text": "B"}],
        3,
    )
    assert found["walk-pairs"] == {
        "key": "walk-pairs", "type": "match", "prompt": "walk pairs", "feedback_correct": "Well done",
        "pairs": [{"left": "tea", "right": "leaf"}, {"left": "coffee", "right": "bean"}],
    }  # fmt: skip
    assert not {*found} & {key for one in reading.course.assessment.sections for key in one.items}


def test_tasks_of_other_activities_are_pages():
    intro = "<intro>&lt;p&gt;{0}&lt;/p&gt;</intro><introformat>1</introformat>"
    options = "<options><option id='1'><text>ten * minutes</text></option><option id='2'><text>more</text></option></options>"
    reading = read(
        with_activities(
            (21, "choice", "How long?", f"<name>How long?</name>{intro.format('Choose.')}{options}"),
            (22, "journal", "Rate", f"<name>Rate</name>{intro.format('Write.')}"),
            (23, "forum", "News", f"<name>News</name><type>news</type>{intro.format('General news')}"),
            (24, "wiki", "Empty", "<name>Empty</name><intro/><option><text>of no choice</text></option>"),
            (25, "label", "", "<intro>See &lt;a href='$@JOURNALVIEWBYID*22@$'&gt;it&lt;/a&gt;, &lt;a href='$@WIKIVIEWBYID*24@$'&gt;that&lt;/a&gt;</intro><introformat>1</introformat>"),
            sequence="21,22,23,24,25",
        )
    )  # fmt: skip
    course = reading.course
    assert course.lesson("how-long").body == "Choose.\n\n- ten \\* minutes\n- more"
    assert course.lesson("rate").body == "Write."
    assert course.lesson("page").body == "See [it](rate.md), that"
    note = "only its introduction is a page: activities of the kind “journal” are not read"
    assert ("lesson rate", note) in outcomes(reading, "adapted")
    dropped = outcomes(reading, "dropped")
    for title, kind in (("News", "forum"), ("Empty", "wiki")):
        assert (f"activity {title}", f"activities of the kind “{kind}” are not read") in dropped
