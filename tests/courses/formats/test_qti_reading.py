"""Items of QTI as real packages have them: several interactions, feedback in the body, pictures, odd scoring."""

import pytest

from courses.formats import read
from courses.formats.qti.declarations import response_declarations
from courses.formats.qti.evaluation import Budget, UnsupportedError
from courses.formats.qti.item import ItemReader
from courses.formats.qti.scene import UnfitError
from courses.formats.xml_source import parse_xml
from courses.grading import grade, parse_item

from .samples import INPUTS, PIXEL
from .test_qti import CHOICE, MATCH, declared, item_xml, outcomes, read_one, template


def score(value):
    return f"<setOutcomeValue identifier='SCORE'><baseValue baseType='float'>{value}</baseValue></setOutcomeValue>"


def show(name, outcome="TOLD"):
    return f"<setOutcomeValue identifier='{outcome}'><baseValue baseType='identifier'>{name}</baseValue></setOutcomeValue>"


def when(test, *actions, otherwise=""):
    other = f"<responseElse>{otherwise}</responseElse>" if otherwise else ""
    return f"<responseCondition><responseIf>{test}{''.join(actions)}</responseIf>{other}</responseCondition>"


def processing(*rules):
    return f"<responseProcessing>{''.join(rules)}</responseProcessing>"


def is_correct(name="RESPONSE"):
    return f"<match><variable identifier='{name}'/><correct identifier='{name}'/></match>"


def earned(item, response):
    return float(grade(parse_item(item), response).fraction)


TOLD = "<outcomeDeclaration identifier='TOLD' cardinality='single' baseType='identifier'/>"


def test_an_item_of_many_interactions_is_read_part_by_part():
    reading = read((INPUTS / "qti/composite.xml").read_bytes(), name="composite.xml")
    stem = "> In winter the fishermen stayed at home, because storms had broken the pier."
    assert reading.course.items == (
        {
            "key": "the-harbour", "type": "single_choice", "prompt": f"{stem}\n\nWhy did they stay at home?",
            "choices": [
                {"text": "The pier was broken.", "correct": True, "feedback": "Yes, storms."},
                {"text": "There were no fish.", "feedback": "No, look again."},
            ],
        },
        {
            "key": "the-harbour-2", "type": "cloze", "prompt": stem,
            "text": "The teacher was {1}, and she lived in the {2}.",
            "parts": [
                {"type": "single_choice", "choices": [{"text": "Ada", "correct": True}, {"text": "Eve"}]},
                {
                    "type": "short_text", "case_sensitive": True,
                    "answers": [
                        {"text": "old mill", "feedback": "The mill, right."},
                        {"text": "mill", "weight": 0.5, "feedback": "Which mill?"},
                        {"text": "a mill", "weight": 0.5, "feedback": "Which mill?"},
                        {"text": "*", "weight": 0, "feedback": "It was the old mill."},
                    ],
                },
            ],
            "mark": 2,
        },
        {
            "key": "the-harbour-3", "type": "drag_text", "prompt": f"{stem}\n\nThank you.",
            "text": "He mended his [[1]] and his [[2]].",
            "choices": [{"text": "boat"}, {"text": "net"}, {"text": "saw"}], "mark": 2,
        },
    )  # fmt: skip
    assert reading.course.language == "en-GB"
    assert outcomes(reading, "dropped") == []


def test_gaps_that_earn_only_together_count_on_their_own():
    body = "<p><textEntryInteraction responseIdentifier='A'/> and <textEntryInteraction responseIdentifier='B'/></p>"
    declarations = declared("single", "string", "one", identifier="A") + declared(
        "single", "string", "two", identifier="B"
    )
    both = when(f"<and>{is_correct('A')}{is_correct('B')}</and>", score(4))
    item, reading = read_one(item_xml(body, declarations=declarations, processing=processing(both)))
    assert [part.get("mark") for part in item["parts"]] == [2, 2]
    assert item["mark"] == 4
    assert earned(item, {"1": "one", "2": "x"}) == 0.5
    assert outcomes(reading, "adapted") == [
        ("item x", "each response counts on its own, not only all of them together")
    ]
    declarations += "<responseDeclaration identifier='C' cardinality='single' baseType='string'/>"
    reading = read(item_xml(body, declarations=declarations, processing=processing()), name="x.xml")
    assert [part["answers"] for part in reading.course.items[0]["parts"]] == [
        [{"text": "one"}],
        [{"text": "two"}],
    ]


