"""Revocation and suspension: the credential's place in signed status lists."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from credentials.openbadges.errors import DocumentUnavailable, OpenBadgesError
from credentials.openbadges.report import NOTICES, LoadedDocument, Outcome, Step
from credentials.openbadges.sign import issuer_id
from credentials.openbadges.status import Bitstring
from credentials.openbadges.strict_json import loads
from credentials.openbadges.verification.claims import check_validity
from credentials.openbadges.verification.documents import Documents
from credentials.openbadges.verification.signature import Signature
from credentials.openbadges.verification.status_entry import StatusEntry, UnreadStatus, read_entry
from credentials.openbadges.verification.structure import listed, types_of

type Json = dict[str, Any]
type CheckSignature = Callable[[Json | str], tuple[Json, Signature]]

MAX_ENTRIES: Final = 8
_ENTRY: Final = {
    "BitstringStatusListEntry": "BitstringStatusListCredential",
    "StatusList2021Entry": "StatusList2021Credential",
}
_WORDS: Final = {"revocation": "revoked", "suspension": "suspended"}
# They do not take a credential out of force (Bitstring Status List v1.0 §2.1).
_NOTICES: Final = frozenset({"refresh", "message"})
_SKEW: Final = timedelta(minutes=5)  # by which a publisher's clock may be ahead
_REVOCATION_LIST: Final = "1EdTechRevocationList"


@dataclass(frozen=True, slots=True)
class _Asked:
    """Whose status is asked for, with what, and as of when."""

    credential: Json
    documents: Documents
    at: datetime
    check: CheckSignature


class _Untrusted(OpenBadgesError):
    """A status list has no say: why, what that makes of the check, and the list as it was read."""

    def __init__(self, reason: str, outcome: Outcome, loaded: LoadedDocument) -> None:
        super().__init__(reason)
        self.outcome = outcome
        self.fetched_at = loaded.fetched_at


def check_status(
    credential: Json,
    documents: Documents,
    at: datetime,
    *,
    check: CheckSignature,
    also: Iterable[Json] = (),
) -> tuple[Step, Step]:
    """The steps revocation and suspension. `check` verifies a status list's own signature; `also` names
    further entries, as a portal knows them of its own credentials (Open Badges 3.0 admits one in the
    document)."""
    entries = [*listed(credential.get("credentialStatus")), *also]
    if len(entries) > MAX_ENTRIES:
        reason = f"{len(entries)} status entries, more than {MAX_ENTRIES}"
        return _step("revocation", Outcome.NOT_CHECKED, reason), _step(
            "suspension", Outcome.NOT_CHECKED, reason
        )
    asked = _Asked(credential, documents, at, check)
    steps: dict[str, list[Step]] = {"revocation": [], "suspension": []}
    for entry in entries:
        purpose = _purpose(entry)
        if purpose in steps:
            steps[purpose].append(_checked(purpose, entry, asked))
        elif purpose not in _NOTICES:
            reason = f"a status for {purpose[:60]!r} is not read here"
            steps["revocation"].append(_step("revocation", Outcome.NOT_CHECKED, reason))
    return _worst("revocation", steps), _worst("suspension", steps)


def check_notices(
    credential: Json, documents: Documents, at: datetime, *, check: CheckSignature
) -> list[Step]:
    """The step notices, where the credential names lists for refreshing or messages: what they say of it.

    Never invalid: neither takes a credential out of force, and a list that says nothing is not checked.
    """
    entries = [entry for entry in listed(credential.get("credentialStatus")) if _purpose(entry) in _NOTICES]
    if not entries or len(entries) > MAX_ENTRIES:
        return []
    asked, outcome, said = _Asked(credential, documents, at, check), Outcome.VALID, []
    for entry in entries:
        try:
            read = read_entry(entry)
            value, _ = _value(_purpose(entry), entry, read, asked)
        except OpenBadgesError as error:
            outcome = Outcome.NOT_CHECKED
            said.append(str(error))
            continue
        if _purpose(entry) == "refresh":
            said.append(f"{'a' if value else 'no'} newer version is to be had from its refresh service")
        else:
            said.append(f"its issuer says {read.said(value)}")
    return [_step(NOTICES, outcome, "; ".join(said), ", ".join(_named(entry) for entry in entries))]


def _purpose(entry: object) -> str:
    if not isinstance(entry, dict):
        return "revocation"
    if types_of(entry) & _ENTRY.keys():
        return str(entry.get("statusPurpose", "revocation"))
    return "revocation"


def _worst(name: str, steps: dict[str, list[Step]]) -> Step:
    ranked = sorted(steps[name], key=lambda step: list(Outcome).index(step.outcome))
    for outcome in (Outcome.INVALID, Outcome.NOT_CHECKED, Outcome.VALID):
        for step in ranked:
            if step.outcome is outcome:
                return step
    return _step(name, Outcome.NOT_APPLICABLE, f"the credential names no list for {name}")


def _checked(purpose: str, entry: Any, asked: _Asked) -> Step:
    try:
        kinds = types_of(entry)
        if kinds & _ENTRY.keys():
            return _decided(purpose, entry, asked)
        if _REVOCATION_LIST in kinds:
            return _revocation_list(entry, asked.credential, asked.documents)
        raise UnreadStatus(
            f"status entries of the type {', '.join(sorted(kinds)) or 'none'} are not read here"
        )
    except _Untrusted as error:
        return _step(purpose, error.outcome, str(error), _named(entry), error.fetched_at)
    except (UnreadStatus, DocumentUnavailable) as error:
        return _step(purpose, Outcome.NOT_CHECKED, str(error), _named(entry))
    except OpenBadgesError as error:
        return _step(purpose, Outcome.INVALID, str(error), _named(entry))


def _named(entry: Any) -> str:
    """The address of the list that an entry names, as far as it does."""
    named = (entry.get("statusListCredential") or entry.get("id")) if isinstance(entry, dict) else ""
    return str(named or "")[:200]


def _decided(purpose: str, entry: Json, asked: _Asked) -> Step:
    read = read_entry(entry)
    value, loaded = _value(purpose, entry, read, asked)
    word = _WORDS[purpose]
    reason = f"the credential is {'' if value else 'not '}{word} (place {read.index} of the list)"
    if read.messages:
        reason = f"{reason}: {read.said(value)}"
    return _step(purpose, Outcome.INVALID if value else Outcome.VALID, reason, read.url, loaded.fetched_at)


def _value(purpose: str, entry: Json, read: StatusEntry, asked: _Asked) -> tuple[int, LoadedDocument]:
    """What a list says of the credential, and the list; raises _Untrusted for one that has no say."""
    loaded = asked.documents.load(read.url)
    status_list, signature = asked.check(_content(loaded))
    _require_say(status_list, signature, asked, url=read.url, purpose=purpose, loaded=loaded)
    encoded = str(status_list["credentialSubject"].get("encodedList"))
    old = "StatusList2021Entry" in types_of(entry)
    bits = Bitstring.decode("u" + encoded if old and not encoded.startswith("u") else encoded)
    return bits.value(read.index, read.size), loaded


def _content(loaded: LoadedDocument) -> Json | str:
    text = loaded.content.strip()
    if re.fullmatch(rb"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+", text):
        return text.decode()
    value = loads(loaded.content)
    if not isinstance(value, dict):
        raise OpenBadgesError("the status list is not a JSON object")
    return value


def _require_say(
    status_list: Json, signature: Signature, asked: _Asked, *, url: str, purpose: str, loaded: LoadedDocument
) -> None:
    """Raise _Untrusted for a list that is not signed by the issuer, not in force, or for another purpose."""
    problem = ""
    if not signature.trusted:
        worst = next(step for step in signature.steps if step.outcome is not Outcome.VALID)
        broken = any(step.outcome is Outcome.INVALID for step in signature.steps)
        reason = f"the status list is not to be trusted: {worst.reason}"
        raise _Untrusted(reason, Outcome.INVALID if broken else Outcome.NOT_CHECKED, loaded)
    subject = status_list.get("credentialSubject")
    if not types_of(status_list) & set(_ENTRY.values()) or not isinstance(subject, dict):
        problem = "the document is not a status list credential"
    elif issuer_id(status_list) != issuer_id(asked.credential):
        problem = f"the status list is by {issuer_id(status_list)}, not by the credential's issuer"
    elif purpose not in listed(subject.get("statusPurpose")):
        problem = f"the status list is not for {purpose}"
    elif status_list.get("id") not in (None, url):
        problem = f"the status list calls itself {str(status_list.get('id'))[:200]}"
    if problem:
        raise _Untrusted(problem, Outcome.INVALID, loaded)
    # A list speaks for the time when it was read; one out of date may hide what was revoked since.
    validity = check_validity(status_list, max(asked.at, loaded.fetched_at + _SKEW), signature.window)
    if validity.outcome is Outcome.INVALID:
        reason = f"the status list is not in force: {validity.reason}"
        raise _Untrusted(reason, Outcome.NOT_CHECKED, loaded)


def _revocation_list(entry: Json, credential: Json, documents: Documents) -> Step:
    """1EdTech's older list: unsigned, so https and the issuer's name in it are all that speaks for it."""
    url = str(entry.get("id"))
    content, loaded = documents.load_json(url)
    if issuer_id(content) != issuer_id(credential):
        reason = "the revocation list is by another issuer"
        return _step("revocation", Outcome.INVALID, reason, url, loaded.fetched_at)
    for revoked in listed(content.get("revokedCredential")):
        if isinstance(revoked, dict) and revoked.get("id") == credential.get("id"):
            why = str(revoked.get("revocationReason") or "no reason given")[:500]
            return _step(
                "revocation", Outcome.INVALID, f"the credential is revoked: {why}", url, loaded.fetched_at
            )
    reason = "the credential is not in the revocation list (which is not signed)"
    return _step("revocation", Outcome.VALID, reason, url, loaded.fetched_at)


def _step(name: str, outcome: Outcome, reason: str, against: str = "", as_of: datetime | None = None) -> Step:
    return Step(name=name, outcome=outcome, reason=reason, against=against, as_of=as_of)
