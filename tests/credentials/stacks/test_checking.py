"""The second checker refuses every proof that has been tampered with."""

import copy
import json
from datetime import timedelta
from decimal import Decimal

import pytest

from credentials.stacks import check_proof, evaluate, parse_rule
from tests.credentials.stacks.wallets import AT, day, fact

RULE = {
    "all": [
        {"at_least": 1, "of": [{"achievement": "a"}, {"equivalent": ["b", "c"]}]},
        {"distinct_evidence": {"all": [{"skill": "s", "level": 2}, {"credits": 3, "from": ["a", "d"]}]}},
        {"issued_by": ["i"], "rule": {"any": [{"achievement": "d"}]}},
        {"within": 3, "of": "each_other", "rule": {"achievement": "a"}},
        {"within": 3, "of": "now", "rule": {"achievement": "d"}},
    ]
}
FACTS = [
    fact("a", credits=Decimal(2)),
    fact("b"),
    fact("d", credits=Decimal(1)),
    fact("a", "a2", credits=Decimal(2)),
    fact("e", skills={"s": 3}, credits=Decimal(9)),
    fact("d", "dj", issuer="j", awarded_at=AT - timedelta(days=200)),
    fact("a", "gone", status="revoked"),
]


def proof():
    return json.loads(json.dumps(evaluate(parse_rule(RULE), FACTS, at=AT).to_json()))


def at(data, *path):
    for step in path:
        data = data[step]
    return data


def test_an_honest_proof_holds_for_the_parsed_rule_and_for_its_json():
    assert check_proof(parse_rule(RULE), proof(), FACTS, at=AT) == []
    assert check_proof(RULE, proof(), FACTS, at=AT) == []


TAMPERED = [
    ((), {"format": "other/1"}, "/: this is no proof that a rule is satisfied"),
    ((), {"satisfied": False}, "/: this is no proof that a rule is satisfied"),
    ((), {"satisfied": "yes"}, "/: this is no proof that a rule is satisfied"),
    ((), {"at": "2026-06-15T12:00:01+00:00"}, "/at: the proof is of another date"),
    ((), {"rule": {"achievement": "a"}}, "/rule: the proof is of another rule"),
    ((), {"rule": {1}}, "/: the proof is malformed (TypeError)"),
    ((), {"facts": ["c-a"]}, "/facts: the list differs from what the tree rests on"),
    ((), {"root": None}, "/: the proof is malformed (TypeError)"),
    (("root",), {"parts": []}, "/: the proof is malformed (ValueError)"),
    (("root",), {"satisfied": 1}, "/: 5 of 5 is there, and it says otherwise"),
    (("root",), {"at": "/x"}, "/: the node is of another place"),
    (("root",), {"have": True}, "/: it says True where 5 is counted"),
    (("root",), {"need": 4}, "/: it says 4 where 5 is counted"),
    (("root",), {"window": []}, "/: the node has other fields than it should"),
    ((), {"note": "harmless"}, "/: this is no proof that a rule is satisfied"),
    ((), {"facts": ["c-b", "c-a", "c-e", "c-d"]}, "/facts: the list differs from what the tree rests on"),
    (("root", "parts", 2), {"satisfied": False}, "/all/2: 1 of 1 is there, and it says otherwise"),
    (("root", "parts", 0, "parts", 0), {"facts": ["nobody"]}, "/all/0/of/0: the credential 'nobody' is not there, or does not count"),
    (("root", "parts", 0, "parts", 0), {"facts": ["gone"]}, "/all/0/of/0: the credential 'gone' is not there, or does not count"),
    (("root", "parts", 0, "parts", 0), {"facts": ["c-b"]}, "/all/0/of/0: the credential is of another achievement"),
    (("root", "parts", 0, "parts", 0), {"facts": []}, "/all/0/of/0: the node has other fields than it should"),
    (("root", "parts", 0, "parts", 0), {"facts": ["c-a", "a2"]}, "/all/0/of/0: one credential is needed here"),
    (("root", "parts", 0, "parts", 1), {"facts": ["c-a"]}, "/all/0/of/1: the credential is of another achievement"),
    (("root", "parts", 1, "parts", 0, "parts", 0), {"facts": ["c-a"]}, "/all/1/distinct_evidence/all/0: the skill is not shown at that level"),
    (("root", "parts", 1, "parts", 0, "parts", 1), {"facts": ["c-a", "a2"]}, "/all/1/distinct_evidence/all/1: an achievement is added twice"),
    (("root", "parts", 1, "parts", 0, "parts", 1), {"facts": ["c-e"]}, "/all/1/distinct_evidence/all/1: an achievement does not belong to the sum"),
    (("root", "parts", 1, "parts", 0, "parts", 1), {"facts": ["c-a"]}, "/all/1/distinct_evidence/all/1: it says 3 where 2 is counted"),
    (("root", "parts", 1, "parts", 0, "parts", 1), {"facts": ["c-a"], "have": 2}, "/all/1/distinct_evidence/all/1: 2 of 3 is there, and it says otherwise"),
    (("root", "parts", 2, "parts", 0, "parts", 0), {"facts": ["dj"]}, "/all/2: another issuer's credential is used"),
    (("root", "parts", 3), {"window": ["2020-01-01T00:00:00+00:00", "2027-01-01T00:00:00+00:00"]}, "/all/3: the window has another length"),
    (("root", "parts", 3), {"window": ["2020-01-01T00:00:00+00:00", "2020-04-01T00:00:00+00:00"]}, "/all/3: a credential lies outside the window"),
    (("root", "parts", 4), {"window": ["2026-02-15T12:00:00+00:00", "2026-05-15T12:00:00+00:00"]}, "/all/4: the window does not end on the date asked about"),
    (("root", "parts", 4, "parts", 0), {"facts": ["dj"]}, "/all/4: a credential lies outside the window"),
]  # fmt: skip


