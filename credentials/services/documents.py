"""From frozen claims to the document that is signed. Nothing here looks anything up."""

from typing import Any

from credentials import openbadges
from credentials.models import Credential
from credentials.openbadges.text import parse_time

type Json = dict[str, Any]


def credential_claims(
    credential: Credential, *, status: openbadges.StatusClaims
) -> openbadges.CredentialClaims:
    """What the standard's document says, from `credential.claims` alone (see `freezing`)."""
    claims = credential.claims
    achievement = claims["achievement"]
    image = openbadges.ImageClaims(id=achievement["image"], caption=claims["name"])
    return openbadges.CredentialClaims(
        id=credential.public_url,
        name=claims["name"],
        description=claims["description"],
        image=image,
        issuer=issuer_claims(claims["issuer"]),
        achievement=_achievement(claims, image),
        subject=_subject(claims),
        valid_from=credential.valid_from,
        valid_until=credential.valid_until,
        awarded=credential.awarded_at,
        evidence=_evidence(claims),
        status=status,
        signal_sheet=_signal_sheet(claims),
    )


def issuer_claims(issuer: Json) -> openbadges.IssuerClaims:
    """The issuer as it was when the credential was awarded."""
    return openbadges.IssuerClaims(**issuer)


def _achievement(claims: Json, image: openbadges.ImageClaims) -> openbadges.AchievementClaims:
    achievement = claims["achievement"]
    return openbadges.AchievementClaims(
        id=achievement["id"],
        name=achievement["name"],
        description=achievement["description"],
        criteria=achievement["criteria"],
        criteria_url=achievement["id"],
        achievement_type=achievement["type"],
        skills=tuple(_skill(skill) for skill in claims["skills"]),
        result_descriptions=_result_descriptions(claims),
        components=tuple(
            openbadges.ComponentClaims(
                id=part["achievement"], name=part["name"], description=part["description"]
            )
            for part in {part["achievement"]: part for part in claims["parts"]}.values()
        ),
        credits_available=_number(achievement["credits"]),
        micro_credential=openbadges.MicroCredentialClaims(
            hours=_number(achievement["hours"]) or None,
            eqf_level=achievement["eqf_level"],
            participation=achievement["participation"],
            assessment_type=achievement["assessment_type"],
            supervision=achievement["supervision"],
            quality_assurance=achievement["quality_assurance"],
        ),
        image=image,
        language=achievement["language"],
        version=str(achievement["version"]),
    )


def _skill(skill: Json) -> openbadges.SkillClaims:
    return openbadges.SkillClaims(
        uri=skill["uri"],
        name=skill["label"],
        level=skill["level"],
        level_name=skill["level_name"],
        level_description=skill["level_description"],
        framework=skill["framework"],
        code=skill["slug"],
        target_type=_target_type(skill["uri"]),
    )


def _result_id(claims: Json, number: int) -> str:
    return f"{claims['achievement']['id']}#score-{number}"


def _result_descriptions(claims: Json) -> tuple[openbadges.ResultDescriptionClaims, ...]:
    return tuple(
        openbadges.ResultDescriptionClaims(
            id=_result_id(claims, number),
            name=result["name"],
            result_type="Percent",
            value_min="0",
            value_max="100",
            required_value=result["required"],
            alignments=() if result["skill"] is None else (_alignment(claims["skills"][result["skill"]]),),
        )
        for number, result in enumerate(claims["results"])
    )


def _alignment(skill: Json) -> openbadges.AlignmentClaims:
    return openbadges.AlignmentClaims(
        target_name=skill["label"],
        target_url=skill["uri"],
        target_code=skill["slug"],
        target_framework=skill["framework"],
        target_type=_target_type(skill["uri"]),
    )


def _target_type(uri: str) -> str:
    """What kind of thing a skill's address names: the standard has no word for most frameworks."""
    kinds = {
        "http://data.europa.eu/esco/": "ext:ESCOSkill",
        "https://www.onetcenter.org/": "ext:ONETElement",
        "https://www.onetonline.org/": "ext:ONETElement",
        "https://credentialengineregistry.org/": "ceasn:Competency",
    }
    return next((kind for start, kind in kinds.items() if uri.startswith(start)), "ext:Skill")


def _subject(claims: Json) -> openbadges.SubjectClaims:
    learner, activity = claims["learner"], claims["activity"]
    start, end = parse_time(activity["start"]), parse_time(activity["end"])
    return openbadges.SubjectClaims(
        name=learner["name"],
        email_hash=learner["email_hash"],
        salt=learner["salt"],
        credits_earned=_number(claims["achievement"]["credits"]),
        results=tuple(
            openbadges.ResultClaims(description_id=_result_id(claims, number), value=result["value"])
            for number, result in enumerate(claims["results"])
        ),
        activity_start=start if start and end and start <= end else None,
        activity_end=end,
    )


def _evidence(claims: Json) -> tuple[openbadges.EvidenceClaims, ...]:
    """The course that was completed, and the credentials that a stack rests on."""
    evidence = [
        openbadges.EvidenceClaims(
            id=part["url"],
            name=part["name"],
            genre="Credential",
            narrative="A credential that this one is built from.",
        )
        for part in claims["parts"]
    ]
    course = claims["course"]
    if course:
        evidence.append(
            openbadges.EvidenceClaims(
                id=course.get("url") or "",
                name=course["title"],
                genre="Course",
                narrative=_course_narrative(claims),
            )
        )
    return tuple(evidence)


def _course_narrative(claims: Json) -> str:
    course, activity = claims["course"], claims["activity"]
    lines = [f"- Version: {course['version']}"] if course.get("version") else []
    if course.get("content_hash"):
        lines.append(f"- Content (SHA-256): {course['content_hash']}")
    if activity["start"] and activity["end"]:
        lines.append(f"- Taken from {activity['start'][:10]} to {activity['end'][:10]}")
    if activity["attempt"]:
        lines.append(f"- Passed in attempt {activity['attempt']}")
    return "\n".join(lines)


def _signal_sheet(claims: Json) -> openbadges.SignalSheetClaims | None:
    sheet = claims["signal"]
    if not sheet:
        return None
    reliability = sheet.get("reliability")
    error = _figure(sheet.get("standard_error_at_cut"))
    return openbadges.SignalSheetClaims(
        assessed=sheet.get("assessed"),
        pass_rate=_figure(sheet.get("pass_rate")),
        reliability=_figure(reliability),
        reliability_n=reliability.get("n") if isinstance(reliability, dict) else None,
        standard_error=None if error is None else error * 100,
        cut_method=sheet.get("cut_method") or "",
        guess_pass=sheet.get("guess_pass"),
        attempts_allowed=sheet.get("tries") or None,
        supervision=sheet.get("supervision") or "",
        median_minutes=_figure(sheet.get("median_minutes")),
        pool_size=sheet.get("pool_size"),
    )


def _figure(value: Any) -> float | None:
    """A figure of the Signal Sheet: {"value", "n", …}, or a bare number."""
    number = value.get("value") if isinstance(value, dict) else value
    return None if number is None else float(number)


def _number(text: str | None) -> float | None:
    return None if text is None else float(text)
