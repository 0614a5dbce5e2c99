"""Properties that hold for every rule and every wallet, against a brute-force reading of the language."""

import json
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from itertools import combinations

import jsonschema
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from credentials.stacks import (
    RULE_SCHEMA,
    cheapest_route,
    check_proof,
    evaluate,
    explain,
    headline,
    in_words,
    missing,
    parse_rule,
    rule_to_json,
)
from credentials.stacks.offers import in_order
from credentials.stacks.preparing import worth_a_look
from tests.credentials.stacks.wallets import AT, catalogues, fact, leaves, rules, satisfiable, wallets

calm = settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
slow = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))


@calm
@given(rules, wallets)
def test_evaluation_agrees_with_brute_force(data, facts):
    assert evaluate(parse_rule(data), facts, at=AT).satisfied == satisfiable(data, facts, AT)


@calm
@given(st.lists(leaves, min_size=2, max_size=4), wallets)
def test_distinct_evidence_agrees_with_brute_force(parts, facts):
    data = {"distinct_evidence": {"all": parts}}
    assert evaluate(parse_rule(data), facts, at=AT).satisfied == satisfiable(data, facts, AT)


@calm
@given(rules, wallets)
def test_the_second_checker_accepts_every_proof(data, facts):
    rule = parse_rule(data)
    proof = evaluate(rule, facts, at=AT)
    stored = json.loads(json.dumps(proof.to_json()))
    assert (check_proof(rule, stored, facts, at=AT) == []) == proof.satisfied
    assert set(proof.used) <= {fact.credential for fact in facts}


@calm
@given(rules, wallets)
def test_no_proof_survives_the_loss_of_a_credential_it_uses(data, facts):
    rule = parse_rule(data)
    proof = evaluate(rule, facts, at=AT)
    for name in proof.used:
        revoked = [replace(f, status="revoked") if f.credential == name else f for f in facts]
        assert check_proof(rule, proof.to_json(), revoked, at=AT) != []


@calm
@given(rules, wallets, st.data())
def test_more_evidence_never_makes_a_satisfied_rule_fail(data, facts, draw):
    fewer = draw.draw(st.lists(st.sampled_from(facts), unique_by=id)) if facts else []
    rule = parse_rule(data)
    if evaluate(rule, fewer, at=AT).satisfied:
        assert evaluate(rule, facts, at=AT).satisfied


@calm
@given(rules, wallets)
def test_expiry_and_revocation_of_everything_make_every_rule_fail(data, facts):
    rule = parse_rule(data)
    expired = [replace(f, valid_until=AT - timedelta(seconds=1)) for f in facts]
    revoked = [replace(f, status="revoked") for f in facts]
    assert not evaluate(rule, expired, at=AT).satisfied
    assert not evaluate(rule, revoked, at=AT).satisfied


@calm
@given(rules, wallets)
def test_progress_is_one_exactly_when_nothing_is_missing(data, facts):
    rule = parse_rule(data)
    proof = evaluate(rule, facts, at=AT)
    assert 0 <= proof.progress <= 1
    assert (proof.progress == 1) == proof.satisfied == (missing(rule, facts, at=AT) is None)


@calm
@given(rules)
def test_json_and_schema_agree_with_the_parser(data):
    rule = parse_rule(data)
    assert parse_rule(rule_to_json(rule)) == rule
    jsonschema.validate(data, RULE_SCHEMA)


@calm
@given(rules, wallets)
def test_every_proof_can_be_said_in_words(data, facts):
    proof = evaluate(parse_rule(data), facts, at=AT)
    lines = [in_words(message) for message in explain(proof, {"a": "Apples"})]
    assert all("{" not in line for line in [*lines, in_words(headline(proof, {}))])
    assert explain(proof, {})[0].satisfied == proof.satisfied


@slow
@given(rules, wallets.map(lambda facts: facts[:2]), catalogues(6))
def test_the_route_is_as_cheap_as_brute_force_finds(data, facts, offers):
    compare_with_brute_force(data, facts, offers)


@settings(slow, max_examples=12)
@given(st.lists(leaves, min_size=2, max_size=4), st.integers(2, 4), catalogues(12))
def test_the_route_is_as_cheap_as_brute_force_finds_among_twelve(parts, count, offers):
    data = {"at_least": min(count, len(parts)), "of": parts}
    compare_with_brute_force(data, [], offers)


# Sums over evidence that counts once: where offers stand for each other only if they cannot all be taken.
sums = st.lists(
    st.builds(lambda n: {"credits": n}, st.sampled_from([1, 2, 2.5, 3])) | leaves, min_size=1, max_size=2
)


