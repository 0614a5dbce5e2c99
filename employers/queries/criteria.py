"""What an employer asks for, as values: each criterion can be dropped, told, and turned into a filter."""

import dataclasses
import datetime
from collections.abc import Iterator

from django.contrib.postgres.search import SearchQuery
from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from employers import tokens
from employers.geography import COUNTRIES, LANGUAGES
from employers.models import WORK_MODES, Place, TalentRow
from employers.queries.evidence import month_number
from skills.models import Skill


@dataclasses.dataclass(frozen=True, slots=True)
class Wanted:
    """A skill at a level or above."""

    skill: Skill
    level: int

    def __str__(self) -> str:
        return _("%(skill)s, level %(level)s or above") % {"skill": self.skill.label, "level": self.level}

    @property
    def token(self) -> int:
        return tokens.of_skill(self.skill.pk, self.level)

    @property
    def parameter(self) -> str:
        """As it stands in an address."""
        return f"{self.skill.uuid}:{self.level}"


@dataclasses.dataclass(frozen=True, slots=True)
class Criterion:
    """One demand in words, and the demands that are left without it."""

    words: str
    without: "Criteria"
    wanted: Wanted | None = None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Criteria:
    """All must hold but `nice`, which ranks. `or_moving` lets people from elsewhere in who would move."""

    must: tuple[Wanted, ...] = ()
    nice: tuple[Wanted, ...] = ()
    exclude: tuple[Wanted, ...] = ()
    country: str = ""
    place: Place | None = None
    or_moving: bool = False
    modes: tuple[str, ...] = ()
    language: str = ""
    available_by: datetime.date | None = None
    within_months: int | None = None
    text: str = ""

    def narrow(self, rows: QuerySet[TalentRow]) -> QuerySet[TalentRow]:
        """The rows that hold them all, but for how recent the evidence is: see `queries.hits.find`."""
        needed = [wanted.token for wanted in self.must]
        if self.language:
            needed.append(tokens.of_language(self.language))
        somewhere = self._location()
        if somewhere is not None and not self.or_moving:
            needed.append(somewhere)
        if needed:
            rows = rows.filter(tokens__contains=needed)
        if somewhere is not None and self.or_moving:
            rows = rows.filter(tokens__overlap=[somewhere, tokens.RELOCATES])
        if self.modes:
            rows = rows.filter(tokens__overlap=[tokens.of_mode(mode) for mode in self.modes])
        if self.exclude:
            rows = rows.exclude(tokens__overlap=[wanted.token for wanted in self.exclude])
        if self.available_by:
            rows = rows.filter(available_on__lte=self.available_by)
        if self.text:
            rows = rows.filter(text=SearchQuery(self.text, config="simple", search_type="websearch"))
        return rows

    def oldest_month(self, at: datetime.datetime) -> int:
        """The oldest month evidence may be from; 0 where age does not matter."""
        return month_number(at.date()) - self.within_months if self.within_months else 0

    def demands(self) -> Iterator[Criterion]:
        """Each criterion that may leave someone out."""
        for wanted in self.must:
            left = tuple(each for each in self.must if each is not wanted)
            yield Criterion(str(wanted), dataclasses.replace(self, must=left), wanted)
        for wanted in self.exclude:
            left = tuple(each for each in self.exclude if each is not wanted)
            words = _("without %(skill)s") % {"skill": wanted}
            yield Criterion(words, dataclasses.replace(self, exclude=left))
        if self.place or self.country:
            words = str(self.place or COUNTRIES[self.country])
            if self.or_moving:
                words = _("%(place)s, or willing to move") % {"place": words}
            yield Criterion(words, dataclasses.replace(self, place=None, country="", or_moving=False))
        if self.modes:
            names = dict(WORK_MODES)
            words = _(" or ").join(str(names[mode]) for mode in self.modes)
            yield Criterion(_("works %(modes)s") % {"modes": words}, dataclasses.replace(self, modes=()))
        if self.language:
            words = _("speaks %(language)s") % {"language": LANGUAGES[self.language]}
            yield Criterion(words, dataclasses.replace(self, language=""))
        yield from self._demands_of_time()
        if self.text:
            words = _("“%(text)s” in the name of a credential or skill") % {"text": self.text}
            yield Criterion(words, dataclasses.replace(self, text=""))

    def _demands_of_time(self) -> Iterator[Criterion]:
        if self.available_by:
            words = _("available by %(day)s") % {"day": date_format(self.available_by)}
            yield Criterion(words, dataclasses.replace(self, available_by=None))
        if self.within_months:
            words = ngettext(
                "proved within %(months)s month", "proved within %(months)s months", self.within_months
            )
            yield Criterion(
                words % {"months": self.within_months}, dataclasses.replace(self, within_months=None)
            )

    def _location(self) -> int | None:
        if self.place:
            return tokens.of_place(self.place.pk)
        return tokens.of_country(self.country) if self.country else None
