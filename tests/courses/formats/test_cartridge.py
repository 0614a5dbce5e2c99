"""Common Cartridges: real ones, a small one of our own, and what we write."""

import io
import zipfile
from dataclasses import replace

import pytest

from courses.formats import ArchiveRefused, CourseInvalid, read, write_cairn, write_cartridge
from courses.formats.model import LessonDocument

from .every_item import COURSE
from .samples import PIXEL, SHARED, needs_samples

CARTRIDGES = ["allyworkshop", "all-question-types", "canvas_cc_gem_course"]


def manifest(items, resources, *, rights="", namespace="http://www.imsglobal.org/xsd/imsccv1p2/imscp_v1p1"):
    return f"""<manifest xmlns="{namespace}"><metadata><schema>IMS Common Cartridge</schema>
<lom><general><title><string>Small</string></title><language>de</language><description><string>First. &lt;b&gt;Second&lt;/b&gt;.</string></description></general>
<rights><description><string>{rights}</string></description></rights></lom></metadata>
<organizations><organization identifier="o"><item identifier="root">{items}</item></organization></organizations>
<resources>{resources}</resources></manifest>""".encode()


def entry(reference, title, inside=""):
    return (
        f'<item identifier="e{reference}" identifierref="{reference}"><title>{title}</title>{inside}</item>'
    )


def resource(identifier, kind, href, extra=""):
    return f'<resource identifier="{identifier}" type="{kind}" href="{href}"><file href="{href}"/>{extra}</resource>'


TOPIC = b'<topic><title>T</title><text texttype="text/html">&lt;p&gt;What do you think?&lt;/p&gt;</text><attachments><attachment href="files/a.pdf"/></attachments></topic>'
PAGE = b"<html><head><title>Boil</title></head><body><h1 id='top'>Boil</h1><p>See <a href='pour.html#x'>pour</a>, <a href='$WIKI_REFERENCE$/pages/extra'>extra</a> and <a href='gone.html'>gone</a>.</p><img src='$IMS-CC-FILEBASE$/k%20t.png' alt='Kettle'><script>x()</script></body></html>"
ASSIGNMENT = b'<assignment><title>Brew</title><text texttype="text/html">&lt;p&gt;Brew one.&lt;/p&gt;</text><gradable points_possible="5">true</gradable><submission_formats><format type="text"/></submission_formats></assignment>'
FILES = {
    "imsmanifest.xml": manifest(
        entry("p1", "Alone")
        + '<item identifier="m"><title>Water</title>'
        + entry("p2", "Pour")
        + '<item identifier="sub"><title>Deeper</title>' + entry("w", "Link") + "</item>"
        + entry("t", "Talk") + entry("f", "Sheet") + entry("a", "Brew") + entry("l", "Tool") + entry("none", "Nothing")
        + entry("p2", "Again") + '<item identifier="h"><title>Heading</title></item>'
        + "</item>",
        resource("p1", "webcontent", "wiki/boil.html") + resource("p2", "webcontent", "wiki/pour.html")
        + resource("x", "webcontent", "wiki/extra.html")
        + resource("w", "imswl_xmlv1p2", "link.xml") + resource("t", "imsdt_xmlv1p2", "topic.xml")
        + resource("f", "webcontent", "web_resources/sheet.pdf") + resource("a", "assignment_xmlv1p0", "brew.xml")
        + resource("l", "imsbasiclti_xmlv1p0", "tool.xml") + resource("g", "webcontent", "gone.pdf"),
        rights="CC BY - http://creativecommons.org/licenses/by/4.0/",
    ),
    "wiki/boil.html": PAGE,
    "wiki/pour.html": b"<p>Pour <em>slowly</em>.</p>",
    "wiki/extra.html": b"<title>Extra</title><p>More</p>",
    "link.xml": b'<webLink><title>Site</title><url href="https://example.org/a b"/></webLink>',
    "topic.xml": TOPIC,
    "files/a.pdf": b"%PDF",
    "brew.xml": ASSIGNMENT,
    "tool.xml": b"<cartridge_basiclti_link/>",
    "web_resources/sheet.pdf": b"%PDF-",
    "web_resources/k t.png": PIXEL,
    "web_resources/unused.png": PIXEL,
    "course_settings/rubrics.xml": b"<rubrics/>",
}  # fmt: skip


