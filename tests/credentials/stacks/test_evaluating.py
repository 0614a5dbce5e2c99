"""Single cases whose answers a person can check."""

from datetime import timedelta
from decimal import Decimal

import pytest

from credentials.stacks import (
    Fact,
    Message,
    Preview,
    check_proof,
    evaluate,
    explain,
    headline,
    in_words,
    missing,
    parse_rule,
    preview,
)
from credentials.stacks.facts import months_later
from tests.credentials.stacks.wallets import AT, day, fact

TWO_OF_THREE = parse_rule(
    {"at_least": 2, "of": [{"achievement": "a"}, {"achievement": "b"}, {"achievement": "c"}]}
)
NAMES = {"a": "Apples", "b": "Bread", "c": "Cheese", "s": "Sums", "i": "Ivy College"}


def says(data, facts):
    return [in_words(message) for message in explain(evaluate(parse_rule(data), facts, at=AT), NAMES)]


@pytest.mark.parametrize(
    ("start", "months", "expected"),
    [
        ("2026-01-31", 1, "2026-02-28"),
        ("2024-01-31", 1, "2024-02-29"),
        ("2026-03-31", -1, "2026-02-28"),
        ("2026-11-30", 3, "2027-02-28"),
        ("2026-01-15", -13, "2024-12-15"),
        ("2026-12-31", 12, "2027-12-31"),
    ],
)
def test_months_are_calendar_months(start, months, expected):
    assert months_later(day(start), months) == day(expected)


@pytest.mark.parametrize(
    ("start", "months", "edge"),
    [("9999-06-01", 7, "9999-12-31T23:59:59.999999"), ("0001-06-01", -6, "0001-01-01")],
)
def test_beyond_all_years_is_the_edge_of_time_for_both_readers(start, months, edge):
    moment = day(start)
    assert months_later(moment, months) == day(edge)
    facts = [fact("a", awarded_at=moment)]
    for of in ("now", "each_other"):
        rule = parse_rule({"within": 24, "of": of, "rule": {"achievement": "a"}})
        proof = evaluate(rule, facts, at=moment)
        assert (proof.satisfied, check_proof(rule, proof.to_json(), facts, at=moment)) == (True, [])


def test_a_proof_names_the_credentials_it_rests_on():
    proof = evaluate(TWO_OF_THREE, [fact("a"), fact("c", "x1"), fact("c", "x2")], at=AT)
    assert (proof.satisfied, proof.used, proof.progress) == (True, ("c-a", "x1"), 1.0)
    assert proof.to_json()["root"] == {
        "at": "",
        "satisfied": True,
        "have": 2,
        "need": 2,
        "parts": [
            {"at": "/of/0", "satisfied": True, "have": 1, "need": 1, "facts": ["c-a"]},
            {"at": "/of/1", "satisfied": False, "have": 0, "need": 1},
            {"at": "/of/2", "satisfied": True, "have": 1, "need": 1, "facts": ["x1"]},
        ],
    }


@pytest.mark.parametrize(
    "unusable",
    [
        {"status": "revoked"},
        {"status": "suspended"},
        {"status": "superseded"},
        {"valid_until": AT - timedelta(seconds=1)},
        {"awarded_at": AT + timedelta(seconds=1)},
    ],
)
def test_what_does_not_count_is_not_used(unusable):
    assert not evaluate(parse_rule({"achievement": "a"}), [fact("a", **unusable)], at=AT).satisfied


def test_the_last_moment_of_validity_counts():
    assert evaluate(parse_rule({"achievement": "a"}), [fact("a", valid_until=AT)], at=AT).satisfied


def test_the_past_can_be_asked_about():
    rule = parse_rule({"achievement": "a"})
    held = [fact("a", awarded_at=day("2025-03-01"), valid_until=day("2026-03-01"))]
    assert [
        evaluate(rule, held, at=day(at)).satisfied for at in ("2025-02-01", "2025-06-01", "2026-06-01")
    ] == [
        False,
        True,
        False,
    ]


