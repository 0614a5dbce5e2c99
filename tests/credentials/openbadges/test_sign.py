from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from pyld import jsonld

from credentials.openbadges import (
    AmbiguousDocument,
    AwardTemplates,
    EvidenceClaims,
    InvalidClaims,
    LinkedDataError,
    ProofError,
    SubjectClaims,
    TooLarge,
    UndefinedTerm,
    UnknownContext,
    compose_credential,
    compose_endorsement,
    compose_record,
    contexts,
    sign_credential,
)
from credentials.openbadges.endorse import AssociationClaims
from credentials.openbadges.linked_data import canonical_lines
from credentials.openbadges.proof import options_lines, proof_holds, proof_options
from credentials.openbadges.public_keys import multikey_key
from tests.credentials.openbadges.world import (
    ACHIEVEMENT,
    ISSUED,
    ISSUER,
    KEY,
    METHOD,
    OTHER_KEY,
    full,
    minimal,
    signed,
    status_list,
)


def pyld_lines(document: dict[str, Any]) -> list[str]:
    """The canonical statements by an independent implementation."""

    def load(url: str, _options: object) -> dict[str, Any]:
        return {"contextUrl": None, "documentUrl": url, "document": {"@context": contexts.bundled(url)}}

    options = {"algorithm": "URDNA2015", "format": "application/n-quads", "documentLoader": load}
    return [line + "\n" for line in jsonld.normalize(document, options).split("\n") if line]


def endorsement() -> dict[str, Any]:
    return compose_endorsement(
        id="https://portal.example/endorsements/1",
        name="Endorsement",
        endorser=ISSUER,
        endorsed=ACHIEVEMENT,
        comment="Well made.",
        valid_from=ISSUED,
    )


def record() -> dict[str, Any]:
    part = replace(
        full(2), achievement=replace(full().achievement, id=f"{ACHIEVEMENT}-2"), subject=minimal().subject
    )
    part = replace(part, achievement=replace(part.achievement, result_descriptions=()))
    return compose_record(
        id="https://portal.example/records/1",
        name="Record",
        issuer=ISSUER,
        subject=SubjectClaims(id="did:example:learner", name="Alice"),
        credentials=[signed(), signed(part)],
        associations=[AssociationClaims(kind="isPartOf", source=ACHIEVEMENT, target=f"{ACHIEVEMENT}-2")],
        partial=True,
        valid_from=ISSUED,
    )


SHAPES = {
    "minimal": lambda: compose_credential(minimal()),
    "full": lambda: compose_credential(full()),
    "endorsement": endorsement,
    "record": record,
    "status list": lambda: {key: value for key, value in status_list(3).items() if key != "proof"},
}


@pytest.mark.parametrize("shape", SHAPES)
def test_the_statements_are_those_of_pyld(shape: str) -> None:
    document = SHAPES[shape]()
    assert canonical_lines(document, guard=True) == pyld_lines(document)


def test_the_proof_options_have_the_five_statements_of_pyld() -> None:
    options = proof_options(METHOD, ISSUED)
    configuration = {"@context": [contexts.CREDENTIALS_V2], **options}
    assert options_lines(options) == "".join(pyld_lines(configuration))


def test_awards_by_template_are_byte_for_byte_those_of_the_plain_path() -> None:
    templates = AwardTemplates()
    for number in range(40):
        document = compose_credential(full(number))
        assert templates.lines(document) == canonical_lines(document)
    assert len(templates) == 1


awkward = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc"]) | st.sampled_from('\n\r\t"\\%'), max_size=20
)