@needs_samples
@pytest.mark.parametrize("name", CARTRIDGES)
def test_real_cartridges_become_courses_that_survive_a_round_trip(name):
    reading = read(SHARED / "common-cartridge" / f"{name}.imscc")
    assert reading.format == "cartridge"
    assert read(write_cairn(reading.course)).course == reading.course


@needs_samples
def test_a_real_course_keeps_its_order_pictures_and_licence():
    reading = read(SHARED / "common-cartridge" / "allyworkshop.imscc")
    course = reading.course
    assert (course.title, course.licence) == ("Ally: Accessibility Workshop", "CC-BY-SA-4.0")
    assert [(module.title, len(module.lessons)) for module in course.modules] == [
        ("Part 1: Overview: Accessibility and ALLY", 5),
        ('Part 2: "Before" courses', 1),
        ('Part 3: "After" courses', 2),
        ("More on Accessibility", 1),
        ("More pages", 7),
    ]
    assert len(course.assets) == 26
    assert "![about_ally.png](../assets/about_ally.png)" in course.lesson("what-is-ally").body


@needs_samples
def test_every_file_of_a_real_cartridge_is_accounted_for():
    source = SHARED / "common-cartridge" / "allyworkshop.imscc"
    from courses.formats.archive import open_tree

    tree = open_tree(source)
    places = {entry.place.split(":")[0] for entry in read(source).ledger}
    assert set(tree) - places == set()


def test_a_small_cartridge_is_read_whole():
    reading = read(FILES)
    course = reading.course
    assert (course.title, course.language, course.licence, course.summary) == (
        "Small",
        "de",
        "CC-BY-4.0",
        "First.",
    )
    assert course.description == "First. **Second**."
    assert [(module.title, [lesson.slug for lesson in module.lessons]) for module in course.modules] == [
        ("Small", ["alone"]),
        ("Water", ["pour", "link", "talk", "sheet"]),
        ("More pages", ["extra"]),
    ]
    assert course.lesson("alone").body == (
        "# Boil {#top}\n\nSee [pour](pour.md#x), [extra](extra.md) and gone.\n\n![Kettle](../assets/k-t.png)"
    )
    assert course.lesson("link").body == "[Site](https://example.org/a%20b)"
    assert (
        course.lesson("talk").body
        == "::: discussion\n\nWhat do you think?\n\n[a.pdf](../assets/files/a.pdf)\n\n:::"
    )
    assert course.items == ({"key": "brew", "type": "essay", "prompt": "Brew one.", "mark": 5},)
    assert [asset.path for asset in course.assets] == [
        "assets/files/a.pdf", "assets/k-t.png", "assets/sheet.pdf", "assets/unused.png",
    ]  # fmt: skip
    assert read(write_cairn(course)).course == course


def test_the_small_cartridges_ledger_names_every_loss():
    ledger = read(FILES).ledger
    assert [(entry.place, entry.element, entry.reason) for entry in ledger.with_outcome("dropped")] == [
        ("wiki/boil.html", "link gone.html", "leads to nothing in the course; its text is kept"),
        ("wiki/boil.html", "<script>", "scripts are not part of a course"),
        ("tool.xml", "tool Tool", "external tools (LTI) are not part of a course"),
        ("imsmanifest.xml:4", "entry Nothing", "has no resource"),
        ("imsmanifest.xml:4", "entry Again", "stands in the course already, further up"),
        ("imsmanifest.xml:4", "entry Heading", "is a heading without anything under it"),
        (
            "course_settings/rubrics.xml",
            "file course_settings/rubrics.xml",
            "settings of the system that exported it",
        ),
    ]


