"""Canonical N-Quads with slots: RDFC-1.0 done once for everything that does not differ from award to award.

A statement without blank nodes stays as it is. A blank node is named by the rank of its first-degree hash
(RDFC-1.0 §4.6: SHA-256 of its own statements, itself written `_:a` and others `_:z`); as long as these hashes
are all different, which they are in any sensible credential, that rank is its canonical label. Hashes of
nodes without a slot are kept. Where two hashes are equal, the whole algorithm is run instead.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from credentials.openbadges.linked_data import canonicalise
from credentials.openbadges.poison import refuse_poison

SLOT_PREFIX: Final = "urn:award-slot:"
_SLOT: Final = re.compile(r"urn:award-slot:(\d+):")
# Control characters occur in no signed string, so this marks a blank node and nothing else.
_NODE: Final = re.compile("\x00(\\d+)\x00")


@dataclass(frozen=True, slots=True)
class _Node:
    """A blank node: its statements, masked as for its hash, as one format; the hash if it has no slots."""

    masked: tuple[tuple[str, tuple[int, ...]], ...]
    fixed: str

    def hash(self, values: Sequence[str]) -> str:
        if self.fixed:
            return self.fixed
        lines = sorted(form % tuple(values[slot] for slot in slots) for form, slots in self.masked)
        return hashlib.sha256("".join(lines).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class LineTemplate:
    """The canonical statements of a shape, with slots for values and for the labels of blank nodes."""

    ground: tuple[str, ...]
    form: str
    # For each %s of the form: a slot (≥ 0), or the blank node −n − 1.
    holes: tuple[int, ...]
    nodes: tuple[_Node, ...]

    @classmethod
    def of(cls, statements: Sequence[ox.Quad]) -> LineTemplate:
        """The template of statements in which slots stand for values."""
        numbers: dict[str, int] = {}
        lines = list(dict.fromkeys(_line(quad, numbers) for quad in statements))
        ground = tuple(sorted(line for line in lines if not _NODE.search(line) and not _SLOT.search(line)))
        rest = [line for line in lines if _NODE.search(line) or _SLOT.search(line)]
        form, holes = _formed("".join(rest))
        nodes = tuple(_node(number, rest) for number in range(len(numbers)))
        return cls(ground, form, holes, nodes)

    def lines(self, values: Sequence[str]) -> list[str]:
        """The canonical statements with these values (as N-Quads writes them) in the slots."""
        hashes = [node.hash(values) for node in self.nodes]
        order = sorted(range(len(hashes)), key=hashes.__getitem__)
        labels = [""] * len(hashes)
        for rank, number in enumerate(order):
            labels[number] = f"_:c14n{rank}"
        text = self.form % tuple([values[hole] if hole >= 0 else labels[-hole - 1] for hole in self.holes])
        # Not splitlines(): it also cuts at separators that stand unescaped in literals.
        written = [line + "\n" for line in text.split("\n")[:-1]]
        if len(set(hashes)) < len(hashes):
            whole = "".join([*self.ground, *written])
            statements = list(ox.parse(whole, ox.RdfFormat.N_QUADS))
            refuse_poison(statements)
            return canonicalise(ox.Dataset(statements))
        return sorted({*self.ground, *written})


def _line(quad: ox.Quad, numbers: dict[str, int]) -> str:
    terms = [quad.subject, quad.predicate, quad.object, quad.graph_name]
    written = [_term(term, numbers) for term in terms if not isinstance(term, ox.DefaultGraph)]
    return " ".join(written) + " .\n"


def _term(term: object, numbers: dict[str, int]) -> str:
    if isinstance(term, ox.BlankNode):
        return f"\x00{numbers.setdefault(term.value, len(numbers))}\x00"
    return str(term)


def _node(number: int, lines: list[str]) -> _Node:
    own = [line for line in lines if f"\x00{number}\x00" in line]
    masked = [_NODE.sub(lambda found: "_:a" if int(found[1]) == number else "_:z", line) for line in own]
    if any(_SLOT.search(line) for line in masked):
        return _Node(tuple(_formed(line) for line in masked), "")
    return _Node((), hashlib.sha256("".join(sorted(masked)).encode()).hexdigest())


def _formed(text: str) -> tuple[str, tuple[int, ...]]:
    """A %-format and what goes into each of its places."""
    holes: list[int] = []

    def hole(found: re.Match[str]) -> str:
        holes.append(int(found[1]) if found[1] is not None else -int(found[2]) - 1)
        return "%s"

    escaped = text.replace("%", "%%")
    return re.sub(f"{_SLOT.pattern}|{_NODE.pattern}", hole, escaped), tuple(holes)
