"""Routes whose answers a person can check."""

from dataclasses import replace
from decimal import Decimal
from itertools import product

import pytest

from credentials.stacks import Offer, RouteTooHardError, cheapest_route, evaluate, parse_rule
from credentials.stacks.circles import Circles
from credentials.stacks.offers import in_order
from credentials.stacks.preparing import worth_a_look
from credentials.stacks.routes import without_spares
from credentials.stacks.searching import common_step
from tests.credentials.stacks.wallets import AT, day, fact


def offer(achievement, hours, *needs, key="", **given):
    return Offer(
        key=key or achievement, achievement=achievement, hours=hours, prerequisites=frozenset(needs), **given
    )


def route(data, offers, facts=()):
    found = cheapest_route(parse_rule(data), facts, offers, at=AT)
    return found and ([o.key for o in found.offers], found.hours)


def test_nothing_is_needed_where_the_rule_is_satisfied():
    assert route({"achievement": "a"}, [offer("a", 1)], [fact("a")]) == ([], 0)


def test_the_cheaper_of_two_ways_is_taken():
    assert route({"any": [{"achievement": "a"}, {"achievement": "b"}]}, [offer("a", 3), offer("b", 2)]) == (
        ["b"],
        2,
    )


def test_prerequisites_count_and_come_first():
    offers = [offer("a", 1, "x"), offer("x", 5), offer("b", 4)]
    rule = {"any": [{"achievement": "a"}, {"achievement": "b"}]}
    assert route(rule, offers) == (["b"], 4)
    assert route(rule, offers, [fact("x")]) == (["a"], 1)
    assert route({"achievement": "a"}, offers) == (["x", "a"], 6)


def test_one_course_may_serve_two_parts():
    rule = {"all": [{"skill": "s", "level": 2}, {"skill": "t", "level": 2}]}
    offers = [
        offer("a", 2, skills={"s": 2}),
        offer("b", 2, skills={"t": 3}),
        offer("c", 3, skills={"s": 2, "t": 2}),
    ]
    assert route(rule, offers) == (["c"], 3)
    assert route({"distinct_evidence": rule}, offers) == (["a", "b"], 4)


def test_what_is_held_adds_to_what_is_offered():
    offers = [offer("a", 2, credits=Decimal("1.5")), offer("b", 1, credits=Decimal(1))]
    assert route({"credits": 3}, offers, [fact("z", credits=Decimal(2))]) == (["b"], 1)


def test_a_part_that_is_held_is_not_taken_again():
    rule = {"all": [{"achievement": "a"}, {"achievement": "b"}]}
    assert route(rule, [offer("a", 1), offer("b", 1)], [fact("a")]) == (["b"], 1)


def test_courses_that_wait_for_each_other_are_no_way():
    circle = [offer("a", 0.5, "b"), offer("b", 0.5, "a")]
    rule = {"all": [{"achievement": "a"}, {"achievement": "b"}]}
    assert route(rule, circle) is None
    assert route(rule, [*circle, offer("a", 9, key="long")]) == (["long", "b"], 9.5)


def test_a_circle_is_opened_at_its_cheapest_place():
    offers = [
        offer("a", 1, "b"),
        offer("b", 1, "c"),
        offer("c", 1, "a"),
        offer("a", 10, key="a-alone"),
        offer("c", 4, "d", key="c-by-d"),
        offer("d", 2),
    ]
    assert route({"achievement": "a"}, offers) == (["d", "c-by-d", "b", "a"], 8)


def test_no_offer_is_taken_that_is_not_needed_even_if_it_is_free():
    assert route({"achievement": "a"}, [offer("free", 0), offer("a", 0)]) == (["a"], 0)
    assert route({"achievement": "a"}, [offer("free", 0), offer("a", 0, "free")]) == (["free", "a"], 0)


