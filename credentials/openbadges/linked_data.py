"""From a JSON-LD document to the canonical statements that are signed (JSON-LD 1.1, RDFC-1.0).

pyoxigraph parses and canonicalises. Around it, this module does what pyoxigraph does not:

- contexts are put in place of their addresses, pruned to the terms in use (eight tenths of the time
otherwise);
- what no context defines is found: a vocabulary and a base that only undefined things can reach ("safe
mode");
- numbers are written with the digits that JSON-LD gives them; those that programs read differently are
refused;
- several types with scoped contexts on one node: pyoxigraph applies only the last, so that one gets them all;
- the lines are sorted, and shapes on which canonicalising takes exponential time are refused (`poison`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, Final, Literal

import pyoxigraph as ox

from credentials.openbadges import contexts
from credentials.openbadges.errors import AmbiguousDocument, LinkedDataError, TooLarge, UndefinedTerm
from credentials.openbadges.one_reading import require_identifiers
from credentials.openbadges.poison import refuse_poison
from credentials.openbadges.text import has_unsafe

type Json = dict[str, Any]
type HashName = Literal["sha256", "sha384"]

_KEYWORDS: Final = {"@context", "@id", "@type", "@value", "@language", "@graph", "@list", "@set"}
# Beyond these JavaScript reads another number than was written, or the digits depend on who writes them.
MAX_NUMBER: Final = 2**53 - 1
MIN_NUMBER: Final = 1e-300
_ALGORITHMS: Final = {
    "sha256": ox.CanonicalizationAlgorithm.RDFC_1_0,
    "sha384": ox.CanonicalizationAlgorithm.RDFC_1_0_SHA_384,
}
_KEYWORD_LIKE: Final = re.compile(r"@[A-Za-z]+")


def canonical_lines(
    document: Json,
    *,
    supplied: contexts.Supplied | None = None,
    guard: bool = False,
    hash_name: HashName = "sha256",
) -> list[str]:
    """The sorted canonical N-Quads of a document, each line ending in a line feed.

    `supplied` holds context documents beyond the bundled ones. `guard` refuses shapes that would take
    exponential time, and is meant for documents that others wrote. `hash_name` is RDFC-1.0's own hash, by
    which blank nodes are named.
    """
    found = quads(document, supplied)
    if guard:
        refuse_poison(found)
    return canonicalise(ox.Dataset(found), hash_name)


def canonicalise(dataset: ox.Dataset, hash_name: HashName = "sha256") -> list[str]:
    """RDFC-1.0 as sorted lines."""
    dataset.canonicalize(_ALGORITHMS[hash_name])
    return sorted(line + "\n" for line in str(dataset).split("\n") if line)


def quads(document: Json, supplied: contexts.Supplied | None = None) -> list[ox.Quad]:
    """The statements of a document, before canonicalising; raises UndefinedTerm for what none would cover."""
    supplied = supplied or {}
    words = set(_words(document))
    require_identifiers(document, supplied)
    sentinel = _sentinel(document)
    preparation = _Preparation(words, supplied, sentinel)
    prepared = preparation.region(document, {}, {}, own_vocabulary=False)
    text = json.dumps(prepared, ensure_ascii=False)
    if preparation.number in text:
        text = re.sub(f'"{preparation.number}([^"]+)"', r"\1", text)
    try:
        found = list(ox.parse(text, ox.RdfFormat.JSON_LD, base_iri=f"{sentinel}base/"))
    except (SyntaxError, ValueError) as error:
        raise LinkedDataError(f"the JSON-LD cannot be read: {error}") from error
    for quad in found:
        _refuse_undefined(quad, sentinel)
    return found


def _sentinel(document: Json) -> str:
    """A scheme that does not occur in the document."""
    text = json.dumps(document)
    number = 0
    while f"undefined-{number}:" in text:
        number += 1
    return f"undefined-{number}:"


def _refuse_undefined(quad: ox.Quad, sentinel: str) -> None:
    for term in (quad.predicate, quad.object, quad.subject):
        value = term.datatype.value if isinstance(term, ox.Literal) else getattr(term, "value", "")
        if value.startswith(sentinel):
            name = value.removeprefix(sentinel).removeprefix("term#").removeprefix("base/")
            raise UndefinedTerm(f"{name!r} is defined by none of the contexts, so it makes no statement")


def _words(node: object, depth: int = 0) -> Iterator[str]:
    """Every string that may be a term: keys, values, and the prefixes of both; refuses what cannot be
    signed."""
    if depth > 100:
        raise TooLarge("more than 100 levels deep")
    if isinstance(node, dict):
        for key, value in node.items():
            if _KEYWORD_LIKE.fullmatch(key) and key not in _KEYWORDS:
                raise UndefinedTerm(f"the keyword {key} is not one that a credential may use")
            if key == "@context":
                continue
            yield from _words(key)
            yield from _words(value, depth + 1)
    elif isinstance(node, list):
        for value in node:
            yield from _words(value, depth + 1)
    elif isinstance(node, str):
        if has_unsafe(node):
            raise LinkedDataError("a string holds control characters, which implementations hash differently")
        if len(node) <= 80:
            yield node
            yield node.partition(":")[0]
    elif isinstance(node, int | float) and (abs(node) > MAX_NUMBER or 0 < abs(node) < MIN_NUMBER):
        raise AmbiguousDocument(f"the number {node} is not read alike by all software")


class _Preparation:
    """One document on its way to the parser."""

    def __init__(self, words: set[str], supplied: contexts.Supplied, sentinel: str) -> None:
        self.words = words
        self.supplied = supplied
        self.vocabulary = {"@vocab": f"{sentinel}term#"}
        self.number = f"{sentinel}number#"

    def region(
        self, node: Json, outer: Mapping[str, Any], unions: Mapping[str, Any], *, own_vocabulary: bool
    ) -> Json:
        """A node and all below it that live under the same contexts."""
        if "@context" not in node:
            return self._children(node, outer, unions, own_vocabulary)
        loaded = self._loaded(node["@context"])
        terms = dict(outer)
        for entry in loaded:
            terms = {} if entry is None else {**terms, **entry}
            own_vocabulary = own_vocabulary or (entry is not None and "@vocab" in entry)
        unions = {**_unions(node, terms), **unions}
        loaded = [entry and _united(entry, unions) for entry in loaded]
        detect: list[Json | None] = [] if own_vocabulary else [self.vocabulary]
        if None in loaded:
            last = len(loaded) - loaded[::-1].index(None)
            active = [*loaded[:last], *detect, *loaded[last:]]
        else:
            active = [*detect, *loaded]
        rest = {key: value for key, value in node.items() if key != "@context"}
        return {"@context": active, **self._children(rest, terms, unions, own_vocabulary)}

    def _loaded(self, value: object) -> list[Json | None]:
        entries = value if isinstance(value, list) else [value]
        urls = tuple(entry for entry in entries if isinstance(entry, str))
        if len(urls) == len(entries) and all(url in contexts.BUNDLED for url in urls):
            return list(_pruned(urls, frozenset(self.words & _vocabulary(urls))))
        loaded: list[Json | None] = []
        for entry in entries:
            if isinstance(entry, str):
                loaded.append(contexts.context(entry, self.supplied))
            elif entry is None or isinstance(entry, dict):
                loaded.append(entry)
            else:
                raise LinkedDataError("a context is an address, an object or null")
        return loaded

    def _children(
        self, node: Json, terms: Mapping[str, Any], unions: Mapping[str, Any], own_vocabulary: bool
    ) -> Json:
        return {key: self._value(value, terms, unions, own_vocabulary) for key, value in node.items()}

    def _value(
        self, value: object, terms: Mapping[str, Any], unions: Mapping[str, Any], own_vocabulary: bool
    ) -> object:
        if isinstance(value, dict):
            return self.region(value, terms, unions, own_vocabulary=own_vocabulary)
        if isinstance(value, list):
            return [self._value(entry, terms, unions, own_vocabulary) for entry in value]
        if isinstance(value, float):
            # JSON-LD 1.1 API §8.2.2 writes sixteen digits, pyoxigraph those that it is given.
            return value if value.is_integer() else f"{self.number}{value:.15e}"
        return value


@lru_cache(maxsize=64)
def _vocabulary(urls: tuple[str, ...]) -> frozenset[str]:
    return frozenset(term for url in urls for term in _terms(contexts.bundled(url)))


def _terms(context: Mapping[str, Any]) -> Iterator[str]:
    for term, definition in context.items():
        yield term
        if isinstance(definition, dict):
            yield from _terms(definition.get("@context") or {})


@lru_cache(maxsize=512)
def _pruned(urls: tuple[str, ...], words: frozenset[str]) -> tuple[Json, ...]:
    """The contexts with only those terms that the words need, directly or through another definition."""
    needed = set(words)
    whole = [contexts.bundled(url) for url in urls]
    while True:
        pruned = tuple(_prune(context, needed) for context in whole)
        found = {word for context in pruned for word in _references(context)}
        if found <= needed:
            return pruned
        needed |= found


def _prune(context: Json, words: set[str]) -> Json:
    kept: Json = {}
    for term, definition in context.items():
        if not term.startswith("@") and term not in words:
            continue
        scoped = definition.get("@context") if isinstance(definition, dict) else None
        kept[term] = {**definition, "@context": _prune(scoped, words)} if scoped else definition
    return kept


def _references(context: Mapping[str, Any]) -> Iterator[str]:
    for definition in context.values():
        if isinstance(definition, dict):
            yield from _references(definition.get("@context") or {})
            targets = [definition.get("@id"), definition.get("@type")]
        else:
            targets = [definition]
        for target in targets:
            if isinstance(target, str) and not target.startswith("@"):
                yield target
                yield target.partition(":")[0]


def _unions(root: Json, terms: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """For the last of several scoped types on one node, the scoped terms of all of them.

    Refuses types whose scoped contexts disagree, and a term that reaches a node only through such a union.
    """
    scopes = {
        name: definition["@context"]
        for name, definition in terms.items()
        if isinstance(definition, dict) and definition.get("@context")
    }
    nodes = [(node, types) for node in _nodes(root) if (types := _types(node) & scopes.keys())]
    together = {frozenset(types) for _, types in nodes if len(types) > 1}
    unions: dict[str, dict[str, Any]] = {}
    for several in together:
        union = unions.setdefault(max(several), {})
        for name in sorted(several):
            scope = scopes[name]
            if not isinstance(scope, dict) or any(
                union.get(term, scope[term]) != scope[term] for term in scope
            ):
                raise LinkedDataError(
                    f"the types {', '.join(sorted(several))} of one node define terms differently"
                )
            union.update(scope)
    for node, types in nodes:
        borrowed = unions.get(max(types, default=""), {}).keys() - {
            term for name in types for term in scopes[name]
        }
        if stray := sorted((borrowed & node.keys()) - terms.keys()):
            raise UndefinedTerm(f"{stray[0]!r} is not defined for a {max(types)}")
    return unions


def _united(context: Json, unions: Mapping[str, Any]) -> Json:
    return {
        name: {**definition, "@context": unions[name]}
        if name in unions and isinstance(definition, dict)
        else definition
        for name, definition in context.items()
    }


def _nodes(value: object) -> Iterator[Json]:
    if isinstance(value, dict):
        yield value
        for child in value.values():
            yield from _nodes(child)
    elif isinstance(value, list):
        for child in value:
            yield from _nodes(child)


def _types(node: Json) -> set[str]:
    value = node.get("type", node.get("@type"))
    values = value if isinstance(value, list) else [value]
    return {entry for entry in values if isinstance(entry, str)}
