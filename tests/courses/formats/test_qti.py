"""QTI 2.1, 2.2 and 3.0: real samples, our own small inputs, and what must be refused or named."""

import io
import zipfile
from dataclasses import replace

import pytest

from courses.formats import CourseInvalid, read, write_qti
from courses.grading import grade, parse_item

from .every_item import COURSE, ITEMS
from .samples import INPUTS, SHARED, needs_samples

EXPECTED_TYPES = {
    "choice-2.1": "single_choice",
    "choice-2.2": "single_choice",
    "choice_multiple-2.2": "multiple_choice",
    "essay-2.1": "essay",
    "extended_text_rubric-2.1": "essay",
    "gap_match-2.1": "drag_text",
    "gap_match-2.2": "drag_text",
    "hottext-2.2": "single_choice",
    "match-2.1": "match",
    "order-2.1": "ordering",
    "text_entry-2.1": "short_text",
}


def item_xml(body, *, declarations="", processing="", feedback="", attributes=""):
    return (
        '<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p2" identifier="x" title="X" '
        f"{attributes}>{declarations}<outcomeDeclaration identifier='SCORE' cardinality='single' baseType='float'/>"
        f"<itemBody>{body}</itemBody>{processing}{feedback}</assessmentItem>"
    ).encode()


def declared(cardinality, base_type, *correct, mapping="", identifier="RESPONSE"):
    values = "".join(f"<value>{value}</value>" for value in correct)
    return (
        f'<responseDeclaration identifier="{identifier}" cardinality="{cardinality}" baseType="{base_type}">'
        f"<correctResponse>{values}</correctResponse>{mapping}</responseDeclaration>"
    )


def template(name):
    return f'<responseProcessing template="http://www.imsglobal.org/question/qti_v2p2/rptemplates/{name}"/>'


def read_one(data):
    reading = read(data, name="x.xml")
    assert len(reading.course.items) == 1, list(reading.ledger)
    return reading.course.items[0], reading


def outcomes(reading, outcome):
    return [
        (entry.element, entry.reason)
        for entry in reading.ledger.with_outcome(outcome)
        if "of the course" not in entry.element
    ]


@needs_samples
@pytest.mark.parametrize(("name", "kind"), EXPECTED_TYPES.items())
def test_published_samples_become_items_of_the_right_type(name, kind):
    reading = read(SHARED / "qti-2" / f"{name}.xml")
    assert (reading.format, [item["type"] for item in reading.course.items]) == ("qti", [kind])


@needs_samples
def test_published_samples_score_as_their_authors_wrote():
    def scored(name, response):
        item = parse_item(read(SHARED / "qti-2" / f"{name}.xml").course.items[0])
        return float(grade(item, response).fraction)

    assert scored("choice-2.1", "c1") == 1
    assert scored("choice-2.1", "c2") == 0
    assert scored("choice_multiple-2.2", ["c1", "c4"]) == 1
    assert scored("choice_multiple-2.2", ["c1"]) == 0.5
    assert scored("choice_multiple-2.2", ["c1", "c2"]) == 0
    assert scored("text_entry-2.1", "York") == 1
    assert scored("text_entry-2.1", "york") == 0.5
    assert scored("order-2.1", ["e1", "e2", "e3"]) == 1
    assert scored("order-2.1", ["e2", "e1", "e3"]) == 0
    assert scored("gap_match-2.1", {"g1": "c1", "g2": "c3"}) == 1
    assert scored("match-2.1", {"p1": "r1", "p2": "r2", "p3": "r3"}) == 1
    assert scored("hottext-2.2", "c2") == 1


def test_version_three_is_read_like_version_two():
    item, reading = read_one((INPUTS / "qti/three.xml").read_bytes())
    assert item == {
        "key": "gas",
        "type": "single_choice",
        "prompt": "Look: \\({\\mathrm{CO}}_{2}\\)\n\nWhich gas?",
        "choices": [
            {"text": "Oxygen", "feedback": "Think again."},
            {"text": "Carbon **dioxide**", "correct": True, "feedback": "Right."},
        ],
        "mark": 2,
    }
    assert outcomes(reading, "dropped") == [
        ("rubric for tutor", "learners do not see it"),
        ("<stylesheet>", "has no place in an item"),
    ]
    assert ("formula", "is written in TeX, made from its MathML") in outcomes(reading, "adapted")