def test_what_stands_there_before_the_answer_is_a_part_of_the_text():
    body = (
        f"<p>Start <feedbackInline outcomeIdentifier='TOLD' identifier='done' showHide='hide'>here</feedbackInline></p>{CHOICE}"
        "<feedbackBlock outcomeIdentifier='TOLD' identifier='done' showHide='show'><p>Well done.</p></feedbackBlock>"
        "<feedbackBlock outcomeIdentifier='TOLD' identifier='never' showHide='show'><p>Never.</p></feedbackBlock>"
        "<p><endAttemptInteraction responseIdentifier='HINT' title='Show hint'/></p>"
    )
    rules = when(is_correct(), score(1), show("done"))
    item, reading = read_one(
        item_xml(
            body, declarations=declared("single", "identifier", "A") + TOLD, processing=processing(rules)
        )
    )
    assert (item["prompt"], item["choices"][0]["feedback"]) == ("Start here", "Well done.")
    assert outcomes(reading, "dropped") == [
        ("feedback never", "no answer of this item type brings it up"),
        ("button Show hint", "an attempt is ended by the page, and hints are given by the item"),
    ]


def modal(name, text, outcome="TOLD"):
    return f"<modalFeedback outcomeIdentifier='{outcome}' identifier='{name}' showHide='show'><p>{text}</p></modalFeedback>"


def test_feedback_to_right_and_wrong_orders_is_the_items():
    body = CHOICE.replace("choiceI", "orderI")
    rules = when(
        is_correct(),
        score(1),
        show("right"),
        otherwise=when(
            "<isNull><variable identifier='RESPONSE'/></isNull>", show("nothing"), otherwise=show("wrong")
        ),
    )
    told = modal("right", "Yes.") + modal("wrong", "No.") + modal("x", "Always.", "GENERAL")
    general = "<outcomeDeclaration identifier='GENERAL' cardinality='single' baseType='identifier'><defaultValue><value>x</value></defaultValue></outcomeDeclaration>"
    item, _ = read_one(
        item_xml(
            body,
            declarations=declared("ordered", "identifier", "B", "A", "C") + TOLD + general,
            processing=processing(rules),
            feedback=told,
        )
    )
    assert (item["feedback_correct"], item["feedback_incorrect"], item["feedback"]) == (
        "Yes.",
        "No.",
        "Always.",
    )


def test_what_is_said_to_everything_but_the_right_answer_is_not_said_to_it():
    """A response that is missing brings up the feedback to wrong ones, too: that does not make it general."""
    rules = when(is_correct(), score(1), show("right"), otherwise=show("wrong"))
    told = modal("right", "Yes.") + modal("wrong", "No.")
    for body, right in ((CHOICE, ["A"]), (CHOICE.replace("choiceI", "orderI"), ["B", "A", "C"])):
        cardinality = "single" if len(right) == 1 else "ordered"
        item, reading = read_one(
            item_xml(
                body,
                declarations=declared(cardinality, "identifier", *right) + TOLD,
                processing=processing(rules),
                feedback=told,
            )
        )
        assert "feedback" not in item
        if cardinality == "single":
            said = [(row.get("correct", False), row["feedback"]) for row in item["choices"]]
            assert sorted(said) == [(False, "No."), (False, "No."), (True, "Yes.")]
        else:
            assert (item["feedback_correct"], item["feedback_incorrect"]) == ("Yes.", "No.")
        assert not [one for one in reading.ledger if one.element.startswith("feedback")]


