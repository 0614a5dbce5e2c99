"""What a credential says, before it is written as Open Badges 3.0: frozen, and checked as it is made.

Every class is keyword-only and immutable. Times are aware datetimes, identifiers absolute (http(s), urn or
did).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from credentials.openbadges.micro_credential import (
    NOTHING_MORE,
    MicroCredentialClaims,
    SignalSheetClaims,
    require,
    require_text,
)
from credentials.openbadges.text import clean, format_time, identity_hash, normalise_email
from credentials.openbadges.vocabulary import (
    ACHIEVEMENT_TYPES,
    COUNTRY,
    LANGUAGE,
    RESULT_STATUSES,
    RESULT_TYPES,
    check_term,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageClaims:
    """A picture by address or as a data URI (PNG or SVG), with the words for those who do not see it."""

    id: str
    caption: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuerClaims:
    """Who vouches. `id` must be the controller of the signing key, normally a did:web.

    `country` (ISO 3166-1 alpha-2) or `region` is what EU Council Recommendation 2022/C 243/02, Annex I asks
    for.
    """

    id: str
    name: str
    url: str = ""
    email: str = ""
    description: str = ""
    image: ImageClaims | None = None
    country: str = ""
    region: str = ""

    def __post_init__(self) -> None:
        require_text(self.name, "an issuer needs a name")
        require(
            not self.country or COUNTRY.fullmatch(self.country), f"{self.country!r} is not a country code"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class AlignmentClaims:
    """A link to something in another framework: a skill, a competency, a qualification level, a
    credential."""

    target_name: str
    target_url: str
    target_code: str = ""
    target_description: str = ""
    target_framework: str = ""
    target_type: str = ""

    def __post_init__(self) -> None:
        require_text(self.target_name, f"an alignment to {self.target_url} needs a name")


@dataclass(frozen=True, slots=True, kw_only=True)
class SkillClaims:
    """A skill with the level (1–5) that the achievement stands for.

    `level_name` and `level_description` are the words of the framework for that level.
    """

    uri: str
    name: str
    level: int
    level_name: str = ""
    level_description: str = ""
    framework: str = ""
    code: str = ""
    target_type: str = "ext:Skill"

    def __post_init__(self) -> None:
        require_text(self.name, f"the skill {self.uri} needs a name")
        require(1 <= self.level <= 5, f"the level of {self.name!r} is {self.level}, not 1 to 5")


@dataclass(frozen=True, slots=True, kw_only=True)
class RubricLevelClaims:
    """One level of a rubric that a result may name as achieved."""

    id: str
    name: str
    level: str = ""
    points: str = ""
    description: str = ""

    def __post_init__(self) -> None:
        require_text(self.name, f"the level {self.id} needs a name")


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultDescriptionClaims:
    """A kind of result that the achievement knows; results refer to its `id`."""

    id: str
    name: str
    result_type: str
    allowed_values: tuple[str, ...] = ()
    required_value: str = ""
    required_level: str = ""
    levels: tuple[RubricLevelClaims, ...] = ()
    value_min: str = ""
    value_max: str = ""
    alignments: tuple[AlignmentClaims, ...] = ()

    def __post_init__(self) -> None:
        require_text(self.name, f"the result description {self.id} needs a name")
        check_term(self.result_type, RESULT_TYPES, place="resultType")
        ids = {level.id for level in self.levels}
        require(not self.required_level or self.required_level in ids, f"{self.id}: unknown required level")


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultClaims:
    """What the learner reached, for one result description."""

    description_id: str
    value: str = ""
    status: str = ""
    achieved_level: str = ""

    def __post_init__(self) -> None:
        require(self.value or self.status or self.achieved_level, f"{self.description_id}: an empty result")
        require(not self.status or self.status in RESULT_STATUSES, f"{self.status!r} is not a result status")


@dataclass(frozen=True, slots=True, kw_only=True)
class RelatedClaims:
    """The same achievement in another edition or language (not a prerequisite)."""

    id: str
    language: str = ""
    version: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ComponentClaims:
    """An achievement that this one is stacked from."""

    id: str
    name: str
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AchievementClaims:
    """What was achieved. `criteria` is Markdown; `criteria_url` a page that says the same.

    `creator` is who defined the achievement, where that is not the issuer; `endorsements` are whole signed
    EndorsementCredentials of it, which go in as they are.
    """

    id: str
    name: str
    description: str
    criteria: str
    criteria_url: str = ""
    achievement_type: str = "MicroCredential"
    skills: tuple[SkillClaims, ...] = ()
    alignments: tuple[AlignmentClaims, ...] = ()
    result_descriptions: tuple[ResultDescriptionClaims, ...] = ()
    components: tuple[ComponentClaims, ...] = ()
    related: tuple[RelatedClaims, ...] = ()
    credits_available: float | None = None
    micro_credential: MicroCredentialClaims = NOTHING_MORE
    image: ImageClaims | None = None
    tags: tuple[str, ...] = ()
    language: str = ""
    version: str = ""
    field_of_study: str = ""
    human_code: str = ""
    specialization: str = ""
    creator: IssuerClaims | None = None
    endorsements: tuple[Mapping[str, Any], ...] = ()

    def __post_init__(self) -> None:
        check_term(self.achievement_type, ACHIEVEMENT_TYPES, place="achievementType")
        for text, what in (
            (self.name, "name"),
            (self.description, "description"),
            (self.criteria, "criteria"),
        ):
            require_text(text, f"an achievement needs a {what}")
        require(
            not self.language or LANGUAGE.fullmatch(self.language), f"{self.language!r}: not a language tag"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceClaims:
    """A trace of what was done. `id` is its address, where it has one."""

    name: str
    id: str = ""
    narrative: str = ""
    description: str = ""
    genre: str = ""
    audience: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SubjectClaims:
    """Who earned it: a salted hash of an e-mail address, a name, an identifier; at least one of them.

    `activity_start` and `activity_end` are when it was worked for, `source` who assessed it on behalf of the
    issuer, `term` the academic term.
    """

    id: str = ""
    name: str = ""
    email_hash: str = ""
    salt: str = ""
    credits_earned: float | None = None
    narrative: str = ""
    role: str = ""
    licence_number: str = ""
    results: tuple[ResultClaims, ...] = ()
    activity_start: datetime | None = None
    activity_end: datetime | None = None
    source: IssuerClaims | None = None
    term: str = ""

    def __post_init__(self) -> None:
        require(self.id or self.name or self.email_hash, "nobody earned this: no id, name or e-mail hash")
        require(not self.email_hash or self.salt, "a hashed address without a salt can be guessed")
        for at in filter(None, (self.activity_start, self.activity_end)):
            format_time(at)
        if self.activity_start and self.activity_end:
            require(self.activity_start <= self.activity_end, "the activity ends before it starts")

    @classmethod
    def for_email(
        cls,
        email: str,
        *,
        salt: str,
        id: str = "",  # noqa: A002 - the standard's name
        name: str = "",
        credits_earned: float | None = None,
        narrative: str = "",
        results: tuple[ResultClaims, ...] = (),
    ) -> SubjectClaims:
        """The subject known by an e-mail address, of which only a hash with this award's own salt is kept."""
        hashed = identity_hash(normalise_email(email), clean(salt))
        return cls(
            id=id,
            name=name,
            email_hash=hashed,
            salt=salt,
            credits_earned=credits_earned,
            narrative=narrative,
            results=results,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusClaims:
    """The credential's place in a Bitstring status list. Open Badges 3.0 admits one entry: revocation."""

    list_url: str
    index: int
    purpose: str = "revocation"

    def __post_init__(self) -> None:
        require(self.index >= 0, f"a status index of {self.index}")
        require(self.purpose in {"revocation", "suspension"}, f"{self.purpose!r} is not a status purpose")


@dataclass(frozen=True, slots=True, kw_only=True)
class CredentialClaims:
    """A whole credential. `awarded` keeps the first date when a renewal moves `valid_from`.

    `endorsements` are whole signed EndorsementCredentials of this credential, which go in as they are.
    """

    id: str
    name: str
    issuer: IssuerClaims
    achievement: AchievementClaims
    subject: SubjectClaims
    valid_from: datetime
    valid_until: datetime | None = None
    awarded: datetime | None = None
    description: str = ""
    image: ImageClaims | None = None
    evidence: tuple[EvidenceClaims, ...] = ()
    status: StatusClaims | None = None
    signal_sheet: SignalSheetClaims | None = None
    with_schema: bool = True
    endorsements: tuple[Mapping[str, Any], ...] = ()

    def __post_init__(self) -> None:
        format_time(self.valid_from)
        require_text(self.name, "a credential needs a name")
        require(self.valid_until is None or self.valid_until > self.valid_from, "validUntil before validFrom")
