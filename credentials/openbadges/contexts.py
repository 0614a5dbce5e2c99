"""The JSON-LD contexts of Open Badges, from the package `openbadgeslib`, pinned by SHA-256.

A context says what a signature covers, so only the exact bytes below are trusted. Others (VCDM 1.1, other
people's extensions) may be supplied by the caller; where we know their hash it must match.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any, Final

from credentials.openbadges.errors import UnknownContext

CREDENTIALS_V2: Final = "https://www.w3.org/ns/credentials/v2"
CREDENTIALS_V1: Final = "https://www.w3.org/2018/credentials/v1"
OPEN_BADGES: Final = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
OPEN_BADGES_EXTENSIONS: Final = "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"
CLR: Final = "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json"
DATA_INTEGRITY: Final = "https://w3id.org/security/data-integrity/v2"

# address → file in openbadgeslib.ob3.contexts, SHA-256 of its bytes
BUNDLED: Final[Mapping[str, tuple[str, str]]] = {
    CREDENTIALS_V2: (
        "credentials-v2.json",
        "59955ced6697d61e03f2b2556febe5308ab16842846f5b586d7f1f7adec92734",
    ),
    OPEN_BADGES: (
        "ob-v3p0-context-3.0.3.json",
        "3d34f4d4ef1bce691106e63798beb5e7b862ba841423f5ee1e53ab7ddf3bca84",
    ),
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.2.json": (
        "ob-v3p0-context-3.0.2.json",
        "00666ad080ba407687ed1846b7f5e7495f5019042b202a727de47c48a1755c53",
    ),
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.1.json": (
        "ob-v3p0-context-3.0.1.json",
        "5f3d9dd6288ef437ff8286cf95ffbff609c748a66f24a1e9450c45ca64be1571",
    ),
    OPEN_BADGES_EXTENSIONS: (
        "ob-v3p0-extensions.json",
        "87c06c81bc2317663bf288d740d94fddd2818c4342b186270ff6371dfaa63f93",
    ),
    CLR: (
        "clr_context_2.0.1.json",
        "880f1902d4158f2f33ce06af41b90719977cd1ea337a9de2e41edb3ff5e543d6",
    ),
    DATA_INTEGRITY: (
        "security-data-integrity-v2.json",
        "67f21e6e33a6c14e5ccfd2fc7865f7474fb71a04af7e94136cb399dfac8ae8f4",
    ),
    "https://w3id.org/security/multikey/v1": (
        "security-multikey-v1.json",
        "ba2c182de2d92f7e47184bcca8fcf0beaee6d3986c527bf664c195bbc7c58597",
    ),
}

# Contexts that a loader may supply, but only with these bytes (those of November 2026 where an address has no
# version of its own).
PINNED: Final[Mapping[str, str]] = {
    CREDENTIALS_V1: "ab4ddd9a531758807a79a5b450510d61ae8d147eab966cc9a200c07095b0cdcc",
    "https://purl.imsglobal.org/spec/ob/v3p0/context.json": (
        "b077fa134d909d92c1dcd1c153f2af1b244aeb415967fdc1467d7fc5dd48ac10"
    ),
    "https://purl.imsglobal.org/spec/clr/v2p0/context.json": (
        "e198d7b517d74c5036434ce495086f67b10244709e9a3df9dcb7f8b1579b6167"
    ),
    "https://www.w3.org/ns/credentials/examples/v2": (
        "57393fbc69d6efb9b9b5dc9cb6b9880b0944360abfe2eaf459c9e58cf2279d7c"
    ),
    "https://www.w3.org/ns/credentials/undefined-terms/v2": (
        "82dab514ba44eb18f5d1b0f638c5e140c6a556fbfb5089601bdc0fa5eb8b2581"
    ),
    "https://www.w3.org/ns/credentials/status/v1": (
        "fda5add353231e6a6884a46b12e6c75464281900cb348284d9c360f62381d9f7"
    ),
    "https://w3id.org/vc/status-list/2021/v1": (
        "6dd06a52bedb771e059c1083ba8ba7848dce22f6b4a8cfa0b98ba3fc188870e4"
    ),
    "https://w3id.org/security/v1": ("abaf97e107d1925503c433dcaf3ffd2831697cacc1ed2a293e1bc8030d5bcb47"),
    "https://w3id.org/security/v2": ("611bd81151d5efe53ec9aed78f5a813e577287bc9451ee26d6879b1b8b46bc3b"),
    "https://w3id.org/citizenship/v4rc1": (
        "5038c7383afd7ab2158f1b997913a8f60978a0abcf96e0b0d08e29f146d2db1e"
    ),
    "https://w3id.org/security/suites/ed25519-2020/v1": (
        "67646fbc0d6582ad7fbf08ccf0d3a4bedbb4177fd2d63385de52dc1b092ed6c5"
    ),
    "https://w3id.org/security/data-integrity/v1": (
        "b5d829bd09aa7c42abc6efa0c8ed7635313b5487f37ccfce3ecd149ca9418554"
    ),
}

type Supplied = Mapping[str, bytes]


@cache
def bundled(url: str) -> dict[str, Any]:
    """The `@context` object of a bundled context; raises UnknownContext for another address or altered
    bytes."""
    if url not in BUNDLED:
        raise UnknownContext(f"the context {url} is not one of those that come with this software")
    name, digest = BUNDLED[url]
    raw = resources.files("openbadgeslib.ob3.contexts").joinpath(name).read_bytes()
    return _content(url, raw, digest)


def context(url: str, supplied: Supplied) -> dict[str, Any]:
    """A context by address: the bundled one, else the supplied bytes (with their known hash, where there is
    one)."""
    if url in BUNDLED or url not in supplied:
        return bundled(url)
    return _content(url, supplied[url], PINNED.get(url))


def _content(url: str, raw: bytes, digest: str | None) -> dict[str, Any]:
    found = hashlib.sha256(raw).hexdigest()
    if digest is not None and found != digest:
        raise UnknownContext(f"the bytes of {url} have SHA-256 {found}, expected {digest}")
    try:
        content = json.loads(raw)["@context"]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise UnknownContext(f"{url} holds no JSON-LD context: {error}") from error
    if isinstance(content, list) and len(content) == 1:
        content = content[0]
    if not isinstance(content, dict):
        raise UnknownContext(f"{url}: only a context that is one object is read")
    return content


def addresses(document: object) -> set[str]:
    """Every context address that a document names, at any depth."""
    found: set[str] = set()
    pending = [document]
    while pending:
        node = pending.pop()
        if isinstance(node, dict):
            value = node.get("@context")
            found.update(entry for entry in _listed(value) if isinstance(entry, str))
            pending.extend(node.values())
        elif isinstance(node, list):
            pending.extend(node)
    return found


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]
