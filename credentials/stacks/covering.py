"""The cheapest cover: rules whose open leaves are each served by single offers, searched as sets of leaves.

A state is the set of leaves served so far, and what it cost. The prices that the programme with fractions
puts on leaves bound from below what the rest will cost, so most states are never looked at; states of the
same leaves are one. Hundreds of states are expanded at a time, in whole numbers and therefore exactly: no
price can make the bound wrong, only weak.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from credentials.stacks.model import TooMuchEffortError
from credentials.stacks.offers import Offer
from credentials.stacks.preparing import Leaves
from credentials.stacks.proofs import ProofNode, ProofTree
from credentials.stacks.rules import AtLeast, Credits, DistinctEvidence, Within

_SCALE: Final = 2**20  # prices are whole numbers of this part of a step of hours
_LARGEST: Final = 2**32  # steps of hours in all: with the scale they still are exact in floating point
_STATES: Final = 150  # are about as long as one look of the solver of programmes
_AT_ONCE: Final = 512
_FIRST: Final = 8  # at once to begin with: deep before wide finds a choice to beat
_WIDER: Final = 1.25


@dataclass(frozen=True, slots=True)
class Quota:
    """So many of the parts are still needed; a part is the column of a leaf, or a quota again."""

    count: int
    parts: "tuple[Quota | int, ...]"

    def satisfied(self, served: np.ndarray) -> np.ndarray:
        """Say for each state (a row of leaves served) whether it is enough."""
        parts = [served[:, part] if isinstance(part, int) else part.satisfied(served) for part in self.parts]
        return np.asarray(np.sum(parts, axis=0) >= self.count)

    def least(self, served: np.ndarray, prices: np.ndarray) -> np.ndarray:
        """Give for each state the least that the leaves which are still needed are worth."""
        each = np.stack(
            [
                np.where(served[:, part], 0.0, prices[part])
                if isinstance(part, int)
                else part.least(served, prices)
                for part in self.parts
            ]
        )
        if self.count < len(self.parts):
            each.partition(self.count - 1, axis=0)
        return np.asarray(each[: self.count].sum(axis=0))

    def next_leaves(self, served: np.ndarray, ways: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Give for each state leaves of which at least one must be served next, and in how many ways.

        Where `count` of n are needed, no n - count + 1 can all stay open: those with the fewest ways are
        taken. A part that is satisfied has endlessly many.
        """
        counts, leaves = [], []
        for part in self.parts:
            if isinstance(part, int):
                chosen = np.zeros_like(served)
                chosen[:, part] = True
                count = np.where(served[:, part], np.inf, ways[:, part])
            else:
                count, chosen = part.next_leaves(served, ways)
            counts.append(count)
            leaves.append(chosen)
        each, which = np.stack(counts), np.stack(leaves)
        fewest = np.argsort(each, axis=0, kind="stable")[: len(self.parts) - self.count + 1]
        states = np.arange(len(served))
        return each[fewest, states].sum(axis=0), which[fewest, states].any(axis=0)


@dataclass(slots=True)
class _States:
    """Rows of leaves served, what each cost, and its number in the trail."""

    served: np.ndarray
    costs: np.ndarray
    numbers: np.ndarray

    def __getitem__(self, rows: slice | np.ndarray) -> "_States":
        return _States(self.served[rows], self.costs[rows], self.numbers[rows])

    def __len__(self) -> int:
        return len(self.costs)


@dataclass(slots=True)
class _Trail:
    """How every state was reached: from which one, by which offer."""

    before: list[np.ndarray] = field(default_factory=list)
    offers: list[np.ndarray] = field(default_factory=list)
    length: int = 0

    def add(self, before: np.ndarray, offers: np.ndarray) -> np.ndarray:
        """Note new states, and give their numbers; those of the first are 1 and up, 0 is the beginning."""
        self.before.append(before)
        self.offers.append(offers)
        self.length += len(offers)
        return np.arange(self.length - len(offers) + 1, self.length + 1)

    def back_from(self, number: int) -> list[int]:
        """Give the offers that led to a state."""
        before, offers = np.concatenate(self.before), np.concatenate(self.offers)
        chosen = []
        while number:
            chosen.append(int(offers[number - 1]))
            number = int(before[number - 1])
        return chosen


