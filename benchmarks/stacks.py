"""Rules and routes: how long an evaluation, a check, a preview and an exact route take.

    python benchmarks/stacks.py

The aim for the route is one second of wall time for 500 courses and rules of 40 nodes.
"""

import random
import statistics
import sys
import time
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from credentials.stacks import Fact, Offer, Rule, cheapest_route, check_proof, evaluate, parse_rule, preview

AT = datetime(2026, 6, 15, 12, tzinfo=UTC)
COURSES, NODES, RULES, WALLETS = 500, 40, 20, 2000


def random_rule(rng: random.Random, nodes: int) -> dict[str, object]:
    """Make a rule of exactly so many nodes, about half of them leaves."""
    if nodes < 3:
        leaf = {
            0: {"achievement": f"a{rng.randrange(COURSES)}"},
            1: {"skill": f"s{rng.randrange(60)}", "level": rng.randint(1, 4)},
            2: {"credits": rng.randint(3, 25)},
        }[rng.randrange(3)]
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


def timed(label: str, runs: list[float]) -> None:
    """Print median and worst in milliseconds."""
    print(f"{label:<58} median {statistics.median(runs) * 1e3:8.2f} ms   worst {max(runs) * 1e3:8.2f} ms")


def clocked(work: object) -> tuple[object, float]:
    """Run and take the wall time in seconds."""
    start = time.perf_counter()
    result = work()  # type: ignore[operator]
    return result, time.perf_counter() - start


def main() -> None:
    """Print the figures."""
    rng = random.Random(20261)
    offers = catalogue(rng)
    rules: list[Rule] = [parse_rule(random_rule(rng, NODES)) for _ in range(RULES)]
    held = wallet(rng, offers, 12)
    routes = [
        clocked(lambda rule=rule: cheapest_route(rule, held, offers, at=AT, seconds=60)) for rule in rules
    ]
    found = [route for route, _ in routes if route]
    timed(
        f"exact route, {COURSES} courses, {NODES} nodes ({len(found)}/{RULES} reachable)",
        [s for _, s in routes],
    )
    every = wallet(rng, offers, 200)
    proofs = [clocked(lambda rule=rule: evaluate(rule, every, at=AT)) for rule in rules]
    timed(f"evaluate, wallet of 200, {NODES} nodes", [s for _, s in proofs])
    kept = [
        (rule, proof.to_json()) for rule, (proof, _) in zip(rules, proofs, strict=True) if proof.satisfied
    ]
    checks = [clocked(lambda pair=pair: check_proof(*pair, every, at=AT)) for pair in kept]
    assert all(problems == [] for problems, _ in checks)
    timed(f"check a proof ({len(kept)} satisfied)", [s for _, s in checks])
    wallets = {f"w{n}": wallet(rng, offers, 30) for n in range(WALLETS)}
    _, seconds = clocked(lambda: preview(rules[0], wallets, at=AT))
    print(f"preview: {WALLETS / seconds:,.0f} wallets of 30 a second")


if __name__ == "__main__":
    main()
