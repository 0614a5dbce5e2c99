"""That a document read as JSON says what its signed statements say.

A signature covers the statements of the JSON-LD, while everybody reads the JSON. Who holds a credential can
write the same statements in other JSON without breaking the signature: a key spelled out as an IRI or renamed
by a context of one's own hides `credentialStatus` or `validUntil` from a reader, and so does moving it to
another object with the same id (evidence that links to the credential itself); a term mapped to null, or an
identifier that is no IRI, makes statements vanish, so that anything can be claimed under it. Here such
documents are refused: keys must be plain terms, contexts of strangers may only add, identifiers must be IRIs
written out, and what decides must stand where readers look for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, Final

import pyoxigraph as ox

from credentials.openbadges import contexts
from credentials.openbadges.errors import AmbiguousDocument, UndefinedTerm

type Json = dict[str, Any]

_VALUE_OBJECT: Final = {"@value", "@type", "@language"}
_LANGUAGE: Final = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*")
_ABSOLUTE: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:\S+")
_DEFINITION_KEYS: Final = {"@id", "@type", "@container", "@protected", "@context"}
_CONTAINERS: Final = {"@set", "@list", None}
# The vocabularies of credentials themselves, also in the older contexts that a loader supplies.
_RESERVED: Final = (
    "https://www.w3.org/2018/credentials#",
    "https://www.w3.org/ns/credentials/",
    "https://w3id.org/security#",
    "https://purl.imsglobal.org/spec/",
)
_COERCED: Final = {"@id", "@vocab"}
_DOTS: Final = re.compile(r"/\.{1,2}(/|$|\?|#)")
# What a credential, its subject and its achievement say, and nothing else that has the same id may.
_DECISIVE: Final = frozenset(
    [
        "awardedDate",
        "confidenceMethod",
        "credentialSchema",
        "credentialStatus",
        "credentialSubject",
        "endorsement",
        "endorsementJwt",
        "evidence",
        "expirationDate",
        "issuanceDate",
        "issuer",
        "partial",
        "proof",
        "refreshService",
        "relatedResource",
        "termsOfUse",
        "validFrom",
        "validUntil",
        "achievement",
        "activityEndDate",
        "activityStartDate",
        "association",
        "creditsEarned",
        "identifier",
        "licenseNumber",
        "result",
        "role",
        "source",
        "term",
        "verifiableCredential",
        "achievementType",
        "alignment",
        "creator",
        "creditsAvailable",
        "criteria",
        "fieldOfStudy",
        "humanCode",
        "otherIdentifier",
        "related",
        "resultDescription",
        "specialization",
        "tag",
        "encodedList",
        "statusPurpose",
    ]
)
# A proof is a graph of its own, and what is in a record is signed, and verified, by itself.
_APART: Final = frozenset({"proof", "verifiableCredential"})


def require_one_reading(document: Json, supplied: contexts.Supplied) -> None:
    """Raise AmbiguousDocument for JSON that could say something else than its statements."""
    nodes = _nodes(document)
    for node in nodes:
        if "@value" in node:
            if not node.keys() <= _VALUE_OBJECT:
                raise AmbiguousDocument("a value with more than a type and a language is not read here")
            continue
        for key in node:
            if key != "@context" and (":" in key or key.startswith("@")):
                raise AmbiguousDocument(f"{key[:80]!r} is not a plain term; credentials are written in terms")
        value = node.get("@context", [])
        for entry in value if isinstance(value, list) else [value]:
            _require_known_or_additive(entry, supplied)
    _require_written_out(nodes, supplied)
    _require_one_place(document)


def _require_written_out(nodes: list[Json], supplied: contexts.Supplied) -> None:
    """Raise AmbiguousDocument for an id that stands for another: abbreviated, or with dots in its path."""
    known_terms, _ = _known()
    own = {term for context in _context_objects(nodes, supplied) for term in context}
    for node in nodes:
        value = node.get("id")
        if not isinstance(value, str):
            continue
        scheme = value.partition(":")[0]
        if scheme in known_terms or scheme in own or ("/." in value and _DOTS.search(value)):
            raise AmbiguousDocument(f"the id {value[:80]!r} stands for another, which is not read here")


def _require_one_place(document: Json) -> None:
    """Raise AmbiguousDocument where credential, subject or achievement are described in two places."""
    subject = document.get("credentialSubject")
    subjects = subject if isinstance(subject, list) else [subject]
    achievements = [entry.get("achievement") for entry in subjects if isinstance(entry, dict)]
    main = [node for node in (document, *subjects, *achievements) if isinstance(node, dict)]
    ids = [node["id"] for node in main if isinstance(node.get("id"), str)]
    if len(set(ids)) < len(ids):
        raise AmbiguousDocument("the credential, its subject and its achievement share an id")
    for node in _nodes(document, _APART):
        if node.get("id") in ids and not any(node is known for known in main) and node.keys() & _DECISIVE:
            raise AmbiguousDocument(f"{str(node['id'])[:80]!r} is described in two places")


def require_identifiers(document: Json, supplied: contexts.Supplied) -> None:
    """Raise UndefinedTerm for an identifier that is no IRI, or a language that is none: it would vanish."""
    coerced = set(_coerced_of_bundled())
    nodes = _nodes(document)
    for entry in _context_objects(nodes, supplied):
        coerced |= _coerced(entry)
    for node in nodes:
        if (language := node.get("@language")) is not None and not (
            isinstance(language, str) and _LANGUAGE.fullmatch(language)
        ):
            raise UndefinedTerm(f"{str(language)[:80]!r} is not a language, so it makes no statement")
        for key, value in node.items():
            if key in coerced:
                _require_iris(value)


def _require_iris(value: object) -> None:
    for entry in value if isinstance(value, list) else [value]:
        if isinstance(entry, str) and ":" in entry and not entry.startswith("_:"):
            try:
                ox.NamedNode(entry)
            except ValueError as error:
                raise UndefinedTerm(
                    f"{entry[:80]!r} is not an identifier, so it makes no statement"
                ) from error


def _nodes(document: Json, beside: frozenset[str] = frozenset()) -> list[Json]:
    """Every object of a document but those in contexts, and those under the keys `beside`."""
    found: list[Json] = []
    pending: list[Any] = [document]
    while pending:
        value = pending.pop()
        if isinstance(value, dict):
            found.append(value)
            for key, child in value.items():
                if isinstance(child, dict | list) and key != "@context" and key not in beside:
                    pending.append(child)
        elif isinstance(value, list):
            pending += value
    return found


def _context_objects(nodes: list[Json], supplied: contexts.Supplied) -> Iterator[Json]:
    """The contexts of a document that are not bundled."""
    for node in nodes:
        value = node.get("@context", [])
        for entry in value if isinstance(value, list) else [value]:
            if isinstance(entry, dict):
                yield entry
            elif isinstance(entry, str) and entry not in contexts.BUNDLED:
                yield contexts.context(entry, supplied)


def _require_known_or_additive(entry: object, supplied: contexts.Supplied) -> None:
    if isinstance(entry, str):
        if entry in contexts.BUNDLED or entry in contexts.PINNED:
            return
        _require_additive(contexts.context(entry, supplied))
    elif isinstance(entry, dict):
        _require_additive(entry)
    else:
        raise AmbiguousDocument("a context that empties the one before is not read here")


def _require_additive(context: Mapping[str, Any], outer: Mapping[str, Any] | None = None) -> None:
    """A context of a stranger's adds terms with meanings of their own, and changes nothing."""
    scope = {**(outer or {}), **context}
    known_terms, known_meanings = _known()
    for term, definition in context.items():
        if term in {"@version", "@protected"} or definition == known_terms.get(term, ...):
            continue
        if term in known_terms or (term.startswith("@") and term != "@vocab"):
            raise AmbiguousDocument(f"a context of the document's own redefines {term[:80]!r}")
        meaning = _meaning(term, definition, scope)
        if term == "@vocab" and any(known.startswith(meaning) for known in (*known_meanings, *_RESERVED)):
            raise AmbiguousDocument("a context of the document's own covers what the standard defines")
        if meaning in known_meanings or meaning.startswith(_RESERVED):
            raise AmbiguousDocument(f"a context of the document's own calls {meaning} {term[:80]!r}")
        if isinstance(definition, dict) and "@context" in definition:
            inner = definition["@context"]
            if not isinstance(inner, dict):
                raise AmbiguousDocument(f"the context within {term[:80]!r} is not read here")
            _require_additive(inner, scope)