def test_every_item_comes_back_from_a_written_package():
    data, ledger = write_qti(COURSE)
    reading = read(data)
    assert {item["key"]: parse_item(item) for item in reading.course.items} == {
        item["key"]: parse_item(item) for item in ITEMS
    }
    assert reading.course.assessment == replace(COURSE.assessment, pass_mark=0.7)
    assert [asset.path for asset in reading.course.assets] == ["assets/kettle.png"]
    assert [entry.element for entry in ledger.with_outcome("adapted")] == ["item halves", "item order"]
    assert write_qti(COURSE)[0] == data


def test_what_is_written_is_version_three_with_a_complete_manifest():
    with zipfile.ZipFile(io.BytesIO(write_qti(COURSE)[0])) as package:
        names = set(package.namelist())
        manifest = package.read("imsmanifest.xml").decode()
        item = package.read("items/one.xml").decode()
    assert all(f'href="{name}"' in manifest for name in names - {"imsmanifest.xml"})
    assert 'type="imsqti_item_xmlv3p0"' in manifest
    assert '<qti-assessment-item xmlns="http://www.imsglobal.org/xsd/imsqtiasi_v3p0"' in item
    assert "ns0:" not in item


@pytest.mark.parametrize(
    ("item", "reason"),
    [
        ({"type": "short_text", "answers": [{"text": "B*"}]}, "QTI compares whole texts: it has no wildcards and no regular expressions"),
        ({"type": "cloze", "text": "{1}", "parts": [{"type": "true_false", "answer": True}]}, "QTI has no place in a text for the type true_false"),
    ],
)  # fmt: skip
def test_the_writer_names_what_it_leaves_out(item, reason):
    course = replace(COURSE, items=({"key": "k", "prompt": "P", **item},), assessment=None, modules=())
    data, ledger = write_qti(course)
    assert next((entry.element, entry.reason) for entry in ledger.with_outcome("dropped")) == (
        "item k",
        reason,
    )
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        assert "items/k.xml" not in package.namelist()


def test_the_writer_adapts_what_has_a_near_equivalent():
    items = (
        {"key": "u", "type": "numerical", "prompt": "P", "answers": [{"value": "8", "tolerance": "1", "tolerance_type": "geometric", "feedback": "f"}, {"value": "*", "weight": 0}], "units": [{"unit": "m", "factor": "1"}], "hints": ["h"]},
        {"key": "g", "type": "gap_select", "prompt": "P", "text": "[[1]] [[3]]", "choices": [{"text": "a"}, {"text": "b"}, {"text": "c", "group": "2"}, {"text": "d", "group": "2"}]},
        {"key": "p", "type": "project", "prompt": "P", "min_words": 3, "rubric": [{"criterion": "C", "levels": [{"points": 0, "text": "no"}, {"points": 2, "text": "yes"}]}]},
        {"key": "t", "type": "short_text", "prompt": "P", "answers": [{"text": "a", "feedback": "f"}]},
    )  # fmt: skip
    course = replace(COURSE, items=items, assessment=None)
    data, ledger = write_qti(course)
    reasons = {entry.element: entry.reason for entry in ledger.with_outcome("adapted")}
    assert reasons == {
        "item u": "units are left out: the number alone counts; a geometric tolerance is a range; "
        "an answer that changes nothing is left out; QTI has no place for hints",
        "item g": "every gap offers every word: QTI has no groups",
        "item p": "a project is an upload; the template and the limits of words are left out; "
        "the rubric is a text for the assessor",
    }
    again = read(data).course
    assert again.item("u")["answers"] == [{"low": "4", "high": "16", "feedback": "f"}]
    assert again.item("t")["answers"] == [{"text": "a", "feedback": "f"}]
    assert again.item("p")["assessor_notes"] == "**C**\n\n- 0: no\n- 2: yes"


CHOICES = "".join(f'<simpleChoice identifier="{x}">{x}</simpleChoice>' for x in "ABC")


