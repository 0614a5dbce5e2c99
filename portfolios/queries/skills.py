"""What a person can do: proven by credentials, with the age of the proof."""

import dataclasses
import datetime
from collections.abc import Sequence
from typing import Any

from credentials.models import Credential
from skills.models import Skill

MONTH_DAYS = 30.4375


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ProvenSkill:
    """The highest level that a valid credential proves, and when it was last proven at that level.

    `worth` halves with every half-life of the skill's family (1.0: new, or it does not age).
    """

    uuid: str
    label: str
    url: str
    level: int
    proved_at: datetime.datetime
    worth: float
    credential: Credential

    @property
    def freshness(self) -> str:
        """fresh until a third of the worth is gone, stale once half of it is."""
        if self.worth > 2 / 3:
            return "fresh"
        return "ageing" if self.worth > 0.5 else "stale"


def proven_skills(credentials: Sequence[Credential], *, at: datetime.datetime) -> list[ProvenSkill]:
    """The skills of these (valid) credentials, the highest level first; one query."""
    best: dict[str, tuple[int, datetime.datetime, Credential, dict[str, Any]]] = {}
    for credential in credentials:
        for claim in credential.claims["skills"]:
            found = (int(claim["level"]), credential.awarded_at, credential, claim)
            key = str(claim["uuid"])
            if key not in best or found[:2] > best[key][:2]:
                best[key] = found
    stored = {
        str(skill.uuid): skill
        for skill in Skill.objects.filter(uuid__in=best).select_related("family", "framework")
    }
    proven = [
        ProvenSkill(
            uuid=key,
            label=skill.label if (skill := stored.get(key)) else claim["label"],
            url=skill.get_absolute_url() if skill else claim["uri"],
            level=level,
            proved_at=proved_at,
            worth=worth(proved_at, at=at, half_life_months=_half_life(skill)),
            credential=credential,
        )
        for key, (level, proved_at, credential, claim) in best.items()
    ]
    return sorted(proven, key=lambda skill: (-skill.level, skill.label.casefold(), skill.uuid))


def worth(proved_at: datetime.datetime, *, at: datetime.datetime, half_life_months: int | None) -> float:
    """0.5 to the power of age over half-life; 1.0 without a half-life or for a proof in the future."""
    if not half_life_months:
        return 1.0
    months = max(0.0, (at - proved_at) / datetime.timedelta(days=MONTH_DAYS))
    return float(0.5 ** (months / half_life_months))


def _half_life(skill: Skill | None) -> int | None:
    return skill.family.half_life_months if skill and skill.family else None
