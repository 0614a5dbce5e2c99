"""Common Cartridges 1.3 that we write: what the profile can hold comes back equal."""

import io
import zipfile
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, assume, given, settings
from lxml import etree

from courses.formats import read, write_cartridge
from courses.formats.model import LessonDocument
from courses.grading import parse_item

from .every_item import COURSE
from .generated_items import KINDS, is_valid, items


def written(*given_items, **changes):
    course = replace(COURSE, items=given_items, assessment=None, achievement=None, **changes)
    data, ledger = write_cartridge(course)
    return data, {entry.element: entry for entry in ledger}


def by_weight(item):
    """The item with the weights that its choices have; the profile does not say how an author gave them."""
    if item["type"] != "single_choice":
        return item
    rows = [
        {"text": row["text"], "weight": row.get("weight", int(row.get("correct", False)))}
        | ({"feedback": row["feedback"]} if "feedback" in row else {})
        for row in item["choices"]
    ]
    return item | {"choices": rows}


@pytest.mark.parametrize("kind", KINDS)
def test_an_item_that_is_kept_comes_back_equal(kind):
    @settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
    @given(items(kind))
    def check(item):
        assume(is_valid(item))
        data, ledger = written(item)
        entry = ledger["item k"]
        course = read(data).course
        if entry.outcome == "dropped":
            assert course.items == ()
            return
        [again] = course.items
        if entry.outcome == "kept":
            assert parse_item(by_weight(again)) == parse_item(by_weight(item)), (item, again)
        else:
            assert (again["prompt"], again["type"]) == (item["prompt"], item["type"])

    check()


def test_what_the_profile_cannot_hold_is_named():
    data, ledger = written(
        {"key": "a", "type": "short_text", "prompt": "P", "answers": [{"text": "x*"}]},
        {"key": "b", "type": "short_text", "prompt": "P", "hints": ["h"], "skills": ["s"],
         "answers": [{"text": "x", "feedback": "f"}, {"text": "y", "weight": 0.5, "feedback": "g"}]},
        {"key": "c", "type": "single_choice", "prompt": "P", "feedback_partial": "p",
         "choices": [{"text": "x", "weight": 1}, {"text": "y", "weight": 0.5}]},
        {"key": "d", "type": "essay", "prompt": "P", "max_words": 3},
        {"key": "e", "type": "true_false", "prompt": "P", "answer": True, "feedback_true": "T", "feedback_false": "F",
         "feedback": "G", "feedback_correct": "R", "feedback_incorrect": "W"},
    )  # fmt: skip
    assert {name: entry.reason for name, entry in ledger.items() if name.startswith("item ")} == {
        "item a": "Common Cartridge compares whole texts: it has no wildcards",
        "item b": "Common Cartridge has no place for hints; Common Cartridge has no place for skills; "
        "answers with a part of the mark are left out",
        "item c": "only the best choice counts, and fully: the profile has no partial marks; "
        "feedback to partly right responses is left out: the profile has no partial marks",
        "item d": "the rubric, notes, template and limits of words are left out",
        "item e": "",
    }
    course = read(data).course
    assert course.item("b")["answers"] == [{"text": "x", "feedback": "f"}]
    assert course.item("e") == {
        "key": "e", "type": "true_false", "prompt": "P", "answer": True, "feedback_true": "T", "feedback_false": "F",
        "feedback": "G", "feedback_correct": "R", "feedback_incorrect": "W",
    }  # fmt: skip


def parts(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_the_manifest_names_every_file_once_and_every_identifier_is_one():
    lessons = tuple(LessonDocument(slug, slug, 1, (), "x") for slug in ("assessment", "module-1", "file-1"))
    module = replace(COURSE.modules[0], lessons=lessons)
    data, _ = write_cartridge(replace(COURSE, modules=(module,)))
    files = parts(data)
    root = etree.fromstring(files["imsmanifest.xml"])
    space = "{http://www.imsglobal.org/xsd/imsccv1p3/imscp_v1p1}"
    identifiers = [one.get("identifier") for one in root.iter() if one.get("identifier")]
    assert len(identifiers) == len(set(identifiers))
    assert sorted(one.get("href") for one in root.iter(f"{space}file")) == sorted(
        set(files) - {"imsmanifest.xml"}
    )
    references = {one.get("identifierref") for one in root.iter(f"{space}item")} - {None}
    assert references <= {one.get("identifier") for one in root.iter(f"{space}resource")}
    assert [one.tag for one in root] == [
        f"{space}{name}" for name in ("metadata", "organizations", "resources")
    ]
    assert [etree.QName(one).localname for one in root[0]] == ["schema", "schemaversion", "lom"]


def test_questions_have_the_structure_of_the_profile():
    files = parts(write_cartridge(COURSE)[0])
    root = etree.fromstring(files["assessment/assessment_qti.xml"])
    space = "{http://www.imsglobal.org/xsd/ims_qtiasiv1p2}"
    assert root.tag == f"{space}questestinterop"
    for item in root.iter(f"{space}item"):
        names = [etree.QName(one).localname for one in item]
        assert names[:2] == ["itemmetadata", "presentation"]
        assert set(names[2:]) <= {"resprocessing", "itemfeedback"}
        feedback = {one.get("ident") for one in item.iter(f"{space}itemfeedback")}
        assert {one.get("linkrefid") for one in item.iter(f"{space}displayfeedback")} == feedback
        for condition in item.iter(f"{space}respcondition"):
            order = [etree.QName(one).localname for one in condition]
            assert order == sorted(order, key=["conditionvar", "setvar", "displayfeedback"].index)


def test_pictures_links_and_licences_come_back():
    item = {
        "key": "k",
        "type": "essay",
        "prompt": "See ![K](../assets/kettle.png), [boil](boil.md) and [out](https://e.org).",
    }
    lesson = LessonDocument(
        "l", "L", 1, (), "## Place\n\n[here](#place) [out](https://e.org/x) [gone](none.md)"
    )
    module = replace(COURSE.modules[0], lessons=(lesson, *COURSE.lessons))
    for licence in ("CC0-1.0", "CC-BY-NC-SA-4.0"):
        data, _ = written(item, licence=licence, modules=(module,), authors=(), skills=())
        course = read(data).course
        assert course.licence == licence
        assert course.item("k")["prompt"] == "See ![K](../assets/kettle.png), boil and [out](https://e.org)."
        assert course.lesson("l").body == "## Place {#place}\n\n[here](#place) [out](https://e.org/x) gone"
    assert read(written(item, licence="LicenseRef-ours")[0]).course.licence == "LicenseRef-none"