def test_credits_count_each_achievement_once_and_take_the_richest():
    facts = [
        fact("a", "a1", credits=Decimal(1)),
        fact("a", "a2", credits=Decimal(3)),
        fact("b", credits=Decimal("2.5")),
    ]
    assert evaluate(parse_rule({"credits": 5.5}), facts, at=AT).used == ("a2", "c-b")
    assert evaluate(parse_rule({"credits": 3}), facts, at=AT).used == ("a2",)
    gap = missing(parse_rule({"credits": 6}), facts, at=AT)
    assert (gap.pointer, gap.need, gap.reason) == ("", 0.5, "missing")


def test_parts_earned_too_far_apart_do_not_stack():
    rule = parse_rule({"within": 6, "rule": {"all": [{"achievement": "a"}, {"achievement": "b"}]}})
    early, late = fact("a", awarded_at=day("2025-01-10")), fact("b", awarded_at=day("2025-07-11"))
    assert not evaluate(rule, [early, late], at=AT).satisfied
    again = fact("a", "a2", awarded_at=day("2025-01-11"))
    proof = evaluate(rule, [early, late, again], at=AT)
    assert proof.used == ("a2", "c-b")
    assert proof.root.window == (day("2025-01-11"), day("2025-07-11"))


def test_old_parts_do_not_count_where_the_rule_looks_back_from_now():
    rule = parse_rule({"within": 12, "of": "now", "rule": {"achievement": "a"}})
    assert evaluate(rule, [fact("a", awarded_at=months_later(AT, -12))], at=AT).satisfied
    assert not evaluate(
        rule, [fact("a", awarded_at=months_later(AT, -12) - timedelta(seconds=1))], at=AT
    ).satisfied


def test_one_piece_of_work_counts_once():
    rule = {"distinct_evidence": {"all": [{"skill": "s", "level": 2}, {"skill": "t", "level": 2}]}}
    both = fact("a", skills={"s": 3, "t": 3}, evidence=frozenset({"essay"}))
    same = fact("b", skills={"s": 3, "t": 3}, evidence=frozenset({"essay", "talk"}))
    other = fact("c", skills={"s": 2}, evidence=frozenset({"exam"}))
    assert missing(parse_rule(rule), [both, same], at=AT).reason == "evidence_reused"
    assert says(rule, [both, same])[0] == "all parts are there, but some rest on the same evidence"
    assert evaluate(parse_rule(rule), [both, other], at=AT).used == ("c-c", "c-a")
    assert says(rule, [both, other])[0] == "every piece of evidence counts once"
    assert says(rule, [])[0] == "every piece of evidence counts once: still missing"


def test_a_found_assignment_is_a_full_proof_through_every_kind_of_node():
    inner = [
        {"skill": "s", "level": 1},
        {"within": 12, "rule": {"all": [{"skill": "s", "level": 1}]}},
        {"within": 12, "of": "now", "rule": {"issued_by": "i", "rule": {"credits": 2}}},
        {"within": 12, "rule": {"achievement": "zz"}},
    ]
    rule = parse_rule({"all": [{"distinct_evidence": {"at_least": 3, "of": inner}}]})
    facts = [fact(name, skills={"s": 2}, credits=Decimal(1)) for name in "abcd"]
    proof = evaluate(rule, facts, at=AT)
    assert proof.satisfied
    assert len(proof.used) == 4
    assert check_proof(rule, proof.to_json(), facts, at=AT) == []
    assert not evaluate(rule, facts[:3], at=AT).satisfied


def test_the_same_credential_twice_is_an_error():
    with pytest.raises(ValueError, match="'c-a' is in the wallet twice"):
        evaluate(TWO_OF_THREE, [fact("a"), fact("a")], at=AT)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"awarded_at": AT.replace(tzinfo=None)}, "awarded_at of 'c-a' has no time zone"),
        ({"valid_until": AT.replace(tzinfo=None)}, "valid_until of 'c-a' has no time zone"),
        ({"credits": Decimal("1.2345")}, "at most three decimals"),
        ({"credits": Decimal(-1)}, "from 0 to 10000"),
        ({"credits": Decimal("NaN")}, "from 0 to 10000"),
        ({"credits": Decimal("1e30")}, "from 0 to 10000"),
        ({"hours": float("nan")}, "hours of 'c-a' must be a number from 0 to 1000000"),
        ({"hours": 1_000_001}, "hours of 'c-a' must be a number from 0 to 1000000"),
    ],
)
def test_facts_that_cannot_be_are_refused(wrong, words):
    with pytest.raises(ValueError, match=words):
        fact("a", **wrong)


