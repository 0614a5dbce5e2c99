"""OLX: a small course in both spellings (one file, files by pointer), and what is named when not read."""

import pytest

from courses.formats import CourseInvalid, read, write_cairn
from courses.grading import grade, parse_item

from .samples import PIXEL

FILES = {
    "course.xml": b'<course url_name="run" org="Org" course="T1"/>',
    "course/run.xml": b'<course display_name="Tea" language="de"><chapter url_name="c1"/><wiki slug="w"/></course>',
    "chapter/c1.xml": b'<chapter display_name="Water"><sequential url_name="s1"/><discussion url_name="d"/></chapter>',
    "sequential/s1.xml": b'<sequential display_name="Heat"><vertical url_name="v1"/><vertical url_name="v2"/><vertical url_name="v3"/></sequential>',
    "vertical/v1.xml": b'<vertical display_name="Boil"><html url_name="h1"/><video display_name="Film" youtube="1.00:abcdefghijk"/><lti url_name="x"/></vertical>',
    "vertical/v2.xml": b'<vertical display_name="Pour"><html><p>Inline &amp; <b>bold</b></p></html><html url_name="gone"/></vertical>',
    "vertical/v3.xml": b'<vertical display_name="Check"><problem url_name="p1"/></vertical>',
    "html/h1.xml": b'<html filename="h1" display_name="Kettle"/>',
    "html/h1.html": b'<p>See <a href="/jump_to_id/v2">pour</a>, <a href="/jump_to_id/none">none</a> <img src="/static/k.png" alt="Kettle"></p>',
    "problem/p1.xml": b'<problem display_name="Degrees" weight="2"><p>How hot?</p><numericalresponse answer="100"><label>In C</label><responseparam type="tolerance" default="5%"/><formulaequationinput/></numericalresponse><solution><p>It boils.</p></solution><demandhint><hint>Think.</hint></demandhint></problem>',
    "static/k.png": PIXEL,
    "static/unused.png": PIXEL,
    "about/overview.html": b"<p>About <em>tea</em>.</p>",
    "policies/run/policy.json": b"{}",
}  # fmt: skip


def outcomes(reading, outcome):
    return [
        (entry.element, entry.reason)
        for entry in reading.ledger.with_outcome(outcome)
        if "of the course" not in entry.element
    ]


def test_a_course_in_many_files_is_read_whole():
    reading = read(FILES)
    course = reading.course
    assert (reading.format, course.title, course.language, course.description) == (
        "olx",
        "Tea",
        "de",
        "About *tea*.",
    )
    assert [(module.title, [lesson.slug for lesson in module.lessons]) for module in course.modules] == [
        ("Water", ["boil", "pour"])
    ]
    assert course.lesson("boil").body == (
        "## Kettle\n\nSee [pour](pour.md), none ![Kettle](../assets/static/k.png)\n\n"
        "[Film](https://www.youtube.com/watch?v=abcdefghijk)"
    )
    assert course.lesson("pour").body == "Inline & **bold**"
    assert course.items == (
        {
            "key": "degrees",
            "type": "numerical",
            "prompt": "How hot?\n\nIn C",
            "answers": [{"value": "100", "tolerance": "0.05", "tolerance_type": "relative"}],
            "feedback": "It boils.",
            "hints": ["Think."],
            "mark": 2,
        },
    )
    assert [section.title for section in course.assessment.sections] == ["Heat"]
    assert read(write_cairn(course)).course == course


def test_the_ledger_names_what_is_left_out():
    assert outcomes(read(FILES), "dropped") == [
        ("link /jump_to_id/none", "leads to nothing in the course; its text is kept"),
        ("<lti> x", "is not a kind of block that is read"),
        ("<html> gone", "there is no file “html/gone.html”"),
        ("<discussion> d", "has no place in a chapter"),
        ("<wiki>", "has no place in a course"),
        ("file static/unused.png", "concerns the platform, or nothing that was read refers to it"),
    ]


def one_problem(problem):
    source = f'<course display_name="C"><chapter><sequential display_name="S"><vertical>{problem}</vertical></sequential></chapter></course>'
    return read({"course.xml": source.encode()})