def test_free_offers_that_others_need_are_kept_and_the_rest_dropped():
    rule = parse_rule({"achievement": "a"})
    free, step, wanted = offer("free", 0), offer("step", 0), offer("a", 0, "step")
    assert without_spares(rule, [], [free, step, wanted], AT) == [step, wanted]


def test_a_window_takes_what_is_held_only_if_it_is_recent_enough():
    rule = {"within": 6, "rule": {"all": [{"achievement": "a"}, {"achievement": "b"}]}}
    offers = [offer("a", 3), offer("b", 2)]
    assert route(rule, offers, [fact("a", awarded_at=day("2025-12-16"))]) == (["b"], 2)
    assert route(rule, offers, [fact("a", awarded_at=day("2025-12-01"))]) == (["a", "b"], 5)


def test_there_may_be_no_way():
    assert route({"achievement": "q"}, [offer("a", 1)]) is None
    assert route({"achievement": "q"}, []) is None


def test_the_effort_of_the_search_is_bounded():
    with pytest.raises(RouteTooHardError, match=r"No exact answer with an effort of 0\."):
        cheapest_route(
            parse_rule({"credits": 10}),
            [],
            [offer(str(n), n * 1.1, credits=Decimal(n)) for n in range(1, 40)],
            at=AT,
            effort=0,
        )


def test_offers_need_keys_of_their_own_and_possible_hours():
    with pytest.raises(ValueError, match="same key"):
        route({"achievement": "q"}, [offer("a", 1), offer("a", 2)])
    with pytest.raises(ValueError, match="hours of 'a'"):
        offer("a", -1)
    with pytest.raises(ValueError, match="Credits of 'a'"):
        offer("a", 1, credits=Decimal("0.0001"))


def test_many_circles_do_not_multiply():
    """Each of 40 pairs waits for itself; putting the pairs together would make 2⁴⁰ combinations."""
    circles = [
        offer(f"a{n}", 1, f"a{n ^ 1}", key=f"c{n}", skills={f"s{n // 8}": 1, f"t{n % 7}": 1})
        for n in range(80)
    ]
    ways_in = [offer(f"a{n}", 6 + n % 3, key=f"long{n}") for n in range(0, 80, 2)]
    rule = {"all": [{"skill": f"s{n}", "level": 1} for n in range(3)]}
    assert route(rule, circles) is None
    found = route(rule, [*circles, *ways_in])
    assert found[1] == 21  # three ways in at six hours, and the partner of each, which shows the skill


def test_two_sets_of_circles_that_share_a_way_in():
    """One opened circle opens another; the search has to find that out by breaking rows."""
    offers = [
        offer("a", 1, "b"),
        offer("b", 1, "a", "c"),
        offer("c", 1, "d"),
        offer("d", 1, "c", "a"),
        offer("a", 20, key="a-alone"),
        offer("c", 7, key="c-alone"),
        offer("d", 30, key="d-alone"),
    ]
    assert route({"all": [{"achievement": "a"}, {"achievement": "b"}]}, offers) == (
        ["a-alone", "c-alone", "b"],
        28,
    )
    assert route({"all": [{"achievement": "b"}, {"achievement": "d"}]}, offers) == (
        ["a-alone", "c-alone", "b", "d"],
        29,
    )


def test_nested_circles_of_one_component_are_found_one_after_the_other():
    """All of a1…a6 wait for each other in one component; inside it every pair is a circle of its own."""
    offers = [offer(f"a{n}", 1, f"a{n ^ 1}") for n in range(2, 8)]
    offers += [offer(f"a{n}", 2, f"a{(n + 2) % 6 + 2}", key=f"next{n}") for n in range(2, 8)]
    offers += [offer("a2", 50, key="way-in")]
    keys, hours = route({"all": [{"achievement": f"a{n}"} for n in range(2, 8)]}, offers)
    assert (keys[0], hours) == ("way-in", cheapest_by_trying(offers))


