"""OLX beyond problems: libraries, open responses, problem builders, policies, what learners do not see."""

import io
import json
import zipfile

import pytest

from courses.formats import ArchiveRefused, CourseInvalid, read
from courses.formats.limits import Limits
from courses.formats.model import SectionDocument

from .samples import PIXEL


def course(blocks="", *, sequential="", chapter="", files=None):
    source = (
        f'<course display_name="C"><chapter display_name="Ch">{chapter}<sequential display_name="S" {sequential}>'
        f'<vertical display_name="U"><html><p>Text</p></html>{blocks}</vertical></sequential></chapter></course>'
    )
    return read({"course.xml": source.encode()} | (files or {}))


def said(reading, outcome):
    return [
        (entry.element, entry.reason)
        for entry in reading.ledger.with_outcome(outcome)
        if "of the course" not in entry.element and "of the lessons" not in entry.element
    ]


def number(value):
    return f'<problem display_name="N{value}"><numericalresponse answer="{value}"><label>{value}?</label></numericalresponse></problem>'


def test_a_library_is_a_section_that_draws():
    pool = f'<library_content display_name="Pool" max_count="2">{number(1)}{number(2)}{number(3)}<html><p>In it</p></html></library_content>'
    reading = course(number(0) + pool + number(4))
    assert reading.course.assessment.sections == (
        SectionDocument("S", ("n0", "n4")),
        SectionDocument("Pool", draw=2, pool=("n1", "n2", "n3")),
    )
    assert reading.course.lesson("u").body == "Text\n\nIn it"
    assert (
        "<library_content> Pool", "its problems are a section of their own, from which some are drawn",
    ) in said(reading, "adapted")  # fmt: skip


def test_a_library_that_draws_everything_and_nameless_ones():
    reading = course(f'<itembank max_count="-1">{number(1)}{number(2)}</itembank>')
    assert reading.course.assessment.sections == (SectionDocument("S: drawn", ("n1", "n2")),)


def test_practice_stays_outside_the_assessment_of_a_course_that_is_graded():
    source = (
        '<course display_name="C"><chapter><sequential display_name="Try">'
        f"<vertical>{number(1)}<library_content max_count='1'>{number(2)}{number(3)}</library_content></vertical></sequential>"
        f'<sequential display_name="Exam" graded="true"><vertical>{number(4)}</vertical></sequential></chapter></course>'
    )
    reading = read({"course.xml": source.encode()})
    assert reading.course.assessment.sections == (SectionDocument("Exam", ("n4",)),)
    assert [item["key"] for item in reading.course.items] == ["n1", "n2", "n3", "n4"]
    assert said(reading, "adapted")[0] == (
        "sequential Try",
        "its problems are practice, not graded: they stay in the course outside its assessment",
    )


ORA = """<openassessment text_response="required" file_upload_response="optional" prompts_type="html"><title>Symbols</title>
<assessments><assessment name="peer-assessment" must_grade="3"/></assessments>
<prompts><prompt><description>&lt;p&gt;Write of &lt;b&gt;one&lt;/b&gt;.&lt;/p&gt;</description></prompt><prompt><description>And another.</description></prompt></prompts>
<rubric><criterion><name>0</name><label>Depth</label><prompt>How deep?</prompt>
<option points="5"><name>2</name><label>Very</label><explanation>All said.</explanation></option>
<option points="0"><name>0</name><label>Not</label><explanation/></option><option points="5"><name>3</name></option></criterion>
<criterion><name>Any</name><prompt/><option points="1"><name>No</name></option><option points="1"><name>Yes</name></option></criterion>
</rubric></openassessment>"""


def test_an_open_response_is_an_essay_with_its_rubric():
    reading = course(ORA)
    assert reading.course.items == (
        {
            "key": "write-of-one-and-another",
            "type": "essay",
            "prompt": "Write of **one**.\n\nAnd another.",
            "rubric": [
                {
                    "criterion": "Depth: How deep?",
                    "levels": [{"points": 0, "text": "Not"}, {"points": 5, "text": "Very: All said. / 3"}],
                }
            ],
            "mark": 5,
        },
    )
    assert said(reading, "adapted")[-1] == (
        "item write-of-one-and-another",
        "the criterion “Any” has no levels that differ in points and is left out; an assessor grades it, not the "
        "learner or other learners; no file can be added to the text",
    )


