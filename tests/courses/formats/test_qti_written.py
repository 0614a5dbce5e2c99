"""QTI 3.0 that we write: read back equal, and in the order that its schema wants."""

import io
import re
import zipfile
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, assume, given, settings
from lxml import etree

from courses.formats import read, write_qti
from courses.formats.model import AssessmentDocument, SectionDocument
from courses.grading import grade, parse_item

from .every_item import COURSE
from .generated_items import KINDS, is_valid, items


def written(item):
    course = replace(COURSE, items=(item,), assessment=None, modules=(), assets=())
    data, ledger = write_qti(course)
    [entry] = [one for one in ledger if one.element == "item k"]
    return data, entry


@pytest.mark.parametrize("kind", KINDS)
def test_an_item_that_is_kept_comes_back_equal(kind):
    @settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
    @given(items(kind))
    def check(item):
        assume(is_valid(item))
        data, entry = written(item)
        if entry.outcome == "dropped":
            return
        reading = read(data)
        assert len(reading.course.items) == 1, (item, list(reading.ledger))
        again = reading.course.items[0]
        if entry.outcome == "kept":
            assert parse_item(again) == parse_item(item), (item, again)
        else:
            assert again["prompt"] == item["prompt"]

    check()


def ledger_of(*given_items, **changes):
    course = replace(COURSE, items=given_items, **({"assessment": None, "achievement": None} | changes))
    data, ledger = write_qti(course)
    return data, [(entry.element, entry.outcome, entry.reason) for entry in ledger]


def of_items(ledger):
    return {element: reason for element, _, reason in ledger if element.startswith("item ")}


def test_what_is_adapted_or_dropped_is_named():
    word = {"type": "short_text", "prompt": "P"}
    data, ledger = ledger_of(
        {"key": "ids", "type": "single_choice", "prompt": "P", "choices": [{"id": "x", "text": "A", "correct": True}, {"text": "B"}]},
        {"key": "twice", **word, "answers": [{"text": "a"}, {"text": "A"}]},
        {"key": "any", **word, "answers": [{"text": "*"}]},
        {"key": "number", "type": "numerical", "prompt": "P", "answers": [{"value": "*"}]},
        {"key": "gaps", "type": "cloze", "prompt": "P", "text": "{1} {2} {3}", "parts": [
            {"type": "short_text", "answers": [{"text": "a", "feedback": "f"}]},
            {"type": "numerical", "answers": [{"value": "1"}, {"value": "*", "weight": 0, "feedback": "g"}]},
            {"type": "single_choice", "choices": [{"text": "A", "correct": True, "feedback": "h"}, {"text": "B"}]},
        ]},
        {"key": "ours", **word, "answers": [{"text": "a"}], "tags": ["t"], "source_id": "7", "penalty": 0.5},
    )  # fmt: skip
    assert of_items(ledger) == {
        "item ids": "its choices are named anew",
        "item twice": "an answer that is accepted already is left out",
        "item any": "QTI compares whole texts: it has no wildcards and no regular expressions",
        "item number": "QTI has no question to which any number is right",
        "item gaps": "feedback inside the text is left out; feedback inside the text is left out; feedback inside the text is left out",
        "item ours": "QTI has no place for penalty, source_id, tags",
    }
    assert [item["key"] for item in read(data).course.items] == ["gaps", "ids", "ours", "twice"], list(
        read(data).ledger
    )


@pytest.mark.parametrize(
    "answer",
    [
        {"low": "3"},
        {"high": "3", "high_open": True},
        {"value": "8", "tolerance": "1", "tolerance_type": "geometric"},
    ],
)
def test_numbers_with_one_end_or_a_factor_accept_the_same(answer):
    item = {"key": "k", "type": "numerical", "prompt": "P", "answers": [answer]}
    again = read(written(item)[0]).course.items[0]
    for text in ("2.99", "3", "3.01", "4", "3.99", "16", "16.01"):
        both = [grade(parse_item(one), text).fraction for one in (item, again)]
        assert both[0] == both[1], text


