"""The award template: JSON-LD once per achievement, then only what differs from award to award is put in.

Nearly all the time of signing goes into JSON-LD contexts. The credentials of one achievement differ in a few
values (ids, dates, the hashed address, result values). So the statements are made once from a document with
slots in their place, and each award's values are written into the N-Quads, which are then canonicalised and
signed as ever. A template is used only after it has reproduced the plain path for the document it was made
from; a value that could mean something else to JSON-LD (a relative or exotic identifier) goes the plain way.
"""

from __future__ import annotations

import copy
import json
import re
from collections import OrderedDict
from typing import Any, Final, Literal

from credentials.openbadges.award_lines import SLOT_PREFIX, LineTemplate
from credentials.openbadges.linked_data import Json, canonical_lines, quads
from credentials.openbadges.text import has_unsafe

type Kind = Literal["iri", "text"]

# Where awards of one achievement differ. `*` stands for each entry of a list.
_PLACES: Final[tuple[tuple[tuple[str, ...], Kind], ...]] = (
    (("id",), "iri"),
    (("validFrom",), "text"),
    (("validUntil",), "text"),
    (("awardedDate",), "text"),
    (("credentialSubject", "id"), "iri"),
    (("credentialSubject", "narrative"), "text"),
    (("credentialSubject", "licenseNumber"), "text"),
    (("credentialSubject", "activityStartDate"), "text"),
    (("credentialSubject", "activityEndDate"), "text"),
    (("credentialSubject", "identifier", "*", "identityHash"), "text"),
    (("credentialSubject", "identifier", "*", "salt"), "text"),
    (("credentialSubject", "result", "*", "value"), "text"),
    (("evidence", "*", "id"), "iri"),
    (("evidence", "*", "narrative"), "text"),
    (("credentialStatus", "id"), "iri"),
    (("credentialStatus", "statusListIndex"), "text"),
)
_PLAIN_IRI: Final = re.compile(r"(https?://|urn:uuid:|did:)[A-Za-z0-9:/?#@!$&'()*+,;=._~%-]+")
_DOTS: Final = re.compile(r"/\.{1,2}(/|$|\?|#)")
_ESCAPES: Final = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"})


class AwardTemplates:
    """The templates of the achievements in use; keep one for the life of a worker.

    Not shared between threads. At most `limit` shapes are kept, the least used go first.
    """

    def __init__(self, limit: int = 512) -> None:
        self._limit = limit
        self._templates: OrderedDict[str, LineTemplate | None] = OrderedDict()

    def __len__(self) -> int:
        return len(self._templates)

    def lines(self, document: Json) -> list[str]:
        """What `canonical_lines` returns for this document, guarded: TooLarge for shapes that take too
        long."""
        cut = _cut(document)
        if cut is None:
            return canonical_lines(document, guard=True)
        shape, kinds, values = cut
        key = json.dumps(shape, ensure_ascii=False)
        if key in self._templates:
            self._templates.move_to_end(key)
        else:
            self._templates[key] = _make(shape, document, _written(kinds, values))
            while len(self._templates) > self._limit:
                self._templates.popitem(last=False)
        template = self._templates[key]
        return (
            canonical_lines(document, guard=True)
            if template is None
            else template.lines(_written(kinds, values))
        )


def _make(shape: Json, document: Json, values: list[str]) -> LineTemplate | None:
    """The template of a shape, or None where it does not reproduce the plain path."""
    if json.dumps(shape).count(SLOT_PREFIX) != len(values):
        return None  # the document itself holds something that looks like a slot
    template = LineTemplate.of(quads(shape))
    return template if template.lines(values) == canonical_lines(document, guard=True) else None


def _cut(document: Json) -> tuple[Json, list[Kind], list[str]] | None:
    """The document with slots for the values that differ, and those values; None if it must go the plain
    way."""
    shape = dict(document)
    kinds: list[Kind] = []
    values: list[str] = []
    for place, _ in _PLACES:
        if len(place) > 1 and shape.get(place[0]) is document.get(place[0]) is not None:
            shape[place[0]] = _opened(document[place[0]])
    for place, kind in _PLACES:
        for holder in _holders(shape, place[:-1]):
            value = holder.get(place[-1])
            if value is None:
                continue
            if not isinstance(value, str) or not _safe(value, kind):
                return None
            holder[place[-1]] = f"{SLOT_PREFIX}{len(values)}:"
            kinds.append(kind)
            values.append(value)
    return shape, kinds, values


def _opened(value: Any) -> Any:
    """A copy down to where slots can be; what lies deeper (the achievement) is shared."""
    if isinstance(value, dict):
        opened = dict(value)
        for name in ("identifier", "result"):
            if isinstance(opened.get(name), list):
                opened[name] = [copy.copy(entry) for entry in opened[name]]
        return opened
    if isinstance(value, list):
        return [copy.copy(entry) for entry in value]
    return value


def _holders(node: Any, path: tuple[str, ...]) -> list[Json]:
    nodes = [node]
    for name in path:
        if name == "*":
            nodes = [entry for listed in nodes if isinstance(listed, list) for entry in listed]
        else:
            nodes = [entry.get(name) for entry in nodes if isinstance(entry, dict)]
    return [entry for entry in nodes if isinstance(entry, dict)]


def _safe(value: str, kind: Kind) -> bool:
    if kind == "iri":
        return _PLAIN_IRI.fullmatch(value) is not None and not _DOTS.search(value)
    return not has_unsafe(value)


def _written(kinds: list[Kind], values: list[str]) -> list[str]:
    return [
        value if kind == "iri" else value.translate(_ESCAPES)
        for kind, value in zip(kinds, values, strict=True)
    ]
