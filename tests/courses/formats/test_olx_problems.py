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


def test_hints_of_the_old_kind_are_told():
    _, told = only(
        '<stringresponse answer="a"><hintgroup><hintpart on="x">H</hintpart></hintgroup></stringresponse>'
    )
    assert told == ["hints of the old kind are left out"]


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
    assert ("tries of single problems (2)", "tries are counted for the whole assessment") in [
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
