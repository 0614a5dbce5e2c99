"""A person as an employer may see them: values from lists, numbers and dates. No name, no text of theirs."""

import dataclasses
import datetime
import uuid
from collections.abc import Sequence

from employers import pseudonyms
from employers.geography import COUNTRIES, LANGUAGES
from employers.models import WORK_MODES, Discovery
from employers.queries.criteria import Wanted
from employers.queries.evidence import Evidence, evidence_of
from portal.models import Organisation


@dataclasses.dataclass(frozen=True, slots=True)
class Match:
    """A criterion and what satisfies it; no evidence: a nice-to-have that is not met."""

    wanted: Wanted
    evidence: Evidence | None


@dataclasses.dataclass(frozen=True, slots=True)
class Candidate:
    """`skills`: the strongest evidence of each skill. `evidence`: all of it."""

    token: uuid.UUID
    name: str
    location: str
    modes: tuple[str, ...]
    languages: tuple[str, ...]
    available_from: datetime.date | None
    relocates: bool
    evidence: tuple[Evidence, ...]

    @property
    def skills(self) -> list[Evidence]:
        strongest: dict[int, Evidence] = {}
        for each in self.evidence:
            strongest.setdefault(each.skill, each)
        return sorted(strongest.values(), key=lambda each: (-each.level, each.label))

    def proof_of(self, wanted: Wanted, *, oldest: int = 0) -> Match:
        """The strongest, then newest evidence of what is wanted."""
        fitting = [
            each
            for each in self.evidence
            if each.skill == wanted.skill.pk and each.level >= wanted.level and each.month >= oldest
        ]
        best = max(fitting, key=lambda each: (each.level, each.month), default=None)
        return Match(wanted, best)

    def level_of(self, wanted: Wanted) -> int:
        return max((each.level for each in self.evidence if each.skill == wanted.skill.pk), default=0)


def candidates(
    learners: Sequence[int], *, organisation: Organisation, at: datetime.datetime
) -> dict[int, Candidate]:
    """The anonymous faces of learners by primary key; two queries, of which none reads a name.

    Whoever ended their discovery meanwhile is not among them.
    """
    chosen = Discovery.objects.filter(learner__in=learners, discoverable_since__isnull=False)
    evidence = evidence_of(learners, at=at)
    return {
        discovery.learner_id: _candidate(discovery, evidence.get(discovery.learner_id, []), organisation)
        for discovery in chosen.select_related("place")
    }


def _candidate(discovery: Discovery, evidence: list[Evidence], organisation: Organisation) -> Candidate:
    token = pseudonyms.token_for(organisation, discovery.learner_id)
    country = COUNTRIES.get(discovery.country, "")
    modes = dict(WORK_MODES)
    return Candidate(
        token=token,
        name=pseudonyms.spoken(token),
        location=str(discovery.place or country),
        modes=tuple(str(modes[mode]) for mode in discovery.work_modes),
        languages=tuple(str(LANGUAGES[code]) for code in discovery.languages),
        available_from=discovery.available_from,
        relocates=discovery.relocates,
        evidence=tuple(evidence),
    )
