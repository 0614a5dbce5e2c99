"""What is refused, where, and in which words."""

from decimal import Decimal

import jsonschema
import pytest

from credentials.stacks import RULE_SCHEMA, RuleError, achievements_named, parse_rule, rule_to_json
from credentials.stacks.rules import AtLeast, Credits, Held, IssuedBy, SkillLevel, Within, walk


def problems(data):
    with pytest.raises(RuleError) as caught:
        parse_rule(data)
    return [(problem.pointer, problem.code) for problem in caught.value.problems]


def nested(depth, inner):
    return inner if depth == 0 else {"all": [nested(depth - 1, inner)]}


def test_a_name_has_at_most_five_hundred_characters():
    assert parse_rule({"achievement": "a" * 500}) == Held(("a" * 500,), "achievement")
    assert problems({"achievement": "a" * 501}) == [("/achievement", "not_text")]


def test_a_rule_becomes_a_tree():
    rule = parse_rule(
        {
            "all": [
                {"at_least": 1, "of": [{"skill": "s", "level": 3}]},
                {"issued_by": "i", "rule": {"within": 6, "rule": {"credits": 2.5, "from": ["a", "b"]}}},
            ]
        }
    )
    assert rule == AtLeast(
        2,
        (
            AtLeast(1, (SkillLevel("s", 3),), "at_least"),
            IssuedBy(("i",), Within(6, Credits(Decimal("2.5"), ("a", "b")), "each_other")),
        ),
        "all",
    )


def test_the_achievements_a_rule_speaks_of_are_known():
    data = {
        "any": [
            {"achievement": "a"},
            {"equivalent": ["b", "c"]},
            {"credits": 1, "from": ["d"]},
            {"credits": 1},
        ]
    }
    assert achievements_named(parse_rule(data)) == {"a", "b", "c", "d"}
    assert [type(node) for node in walk(parse_rule(data))] == [AtLeast, Held, Held, Credits, Credits]


LEAF = {"achievement": "a"}

BAD = [
    (None, [("", "not_object")]),
    ([LEAF], [("", "not_object")]),
    ("a", [("", "not_object")]),
    (True, [("", "not_object")]),
    (object(), [("", "not_object")]),
    ({}, [("", "no_operator")]),
    ({"eval": "1"}, [("", "no_operator")]),
    ({"all": [LEAF], "any": [LEAF]}, [("", "two_operators")]),
    ({"achievement": "a", "x/~y": 1}, [("/x~1~0y", "unknown")]),
    ({"achievement": ""}, [("/achievement", "not_text")]),
    ({"achievement": "  "}, [("/achievement", "not_text")]),
    ({"achievement": "x" * 501}, [("/achievement", "not_text")]),
    ({"achievement": {}}, [("/achievement", "not_text")]),
    ({"equivalent": ["a"]}, [("/equivalent", "length")]),
    ({"equivalent": ["a", "b", "a"]}, [("/equivalent/2", "repeated")]),
    ({"skill": "s"}, [("", "missing")]),
    ({"skill": "s", "level": 6}, [("/level", "not_whole")]),
    ({"skill": "s", "level": True}, [("/level", "not_whole")]),
    ({"skill": "s", "level": 2.0}, [("/level", "not_whole")]),
    ({"credits": 0}, [("/credits", "not_amount")]),
    ({"credits": True}, [("/credits", "not_amount")]),
    ({"credits": "5"}, [("/credits", "not_amount")]),
    ({"credits": float("nan")}, [("/credits", "not_amount")]),
    ({"credits": 1.2345}, [("/credits", "not_amount")]),
    ({"credits": 10_001}, [("/credits", "not_amount")]),
    ({"credits": 1, "from": []}, [("/from", "length")]),
    ({"all": []}, [("/all", "length")]),
    ({"all": LEAF}, [("/all", "not_array")]),
    ({"all": [LEAF] * 51}, [("/all", "length")]),
    ({"at_least": 3, "of": [LEAF, LEAF]}, [("/at_least", "not_whole")]),
    ({"at_least": 0, "of": [LEAF]}, [("/at_least", "not_whole")]),
    ({"at_least": 1}, [("", "missing")]),
    ({"within": 6}, [("", "missing")]),
    ({"within": 601, "rule": LEAF}, [("/within", "not_whole")]),
    ({"within": 10**400, "rule": LEAF}, [("/within", "not_whole")]),
    ({"within": 6, "of": "then", "rule": LEAF}, [("/of", "not_span")]),
    ({"issued_by": [], "rule": LEAF}, [("/issued_by", "length")]),
    ({"issued_by": 4, "rule": LEAF}, [("/issued_by", "not_array")]),
    ({"distinct_evidence": [LEAF]}, [("/distinct_evidence", "not_object")]),
]
TOO_MUCH = [
    (nested(12, LEAF), [("/all/0" * 12, "too_deep")]),
    (
        {"within": 1, "rule": {"within": 1, "rule": {"within": 1, "rule": LEAF}}},
        [("/rule/rule", "too_many_windows")],
    ),
    ({"all": [{"all": [LEAF] * 50}] * 4}, [("/all/3/all/45", "too_many")]),
]


@pytest.mark.parametrize(("data", "expected"), BAD + TOO_MUCH)
def test_what_is_wrong_is_named_with_its_place(data, expected):
    assert problems(data) == expected


# A schema takes 2.0 for a whole number, NaN for a number, and cannot count decimals or a list for "at_least".
BEYOND_A_SCHEMA = ("at_least", "2.0", "nan", "1.2345")


@pytest.mark.parametrize(
    "data", [data for data, _ in BAD if not any(word in str(data) for word in BEYOND_A_SCHEMA)]
)
def test_the_schema_refuses_it_too(data):
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(data, RULE_SCHEMA)


def test_all_problems_of_a_list_are_named_at_once():
    data = {"all": [{"achievement": 1}, LEAF, {"any": [{"skill": "s", "level": 9}, {}]}]}
    assert problems(data) == [
        ("/all/0/achievement", "not_text"),
        ("/all/2/any/0/level", "not_whole"),
        ("/all/2/any/1", "no_operator"),
    ]


def test_the_messages_are_sentences_with_a_place():
    with pytest.raises(RuleError) as caught:
        parse_rule({"all": [{"skill": "s", "level": 9}, {"achievement": "y" * 600}]})
    assert str(caught.value) == (
        "/all/0/level: This is a whole number from 1 to 5, not 9.\n"
        f"/all/1/achievement: This is a text of 1 to 500 characters, not “{'y' * 40}…”."
    )
    with pytest.raises(RuleError, match=r"^/: A rule is an object, not null\.$"):
        parse_rule(None)


def test_the_deepest_and_largest_rules_are_read():
    assert rule_to_json(parse_rule(nested(11, LEAF))) == nested(11, LEAF)
    assert len(list(walk(parse_rule({"all": [{"all": [LEAF] * 48}] * 4})))) == 197