def test_words_in_bold_around_gaps_keep_their_place():
    item = {
        "key": "k", "type": "drag_text", "prompt": "P", "text": "A **b [[1]] c** [[2]] and [[3]]\n\n- d *e* [[4]]",
        "choices": [{"text": "w"}, {"text": "x"}, {"text": "y"}, {"text": "z"}],
    }  # fmt: skip
    data, _ = written(item)
    assert read(data).course.items[0]["text"] == item["text"]


def test_sections_without_an_item_and_rules_of_the_assessment_are_named():
    wild = {"key": "wild", "type": "short_text", "prompt": "P", "answers": [{"text": "a*"}]}
    essay = {"key": "1st", "type": "essay", "prompt": "P"}
    rules = AssessmentDocument(
        "Check", attempts=0, delay_minutes=5,
        sections=(SectionDocument("Wild", ("wild",), pass_mark=0.5), SectionDocument("Essays", ("1st",))),
    )  # fmt: skip
    data, ledger = ledger_of(wild, essay, assessment=rules, slug="7-days")
    assert [(element, reason) for element, outcome, reason in ledger if outcome == "dropped"][1:5] == [
        ("pass mark of Wild", "a QTI test has none"),
        ("section Wild", "QTI can hold none of its items"),
        ("pass mark", "a QTI test has none"),
        ("delay between attempts", "a QTI test has none"),
    ]
    course = read(data).course
    assert course.assessment.sections == (SectionDocument("Essays", ("1st",)),)
    only_wild = replace(rules, sections=rules.sections[:1])
    assert "test.xml" not in parts(ledger_of(wild, essay, assessment=only_wild)[0])
    assert ("achievement", "dropped", "QTI holds questions only") in ledger_of(
        essay, achievement=COURSE.achievement
    )[1]


