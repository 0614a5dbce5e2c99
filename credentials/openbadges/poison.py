"""Whether canonicalising a graph would take too long: RDFC-1.0's search (§4.8) run dry, within a budget.

Blank nodes that their own statements tell apart cost nothing. Those that they do not are told apart by
following what they point at, in every order where neighbours are alike too: that is exponential in graphs
made for it, and a handful of steps in any sensible credential, however many of its parts look the same.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from itertools import permutations
from typing import Final

import pyoxigraph as ox

from credentials.openbadges.errors import TooLarge

# A record of fifty credentials takes some hundreds; the canonicaliser does this many in half a second.
MAX_STEPS: Final = 50_000
MAX_FOLLOWED: Final = 100

type Neighbours = dict[str, list[tuple[str, str]]]
type Issued = dict[str, str]


def refuse_poison(statements: Iterable[ox.Quad], budget: int = MAX_STEPS) -> None:
    """Raise TooLarge where telling the blank nodes apart takes more than `budget` steps."""
    own: dict[str, list[str]] = defaultdict(list)
    neighbours: Neighbours = defaultdict(list)
    for quad in statements:
        terms = (quad.subject, quad.predicate, quad.object, quad.graph_name)
        nodes = [
            (position, str(term))
            for position, term in zip("spog", terms, strict=True)
            if isinstance(term, ox.BlankNode)
        ]
        for name in {name for _, name in nodes}:
            own[name].append(" ".join(_masked(term, name) for term in terms))
            neighbours[name] += [
                (position if position == "g" else f"{position}{quad.predicate}", other)
                for position, other in nodes
                if other != name
            ]
    hashes = {name: _hash("".join(sorted(lines))) for name, lines in own.items()}
    if len(set(hashes.values())) < len(hashes):
        _Search(hashes, neighbours, budget).run()


def _masked(term: object, name: str) -> str:
    if not isinstance(term, ox.BlankNode):
        return str(term)
    return "_:a" if str(term) == name else "_:z"


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


class _Search:
    """The hashes of RDFC-1.0 §4.8, counted."""

    def __init__(self, hashes: dict[str, str], neighbours: Neighbours, budget: int) -> None:
        self.hashes = hashes
        self.neighbours = neighbours
        self.left = budget
        self.alike: dict[str, list[str]] = defaultdict(list)
        for name, found in sorted(hashes.items(), key=lambda item: item[1]):
            self.alike[found].append(name)
        singles = [names[0] for names in self.alike.values() if len(names) == 1]
        self.known: Issued = {name: f"c{number}" for number, name in enumerate(singles)}

    def run(self) -> None:
        """Name every node, or raise TooLarge."""
        for names in self.alike.values():
            unnamed = [name for name in names if name not in self.known]
            results = [self._followed(name, {name: "b0"}, 1) for name in unnamed]
            for _, issued in sorted(results, key=lambda result: result[0]):
                for name in issued:
                    self.known.setdefault(name, f"c{len(self.known)}")

    def _followed(self, name: str, issued: Issued, depth: int) -> tuple[str, Issued]:
        """Hash N-Degree Quads: the hash of a node by what it points at, and the names given on the way."""
        if depth > MAX_FOLLOWED:
            raise TooLarge(f"a chain of more than {MAX_FOLLOWED} parts of the document that are alike")
        groups: dict[str, list[str]] = defaultdict(list)
        for place, other in self.neighbours[name]:
            groups[_hash(place + self._name(other, issued))].append(other)
        said = []
        for related, others in sorted(groups.items()):
            tried = (self._path(order, issued, depth) for order in permutations(others))
            path, issued = min(tried, key=lambda found: found[0])
            said.append(related + path)
        return _hash("".join(said)), issued

    def _path(self, order: tuple[str, ...], issued: Issued, depth: int) -> tuple[str, Issued]:
        self.left -= len(order)
        if self.left < 0:
            raise TooLarge("the parts of the document are too much alike to be told apart in good time")
        issued, path, unnamed = dict(issued), "", []
        for name in order:
            if name not in self.known and name not in issued:
                issued[name] = f"b{len(issued)}"
                unnamed.append(name)
            path += self.known.get(name) or issued[name]
        for name in unnamed:
            found, issued = self._followed(name, issued, depth + 1)
            path += f"{issued[name]}<{found}>"
        return path, issued

    def _name(self, name: str, issued: Issued) -> str:
        return self.known.get(name) or issued.get(name) or self.hashes[name]