def test_what_is_missing_is_a_tree_of_choices():
    rule = parse_rule(
        {
            "all": [
                {"achievement": "a"},
                {"issued_by": "i", "rule": {"any": [{"achievement": "b"}, {"achievement": "c"}]}},
            ]
        }
    )
    gap = missing(rule, [fact("a")], at=AT)
    assert (gap.pointer, gap.need) == ("", 1)
    [wrapper] = gap.options
    [choice] = wrapper.options
    assert (wrapper.pointer, choice.pointer, choice.need) == ("/all/1", "/all/1/rule", 1)
    assert [leaf.pointer for leaf in choice.options] == ["/all/1/rule/any/0", "/all/1/rule/any/1"]
    assert missing(rule, [fact("a"), fact("c")], at=AT) is None


def test_preview_says_who_would_earn_it_and_how_far_the_others_are():
    wallets = {"ada": [fact("a"), fact("b")], "bo": [fact("c")], "cy": []}
    assert preview(TWO_OF_THREE, wallets, at=AT) == Preview(3, ("ada",), {"ada": 1.0, "bo": 0.5, "cy": 0.0})


def test_a_proof_reads_as_sentences():
    data = {
        "all": [
            {"at_least": 2, "of": [{"achievement": "a"}, {"equivalent": ["b", "c"]}]},
            {"skill": "s", "level": 2},
            {"credits": 3},
            {"issued_by": "i", "rule": {"within": 1, "rule": {"any": [{"achievement": "a"}]}}},
            {"within": 24, "of": "now", "rule": {"achievement": "b"}},
        ]
    }
    assert says(data, [fact("a", credits=Decimal("1.5"))]) == [
        "1 of 5 parts",
        "2 of 2 parts are needed: 1 there, 1 still missing",
        "Apples: held",
        "one of Bread, Cheese: still missing",
        "Sums at level 2: still missing",
        "1.5 of 3 credits; still missing 1.5",
        "issued by Ivy College",
        "earned within one month of each other",
        "one of these is enough: there",
        "Apples: held",
        "not yet earned in the last 24 months",
        "Bread: still missing",
    ]
    assert says(data, [fact("b", credits=Decimal(3), skills={"s": 2})])[3:6] == [
        "one of Bread, Cheese: held",
        "Sums at level 2: shown",
        "3 credits: reached",
    ]


HEADLINES = [
    (TWO_OF_THREE, ["a"], "1 of 2; any one of: Bread; Cheese"),
    (TWO_OF_THREE, [], "0 of 2; any 2 of: Apples; Bread; Cheese"),
    (TWO_OF_THREE, ["a", "b"], "complete"),
    ({"all": [{"achievement": "a"}, {"achievement": "b"}]}, ["a"], "1 of 2; still missing: Bread"),
    ({"any": [{"achievement": "a"}, {"achievement": "b"}]}, [], "0 of 1; any one of: Apples; Bread"),
    (
        {"issued_by": "i", "rule": {"all": [{"achievement": "a"}, {"skill": "s", "level": 1}]}},
        [],
        "0 of 2; still missing: Apples; Sums at level 1",
    ),
    (
        {"all": [{"any": [{"achievement": "a"}, {"equivalent": ["b", "c"]}]}, {"credits": 1.5}]},
        [],
        "0 of 2; still missing: any one of (Apples; one of Bread, Cheese); 1.5 more credits",
    ),
    (
        {"all": [{"at_least": 2, "of": [{"achievement": key} for key in "abc"]}, {"credits": 1}]},
        ["a"],
        "0 of 2; still missing: any one of (Bread; Cheese); 1 more credit",
    ),
    (
        {"all": [{"all": [{"achievement": "a"}, {"achievement": "b"}]}, {"achievement": "c"}]},
        ["a", "c"],
        "1 of 2; still missing: Bread",
    ),
    (
        {"all": [{"all": [{"achievement": "a"}, {"achievement": "b"}]}, {"achievement": "c"}]},
        [],
        "0 of 2; still missing: all of (Apples; Bread); Cheese",
    ),
    (
        {
            "all": [
                {"within": 3, "rule": {"all": [{"achievement": "a"}, {"achievement": "b"}]}},
                {"within": 1, "of": "now", "rule": {"achievement": "a"}},
                {"issued_by": "i", "rule": {"achievement": "b"}},
                {"distinct_evidence": {"achievement": "c"}},
            ]
        },
        [],
        "0 of 4; still missing: all of (Apples; Bread), within 3 months of each other; Apples, in the last month; "
        "Bread, issued by Ivy College; Cheese, on evidence of its own",
    ),
    ({"achievement": "q"}, [], "q: still missing"),
    ({"within": 6, "rule": {"credits": 2}}, [], "0 of 2 credits; still missing 2"),
]