@pytest.mark.parametrize(("path", "change", "complaint"), TAMPERED)
def test_a_tampered_proof_is_refused_with_its_place(path, change, complaint):
    changed = copy.deepcopy(proof())
    at(changed, *path).update(change)
    assert check_proof(RULE, changed, FACTS, at=AT) == [complaint]


def test_shared_evidence_is_found():
    shared = [
        fact("e", skills={"s": 2}, evidence=frozenset({"w"})),
        fact("a", credits=Decimal(3), evidence=frozenset({"w"})),
    ]
    plain = RULE["all"][1]["distinct_evidence"]
    inner = evaluate(parse_rule(plain), shared, at=AT).to_json()
    forged = {
        **inner,
        "rule": {"distinct_evidence": plain},
        "root": {
            "at": "",
            "satisfied": True,
            "have": 1,
            "need": 1,
            "parts": [json.loads(json.dumps(inner["root"]).replace('"at": "', '"at": "/distinct_evidence'))],
        },
    }
    assert check_proof({"distinct_evidence": plain}, forged, shared, at=AT) == [
        "/: a piece of evidence is used twice"
    ]


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"at": 5}, "/: the proof is malformed (TypeError)"),
        ({"at": "today"}, "/: the proof is malformed (ValueError)"),
        ({"root": []}, "/: the proof is malformed (TypeError)"),
        ({"root": {}}, "/: the proof is malformed (KeyError)"),
    ],
)
def test_what_is_malformed_is_refused(change, complaint):
    assert check_proof(RULE, {**proof(), **change}, FACTS, at=AT) == [complaint]


@pytest.mark.parametrize("data", [{}, {"format": "cairn-proof/1", "satisfied": True}, []])
def test_what_is_no_proof_at_all_is_refused(data):
    assert check_proof(RULE, data, FACTS, at=AT) == ["/: this is no proof that a rule is satisfied"]


def test_an_honest_account_of_what_is_missing_is_no_proof():
    lacking = evaluate(parse_rule(RULE), FACTS[:2], at=AT).to_json()
    assert check_proof(RULE, {**lacking, "satisfied": True}, FACTS[:2], at=AT) == [
        "/: the root of the proof is not satisfied"
    ]


@pytest.mark.parametrize("start", ["2024-12-31", "2025-01-31", "2026-01-29", "2025-11-30", "2024-01-31"])
def test_windows_end_on_the_same_day_as_the_evaluator_says(start):
    rule = parse_rule({"within": 1, "rule": {"achievement": "a"}})
    facts = [fact("a", awarded_at=day(start))]
    assert check_proof(rule, evaluate(rule, facts, at=AT).to_json(), facts, at=AT) == []
    assert check_proof(rule, {**evaluate(rule, facts, at=AT).to_json(), "facts": []}, facts, at=AT) != []


def test_windows_back_over_a_new_year_agree():
    rule = parse_rule({"within": 14, "of": "now", "rule": {"achievement": "a"}})
    then = day("2026-01-31")
    facts = [fact("a", awarded_at=day("2025-12-01"))]
    assert check_proof(rule, evaluate(rule, facts, at=then).to_json(), facts, at=then) == []


def test_one_issuer_may_be_written_without_a_list():
    rule = {"issued_by": "i", "rule": {"achievement": "a"}}
    stored = evaluate(parse_rule(rule), FACTS, at=AT).to_json()
    assert check_proof(rule, {**stored, "rule": rule}, FACTS, at=AT) == []
