"""The guard against graphs made to keep a canonicaliser busy."""

from __future__ import annotations

from dataclasses import replace

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from credentials.openbadges import SubjectClaims, TooLarge, compose_record
from credentials.openbadges.linked_data import canonical_lines, canonicalise
from credentials.openbadges.poison import MAX_FOLLOWED, refuse_poison
from tests.credentials.openbadges.world import ISSUED, ISSUER, full, signed

LINK = ox.NamedNode("urn:x:link")
TOP = ox.NamedNode("urn:x:top")


def linked(*pairs: tuple[str, str]) -> list[ox.Quad]:
    return [ox.Quad(ox.BlankNode(one), LINK, ox.BlankNode(other)) for one, other in pairs]


def everyone(size: int) -> list[ox.Quad]:
    """Each points at each other: every order is tried."""
    return linked(*((f"n{a}", f"n{b}") for a in range(size) for b in range(size) if a != b))


def two_stars(size: int) -> list[ox.Quad]:
    return linked(*((f"c{centre}", f"n{centre}x{number}") for centre in range(2) for number in range(size)))


def chain(size: int) -> list[ox.Quad]:
    return linked(*((f"n{number}", f"n{number + 1}") for number in range(size)))


def siblings(size: int) -> list[ox.Quad]:
    """All alike, and below one thing that has a name."""
    return [ox.Quad(TOP, LINK, ox.BlankNode(f"n{number}")) for number in range(size)]


@pytest.mark.parametrize("statements", [everyone(5), two_stars(5), chain(60), siblings(500), [], chain(0)])
def test_what_can_be_told_apart_in_good_time_passes(statements: list[ox.Quad]) -> None:
    refuse_poison(statements)


@pytest.mark.parametrize(
    ("statements", "reason"),
    [
        (everyone(8), "too much alike"),
        (everyone(40), "too much alike"),
        (two_stars(9), "too much alike"),
        (two_stars(400), "too much alike"),
        (chain(900), f"more than {MAX_FOLLOWED} parts"),
    ],
)
def test_what_takes_exponential_time_is_refused_after_the_budget(
    statements: list[ox.Quad], reason: str
) -> None:
    with pytest.raises(TooLarge, match=reason):
        refuse_poison(statements)


def test_the_budget_is_in_names_looked_at() -> None:
    """Two centres of two leaves each: 2 × 2! orders of 2 names, and each leaf looks back once, at 1 name."""
    with pytest.raises(TooLarge):
        refuse_poison(two_stars(2), budget=7)
    refuse_poison(two_stars(2), budget=30)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=14))
def test_small_graphs_of_any_shape_pass_and_are_named_whatever_they_were_called(
    pairs: list[tuple[int, int]],
) -> None:
    first = linked(*((f"a{one}", f"a{other}") for one, other in pairs))
    second = linked(*((f"z{5 - one}", f"z{5 - other}") for one, other in reversed(pairs)))
    refuse_poison(first, budget=1_000_000)
    assert canonicalise(ox.Dataset(first)) == canonicalise(ox.Dataset(second))


def test_a_record_of_many_credentials_of_one_issuer_is_no_poison() -> None:
    """Each brings the issuer's address, the same each time, in a graph of its own."""
    held = [signed(replace(full(number), evidence=())) for number in range(20)]
    record = compose_record(
        id="urn:uuid:5a1e6f7c-3f0b-4d38-8f5e-0a9c7f6f2b11",
        name="Record",
        issuer=ISSUER,
        subject=SubjectClaims(id="did:example:learner"),
        credentials=held,
        valid_from=ISSUED,
    )
    assert canonical_lines(record, guard=True) == canonical_lines(record)
