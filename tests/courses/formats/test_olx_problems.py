"""Problems of OLX: partial credit, hints, several responses, responses inside sentences, sums as numbers."""

import pytest

from courses.formats import read
from courses.formats.olx.arithmetic import calculated
from courses.grading import grade, parse_item


def problems(source, *, attributes=""):
    course = f'<course display_name="C"><chapter><sequential display_name="S"><vertical><problem display_name="P" {attributes}>{source}</problem></vertical></sequential></chapter></course>'
    return read({"course.xml": course.encode()})


def only(source, *, attributes=""):
    reading = problems(source, attributes=attributes)
    assert len(reading.course.items) == 1, list(reading.ledger)
    return reading.course.items[0], reasons(reading, "adapted")


def reasons(reading, outcome):
    """What is said of items and problems."""
    return [
        entry.reason
        for entry in reading.ledger.with_outcome(outcome)
        if entry.element.startswith(("item ", "problem "))
    ]


def scored(item, response):
    return float(grade(parse_item(item), response).fraction)


def choices(*rows):
    return "<choicegroup>" + "".join(rows) + "</choicegroup>"


YES, NO = '<choice correct="true">A</choice>', '<choice correct="false">B</choice>'


def test_a_partly_right_choice_earns_nothing_unless_the_response_says_so():
    some = '<choice correct="partial" point_value="0.25">B</choice>'
    item, _ = only(f"<multiplechoiceresponse>{choices(YES, some)}</multiplechoiceresponse>")
    assert scored(item, "c2") == 0
    item, _ = only(
        f'<multiplechoiceresponse partial_credit="points">{choices(YES, some)}</multiplechoiceresponse>'
    )
    assert scored(item, "c2") == 0.25
    half = '<choice correct="partial">B</choice>'
    item, _ = only(
        f'<multiplechoiceresponse partial_credit="points">{choices(YES, half)}</multiplechoiceresponse>'
    )
    assert scored(item, "c2") == 0.5


def test_two_right_choices_are_both_right():
    item, _ = only(
        f"<multiplechoiceresponse>{choices(YES, YES.replace('A', 'C'), NO)}</multiplechoiceresponse>"
    )
    assert [scored(item, name) for name in ("c1", "c2", "c3")] == [1, 1, 0]


def test_how_choices_are_shown_is_told_where_it_changes():
    group = choices(YES.replace("<choice", '<choice fixed="true"'), NO).replace(
        "<choicegroup", '<choicegroup shuffle="true" answer-pool="2"'
    )
    item, told = only(f"<multiplechoiceresponse>{group}</multiplechoiceresponse>")
    assert "shuffle" not in item
    assert told == [
        "every choice is shown, not some of them drawn at random; no choice keeps its place when they are shuffled"
    ]


def test_explanations_of_single_choices_are_their_feedback():
    item, _ = only(
        '<multiplechoiceresponse targeted-feedback=""><choicegroup><choice correct="true" explanation-id="right">A</choice>'
        '<choice correct="false" explanation-id="none">B</choice></choicegroup></multiplechoiceresponse>'
        '<targetedfeedbackset><targetedfeedback explanation-id="right"><p>Because.</p></targetedfeedback></targetedfeedbackset>'
        "<solutionset><solution><p>So.</p></solution></solutionset>"
    )
    assert item["choices"] == [{"text": "A", "correct": True, "feedback": "Because."}, {"text": "B"}]
    assert (item["prompt"], item["feedback"]) == ("P", "So.")


def test_feedback_that_has_no_place_is_told():
    item, told = only(
        '<choiceresponse partial_credit="halves"><label>Which?</label><checkboxgroup>'
        '<choice correct="true">A<choicehint selected="true">Yes</choicehint><choicehint selected="false">Look</choicehint></choice>'
        '<choice correct="false">B</choice><compoundhint value="A B">Both?</compoundhint></checkboxgroup></choiceresponse>'
    )
    assert (item["policy"], item["choices"][0]) == (
        "halves",
        {"text": "A", "correct": True, "feedback": "Yes"},
    )
    assert told == [
        "feedback to a choice that was left blank is left out; feedback to combinations of choices is left out"
    ]


