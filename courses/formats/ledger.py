"""The fidelity ledger: what became of each element of an imported course.

A reader records every element it meets. `kept` means the learner gets what the author made; `adapted` means
it is there in another form; `dropped` means it is not there. Adapted and dropped entries always carry a
reason.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any, Literal

Outcome = Literal["kept", "adapted", "dropped"]


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """One element: its kind and name, its place (`file` or `file:line`), what became of it, and why."""

    element: str
    place: str
    outcome: Outcome
    reason: str = ""

    def __post_init__(self) -> None:
        if self.outcome != "kept" and not self.reason:
            raise ValueError(f"{self.element} at {self.place} is {self.outcome} without a reason")


@dataclass(frozen=True, slots=True)
class FidelityLedger:
    """The finished record, in the order in which the reader met the elements."""

    entries: tuple[LedgerEntry, ...]

    def __iter__(self) -> Iterator[LedgerEntry]:
        return iter(self.entries)

    def __len__(self) -> int:
        return len(self.entries)

    def with_outcome(self, outcome: Outcome) -> tuple[LedgerEntry, ...]:
        return tuple(entry for entry in self.entries if entry.outcome == outcome)

    def counts(self) -> dict[str, int]:
        """How many elements were kept, adapted and dropped; always all three keys."""
        found = Counter(entry.outcome for entry in self.entries)
        return {"kept": found["kept"], "adapted": found["adapted"], "dropped": found["dropped"]}

    def as_json(self) -> dict[str, Any]:
        """A JSON-serialisable copy: `{"counts": …, "entries": [{element, place, outcome, reason}]}`."""
        return {"counts": self.counts(), "entries": [asdict(entry) for entry in self.entries]}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> FidelityLedger:
        return cls(tuple(LedgerEntry(**entry) for entry in data["entries"]))


class LedgerWriter:
    """Collects entries while a reader works; `finish()` freezes them."""

    def __init__(self) -> None:
        self._entries: list[LedgerEntry] = []

    def kept(self, element: str, place: str, reason: str = "") -> None:
        self._entries.append(LedgerEntry(element, place, "kept", reason))

    def adapted(self, element: str, place: str, reason: str) -> None:
        self._entries.append(LedgerEntry(element, place, "adapted", reason))

    def dropped(self, element: str, place: str, reason: str) -> None:
        self._entries.append(LedgerEntry(element, place, "dropped", reason))

    def finish(self) -> FidelityLedger:
        return FidelityLedger(tuple(self._entries))