class _Sums:
    """Sums of those rows that bits choose, looked up a byte of bits at a time.

    The same as a product of matrices, which would keep every core of the machine busy with arrays so small.
    """

    def __init__(self, rows: np.ndarray) -> None:
        self._tables: list[np.ndarray] = []
        self._width, self._kind = rows.shape[1], rows.dtype
        for first in range(0, len(rows), 8):
            table = np.zeros_like(rows[:1])
            for row in rows[first : first + 8]:
                table = np.concatenate([table, table + row])
            self._tables.append(table)

    def of(self, chosen: np.ndarray) -> np.ndarray:
        """Give one row of sums for each row of bits."""
        total = np.zeros((len(chosen), self._width), self._kind)
        for table, places in zip(self._tables, np.packbits(chosen, axis=1, bitorder="little").T, strict=True):
            total += table[places]
        return total


class Covering:
    """A search over offers (rows) that serve leaves (columns), for whole steps of hours (`steps`)."""

    def __init__(self, quota: Quota, pointers: Sequence[str], serves: np.ndarray, steps: np.ndarray) -> None:
        self.quota = quota
        self.pointers = pointers
        self._free = np.flatnonzero(steps == 0)
        self._paid = np.flatnonzero(steps)
        self._start = serves[self._free].any(axis=0)
        self._serves = serves[self._paid] & ~self._start
        self._steps = steps[self._paid].astype(np.float64)

    def cheapest(self, prices: Mapping[str, float], *, effort: int) -> list[int] | None:
        """Give the rows of a cheapest choice, with all that is free; None where everything is not enough.

        `prices` say what each leaf is worth, in steps, by its pointer: the better they are, the fewer states
        are looked at. Raises TooMuchEffortError.
        """
        everything = self._start | self._serves.any(axis=0)
        if not self.quota.satisfied(everything[None])[0]:
            return None
        worth = self._fair(np.array([prices[pointer] for pointer in self.pointers]))
        below = self.quota.least(self._start[None], worth)[0]
        lost = self._steps * _SCALE - (self._serves * worth).sum(axis=1)
        least = limit = math.ceil(below / _SCALE)
        left, wider = effort * _STATES, 1
        while True:
            useful = np.flatnonzero(below + lost <= limit * _SCALE)
            attempt = _Attempt(
                self.quota, self._serves[useful], self._steps[useful], worth=worth, limit=limit, left=left
            )
            if attempt.succeeds(self._start, least):
                return sorted([*self._free.tolist(), *self._paid[useful[attempt.chosen]].tolist()])
            least, left = limit + 1, attempt.left
            limit, wider = limit + wider, wider * 2

    def _fair(self, prices: np.ndarray) -> np.ndarray:
        """Give prices in whole parts of a step, at which no offer serves more than it costs."""
        worth = np.where(self._start, 0.0, np.maximum(prices, 0.0)) * _SCALE
        served = (self._serves * worth).sum(axis=1)
        too_much = served > self._steps * _SCALE
        if too_much.any():
            worth *= np.min(self._steps[too_much] * _SCALE / served[too_much]) * (1 - 2**-40)
        return np.asarray(np.floor(worth))


