"""A verification report in words for people: what each step means, what it came to, and the verdict."""

import dataclasses
import json
from collections.abc import Iterator
from typing import Final

from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from credentials.models import Credential
from credentials.openbadges import Kind, Outcome, Report, Step
from credentials.queries.narratives import narrative_html
from credentials.queries.statements import Statement, read_statement

_STEPS: Final[dict[str, str | Promise]] = {
    "format": _("What it is"),
    "structure": _("Every required part is there"),
    "issuer": _("The issuer can be identified"),
    "proof": _("The signature holds: nothing was changed"),
    "key": _("The signing key is the issuer’s"),
    "controller": _("The key belongs to the issuer who is named"),
    "validity": _("In force by its dates"),
    "revocation": _("Not revoked"),
    "suspension": _("Not suspended"),
    "schema": _("Follows the schemas it names"),
    "criteria": _("Says what it took"),
    "recipient": _("Belongs to the e-mail address"),
}
_STEPS_BESIDE: Final[dict[str, str | Promise]] = {
    "notices": _("What else the issuer says of it"),
    "credentials": _("Everything in the record is genuine"),
    "endorsements": _("Its endorsements are genuine"),
    "subject": _("Belongs here: the same person, or what it endorses"),
}
_KINDS: Final[dict[Kind, str | Promise]] = {
    Kind.OPEN_BADGES_3: _("Open Badges 3.0 credential"),
    Kind.OPEN_BADGES_3_JWT: _("Open Badges 3.0 credential (JWT)"),
    Kind.OPEN_BADGES_2: _("Open Badges 2.0 assertion"),
    Kind.COMPREHENSIVE_RECORD: _("Comprehensive Learner Record 2.0"),
    Kind.ENDORSEMENT: _("Endorsement"),
    Kind.STATUS_LIST: _("Status list"),
    Kind.CREDENTIAL_2: _("Verifiable credential 2.0"),
    Kind.CREDENTIAL_1: _("Verifiable credential 1.1"),
    Kind.UNKNOWN: _("Not a credential we can read"),
}


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The whole in a word, a sentence, and the variant of its notice."""

    title: str | Promise
    text: str | Promise
    variant: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class StepShown:
    name: str | Promise
    step: Step


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class PartShown:
    """What stands inside, with the checks of its own; `name` is "" unless its own signature holds."""

    name: str
    issuer: str
    kind: str | Promise
    verdict: Verdict
    steps: tuple[StepShown, ...]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ReportShown:
    """A report with its words. `statement` and `claims` are there only when the signature holds.

    `parts` are the credentials of a record and endorsements, those inside of those after each.
    """

    report: Report
    kind: str | Promise
    verdict: Verdict
    steps: tuple[StepShown, ...]
    statement: Statement | None
    criteria: SafeString
    claims: str
    own: Credential | None
    parts: tuple[PartShown, ...]


def shown_report(report: Report, own: Credential | None) -> ReportShown:
    """Everything the report page says."""
    statement = read_statement(report.claims) if report.claims is not None else None
    if statement is not None and report.kind is Kind.OPEN_BADGES_2:
        statement = None  # of an assertion the page repeats the claims as they are
    return ReportShown(
        report=report,
        kind=_KINDS[report.kind],
        verdict=_verdict(report),
        steps=_steps(report),
        statement=statement,
        criteria=narrative_html(statement.criteria if statement else ""),
        claims="" if report.claims is None else json.dumps(report.claims, ensure_ascii=False, indent=2),
        own=own,
        parts=tuple(_parts(report)),
    )


def _steps(report: Report) -> tuple[StepShown, ...]:
    words = _STEPS | _STEPS_BESIDE
    return tuple(StepShown(name=words[step.name], step=step) for step in report.steps)


def _parts(report: Report) -> Iterator[PartShown]:
    for part in report.parts:
        statement = read_statement(part.claims) if part.claims is not None else None
        yield PartShown(
            name=statement.name if statement else "",
            issuer=statement.issuer.name if statement else "",
            kind=_KINDS[part.kind],
            verdict=_verdict(part),
            steps=_steps(part),
        )
        yield from _parts(part)


def _verdict(report: Report) -> Verdict:
    outcomes = {step.name: step.outcome for step in report.steps}
    if outcomes.get("format") is Outcome.INVALID:
        return Verdict(
            title=_("This cannot be verified"),
            text=_("What was handed in is not a credential that can be read here. The first step says why."),
            variant="danger",
        )
    if report.verdict is Outcome.VALID:
        return Verdict(
            title=_("Valid"),
            text=_("Signed by the issuer, unchanged since, and in force at the time of this report."),
            variant="success",
        )
    if report.verdict is Outcome.NOT_CHECKED:
        return Verdict(
            title=_("Not established"),
            text=_("Nothing was found wrong, but a check that matters could not be run. Do not rely on it."),
            variant="warning",
        )
    return _why_invalid(outcomes)


def _why_invalid(outcomes: dict[str, Outcome]) -> Verdict:
    """The reason that matters most."""
    if outcomes.get("proof") is Outcome.INVALID:
        text = _("It was changed after signing, or this issuer never signed it. What it says is not shown.")
        return Verdict(title=_("Not genuine"), text=text, variant="danger")
    for step, title, text in (
        ("revocation", _("Revoked"), _("The issuer has taken it back. It is genuine, but no longer good.")),
        ("suspension", _("Suspended"), _("The issuer has taken it out of force for the time being.")),
        ("validity", _("Not in force"), _("It is genuine, but by its own dates it is not in force.")),
    ):
        if outcomes.get(step) is Outcome.INVALID:
            return Verdict(title=title, text=text, variant="danger")
    return Verdict(
        title=_("Invalid"), text=_("At least one check failed: see the steps below."), variant="danger"
    )
