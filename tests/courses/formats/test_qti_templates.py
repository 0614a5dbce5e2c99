"""Templated items of QTI: one realisation, the same each time."""

import pytest

from courses.formats import read

from .samples import INPUTS
from .test_qti import declared, item_xml, outcomes, template

NOTE = "it is made anew each time from a template: one set of values is asked"


def declare(name, kind="integer", *, default="", more=""):
    value = f"<defaultValue><value>{default}</value></defaultValue>" if default else ""
    return f"<templateDeclaration identifier='{name}' cardinality='single' baseType='{kind}' {more}>{value}</templateDeclaration>"


def put(name, expression):
    return f"<setTemplateValue identifier='{name}'>{expression}</setTemplateValue>"


def value(text, kind="integer"):
    return f"<baseValue baseType='{kind}'>{text}</baseValue>"


def variable(name):
    return f"<variable identifier='{name}'/>"


ENTRY = "<p><textEntryInteraction responseIdentifier='RESPONSE'/></p>"


def made(body, *rules, declarations="", response=None, processing=None):
    response = (
        response or "<responseDeclaration identifier='RESPONSE' cardinality='single' baseType='float'/>"
    )
    whole = f"<templateProcessing>{''.join(rules)}</templateProcessing>" if rules else ""
    data = item_xml(
        body, declarations=response + declarations + whole, processing=processing or template("match_correct")
    )
    reading = read(data, name="x.xml")
    return (reading.course.items[0] if reading.course.items else None), reading


def test_a_templated_item_is_realised_once_and_the_same_each_time():
    data = (INPUTS / "qti/templated.xml").read_bytes()
    reading = read(data, name="templated.xml")
    assert reading.course.items == (
        {
            "key": "painting-a-fence", "type": "numerical",
            "prompt": "If 3 women need 40 minutes at a rate of 1.50, how long do 6 need? Nobody rests.\n\nMinutes: _____",
            "answers": [{"value": "20"}],
        },
    )  # fmt: skip
    assert outcomes(reading, "adapted") == [("item painting-a-fence", NOTE)]
    assert read(data, name="templated.xml").course == reading.course


def test_defaults_stand_where_nothing_is_set():
    item, _ = made("<p><printedVariable identifier='A'/> and <printedVariable identifier='T'/></p>" + ENTRY,
                   declarations=declare("A", default="7") + declare("T", "boolean", default="true"),
                   response=declared("single", "float", "4"))  # fmt: skip
    assert (item["prompt"], item["answers"]) == ("7 and true", [{"value": "4"}])


def test_formulas_and_choices_follow_the_template():
    body = (
        "<p>Look: <math><mi>A</mi><mo>+</mo><mi>b</mi></math></p>"
        "<choiceInteraction responseIdentifier='RESPONSE' maxChoices='1'>"
        "<simpleChoice identifier='ODD' templateIdentifier='KIND' showHide='hide'>odd</simpleChoice> <simpleChoice identifier='EVEN'>even</simpleChoice>"
        "<simpleChoice identifier='BOTH' templateIdentifier='KIND' showHide='hide'>both</simpleChoice><simpleChoice identifier='NONE'>none</simpleChoice></choiceInteraction>"
        "<templateBlock templateIdentifier='KIND' identifier='BOTH' showHide='show'><p>seen</p></templateBlock>"
    )
    rules = (
        put("A", "<sum>" + value(40) + value(2) + "</sum>"), put("KIND", value("BOTH", "identifier")),
        "<setCorrectResponse identifier='RESPONSE'>" + value("EVEN", "identifier") + "</setCorrectResponse>",
        "<exitTemplate/>", put("A", value(0)),
    )  # fmt: skip
    item, _ = made(
        body, *rules, declarations=declare("A", more="mathVariable='true'") + declare("KIND", "identifier"),
        response="<responseDeclaration identifier='RESPONSE' cardinality='single' baseType='identifier'><correctResponse><value>NONE</value></correctResponse></responseDeclaration>",
    )  # fmt: skip
    assert item["prompt"].replace(" ", "").startswith("Look:\\(42+b\\)")
    assert item["prompt"].endswith("seen")
    assert item["choices"] == [{"text": "odd"}, {"text": "even", "correct": True}, {"text": "none"}]


