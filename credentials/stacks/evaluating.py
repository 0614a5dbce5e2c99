"""Does this wallet satisfy this rule? The proof, what is missing, and who else would."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from credentials.stacks.facts import Fact, counting, months_later
from credentials.stacks.model import Programme
from credentials.stacks.proofs import ProofNode, ProofTree
from credentials.stacks.rules import (
    AtLeast,
    Credits,
    DistinctEvidence,
    Held,
    IssuedBy,
    Rule,
    SkillLevel,
    Within,
    children,
    plain_number,
)


def evaluate(rule: Rule, facts: Iterable[Fact], *, at: datetime) -> ProofTree:
    """Prove the rule from the wallet as of `at`, or show how far it is. Deterministic.

    Raises TooMuchEffortError where evidence must be distinct and even the search does not find out.
    """
    return ProofTree(rule, at, _prove(rule, counting(facts, at), "", at))


def _prove(rule: Rule, facts: Sequence[Fact], pointer: str, at: datetime) -> ProofNode:
    match rule:
        case Held() | SkillLevel():
            return _leaf(rule, [fact for fact in facts if rule.matches(fact)][:1], pointer)
        case Credits():
            return _leaf(rule, _richest(rule, facts), pointer)
        case AtLeast():
            parts = [_prove(part, facts, pointer + place, at) for place, part in children(rule)]
            return _counted(rule, parts, pointer)
        case IssuedBy(issuers, part):
            inner = _prove(part, [f for f in facts if f.issuer in issuers], f"{pointer}/rule", at)
            return _around(rule, inner, pointer)
        case Within():
            return _within(rule, facts, pointer, at)
        case _:
            return _distinct(rule, facts, pointer, at)


def _leaf(rule: Held | SkillLevel | Credits, resting: Sequence[Fact], pointer: str) -> ProofNode:
    names = tuple(fact.credential for fact in resting)
    if not isinstance(rule, Credits):
        have = len(names[:1])
        return ProofNode(pointer, rule, bool(have), have, 1, float(have), names)
    total = sum((fact.credits for fact in resting), Decimal(0))
    satisfied = total >= rule.amount
    progress = 1.0 if satisfied else float(total / rule.amount)
    return ProofNode(
        pointer, rule, satisfied, plain_number(total), plain_number(rule.amount), progress, names
    )


def _richest(rule: Credits, facts: Sequence[Fact]) -> list[Fact]:
    """Give the fewest facts that reach the amount, or all that add to it; each achievement once."""
    best: dict[str, Fact] = {}
    for fact in filter(rule.matches, facts):
        if fact.achievement not in best or fact.credits > best[fact.achievement].credits:
            best[fact.achievement] = fact
    chosen: list[Fact] = []
    total = Decimal(0)
    for fact in sorted(best.values(), key=lambda fact: (-fact.credits, fact.awarded_at, fact.credential)):
        if total >= rule.amount:
            break
        chosen.append(fact)
        total += fact.credits
    return chosen


def _counted(rule: AtLeast, parts: Sequence[ProofNode], pointer: str) -> ProofNode:
    have = sum(part.satisfied for part in parts)
    nearest = sorted((part.progress for part in parts), reverse=True)[: rule.count]
    progress = 1.0 if have >= rule.count else sum(nearest) / rule.count
    return ProofNode(pointer, rule, have >= rule.count, have, rule.count, progress, (), tuple(parts))


def _around(rule: Rule, inner: ProofNode, pointer: str) -> ProofNode:
    return ProofNode(pointer, rule, inner.satisfied, int(inner.satisfied), 1, inner.progress, (), (inner,))


def _within(rule: Within, facts: Sequence[Fact], pointer: str, at: datetime) -> ProofNode:
    if rule.of == "now":
        windows = [(months_later(at, -rule.months), at)]
    else:
        starts = sorted({fact.awarded_at for fact in facts})
        windows = [(start, months_later(start, rule.months)) for start in starts] or [(at, at)]
    best: ProofNode | None = None
    for first, last in windows:
        inside = [fact for fact in facts if first <= fact.awarded_at <= last]
        inner = _prove(rule.rule, inside, f"{pointer}/rule", at)
        if best is None or inner.progress > best.progress:
            best = replace(_around(rule, inner, pointer), window=(first, last))
        if inner.satisfied:
            break
    assert best is not None  # there is always a window
    return best


def _distinct(rule: DistinctEvidence, facts: Sequence[Fact], pointer: str, at: datetime) -> ProofNode:
    """Try the plain proof; where it leans on some evidence twice, search for another assignment."""
    inner = _prove(rule.rule, facts, f"{pointer}/distinct_evidence", at)
    whole = _around(rule, inner, pointer)
    by_name = {fact.credential: fact for fact in facts}
    pieces = [piece for leaf in inner.leaves() for name in leaf.facts for piece in by_name[name].pieces]
    if not inner.satisfied or len(pieces) == len(set(pieces)):
        return whole
    search = Programme(facts, at)
    search.require(rule)
    values = search.solved()
    if values is None:
        return replace(whole, satisfied=False, have=0, progress=0.5)
    resting = {place: [facts[i] for i in rows] for place, rows in search.resting(values).items()}
    return _assigned(rule, pointer, lambda place: resting.get(place.removeprefix(pointer), []), at)


def _assigned(rule: Rule, pointer: str, resting: Callable[[str], list[Fact]], at: datetime) -> ProofNode:
    """Write the proof of an assignment that the search found."""
    if isinstance(rule, Held | SkillLevel):
        return _leaf(rule, resting(pointer)[:1], pointer)
    if isinstance(rule, Credits):
        return _leaf(rule, resting(pointer), pointer)
    parts = [_assigned(part, pointer + place, resting, at) for place, part in children(rule)]
    if isinstance(rule, AtLeast):
        return _counted(rule, parts, pointer)
    whole = _around(rule, parts[0], pointer)
    return (
        whole if not isinstance(rule, Within) else replace(whole, window=_window(rule, parts[0], resting, at))
    )


def _window(
    rule: Within, inner: ProofNode, resting: Callable[[str], list[Fact]], at: datetime
) -> tuple[datetime, datetime]:
    if rule.of == "now":
        return (months_later(at, -rule.months), at)
    dates = [fact.awarded_at for leaf in inner.leaves() for fact in resting(leaf.pointer)]
    first = min(dates, default=at)
    return (first, months_later(first, rule.months))


@dataclass(frozen=True, slots=True)
class Gap:
    """What is still missing at one place of the rule: `need` more of the `options`, or of this leaf itself.

    For `credits`, `need` is the amount still missing. `reason` is "missing", or "evidence_reused" where all
    parts are there but share evidence.
    """

    pointer: str
    rule: Rule
    need: float
    options: "tuple[Gap, ...]" = ()
    reason: str = "missing"


def missing(rule: Rule, facts: Iterable[Fact], *, at: datetime) -> Gap | None:
    """Say what is still missing, or None where the rule is satisfied."""
    return _gap(evaluate(rule, facts, at=at).root)


def _gap(node: ProofNode) -> Gap | None:
    if node.satisfied:
        return None
    options = tuple(gap for child in node.children if (gap := _gap(child)))
    if isinstance(node.rule, DistinctEvidence) and not options:
        return Gap(node.pointer, node.rule, 1, reason="evidence_reused")
    if isinstance(node.rule, AtLeast | Credits):
        return Gap(node.pointer, node.rule, float(Decimal(str(node.need)) - Decimal(str(node.have))), options)
    return Gap(node.pointer, node.rule, 1, options)


@dataclass(frozen=True, slots=True)
class Preview:
    """Who of `total` wallets would earn it now; `progress` says how far each one is."""

    total: int
    earning: tuple[str, ...]
    progress: Mapping[str, float]


def preview(rule: Rule, wallets: Mapping[str, Sequence[Fact]], *, at: datetime) -> Preview:
    """Evaluate the rule over many wallets, named by their keys."""
    progress: dict[str, float] = {}
    earning = []
    for owner, facts in wallets.items():
        proof = evaluate(rule, facts, at=at)
        progress[owner] = proof.progress
        if proof.satisfied:
            earning.append(owner)
    return Preview(len(wallets), tuple(earning), progress)
