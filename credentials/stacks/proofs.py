"""The proof tree: the rule once more, each node with what satisfied it, or with how far it is."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from credentials.stacks.rules import Rule, rule_to_json

FORMAT: Final = "cairn-proof/1"


@dataclass(frozen=True, slots=True)
class ProofNode:
    """One node: `pointer` is its place in the rule, `facts` the credentials a leaf rests on.

    `have` of `need`: parts for `at_least`, credits for `credits`, 0 or 1 of 1 elsewhere. `window` is set
    where `within` chose one. `progress` runs from 0 to 1.
    """

    pointer: str
    rule: Rule
    satisfied: bool
    have: float
    need: float
    progress: float
    facts: tuple[str, ...] = ()
    children: "tuple[ProofNode, ...]" = ()
    window: tuple[datetime, datetime] | None = None

    def leaves(self) -> "Iterator[ProofNode]":
        """Give the satisfied leaves this node rests on."""
        if self.satisfied and not self.children:
            yield self
        for child in self.children:
            if child.satisfied:
                yield from child.leaves()

    def used(self) -> tuple[str, ...]:
        """Give the credentials this node rests on, each once."""
        return tuple(dict.fromkeys(fact for leaf in self.leaves() for fact in leaf.facts))

    def to_json(self) -> dict[str, Any]:
        """Give the node as plain data."""
        data: dict[str, Any] = {
            "at": self.pointer,
            "satisfied": self.satisfied,
            "have": self.have,
            "need": self.need,
        }
        if self.facts:
            data["facts"] = list(self.facts)
        if self.window:
            data["window"] = [moment.isoformat() for moment in self.window]
        if self.children:
            data["parts"] = [child.to_json() for child in self.children]
        return data


@dataclass(frozen=True, slots=True)
class ProofTree:
    """The answer to "does this wallet satisfy this rule, as of then?", with its reasons."""

    rule: Rule
    at: datetime
    root: ProofNode

    @property
    def satisfied(self) -> bool:
        """Whether the rule is satisfied."""
        return self.root.satisfied

    @property
    def progress(self) -> float:
        """How far the wallet is, from 0 to 1; 1 exactly when satisfied."""
        return self.root.progress

    @property
    def used(self) -> tuple[str, ...]:
        """The credentials a satisfied proof rests on; empty otherwise."""
        return self.root.used() if self.satisfied else ()

    def to_json(self) -> dict[str, Any]:
        """Give plain data that are stored with the award and that `check_proof` reads."""
        return {
            "format": FORMAT,
            "at": self.at.isoformat(),
            "satisfied": self.satisfied,
            "facts": list(self.used),
            "rule": rule_to_json(self.rule),
            "root": self.root.to_json(),
        }
