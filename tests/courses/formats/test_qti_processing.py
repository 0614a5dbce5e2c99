"""Response processing of QTI, operator by operator."""

import pytest
from lxml import etree

from courses.formats.qti.declarations import ResponseDeclaration, outcome_defaults, response_declarations
from courses.formats.qti.processing import Processing, UnsupportedError, same

ONE = ResponseDeclaration("R", "single", "identifier", ("A",))
NUMBER = ResponseDeclaration("N", "single", "float", ("4",))
MANY = ResponseDeclaration(
    "M", "multiple", "identifier", ("A", "B"), {"A": 1.0, "B": 1.0}, default=-1.0, lower=0.0, upper=1.5
)
ORDERED = ResponseDeclaration("O", "ordered", "identifier", ("A", "B"))
DECLARED = {one.identifier: one for one in (ONE, NUMBER, MANY, ORDERED)}
TRUTH = ResponseDeclaration("T", "single", "boolean", ("true",))
PAIR = ResponseDeclaration("P", "multiple", "pair", ("A B",))
DECLARED |= {one.identifier: one for one in (TRUTH, PAIR)}
R, N, M, O, P = (f"<variable identifier='{name}'/>" for name in "RNMOP")  # noqa: E741


def number(value):
    return f"<baseValue baseType='float'>{value}</baseValue>"


def word(value):
    return f"<baseValue baseType='string'>{value}</baseValue>"


def run(rules, **responses):
    element = etree.fromstring(f"<responseProcessing>{rules}</responseProcessing>")
    return Processing(element, DECLARED, {"SCORE": [0.0], "PLACE": [1.0]}).run(responses)


def value(expression, **responses):
    return run(f"<setOutcomeValue identifier='X'>{expression}</setOutcomeValue>", **responses)["X"]


