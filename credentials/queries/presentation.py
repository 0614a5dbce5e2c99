"""All that the public page of a credential shows: its words, its status now, its figures and its parts."""

import dataclasses
import datetime
import json
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from credentials.models import Credential
from credentials.queries.narratives import narrative_html
from credentials.queries.pictures import picture_svg
from credentials.queries.proofs import ProofLine, proof_lines
from credentials.queries.signals import SignalRow, signal_rows
from credentials.queries.statements import LinkStatement, SkillStatement, Statement, read_statement
from skills.models import SkillFamily

_Status = Credential.Status
# status → how serious (a variant of the notice), what it says first
_VERDICTS: Final[dict[_Status, tuple[str, str | Promise]]] = {
    _Status.AWARDED: ("info", gettext_lazy("Being signed")),
    _Status.VALID: ("success", gettext_lazy("Valid")),
    _Status.SUSPENDED: ("warning", gettext_lazy("Suspended")),
    _Status.REVOKED: ("danger", gettext_lazy("Revoked")),
    _Status.SUPERSEDED: ("warning", gettext_lazy("Replaced by a newer one")),
    _Status.EXPIRED: ("warning", gettext_lazy("Expired")),
}


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class SkillHeld:
    """A skill with the age of its proof; `freshness` as the level component has it."""

    skill: SkillStatement
    age: str
    freshness: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceShown:
    link: LinkStatement
    narrative: SafeString


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Presented:
    """The credential `at` a moment. `latest_at` is when the newest sheet of the achievement was frozen."""

    at: datetime.datetime
    status: _Status
    variant: str
    verdict: str | Promise
    statement: Statement
    picture: SafeString
    criteria: SafeString
    skills: tuple[SkillHeld, ...]
    signals: tuple[SignalRow, ...]
    latest_at: datetime.datetime | None
    evidence: tuple[EvidenceShown, ...]
    proof: tuple[ProofLine, ...]
    parts: tuple[dict[str, Any], ...]


def presented(credential: Credential, *, at: datetime.datetime) -> Presented:
    """From the stored document; before signing, of the frozen claims only the name and the picture."""
    statement = read_statement(json.loads(credential.document) if credential.document else {})
    status = credential.status(at)
    variant, verdict = _VERDICTS[status]
    newest, latest_at = _newest_sheet(credential) if statement.signals else (None, None)
    label = _("The picture of %(name)s") % {"name": credential.claims["name"]}
    return Presented(
        at=at,
        status=status,
        variant=variant,
        verdict=verdict,
        statement=statement,
        picture=mark_safe(picture_svg(credential.claims, size=320, label=label)),  # noqa: S308 - drawn by us
        criteria=narrative_html(statement.criteria),
        skills=tuple(_skills(credential, statement, at)),
        signals=tuple(signal_rows(statement.signals, newest.signals if newest else ())),
        latest_at=latest_at,
        evidence=tuple(
            EvidenceShown(link=link, narrative=narrative_html(link.narrative)) for link in statement.evidence
        ),
        proof=tuple(proof_lines(credential.proof_tree, credential.claims)),
        parts=tuple(credential.claims["parts"]),
    )


def _newest_sheet(credential: Credential) -> tuple[Statement | None, datetime.datetime | None]:
    """The sheet frozen with the newest award of the same achievement, if that is another one."""
    newest = (
        Credential.objects.issued()
        .filter(achievement=credential.achievement_id)
        .order_by("-awarded_at", "-pk")
        .values_list("pk", "document", "awarded_at")
        .first()
    )
    if newest is None or newest[0] == credential.pk:
        return None, None
    return read_statement(json.loads(newest[1])), newest[2]


def _skills(credential: Credential, statement: Statement, at: datetime.datetime) -> list[SkillHeld]:
    families = {skill["uri"]: skill["family"] for skill in credential.claims["skills"]}
    half_lives = dict(
        SkillFamily.objects.filter(
            slug__in=set(families.values()), half_life_months__isnull=False
        ).values_list("slug", "half_life_months")
    )
    since = statement.awarded or statement.valid_from or credential.awarded_at
    months = (at - since).days / 30.44
    age = _("proved just now")
    if at - since >= datetime.timedelta(minutes=1):
        age = _("proved %(time)s ago") % {"time": timesince(since, at, depth=1)}
    return [
        SkillHeld(
            skill=skill,
            age=age,
            freshness=_freshness(months, half_lives.get(families.get(skill.url, ""))),
        )
        for skill in statement.skills
    ]


def _freshness(months: float, half_life: int | None) -> str:
    if half_life is None or months < half_life / 2:
        return "fresh"
    return "ageing" if months < half_life else "stale"
