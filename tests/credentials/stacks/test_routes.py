"""Routes whose answers a person can check."""

from decimal import Decimal

import pytest

from credentials.stacks import Offer, RouteTooHardError, cheapest_route, parse_rule
from credentials.stacks.routes import without_spares
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


def test_the_time_for_the_search_is_bounded():
    with pytest.raises(RouteTooHardError, match="No exact answer within 0 seconds"):
        cheapest_route(
            parse_rule({"credits": 10}),
            [],
            [offer(str(n), n * 1.1, credits=Decimal(n)) for n in range(1, 40)],
            at=AT,
            seconds=0,
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