@pytest.mark.parametrize("version", ["imsccv1p1", "imsccv1p2", "imsccv1p3"])
def test_each_version_is_recognised(version):
    namespace = f"http://www.imsglobal.org/xsd/{version}/imscp_v1p1"
    files = {
        "imsmanifest.xml": manifest(
            entry("p", "P"), resource("p", "webcontent", "p.html"), namespace=namespace
        ),
        "p.html": b"<p>x</p>",
    }
    assert read(files).format == "cartridge"


def test_an_empty_cartridge_is_refused():
    with pytest.raises(CourseInvalid, match="holds no page and no question that can be read"):
        read({"imsmanifest.xml": manifest("", "")})


def test_what_is_written_is_read_back():
    data, ledger = write_cartridge(COURSE)
    course = read(data).course
    assert (course.title, course.language, course.licence) == (COURSE.title, COURSE.language, COURSE.licence)
    assert course.description == COURSE.description
    assert [(module.title, [lesson.title for lesson in module.lessons]) for module in course.modules] == [
        ("Water", ["Boil", "Pour"])
    ]
    assert course.lesson("boil").body == "- Boil water\n\n## Heat {#heat}\n\n![Kettle](../assets/kettle.png)"
    assert course.lesson("pour").body.startswith("See [boil](boil.md#heat).")
    assert course.assets == COURSE.assets
    for key in ("one", "whole", "truth", "cased"):
        assert course.item(key) == COURSE.item(key)
    dropped = [entry.element for entry in ledger.with_outcome("dropped")]
    assert dropped == [
        "item num", "item rel", "item pairs", "item order", "item drag", "item select", "item cloze", "item upload",
        "item told", "achievement", "skills", "field", "level",
    ]  # fmt: skip
    assert write_cartridge(COURSE)[0] == data


def test_a_course_without_questions_has_no_assessment_in_its_cartridge():
    course = replace(COURSE, items=(), assessment=None, achievement=None)
    data, _ = write_cartridge(course)
    assert read(data).course.assessment is None


def test_markup_of_a_lesson_cannot_escape_its_page():
    lesson = LessonDocument("l", "A <b> & c", 1, ("<i>",), "<script>alert(1)</script>\n\nx")
    module = replace(COURSE.modules[0], lessons=(lesson,))
    data, _ = write_cartridge(replace(COURSE, modules=(module,), items=(), assessment=None))
    [again] = read(data).course.lessons
    assert (again.title, again.body) == ("A <b> & c", "- \\<i>\n\nx")


def test_assignments_of_canvas_and_what_has_no_file():
    settings = b"<assignment><title>Essay</title><points_possible>7.5</points_possible><submission_types>online_text_entry</submission_types></assignment>"
    folder = '<resource identifier="g1" type="associatedcontent/imscc_xmlv1p1/learning-application-resource" href="g1/a.html"><file href="g1/a.html"/><file href="g1/assignment_settings.xml"/></resource>'
    page = (
        entry("p", "P")
        + entry("gone", "Gone")
        + entry("odd", "Odd")
        + entry("bad", "Bad")
        + entry("pic", "Picture")
    )
    files = {
        "imsmanifest.xml": manifest(
            page,
            folder + resource("p", "webcontent", "p.html") + resource("gone", "webcontent", "gone.html")
            + resource("odd", "unknown_xmlv1", "odd.xml") + resource("bad", "imswl_xmlv1p1", "bad.xml")
            + resource("pic", "webcontent", "web_resources/k.png"),
            rights="All rights reserved",
        ),
        "p.html": b"<p><a href='$CANVAS_OBJECT_REFERENCE$/assignments/none'>x</a> <a href='$WIKI_REFERENCE$/pages/p'>p</a></p>",
        "g1/a.html": b"<title>Essay</title><p>Write.</p>",
        "g1/assignment_settings.xml": settings,
        "odd.xml": b"<odd/>",
        "bad.xml": b"<webLink><title>Bad</title><url href='javascript:x()'/></webLink>",
        "web_resources/k.png": PIXEL,
        "notes.doc": b"x",
    }  # fmt: skip
    reading = read(files)
    assert reading.course.items == ({"key": "essay", "type": "essay", "prompt": "Write.", "mark": 7.5},)
    assert reading.course.lesson("p").body == "x [p](p.md)"
    assert reading.course.lesson("picture").body == "![Picture](../assets/k.png)"
    assert reading.course.licence == "LicenseRef-none"
    dropped = {(one.element, one.reason) for one in reading.ledger.with_outcome("dropped")}
    assert dropped == {
        ("resource Gone", "there is no file “gone.html”"),
        ("resource Odd", "“unknown” is not a kind that is read"),
        ("link Bad", "“javascript:x()” is no web address"),
        (
            "link $CANVAS_OBJECT_REFERENCE$/assignments/none",
            "leads to nothing in the course; its text is kept",
        ),
        ("file notes.doc", "nothing that was read refers to it"),
    }
    assert any(one.element == "rights" for one in reading.ledger.with_outcome("adapted"))