def cheapest_by_trying(offers):
    """Every choice of one offer for each achievement, in any order that works."""
    giving = {}
    for one in offers:
        giving.setdefault(one.achievement, []).append(one)
    finishable = [chosen for chosen in product(*giving.values()) if len(in_order(chosen, ())) == len(chosen)]
    return min(sum(one.hours for one in chosen) for chosen in finishable)


@pytest.mark.parametrize(
    ("hours", "step"),
    [
        ([1, 2, 3], 1),
        ([2, 4.0], 2),
        ([0.5, 1.25], 0.25),
        ([0.1, 0.3], 0.1),
        ([0, 0], 0),
        ([], 0),
        ([1, 1.00001], 0),
        ([40 / 60, 55 / 60], 1 / 12),
        ([1, 1 / 3600], 1 / 3600),
        ([1, 1 / 3601], 0),
    ],
)
def test_totals_differ_by_a_common_step(hours, step):
    assert common_step(hours) == step


def test_a_hundred_hours_that_differ_by_almost_nothing():
    offers = [offer(f"a{n}", 1 + n / 7_000_000, skills={f"s{n % 10}": 1}) for n in range(100)]
    keys, hours = route({"all": [{"skill": f"s{n}", "level": 1} for n in range(10)]}, offers)
    assert keys == [f"a{n}" for n in range(10)]
    assert hours == pytest.approx(10 + 45 / 7_000_000, abs=1e-12)


def test_few_offers_at_first_then_all_that_could_beat_them():
    """The offers that look best cannot be finished; only the dearest can, and it is found all the same."""
    traps = [offer(f"t{n}", 0.5, "locked", skills={"s": 3}) for n in range(300)]
    rest = [offer("locked", 90), offer("dear", 40, skills={"s": 3})]
    assert route({"skill": "s", "level": 3}, [*traps, *rest]) == (["dear"], 40)


def test_credits_where_the_second_best_density_wins():
    offers = [offer(f"a{n}", 3, credits=Decimal(2)) for n in range(90)]
    offers += [offer(f"b{n}", 2, credits=Decimal("1.25")) for n in range(90)]
    assert route({"credits": 3.25}, offers)[1] == 5
    assert route({"credits": 100}, offers)[1] == 150
    assert route({"credits": 101}, offers)[1] == 152


def test_a_dearer_course_of_the_same_achievement_is_kept_for_its_credits():
    offers = [
        offer("a", 1, key="poor", credits=Decimal(1)),
        offer("a", 2, key="rich", credits=Decimal(3)),
        offer("b", 2, key="other", credits=Decimal(2)),
    ]
    assert route({"credits": 3}, offers) == (["rich"], 2)
    assert route({"any": [{"credits": 4}, {"skill": "s", "level": 1}]}, offers) == (["rich", "other"], 4)


def test_no_course_is_added_to_two_sums_over_distinct_evidence():
    offers = [offer("a", 1, credits=Decimal(2)), offer("b", 5, credits=Decimal(2))]
    sums = [{"credits": 2}, {"credits": 2}]
    assert route({"all": sums}, offers) == (["a"], 1)
    assert route({"distinct_evidence": {"all": sums}}, offers) == (["a", "b"], 6)
    assert route({"distinct_evidence": {"all": [*sums, {"credits": 1}]}}, offers) is None


def test_many_equal_hours_and_overlapping_skills():
    """Twelve courses, each for three of eighteen skills in a ring: six are needed, whichever they are."""
    offers = [
        offer(f"a{n}", 1, skills={f"s{(n * 3 + k) % 18}": 2 for k in range(3)}, key=f"{n}-{copy}")
        for n in range(6)
        for copy in range(40)
    ]
    offers += [offer(f"b{n}", 1, skills={f"s{n}": 2, f"s{(n + 9) % 18}": 2}) for n in range(18)]
    rule = {"all": [{"skill": f"s{n}", "level": 2} for n in range(18)]}
    assert route(rule, offers)[1] == 6
    assert route({"at_least": 9, "of": rule["all"]}, offers)[1] == 3
    assert route({"distinct_evidence": {"at_least": 9, "of": rule["all"]}}, offers)[1] == 9