def test_a_number_near_the_right_one_or_in_a_list_earns_half():
    item, _ = only(
        '<numericalresponse answer="100" partial_credit="close,list"><label>Q</label>'
        '<responseparam type="tolerance" default="2%"/><responseparam partial_range="3" partial_answers="50, 25"/></numericalresponse>'
    )
    assert [scored(item, text) for text in ("101", "105", "107", "50", "25.1", "30")] == [
        1,
        0.5,
        0,
        0.5,
        0.5,
        0,
    ]


def test_more_answers_have_hints_of_their_own():
    item, _ = only(
        '<stringresponse answer="Doc_or_Doctor" type="ci"><label>Q</label>'
        '<additional_answer answer="Sleepy"><correcthint>Zzz</correcthint></additional_answer>'
        "<additional_answer>Happy</additional_answer><additional_answer answer=''/></stringresponse>"
    )
    assert item["answers"] == [
        {"text": "Doc"}, {"text": "Doctor"}, {"text": "Sleepy", "feedback": "Zzz"}, {"text": "Happy"},
    ]  # fmt: skip
    item, _ = only(
        '<numericalresponse answer="2"><additional_answer answer="3"><correcthint>Also</correcthint></additional_answer></numericalresponse>'
    )
    assert item["answers"] == [{"value": "2"}, {"value": "3", "feedback": "Also"}]


def test_a_wrong_word_of_a_pattern_is_no_pattern():
    item, _ = only(
        '<stringresponse answer="..bble" type="ci regexp"><label>Q</label><stringequalhint answer="a.b">No dots.</stringequalhint></stringresponse>'
    )
    assert item["answers"][1] == {"text": "a\\.b", "weight": 0, "feedback": "No dots."}
    assert (scored(item, "Bubble"), scored(item, "axb")) == (1, 0)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("3*10^8", "300000000"), ("1/3", "0.333333333333"), ("-(2+3)", "-5"), ("+2", "+2"), ("+(2)", "2"),
        ("2*pi", "6.28318530718"), ("1e3", "1e3"), ("0", "0"), ("x", None), ("2**", None), ("1/0", None),
        ("9^9^9^9", None), ("'a'", None), ("True", None), ("(-8)^(1/3)", None), ("1;2", None), ("1" * 300 + "+1", None),
        ("~1", None), ("2%3", None), ("(" * 150 + "1" + ")" * 150, None), ("inf", None),
    ],
)  # fmt: skip
def test_sums_are_worked_out_and_nothing_else(text, value):
    assert calculated(text) == value


def test_a_sum_as_an_answer_is_told_with_its_value():
    item, told = only(
        '<numericalresponse answer="3*10^8"><responseparam type="tolerance" default="10^6"/></numericalresponse>'
    )
    assert item["answers"] == [{"value": "300000000", "tolerance": "1000000"}]
    assert told == ["3*10^8 is worked out: 300000000"]
    reading = problems(
        '<p>t</p><numericalresponse answer="3"><responseparam type="tolerance" default="$tol"/></numericalresponse><stringresponse answer="x"/>'
    )
    assert reasons(reading, "dropped") == ["its tolerance “$tol” is a formula, not a number"]
    item, _ = only(
        '<numericalresponse answer="3"><responseparam type="tolerance" default="0%"/></numericalresponse>'
    )
    assert item["answers"] == [{"value": "3"}]


OLD_HINTS = (
    '<hintgroup><stringhint answer="Bonn" name="b"/><stringhint answer="Berlin" name="r"/><stringhint name="e"/>'
    '<hintpart on="b"><p>Until <b>1990</b>.</p></hintpart><hintpart on="r">Right.</hintpart><hintpart on="e"/>'
    '<hintpart on="default"><text>Look east.</text></hintpart></hintgroup>'
)


