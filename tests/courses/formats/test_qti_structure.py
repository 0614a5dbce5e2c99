"""QTI tests and packages: sections, sections in files of their own, weights, stimuli, what is left out."""

import io
import zipfile

import pytest

from courses.formats import ArchiveRefused, CourseInvalid, read
from courses.formats.model import SectionDocument

from .samples import PIXEL
from .test_qti import CHOICE, declared, item_xml, outcomes

ITEM = item_xml(CHOICE, declarations=declared("single", "identifier", "A"))


def named(title):
    return ITEM.replace(b'title="X"', f'title="{title}"'.encode())


def whole(sections, *, before="", part="", after="", attributes=""):
    return (
        f'<assessmentTest identifier="t" title="T" {attributes}>{before}<testPart identifier="p" navigationMode="nonlinear" '
        f'submissionMode="individual">{part}{sections}</testPart>{after}</assessmentTest>'
    ).encode()


def section(inside, title="S"):
    return (
        f'<assessmentSection identifier="{title}" title="{title}" visible="true">{inside}</assessmentSection>'
    )


def ref(name, inside=""):
    return f'<assessmentItemRef identifier="{name}" href="{name}.xml">{inside}</assessmentItemRef>'


def test_a_test_decides_order_drawing_and_what_stays_out():
    rule = "<preCondition/><branchRule target='x'/>"
    sections = section(
        f"<selection select='1'/><ordering shuffle='true'/><rubricBlock view='candidate'>Hello</rubricBlock><timeLimits maxTime='9'/>"
        f"{ref('b', rule + '<weight identifier="w" value="2"/>')}{ref('a')}{section(ref('a'), 'Inner')}"
    )
    test = whole(
        sections, before="<timeLimits maxTime='600'/>", part="<preCondition/>",
        after="<outcomeProcessing/><testFeedback identifier='f'/>",
    )  # fmt: skip
    reading = read({"test.xml": test, "a.xml": ITEM, "b.xml": ITEM, "c.xml": ITEM, "notes.txt": b"x"})
    assert reading.course.assessment.sections == (SectionDocument("S", draw=1, pool=("x", "x-2")),)
    assert (reading.course.assessment.minutes, reading.course.assessment.shuffle) == (10, True)
    never = "what is asked never depends on earlier answers"
    assert outcomes(reading, "dropped") == [
        ("<preCondition> of p", never),
        ("<timeLimits> of S", "time is limited for the whole assessment only"),
        ("<rubricBlock> of S", "items are drawn: nothing stands before them"),
        ("<preCondition> of b", never),
        ("<branchRule> of b", never),
        ("<weight>", "the test's total does not use it"),
        ("selection of S", "items are drawn, not whole sections"),
        ("item a.xml", "is asked for twice; an item stands in one place only"),
        ("<outcomeProcessing> of the test", "the total is the sum of the items"),
        ("<testFeedback> of the test", "an assessment has no feedback as a whole"),
        ("item c.xml", "is not in the test"),
        ("file notes.txt", "nothing that was read refers to it"),
    ]


def test_a_section_in_a_file_of_its_own_is_read_from_there():
    inner = section(
        f"<rubricBlock view='candidate'><p>Look at <img src='k.png' alt='K'/>.</p></rubricBlock>{ref('a')}",
        "Own",
    )
    test = whole(
        '<assessmentSectionRef identifier="r" href="parts/own.xml"/><assessmentSectionRef identifier="s" href="parts/own.xml"/>'
        + section(ref("b"))
    )
    files = {
        "test.xml": test,
        "parts/own.xml": inner.encode(),
        "parts/a.xml": named("A"),
        "b.xml": named("B"),
        "parts/k.png": PIXEL,
    }
    reading = read(files)
    assert reading.course.assessment.sections == (
        SectionDocument("Own", ("own-introduction", "a")),
        SectionDocument("S", ("b",)),
    )
    assert reading.course.items[0] == {
        "key": "own-introduction", "type": "description", "prompt": "Look at ![K](../assets/parts/k.png).",
    }  # fmt: skip
    assert outcomes(reading, "dropped") == [
        ("section parts/own.xml", "is asked for twice; a section stands in one place only")
    ]


def test_what_a_test_names_and_is_not_there_refuses_it_with_the_line():
    with pytest.raises(CourseInvalid) as caught:
        read(whole('\n<assessmentSectionRef identifier="r" href="gone.xml"/>'), name="t.xml")
    assert str(caught.value) == "t.xml:2: there is no section “gone.xml”"
    deep = ref("a")
    for _ in range(23):
        deep = section(deep)
    with pytest.raises(CourseInvalid, match="sections are nested more than 20 deep"):
        read({"t.xml": whole(deep), "a.xml": ITEM})


def test_weights_count_where_the_total_uses_them():
    after = (
        "<outcomeProcessing><setOutcomeValue identifier='SCORE'><sum>"
        "<testVariables variableIdentifier='SCORE' weightIdentifier='w'/></sum></setOutcomeValue></outcomeProcessing>"
    )
    words = item_xml("<p>Only words</p>")
    weight = '<weight identifier="w" value="2.5"/><weight identifier="w" value="-1"/>'
    sections = section(ref("a", weight) + ref("b") + ref("c", weight))
    reading = read({"t.xml": whole(sections, after=after), "a.xml": ITEM, "b.xml": ITEM, "c.xml": words})
    assert [item.get("mark") for item in reading.course.items] == [2.5, None, None]
    assert ("weight of a", "its marks are multiplied by 2.5") in outcomes(reading, "adapted")