@settings(slow, max_examples=60)
@given(st.one_of(rules, sums.map(lambda parts: {"distinct_evidence": {"all": parts}})), catalogues(7))
def test_what_is_left_out_for_a_known_number_of_hours_is_not_needed(data, offers):
    hours = cheapest_by_brute_force(data, [], offers)
    assume(hours)
    proof = evaluate(parse_rule(data), [], at=AT)
    left = in_order(offers, ())
    for _ in range(3):
        left = worth_a_look(proof, (), left, limit=hours)
        assert cheapest_by_brute_force(data, [], left) == hours


def compare_with_brute_force(data, facts, offers):
    rule = parse_rule(data)
    route = cheapest_route(rule, facts, offers, at=AT)
    best = cheapest_by_brute_force(data, facts, offers)
    assert (route.hours if route else None) == best
    if route:
        assert finishable(route.offers, facts)
        known = {f.achievement for f in facts if f.counts(AT)}
        for offer in route.offers:
            assert offer.prerequisites <= known
            known.add(offer.achievement)
        after = [*facts, *(offer.as_fact(AT) for offer in route.offers)]
        assert check_proof(rule, route.proof.to_json(), after, at=AT) == []
        assert satisfiable(data, after, AT)


def finishable(offers, facts):
    known = {f.achievement for f in facts if f.counts(AT)}
    left = list(offers)
    while ready := [offer for offer in left if offer.prerequisites <= known]:
        known |= {offer.achievement for offer in ready}
        left = [offer for offer in left if offer not in ready]
    return not left


def cheapest_by_brute_force(data, facts, offers):
    subsets = [
        (sum(offer.hours for offer in chosen), size, chosen)
        for size in range(len(offers) + 1)
        for chosen in combinations(offers, size)
        if finishable(chosen, facts)
    ]
    for hours, _, chosen in sorted(subsets, key=lambda entry: entry[:2]):
        if satisfiable(data, [*facts, *(offer.as_fact(AT) for offer in chosen)], AT):
            return hours
    return None


# Enough for most rules, so that there is something to tamper with.
RICH = [
    fact(achievement, f"r-{achievement}-{issuer}", issuer=issuer, skills={"s": 5, "t": 5}, credits=Decimal(4))
    for achievement in "abcd"
    for issuer in "ij"
]
rich_wallets = wallets.map(lambda facts: [*facts, *RICH])
tampering = settings(calm, suppress_health_check=list(HealthCheck))


def places(data, path=()):
    """Every place of a JSON value, outermost first."""
    yield path
    inner = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in inner:
        yield from places(value, (*path, key))


def at_place(data, path):
    for key in path:
        data = data[key]
    return data


def other_than(value, draw):
    """Something else of the same kind, or of another."""
    match value:
        case bool():
            near = [not value, int(value)]
        case int() | float():
            near = [value + 1, value - 1, value + 0.5, True]
        case str():
            near = [f"{value}x", value[:-1], value.upper(), "c0", "c1", ""]
        case list():
            near = [value[:-1], [*value, *value[:1]], value[::-1], [*value, "c0"]]
        case _:
            near = [{**value, "more": 1}, dict(list(value.items())[1:])]
    choices = [
        other for other in [*near, None, 7, "c2", [], {}] if (type(other), other) != (type(value), value)
    ]
    return draw.draw(st.sampled_from(choices))


def proves(path, stored):
    """Whether a place is part of what is proved: the beginnings of a sum that is not reached are not."""
    above = [at_place(stored, path[:length]) for length in range(len(path) + 1)]
    return (
        not any(isinstance(node, dict) and node.get("satisfied") is False for node in above)
        or "facts" not in path
    )


@tampering
@given(rules, rich_wallets, st.data())
def test_whatever_is_changed_in_a_proof_is_noticed(data, facts, draw):
    rule = parse_rule(data)
    proof = evaluate(rule, facts, at=AT)
    assume(proof.satisfied)
    stored = json.loads(json.dumps(proof.to_json()))
    path = draw.draw(st.sampled_from([path for path in places(stored) if path and proves(path, stored)]))
    holder = at_place(stored, path[:-1])
    holder[path[-1]] = other_than(holder[path[-1]], draw)
    assert check_proof(rule, stored, facts, at=AT) != []


@tampering
@given(rules, rich_wallets, st.data())
def test_whatever_is_left_out_of_a_proof_is_noticed(data, facts, draw):
    rule = parse_rule(data)
    proof = evaluate(rule, facts, at=AT)
    assume(proof.satisfied)
    stored = json.loads(json.dumps(proof.to_json()))
    path = draw.draw(st.sampled_from([path for path in places(stored) if path]))
    del at_place(stored, path[:-1])[path[-1]]
    assert check_proof(rule, stored, facts, at=AT) != []