@pytest.mark.parametrize(
    ("kind", "anything"), [('type="ci"', "*"), ('type="ci regexp"', ".*"), ('type="cs"', "*")]
)
def test_old_hints_are_wrong_answers_with_feedback(kind, anything):
    item, told = only(
        f'<label>Capital?</label><stringresponse answer="Berlin" {kind}>{OLD_HINTS}</stringresponse>'
    )
    assert item["answers"] == [
        {"text": "Berlin"},
        {"text": "Bonn", "weight": 0, "feedback": "Until **1990**."},
        {"text": anything, "weight": 0, "feedback": "Look east."},
    ]
    assert [scored(item, text) for text in ("Berlin", "Bonn", "Rome")] == [1, 0, 0]
    assert told == ["hints that another rule than an answer chooses are left out"]


def test_old_hints_to_numbers_have_their_tolerance_and_other_rules_are_told():
    item, told = only(
        '<numericalresponse answer="4"><hintgroup hintfn="f"><numericalhint answer="2" name="n"><responseparam type="tolerance" default="10%"/></numericalhint>'
        '<numericalhint answer="$x" name="f"/><hintpart on="n">Times two.</hintpart><hintpart on="f">F</hintpart></hintgroup></numericalresponse>'
    )
    assert item["answers"] == [
        {"value": "4"},
        {
            "value": "2",
            "tolerance": "0.1",
            "tolerance_type": "relative",
            "weight": 0,
            "feedback": "Times two.",
        },
    ]
    assert told == ["hints that another rule than an answer chooses are left out"]
    item, told = only(
        '<numericalresponse answer="4"><hintgroup><numericalhint answer="5" name="n"/><hintpart on="n">Less.</hintpart></hintgroup></numericalresponse>'
    )
    assert (item["answers"][1:], told) == ([{"value": "5", "weight": 0, "feedback": "Less."}], [])
    item, told = only(
        f'<multiplechoiceresponse>{choices(YES, NO)}<hintgroup><hintpart on="x">H</hintpart></hintgroup></multiplechoiceresponse>'
    )
    assert "feedback" not in str(item)
    assert told == ["hints that another rule than an answer chooses are left out"]


def test_labels_of_hints_and_units_behind_a_field_are_kept():
    item, _ = only(
        '<optionresponse><label>How hot?</label><optioninput><option correct="False">32 <optionhint label="Burr!">Ice</optionhint></option>'
        '<option correct="True">100 <optionhint label="Yes *"/></option></optioninput></optionresponse>'
    )
    assert [row["feedback"] for row in item["choices"]] == ["**Burr!:** Ice", "Yes \\*"]
    item, _ = only(
        '<numericalresponse answer="0.7"><label>How much?</label><formulaequationinput trailing_text="\\(l\\) a_day"/>'
        '<correcthint label="Right">Milk.</correcthint></numericalresponse>'
    )
    assert (item["prompt"], item["answers"]) == (
        "How much?\n\n\\_\\_\\_\\_\\_ \\(l\\) a_day", [{"value": "0.7", "feedback": "**Right:** Milk."}],
    )  # fmt: skip
    item, _ = only(
        '<p>About <numericalresponse answer="7"><textline trailing_text="km"/></numericalresponse> away</p>'
    )
    assert item["prompt"] == "About \\_\\_\\_\\_\\_ km away"
    one = '<p>{0} <numericalresponse answer="7"><textline trailing_text="km"/></numericalresponse></p>'
    item, _ = only(one.format("Up") + one.format("Down"))
    assert item["text"] == "Up {1} km\n\nDown {2} km"


def test_characters_that_mark_places_are_no_places():
    item, _ = only("<p>\ue0007\ue001 x <numericalresponse answer='1'/> y \ue0000\ue001</p>")
    assert item["prompt"] == "7 x \\_\\_\\_\\_\\_ y 0"
    item, _ = only("<p>\ue0007\ue001 <numericalresponse answer='1'/> y <numericalresponse answer='2'/></p>")
    assert item["text"] == "7 {1} y {2}"


