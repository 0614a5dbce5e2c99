"""What a credential says, read from its document: ours or anyone's, Open Badges 3.0 or the like.

Nothing here looks anything up; a stranger's document may lack everything and break any shape, so what cannot
be read is left out.
"""

import dataclasses
import datetime
from typing import Any, Final

from credentials.openbadges.text import parse_time

type Json = dict[str, Any]

_ANNEX: Final = "ext:AnnexI"
_SIGNAL: Final = "ext:Signal"
_MANY: Final = 100


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class SkillStatement:
    """A skill with its level (1–5, or 0 where the document gives none)."""

    name: str
    url: str = ""
    framework: str = ""
    level: int = 0
    level_name: str = ""
    level_description: str = ""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ResultStatement:
    """A result: `term` is the extended result type behind `ext:AnnexI` or `ext:Signal`; `unit` "%" or ""."""

    name: str
    value: str
    required: str = ""
    unit: str = ""
    term: str = ""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class LinkStatement:
    """A piece of evidence, or a part of a larger achievement."""

    name: str
    url: str = ""
    genre: str = ""
    narrative: str = ""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class IssuerStatement:
    id: str = ""
    name: str = ""
    url: str = ""
    country: str = ""
    email: str = ""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """The whole, in the words of the document. Lists keep the document's order."""

    id: str
    name: str
    holder: str
    description: str
    criteria: str
    criteria_url: str
    type: str
    language: str
    issuer: IssuerStatement
    achievement_url: str
    skills: tuple[SkillStatement, ...]
    scores: tuple[ResultStatement, ...]
    annex: tuple[ResultStatement, ...]
    signals: tuple[ResultStatement, ...]
    parts: tuple[LinkStatement, ...]
    evidence: tuple[LinkStatement, ...]
    credits: str
    eqf_level: str
    activity_start: datetime.datetime | None
    activity_end: datetime.datetime | None
    awarded: datetime.datetime | None
    valid_from: datetime.datetime | None
    valid_until: datetime.datetime | None
    signed_with: str
    signed_at: datetime.datetime | None
    cryptosuite: str

    def annex_value(self, term: str) -> str:
        """An element of the EU's Annex I by its term ("Workload"), or ""."""
        return next((row.value for row in self.annex if row.term == term), "")


def read_statement(document: Json) -> Statement:
    """Read a credential's document; anything missing or misshapen is "" or left out."""
    subject = _object(document.get("credentialSubject"))
    achievement = _object(subject.get("achievement"))
    results = _results(subject, achievement)
    proof = _object(document.get("proof"))
    criteria = _object(achievement.get("criteria"))
    return Statement(
        id=_text(document.get("id")),
        name=_text(achievement.get("name")) or _text(document.get("name")),
        holder=_holder(subject),
        description=_text(achievement.get("description")) or _text(document.get("description")),
        criteria=_text(criteria.get("narrative")),
        criteria_url=_text(criteria.get("id")),
        type=_text(achievement.get("achievementType")),
        language=_text(achievement.get("inLanguage")),
        issuer=_issuer(document),
        achievement_url=_text(achievement.get("id")),
        skills=_skills(subject, achievement),
        scores=tuple(row for row in results if not row.term),
        annex=_of_kind(results, _ANNEX),
        signals=_of_kind(results, _SIGNAL),
        parts=_parts(achievement),
        evidence=_evidence(document),
        eqf_level=_eqf_level(achievement),
        credits=_text(subject.get("creditsEarned")),
        activity_start=parse_time(subject.get("activityStartDate")),
        activity_end=parse_time(subject.get("activityEndDate")),
        awarded=parse_time(document.get("awardedDate")),
        valid_from=parse_time(document.get("validFrom") or document.get("issuanceDate")),
        valid_until=parse_time(document.get("validUntil") or document.get("expirationDate")),
        signed_with=_text(proof.get("verificationMethod")),
        signed_at=parse_time(proof.get("created")),
        cryptosuite=_text(proof.get("cryptosuite")) or _text(proof.get("type")),
    )


