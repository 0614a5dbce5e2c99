"""Rules from outside: those that are read, and those that are refused with every place and reason."""

import json
from pathlib import Path

import jsonschema
import pytest

from credentials.stacks import RULE_SCHEMA, RuleError, parse_rule, rule_to_json

VECTORS = json.loads((Path(__file__).parent / "vectors" / "rules.json").read_text(encoding="utf-8"))
# A schema takes 2.0 for 2, and counts neither decimals nor depth nor the list that `at_least` is about.
BEYOND_A_SCHEMA = (
    {"skill": "s", "level": 2.0},
    {"at_least": 1.0, "of": [{"achievement": "a"}]},
    {"credits": 1.2345},
)
UNCOUNTED = ("too_deep", "too_many_windows")


@pytest.mark.parametrize("rule", VECTORS["valid"], ids=json.dumps)
def test_a_rule_is_read_and_written_as_it_was(rule):
    jsonschema.validate(rule, RULE_SCHEMA)
    assert rule_to_json(parse_rule(rule)) == rule


@pytest.mark.parametrize("case", VECTORS["invalid"], ids=lambda case: json.dumps(case["rule"])[:60])
def test_what_is_no_rule_is_refused_with_every_place(case):
    with pytest.raises(RuleError) as caught:
        parse_rule(case["rule"])
    found = [{"at": p.pointer, "code": p.code, "message": p.message} for p in caught.value.problems]
    assert found == case["problems"]


@pytest.mark.parametrize("case", VECTORS["invalid"], ids=lambda case: json.dumps(case["rule"])[:60])
def test_the_schema_refuses_what_a_schema_can(case):
    beyond = case["problems"][0]["code"] in UNCOUNTED or case["rule"] in BEYOND_A_SCHEMA
    beyond |= case["problems"][0]["message"].endswith("from 1 to 2, not 3.")  # at least three of two
    valid = jsonschema.Draft202012Validator(RULE_SCHEMA).is_valid(case["rule"])
    assert valid == beyond