def test_scores_of_custom_processing_become_weights():
    processing = (
        "<responseProcessing><responseCondition>"
        "<responseIf><match><variable identifier='RESPONSE'/><baseValue baseType='identifier'>A</baseValue></match>"
        "<setOutcomeValue identifier='SCORE'><baseValue baseType='float'>4</baseValue></setOutcomeValue></responseIf>"
        "<responseElseIf><or><match><variable identifier='RESPONSE'/><baseValue baseType='identifier'>B</baseValue></match></or>"
        "<setOutcomeValue identifier='SCORE'><divide><baseValue baseType='float'>2</baseValue><baseValue baseType='integer'>2</baseValue></divide></setOutcomeValue></responseElseIf>"
        "</responseCondition></responseProcessing>"
    )
    body = f'<choiceInteraction responseIdentifier="RESPONSE" maxChoices="1">{CHOICES}</choiceInteraction>'
    item, _ = read_one(
        item_xml(body, declarations=declared("single", "identifier", "A"), processing=processing)
    )
    assert item["choices"] == [
        {"text": "A", "weight": 1},
        {"text": "B", "weight": 0.25},
        {"text": "C", "weight": 0},
    ]
    assert (item["mark"], item["shuffle"]) == (4, False)


def test_a_number_with_tolerance_and_a_range():
    processing = (
        "<responseProcessing><responseCondition>"
        "<responseIf><equal toleranceMode='absolute' tolerance='0.5 0.5'><variable identifier='RESPONSE'/><correct identifier='RESPONSE'/></equal>"
        "<setOutcomeValue identifier='SCORE'><baseValue baseType='float'>1</baseValue></setOutcomeValue></responseIf>"
        "<responseElseIf><and><gte><variable identifier='RESPONSE'/><baseValue baseType='float'>1</baseValue></gte>"
        "<gt><baseValue baseType='float'>9</baseValue><variable identifier='RESPONSE'/></gt></and>"
        "<setOutcomeValue identifier='SCORE'><baseValue baseType='float'>0.5</baseValue></setOutcomeValue></responseElseIf>"
        "</responseCondition></responseProcessing>"
    )
    body = "<p>x = <textEntryInteraction responseIdentifier='RESPONSE'/> m</p>"
    item, _ = read_one(item_xml(body, declarations=declared("single", "float", "4"), processing=processing))
    assert item["prompt"] == "x = _____ m"
    assert item["answers"] == [
        {"value": "4", "tolerance": "0.5"},
        {"low": "1", "high": "9", "high_open": True, "weight": 0.5},
    ]


def test_gaps_in_a_text_become_a_cloze():
    body = (
        "<p>A <inlineChoiceInteraction responseIdentifier='ONE' shuffle='true'><inlineChoice identifier='a'>cat</inlineChoice>"
        "<inlineChoice identifier='b'>dog</inlineChoice></inlineChoiceInteraction> has <textEntryInteraction responseIdentifier='TWO'/> legs.</p>"
    )
    declarations = declared("single", "identifier", "a", identifier="ONE") + declared(
        "single", "integer", "4", identifier="TWO"
    )
    item, reading = read_one(item_xml(body, declarations=declarations))
    assert item["text"] == "A {1} has {2} legs."
    assert item["parts"] == [
        {"type": "single_choice", "choices": [{"text": "cat", "correct": True}, {"text": "dog"}]},
        {"type": "numerical", "answers": [{"value": "4"}]},
    ]
    assert item["mark"] == 2
    assert reading.ledger.with_outcome("kept")[0].element == "item x"


MATCH = (
    "<matchInteraction responseIdentifier='RESPONSE' shuffle='true'>"
    "<simpleMatchSet><simpleAssociableChoice identifier='a'>A</simpleAssociableChoice><simpleAssociableChoice identifier='b'>B</simpleAssociableChoice></simpleMatchSet>"
    "<simpleMatchSet><simpleAssociableChoice identifier='x'>X</simpleAssociableChoice><simpleAssociableChoice identifier='y'>Y</simpleAssociableChoice><simpleAssociableChoice identifier='z'>Z</simpleAssociableChoice></simpleMatchSet>"
    "</matchInteraction>"
)