def test_pauses_between_tries_are_told():
    reading = problems("<p>Q</p>", attributes='submission_wait_seconds="10" max_attempts="0"')
    assert [(one.element, one.reason) for one in reading.ledger if "single problems" in one.element] == [
        (
            "seconds between tries of single problems (10)",
            "tries are counted, and wait, for the whole assessment",
        )
    ]


NO_SCRIPT = "its script is left out: no value in it and no answer comes from there"


@pytest.mark.parametrize(
    "script",
    [
        '<script type="text/javascript">show("$hint")</script>',
        '<script type="text/javascript" src="/static/loupe.js"/>',
        '<script type="loncapa/python">import random</script>',
    ],
)
def test_a_script_that_nothing_asks_for_is_left_out(script):
    item, told = only(f'<p>Two and two?</p>{script}<numericalresponse answer="4"/>')
    assert (item["prompt"], item["answers"], told) == ("Two and two?", [{"value": "4"}], [NO_SCRIPT])
    item, told = only(f"<p>It costs $5.</p>{script}")
    assert (item["type"], item["prompt"], told) == ("description", "It costs \\$5.", [NO_SCRIPT])


@pytest.mark.parametrize(
    "asking",
    ["<p>$a</p>", "<p/>x ${a}", '<img src="$a.png"/>', '<span cfn="f"/>', '<span hintfn="f"/>'],
)
def test_a_script_that_makes_a_value_or_grades_drops_the_problem(asking):
    reading = problems(
        f'<script>a = 1</script>{asking}<numericalresponse answer="4"/></problem><problem><p>Q</p>'
    )
    assert reasons(reading, "dropped") == ["a script makes or grades it"]
    assert [item["prompt"] for item in reading.course.items] == ["Q"]


def test_wrappers_of_text_keep_its_paragraphs_and_a_dropped_problem_tells_nothing_of_its_texts():
    item, told = only(
        "<text><h2>T</h2><p>One.</p><p>Two?</p><multiplechoiceresponse>"
        f"{choices(YES, NO)}</multiplechoiceresponse></text>"
    )
    assert (item["prompt"], told) == ("## T\n\nOne.\n\nTwo?", [])
    item, told = only(
        "<p>Pick.</p><optionresponse><p>Sky <optioninput options=\"('up','down')\" correct=\"up\"/></p>"
        "<p>Sea <optioninput options=\"('up','down')\" correct=\"down\"/></p></optionresponse>"
    )
    assert (item["text"], told) == ("Pick.\n\nSky {1}\n\nSea {2}", [])
    one = '<label>{0}?</label><description>Roughly.</description><numericalresponse answer="{0}"/>'
    reading = problems(f"<p>Both:</p>{one.format(1)}{one.format(2)}")
    assert [item["prompt"] for item in reading.course.items] == ["Both:\n\n1?\n\nRoughly.", "2?\n\nRoughly."]
    assert not [one for one in reading.ledger if one.element.startswith("<")]
    reading = problems(
        "<blink>Code</blink><coderesponse><codeparam><grader_payload>secret</grader_payload></codeparam></coderesponse>"
        '</problem><problem display_name="N"><blink>Q</blink> <blink>R</blink>'
    )
    assert [(one.element, one.reason) for one in reading.ledger.with_outcome("dropped")] == [
        ("problem P", "there is no item type for <coderesponse>")
    ]
    assert [one.reason for one in reading.ledger if one.element == "<blink>"] == [
        "is not known; its text is kept"
    ]