def test_places_in_a_picture_that_have_names_are_a_list():
    places = "".join(
        f"<hotspotChoice identifier='{x}' hotspotLabel='Place *{x}*' shape='circle' coords='1,1,1'/>"
        for x in "AB"
    )
    picture = "<object data='k.png' type='image/png'>A map</object>"
    body = f"<hotspotInteraction responseIdentifier='RESPONSE' maxChoices='1'><prompt>Where?</prompt>{picture}{places}</hotspotInteraction>"
    data = item_xml(
        body, declarations=declared("single", "identifier", "B"), processing=template("match_correct")
    )
    reading = read({"x.xml": data, "k.png": PIXEL})
    [item] = reading.course.items
    assert item["prompt"].startswith("Where?\n\n![")
    assert item["choices"] == [{"text": "Place \\*A\\*"}, {"text": "Place \\*B\\*", "correct": True}]
    assert outcomes(reading, "adapted")[0][1] == "the places in the picture are a list of their names"
    order = item_xml(
        body.replace("hotspotI", "graphicOrderI"),
        declarations=declared("ordered", "identifier", "B", "A"),
        processing=template("match_correct"),
    )
    [item] = read({"x.xml": order, "k.png": PIXEL}).course.items
    assert item["entries"] == ["Place \\*B\\*", "Place \\*A\\*"]


def test_a_limit_of_choices_becomes_the_price_of_a_wrong_one():
    body = CHOICE.replace("shuffle", "maxChoices='2' shuffle")
    mapping = "<mapping defaultValue='0'><mapEntry mapKey='A' mappedValue='1'/><mapEntry mapKey='B' mappedValue='1'/></mapping>"
    item, reading = read_one(
        item_xml(
            body,
            declarations=declared("multiple", "identifier", "A", "B", mapping=mapping),
            processing=template("map_response"),
        )
    )
    assert [row["weight"] for row in item["choices"]] == [0.5, 0.5, -0.5]
    assert (earned(item, ["c1", "c2"]), earned(item, ["c1", "c2", "c3"]), earned(item, ["c1", "c3"])) == (
        1,
        0.5,
        0,
    )
    assert outcomes(reading, "adapted") == [
        ("item x", "any number of choices may be ticked, not 2 at most: a wrong one costs a right one")
    ]


def test_odd_ways_of_counting_choices_are_told():
    mapping = "<mapping><mapEntry mapKey='A' mappedValue='1'/><mapEntry mapKey='B' mappedValue='1'/><mapEntry mapKey='C' mappedValue='-5'/></mapping>"
    item, reading = read_one(
        item_xml(
            CHOICE,
            declarations=declared("multiple", "identifier", "A", "B", mapping=mapping),
            processing=template("map_response"),
        )
    )
    assert [row["weight"] for row in item["choices"]] == [0.5, 0.5, -1]
    assert outcomes(reading, "adapted")[0][1] == "a wrong choice takes at most the whole mark"
    strange = processing(
        when(is_correct(), score(3)),
        when(
            "<member><baseValue baseType='identifier'>A</baseValue><variable identifier='RESPONSE'/></member>",
            "<setOutcomeValue identifier='SCORE'><sum><variable identifier='SCORE'/><baseValue baseType='float'>1</baseValue></sum></setOutcomeValue>",
        ),
    )
    item, reading = read_one(
        item_xml(CHOICE, declarations=declared("multiple", "identifier", "A", "B"), processing=strange)
    )
    assert (item["policy"], item["mark"]) == ("all_or_nothing", 4)
    assert (
        outcomes(reading, "adapted")[0][1]
        == "its own way of counting partly right answers became all or nothing"
    )


def test_sorting_into_the_first_set_changes_sides():
    sorting = MATCH.replace(
        "</simpleMatchSet><simpleMatchSet>",
        "<simpleAssociableChoice identifier='c'>C</simpleAssociableChoice></simpleMatchSet><simpleMatchSet>",
    )
    item, reading = read_one(
        item_xml(
            sorting,
            declarations=declared("multiple", "directedPair", "a x", "a y", "b z"),
            processing=template("match_correct"),
        )
    )
    assert item["pairs"] == [
        {"left": "X", "right": "A"},
        {"left": "Y", "right": "A"},
        {"left": "Z", "right": "B"},
    ]
    assert item["distractors"] == ["C"]
    assert "the two sets have changed sides" in outcomes(reading, "adapted")[0][1]