def test_pictures_inside_pages_become_files():
    data = "iVBORw0KGgoAAAANSUhEUg=="
    page = f"<p><img src='data:image/png;base64,{data}' alt='A'><img src='data:image/png;base64,%%%' alt='B'><a href='#x'>here</a><a href='//e.org/y'>out</a></p>"
    files = {
        "imsmanifest.xml": manifest(entry("p", "P"), resource("p", "webcontent", "p.html")),
        "p.html": page.encode(),
    }
    course = read(files).course
    [asset] = course.assets
    assert (asset.data, asset.media_type) == (PIXEL, "image/png")
    assert course.lesson("p").body == f"![A](../{asset.path})B[here](#x)[out](https://e.org/y)"


def reasons(reading, outcome):
    return [
        (one.element, one.reason)
        for one in reading.ledger.with_outcome(outcome)
        if "of the" not in one.element
    ]


def small(items="", resources="", files=None, **keywords):
    page = {"p.html": b"<title>P</title><p>x</p>"}
    shell = manifest(entry("p", "P") + items, resource("p", "webcontent", "p.html") + resources, **keywords)
    return read({"imsmanifest.xml": shell} | page | (files or {}))


CHOICES = "<response_lid ident='R'><render_choice><response_label ident='a'><material><mattext>A</mattext></material></response_label><response_label ident='b'><material><mattext>B</mattext></material></response_label></render_choice></response_lid>"


def asked(title):
    return (
        f"<item ident='{title}' title='{title}'><presentation><material><mattext>Ask</mattext></material>{CHOICES}</presentation><resprocessing>"
        "<respcondition><conditionvar><varequal respident='R'>a</varequal></conditionvar><setvar>100</setvar></respcondition></resprocessing></item>"
    )


def quiz(*titles, rules=""):
    inside = "".join(map(asked, titles))
    return f"<questestinterop><assessment title='T'>{rules}<section>{inside}</section></assessment></questestinterop>".encode()


def question_bank(*titles):
    return f"<questestinterop><objectbank ident='bank'>{''.join(map(asked, titles))}</objectbank></questestinterop>".encode()


QUIZ, BANK = "imsqti_xmlv1p2/imscc_xmlv1p2/assessment", "imsqti_xmlv1p2/imscc_xmlv1p2/question-bank"


def test_quizzes_are_sections_and_banks_stay_outside():
    random = "<selection_ordering><order order_type='Random'/></selection_ordering>"
    reading = small(
        entry("q", "First") + entry("r", "First"),
        resource("b", BANK, "b.xml")
        + resource("q", QUIZ, "q.xml")
        + resource("r", QUIZ, "r.xml")
        + resource("u", QUIZ, "u.xml"),
        {
            "b.xml": question_bank("Spare"),
            "q.xml": quiz("One", rules=random),
            "r.xml": quiz("Two"),
            "u.xml": b"<other/>",
        },
    )
    assert [(one.title, one.items) for one in reading.course.assessment.sections] == [
        ("First", ("one",)), ("First (2)", ("two",)),
    ]  # fmt: skip
    assert reading.course.assessment.shuffle
    assert [item["key"] for item in reading.course.items] == ["one", "two", "spare"]
    assert reasons(reading, "adapted") == [
        ("quiz First", "is a section of the course's one assessment"),
        ("quiz First (2)", "is a section of the course's one assessment"),
        (
            "question bank Questions",
            "no quiz asks it: its questions are in the course, outside its assessment",
        ),
        (
            "2 quizzes",
            "a course has one assessment: the tries and minutes of the first quiz that has any hold",
        ),
    ]
    assert reasons(reading, "dropped") == [("quiz", "<other> is no QTI 1.2")]