def _meaning(term: str, definition: object, scope: Mapping[str, Any]) -> str:
    """The absolute IRI that a definition gives; raises AmbiguousDocument for anything more involved."""
    value = definition
    if isinstance(definition, dict):
        container = definition.get("@container")
        if not definition.keys() <= _DEFINITION_KEYS or isinstance(container, list | dict):
            raise AmbiguousDocument(f"the definition of {term[:80]!r} is of a kind that is not read here")
        if container not in _CONTAINERS:
            raise AmbiguousDocument(f"the container of {term[:80]!r} is of a kind that is not read here")
        value = definition.get("@id")
        if "@id" not in definition and isinstance(scope.get("@vocab"), str):
            value = f"{scope['@vocab']}{term}"
    if isinstance(value, str):
        prefix, _, rest = value.partition(":")
        base = scope.get(prefix)
        if isinstance(base, dict):
            base = base.get("@id")
        if isinstance(base, str) and not rest.startswith("//"):
            value = base + rest
        if _ABSOLUTE.fullmatch(value) and value.partition(":")[0] not in scope:
            return value
    raise AmbiguousDocument(f"what {term[:80]!r} means cannot be told from its definition")


@cache
def _known() -> tuple[dict[str, Any], frozenset[str]]:
    """The terms of the bundled contexts at any depth, and what they mean."""
    terms: dict[str, Any] = {}
    meanings: set[str] = set()

    def note(context: Mapping[str, Any]) -> None:
        for term, definition in context.items():
            if term.startswith("@"):
                continue
            terms.setdefault(term, definition)
            meanings.add(definition["@id"] if isinstance(definition, dict) else definition)
            if isinstance(definition, dict):
                note(definition.get("@context") or {})

    for url in contexts.BUNDLED:
        note(contexts.bundled(url))
    return terms, frozenset(meanings)


@cache
def _coerced_of_bundled() -> frozenset[str]:
    return frozenset(name for url in contexts.BUNDLED for name in _coerced(contexts.bundled(url)))


def _coerced(context: Mapping[str, Any]) -> set[str]:
    """The terms whose values are identifiers."""
    found = {"@id", "@type"}
    for term, definition in context.items():
        if definition in ("@id", "@type"):
            found.add(term)
        elif isinstance(definition, dict):
            if definition.get("@type") in _COERCED or definition.get("@id") in {"@id", "@type"}:
                found.add(term)
            inner = definition.get("@context")
            found |= _coerced(inner) if isinstance(inner, dict) else set()
    return found
