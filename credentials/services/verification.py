"""Verifying a credential that somebody hands in: ours or anyone's, as JSON, JWS, PNG, SVG or PDF.

The document is read in a process of its own. What this portal publishes is answered from the database; other
people's documents come through `fetching`. Of our own credentials the report says also what the standard has
no place for: the reason of a revocation, a suspension, a successor.
"""

import dataclasses
import datetime
import json
import re
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone

from credentials import openbadges
from credentials.models import Credential, IssuerProfile, StatusList
from credentials.openbadges import DocumentUnavailable, LoadedDocument, Outcome, Report, Step
from credentials.openbadges.report import STEPS
from credentials.queries.issuers import did_document
from credentials.services import fetching

MAX_BYTES = 20 * 1024 * 1024
_UUID = "([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})"
_OWN_CREDENTIAL = re.compile(rf"/credentials/{_UUID}(?:/|\.json)?")
_OWN_STATUS_LIST = re.compile(rf"/status/{_UUID}")
_OWN_DID_DOCUMENT = re.compile(r"/issuers/([-\w]+)/did\.json")


def verify(data: bytes, *, at: datetime.datetime | None = None, submitted_url: str | None = None) -> Report:
    """Verify as of `at`. Never raises for what is handed in: the report says what is wrong.

    With `submitted_url` (and no data) the document at that address is verified: ours from the database,
    another site's through the fetcher.
    """
    now = at or timezone.now()
    if not data and submitted_url:
        try:
            data = load(submitted_url).content
        except DocumentUnavailable as error:
            return _unread(str(error), now)
    if len(data) > MAX_BYTES:
        return _unread(f"it has more than {MAX_BYTES // 1024 // 1024} MB", now)
    return _with_own_knowledge(openbadges.verify_isolated(data, loader=load, at=now))


def own_credential(report: Report) -> Credential | None:
    """The credential of this portal that a report is about, if its signature is our issuer's."""
    if report.claims is None:
        return None
    found = _own(_OWN_CREDENTIAL, str(report.claims.get("id")))
    if found is None:
        return None
    credentials = Credential.objects.select_related("achievement__issuer", "superseded_by")
    credential = credentials.issued().filter(uuid=found).first()
    issuer = report.claims.get("issuer")
    signed_by = issuer.get("id") if isinstance(issuer, dict) else issuer
    if credential is None or credential.achievement.issuer.did != signed_by:
        return None
    return credential


def load(url: str) -> LoadedDocument:
    """A document by its address, for the verifier: our own from the database, others' from the network."""
    if _own_path(url) is not None:
        return _loaded_from_here(url)
    return fetching.fetch(url)


def _loaded_from_here(url: str) -> LoadedDocument:
    slug = _own(_OWN_DID_DOCUMENT, url)
    if slug is not None:
        issuer = IssuerProfile.objects.filter(slug=slug).first()
        if issuer is not None:
            return _document(json.dumps(did_document(issuer)), "application/did+json")
    place = _own(_OWN_STATUS_LIST, url)
    if place is not None:
        status_list = StatusList.objects.filter(uuid=place).first()
        if status_list is not None:
            return _document(status_list.document, "application/vc")
    own = _own(_OWN_CREDENTIAL, url)
    if own is not None:
        credential = Credential.objects.issued().filter(uuid=own).first()
        if credential is not None:
            return _document(credential.document, "application/vc")
    raise DocumentUnavailable(f"this portal has no document at {url[:200]}")


def _document(text: str, media_type: str) -> LoadedDocument:
    return LoadedDocument(content=text.encode(), media_type=media_type, fetched_at=timezone.now())


def _own_path(url: str) -> str | None:
    """The path of an address of this portal; did:web asks by https whatever SITE_URL says."""
    try:
        given = urlsplit(url)
    except ValueError:
        return None
    site = urlsplit(settings.SITE_URL)
    if given.scheme in {"https", site.scheme} and given.netloc.lower() == site.netloc.lower():
        return given.path
    return None


def _own(pattern: re.Pattern[str], url: str) -> str | None:
    path = _own_path(url)
    found = pattern.fullmatch(path) if path is not None else None
    return found.group(1) if found else None


def _with_own_knowledge(report: Report) -> Report:
    """The report with what only this portal knows of its own credentials, also of those inside a record."""
    parts = [_with_own_knowledge(part) for part in report.parts]
    credential = own_credential(report)
    steps = {step.name: step for step in report.steps}
    if credential is not None:
        steps |= _own_steps(report, credential)
    if parts != list(report.parts):
        steps |= openbadges.summaries(parts)
    return dataclasses.replace(
        report, steps=tuple(steps[step.name] for step in report.steps), parts=tuple(parts)
    )


def _own_steps(report: Report, credential: Credential) -> dict[str, Step]:
    steps = {"revocation": report["revocation"], "suspension": _suspension(credential, report.at)}
    if credential.revoked_at is not None and steps["revocation"].outcome is Outcome.INVALID:
        reason = f"the credential is revoked: {credential.revocation_reason}"
        steps["revocation"] = dataclasses.replace(steps["revocation"], reason=reason)
    elif credential.superseded_by is not None and steps["revocation"].outcome is Outcome.INVALID:
        reason = f"a newer credential has taken its place: {credential.superseded_by.public_url}"
        steps["revocation"] = dataclasses.replace(steps["revocation"], reason=reason)
    return steps


def _suspension(credential: Credential, at: datetime.datetime) -> Step:
    suspended = credential.suspended_at is not None and credential.suspended_at <= at
    return Step(
        name="suspension",
        outcome=Outcome.INVALID if suspended else Outcome.VALID,
        reason="the issuer has suspended it" if suspended else "the issuer has not suspended it",
        against=credential.public_url,
        as_of=timezone.now(),
    )


def _unread(reason: str, at: datetime.datetime) -> Report:
    first = Step(name="format", outcome=Outcome.INVALID, reason=reason)
    rest = (Step(name=name, outcome=Outcome.NOT_CHECKED, reason="nothing to check") for name in STEPS[1:])
    return Report(kind=openbadges.Kind.UNKNOWN, at=at, steps=(first, *rest))