def test_no_route_where_only_halves_of_credentials_would_do():
    """Each two of the three share a piece of evidence, so no two count; half of each would."""
    pairs = [("x", "y"), ("y", "z"), ("x", "z")]
    held = [
        fact(f"h{n}", credits=Decimal(2), evidence=frozenset(pair), awarded_at=day("2026-01-01"))
        for n, pair in enumerate(pairs)
    ]
    rule = {"distinct_evidence": {"all": [{"distinct_evidence": {"credits": 3}}]}}
    assert route(rule, [], held) is None
    assert route(rule, [offer("far", 7, credits=Decimal("0.5"))], held) is None
    assert route(rule, [offer("a", 7, credits=Decimal(1)), offer("b", 8, credits=Decimal(1))], held) == (
        ["a"],
        7,
    )


def test_a_long_way_among_many_is_opened_step_by_step():
    steps = [offer(f"a{n}", 0.25, *([f"a{n - 1}"] if n else [])) for n in range(100)]
    others = [offer(f"b{n}", 30 + n, skills={"s": 1}) for n in range(100)]
    wanted = offer("end", 1, "a99", skills={"s": 1})
    keys, hours = route({"skill": "s", "level": 1}, [*others, *steps, wanted])
    assert (keys, hours) == ([*(f"a{n}" for n in range(100)), "end"], 26)


def test_what_looks_good_at_first_is_looked_at_with_what_opens_it():
    """Two hundred courses behind a door of their own, the doors of almost equal price."""
    offers = [offer(f"c{n}", 1, f"door{n}", skills={"s": 1}) for n in range(200)]
    offers += [offer(f"door{n}", 10 + (n * 7) % 200 / 8) for n in range(200)]
    assert route({"skill": "s", "level": 1}, offers) == (["door0", "c0"], 11)


def test_what_opens_an_offer_is_the_first_in_the_order_given():
    offers = [
        offer("a", 1, "b", "h"),
        offer("b", 1, "c"),
        offer("b", 1, "c", key="b2"),
        offer("c", 1, "b"),
        offer("c", 9, key="c2"),
    ]
    circles = Circles(offers, range(5), frozenset({"h"}))
    assert circles.opened([0], [4, 2, 1, 3, 0]) == {0, 2, 4}
    assert circles.opened([0], [0, 1, 2, 3, 4]) == {0, 1, 3}  # a circle: left to the rows
    assert circles.opened([4], [0, 1, 2, 3, 4]) == {4}


def test_dear_offers_are_left_out_where_the_cheap_ones_cannot_all_be_taken():
    """In sums over distinct evidence no offer beats another, but ten hours do not hold eleven offers of an hour."""
    rule = parse_rule({"distinct_evidence": {"all": [{"credits": 3}, {"credits": 2}]}})
    cheap = [offer(f"a{n:02}", 1, credits=Decimal(1)) for n in range(11)]
    dear = [offer("dear", 2, credits=Decimal(1)), offer("rich", 2, credits=Decimal(3))]
    proof = evaluate(rule, [], at=AT)
    assert worth_a_look(proof, (), [*cheap, *dear], limit=10.0) == [*cheap[:10], dear[1]]
    assert worth_a_look(proof, (), [*cheap, *dear], limit=15.0) == [*cheap, *dear]
    assert worth_a_look(proof, {"a00", "a01"}, [*cheap, *dear], limit=10.0) == [*cheap, dear[1]]
    twice = [*cheap, replace(cheap[0], key="again")]
    assert worth_a_look(proof, (), [*twice, *dear], limit=10.0) == [*cheap, dear[1]]