def test_pairs_and_gaps_of_unequal_worth_count_the_same():
    mapping = (
        "<mapping><mapEntry mapKey='a x' mappedValue='2'/><mapEntry mapKey='b y' mappedValue='1'/></mapping>"
    )
    item, reading = read_one(
        item_xml(
            MATCH,
            declarations=declared("multiple", "directedPair", "a x", "b y", mapping=mapping),
            processing=template("map_response"),
        )
    )
    assert item["mark"] == 3
    assert outcomes(reading, "adapted") == [("item x", "every pair counts the same")]


NUMBER = "<p>n = <textEntryInteraction responseIdentifier='RESPONSE'/></p>"


def number_test(test, expected="4", *, more=""):
    rules = when(test, score(1), otherwise=more)
    return item_xml(NUMBER, declarations=declared("single", "float", expected), processing=processing(rules))


def equal(
    attributes,
    first="<variable identifier='RESPONSE'/>",
    second="<correct identifier='RESPONSE'/>",
    name="equal",
):
    return f"<{name} {attributes}>{first}{second}</{name}>"


@pytest.mark.parametrize(
    ("test", "row"),
    [
        (equal("toleranceMode='absolute' tolerance='1 2'"), {"low": "3", "high": "6"}),
        (equal("toleranceMode='relative' tolerance='25 50'", "<correct identifier='RESPONSE'/>", "<variable identifier='RESPONSE'/>"), {"low": "3", "high": "6"}),
        (equal("toleranceMode='relative' tolerance='7'", "<correct identifier='RESPONSE'/>", "<variable identifier='RESPONSE'/>"), {"value": "4", "tolerance": "0.07", "tolerance_type": "relative"}),
        (equal("toleranceMode='exact'"), {"value": "4"}),
        (equal("roundingMode='decimalPlaces' figures='1'", name="equalRounded"), {"low": "3.95", "high": "4.05", "high_open": True}),
        (equal("roundingMode='significantFigures' figures='1'", name="equalRounded"), {"low": "3.5", "high": "4.5", "high_open": True}),
        ("<and><gt><variable identifier='RESPONSE'/><baseValue baseType='float'>3</baseValue></gt></and>", {"low": "3", "low_open": True}),
        ("<and><lte><variable identifier='RESPONSE'/><baseValue baseType='float'>5</baseValue></lte></and>", {"high": "5"}),
    ],
)  # fmt: skip
def test_each_comparison_of_numbers_has_its_row(test, row):
    item, _ = read_one(number_test(test))
    assert item["answers"] == [row]


def test_negative_numbers_round_the_other_way():
    item, _ = read_one(
        number_test(equal("roundingMode='decimalPlaces' figures='0'", name="equalRounded"), "-4")
    )
    assert item["answers"] == [{"low": "-4.5", "high": "-3.5", "low_open": True}]


@pytest.mark.parametrize(
    ("test", "expected"),
    [
        (equal("roundingMode='decimalPlaces'", name="equalRounded"), [[{"value": "4"}]]),
        ("<and><gt><variable identifier='RESPONSE'/></gt></and>", []),
        ("<and><gt><variable identifier='RESPONSE'/><baseValue baseType='string'>x</baseValue></gt></and>", []),
        (equal("", "<variable identifier='RESPONSE'/>", "<variable identifier='RESPONSE'/>"), [[{"value": "4"}, {"value": "*", "weight": 1}]]),
    ],
)  # fmt: skip
def test_comparisons_that_say_no_number_leave_the_correct_one(test, expected):
    reading = read(number_test(test), name="x.xml")
    found = [item["answers"] for item in reading.course.items]
    assert found == expected