def _text(value: object) -> str:
    """Plain text of a string, a number, or a language map (the first language)."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or value is None:
        return ""
    if isinstance(value, int | float):
        return f"{value:g}"
    if isinstance(value, dict):
        chosen = value.get("@value") or next(iter(value.values()), "")
        return chosen if isinstance(chosen, str) else ""
    return ""


def _object(value: object) -> Json:
    """The object, or the first of several."""
    if isinstance(value, list):
        value = value[0] if value else {}
    return value if isinstance(value, dict) else {}


def _objects(value: object) -> list[Json]:
    entries = value if isinstance(value, list) else [value]
    return [entry for entry in entries[:_MANY] if isinstance(entry, dict)]


def _issuer(document: Json) -> IssuerStatement:
    issuer = document.get("issuer")
    if isinstance(issuer, str):
        return IssuerStatement(id=issuer, name=issuer)
    profile = _object(issuer)
    return IssuerStatement(
        id=_text(profile.get("id")),
        name=_text(profile.get("name")) or _text(profile.get("id")),
        url=_text(profile.get("url")),
        country=_text(_object(profile.get("address")).get("addressCountryCode")),
        email=_text(profile.get("email")),
    )


def _holder(subject: Json) -> str:
    """The name in clear, among the identifiers."""
    for entry in _objects(subject.get("identifier")):
        if entry.get("identityType") == "name" and entry.get("hashed") is not True:
            return _text(entry.get("identityHash"))
    return _text(subject.get("name"))


def _results(subject: Json, achievement: Json) -> list[ResultStatement]:
    """Every result with a value of its own; levels of skills are read by `_skills`."""
    described = {_text(entry.get("id")): entry for entry in _objects(achievement.get("resultDescription"))}
    rows = []
    for result in _objects(subject.get("result")):
        description = described.get(_text(result.get("resultDescription")), {})
        kind = _text(description.get("resultType"))
        value = _text(result.get("value")) or _text(result.get("status"))
        if value:
            rows.append(
                ResultStatement(
                    name=_text(description.get("name")),
                    value=value,
                    required=_text(description.get("requiredValue")),
                    unit="%" if kind == "Percent" else "",
                    term=kind if kind.startswith((_ANNEX, _SIGNAL)) else "",
                )
            )
    return rows


def _of_kind(results: list[ResultStatement], prefix: str) -> tuple[ResultStatement, ...]:
    return tuple(
        dataclasses.replace(row, term=row.term.removeprefix(prefix))
        for row in results
        if row.term.startswith(prefix)
    )


def _skills(subject: Json, achievement: Json) -> tuple[SkillStatement, ...]:
    """The levels reached, by rubric; without rubrics the alignments, which have none."""
    reached = {_text(result.get("achievedLevel")) for result in _objects(subject.get("result"))}
    skills: list[SkillStatement] = []
    for description in _objects(achievement.get("resultDescription")):
        levels = _objects(description.get("rubricCriterionLevel"))
        skills += [_skill(description, level) for level in levels if _text(level.get("id")) in reached]
    return tuple(skills) or tuple(
        SkillStatement(
            name=_text(entry.get("targetName")),
            url=_text(entry.get("targetUrl")),
            framework=_text(entry.get("targetFramework")),
        )
        for entry in _objects(achievement.get("alignment"))
        if _text(entry.get("targetType")) not in {"ceterms:Credential", "ext:EQFLevel"}
    )


def _skill(description: Json, level: Json) -> SkillStatement:
    alignment = _object(description.get("alignment"))
    number = _text(level.get("level"))
    return SkillStatement(
        name=_text(description.get("name")),
        url=_text(alignment.get("targetUrl")),
        framework=_text(alignment.get("targetFramework")),
        level=int(number) if number in {"1", "2", "3", "4", "5"} else 0,
        level_name=_text(level.get("name")),
        level_description=_text(level.get("description")),
    )


def _parts(achievement: Json) -> tuple[LinkStatement, ...]:
    return tuple(
        LinkStatement(name=_text(entry.get("targetName")), url=_text(entry.get("targetUrl")))
        for entry in _objects(achievement.get("alignment"))
        if _text(entry.get("targetType")) == "ceterms:Credential"
    )


def _eqf_level(achievement: Json) -> str:
    for entry in _objects(achievement.get("alignment")):
        if _text(entry.get("targetType")) == "ext:EQFLevel":
            return _text(entry.get("targetName")).removeprefix("EQF level ")
    return ""


def _evidence(document: Json) -> tuple[LinkStatement, ...]:
    """Evidence, but for the sentence form of the Signal Sheet, which is among the results."""
    return tuple(
        LinkStatement(
            name=_text(entry.get("name")) or _text(entry.get("id")),
            url=_text(entry.get("id")),
            genre=_text(entry.get("genre")),
            narrative=_text(entry.get("narrative")),
        )
        for entry in _objects(document.get("evidence"))
        if _text(entry.get("genre")) != "Signal Sheet"
    )
