"""The kinds of fenced divs, how each is shown, and its default title."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Shape = Literal["details", "aside", "group"]


@dataclass(frozen=True, slots=True)
class Kind:
    """`shape` details folds away; aside stands beside the text; group belongs to it."""

    name: str
    shape: Shape
    label: str


def _kinds(shape: Shape, **labels: str) -> dict[str, Kind]:
    return {name: Kind(name.replace("_", "-"), shape, label) for name, label in labels.items()}


KINDS: Mapping[str, Kind] = {
    kind.name: kind
    for kind in (
        *_kinds("details", solution="Solution", hint="Hint", spoiler="More").values(),
        *_kinds(
            "aside",
            callout="Note",
            caution="Caution",
            prereq="Before you start",
            testimonial="Testimonial",
            instructor="For instructors",
        ).values(),
        *_kinds(
            "group",
            challenge="Challenge",
            discussion="Discussion",
            checklist="Checklist",
            keypoints="Key points",
            objectives="Objectives",
            questions="Questions",
            tab="Variants",
        ).values(),
    )
}
_ALIASES = {
    "group-tab": "tab",
    "note": "callout",
    "tip": "callout",
    "warning": "caution",
    "accordion": "spoiler",
}
_OTHER = Kind("other", "group", "Note")


def kind_named(name: str) -> Kind:
    """The kind for an author's word; an unknown word makes a plain box."""
    return KINDS.get(_ALIASES.get(name, name), _OTHER)