def test_an_open_response_of_a_file_alone():
    reading = course(
        '<openassessment display_name="Photo" text_response="" file_upload_response="required" weight="4">'
        '<assessments><assessment name="staff-assessment"/></assessments><prompt>Take one.</prompt>'
        "<rubric><criterion><prompt>Sharp?</prompt><option points='0'/><option points='1'><name>Yes</name></option></criterion></rubric></openassessment>"
    )
    assert reading.course.items == (
        {
            "key": "photo", "type": "file", "prompt": "Take one.", "mark": 4,
            "rubric": [{"criterion": "Sharp?", "levels": [{"points": 0, "text": "0"}, {"points": 1, "text": "Yes"}]}],
        },
    )  # fmt: skip


def test_an_open_response_without_anything_has_its_title():
    assert course("<openassessment/>").course.items == (
        {"key": "open-response", "type": "essay", "prompt": "Open response"},
    )


def test_a_graded_upload_is_a_file():
    reading = course(
        '<edx_sga display_name="Essay" points="10" solution="&lt;p&gt;Look.&lt;/p&gt;"/><edx_sga points="100" weight="50"/><edx_sga/>'
    )
    assert reading.course.items == (
        {"key": "essay", "type": "file", "prompt": "Essay", "mark": 10, "feedback": "Look."},
        {"key": "upload", "type": "file", "prompt": "Upload", "mark": 50},
        {"key": "upload-2", "type": "file", "prompt": "Upload", "mark": 100},
    )


BUILDER = """<problem-builder display_name="Think"><html_demo><p>Answer.</p></html_demo>
<pb-answer name="goal" question="Your goal?"/>
<pb-mcq name="a" question="Like it?" correct_choices='["yes"]' weight="2"><pb-choice value="yes">Yes</pb-choice><pb-choice value="no">No</pb-choice><pb-tip values='["yes"]'>Great!</pb-tip></pb-mcq>
<pb-mcq name="b" correct_choices="[x,y]"><question>Which?</question><pb-choice value="x">X</pb-choice><pb-choice value="y">Y</pb-choice><pb-choice>Z</pb-choice></pb-mcq>
<pb-mcq name="c" question="Opinion?"><pb-choice value="x">X</pb-choice></pb-mcq>
<pb-mrq name="d" question="All?" required_choices='["x"]'><pb-choice value="x">X</pb-choice><pb-choice value="y">Y</pb-choice><pb-tip values='"y"'>No</pb-tip></pb-mrq>
<pb-mrq name="e" question="Some?" ignored_choices='["x"]'><pb-choice value="x">X</pb-choice></pb-mrq>
<pb-rating name="f" question="Stars?"/><pb-message type="completed">Done</pb-message></problem-builder>"""


def test_a_problem_builder_is_read_question_by_question():
    reading = course(BUILDER)
    assert [{name: value for name, value in item.items() if name != "key"} for item in reading.course.items] == [
        {"type": "essay", "prompt": "Your goal?"},
        {"type": "single_choice", "prompt": "Like it?", "choices": [{"text": "Yes", "correct": True, "feedback": "Great!"}, {"text": "No"}], "shuffle": False, "mark": 2},
        {"type": "single_choice", "prompt": "Which?", "choices": [{"text": "X", "weight": 1}, {"text": "Y", "weight": 1}, {"text": "Z", "weight": 0}], "shuffle": False},
        {"type": "multiple_choice", "prompt": "All?", "policy": "each_option", "choices": [{"text": "X", "correct": True}, {"text": "Y", "correct": False, "feedback": "No"}], "shuffle": False},
    ]  # fmt: skip
    assert said(reading, "dropped") == [
        ("problem-builder Think", "none of its choices is right: it asks for an opinion"),
        ("problem-builder Think", "some of its choices count neither ticked nor blank"),
        ("problem-builder Think", "it asks for an opinion on a scale"),
    ]
    assert reading.course.lesson("u").body == "Text\n\nAnswer."