META = b"<quiz><description>&lt;p&gt;Take your time.&lt;/p&gt;</description><allowed_attempts>2</allowed_attempts><time_limit>30</time_limit></quiz>"


def test_canvas_quizzes_bring_tries_minutes_and_their_introduction():
    group = b"<section title='Group'><selection_ordering><selection><sourcebank_ref>bank</sourcebank_ref><selection_number>1</selection_number></selection></selection_ordering></section>"
    richer = quiz("Rich").replace(b"</item>", b"</item>" + group)
    reading = small(
        entry("q", "Quiz") + entry("r", "Other"),
        resource("q", QUIZ, "q/assessment_qti.xml") + resource("r", QUIZ, "r.xml"),
        {
            "q/assessment_qti.xml": quiz("Poor"), "q/assessment_meta.xml": META, "r.xml": quiz("Last"),
            "r/assessment_meta.xml": META.replace(b">2<", b">9<").replace(b"Take your time.", b""),
            "non_cc_assessments/q.xml.qti": richer, "non_cc_assessments/bank.xml.qti": question_bank("A", "B"),
            "non_cc_assessments/spare.xml.qti": question_bank("C").replace(b"'bank'", b"'spare'"),
        },
    )  # fmt: skip
    assessment = reading.course.assessment
    assert (assessment.attempts, assessment.minutes) == (2, 30)
    assert [(one.title, one.items, one.draw, one.pool) for one in assessment.sections] == [
        ("Quiz", ("quiz-introduction", "rich"), None, ()), ("Group", (), 1, ("a", "b")), ("Other", ("last",), None, ()),
    ]  # fmt: skip
    assert reading.course.item("quiz-introduction")["prompt"] == "Take your time."
    assert reading.course.item("c") is not None
    assert reasons(reading, "dropped") == []


def test_entries_between_modules_keep_their_place():
    folder = '<item identifier="m"><title>Module</title>' + entry("w", "Link") + "</item>"
    link = b'<webLink><title>L</title><url href="https://e.org"/></webLink>'
    reading = small(
        folder + entry("s", "After"), resource("w", "imswl_xmlv1p3", "l.xml") + resource("s", "imswl_xmlv1p3", "s.xml"),
        {"l.xml": link, "s.xml": link},
    )  # fmt: skip
    assert [(module.title, [lesson.title for lesson in module.lessons]) for module in reading.course.modules] == [
        ("Small", ["P"]), ("Module", ["Link"]), ("Small", ["After"]),
    ]  # fmt: skip


