"""Common Cartridges: real ones, a small one of our own, and what we write."""

from dataclasses import replace

import pytest

from courses.formats import CourseInvalid, read, write_cairn, write_cartridge
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
