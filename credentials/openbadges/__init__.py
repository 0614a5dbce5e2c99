"""Open Badges 3.0: compose, sign, publish, bake and verify. Pure: no Django, no network, no clock. See
README.md."""

from credentials.openbadges.achievement import compose_achievement
from credentials.openbadges.baking import bake, bake_pdf, bake_png, bake_svg, extract
from credentials.openbadges.claims import (
    AchievementClaims,
    AlignmentClaims,
    ComponentClaims,
    CredentialClaims,
    EvidenceClaims,
    ImageClaims,
    IssuerClaims,
    RelatedClaims,
    ResultClaims,
    ResultDescriptionClaims,
    RubricLevelClaims,
    SkillClaims,
    StatusClaims,
    SubjectClaims,
)
from credentials.openbadges.compose import compose_credential
from credentials.openbadges.did import (
    PublishedKey,
    did_document,
    did_web,
    did_web_url,
    verification_method_id,
)
from credentials.openbadges.documents import directory_loader, of_documents
from credentials.openbadges.endorse import AssociationClaims, compose_endorsement, compose_record
from credentials.openbadges.errors import (
    AmbiguousDocument,
    DocumentGone,
    DocumentUnavailable,
    InvalidClaims,
    InvalidDocument,
    KeyFormatError,
    LinkedDataError,
    NotABadge,
    OpenBadgesError,
    ProofError,
    StatusListError,
    TooLarge,
    UndefinedTerm,
    UnknownContext,
)
from credentials.openbadges.isolated import verify_isolated
from credentials.openbadges.jose import P256Key, sign_jwt
from credentials.openbadges.keys import (
    SigningKey,
    decode_multikey,
    encode_multikey,
    generate_key,
    jwks,
    public_jwk,
)
from credentials.openbadges.micro_credential import MicroCredentialClaims, SignalSheetClaims
from credentials.openbadges.profile import compose_profile
from credentials.openbadges.report import Kind, LoadedDocument, Loader, Outcome, Report, Step
from credentials.openbadges.sign import sign_credential
from credentials.openbadges.status import Bitstring, allocate, compose_status_list
from credentials.openbadges.template import AwardTemplates
from credentials.openbadges.text import identity_hash, normalise_email
from credentials.openbadges.verification.parts import summaries
from credentials.openbadges.verify import verify

__all__ = [
    "AchievementClaims",
    "AlignmentClaims",
    "AmbiguousDocument",
    "AssociationClaims",
    "AwardTemplates",
    "Bitstring",
    "ComponentClaims",
    "CredentialClaims",
    "DocumentGone",
    "DocumentUnavailable",
    "EvidenceClaims",
    "ImageClaims",
    "InvalidClaims",
    "InvalidDocument",
    "IssuerClaims",
    "KeyFormatError",
    "Kind",
    "LinkedDataError",
    "LoadedDocument",
    "Loader",
    "MicroCredentialClaims",
    "NotABadge",
    "OpenBadgesError",
    "Outcome",
    "P256Key",
    "ProofError",
    "PublishedKey",
    "RelatedClaims",
    "Report",
    "ResultClaims",
    "ResultDescriptionClaims",
    "RubricLevelClaims",
    "SignalSheetClaims",
    "SigningKey",
    "SkillClaims",
    "StatusClaims",
    "StatusListError",
    "Step",
    "SubjectClaims",
    "TooLarge",
    "UndefinedTerm",
    "UnknownContext",
    "allocate",
    "bake",
    "bake_pdf",
    "bake_png",
    "bake_svg",
    "compose_achievement",
    "compose_credential",
    "compose_endorsement",
    "compose_profile",
    "compose_record",
    "compose_status_list",
    "decode_multikey",
    "did_document",
    "did_web",
    "did_web_url",
    "directory_loader",
    "encode_multikey",
    "extract",
    "generate_key",
    "identity_hash",
    "jwks",
    "normalise_email",
    "of_documents",
    "public_jwk",
    "sign_credential",
    "sign_jwt",
    "summaries",
    "verification_method_id",
    "verify",
    "verify_isolated",
]