def test_a_test_whose_items_all_fall_out_has_no_assessment():
    hopeless = item_xml("<drawingInteraction responseIdentifier='RESPONSE'/>")
    reading = read({"t.xml": whole(section(ref("a")), attributes='xml:lang="de-AT"'), "a.xml": hopeless})
    assert (reading.course.assessment, reading.course.language) == (None, "de-AT")
    assert not any(entry.element == "language of the course" for entry in reading.ledger)


def test_tries_and_rubrics_for_others_than_candidates():
    sections = section(
        f"<itemSessionControl maxAttempts='3'/><rubricBlock view='tutor'>Secret</rubricBlock>{ref('a')}"
    )
    reading = read({"t.xml": whole(sections), "a.xml": ITEM, "second.xml": whole(sections)})
    assert reading.course.assessment.attempts == 3
    assert ("<rubricBlock> of S", "is not for candidates") in outcomes(reading, "dropped")
    assert ("test t.xml", "a course has one assessment; the first test is it") in outcomes(reading, "dropped")


def test_a_stimulus_stands_in_each_item_that_shares_it():
    three = (
        '<qti-assessment-item xmlns="http://www.imsglobal.org/xsd/imsqtiasi_v3p0" identifier="{0}" title="{0}" adaptive="false" time-dependent="false">'
        '<qti-response-declaration identifier="RESPONSE" cardinality="single" base-type="string"><qti-correct-response><qti-value>{0}</qti-value></qti-correct-response></qti-response-declaration>'
        '<qti-assessment-stimulus-ref identifier="s" href="{1}"/><qti-item-body><p>Word: <qti-text-entry-interaction response-identifier="RESPONSE"/></p></qti-item-body></qti-assessment-item>'
    )
    stimulus = (
        b'<qti-assessment-stimulus xmlns="http://www.imsglobal.org/xsd/imsqtiasi_v3p0" identifier="s" title="S">'
        b"<qti-stimulus-body><p>A <em>tale</em>.</p></qti-stimulus-body></qti-assessment-stimulus>"
    )
    reading = read({
        "items/a.xml": three.format("a", "../stimuli/s%20t.xml").encode(),
        "items/b.xml": three.format("b", "../stimuli/s%20t.xml").encode(),
        "items/c.xml": three.format("c", "../stimuli/gone.xml").encode(),
        "items/d.xml": three.format("d", "../stimuli/empty.xml").encode(),
        "stimuli/s t.xml": stimulus,
        "stimuli/empty.xml": b'<qti-assessment-stimulus identifier="e"/>',
    })  # fmt: skip
    assert [item["prompt"] for item in reading.course.items] == [
        "A *tale*.\n\nWord: _____", "A *tale*.\n\nWord: _____", "Word: _____", "Word: _____",
    ]  # fmt: skip
    assert outcomes(reading, "dropped") == [
        ("stimulus ../stimuli/gone.xml", "is not in the package: the item may say too little without it")
    ]


def test_the_manifest_decides_order_and_title():
    manifest = (
        b'<manifest><metadata><lom><general><title><string>Bank</string></title></general></lom></metadata><resources xml:base="q/">'
        b'<resource identifier="b" type="imsqti_item_xmlv2p1" href="b%20b.xml"><file href="b%20b.xml"/></resource>'
        b'<resource identifier="a" type="imsqti_item_xmlv2p1"><file href="a.xml"/></resource><resource identifier="z" type="webcontent"/></resources></manifest>'
    )
    files = {
        "imsmanifest.xml": manifest,
        "q/a.xml": named("A"),
        "q/b b.xml": named("B"),
        "q/c.xml": named("C"),
    }
    course = read(files).course
    assert (course.title, [item["key"] for item in course.items]) == ("Bank", ["b", "a", "c"])
    without = {path: data for path, data in files.items() if path != "imsmanifest.xml"}
    course = read(without).course
    assert (course.title, [item["key"] for item in course.items]) == ("A", ["a", "b", "c"])


def zipped(files):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for path, data in files.items():
            archive.writestr(path, data)
    return buffer.getvalue()


@pytest.mark.parametrize("kind", ["webcontent", "associatedcontent/learning-application-resource"])
def test_a_declared_archive_is_left_out_and_an_undeclared_one_refuses_the_package(kind):
    inner = zipped({"data.csv": b"1"})
    resource = f'<resource identifier="d" type="{kind}" href="data.zip"><file href="data.zip"/></resource>'
    manifest = f"<manifest><resources>{resource}</resources></manifest>".encode()
    package = zipped({"imsmanifest.xml": manifest, "a.xml": ITEM, "data.zip": inner})
    reading = read(package)
    assert [item["key"] for item in reading.course.items] == ["x"]
    assert outcomes(reading, "dropped") == [
        ("file data.zip", "is an archive inside the archive: it is never opened and does not come along")
    ]
    for files in (
        {"imsmanifest.xml": manifest, "a.xml": ITEM, "data.zip": inner, "more.zip": inner},
        {
            "imsmanifest.xml": manifest.replace(kind.encode(), b"imsqti_item_xmlv2p1"),
            "a.xml": ITEM,
            "data.zip": inner,
        },
        {"a.xml": ITEM, "data.zip": inner},
        {"imsmanifest.xml": manifest, "data.zip": inner},
        {"data.zip": inner},
    ):
        with pytest.raises(ArchiveRefused) as refused:
            read(zipped(files))
        assert refused.value.code == "nested"


def test_a_nested_bomb_is_counted_although_it_is_never_opened():
    bomb = b"PK\x03\x04" + bytes(8_000_000)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "imsmanifest.xml",
            b'<manifest><resources><resource identifier="d" type="webcontent" href="d.zip"/></resources></manifest>',
        )
        archive.writestr("a.xml", ITEM)
        archive.writestr("d.zip", bomb)
    with pytest.raises(ArchiveRefused) as refused:
        read(buffer.getvalue())
    assert refused.value.code == "ratio"
