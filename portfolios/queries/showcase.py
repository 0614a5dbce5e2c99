"""A portfolio as one audience sees it: what pages, previews, share links and exports all read."""

import dataclasses
import datetime
from collections.abc import Collection

from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from credentials.models import Credential
from credentials.queries.pictures import picture_svg
from portfolios.models import (
    Audience,
    ClaimedSkill,
    CredentialChoice,
    Education,
    Experience,
    Portfolio,
    Project,
    ShareLink,
    Visibility,
)
from portfolios.queries.skills import ProvenSkill, proven_skills

Section = ShareLink.Section
EVERYTHING = frozenset(Section)


@dataclasses.dataclass(frozen=True, slots=True)
class ShownCredential:
    """A valid credential with the learner's choice about it; `position` is None before they made one."""

    credential: Credential
    visibility: Visibility
    position: int | None

    @property
    def name(self) -> str:
        return str(self.credential.claims["achievement"]["name"])

    @property
    def issuer(self) -> str:
        return str(self.credential.claims["issuer"]["name"])

    @property
    def picture(self) -> SafeString:
        """Its stone or cairn; decoration, for the name stands beside it."""
        return mark_safe(picture_svg(self.credential.claims, size=160))  # noqa: S308 - drawn by us


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Showcase:
    """What is shown. Sections that are not are empty."""

    portfolio: Portfolio
    audience: Audience
    sections: frozenset[str]
    credentials: list[ShownCredential]
    skills: list[ProvenSkill]
    claims: list[ClaimedSkill]
    projects: list[Project]
    experience: list[Experience]
    education: list[Education]

    @property
    def shows_story(self) -> bool:
        return Section.STORY in self.sections

    @property
    def is_bare(self) -> bool:
        """Nothing but a name."""
        about = self.shows_story and (self.portfolio.headline or self.portfolio.story)
        return not (
            about or self.credentials or self.claims or self.projects or self.experience or self.education
        )


def showcase(
    portfolio: Portfolio,
    audience: Audience,
    *,
    sections: Collection[str] = EVERYTHING,
    at: datetime.datetime | None = None,
) -> Showcase:
    """At most eight queries, however much there is. A credential that is not valid at `at` is not in it.

    A skill is proven only by a credential that this audience sees, not by a hidden one.
    """
    now = at or timezone.now()
    shown = frozenset(sections)
    credentials = credentials_of(portfolio, audience, at=now) if Section.CREDENTIALS in shown else []
    skills = proven_skills([row.credential for row in credentials], at=now) if credentials else []
    return Showcase(
        portfolio=portfolio,
        audience=audience,
        sections=shown,
        credentials=credentials,
        skills=skills,
        claims=_claims(portfolio, audience, skills) if Section.CLAIMS in shown else [],
        projects=_projects(portfolio, audience) if Section.PROJECTS in shown else [],
        experience=(
            list(Experience.objects.filter(portfolio=portfolio).seen_by(audience))
            if Section.EXPERIENCE in shown
            else []
        ),
        education=(
            list(Education.objects.filter(portfolio=portfolio).seen_by(audience))
            if Section.EDUCATION in shown
            else []
        ),
    )


def credentials_of(
    portfolio: Portfolio, audience: Audience, *, at: datetime.datetime
) -> list[ShownCredential]:
    """Valid now and for this audience: new ones first, then in the learner's order; two queries."""
    valid = Credential.objects.filter(learner=portfolio.learner_id).valid(at).defer("document")
    choices = {
        choice.credential_id: choice for choice in CredentialChoice.objects.filter(portfolio=portfolio)
    }
    rows = []
    for credential in valid.order_by("-awarded_at", "-pk"):
        choice = choices.get(credential.pk)
        visibility = Visibility(choice.visibility) if choice else Visibility.PUBLIC
        if visibility in audience.may_see:
            rows.append(ShownCredential(credential, visibility, choice.position if choice else None))
    return sorted(rows, key=lambda row: -1 if row.position is None else row.position)


def _claims(portfolio: Portfolio, audience: Audience, skills: list[ProvenSkill]) -> list[ClaimedSkill]:
    """Those that no shown credential proves at this level already; the learner sees all of theirs."""
    proven = {skill.uuid: skill.level for skill in skills}
    claims = ClaimedSkill.objects.filter(portfolio=portfolio).seen_by(audience)
    return [
        claim
        for claim in claims.select_related("skill__framework")
        if audience == Audience.OWNER or claim.level > proven.get(str(claim.skill.uuid), 0)
    ]


def _projects(portfolio: Portfolio, audience: Audience) -> list[Project]:
    return list(Project.objects.filter(portfolio=portfolio).seen_by(audience).prefetch_related("files"))
