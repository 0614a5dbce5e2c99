"""The catalogue: text search and facets over published courses, with what each choice would leave."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from courses.models import Course, CourseSkill, CourseVersion

MOST_SKILLS = 12

# Bands of minutes: from (exclusive) and to (inclusive); None is open.
TIMES: dict[str, tuple[int, int | None, str | Promise]] = {
    "30": (-1, 30, _("up to half an hour")),
    "60": (30, 60, _("up to one hour")),
    "120": (60, 120, _("one to two hours")),
    "more": (120, None, _("more than two hours")),
}


@dataclass(frozen=True, slots=True)
class Criteria:
    """What was asked for. Within a facet any value will do; facets must all hold."""

    text: str = ""
    field: tuple[str, ...] = ()
    level: tuple[str, ...] = ()
    language: tuple[str, ...] = ()
    time: tuple[str, ...] = ()
    skill: tuple[str, ...] = ()
    achievement: tuple[str, ...] = ()

    @classmethod
    def read(cls, params: Mapping[str, Sequence[str]]) -> "Criteria":
        """From a query string's lists; what the catalogue does not know is left out, lengths are bounded."""
        text = " ".join(params.get("q", [""])[:1]).replace("\0", "").strip()[:200]
        chosen = {
            name: tuple(dict.fromkeys(v[:120] for v in params.get(name, [])[:20] if v and "\0" not in v))
            for name in FACETS
        }
        return cls(
            text=text,
            field=chosen["field"],
            level=tuple(value for value in chosen["level"] if value in CourseVersion.Level.values),
            language=chosen["language"],
            time=tuple(value for value in chosen["time"] if value in TIMES),
            skill=chosen["skill"],
            achievement=chosen["achievement"],
        )

    def chosen(self, facet: str) -> tuple[str, ...]:
        values: tuple[str, ...] = getattr(self, facet)
        return values


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a facet; `count` is how many courses it leaves together with the other facets."""

    value: str
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Facet:
    name: str
    label: str | Promise
    choices: list[Choice]


@dataclass(frozen=True, slots=True)
class Hindrance:
    """A part of the criteria in a search without results: how many there would be without it."""

    name: str
    label: str
    count: int


FACETS: dict[str, str | Promise] = {
    "field": _("Field"),
    "level": _("Level"),
    "time": _("Time"),
    "language": _("Language"),
    "skill": _("Skill"),
    "achievement": _("Leads to"),
}


def published() -> QuerySet[CourseVersion]:
    """The versions that the catalogue shows."""
    shown = Course.objects.published().filter(published_version=OuterRef("pk"))
    return CourseVersion.objects.filter(Exists(shown))


def search(criteria: Criteria) -> QuerySet[CourseVersion]:
    """What matches, best first; without words the newest first."""
    found = _narrowed(criteria).select_related("course__organisation", "achievement__current_version")
    found = found.prefetch_related("skill_levels__skill", "achievement__current_version__skill_levels")
    if not criteria.text:
        return found.order_by("-published_at", "pk")
    rank = SearchRank(F("search"), _query(criteria.text))
    return found.annotate(rank=rank).order_by("-rank", "-published_at", "pk")


def facets(criteria: Criteria) -> list[Facet]:
    """One query for each facet; a value that leaves nothing is listed only when it is chosen.

    Achievements are chosen on their own pages; the catalogue only lets go of them.
    """
    return [
        Facet(name, label, _choices(name, criteria))
        for name, label in FACETS.items()
        if name != "achievement" or criteria.achievement
    ]


def hindrances(criteria: Criteria) -> list[Hindrance]:
    """Which parts of criteria without results stand in the way, the most expensive first."""
    found = []
    if criteria.text:
        count = _narrowed(criteria, without="text").count()
        found.append(Hindrance("q", f"“{criteria.text}”", count))
    for name, label in FACETS.items():
        if criteria.chosen(name):
            found.append(Hindrance(name, str(label), _narrowed(criteria, without=name).count()))
    return sorted((row for row in found if row.count), key=lambda row: -row.count)


def _query(text: str) -> SearchQuery:
    """As it stands or by its English stem."""
    return SearchQuery(text, config="simple", search_type="websearch") | SearchQuery(
        text, config="english", search_type="websearch"
    )


def _narrowed(criteria: Criteria, *, without: str = "") -> QuerySet[CourseVersion]:
    found = published()
    if criteria.text and without != "text":
        by_skill = CourseSkill.objects.filter(version=OuterRef("pk"), skill__label__icontains=criteria.text)
        found = found.filter(Q(search=_query(criteria.text)) | Exists(by_skill))
    for name in ("field", "level", "language"):
        if without != name and (values := criteria.chosen(name)):
            found = found.filter(**{f"{name}__in": values})
    if criteria.time and without != "time":
        found = found.filter(_any_time(criteria.time))
    if criteria.skill and without != "skill":
        taught = CourseSkill.objects.filter(version=OuterRef("pk"), skill__slug__in=criteria.skill)
        found = found.filter(Exists(taught))
    if criteria.achievement and without != "achievement":
        found = found.filter(achievement__slug__in=criteria.achievement)
    return found


def _any_time(values: Sequence[str]) -> Q:
    wanted = Q()
    for value in values:
        low, high, _label = TIMES[value]
        wanted |= Q(minutes__gt=low) if high is None else Q(minutes__gt=low, minutes__lte=high)
    return wanted


def _choices(name: str, criteria: Criteria) -> list[Choice]:
    others = _narrowed(criteria, without=name)
    chosen = criteria.chosen(name)
    if name == "achievement":
        others = others.filter(achievement__slug__in=chosen)
    counts, labels = _counted(name, others)
    values = [*counts, *(value for value in chosen if value not in counts)]
    choices = [
        Choice(value, labels.get(value) or _label(name, value), counts.get(value, 0), value in chosen)
        for value in values
        if counts.get(value, 0) or value in chosen
    ]
    if name == "skill":
        ordered = sorted(choices, key=lambda row: (not row.chosen, -row.count, row.label))
        return ordered[: max(MOST_SKILLS, len(chosen))]
    return choices


def _counted(name: str, found: QuerySet[CourseVersion]) -> tuple[dict[str, int], dict[str, str]]:
    """Value → how many, in the order they are shown; and the labels that only the database knows."""
    if name == "skill":
        rows = (
            CourseSkill.objects.filter(version__in=found)
            .values("skill__slug", "skill__label")
            .annotate(count=Count("version", distinct=True))
            .order_by("-count", "skill__label", "skill__slug")
        )
        counts = {row["skill__slug"]: row["count"] for row in rows}
        return counts, {row["skill__slug"]: row["skill__label"] for row in rows}
    if name == "achievement":
        named = found.values_list("achievement__slug", "achievement__current_version__name")
        known = list(named.annotate(count=Count("pk")).order_by("achievement__slug"))
        return {slug: count for slug, _name, count in known}, {slug: label for slug, label, _count in known}
    if name == "time":
        bands = {f"band_{key}": Count("pk", filter=_any_time([key])) for key in TIMES}
        found_counts = found.aggregate(**bands)
        return {key: found_counts[f"band_{key}"] for key in TIMES}, {}
    grouped = found.exclude(**{name: ""}).values(name).annotate(count=Count("pk")).order_by(name)
    counts = {row[name]: row["count"] for row in grouped}
    if name == "level":
        counts = {level: counts[level] for level in CourseVersion.Level.values if level in counts}
    return counts, {}


def _label(name: str, value: str) -> str:
    if name == "level":
        return str(CourseVersion.Level(value).label).capitalize()
    if name == "time":
        return str(TIMES[value][2]).capitalize()
    if name == "language":
        return language_name(value)
    return value.replace("-", " ").capitalize()


def language_name(code: str) -> str:
    """In the language itself, as people look for it."""
    try:
        return str(get_language_info(code)["name_local"]).capitalize()
    except KeyError:
        return code