def test_what_staff_alone_may_see_stays_hidden():
    hidden = 'visible_to_staff_only="true"'
    source = f"""<course display_name="C"><chapter display_name="H" {hidden}/><chapter display_name="Ch">
<sequential display_name="HS" {hidden}/><sequential display_name="S"><vertical display_name="HV" {hidden}><html>secret</html></vertical>
<vertical display_name="U"><html>seen</html><html display_name="HB" {hidden}>secret</html></vertical></sequential></chapter></course>"""
    reading = read({"course.xml": source.encode()})
    assert [lesson.body for lesson in reading.course.lessons] == ["seen"]
    assert said(reading, "dropped") == [
        (name, "is visible to staff only")
        for name in ("<chapter> H", "<sequential> HS", "<vertical> HV", "<html> HB")
    ]


def test_pointers_that_lead_to_no_file_are_named():
    reading = read({
        "course.xml": b'<course url_name="r"/>',
        "course/r.xml": b'<course display_name="C"><chapter url_name="gone"/><chapter url_name="c"/></course>',
        "chapter/c.xml": b'<chapter display_name="Ch"><sequential url_name="gone"/><sequential url_name="s"/></chapter>',
        "sequential/s.xml": b'<sequential display_name="S"><vertical url_name="gone"/><vertical url_name="v"/><vertical url_name="empty"/></sequential>',
        "vertical/v.xml": b'<vertical><html><p>x</p></html><problem url_name="gone"/></vertical>',
        "vertical/empty.xml": b"<vertical/>",
    })  # fmt: skip
    assert said(reading, "dropped") == [
        (f"<{name}> gone", f"there is no file “{name}/gone.xml”")
        for name in ("chapter", "sequential", "vertical", "problem")
    ]


def test_policies_give_title_language_pass_mark_and_names_of_pages():
    policy = {"course/r": {"display_name": "Named", "language": "de", "lti_passports": ["key:secret"],
              "tabs": [{"type": "static_tab", "url_slug": "faq", "name": "Questions"}, {"type": "wiki"}, 3]}, "x": 1}  # fmt: skip
    reading = read({
        "course.xml": b"<course><chapter><sequential><vertical><html>x</html></vertical></sequential></chapter>" b"</course>".replace(b"<html>", number(1).encode() + b"<html>"),
        "policies/r/policy.json": json.dumps(policy).encode(),
        "policies/r/grading_policy.json": b'{"GRADE_CUTOFFS": {"A": 0.9, "Pass": 0.5, "F": 0, "?": "x"}}',
        "policies/s/grading_policy.json": b'[]',
        "policies/t/policy.json": b'{"x": {"tabs": 3}}',
        "policies/assets.json": b"{}",
        "tabs/faq.html": b"<p>Answers</p>", "tabs/more_pages.html": b"<p>More</p>", "tabs/x.css": b"",
        "info/handouts.html": b"<ol><li>Slides</li></ol>", "info/updates.html": b"<p>Moved to Monday</p>",
        "about/overview.html": b"<p>About.</p>",
        "drafts/html/d.html": b"<p>Draft</p>",
    })  # fmt: skip
    made = reading.course
    assert (made.title, made.language, made.assessment.pass_mark, made.description) == (
        "Named", "de", 0.5, "About.",
    )  # fmt: skip
    assert [lesson.title for lesson in made.lessons] == ["Unit", "Questions", "more pages", "handouts"]
    assert made.lesson("handouts").body == "1. Slides"
    assert [entry.element for entry in reading.ledger if "updates" in entry.place] == [
        "file info/updates.html"
    ]
    assert ("file drafts/html/d.html", "is a draft that nobody has published") in said(reading, "dropped")
    assert not any("pass mark" in entry.element or "language" in entry.element for entry in reading.ledger)
    assert "secret" not in json.dumps(reading.ledger.as_json())