def test_a_number_that_others_cover_is_told_and_any_other_number_too():
    rules = (
        f"<responseProcessing><responseCondition><responseIf>{equal('toleranceMode="absolute" tolerance="2"')}{score(2)}{show('near')}</responseIf>"
        f"<responseElseIf>{equal('')}{score(9)}</responseElseIf>"
        f"<responseElseIf><equal><variable identifier='RESPONSE'/><baseValue baseType='float'>10</baseValue></equal>{show('ten')}</responseElseIf>"
        f"<responseElseIf><not><isNull><variable identifier='RESPONSE'/></isNull></not>{score(1)}{show('far')}</responseElseIf></responseCondition></responseProcessing>"
    )
    told = modal("near", "Near.") + modal("far", "Far.") + modal("ten", "Not ten.")
    item, reading = read_one(
        item_xml(
            NUMBER, declarations=declared("single", "float", "4") + TOLD, processing=rules, feedback=told
        )
    )
    assert item["answers"] == [
        {"value": "4", "tolerance": "2", "feedback": "Near."},
        {"value": "10", "weight": 0, "feedback": "Not ten."},
        {"value": "*", "weight": 0.5, "feedback": "Far."},
    ]
    assert outcomes(reading, "adapted") == [
        ("item x", "an accepted number that others take every response from is left out")
    ]


def test_words_that_differ_in_case_alone_are_one():
    mapping = "<mapping><mapEntry mapKey='Madrid' mappedValue='2' caseSensitive='false'/><mapEntry mapKey='madrid' mappedValue='2' caseSensitive='false'/></mapping>"
    body = "<p><textEntryInteraction responseIdentifier='RESPONSE'/></p>"
    item, _ = read_one(
        item_xml(
            body,
            declarations=declared("single", "string", "Madrid", "madrid", mapping=mapping),
            processing=processing(
                "<responseCondition><responseIf>" + is_correct() + "</responseIf></responseCondition>"
            ),
        )
    )
    assert (item["answers"], item.get("case_sensitive"), item["mark"]) == ([{"text": "Madrid"}], None, 2)


def test_an_empty_processing_compares_with_the_correct_answer():
    item, _ = read_one(
        item_xml(
            CHOICE,
            declarations=declared("single", "identifier", "B"),
            processing=processing(when(is_correct())),
        )
    )
    assert [choice.get("correct", False) for choice in item["choices"]] == [False, True, False]


def test_sliders_and_essays_keep_what_they_know():
    slider = "<sliderInteraction responseIdentifier='RESPONSE' lowerBound='0' upperBound='10'><prompt>How much?</prompt></sliderInteraction>"
    item, reading = read_one(
        item_xml(
            slider, declarations=declared("single", "integer", "7"), processing=template("match_correct")
        )
    )
    assert (item["type"], item["answers"]) == ("numerical", [{"value": "7"}])
    assert outcomes(reading, "adapted") == [("item x", "the slider is a number to type")]
    essay = "<extendedTextInteraction responseIdentifier='RESPONSE'><prompt>Why?</prompt></extendedTextInteraction>"
    item, _ = read_one(item_xml(essay, declarations=declared("single", "string", "Because it is so.")))
    assert item["assessor_notes"] == "> Because it is so."


def test_truths_and_idle_numbers():
    truth = "<outcomeDeclaration identifier='FIRST' cardinality='single' baseType='boolean'><defaultValue><value>true</value></defaultValue></outcomeDeclaration>"
    rules = processing(when("<and><variable identifier='FIRST'/>" + is_correct() + "</and>", score(1)))
    item, _ = read_one(
        item_xml(CHOICE, declarations=declared("single", "identifier", "A") + truth, processing=rules)
    )
    assert item["choices"][0]["correct"]
    idle = processing(
        "<responseCondition><responseIf>"
        + equal("")
        + score(1)
        + "</responseIf><responseElseIf><equal><variable identifier='RESPONSE'/><baseValue baseType='float'>9</baseValue></equal>"
        + score(0)
        + "</responseElseIf></responseCondition>"
    )
    item, _ = read_one(
        item_xml(
            NUMBER,
            declarations=declared("single", "float", "4")
            + declared("single", "float", "4", identifier="OTHER"),
            processing=idle,
        )
    )
    assert item["answers"] == [{"value": "4"}]


def test_every_number_may_be_accepted_by_a_row():
    anything = "<and><gte><variable identifier='RESPONSE'/><baseValue baseType='float'>-999999999999</baseValue></gte><lte><variable identifier='RESPONSE'/><baseValue baseType='float'>999999999999</baseValue></lte></and>"
    item, _ = read_one(number_test(anything))
    assert item["answers"] == [{"low": "-999999999999", "high": "999999999999"}]


