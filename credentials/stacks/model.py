"""A rule as a mixed-integer programme, for the questions that need a search: who counts where, and what is
cheapest.

One column says whether a node is satisfied (y), one for each offer whether it is taken (x), one for each
window whether it is the chosen one (z), and, only where a choice matters, one for each leaf and source
whether the leaf rests on it (u).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

import highspy
import numpy as np

from credentials.stacks.facts import Fact, months_later
from credentials.stacks.rules import (
    AtLeast,
    Credits,
    DistinctEvidence,
    IssuedBy,
    Leaf,
    Rule,
    Within,
    children,
)

type Terms = list[tuple[int, float]]

# One thread: workers are processes. No restarts: on rules of this shape they cost more than they bring.
_OPTIONS: Final = {
    "output_flag": False,
    "threads": 1,
    "mip_rel_gap": 0.0,
    "mip_abs_gap": 1e-7,
    "mip_allow_restart": False,
}


# Side searches for a good choice: not worth their time where one is known and only the proof is open.
_LOOKING_AROUND: Final = (
    "mip_heuristic_run_rins",
    "mip_heuristic_run_rens",
    "mip_heuristic_run_root_reduced_cost",
    "mip_heuristic_run_feasibility_jump",
)


# How often the solver looks whether to go on: every few milliseconds, but counted in its steps, so that it
# does not matter how busy the machine is.
EFFORT: Final = 1000


class TooMuchEffortError(Exception):
    """The search was not finished with the effort it was allowed."""


@dataclass(frozen=True, slots=True)
class _Context:
    """The sources allowed here, the windows they must lie in, and the scope that keeps evidence apart.

    Of nested scopes only the outermost is kept: what is apart there is apart in all inner ones.
    """

    sources: tuple[int, ...]
    windows: tuple[Mapping[int, tuple[int, ...]], ...] = ()
    scope: int | None = None


@dataclass(frozen=True, slots=True)
class Relaxed:
    """The best with fractions: its cost, the values, by how much the cost grows with each column, and what
    each leaf is worth that rests on offers alone (by its pointer)."""

    cost: float
    values: np.ndarray
    reduced: np.ndarray
    prices: Mapping[str, float]


@dataclass
class Programme:
    """A programme over facts: those that are held, and those that `costs` says may be had at a price."""

    sources: Sequence[Fact]
    at: datetime
    costs: Mapping[int, float] = field(default_factory=dict)
    effort: int = EFFORT

    def __post_init__(self) -> None:
        self.solver = highspy.Highs()  # type: ignore[no-untyped-call]  # the wrapper has no annotations
        for option, value in _OPTIONS.items():
            self.solver.setOptionValue(option, value)
        self.solver.cbMipInterrupt += self._look
        self._columns: list[tuple[float, bool]] = []
        self._rows: list[tuple[Terms, float, float]] = []
        self._sent = 0
        self._rests: dict[tuple[str, int], int] = {}
        self._pieces: dict[tuple[int, str], list[int]] = {}
        self._offered: dict[tuple[int, int], list[int]] = {}
        self._serving: dict[str, int] = {}
        self._scopes = 0
        self.taken = {i: self.column(cost=cost) for i, cost in self.costs.items()}

    def column(self, *, cost: float = 0.0, whole: bool = True) -> int:
        """Add a variable between 0 and 1, and give its number."""
        self._columns.append((cost, whole))
        return len(self._columns) - 1

    def row(
        self, terms: Terms, *, least: float = -highspy.kHighsInf, most: float = highspy.kHighsInf
    ) -> None:
        """Require least ≤ Σ coefficient · column ≤ most."""
        self._rows.append((terms, least, most))

    def require(self, rule: Rule) -> None:
        """Require that the rule is satisfied; once for each programme."""
        root = self._node(rule, "", _Context(tuple(range(len(self.sources)))))
        self.row([(root, 1.0)], least=1.0)
        for columns in self._pieces.values():
            self.row([(column, 1.0) for column in columns], most=1.0)
        for (_, source), columns in self._offered.items():
            self.row([(self.taken[source], 1.0), *((column, -1.0) for column in columns)], least=0.0)

    def _send(self) -> None:
        """Hand the solver all columns and rows it does not have yet, in one go."""
        if not self._sent:
            count = len(self._columns)
            empty = np.zeros(0, dtype=np.int32), np.zeros(0, dtype=np.float64)
            costs = np.array([cost for cost, _ in self._columns])
            self.solver.addCols(
                count, costs, np.zeros(count), np.ones(count), 0, np.zeros(count, np.int32), *empty
            )
            whole = np.array([i for i, (_, whole) in enumerate(self._columns) if whole], dtype=np.int32)
            kinds = np.full(len(whole), int(highspy.HighsVarType.kInteger), dtype=np.uint8)
            self.solver.changeColsIntegrality(len(whole), whole, kinds)
        fresh = self._rows[self._sent :]
        sizes = [len(terms) for terms, _, _ in fresh]
        starts = np.cumsum([0, *sizes[:-1]], dtype=np.int32)
        where = np.array([column for terms, _, _ in fresh for column, _ in terms], dtype=np.int32)
        values = np.array([value for terms, _, _ in fresh for _, value in terms], dtype=np.float64)
        least, most = (np.array([row[side] for row in fresh], dtype=np.float64) for side in (1, 2))
        self.solver.addRows(len(fresh), least, most, len(where), starts, where, values)
        self._sent = len(self._rows)

    def solved(self, *, start: np.ndarray | None = None) -> np.ndarray | None:
        """Give the best values of all columns, or None where there are none; `start` is a known choice.

        Raises TooMuchEffortError where all searches of this programme together take more than its `effort`.
        """
        self._send()
        if start is not None:
            known = highspy.HighsSolution()
            known.col_value = list(start)
            self.solver.setSolution(known)
            for option in _LOOKING_AROUND:
                self.solver.setOptionValue(option, False)
        return np.array(self.solver.getSolution().col_value) if self._run() else None

    def relaxed(self) -> Relaxed | None:
        """Solve with fractions allowed; None where not even they satisfy everything."""
        self._send()
        self.solver.setOptionValue("solve_relaxation", True)
        possible = self._run()
        self.solver.setOptionValue("solve_relaxation", False)
        if not possible:
            return None
        solution = self.solver.getSolution()
        worth = solution.row_dual
        return Relaxed(
            self.solver.getObjectiveValue(),
            np.array(solution.col_value),
            np.array(solution.col_dual),
            {pointer: worth[row] for pointer, row in self._serving.items()},
        )

    def _run(self) -> bool:
        self.solver.run()
        status = self.solver.getModelStatus()
        if status == highspy.HighsModelStatus.kInterrupt:
            raise TooMuchEffortError
        return bool(status == highspy.HighsModelStatus.kOptimal)

    def _look(self, event: highspy.HighsCallbackEvent) -> None:
        """Count one look of the solver at how far it is; they come with its steps, not with time."""
        self.effort -= 1
        if self.effort < 0:
            event.interrupt()

    def allow(self, columns: Collection[int]) -> None:
        """Let only these of the offers be taken; the others stay at 0."""
        takes = np.array(sorted(self.taken.values()), dtype=np.int32)
        most = np.array([float(take in columns) for take in takes])
        self._send()
        self.solver.changeColsBounds(len(takes), takes, np.zeros(len(takes)), most)

    def be_exact_to(self, step: float) -> None:
        """Let a search end where what is left to gain is less than any two totals can differ by."""
        self.solver.setOptionValue("mip_abs_gap", max(step * 0.999, _OPTIONS["mip_abs_gap"]))

    def resting(self, values: np.ndarray) -> dict[str, list[int]]:
        """Give, for each leaf where a choice was to be made, the sources it rests on."""
        chosen: dict[str, list[int]] = {}
        for (pointer, source), column in self._rests.items():
            if values[column] > 0.5:
                chosen.setdefault(pointer, []).append(source)
        return chosen

    def _node(self, rule: Rule, pointer: str, context: _Context) -> int:
        match rule:
            case AtLeast(count):
                parts = [self._node(part, pointer + place, context) for place, part in children(rule)]
                node = self.column()
                self.row([*((part, 1.0) for part in parts), (node, -float(count))], least=0.0)
                return node
            case IssuedBy(issuers, part):
                allowed = tuple(i for i in context.sources if self.sources[i].issuer in issuers)
                return self._node(part, f"{pointer}/rule", replace(context, sources=allowed))
            case Within():
                return self._within(rule, pointer, context)
            case DistinctEvidence(part):
                self._scopes += 1
                scope = self._scopes if context.scope is None else context.scope
                return self._node(part, f"{pointer}/distinct_evidence", replace(context, scope=scope))
            case _:
                return self._leaf(rule, pointer, context)

    def _within(self, rule: Within, pointer: str, context: _Context) -> int:
        dates = {i: self.sources[i].awarded_at for i in context.sources}
        if rule.of == "now":
            since = months_later(self.at, -rule.months)
            allowed = tuple(i for i, date in dates.items() if date >= since)
            return self._node(rule.rule, f"{pointer}/rule", replace(context, sources=allowed))
        windows = {start: self.column() for start in sorted(set(dates.values()))}
        self.row([(column, 1.0) for column in windows.values()], most=1.0)
        ends = [months_later(start, rule.months) for start in windows]
        inside: dict[int, tuple[int, ...]] = {}
        for i, date in dates.items():
            inside[i] = tuple(
                column
                for (start, column), end in zip(windows.items(), ends, strict=True)
                if start <= date <= end
            )
        return self._node(rule.rule, f"{pointer}/rule", replace(context, windows=(*context.windows, inside)))

    def _leaf(self, rule: Leaf, pointer: str, context: _Context) -> int:
        node = self.column()
        matching = [i for i in context.sources if rule.matches(self.sources[i])]
        free = not context.windows and context.scope is None
        if isinstance(rule, Credits):
            self._sum(rule, node, matching, pointer, context)
        elif not free:
            self.row([*((self._rest(pointer, i, context), 1.0) for i in matching), (node, -1.0)], least=0.0)
        elif all(i in self.taken for i in matching):
            self._serving[pointer] = len(self._rows)
            self.row([*((self.taken[i], 1.0) for i in matching), (node, -1.0)], least=0.0)
        return node

    def _sum(
        self, rule: Credits, node: int, matching: Sequence[int], pointer: str, context: _Context
    ) -> None:
        kinds: dict[str, list[int]] = {}
        for i in matching:
            kinds.setdefault(self.sources[i].achievement, []).append(i)
        free = not context.windows and context.scope is None
        terms: Terms = [(node, -float(rule.amount))]
        for same in kinds.values():
            single = free and len(same) == 1 and same[0] in self.taken
            columns = [self.taken[same[0]]] if single else [self._rest(pointer, i, context) for i in same]
            terms += [
                (column, float(self.sources[i].credits)) for i, column in zip(same, columns, strict=True)
            ]
            if len(same) > 1:
                self.row([(column, 1.0) for column in columns], most=1.0)
        self.row(terms, least=0.0)

    def _rest(self, pointer: str, source: int, context: _Context) -> int:
        column = self.column(whole=context.scope is not None)
        self._rests[pointer, source] = column
        for inside in context.windows:
            self.row([*((window, 1.0) for window in inside[source]), (column, -1.0)], least=0.0)
        if context.scope is None:
            if source in self.taken:
                self.row([(self.taken[source], 1.0), (column, -1.0)], least=0.0)
        elif source in self.taken:  # an offer brings a piece of evidence of its own
            self._offered.setdefault((context.scope, source), []).append(column)
        else:
            for piece in self.sources[source].pieces:
                self._pieces.setdefault((context.scope, piece), []).append(column)
        return column
