"""Facts, random rules and random wallets for the tests of stacks, and what a rule means, by brute force."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import combinations, product

from hypothesis import strategies as st

from credentials.stacks import Fact, Offer

AT = datetime(2026, 6, 15, 12, tzinfo=UTC)
ACHIEVEMENTS = ("a", "b", "c", "d")
SKILLS = ("s", "t")
ISSUERS = ("i", "j")
EVIDENCE = ("e1", "e2", "e3")


def day(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def fact(achievement: str, credential: str = "", **given) -> Fact:
    given.setdefault("issuer", "i")
    given.setdefault("awarded_at", AT - timedelta(days=30))
    return Fact(credential=credential or f"c-{achievement}", achievement=achievement, **given)


leaves = st.one_of(
    st.sampled_from(ACHIEVEMENTS).map(lambda a: {"achievement": a}),
    st.lists(st.sampled_from(ACHIEVEMENTS), min_size=2, max_size=3, unique=True).map(
        lambda a: {"equivalent": a}
    ),
    st.builds(lambda s, n: {"skill": s, "level": n}, st.sampled_from(SKILLS), st.integers(1, 4)),
    st.builds(lambda n: {"credits": n}, st.sampled_from([1, 2.5, 4, 6])),
    st.builds(lambda n, a: {"credits": n, "from": a}, st.sampled_from([1, 3]), st.just(["a", "c"])),
)


def _branches(inner):
    parts = st.lists(inner, min_size=1, max_size=3)
    return st.one_of(
        st.builds(lambda p: {"all": p}, parts),
        st.builds(lambda p: {"any": p}, parts),
        parts.flatmap(lambda p: st.integers(1, len(p)).map(lambda n: {"at_least": n, "of": p})),
        st.builds(lambda r, i: {"issued_by": [i], "rule": r}, inner, st.sampled_from(ISSUERS)),
        st.builds(lambda r: {"distinct_evidence": r}, inner),
        st.builds(
            lambda r, m, of: {"within": m, "of": of, "rule": r},
            inner,
            st.sampled_from([1, 6, 12]),
            st.sampled_from(["each_other", "now"]),
        ),
    )


def _windows(rule: object) -> int:
    if isinstance(rule, list):
        return max(map(_windows, rule), default=0)
    if not isinstance(rule, dict):
        return 0
    return ("within" in rule) + max(map(_windows, rule.values()))


rules = st.recursive(leaves, _branches, max_leaves=5).filter(lambda rule: _windows(rule) <= 2)

_facts = st.builds(
    lambda a, i, days, amount, skills, evidence, status, left: {
        "achievement": a,
        "issuer": i,
        "awarded_at": AT - timedelta(days=days),
        "credits": Decimal(amount),
        "skills": skills,
        "evidence": frozenset(evidence),
        "status": status,
        "valid_until": None if left is None else AT + timedelta(days=left),
    },
    st.sampled_from(ACHIEVEMENTS),
    st.sampled_from(ISSUERS),
    st.sampled_from([0, 10, 40, 150, 300, 700, -3]),
    st.sampled_from(["0", "1", "1.5", "2", "4"]),
    st.dictionaries(st.sampled_from(SKILLS), st.integers(1, 5), max_size=2),
    st.sets(st.sampled_from(EVIDENCE), max_size=2),
    st.sampled_from(["active", "active", "active", "active", "suspended", "revoked", "superseded"]),
    st.sampled_from([None, None, 0, 100, -1]),
)
wallets = st.lists(_facts, max_size=5).map(
    lambda rows: [Fact(credential=f"c{i}", **row) for i, row in enumerate(rows)]
)

_offers = st.builds(
    lambda a, hours, i, amount, skills, needs: {
        "achievement": a,
        "hours": hours,
        "issuer": i,
        "credits": Decimal(amount),
        "skills": skills,
        "prerequisites": frozenset(needs),
    },
    st.sampled_from((*ACHIEVEMENTS, "x", "y")),
    st.sampled_from([0, 0.5, 1, 2, 3, 5, 8]),
    st.sampled_from(ISSUERS),
    st.sampled_from(["0", "1", "2", "2.5"]),
    st.dictionaries(st.sampled_from(SKILLS), st.integers(1, 4), max_size=2),
    st.sets(st.sampled_from((*ACHIEVEMENTS, "x", "y")), max_size=2),
)


def catalogues(largest: int) -> st.SearchStrategy[list[Offer]]:
    return st.lists(_offers, max_size=largest).map(
        lambda rows: [Offer(key=f"o{i}", **row) for i, row in enumerate(rows)]
    )


type Uses = tuple[Fact, ...]


def supports(rule: dict, facts: list[Fact], at: datetime) -> Iterator[Uses]:
    """Give every way to satisfy the rule with the facts: one entry for each use of a fact."""
    if "achievement" in rule:
        yield from ((f,) for f in facts if f.achievement == rule["achievement"])
    elif "equivalent" in rule:
        yield from ((f,) for f in facts if f.achievement in rule["equivalent"])
    elif "skill" in rule:
        yield from ((f,) for f in facts if f.skills.get(rule["skill"], 0) >= rule["level"])
    elif "credits" in rule:
        rich = [
            f for f in facts if f.credits and f.achievement in rule.get("from", (*ACHIEVEMENTS, "x", "y"))
        ]
        for size in range(1, len(rich) + 1):
            for chosen in combinations(rich, size):
                if (
                    len({f.achievement for f in chosen}) == size
                    and sum(f.credits for f in chosen) >= rule["credits"]
                ):
                    yield chosen
    elif "issued_by" in rule:
        yield from supports(rule["rule"], [f for f in facts if f.issuer in rule["issued_by"]], at)
    elif "within" in rule:
        for uses in supports(rule["rule"], facts, at):
            first, last = min(f.awarded_at for f in uses), max(f.awarded_at for f in uses)
            start, end = (first, last) if rule["of"] == "each_other" else (first, at)
            if end <= later(start, rule["within"]):
                yield uses
    elif "distinct_evidence" in rule:
        for uses in supports(rule["distinct_evidence"], facts, at):
            pieces = [piece for f in uses for piece in f.evidence or {f.credential}]
            if len(pieces) == len(set(pieces)):
                yield uses
    else:
        parts = rule.get("all") or rule.get("any") or rule["of"]
        count = {"all": len(parts), "any": 1}[next(iter(rule))] if "of" not in rule else rule["at_least"]
        for chosen in combinations(parts, count):
            for several in product(*(list(supports(part, facts, at)) for part in chosen)):
                yield tuple(f for uses in several for f in uses)


def later(moment: datetime, months: int) -> datetime:
    """Months later, for the dates of these tests (none of them in the last days of a month that matter)."""
    index = moment.year * 12 + moment.month - 1 + months
    first = moment.replace(year=index // 12, month=index % 12 + 1, day=1)
    days = ((first + timedelta(days=31)).replace(day=1) - first).days
    return first.replace(day=min(moment.day, days))


def satisfiable(rule: dict, facts: list[Fact], at: datetime) -> bool:
    usable = [
        f
        for f in facts
        if f.status == "active" and f.awarded_at <= at and (not f.valid_until or at <= f.valid_until)
    ]
    return any(True for _ in supports(rule, usable, at))