def test_an_all_or_nothing_choice_without_parts_needs_no_note():
    item, reading = read_one(
        item_xml(
            CHOICE,
            declarations=declared("multiple", "identifier", "A", "B"),
            processing=template("match_correct"),
        )
    )
    assert (item["policy"], outcomes(reading, "adapted")) == ("all_or_nothing", [])


def test_an_essay_of_two_and_processing_that_ends_early():
    two = "<extendedTextInteraction responseIdentifier='A'><prompt>One?</prompt></extendedTextInteraction><p>x</p><uploadInteraction responseIdentifier='B'/>"
    reading = read(item_xml(two, declarations=declared("single", "string", identifier="A")), name="x.xml")
    assert [(item["type"], item["prompt"]) for item in reading.course.items] == [
        ("essay", "One?"),
        ("file", "x"),
    ]
    early = processing(when(is_correct(), score(1), "<exitResponse/>"), score(0))
    item, _ = read_one(item_xml(CHOICE, declarations=declared("single", "identifier", "A"), processing=early))
    assert item["choices"][0]["correct"]
    odd = processing(when(is_correct(), score(1)), "<odd/>")
    reading = read(
        item_xml(CHOICE, declarations=declared("single", "identifier", "A"), processing=odd), name="x.xml"
    )
    assert ("item X", "its processing uses <odd>") in outcomes(reading, "dropped")


def test_an_item_that_is_not_gradable_leaves_no_key():
    same = CHOICE.replace(">B<", ">A<")
    reading = read(
        item_xml(
            same, declarations=declared("single", "identifier", "A"), processing=template("match_correct")
        ),
        name="x.xml",
    )
    assert reading.course.items == ()
    assert outcomes(reading, "dropped")[0][1].startswith("does not make a gradable item: ")


def test_tables_of_scores_are_looked_up():
    steps = (
        "<outcomeDeclaration identifier='SCORE' cardinality='single' baseType='float'><interpolationTable defaultValue='0'>"
        "<interpolationTableEntry sourceValue='1' targetValue='1'/><interpolationTableEntry sourceValue='2' includeBoundary='false' targetValue='5'/></interpolationTable></outcomeDeclaration>"
    )
    values = {"A": "2.5", "B": "2", "C": "0.5"}
    raw = "".join(
        when(f"<match><variable identifier='RESPONSE'/><baseValue baseType='identifier'>{name}</baseValue></match>", f"<setOutcomeValue identifier='RAW'><baseValue baseType='float'>{value}</baseValue></setOutcomeValue>")
        for name, value in values.items()
    )  # fmt: skip
    look = "<lookupOutcomeValue identifier='SCORE'><variable identifier='RAW'/></lookupOutcomeValue>"
    data = item_xml(
        CHOICE, declarations=declared("single", "identifier", "A") + steps, processing=processing(raw, look)
    )
    item, _ = read_one(
        data.replace(b"<outcomeDeclaration identifier='SCORE' cardinality='single' baseType='float'/>", b"")
    )
    assert [row["weight"] for row in item["choices"]] == [1, 0.2, 0]
    exact = (
        steps.replace("interpolationTable", "matchTable")
        .replace(" defaultValue='0'", "")
        .replace("'1' targetValue='1'", "'2.5' targetValue='1'")
    )
    data = item_xml(
        CHOICE, declarations=declared("single", "identifier", "A") + exact, processing=processing(raw, look)
    )
    item, _ = read_one(
        data.replace(b"<outcomeDeclaration identifier='SCORE' cardinality='single' baseType='float'/>", b"")
    )
    assert [choice.get("correct", False) for choice in item["choices"]] == [True, False, False]
    words = "<outcomeDeclaration identifier='GRADE' cardinality='single' baseType='identifier'><matchTable defaultValue='low'><matchTableEntry sourceValue='1' targetValue='high'/></matchTable></outcomeDeclaration>"
    grade_of = "<lookupOutcomeValue identifier='GRADE'><null/></lookupOutcomeValue>"
    item, _ = read_one(
        item_xml(
            CHOICE,
            declarations=declared("single", "identifier", "A") + words,
            processing=processing(when(is_correct(), score(1)), grade_of),
            feedback=modal("low", "Low.", "GRADE"),
        )
    )
    assert item["feedback"] == "Low."