def test_a_first_choice_may_fall_out_and_leaves_its_text_behind():
    body = (
        "<choiceInteraction responseIdentifier='RESPONSE'><prompt>Which?</prompt><simpleChoice identifier='A'>a</simpleChoice>"
        "<simpleChoice identifier='B'>b</simpleChoice></choiceInteraction><p><templateInline templateIdentifier='K' identifier='x' showHide='show'>gone</templateInline> left</p>"
    )
    item, _ = made(body, put("K", value("y", "identifier")), declarations=declare("K", "identifier"), response=declared("single", "identifier", "A"))  # fmt: skip
    assert item["prompt"] == "Which?\n\nleft"


def test_constraints_are_tried_until_they_hold():
    rules = (
        put("A", "<randomInteger min='1' max='9'/>"),
        f"<templateConstraint><equal>{variable('A')}{value(2)}</equal></templateConstraint>",
        f"<setCorrectResponse identifier='RESPONSE'>{variable('A')}</setCorrectResponse>",
    )
    item, _ = made(ENTRY, *rules, declarations=declare("A"))
    assert item["answers"] == [{"value": "2"}]
    _, reading = made(ENTRY, rules[0], rules[1].replace(value(2), value(99)), declarations=declare("A"))
    assert ("item X", "its template asks for values that are not found") in outcomes(reading, "dropped")


def test_conditions_have_else_branches_and_may_do_nothing():
    never = f"<templateIf><isNull>{value(1)}</isNull>{put('A', value(1))}</templateIf>"
    rules = (
        f"<templateCondition>{never}<templateElseIf/><templateElse>{put('A', value(5))}</templateElse></templateCondition>",
        f"<templateCondition>{never}</templateCondition>",
        f"<setCorrectResponse identifier='RESPONSE'>{variable('A')}</setCorrectResponse>",
    )
    item, _ = made(ENTRY, *rules, declarations=declare("A"))
    assert item["answers"] == [{"value": "5"}]


@pytest.mark.parametrize(
    ("expression", "printed", "shown"),
    [
        ("<ordered>" + value("2.5", "float") + value("3", "float") + "</ordered>", "identifier='V'", "2.5;3"),
        ("<ordered>" + value("2.5", "float") + value("3", "float") + "</ordered>", "identifier='V' index='2'", "3"),
        ("<ordered>" + value("2.5", "float") + value("3", "float") + "</ordered>", "identifier='V' delimiter=', ' format='%.2f'", "2.50, 3.00"),
        ("<mathOperator name='exp'>" + value(1) + "</mathOperator>", "identifier='V' format='%s'", "2.71828182846"),
        (value("1", "float"), "identifier='GONE'", ""),
        ("<randomFloat min='0' max='1'/>", "identifier='V'", "0.5"),
        ("<random><null/></random>", "identifier='V'", ""),
    ],
)  # fmt: skip
def test_variables_are_printed_as_the_item_says(expression, printed, shown):
    item, _ = made(f"<p>[<printedVariable {printed}/>]</p>{ENTRY}", put("V", expression),
                   declarations=declare("V", "float"), response=declared("single", "float", "4"))  # fmt: skip
    assert item["prompt"] == f"\\[{shown}\\]"


def test_a_template_that_makes_endless_lists_is_dropped():
    rule = put("A", "<repeat numberRepeats='100000'>" + value(1) + "</repeat>")
    _, reading = made(ENTRY, rule, declarations=declare("A"))
    assert ("item X", "its processing makes a very long list") in outcomes(reading, "dropped")


def test_text_entries_with_templates_score_by_their_variables():
    processing = (
        f"<responseProcessing><responseCondition><responseIf><equalRounded figures='N' roundingMode='decimalPlaces'>{variable('RESPONSE')}<correct identifier='RESPONSE'/></equalRounded>"
        f"<setOutcomeValue identifier='SCORE'>{value('2', 'float')}</setOutcomeValue></responseIf></responseCondition></responseProcessing>"
    )
    item, _ = made(ENTRY, put("N", value(2)), f"<setCorrectResponse identifier='RESPONSE'>{value('0.123', 'float')}</setCorrectResponse>",
                   declarations=declare("N"), processing=processing)  # fmt: skip
    assert (item["answers"], item["mark"]) == ([{"value": "0.123"}], 2)
