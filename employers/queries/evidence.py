"""What proves which skill: from the learner's valid credentials, without anything that names the learner."""

import dataclasses
import datetime
from collections import defaultdict
from collections.abc import Iterable

from credentials.models import Credential


@dataclasses.dataclass(frozen=True, slots=True)
class Evidence:
    """One skill of one valid credential. `on`: the first day of the month of issue; no finer date leaves."""

    skill: int
    label: str
    level: int
    achievement: str
    issuer: str
    on: datetime.date
    valid_until: datetime.datetime | None

    @property
    def month(self) -> int:
        """Months since the year 0."""
        return month_number(self.on)


def month_number(day: datetime.date) -> int:
    return day.year * 12 + day.month - 1


def evidence_of(learners: Iterable[int], *, at: datetime.datetime) -> dict[int, list[Evidence]]:
    """All evidence of each learner (by primary key), the highest level first, then the newest; one query."""
    rows = (
        Credential.objects.valid(at)
        .filter(learner__in=list(learners), achievement_version__skill_levels__isnull=False)
        .values_list(
            "learner_id",
            "achievement_version__skill_levels__skill_id",
            "achievement_version__skill_levels__skill__label",
            "achievement_version__skill_levels__level",
            "achievement_version__name",
            "achievement__issuer__name",
            "valid_from",
            "valid_until",
        )
    )
    found: dict[int, list[Evidence]] = defaultdict(list)
    for learner, skill, label, level, achievement, issuer, since, until in rows:
        month = since.date().replace(day=1)
        found[learner].append(Evidence(skill, label, level, achievement, issuer, month, until))
    for entries in found.values():
        entries.sort(key=lambda each: (each.label, -each.level, -each.month, each.achievement))
    return found
