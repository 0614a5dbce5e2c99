"""Rules and routes: how long an evaluation, a check, a preview and an exact route take.

    python -m benchmarks.stacks

The aim for the route is less than one second for 500 courses and rules of 40 nodes. Beside random rules it is
taken on catalogues made to be hard: overlapping skills at equal hours, k of n over skills, credits as
knapsacks, deep prerequisites, evidence that counts once, windows over a wallet of 60; and on three shapes
that are known to be beyond it (circles everywhere, one sum whose hours follow the credits, 39 sums over lists
that overlap), where it says that the route is too hard. There is no peer. The table gives processor time,
because the machine may be busy.
"""

import random
import statistics
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from credentials.stacks import (
    Fact,
    Offer,
    RouteTooHardError,
    Rule,
    RuleError,
    cheapest_route,
    check_proof,
    evaluate,
    parse_rule,
    preview,
)

type Instance = tuple[dict[str, Any], list[Fact], list[Offer]]

AT = datetime(2026, 6, 15, 12, tzinfo=UTC)
COURSES, NODES, RULES, WALLETS = 500, 40, 20, 2000
RUNS, RUNS_RANDOM, RUNS_BEYOND = 10, 40, 3


def random_rule(rng: random.Random, nodes: int) -> dict[str, object]:
    """Make a rule of exactly so many nodes, about half of them leaves."""
    if nodes < 3:
        leaves: dict[int, dict[str, object]] = {
            0: {"achievement": f"a{rng.randrange(COURSES)}"},
            1: {"skill": f"s{rng.randrange(60)}", "level": rng.randint(1, 4)},
            2: {"credits": rng.randint(3, 25)},
        }
        leaf = leaves[rng.randrange(3)]
        return leaf if nodes == 1 else {"issued_by": [f"i{n}" for n in rng.sample(range(8), 5)], "rule": leaf}
    if rng.random() < 0.15:
        inner = random_rule(rng, nodes - 1)
        return rng.choice([{"within": 24, "of": "now", "rule": inner}, {"distinct_evidence": inner}])
    parts = min(nodes - 1, rng.randint(2, 5))
    cuts = sorted(rng.sample(range(1, nodes - 1), parts - 1))
    sizes = [b - a for a, b in zip([0, *cuts], [*cuts, nodes - 1], strict=True)]
    rules = [random_rule(rng, size) for size in sizes]
    return {"at_least": (len(rules) * 2 + 2) // 3, "of": rules}


def catalogue(rng: random.Random) -> list[Offer]:
    """Make courses with prerequisites among those before them."""
    return [
        Offer(
            key=f"o{n}",
            achievement=f"a{n}",
            hours=rng.choice([0.5, 1, 1.5, 2, 4, 8, 20]),
            issuer=f"i{rng.randrange(8)}",
            credits=Decimal(rng.choice(["0.5", "1", "1.5", "3"])),
            skills={f"s{rng.randrange(60)}": rng.randint(1, 5) for _ in range(rng.randint(1, 3))},
            prerequisites=frozenset(f"a{rng.randrange(n)}" for _ in range(rng.choice([0, 0, 1, 2])) if n),
        )
        for n in range(COURSES)
    ]


def wallet(rng: random.Random, offers: list[Offer], size: int) -> list[Fact]:
    """Make a wallet of credentials earned over two years."""
    return [
        Fact(
            credential=f"c{n}",
            achievement=offer.achievement,
            issuer=offer.issuer,
            awarded_at=AT - timedelta(days=rng.randrange(730)),
            credits=offer.credits,
            skills=offer.skills,
        )
        for n, offer in enumerate(rng.sample(offers, size))
    ]


def drawing(rng: random.Random) -> Instance:
    """A random rule of 40 nodes, over a catalogue and a wallet of its own."""
    offers = catalogue(rng)
    while True:
        rule = random_rule(rng, NODES)
        with suppress(RuleError):  # a third `within` inside two others
            parse_rule(rule)
            return rule, wallet(rng, offers, 12), offers


def covering(rng: random.Random) -> Instance:
    """39 skills, courses for two to six of them, all of one hour."""
    offers = [offer(n, 1, skills=some_skills(rng, 39, rng.randint(2, 6))) for n in range(COURSES)]
    return {"all": [{"skill": f"s{k}", "level": rng.randint(1, 3)} for k in range(39)]}, [], offers


def crowding(rng: random.Random) -> Instance:
    """The same with eight to fourteen skills in each course."""
    offers = [offer(n, 1, skills=some_skills(rng, 39, rng.randint(8, 14))) for n in range(COURSES)]
    return {"all": [{"skill": f"s{k}", "level": rng.randint(1, 3)} for k in range(39)]}, [], offers


def choosing(rng: random.Random) -> Instance:
    """Four of five groups, each four of six skills at high levels, in overlapping courses of equal hours."""
    offers = [
        offer(n, rng.choice([1, 1, 1, 2]), skills=some_skills(rng, 60, rng.randint(2, 8)))
        for n in range(COURSES)
    ]
    groups = [
        {
            "at_least": 4,
            "of": [{"skill": f"s{rng.randrange(60)}", "level": rng.randint(2, 5)} for _ in range(6)],
        }
        for _ in range(5)
    ]
    return {"at_least": 4, "of": groups}, [], offers


def weighing(rng: random.Random) -> Instance:
    """Credits as knapsacks: a total, parts of it from some issuers, and skills besides."""
    offers = [
        offer(
            n, rng.choice([1, 2]), credits=Decimal(rng.randint(1, 6)) / 2, issuer=f"i{rng.randrange(5)}",
            skills=some_skills(rng, 30, rng.randint(1, 5)),
        )
        for n in range(COURSES)
    ]  # fmt: skip
    rule = {
        "all": [
            {"credits": 30},
            {"issued_by": ["i1", "i2"], "rule": {"credits": 10}},
            {"at_least": 12, "of": [{"skill": f"s{k}", "level": 4} for k in range(20)]},
            {
                "at_least": 3,
                "of": [{"issued_by": "i3", "rule": {"skill": f"s{k}", "level": 3}} for k in range(20, 26)],
            },
        ]
    }
    return rule, [], offers


def climbing(rng: random.Random) -> Instance:
    """Ten chains of fifty courses with cross-links, for skills, credits and single achievements."""
    offers = []
    for n in range(COURSES):
        needs = {f"a{n - 1}"} if n % 50 else set()
        if n % 50 > 10 and rng.random() < 0.5:
            needs.add(f"a{rng.randrange(n)}")
        skills = some_skills(rng, 30, rng.randint(0, 3))
        credits_ = Decimal(rng.randint(0, 6)) / 2
        hours = rng.choice([1, 1, 2])
        offers.append(offer(n, hours, prerequisites=frozenset(needs), skills=skills, credits=credits_))
    names = ({"equivalent": [f"a{k}" for k in rng.sample(range(COURSES), 8)]} for _ in range(7))
    skills_ = {"at_least": 20, "of": [{"skill": f"s{k}", "level": 4} for k in range(29)]}
    return {"all": [skills_, {"credits": 60}, *names]}, [], offers


def separating(rng: random.Random) -> Instance:
    """38 requirements, each on evidence of its own, in overlapping courses."""
    offers = [
        offer(n, rng.choice([1, 2, 3]), skills=some_skills(rng, 20, rng.randint(1, 5)))
        for n in range(COURSES)
    ]
    leaves = [{"skill": f"s{rng.randrange(20)}", "level": rng.randint(1, 4)} for _ in range(38)]
    return {"distinct_evidence": {"all": leaves}}, [], offers


def windowing(rng: random.Random) -> Instance:
    """Three windows over what 60 credentials of four years and new courses show together."""
    rule, _, offers = weighing(rng)
    held = [
        Fact(
            credential=f"c{n}", achievement=one.achievement, issuer=one.issuer, credits=one.credits,
            skills=one.skills, awarded_at=AT - timedelta(days=rng.randrange(1500)),
        )
        for n, one in enumerate(rng.sample(offers, 60))
    ]  # fmt: skip
    total, _, many, few = rule["all"]
    parts = [{"within": months, "rule": part} for months, part in ((6, total), (12, many), (3, few))]
    return {"all": parts}, held, offers


def mixing(rng: random.Random) -> Instance:
    """Three of five, six times: high levels, sums over lists, one of several; with prerequisites."""
    offers = [
        offer(
            n, rng.choice([1, 1, 2]), credits=Decimal(rng.randint(1, 6)) / 2, issuer=f"i{rng.randrange(4)}",
            skills=some_skills(rng, 15, rng.randint(1, 4)),
            prerequisites=frozenset(f"a{rng.randrange(n)}" for _ in range(rng.choice([0, 0, 1])) if n),
        )
        for n in range(COURSES)
    ]  # fmt: skip

    def leaf() -> dict[str, Any]:
        leaves: dict[int, dict[str, Any]] = {
            0: {"skill": f"s{rng.randrange(15)}", "level": rng.randint(3, 5)},
            1: {"credits": rng.randint(5, 15), "from": [f"a{k}" for k in rng.sample(range(COURSES), 40)]},
            2: {"equivalent": [f"a{k}" for k in rng.sample(range(COURSES), 5)]},
        }
        return leaves[rng.randrange(3)]

    return {"all": [{"at_least": 3, "of": [leaf() for _ in range(5)]} for _ in range(6)]}, [], offers


def circling(rng: random.Random) -> Instance:
    """Every achievement by a cheap course that waits for its partner's, or by a dear one that does not."""
    half = COURSES // 2
    cheap = [
        Offer(
            key=f"c{n}", achievement=f"a{n}", hours=1, prerequisites=frozenset({f"a{n ^ 1}"}),
            skills=some_skills(rng, 20, 2),
        )
        for n in range(half)
    ]  # fmt: skip
    dear = [
        Offer(key=f"d{n}", achievement=f"a{n}", hours=rng.choice([8, 9, 10]), skills=some_skills(rng, 20, 1))
        for n in range(half)
    ]
    return {"all": [{"skill": f"s{k}", "level": 2} for k in range(20)]}, [], [*cheap, *dear]


def balancing(rng: random.Random) -> Instance:
    """Half of all credits, in courses whose hours are their credits and a little more."""
    amounts = [rng.randint(100, 1000) for _ in range(COURSES)]
    offers = [offer(n, amount / 10 + 10, credits=Decimal(amount) / 1000) for n, amount in enumerate(amounts)]
    return {"credits": round(sum(amounts) / 2000, 3)}, [], offers


def summing(rng: random.Random) -> Instance:
    """39 sums, each over fifty courses."""
    offers = [
        offer(n, rng.choice([2, 3, 4, 5]), credits=Decimal(rng.randint(2, 20)) / 2) for n in range(COURSES)
    ]
    lists = ([f"a{k}" for k in rng.sample(range(COURSES), 50)] for _ in range(39))
    return {"all": [{"credits": rng.randint(60, 120), "from": names} for names in lists]}, [], offers


HARD = (covering, crowding, choosing, weighing, climbing, separating, windowing, mixing)
BEYOND = (circling, balancing, summing)


def offer(number: int, hours: float, **given: Any) -> Offer:
    """Make a course of an achievement of its own."""
    return Offer(key=f"o{number}", achievement=f"a{number}", hours=hours, **given)


def some_skills(rng: random.Random, among: int, count: int) -> dict[str, int]:
    """Make levels in some of so many skills."""
    return {f"s{k}": rng.randint(1, 5) for k in rng.sample(range(among), count)}


def timed(label: str, runs: list[float]) -> None:
    """Print median and worst in milliseconds."""
    print(f"{label:<58} median {statistics.median(runs) * 1e3:8.2f} ms   worst {max(runs) * 1e3:8.2f} ms")


def clocked[Result](work: Callable[[], Result]) -> tuple[Result, float]:
    """Run and take the processor time in seconds."""
    start = time.process_time()
    result = work()
    return result, time.process_time() - start


def has_answer(rule: Rule, held: list[Fact], offers: list[Offer]) -> bool:
    """Say whether there was an exact answer."""
    try:
        cheapest_route(rule, held, offers, at=AT)
    except RouteTooHardError:
        return False
    return True


def many_routes(family: Callable[[random.Random], Instance], runs: int) -> None:
    """Print the times of exact routes, and how many were too hard."""
    taken, answered = [], 0
    for seed in range(runs):
        data, held, offers = family(random.Random(seed))
        rule = parse_rule(data)
        answer, seconds = clocked(partial(has_answer, rule, held, offers))
        taken.append(seconds)
        answered += bool(answer)
    timed(f"exact route, {family.__name__} ({answered}/{runs} answered)", taken)


def main() -> None:
    """Print the figures."""
    rng = random.Random(20261)
    offers = catalogue(rng)
    rules: list[Rule] = [parse_rule(random_rule(rng, NODES)) for _ in range(RULES)]
    held = wallet(rng, offers, 12)
    routes = [clocked(partial(cheapest_route, rule, held, offers, at=AT)) for rule in rules]
    found = [route for route, _ in routes if route]
    timed(
        f"exact route, {COURSES} courses, {NODES} nodes ({len(found)}/{RULES} reachable)",
        [s for _, s in routes],
    )
    many_routes(drawing, RUNS_RANDOM)
    for family in HARD:
        many_routes(family, RUNS)
    for family in BEYOND:
        many_routes(family, RUNS_BEYOND)
    every = wallet(rng, offers, 200)
    proofs = [clocked(partial(evaluate, rule, every, at=AT)) for rule in rules]
    timed(f"evaluate, wallet of 200, {NODES} nodes", [s for _, s in proofs])
    kept = [
        (rule, proof.to_json()) for rule, (proof, _) in zip(rules, proofs, strict=True) if proof.satisfied
    ]
    checks = [clocked(partial(check_proof, rule, stored, every, at=AT)) for rule, stored in kept]
    assert all(problems == [] for problems, _ in checks)
    timed(f"check a proof ({len(kept)} satisfied)", [s for _, s in checks])
    wallets = {f"w{n}": wallet(rng, offers, 30) for n in range(WALLETS)}
    _, seconds = clocked(lambda: preview(rules[0], wallets, at=AT))
    print(f"preview: {WALLETS / seconds:,.0f} wallets of 30 a second")


if __name__ == "__main__":
    main()
