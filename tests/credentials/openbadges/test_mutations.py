"""One thing changed anywhere, in a credential or in what it is checked against: there is always an answer."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from credentials.openbadges import (
    LoadedDocument,
    Outcome,
    compose_credential,
    of_documents,
    public_jwk,
    verify,
)
from tests.credentials.openbadges.proofs import ED25519, P256, P384, proven, world_of_keys
from tests.credentials.openbadges.test_hostile_input import P256 as TOKEN_KEY
from tests.credentials.openbadges.test_hostile_input import token
from tests.credentials.openbadges.world import DID_URL, KEY, LIST, NOW, World, full, signed

type Json = dict[str, Any]

ODD = st.sampled_from(
    [
        *(None, True, False, 0, -1, 1.5, 2**60, "", "x", "https://[", "https://a\\b", "#0", "0x1"),
        *("did:web:%", "did:web:", "did:jwk:", "did:jwk:e30#0", "did:key:z#z", "urn:x:1", "\x00", "\u0665"),
        *(
            "z" + "1" * 64,
            "z" * 200,
            "eddsa-jcs-2022",
            "ecdsa-jcs-2019",
            "ecdsa-rdfc-2019",
            "2026-01-01T00:00:00Z",
        ),
        *(
            [],
            {},
            [[]],
            [None],
            {"id": []},
            {"@id": "x"},
            {"@value": 1},
            {"@context": None},
            ["x", {"id": 5}],
        ),
    ]
)
JWKS = "https://portal.example/.well-known/jwks.json"
CREDENTIALS = {
    "eddsa-rdfc-2022": json.loads(json.dumps(signed())),
    "eddsa-jcs-2022": proven(json.loads(json.dumps(compose_credential(full()))), "eddsa-jcs-2022", ED25519),
    "ecdsa-rdfc-2019": proven(json.loads(json.dumps(compose_credential(full()))), "ecdsa-rdfc-2019", P384),
    "ecdsa-jcs-2019": proven(json.loads(json.dumps(compose_credential(full()))), "ecdsa-jcs-2019", P256),
}
WORLD = world_of_keys()
DOCUMENTS: dict[str, Json] = json.loads(json.dumps(World().documents))


def found(document: Json) -> LoadedDocument:
    return LoadedDocument(
        content=json.dumps(document).encode(), media_type="application/json", fetched_at=NOW
    )


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if path:
        yield path
    entries = (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    )
    for key, child in entries:
        yield from places(child, (*path, key))


@st.composite
def mutations(draw: st.DrawFn, value: Json) -> Json:
    """The value with another in one place, or without it, or with it as a list of one."""
    value = copy.deepcopy(value)
    *path, last = draw(st.sampled_from(sorted(places(value), key=str)))
    holder: Any = value
    for key in path:
        holder = holder[key]
    how = draw(st.sampled_from(["replace", "remove", "wrap"]))
    if how == "remove":
        del holder[last]
    else:
        holder[last] = draw(ODD) if how == "replace" else [holder[last]]
    return value


def answered(report: Any) -> None:
    """Every step has an outcome and a reason; what is shown was signed; the report can be sent on."""
    assert all(step.reason for step in report.steps)
    assert report.verdict is not Outcome.VALID or report.claims is not None
    assert json.loads(json.dumps(report.as_dict()))["verdict"] == report.verdict.value


@settings(max_examples=120)
@given(data=st.data())
@pytest.mark.parametrize("suite", CREDENTIALS)
def test_a_credential_changed_anywhere(suite: str, data: st.DataObject) -> None:
    original = CREDENTIALS[suite]
    changed = data.draw(mutations(original))
    report = verify(changed, loader=WORLD, at=NOW)
    answered(report)
    if "jcs" in suite and {**changed, "proof": None} != {**original, "proof": None}:
        assert report.claims is None


@settings(max_examples=120)
@given(data=st.data())
@pytest.mark.parametrize("url", [DID_URL, LIST])
def test_a_published_document_changed_anywhere(url: str, data: st.DataObject) -> None:
    changed = DOCUMENTS | {url: data.draw(mutations(DOCUMENTS[url]))}
    load = of_documents({address: found(document) for address, document in changed.items()})
    answered(verify(CREDENTIALS["eddsa-rdfc-2022"], loader=load, at=NOW))


@settings(max_examples=120)
@given(data=st.data())
def test_a_set_of_keys_or_a_header_changed_anywhere(data: st.DataObject) -> None:
    keys = [public_jwk(TOKEN_KEY.public, "p256-pub", kid="k"), public_jwk(KEY.public, kid="k")]
    published = data.draw(st.just({"keys": keys}) | mutations({"keys": keys}))
    header = data.draw(mutations({"alg": "ES256", "kid": "k"}))
    claims = data.draw(st.dictionaries(st.sampled_from(["issuer", "vc", "nbf", "credentialSubject"]), ODD))
    load = of_documents({JWKS: found(published)})
    answered(verify(token(header, **claims), loader=load, at=NOW))