@pytest.mark.parametrize(
    ("expression", "responses", "expected"),
    [
        (R, {"R": ["A"]}, ["A"]),
        (N, {"N": ["3,x"]}, [None]),
        ("<correct identifier='N'/>", {}, [4.0]),
        ("<null/>", {}, []),
        (f"<isNull>{R}</isNull>", {}, [True]),
        (f"<match>{R}<correct identifier='R'/></match>", {"R": ["A"]}, [True]),
        (f"<match>{R}<correct identifier='R'/></match>", {}, []),
        (f"<match>{M}<correct identifier='M'/></match>", {"M": ["B", "A"]}, [True]),
        (f"<match>{O}<correct identifier='O'/></match>", {"O": ["B", "A"]}, [False]),
        (f"<and><not><isNull>{R}</isNull></not><or><isNull>{R}</isNull><match>{R}{word('A')}</match></or></and>", {"R": ["A"]}, [True]),
        (f"<equal toleranceMode='relative' tolerance='10'>{number(100)}{N}</equal>", {"N": ["91"]}, [True]),
        (f"<equal toleranceMode='relative' tolerance='10'>{number(100)}{N}</equal>", {"N": ["89"]}, [False]),
        (f"<equal>{number(1)}{N}</equal>", {}, []),
        (f"<stringMatch caseSensitive='false'>{R}{word('a')}</stringMatch>", {"R": ["A"]}, [True]),
        (f"<stringMatch caseSensitive='true'>{R}{word('a')}</stringMatch>", {"R": ["A"]}, [False]),
        (f"<stringMatch substring='true'>{R}{word('b')}</stringMatch>", {"R": ["abc"]}, [True]),
        (f"<stringMatch>{R}{word('b')}</stringMatch>", {}, []),
        (f"<member>{word('A')}{M}</member>", {"M": ["A", "C"]}, [True]),
        (f"<contains>{M}<multiple>{word('A')}{word('C')}</multiple></contains>", {"M": ["A", "C"]}, [True]),
        ("<mapResponse identifier='M'/>", {"M": ["A", "B"]}, [1.5]),
        ("<mapResponse identifier='M'/>", {"M": ["C"]}, [0.0]),
        (f"<sum>{number(1)}{number(2)}</sum>", {}, [3.0]),
        (f"<product>{number(3)}{number(2)}</product>", {}, [6.0]),
        (f"<subtract>{number(3)}{number(2)}</subtract>", {}, [1.0]),
        ("<subtract/>", {}, [0.0]),
        (f"<divide>{number(3)}{number(2)}</divide>", {}, [1.5]),
        (f"<divide>{number(3)}{number(0)}</divide>", {}, []),
        (f"<max>{number(3)}{number(2)}</max>", {}, [3.0]),
        (f"<min>{number(3)}{number(2)}</min>", {}, [2.0]),
        (f"<gt>{number(3)}{number(2)}</gt>", {}, [True]),
        (f"<gte>{number(2)}{number(2)}</gte>", {}, [True]),
        (f"<lt>{number(3)}{number(2)}</lt>", {}, [False]),
        (f"<lte>{number(3)}{N}</lte>", {}, []),
        (f"<containerSize>{M}</containerSize>", {"M": ["A", "B"]}, [2.0]),
        ("<baseValue baseType='boolean'>true</baseValue>", {}, [True]),
        ("<mathConstant name='pi'/>", {}, [3.141592653589793]),
        ("<mathConstant name='tau'/>", {}, []),
        (f"<sum>{number(1)}<null/></sum>", {}, []),
        (f"<equal toleranceMode='absolute' tolerance='1' includeLowerBound='false'>{number(4)}{number(3)}</equal>", {}, [False]),
        (f"<equal toleranceMode='absolute' tolerance='1' includeUpperBound='false'>{number(4)}{number(5)}</equal>", {}, [False]),
        (f"<equal toleranceMode='absolute' tolerance=''>{number(4)}{number(4)}</equal>", {}, [True]),
        (f"<equalRounded figures='2' roundingMode='decimalPlaces'>{number(1.2351)}{number(1.2449)}</equalRounded>", {}, [True]),
        (f"<equalRounded figures='2'>{number(123)}{number(124.9)}</equalRounded>", {}, [True]),
        (f"<equalRounded figures='2'>{number(0)}{number(1)}</equalRounded>", {}, [False]),
        (f"<equalRounded figures='99'>{number(1)}{number(1)}</equalRounded>", {}, []),
        ("<equalRounded><null/><null/></equalRounded>", {}, []),
        (f"<substring caseSensitive='false'>{word('KING')}{R}</substring>", {"R": ["A king"]}, [True]),
        (f"<substring>{word('KING')}{R}</substring>", {"R": ["A king"]}, [False]),
        (f"<substring>{word('x')}{R}</substring>", {}, []),
        (f"<anyN min='1' max='2'>{number(1)}<isNull><null/></isNull><isNull><null/></isNull></anyN>", {}, [True]),
        ("<anyN min='3' max='3'><isNull><null/></isNull></anyN>", {}, [False]),
        (f"<index n='2'>{M}</index>", {"M": ["A", "B"]}, ["B"]),
        (f"<index n='3'>{M}</index>", {"M": ["A", "B"]}, []),
        (f"<index n='PLACE'>{M}</index>", {"M": ["A", "B"]}, ["A"]),
        (f"<delete>{word('A')}{M}</delete>", {"M": ["A", "B"]}, ["B"]),
        (f"<repeat numberRepeats='2'>{word('A')}{word('B')}</repeat>", {}, ["A", "B", "A", "B"]),
        (f"<member>{word('A')}{M}</member>", {}, []),
        (f"<power>{number(2)}{number(10)}</power>", {}, [1024.0]),
        (f"<power>{number(-8)}{number(0.5)}</power>", {}, []),
        (f"<integerDivide>{number(-7)}{number(2)}</integerDivide>", {}, [-4.0]),
        (f"<integerModulus>{number(-7)}{number(2)}</integerModulus>", {}, [1.0]),
        (f"<integerToFloat>{number(2)}</integerToFloat>", {}, [2.0]),
        (f"<round>{number(2.5)}</round>", {}, [3.0]),
        (f"<truncate>{number(-2.5)}</truncate>", {}, [-2.0]),
        (f"<gcd>{number(12)}{number(18)}</gcd>", {}, [6.0]),
        (f"<lcm>{number(4)}{number(6)}</lcm>", {}, [12.0]),
        (f"<gcd>{number(1e14)}{number(18)}</gcd>", {}, []),
        (f"<roundTo figures='1' roundingMode='decimalPlaces'>{number(2.25)}</roundTo>", {}, [2.3]),
        ("<roundTo figures='1'><null/></roundTo>", {}, []),
        (f"<mathOperator name='abs'>{number(-3)}</mathOperator>", {}, [3.0]),
        (f"<mathOperator name='signum'>{number(-3)}</mathOperator>", {}, [-1.0]),
        (f"<mathOperator name='atan2'>{number(0)}{number(1)}</mathOperator>", {}, [0.0]),
        (f"<mathOperator name='sec'>{number(0)}</mathOperator>", {}, [1.0]),
        (f"<mathOperator name='ln'>{number(-1)}</mathOperator>", {}, []),
        ("<mathOperator name='sin'><null/></mathOperator>", {}, []),
        (f"<statsOperator name='mean'><multiple>{number(1)}{number(2)}</multiple></statsOperator>", {}, [1.5]),
        (f"<statsOperator name='sampleSD'><multiple>{number(1)}</multiple></statsOperator>", {}, []),
        ("<variable identifier='T'/>", {"T": ["true"]}, [True]),
        (f"<match>{P}<correct identifier='P'/></match>", {"P": ["B A"]}, [True]),
    ],
)  # fmt: skip
def test_each_operator_has_its_value(expression, responses, expected):
    assert value(expression, **responses) == expected


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        (f"<index n='NONE'>{M}</index>", "its processing calculates with “NONE”"),
        (
            f"<mathOperator name='gamma'>{number(1)}</mathOperator>",
            "its processing uses the function “gamma”",
        ),
        ("<customOperator/>", "its processing uses <customOperator>"),
        (
            "<random><multiple><baseValue baseType='string'>a</baseValue></multiple></random>",
            "its processing uses <random>",
        ),
        ("<isNull/>", "<isNull> has nothing inside"),
        (f"<match>{R}</match>", "a comparison has not two sides"),
        (f"<sum>{word('x')}</sum>", "its processing calculates with text"),
        ("<correct identifier='Q'/>", "its processing names “Q”, which is not declared"),
    ],
)
def test_what_is_not_known_is_named(expression, message):
    with pytest.raises(UnsupportedError) as caught:
        value(expression, R=["A"])
    assert str(caught.value) == message