def test_two_sets_become_pairs_and_distractors():
    item, reading = read_one(
        item_xml(MATCH, declarations=declared("multiple", "directedPair", "a x", "b y"), processing=template("match_correct"))
    )  # fmt: skip
    assert item["pairs"] == [{"left": "A", "right": "X"}, {"left": "B", "right": "Y"}]
    assert item["distractors"] == ["Z"]
    assert outcomes(reading, "adapted")[0][1] == "each right pair counts, not only all of them together"


def test_several_interactions_are_several_items():
    one = f'<choiceInteraction responseIdentifier="R1" shuffle="true">{CHOICES}</choiceInteraction>'
    body = f"<p>Stem</p>{one}<p>between</p>{one.replace('R1', 'R2')}"
    declarations = declared("single", "identifier", "A", identifier="R1") + declared(
        "single", "identifier", "C", identifier="R2"
    )
    reading = read(item_xml(body, declarations=declarations), name="x.xml")
    assert [(item["key"], item["prompt"]) for item in reading.course.items] == [
        ("x", "Stem"),
        ("x-2", "between"),
    ]
    assert (
        outcomes(reading, "adapted")[0][1] == "one of several interactions of one item is an item of its own"
    )


CHOICE = f'<choiceInteraction responseIdentifier="RESPONSE" shuffle="true">{CHOICES}</choiceInteraction>'


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (item_xml("<selectPointInteraction responseIdentifier='RESPONSE'/>"), "there is no item type for <selectPointInteraction>"),
        (item_xml("<textentryinteraction responseIdentifier='RESPONSE'/>"), "there is no item type for <textentryinteraction>"),
        (item_xml("<hotspotInteraction responseIdentifier='RESPONSE'><hotspotChoice identifier='A'/></hotspotInteraction>"), "it asks for places in a picture, and they have no names"),
        (item_xml("<p/>", attributes='adaptive="true"'), "it is adaptive: its own program decides what comes next"),
        (item_xml("<p/>", declarations="<templateDeclaration identifier='T'/><templateProcessing><setDefaultValue/></templateProcessing>"), "its template uses <setDefaultValue>"),
        (item_xml(CHOICE, declarations=declared("single", "identifier")), "none of its choices earns anything"),
        (item_xml(CHOICE, declarations=declared("single", "identifier", "A"), processing="<responseProcessing><lookupOutcomeValue identifier='SCORE'><null/></lookupOutcomeValue></responseProcessing>"), "its processing looks “SCORE” up in no table"),
        (item_xml(CHOICE, declarations=declared("single", "identifier", "A"), processing=template("map_response_point")), "its processing template is not known"),
        (item_xml("<p>" + "x<b/>" * 5001 + "</p>"), "it has more than 5,000 elements"),
        (item_xml(MATCH, declarations=declared("multiple", "directedPair", "a x", "a y")), "an entry of the first set has no partner, or several"),
        (item_xml(MATCH, declarations=declared("multiple", "directedPair", "a x", "q y")), "its correct response names what is not there"),
        (item_xml(CHOICE.replace("choiceI", "orderI"), declarations=declared("ordered", "identifier", "A", "B")), "its correct order does not name every entry once"),
        (item_xml("<p><textEntryInteraction responseIdentifier='RESPONSE'/></p>", declarations=declared("single", "float")), "no number earns anything"),
        (item_xml("<p><textEntryInteraction responseIdentifier='RESPONSE'/></p>", declarations=declared("single", "string")), "no answer earns anything"),
        (b'<assessmentItem identifier="x" title="X"/>', "it has no body"),
    ],
)  # fmt: skip
def test_what_cannot_be_held_is_dropped_with_the_reason(data, reason):
    reading = read(data, name="x.xml")
    assert reading.course.items == ()
    assert ("item X", reason) in outcomes(reading, "dropped")


def test_a_test_without_its_item_is_refused_with_the_line():
    test = b"""<assessmentTest identifier="t" title="T"><testPart identifier="p" navigationMode="linear" submissionMode="individual">
<assessmentSection identifier="s" title="S" visible="true">
<assessmentItemRef identifier="i" href="gone.xml"/></assessmentSection></testPart></assessmentTest>"""
    with pytest.raises(CourseInvalid) as caught:
        read(test, name="test.xml")
    assert str(caught.value) == "test.xml:3: there is no item “gone.xml”"