def test_what_is_for_teachers_or_protected_or_another_form_is_named():
    roles = "<metadata><lom><educational><intendedEndUserRole><value>Instructor</value></intendedEndUserRole></educational></lom></metadata>"
    both = roles.replace(
        "</educational>", "<intendedEndUserRole><value>Learner</value></intendedEndUserRole></educational>"
    )
    standards = "<metadata><curriculumStandardsMetadataSet><labelledGUID><GUID>g-1</GUID></labelledGUID></curriculumStandardsMetadataSet><curriculumStandardsMetadataSet/></metadata>"
    reading = small(
        entry("t", "Plan") + entry("u", "Notes") + entry("v", "Both") + entry("w", "Shown"),
        resource("t", "webcontent", "web_resources/t.pdf").replace("<resource", '<resource intendeduse="lessonplan"')
        + resource("u", "webcontent", "u.html", roles) + resource("v", "webcontent", "v.html", both)
        + resource("w", "webcontent", "w.html", standards + '<variant identifier="x" identifierref="w2"/><variant identifier="y" identifierref="gone"/>').replace("<resource", '<resource protected="true"')
        + resource("w2", "webcontent", "w2.pdf"),
        {"web_resources/t.pdf": b"%PDF", "u.html": b"u", "v.html": b"v", "w.html": b"w", "w2.pdf": b"%PDF"},
    )  # fmt: skip
    assert [lesson.title for lesson in reading.course.lessons] == ["P", "Both", "Shown"]
    assert reading.course.assets == ()
    assert reasons(reading, "dropped") == [
        ("variant w2", "is another form of the resource “w”, which is read"),
        ("variant gone", "is another form of the resource “w”, which is read"),
        ("resource Plan", "is for teachers only"),
        ("resource Notes", "is for teachers only"),
        ("curriculum standards", "g-1 name no skill of a framework here"),
        ("curriculum standards", "they name no skill of a framework here"),
    ]
    assert reasons(reading, "adapted")[0] == (
        "resource Shown",
        "is protected: its publisher asks for an authorization before it is shown",
    )


def test_authorizations_and_second_organizations_are_named():
    shell = manifest(entry("p", "P"), resource("p", "webcontent", "p.html")).replace(
        b"</organizations>", b"<organization identifier='o2'/></organizations>"
    ).replace(b"</manifest>", b"<authorizations access='cartridge'/></manifest>")  # fmt: skip
    reading = read({"imsmanifest.xml": shell, "p.html": b"x"})
    assert reasons(reading, "dropped") == [
        ("authorizations", "who may read a course is decided where it is published"),
        ("organization", "a course has one order; the first organization is it"),
    ]


def test_names_with_escapes_and_bases_lead_to_their_files():
    page = '<resource identifier="w" type="webcontent" xml:base="deep/" href="a%20b.html"><file href="a%20b.html"/></resource>'
    reading = small(entry("w", "Deep"), page, {"deep/a b.html": b"<p>found</p>"})
    assert reading.course.lesson("deep").body == "found"


def test_assignments_have_attachments_and_notes_for_those_who_mark():
    source = (
        b'<assignment><title>Brew</title><text texttype="text/html">&lt;p&gt;Brew.&lt;/p&gt;</text><instructor_text>&lt;i&gt;Warm.&lt;/i&gt;</instructor_text>'
        b'<attachments><attachment href="sheet.pdf" role="learner"/><attachment href="gone.pdf"/><attachment href="key.pdf" role="instructor"/></attachments>'
        b'<submission_formats><format type="file"/></submission_formats></assignment>'
    )
    reading = small(
        "", resource("a", "assignment_xmlv1p0", "a/brew.xml"),
        {"a/brew.xml": source, "a/sheet.pdf": b"%PDF", "a/key.pdf": b"%PDF"},
    )  # fmt: skip
    assert reading.course.items == (
        {
            "key": "brew", "type": "file", "assessor_notes": "*Warm.*",
            "prompt": "Brew.\n\n[sheet.pdf](../assets/a/sheet.pdf)",
        },
    )  # fmt: skip
    assert reasons(reading, "dropped") == [
        ("attachment gone.pdf", "is not in the cartridge"),
        ("attachments key.pdf", "are for teachers only"),
        ("file a/key.pdf", "nothing that was read refers to it"),
    ]