def test_responses_share_the_weight_explanation_and_hints_of_their_problem():
    reading = problems(
        f"<p>Read.</p><multiplechoiceresponse><label>One?</label>{choices(YES, NO)}<solution>First.</solution></multiplechoiceresponse>"
        '<p>Then:</p><numericalresponse answer="2"><label>Two?</label></numericalresponse><p>The end.</p>'
        "<solution>All.</solution><demandhint><hint>H1</hint><hint>H2</hint></demandhint>",
        attributes='weight="3" max_attempts="2"',
    )
    first, second = reading.course.items
    assert (first["prompt"], first["feedback"], first["mark"], first["hints"]) == (
        "Read.\n\nOne?", "First.\n\nAll.", 1.5, ["H1", "H2"],
    )  # fmt: skip
    assert (second["prompt"], second["feedback"]) == ("Read.\n\nThen:\n\nTwo?\n\nThe end.", "All.")
    assert ("tries of single problems (2)", "tries are counted, and wait, for the whole assessment") in [
        (entry.element, entry.reason) for entry in reading.ledger
    ]


def test_a_stem_without_labels_belongs_to_the_first_response_only():
    reading = problems('<p>One?</p><numericalresponse answer="1"/><p>Two?</p><numericalresponse answer="2"/>')
    assert [item["prompt"] for item in reading.course.items] == ["One?", "Two?"]


def test_responses_inside_sentences_are_the_gaps_of_one_text():
    item, told = only(
        '<p>The <optionresponse><optioninput><option correct="True">sky</option><option correct="False">sea</option></optioninput></optionresponse>'
        ' is {1} <stringresponse answer="blue" type="ci"><textline inline="1"/></stringresponse>.</p><solution>S</solution>'
    )
    assert item == {
        "key": "p", "type": "cloze", "prompt": "P", "text": "The {1} is \\{1\\} {2}.",
        "parts": [
            {"type": "single_choice", "choices": [{"text": "sky", "correct": True}, {"text": "sea"}], "shuffle": False},
            {"type": "short_text", "answers": [{"text": "blue"}]},
        ],
        "mark": 2, "feedback": "S",
    }  # fmt: skip
    assert told == []
    assert scored(item, {"1": "c1", "2": "Blue"}) == 1


def test_several_lists_of_one_response_are_gaps_each():
    one = "<optioninput options=\"('a','b')\" correct=\"{}\"/>"
    item, _ = only(f"<optionresponse><p>x {one.format('a')} y {one.format('b')}</p></optionresponse>")
    assert item["text"] == "x {1} y {2}"
    assert [
        part["choices"].index({"text": name, "correct": True})
        for part, name in zip(item["parts"], "ab", strict=True)
    ] == [0, 1]


def test_a_single_response_inside_a_sentence_leaves_a_line_to_write_on():
    item, _ = only(
        '<p>Two and two are <numericalresponse answer="4"><textline/></numericalresponse> apples.</p>'
    )
    assert (item["type"], item["prompt"]) == ("numerical", "Two and two are \\_\\_\\_\\_\\_ apples.")


@pytest.mark.parametrize(
    ("second", "reason"),
    [
        ('<choiceresponse><checkboxgroup><choice correct="true">A</choice><choice correct="false">B</choice></checkboxgroup></choiceresponse>', "a text has no place for <choiceresponse>"),
        ("<customresponse/>", "there is no item type for <customresponse>"),
    ],
)  # fmt: skip
def test_a_text_with_a_gap_of_no_type_is_dropped_whole(second, reason):
    gap = '<problem display_name="Q"><numericalresponse answer="1"/></problem>'
    reading = problems(
        f'<p>x <numericalresponse answer="4"/> y {second} z</p></problem>{gap}<problem display_name="R"><p>t</p>'
    )
    assert [item["key"] for item in reading.course.items] == ["q", "r"]
    assert reasons(reading, "dropped") == [reason]


def test_an_empty_script_does_no_harm_and_notes_stay():
    item, _ = only(
        '<script type="loncapa/python"> </script><startouttext/><p>A <clarification>the <b>first</b> one</clarification>?</p>'
        '<clarification/><endouttext/><stringresponse answer="x"/>'
    )
    assert item["prompt"] == "A (the **first** one)?"
