"""The shortest way to a larger credential: which published courses are still worth taking."""

import datetime
from dataclasses import dataclass
from decimal import Decimal

from django.utils import timezone

from courses.models import CourseVersion
from courses.queries.catalogue import published
from credentials.models import StackRule
from credentials.queries.wallet import facts_of
from credentials.stacks import Offer, Route, RouteTooHardError, cheapest_route, parse_rule
from portal.models import User

# A page waits for no more than this, about two seconds; then it says that the search was not finished.
EFFORT = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """The courses in the order to take them, and their minutes in all.

    `is_known` is False where the search was not finished; without courses nothing is needed any more
    (`is_there`), or no choice of today's courses leads there.
    """

    courses: list[CourseVersion]
    minutes: int
    is_there: bool = False
    is_known: bool = True


def way_to(
    rule: StackRule, learner: User, *, at: datetime.datetime | None = None, effort: int = EFFORT
) -> Way:
    """The published courses with the fewest minutes that complete the rule from what the learner holds."""
    now = at or timezone.now()
    versions = {str(version.uuid): version for version in _offering()}
    offers = [_offer(key, version) for key, version in versions.items()]
    try:
        route: Route | None = cheapest_route(
            parse_rule(rule.rule), facts_of(learner, at=now), offers, at=now, effort=effort
        )
    except RouteTooHardError:
        return Way(courses=[], minutes=0, is_known=False)
    courses = [versions[offer.key] for offer in route.offers] if route else []
    minutes = sum(version.minutes for version in courses)
    return Way(courses=courses, minutes=minutes, is_there=route is not None and not courses)


def _offering() -> list[CourseVersion]:
    """Published courses whose achievement is awarded today."""
    awarding = published().filter(achievement__current_version__isnull=False, achievement__retired_at=None)
    levels = "achievement__current_version__skill_levels__skill"
    related = ("course__organisation", "achievement__issuer", "achievement__current_version")
    return list(awarding.select_related(*related).prefetch_related(levels).order_by("pk"))


def _offer(key: str, version: CourseVersion) -> Offer:
    """What passing this course would add to a wallet, named as `credentials.queries.wallet.fact_of` does."""
    achievement = version.achievement
    assert achievement is not None  # it awards one
    wording = achievement.current_version
    assert wording is not None  # it is published
    levels = wording.skill_levels.all()
    skills = {name: entry.level for entry in levels for name in (entry.skill.slug, entry.skill.uri)}
    return Offer(
        key=key,
        achievement=achievement.slug,
        hours=version.minutes / 60,
        issuer=achievement.issuer.slug,
        credits=wording.credits or Decimal(0),
        skills=skills,
    )