def test_the_patience_with_all_items_together_ends():
    root = parse_xml(
        item_xml(
            CHOICE,
            declarations=declared("single", "identifier", "A"),
            processing=processing(when(is_correct(), score(1))),
        ),
        "x.xml",
    )
    reader = ItemReader(root, lambda href, _: href, lambda *_: None, budget=Budget(5))
    with pytest.raises(UnfitError, match="the processing of all items together takes too long to be tried"):
        reader.read()
    with pytest.raises(UnsupportedError):
        Budget(0).spend()


def test_declarations_of_truths_and_of_tables_are_typed():
    root = parse_xml(
        item_xml(
            "<p/>",
            declarations="<responseDeclaration identifier='B' cardinality='single' baseType='boolean'/>",
        ),
        "x.xml",
    )
    assert response_declarations(root)["B"].numeric is False


def test_a_hottext_that_is_wrong_twice_is_unfit():
    reading = read(
        item_xml(MATCH.replace("matchI", "associateI"), declarations=declared("multiple", "pair", "a b")),
        name="x.xml",
    )
    assert ("item X", "its pairs share entries or name what is not there") in outcomes(reading, "dropped")


@pytest.mark.parametrize(
    ("body", "declarations", "reason"),
    [
        ("<gapMatchInteraction responseIdentifier='RESPONSE'><gapImg identifier='p'/><p><gap identifier='G'/></p></gapMatchInteraction>", declared("multiple", "directedPair", "p G"), "its gaps are filled with pictures"),
        ("<gapMatchInteraction responseIdentifier='RESPONSE'><gapText identifier='a'>a</gapText><p><gap identifier='G'/></p></gapMatchInteraction>", declared("multiple", "directedPair", "a G", "a G"), "its correct response names what is not there, or fills a gap twice"),
        ("<gapMatchInteraction responseIdentifier='RESPONSE'><gapText identifier='a'>a</gapText><p><gap identifier='G'/><gap identifier='H'/></p></gapMatchInteraction>", declared("multiple", "directedPair", "a G"), "nothing fills the gap “H”"),
        ("<matchInteraction responseIdentifier='RESPONSE'><simpleMatchSet/></matchInteraction>", declared("multiple", "directedPair", "a G"), "it has not two sets to match"),
        (CHOICE, declared("multiple", "identifier"), "its correct response earns nothing"),
    ],
)  # fmt: skip
def test_what_fits_no_item_type_says_why(body, declarations, reason):
    reading = read(
        item_xml(body, declarations=declarations, processing=template("match_correct")), name="x.xml"
    )
    assert ("item X", reason) in outcomes(reading, "dropped")


def test_gaps_of_unequal_worth_and_rubrics_for_others():
    body = (
        "<gapMatchInteraction responseIdentifier='RESPONSE'><gapText identifier='a' matchMax='2'>a</gapText><gapText identifier='b'>b</gapText>"
        "<p><gap identifier='G'/> <gap identifier='H'/></p></gapMatchInteraction><rubricBlock view='candidate'><p>Note.</p></rubricBlock><rubricBlock view='author'><p>x</p></rubricBlock>"
    )
    mapping = (
        "<mapping><mapEntry mapKey='a G' mappedValue='1'/><mapEntry mapKey='b H' mappedValue='2'/></mapping>"
    )
    item, reading = read_one(
        item_xml(
            body,
            declarations=declared("multiple", "directedPair", "a G", "b H", mapping=mapping),
            processing=template("map_response"),
        )
    )
    assert (item["type"], item["prompt"], item["text"]) == ("gap_select", "Note.", "[[1]] [[2]]")
    assert outcomes(reading, "adapted")[0][1] == "every gap counts the same"
    assert outcomes(reading, "dropped") == [("rubric for author", "learners do not see it")]
