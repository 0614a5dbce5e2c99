"""What can go wrong with a badge, by name.

OpenBadgesError                 every error of this package; `code` is stable, the message is for people
├── InvalidDocument             bytes or JSON that cannot be accepted at all
│   ├── TooLarge                a stated limit was passed: size, depth, digits, entries
│   └── NotABadge               well-formed, but holds no badge (a plain picture, a PDF without attachment)
├── InvalidClaims               claims that no valid credential can be composed from
├── LinkedDataError             the JSON-LD cannot be turned into the statements that are signed
│   ├── UndefinedTerm           a term, type or relative identifier that no context defines ("safe mode")
│   ├── UnknownContext          a context that is neither bundled nor supplied
│   └── AmbiguousDocument       JSON that a reader could take for something else than what was signed
├── KeyFormatError              a key, Multikey or DID that is not what it says
│   └── UnsupportedMethod       … or a kind of key or DID that is not read here: no fault of the credential
├── ProofError                  a proof that does not hold, or cannot be made
├── StatusListError             a status list that breaks Bitstring Status List v1.0
└── DocumentUnavailable         raised by loaders: the document was not there to be read
    └── DocumentGone            … and its address says that it never will be again (HTTP 410)
"""

from __future__ import annotations


class OpenBadgesError(Exception):
    """Base of this package's errors."""

    code = "open-badges"


class InvalidDocument(OpenBadgesError):
    code = "invalid-document"


class TooLarge(InvalidDocument):
    code = "too-large"


class NotABadge(InvalidDocument):
    code = "not-a-badge"


class InvalidClaims(OpenBadgesError):
    code = "invalid-claims"


class LinkedDataError(OpenBadgesError):
    code = "linked-data"


class UndefinedTerm(LinkedDataError):
    code = "undefined-term"


class UnknownContext(LinkedDataError):
    code = "unknown-context"


class AmbiguousDocument(LinkedDataError):
    code = "ambiguous-document"


class KeyFormatError(OpenBadgesError):
    code = "key-format"


class UnsupportedMethod(KeyFormatError):
    code = "unsupported-method"


class ProofError(OpenBadgesError):
    code = "proof"


class StatusListError(OpenBadgesError):
    code = "status-list"


class DocumentUnavailable(OpenBadgesError):
    code = "document-unavailable"


class DocumentGone(DocumentUnavailable):
    code = "document-gone"