def test_files_that_lead_round_in_circles_are_refused():
    names = [f"w{number}" for number in range(6)]
    inside = "".join(f'<wrapper url_name="{name}"/>' for name in names)
    files = {f"wrapper/{name}.xml": f"<wrapper>{inside}</wrapper>".encode() for name in names}
    source = b'<course><chapter><sequential><vertical><wrapper url_name="w0"/></vertical></sequential></chapter></course>'
    with pytest.raises(CourseInvalid, match="files refer to each other again and again"):
        read({"course.xml": source} | files, limits=Limits(total=1_000_000))


def test_names_in_the_tree_hold_and_hidden_files_are_named():
    reading = read({
        "course.xml": b'<course url_name="r" display_name="Outer"/>',
        "course/r.xml": b'<course display_name="Inner"><chapter><sequential><vertical url_name="v" display_name="No"/></sequential></chapter></course>',
        "vertical/v.xml": b'<vertical display_name="Yes"><html><p><a href="page.pdf">p</a></p></html></vertical>',
        "vertical/page.pdf": b"%PDF", ".x": b"",
    })  # fmt: skip
    assert (reading.course.title, reading.course.lessons[0].title) == ("Inner", "Yes")
    assert reading.course.lessons[0].body == "[p](../assets/vertical/page.pdf)"
    assert ("file .x", "hidden and system files are not part of a course") in said(reading, "dropped")


def test_conditions_and_wrappers_are_passed_through_and_others_named():
    reading = course(
        '<conditional><show sources="x"/><html><p>If</p></html></conditional><wrapper><html><p>In</p></html></wrapper>'
        '<word_cloud display_name="W"/><video display_name="F"><source src="https://e.org/a.mp4"/></video>'
        '<video><encoded_video url="https://e.org/b.mp4"/></video>',
        chapter="<poll/>",
    )
    assert reading.course.lesson("u").body == (
        "Text\n\nIf\n\nIn\n\n[F](https://e.org/a.mp4)\n\n[Video](https://e.org/b.mp4)"
    )
    assert said(reading, "dropped") == [
        ("<poll>", "has no place in a chapter"),
        ("<word_cloud> W", "is not a kind of block that is read"),
    ]
    assert ("<conditional>", "is shown to everybody, whatever they answered before") in said(
        reading, "adapted"
    )


def test_blocks_within_blocks_end_somewhere():
    deep = "<wrapper>" * 20 + "<vertical><html>x</html></vertical>" + "</wrapper>" * 20
    reading = course(deep)
    assert said(reading, "dropped") == [("<wrapper>", "is not a kind of block that is read")]
    reading = course(chapter=deep)
    assert said(reading, "dropped") == [("<wrapper>", "has no place in a chapter")]


def test_links_to_assets_of_the_platform_are_followed():
    page = (
        "<html><p><img src='/asset-v1:Org+C+r+type@asset+block@k.png' alt='K'/> <img src='/c4x/Org/C/asset/k.png' alt='L'/>"
        "<a href='/static/k%20t.pdf#page=2'>sheet</a></p></html>"
    )
    reading = course(page, files={"static/k.png": PIXEL, "static/k t.pdf": b"%PDF"})
    assert reading.course.lesson("u").body == (
        "Text\n\n![K](../assets/static/k.png) ![L](../assets/static/k.png)[sheet](../assets/static/k-t.pdf)"
    )


def zipped(files):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for path, data in files.items():
            archive.writestr(path, data)
    return buffer.getvalue()


def test_an_archive_among_the_static_files_is_left_out_and_named():
    inner = zipped({"data.csv": b"1"})
    page = "<html><p><a href='/static/data.zip'>data</a></p></html>"
    reading = course(page, files={"static/data.zip": inner})
    assert reading.course.lesson("u").body == "Text\n\ndata"
    assert reading.course.assets == ()
    assert said(reading, "dropped") == [
        ("link /static/data.zip", "leads to nothing in the course; its text is kept"),
        (
            "file static/data.zip",
            "is an archive inside the archive: it is never opened and does not come along",
        ),
    ]
    with pytest.raises(ArchiveRefused) as refused:
        course(page, files={"html/data.zip": inner})
    assert refused.value.code == "nested"
