"""Properties that hold for every rule and every wallet, against a brute-force reading of the language."""

import json
from dataclasses import replace
from datetime import timedelta
from itertools import combinations

import jsonschema
from hypothesis import HealthCheck, given, settings
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
from tests.credentials.stacks.wallets import AT, catalogues, leaves, rules, satisfiable, wallets

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
