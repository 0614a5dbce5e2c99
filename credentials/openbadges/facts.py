"""Facts that Open Badges has no property for, written in its standard terms.

Skill levels become rubric results; the EU's Annex I elements and the Signal Sheet become result descriptions
(of an `ext:` result type) with one result each, and the Signal Sheet a sentence of evidence as well. Any Open
Badges reader can show them; ours finds them again by result type.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from credentials.openbadges.claims import (
    AchievementClaims,
    AlignmentClaims,
    EvidenceClaims,
    ResultClaims,
    ResultDescriptionClaims,
    RubricLevelClaims,
    SkillClaims,
)
from credentials.openbadges.micro_credential import MicroCredentialClaims, SignalSheetClaims

SIGNAL_GENRE: Final = "Signal Sheet"
# field of SignalSheetClaims → fragment and result type, name
SIGNALS: Final = {
    "assessed": ("Assessed", "People assessed"),
    "pass_rate": ("PassRate", "Pass rate"),
    "reliability": ("Reliability", "Reliability (coefficient of internal consistency)"),
    "reliability_n": ("ReliabilityN", "Attempts behind the reliability"),
    "standard_error": ("StandardError", "Standard error at the pass mark"),
    "cut_method": ("CutMethod", "How the pass mark was set"),
    "guess_pass": ("GuessPass", "Chance of passing by guessing, with all attempts"),
    "attempts_allowed": ("AttemptsAllowed", "Attempts allowed"),
    "supervision": ("Supervision", "Supervision"),
    "median_minutes": ("MedianMinutes", "Median effort"),
    "pool_size": ("PoolSize", "Items in the pool"),
}
# field of MicroCredentialClaims → fragment and result type, name
ANNEX_I: Final = {
    "learning_outcomes": ("LearningOutcome", "Learning outcome"),
    "hours": ("Workload", "Notional workload"),
    "cycle": ("Cycle", "Cycle (European Higher Education Area)"),
    "participation": ("Participation", "Form of participation"),
    "assessment_type": ("AssessmentType", "Type of assessment"),
    "supervision": ("IdentityVerification", "Supervision and identity verification"),
    "quality_assurance": ("QualityAssurance", "Quality assurance"),
    "awarding_bodies": ("AwardingBody", "Awarding body"),
    "prerequisites": ("Prerequisites", "Prerequisites"),
    "stackability": ("Stackability", "Integration and stackability"),
    "further_information": ("FurtherInformation", "Further information"),
}


@dataclass(frozen=True, slots=True)
class Facts:
    """Result descriptions with a result each, and evidence."""

    descriptions: tuple[ResultDescriptionClaims, ...]
    results: tuple[ResultClaims, ...]
    evidence: tuple[EvidenceClaims, ...]


def facts_of(achievement: AchievementClaims, sheet: SignalSheetClaims | None) -> Facts:
    """Everything of an achievement and its Signal Sheet that needs extended result types."""
    described, results = [], []
    for fragment, term, name, value in _annex(achievement.micro_credential):
        # The one allowed value says it of the achievement too, which has no results.
        id_, kind = f"{achievement.id}#annex-{fragment}", f"ext:AnnexI{term}"
        described.append(
            ResultDescriptionClaims(id=id_, name=name, result_type=kind, allowed_values=(value,))
        )
        results.append(ResultClaims(description_id=id_, value=value))
    signals = _signals(sheet) if sheet else []
    for term, name, value in signals:
        id_, kind = f"{achievement.id}#signal-{term}", f"ext:Signal{term}"
        described.append(ResultDescriptionClaims(id=id_, name=name, result_type=kind))
        results.append(ResultClaims(description_id=id_, value=value))
    narrative = "\n".join(f"- {name}: {value}" for _, name, value in signals)
    sheets = (EvidenceClaims(name="Signal Sheet", genre=SIGNAL_GENRE, narrative=narrative),)
    return Facts(tuple(described), tuple(results), sheets if signals else ())


def skill_description(achievement_id: str, number: int, skill: SkillClaims) -> ResultDescriptionClaims:
    """The rubric of the number-th skill, whose one level is the one that the achievement stands for."""
    base = f"{achievement_id}#skill-{number}"
    level = RubricLevelClaims(
        id=f"{base}-level-{skill.level}",
        name=skill.level_name or f"Level {skill.level}",
        level=str(skill.level),
        description=skill.level_description,
    )
    alignment = AlignmentClaims(
        target_name=skill.name,
        target_url=skill.uri,
        target_code=skill.code,
        target_framework=skill.framework,
        target_type=skill.target_type,
    )
    return ResultDescriptionClaims(
        id=base,
        name=skill.name,
        result_type="RubricCriterionLevel",
        required_level=level.id,
        levels=(level,),
        alignments=(alignment,),
    )


def skill_result(achievement_id: str, number: int, skill: SkillClaims) -> ResultClaims:
    """That the level of the number-th skill was reached."""
    base = f"{achievement_id}#skill-{number}"
    return ResultClaims(description_id=base, achieved_level=f"{base}-level-{skill.level}")


def _annex(claims: MicroCredentialClaims) -> list[tuple[str, str, str, str]]:
    """Fragment, term, name and value of each element that is known; several of one kind are numbered."""
    rows = []
    for field, (term, name) in ANNEX_I.items():
        value = getattr(claims, field)
        if isinstance(value, tuple):
            rows += [(f"{term}-{number}", term, name, text) for number, text in enumerate(value, 1)]
        elif field == "hours" and value is not None:
            rows.append((term, term, name, f"{_number(value)} h"))
        elif value:
            rows.append((term, term, name, value))
    return rows


def _signals(sheet: SignalSheetClaims) -> list[tuple[str, str, str]]:
    rows = []
    for field, (term, name) in SIGNALS.items():
        value = getattr(sheet, field)
        if value is not None and value != "":
            rows.append((term, name, _written(field, value)))
    return rows


def _written(field: str, value: float | str) -> str:
    if isinstance(value, str):
        return value
    if field in {"pass_rate", "guess_pass"}:
        return f"{_number(value * 100)} %"
    if field == "standard_error":
        return f"{_number(value)} %"
    if field == "median_minutes":
        return f"{_number(value)} min"
    return _number(value)


def _number(value: float) -> str:
    """Up to four significant digits, without an exponent: `0.003`, `12.5`, `1204`."""
    if value == int(value):
        return str(int(value))
    digits = max(0, 3 - len(str(int(abs(value))).lstrip("0")))
    leading = f"{abs(value):.12f}".partition(".")[2] if abs(value) < 1 else ""
    digits += len(leading) - len(leading.lstrip("0"))
    return f"{value:.{digits}f}".rstrip("0").rstrip(".")
