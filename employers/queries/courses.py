"""Which published course leads to a skill at a level."""

import dataclasses
from collections.abc import Collection

from django.db.models import F
from django.urls import reverse

from courses.models import CourseVersion
from employers.queries.criteria import Wanted


@dataclasses.dataclass(frozen=True, slots=True)
class CourseHint:
    title: str
    slug: str
    minutes: int

    @property
    def url(self) -> str:
        return reverse("courses:course", kwargs={"slug": self.slug})


def courses_towards(wants: Collection[Wanted]) -> dict[Wanted, CourseHint]:
    """The shortest published course whose credential satisfies each; one query, none for nothing."""
    if not wants:
        return {}
    skills = "achievement__current_version__skill_levels"
    rows = (
        CourseVersion.objects.filter(pk=F("course__published_version"), course__archived_at=None)
        .filter(**{f"{skills}__skill__in": {wanted.skill.pk for wanted in wants}})
        .order_by("minutes", "pk")
        .values_list("title", "course__slug", "minutes", f"{skills}__skill_id", f"{skills}__level")
    )
    found: dict[Wanted, CourseHint] = {}
    for title, slug, minutes, skill, level in rows:
        for wanted in wants:
            if wanted.skill.pk == skill and level >= wanted.level:
                found.setdefault(wanted, CourseHint(title, slug, minutes))
    return found