def test_canvas_assignments_that_are_done_elsewhere_and_its_syllabus():
    folder = '<resource identifier="g" type="associatedcontent/imscc_xmlv1p1/learning-application-resource" href="g/a.html"><file href="g/a.html"/><file href="g/assignment_settings.xml"/></resource>'
    syllabus = resource(
        "s", "associatedcontent/imscc_xmlv1p1/learning-application-resource", "course_settings/syllabus.html"
    )
    settings = (
        b"<assignment><title>Tool</title><submission_types>external_tool</submission_types></assignment>"
    )
    tool = b"<cartridge_basiclti_link><title>Lab</title><launch_url>http://lab.example/go</launch_url></cartridge_basiclti_link>"
    reading = small(
        "", folder + syllabus + resource("t", "imslti_xmlv1p3", "t.xml"),
        {"g/a.html": b"x", "g/assignment_settings.xml": settings, "course_settings/syllabus.html": b"<p>Plan</p>", "t.xml": tool},
    )  # fmt: skip
    assert reading.course.items == ()
    assert reading.course.lesson("syllabus").body == "Plan"
    assert reasons(reading, "dropped") == [
        ("assignment Tool", "is done elsewhere (external tool), which is read on its own or not at all"),
        ("tool Lab", "external tools (LTI) are not part of a course; it is at http://lab.example/go"),
    ]


def test_a_discussions_missing_attachment_is_named():
    topic = b'<topic><title>T</title><text texttype="text/plain">Say *so*.</text><attachments><attachment href="gone.pdf"/></attachments></topic>'
    reading = small(entry("t", ""), resource("t", "imsdt_xmlv1p3", "t.xml"), {"t.xml": topic})
    assert reading.course.lesson("t").body == "::: discussion\n\nSay \\*so\\*.\n\n:::"
    assert reasons(reading, "dropped") == [("attachment gone.pdf", "is not in the cartridge")]


def zip_bytes():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("data.csv", "1")
    return buffer.getvalue()


def test_a_handout_that_is_an_archive_is_left_out_and_named():
    reading = small(
        entry("z", "Data"), resource("z", "webcontent", "web_resources/data.zip") + resource("y", "webcontent", "web_resources/more.zip"),
        {"web_resources/data.zip": zip_bytes(), "web_resources/more.zip": zip_bytes(), "p.html": b"<p><a href='$IMS-CC-FILEBASE$/data.zip'>data</a></p>"},
    )  # fmt: skip
    nested = "is an archive inside the archive: it is never opened and does not come along"
    assert reading.course.lesson("p").body == "data"
    assert reading.course.assets == ()
    assert reasons(reading, "dropped") == [
        ("link $IMS-CC-FILEBASE$/data.zip", "leads to nothing in the course; its text is kept"),
        ("resource Data", nested),
        ("file web_resources/data.zip", nested),
        ("file web_resources/more.zip", nested),
    ]


def test_an_archive_that_no_resource_declares_refuses_the_cartridge():
    with pytest.raises(ArchiveRefused) as refused:
        small("", "", {"web_resources/data.zip": zip_bytes()})
    assert (refused.value.code, refused.value.path) == ("nested", "web_resources/data.zip")
    with pytest.raises(ArchiveRefused):
        small("", resource("z", QUIZ, "data.zip"), {"data.zip": zip_bytes()})


def test_a_heading_may_be_a_page_and_hidden_files_are_named():
    folder = '<item identifier="m" identifierref="p"><title>Start</title>' + entry("w", "Link") + "</item>"
    link = b'<webLink><title>L</title><url href="https://e.org"/></webLink>'
    shell = manifest(
        folder,
        resource("p", "webcontent", "p.html")
        + resource("w", "imswl_xmlv1p1", "l.xml")
        + resource("d", "unknown/type", "d.csv"),
    )
    reading = read({"imsmanifest.xml": shell, "p.html": b"x", "l.xml": link, "d.csv": b"1", ".hidden": b"y"})
    assert [
        (module.title, [lesson.title for lesson in module.lessons]) for module in reading.course.modules
    ] == [("Start", ["Start", "Link"])]
    assert reasons(reading, "dropped") == [
        ("file d.csv", "nothing that was read refers to it"),
        ("file .hidden", "hidden and system files are not part of a course"),
    ]


def test_a_file_of_an_unknown_kind_has_a_page():
    reading = small(entry("d", "Numbers"), resource("d", "odd/kind", "d.csv"), {"d.csv": b"1"})
    assert reading.course.lesson("numbers").body == "[Numbers](../assets/d.csv)"