@settings(max_examples=25, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(st.data())
def test_no_value_makes_the_template_differ(data: st.DataObject) -> None:
    templates = AwardTemplates()
    for _ in range(3):
        claims = full(
            subject=SubjectClaims(
                id=data.draw(
                    st.sampled_from(
                        ["did:example:a", "urn:uuid:b", "https://a.example/b?x=1#y", "urn:isbn:1"]
                    )
                ),
                narrative=data.draw(awkward),
                licence_number=data.draw(st.sampled_from(["same", "urn:award-slot:0:", "%s"])),
                email_hash="sha256$x",
                salt=data.draw(awkward) or "s",
            ),
            evidence=tuple(
                EvidenceClaims(name="Attempt", narrative=text)
                for text in data.draw(st.lists(awkward, min_size=2, max_size=2))
            ),
        )
        document = compose_credential(claims)
        assert templates.lines(document) == canonical_lines(document) == pyld_lines(document)


def test_templates_are_bounded_and_the_least_used_goes_first() -> None:
    templates = AwardTemplates(limit=2)
    first, second, third = (
        compose_credential(minimal(achievement=replace(minimal().achievement, name=name))) for name in "abc"
    )
    for document in (first, second, first, third):
        templates.lines(document)
    assert len(templates) == 2
    assert [json.loads(key)["credentialSubject"]["achievement"]["name"] for key in templates._templates] == [
        "a",
        "c",
    ]


def test_a_value_that_is_no_string_or_no_plain_identifier_goes_the_plain_way() -> None:
    templates = AwardTemplates()
    document = compose_credential(minimal()) | {"id": "urn:isbn:123"}
    assert templates.lines(document) == canonical_lines(document)
    assert len(templates) == 0


def test_signing_gives_an_array_of_one_proof_and_leaves_the_document_alone() -> None:
    document = compose_credential(full())
    before = json.dumps(document)
    result = sign_credential(
        document, KEY, verification_method=METHOD, created=ISSUED, templates=AwardTemplates()
    )
    assert json.dumps(document) == before
    (proof,) = result["proof"]
    assert proof == {
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-rdfc-2022",
        "created": "2026-03-01T09:30:00Z",
        "verificationMethod": METHOD,
        "proofPurpose": "assertionMethod",
        "proofValue": proof["proofValue"],
    }
    assert result == signed()
    assert proof_holds(document, proof, multikey_key(KEY.multikey))
    assert not proof_holds(document, proof, multikey_key(OTHER_KEY.multikey))


def test_only_the_issuers_key_signs_and_only_once() -> None:
    document = compose_credential(full())
    with pytest.raises(ProofError, match="not a key of the issuer"):
        sign_credential(document, KEY, verification_method="did:web:other.example#k", created=ISSUED)
    with pytest.raises(ProofError, match="not a key of the issuer"):
        sign_credential(document, KEY, verification_method=METHOD.partition("#")[0], created=ISSUED)
    with pytest.raises(ProofError, match="proof already"):
        sign_credential(signed(), KEY, verification_method=METHOD, created=ISSUED)


def _changed(**changes: Any) -> dict[str, Any]:
    return compose_credential(minimal()) | changes


@pytest.mark.parametrize(
    ("document", "error", "message"),
    [
        (_changed(colour="red"), UndefinedTerm, "'colour'"),
        (_changed(type=["VerifiableCredential", "Stone"]), UndefinedTerm, "'Stone'"),
        (_changed(id="relative"), UndefinedTerm, "'relative'"),
        (_changed(**{"@nest": 1}), UndefinedTerm, "@nest"),
        (_changed(**{"@direction": "ltr"}), UndefinedTerm, "@direction"),
        (
            _changed(credentialSchema={"id": "https://x.example", "type": "1EdTechJsonSchemaValidator2019"}),
            UndefinedTerm,
            "1EdTech",
        ),
        (_changed(name="a\x07b"), LinkedDataError, "control characters"),
        (_changed(**{"@context": ["https://other.example/context"]}), UnknownContext, "other.example"),
        (_changed(**{"@context": [7]}), LinkedDataError, "address, an object or null"),
    ],
)
def test_what_a_signature_would_not_cover_is_refused(
    document: dict[str, Any], error: type, message: str
) -> None:
    with pytest.raises(error, match=message):
        canonical_lines(document)


def test_an_undefined_term_inside_an_embedded_credential_is_found() -> None:
    document = record()
    document["credentialSubject"]["verifiableCredential"][0]["colour"] = "red"
    with pytest.raises(UndefinedTerm, match="colour"):
        canonical_lines(document)


def test_a_term_borrowed_from_another_types_context_is_found() -> None:
    document = record()
    document["credentialSubject"]["verifiableCredential"][0]["partial"] = True
    with pytest.raises(UndefinedTerm, match="partial"):
        canonical_lines(document)


def test_parts_that_are_alike_are_one_statement_after_another_also_for_a_template() -> None:
    document = compose_credential(full())
    document["credentialSubject"]["result"] = [{"type": ["Result"], "value": "1"} for _ in range(12)]
    assert canonical_lines(document, guard=True) == AwardTemplates().lines(document) == pyld_lines(document)


@pytest.mark.parametrize(
    "value",
    [1, 1.0, 2.5, 0.1, 0.1 + 0.2, 0.1 + 0.7, 1e-7, -0.0, 1.256, 0.07, 8.05, 99.99, 99999.99, 2**53 - 1],
)
def test_numbers_are_written_as_pyld_writes_them(value: float) -> None:
    document = compose_credential(minimal())
    document["credentialSubject"]["creditsEarned"] = value
    assert canonical_lines(document) == pyld_lines(document)


@pytest.mark.parametrize("value", [2**53, -(2**53), 1e20, 1e300, 123456789012345678901234567890, 5e-324])
def test_numbers_that_programs_read_differently_are_refused(value: float) -> None:
    document = compose_credential(minimal())
    document["credentialSubject"]["creditsEarned"] = value
    with pytest.raises(AmbiguousDocument, match="not read alike by all software"):
        canonical_lines(document)


def test_depth_is_bounded() -> None:
    deep: Any = "x"
    for _ in range(200):
        deep = [deep]
    with pytest.raises(TooLarge, match="levels deep"):
        canonical_lines(_changed(name=deep))


def test_supplied_contexts_are_used_and_known_ones_must_have_their_bytes() -> None:
    extension = {"@context": {"colour": "https://x.example/colour"}}
    url = "https://x.example/context"
    document = _changed(colour="red")
    document["@context"] = [*document["@context"], url]
    lines = canonical_lines(document, supplied={url: json.dumps(extension).encode()})
    assert any("<https://x.example/colour>" in line for line in lines)
    with pytest.raises(UnknownContext, match="SHA-256"):
        canonical_lines(
            _changed(**{"@context": [contexts.CREDENTIALS_V1]}),
            supplied={contexts.CREDENTIALS_V1: b'{"@context": {}}'},
        )
    for bad in (b"[]", b"no", b'{"@context": []}', b'{"@context": "x"}'):
        with pytest.raises(UnknownContext):
            canonical_lines(document, supplied={url: bad})


def test_a_record_needs_signed_credentials_and_associations_among_them() -> None:
    given = {
        "id": "https://portal.example/records/1",
        "name": "R",
        "issuer": ISSUER,
        "subject": SubjectClaims(id="did:example:x"),
        "valid_from": ISSUED,
    }
    with pytest.raises(InvalidClaims, match="at least one"):
        compose_record(**given, credentials=[])
    with pytest.raises(InvalidClaims, match="signed"):
        compose_record(**given, credentials=[compose_credential(minimal())])
    stray = AssociationClaims(kind="isPartOf", source=ACHIEVEMENT, target="https://x.example")
    with pytest.raises(InvalidClaims, match="not both"):
        compose_record(**given, credentials=[signed()], associations=[stray])
    with pytest.raises(InvalidClaims, match="comment"):
        compose_endorsement(
            id="urn:uuid:1", name="x", endorser=ISSUER, endorsed=ACHIEVEMENT, comment="", valid_from=ISSUED
        )