def test_processing_ends_where_it_says_and_runs_fragments():
    add = "<setOutcomeValue identifier='SCORE'><sum><variable identifier='SCORE'/><baseValue baseType='float'>1</baseValue></sum></setOutcomeValue>"
    fragment = f"<responseProcessingFragment>{add}</responseProcessingFragment>"
    assert run(f"{fragment}{add}<exitResponse/>{add}")["SCORE"] == [2.0]


def test_a_program_that_never_tires_is_stopped():
    expression = "<and>" + "<isNull><null/></isNull>" * 6000 + "</and>"
    with pytest.raises(UnsupportedError):
        value(expression)


@pytest.mark.parametrize(
    ("declaration", "given", "expected"),
    [
        (NUMBER, ["4.0"], True),
        (NUMBER, ["5"], False),
        (ResponseDeclaration("P", "multiple", "pair", ("A B", "C D")), ["D C", "B A"], True),
        (MANY, ["B", "A"], True),
        (ORDERED, ["B", "A"], False),
        (ResponseDeclaration("W", "single", "string", ("a", "b")), ["b"], True),
        (ResponseDeclaration("W", "single", "string", ("a", "b")), ["c"], False),
        (ResponseDeclaration("W", "single", "float", ("1", "2")), ["2.0"], True),
    ],
)
def test_being_correct_follows_cardinality_and_type(declaration, given, expected):
    assert same(declaration, given) is expected


def test_declarations_know_case_pairs_bounds_and_defaults():
    item = etree.fromstring(
        "<assessmentItem><responseDeclaration identifier='R' cardinality='single' baseType='string'><mapping defaultValue='0' upperBound='1'>"
        "<mapEntry mapKey='York' mappedValue='1' caseSensitive='false'/><mapEntry mapKey='x' mappedValue='oops'/></mapping></responseDeclaration>"
        "<outcomeDeclaration identifier='S' baseType='float'><defaultValue><value>2</value></defaultValue></outcomeDeclaration>"
        "<outcomeDeclaration identifier='F' baseType='identifier'><defaultValue><value>a</value></defaultValue></outcomeDeclaration></assessmentItem>"
    )  # fmt: skip
    declaration = response_declarations(item)["R"]
    assert (declaration.mapped("YORK"), declaration.mapped("x"), declaration.mapped("y")) == (1.0, 0.0, 0.0)
    assert declaration.bounded(5.0) == 1.0
    assert outcome_defaults(item) == {"S": [2.0], "F": ["a"]}
    pair = ResponseDeclaration("P", "multiple", "pair", mapping={"A B": 2.0})
    assert pair.mapped("B A") == 2.0