@pytest.mark.parametrize(
    ("problem", "expected", "right", "fraction"),
    [
        (
            '<multiplechoiceresponse><label>Q</label><choicegroup shuffle="true"><choice correct="true">A<choicehint>Yes</choicehint></choice><choice correct="false">B</choice></choicegroup></multiplechoiceresponse>',
            {"type": "single_choice", "choices": [{"text": "A", "correct": True, "feedback": "Yes"}, {"text": "B"}]},
            "c1", 1,
        ),
        (
            '<multiplechoiceresponse partial_credit="points"><label>Q</label><choicegroup><choice correct="true">A</choice><choice correct="partial" point_value="0.25">B</choice></choicegroup></multiplechoiceresponse>',
            {"type": "single_choice", "choices": [{"text": "A", "weight": 1}, {"text": "B", "weight": 0.25}], "shuffle": False},
            "c2", 0.25,
        ),
        (
            '<choiceresponse partial_credit="EDC"><label>Q</label><checkboxgroup><choice correct="true">A</choice><choice correct="false">B<choicehint selected="false">x</choicehint></choice></checkboxgroup></choiceresponse>',
            {"type": "multiple_choice", "policy": "each_option", "choices": [{"text": "A", "correct": True}, {"text": "B", "correct": False}], "shuffle": False},
            ["c1", "c2"], 0.5,
        ),
        (
            "<optionresponse><label>Q</label><optioninput options=\"('A','B')\" correct=\"B\"/></optionresponse>",
            {"type": "single_choice", "choices": [{"text": "A"}, {"text": "B", "correct": True}], "shuffle": False},
            "c2", 1,
        ),
        (
            '<optionresponse><label>Q</label><optioninput><option correct="True">A<optionhint>h</optionhint></option><option correct="False">B</option></optioninput></optionresponse>',
            {"type": "single_choice", "choices": [{"text": "A", "correct": True, "feedback": "h"}, {"text": "B"}], "shuffle": False},
            "c1", 1,
        ),
        (
            '<stringresponse answer="Bern" type="ci"><label>Q</label><additional_answer answer="Berne"/><correcthint>Yes</correcthint><stringequalhint answer="Basel">No</stringequalhint><textline/></stringresponse>',
            {"type": "short_text", "answers": [{"text": "Bern", "feedback": "Yes"}, {"text": "Berne"}, {"text": "Basel", "weight": 0, "feedback": "No"}]},
            "berne", 1,
        ),
        (
            '<stringresponse answer="a+b" type="regexp"><label>Q</label></stringresponse>',
            {"type": "short_text", "answers": [{"text": "a+b"}], "case_sensitive": True, "regex": True},
            "aab", 1,
        ),
        (
            '<numericalresponse answer="[5, 7)"><label>Q</label><correcthint>In it</correcthint></numericalresponse>',
            {"type": "numerical", "answers": [{"low": "5", "high": "7", "high_open": True, "feedback": "In it"}]},
            "7", 0,
        ),
        (
            '<numericalresponse answer="3"><label>Q</label><responseparam type="tolerance" default="0.5"/></numericalresponse>',
            {"type": "numerical", "answers": [{"value": "3", "tolerance": "0.5"}]},
            "3.5", 1,
        ),
    ],
)  # fmt: skip
def test_each_response_becomes_its_item(problem, expected, right, fraction):
    reading = one_problem(f'<problem display_name="P">{problem}</problem>')
    assert reading.course.items == ({"key": "p", "prompt": "Q", **expected},)
    assert float(grade(parse_item(reading.course.items[0]), right).fraction) == fraction


@pytest.mark.parametrize(
    ("problem", "reason"),
    [
        ("<script>x = 1</script><numericalresponse answer='$x'/>", "a script makes or grades it"),
        ("<customresponse/>", "there is no item type for <customresponse>"),
        ("<numericalresponse answer='2*x'/>", "“2*x” is a formula, not a number"),
        ("<numericalresponse answer='[a, b]'/>", "“[a, b]” is not a range of numbers"),
        ("<optionresponse><optioninput options='__import__(1)' correct='x'/></optionresponse>", "its list of options cannot be read"),
        ("<optionresponse><optioninput options='(1, 2)' correct='x'/></optionresponse>", "its list of options cannot be read"),
        ("<optionresponse/>", "it has no list of options"),
        ("", "it is empty"),
    ],
)  # fmt: skip
def test_what_cannot_be_held_is_dropped_with_the_reason(problem, reason):
    page = "<html><p>Text</p></html>"
    reading = one_problem(f'{page}<problem display_name="P">{problem}</problem>')
    assert outcomes(reading, "dropped") == [("problem P", reason)]


def test_several_responses_are_several_items():
    numeric = "<numericalresponse answer='{0}'><label>{0}?</label></numericalresponse>"
    reading = one_problem(f"<problem><p>Both</p>{numeric.format(1)}{numeric.format(2)}</problem>")
    assert [item["prompt"] for item in reading.course.items] == ["Both\n\n1?", "Both\n\n2?"]
    assert ("item both-1", "one of several responses of a problem is an item of its own") in outcomes(
        reading, "adapted"
    )


def test_an_empty_course_is_refused():
    with pytest.raises(CourseInvalid, match="holds no page and no question"):
        read({"course.xml": b"<course/>"})


def test_the_rarer_blocks_are_read_or_named():
    source = b"""<course course="T9"><chapter><vertical display_name="Alone"><html display_name="Intro"><p>One</p></html>
<vertical><html><p>Two</p></html></vertical><video display_name="V"/><video html5_sources='["https://e.org/v.mp4"]'/></vertical>
<sequential><problem display_name="P"><p>Only text</p></problem></sequential></chapter></course>"""
    files = {
        "course.xml": source,
        "policies/r/policy.json": b'{"course/r": {"display_name": "From policy"}}',
        "policies/s/policy.json": b"not json",
    }
    reading = read(files)
    assert reading.course.title == "From policy"
    assert reading.course.lesson("alone").body == "One\n\nTwo\n\n[Video](https://e.org/v.mp4)"
    assert [(item["type"], item["prompt"]) for item in reading.course.items] == [("description", "Only text")]
    assert ("<video> V", "has no address") in outcomes(reading, "dropped")


def test_units_without_a_name_are_lessons_of_their_own_and_repeated_ones_are_named():
    unit = "<vertical display_name='U'><html>x</html></vertical>"
    named = "<vertical url_name='same'><html>y</html></vertical>"
    source = f"<course><chapter><sequential>{unit}{unit}{named}{named}</sequential></chapter></course>"
    reading = read({"course.xml": source.encode()})
    assert [lesson.slug for lesson in reading.course.lessons] == ["u", "u-2", "unit"]
    assert outcomes(reading, "dropped") == [("lesson unit", "stands in the course already, further up")]