class _Attempt:
    """The search for a choice of at most `limit` steps, with at most `left` states looked at."""

    def __init__(
        self,
        quota: Quota,
        serves: np.ndarray,
        steps: np.ndarray,
        *,
        worth: np.ndarray,
        limit: float,
        left: int,
    ) -> None:
        self.limit, self.left = limit, left
        self.chosen: list[int] = []
        self._quota, self._worth = quota, worth
        self._serves, self._steps = serves, steps
        self._lost = steps * _SCALE - (serves * worth).sum(axis=1)
        self._shared = _Sums((serves * worth).T)  # lost where an offer serves what was served already
        self._ways = _Sums(serves.astype(np.int16))
        self._serving = _Sums(serves.T.astype(np.uint8))
        self._trail = _Trail()
        self._seen: dict[bytes, float] = {}

    def succeeds(self, start: np.ndarray, least: float) -> bool:
        """Search from `start`; where fewer than `least` steps are known not to do. Sets `chosen`."""
        waiting = [_States(start[None], np.zeros(1), np.zeros(1, dtype=np.int64))]
        found, width = None, float(_FIRST)
        if self._quota.satisfied(waiting[0].served)[0]:
            return True
        while waiting and self.limit >= least:
            states = waiting.pop()
            if len(states) > width:
                waiting.append(states[: -int(width)])
                states = states[-int(width) :]
            width = min(_AT_ONCE, width * _WIDER)
            fresh = self._expanded(states)
            done = self._quota.satisfied(fresh.served)
            if done.any():
                ends = fresh[done]
                best = ends.costs.argmin()
                found, self.limit = int(ends.numbers[best]), ends.costs[best] - 1
                fresh = fresh[~done]
            if len(fresh):
                waiting.append(fresh)
        if found is not None:
            self.chosen = self._trail.back_from(found)
        return found is not None

    def _expanded(self, states: _States) -> _States:
        """Give what can be reached by one offer more and still stay within the limit, the best last."""
        self.left -= len(states)
        if self.left < 0:
            raise TooMuchEffortError
        slack = (self.limit - states.costs) * _SCALE - self._quota.least(states.served, self._worth)
        fits = self._lost + self._shared.of(states.served) <= slack[:, None]
        _, leaves = self._quota.next_leaves(states.served, self._ways.of(fits))
        rows, offers = np.nonzero(fits & (self._serving.of(leaves) > 0))
        served = states.served[rows] | self._serves[offers]
        costs = states.costs[rows] + self._steps[offers]
        bound = costs * _SCALE + self._quota.least(served, self._worth)
        kept = self._unseen(served, costs, np.flatnonzero(bound <= self.limit * _SCALE))
        kept = kept[np.argsort(-bound[kept], kind="stable")]
        return _States(served[kept], costs[kept], self._trail.add(states.numbers[rows[kept]], offers[kept]))

    def _unseen(self, served: np.ndarray, costs: np.ndarray, rows: np.ndarray) -> np.ndarray:
        """Give those rows whose leaves were not reached before for as little."""
        names = np.packbits(served, axis=1)
        fresh = []
        for row in rows[np.argsort(costs[rows], kind="stable")].tolist():
            name, cost = names[row].tobytes(), costs[row]
            if cost < self._seen.get(name, math.inf):
                self._seen[name] = cost
                fresh.append(row)
        return np.array(fresh, dtype=np.int64)


def covering(proof: ProofTree, have: frozenset[str], offers: Sequence[Offer], step: float) -> Covering | None:
    """Give the search where it can answer; `step` is what all hours are multiples of.

    None where there are sums, windows, evidence that counts once, prerequisites, or no such step.
    """
    open_nodes = list(_open(proof.root))
    if not step or any(map(_needs_more, open_nodes)) or any(offer.prerequisites - have for offer in offers):
        return None
    steps = np.array([round(offer.hours / step) for offer in offers])
    if steps.sum() > _LARGEST:
        return None
    leaves = Leaves()
    leaves.collect(proof.root)
    masks = [leaves.served_by(offer, proof.at) for offer in offers]
    bits = [[mask >> leaf & 1 for leaf in range(len(leaves.found))] for mask in masks]
    serves = np.array(bits, dtype=bool).reshape(len(offers), len(leaves.found))
    pointers = [node.pointer for node in open_nodes if not node.children]
    return Covering(Quota(1, (_part(proof.root, iter(range(len(pointers)))),)), pointers, serves, steps)


def _open(node: ProofNode) -> Iterator[ProofNode]:
    """Give the nodes that are not satisfied; the leaves among them in the order they are collected in."""
    if not node.satisfied:
        yield node
        for child in node.children:
            yield from _open(child)


def _needs_more(node: ProofNode) -> bool:
    """Say whether the leaves served alone do not tell if the node is satisfied."""
    window = isinstance(node.rule, Within) and node.rule.of == "each_other"
    return window or isinstance(node.rule, Credits | DistinctEvidence)


def _part(node: ProofNode, columns: Iterator[int]) -> Quota | int:
    """Give what is still needed of a node that is open."""
    if not node.children:
        return next(columns)
    lacking = [child for child in node.children if not child.satisfied]
    there = len(node.children) - len(lacking)
    count = node.rule.count - there if isinstance(node.rule, AtLeast) else 1
    return Quota(count, tuple(_part(child, columns) for child in lacking))