def parts(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


# What the published schema of QTI 3.0 (imsqti_itemv3p0p1) allows, for the elements that we write.
ATTRIBUTES = {
    "qti-assessment-item": {"identifier", "title", "adaptive", "time-dependent", "tool-name", "tool-version"},
    "qti-response-declaration": {"identifier", "cardinality", "base-type"},
    "qti-outcome-declaration": {"identifier", "cardinality", "base-type", "normal-maximum", "external-scored"},
    "qti-mapping": {"default-value", "lower-bound", "upper-bound"},
    "qti-map-entry": {"map-key", "mapped-value", "case-sensitive"},
    "qti-choice-interaction": {"response-identifier", "shuffle", "max-choices"},
    "qti-order-interaction": {"response-identifier", "shuffle"},
    "qti-match-interaction": {"response-identifier", "shuffle", "max-associations"},
    "qti-gap-match-interaction": {"response-identifier", "shuffle"},
    "qti-inline-choice-interaction": {"response-identifier", "shuffle"},
    "qti-text-entry-interaction": {"response-identifier"},
    "qti-extended-text-interaction": {"response-identifier"},
    "qti-upload-interaction": {"response-identifier"},
    "qti-simple-choice": {"identifier"}, "qti-inline-choice": {"identifier"}, "qti-gap": {"identifier"},
    "qti-simple-associable-choice": {"identifier", "match-max"}, "qti-gap-text": {"identifier", "match-max"},
    "qti-modal-feedback": {"outcome-identifier", "identifier", "show-hide"},
    "qti-rubric-block": {"view", "use"},
    "qti-base-value": {"base-type"}, "qti-variable": {"identifier"}, "qti-correct": {"identifier"},
    "qti-map-response": {"identifier"}, "qti-set-outcome-value": {"identifier"},
    "qti-string-match": {"case-sensitive"}, "qti-equal": {"tolerance-mode", "tolerance"},
}  # fmt: skip
ORDER = [
    "qti-response-declaration", "qti-outcome-declaration", "qti-item-body", "qti-response-processing", "qti-modal-feedback",
]  # fmt: skip
BLOCKS = {
    "p",
    "div",
    "ul",
    "ol",
    "pre",
    "blockquote",
    "table",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "qti-rubric-block",
}
INLINE = {"a", "b", "br", "code", "em", "i", "img", "q", "small", "span", "strong", "sub", "sup"}


def names_in(element):
    return [etree.QName(one).localname for one in element]


def check_item(data):
    root = etree.fromstring(data)
    assert etree.QName(root).namespace == "http://www.imsglobal.org/xsd/imsqtiasi_v3p0"
    order = [ORDER.index(name) for name in names_in(root)]
    assert order == sorted(order)
    for element in root.iter():
        name = etree.QName(element).localname
        plain = {str(one) for one in element.attrib if not str(one).startswith("data-")}
        if name.startswith("qti-"):
            assert plain <= ATTRIBUTES.get(name, set()), (name, plain)
        for attribute in ("identifier", "response-identifier", "outcome-identifier"):
            if attribute in element.attrib:
                assert re.fullmatch(r"[A-Za-z_][\w.-]*", element.get(attribute))
        if name == "qti-prompt":
            assert set(names_in(element)) <= INLINE
        if name in {"qti-item-body", "qti-content-body"}:
            assert not (element.text or "").strip()
            assert all(one in BLOCKS or one.endswith("-interaction") for one in names_in(element)), names_in(
                element
            )


@pytest.mark.parametrize("kind", KINDS)
def test_every_written_item_has_the_structure_of_the_schema(kind):
    @settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
    @given(items(kind))
    def check(item):
        assume(is_valid(item))
        for name, data in parts(written(item)[0]).items():
            if name.startswith("items/"):
                check_item(data)

    check()


def test_the_items_of_the_whole_course_have_the_structure_of_the_schema():
    files = parts(write_qti(COURSE)[0])
    for name, data in files.items():
        if name.startswith("items/"):
            check_item(data)
    root = etree.fromstring(files["imsmanifest.xml"])
    identifiers = [one.get("identifier") for one in root.iter() if one.get("identifier")]
    assert len(identifiers) == len(set(identifiers))
    named = {one.get("href") for one in root.iter("{*}file")}
    assert named == set(files) - {"imsmanifest.xml"}
    test = etree.fromstring(files["test.xml"])
    assert names_in(test) == ["qti-time-limits", "qti-test-part"]
    assert names_in(test[1])[0] == "qti-item-session-control"


def test_a_file_that_no_item_shows_is_in_the_manifest_too():
    files = parts(ledger_of({"key": "k", "type": "essay", "prompt": "P"})[0])
    assert b'href="assets/kettle.png"' in files["imsmanifest.xml"]
    shown = parts(ledger_of({"key": "k", "type": "essay", "prompt": "![K](../assets/kettle.png)"})[0])
    assert shown["imsmanifest.xml"].count(b"assets/kettle.png") == 1


def test_any_other_number_or_word_may_earn_a_part():
    number = {
        "key": "k",
        "type": "numerical",
        "prompt": "P",
        "answers": [{"value": "1"}, {"value": "*", "weight": 0.5}],
    }
    word = {
        "key": "k",
        "type": "short_text",
        "prompt": "P",
        "answers": [{"text": "a"}, {"text": "*", "weight": 0.25}],
    }
    for item in (number, word):
        assert parse_item(read(written(item)[0]).course.items[0]) == parse_item(item)


def test_two_numbers_of_one_text_keep_apart():
    parts_of = [{"type": "numerical", "answers": [{"value": value}], "mark": 1} for value in ("1", "2")]
    item = {"key": "k", "type": "cloze", "prompt": "P", "text": "{1} and {2}", "parts": parts_of, "mark": 3}
    assert parse_item(read(written(item)[0]).course.items[0]) == parse_item(item)


def test_headings_bring_no_identifiers_of_our_pages():
    item = {"key": "k", "type": "essay", "prompt": "## Twice\n\nx", "feedback": "## Twice\n\ny"}
    data = written(item)[0]
    assert b'id="' not in parts(data)["items/k.xml"]
    assert read(data).course.items[0]["prompt"] == item["prompt"]