@pytest.mark.parametrize(("rule", "held", "words"), HEADLINES)
def test_the_headline_says_in_one_line_what_would_complete_it(rule, held, words):
    parsed = parse_rule(rule) if isinstance(rule, dict) else rule
    assert in_words(headline(evaluate(parsed, [fact(key) for key in held], at=AT), NAMES)) == words


def test_the_headline_says_where_only_evidence_is_shared():
    rule = {
        "all": [
            {"distinct_evidence": {"all": [{"achievement": "a"}, {"achievement": "b"}]}},
            {"achievement": "c"},
        ]
    }
    shared = [fact("a", evidence=frozenset({"e"})), fact("b", evidence=frozenset({"e"}))]
    said = headline(evaluate(parse_rule(rule), shared, at=AT), NAMES)
    assert in_words(said) == (
        "0 of 2; still missing: all parts are there, but some rest on the same evidence; Cheese"
    )
    assert said.params["names"] == (
        Message("distinct_evidence.reused", {}, 0, satisfied=False),
        Message("label.achievement", {"name": "Cheese"}, 0, satisfied=False),
    )


def test_the_words_can_be_of_another_language_with_its_plurals():
    proof = evaluate(parse_rule({"within": 3, "rule": {"achievement": "a"}}), [fact("a")], at=AT)
    asked = []

    def german(code, number):
        asked.append((code, number))
        return "innerhalb von {months} Monaten"

    assert in_words(explain(proof, {})[0], german) == "innerhalb von 3 Monaten"
    assert asked == [("within.held", 3)]


def test_a_fact_without_evidence_is_its_own():
    assert Fact(credential="x", achievement="a", issuer="i", awarded_at=AT).pieces == {"x"}


def test_what_is_missing_is_named_as_a_message_of_its_own():
    said = headline(evaluate(TWO_OF_THREE, [fact("a")], at=AT), NAMES)
    named = tuple(
        Message("label.achievement", {"name": name}, 0, satisfied=False) for name in ("Bread", "Cheese")
    )
    assert said == Message(
        "headline.choice", {"have": 1, "need": 2, "left": 1, "names": named}, 0, satisfied=False
    )


def test_a_credential_without_credits_adds_nothing_to_a_sum():
    held = [fact("a"), fact("b", credits=Decimal(1))]
    root = evaluate(parse_rule({"credits": 2}), held, at=AT).root
    assert (root.facts, root.have) == (("c-b",), 1)


def test_the_last_year_there_is_has_all_its_days():
    assert months_later(day("9999-01-31"), 1) == day("9999-02-28")
    assert months_later(day("9998-12-31"), 12) == day("9999-12-31")
    assert months_later(day("0001-03-31"), -1) == day("0001-02-28")


def test_a_window_that_begins_before_there_were_years_is_checked_as_it_was_proved():
    then, rule = day("0001-06-15"), parse_rule({"within": 12, "of": "now", "rule": {"achievement": "a"}})
    held = [fact("a", awarded_at=day("0001-03-01"))]
    proof = evaluate(rule, held, at=then)
    assert proof.root.window == (day("0001-01-01"), then)
    assert check_proof(rule, proof.to_json(), held, at=then) == []
