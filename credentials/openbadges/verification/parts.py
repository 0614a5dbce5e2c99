"""What is inside: the credentials of a record and the endorsements that a credential carries.

Each is signed by itself, so each is verified by itself. The signature around them says only who put them
together.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from credentials.openbadges.report import CREDENTIALS, ENDORSEMENTS, SUBJECT, Kind, Outcome, Report, Step
from credentials.openbadges.sign import issuer_id
from credentials.openbadges.verification.structure import listed, types_of

type Json = dict[str, Any]
type Path = tuple[str | int, ...]

MAX_PARTS: Final = 50
# A record holds credentials, which may carry endorsements; what stands deeper is not looked at.
MAX_DEPTH: Final = 2
_ENVELOPE: Final = re.compile(r"data:application/vc(?:\+ld\+json)?\+jwt,([A-Za-z0-9_.-]+)")
_ENDORSING: Final = re.compile(r"(?:^|\.)endorsement(?:Jwt)?(?:\[\d+\])?$")
_NAMES: Final = {CREDENTIALS: "credential", ENDORSEMENTS: "endorsement"}
# What may have happened to a part since, without a fault of the whole.
_LAPSES: Final = {
    CREDENTIALS: frozenset({"validity"}),
    ENDORSEMENTS: frozenset({"validity", "revocation", "suspension"}),
}


@dataclass(frozen=True, slots=True)
class Inside:
    """Something signed within a document: where it stands, what it is there as, and its text or object."""

    path: Path
    role: str
    value: str | Json

    @property
    def place(self) -> str:
        """The path as `credentialSubject.verifiableCredential[0]`."""
        return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in self.path).lstrip(".")


def inside(document: Json, kind: Kind) -> list[Inside]:
    """Everything signed within a document, in the order of the document."""
    found: list[Inside] = []
    if kind is Kind.COMPREHENSIVE_RECORD:
        found += _at(document, ("credentialSubject", "verifiableCredential"), CREDENTIALS)
    holders: tuple[Path, ...] = ((), ("issuer",), ("credentialSubject", "achievement"))
    for holder in holders:
        for name in ("endorsement", "endorsementJwt"):
            found += _at(document, (*holder, name), ENDORSEMENTS)
    return found


def _at(document: Json, path: Path, role: str) -> Iterator[Inside]:
    value: Any = document
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    for number, entry in enumerate(listed(value)):
        place = (*path, number) if isinstance(value, list) else path
        yield Inside(place, role, _unwrapped(entry))


def _unwrapped(entry: object) -> str | Json:
    """A JWS out of its EnvelopedVerifiableCredential (VCDM 2.0 §4.13); anything else as it is."""
    if isinstance(entry, dict):
        envelope = _ENVELOPE.fullmatch(str(entry.get("id")))
        enveloped = "EnvelopedVerifiableCredential" in types_of(entry)
        return envelope[1] if enveloped and envelope else entry
    return entry if isinstance(entry, str) else ""


def subject_step(part: Inside, inner: Json, whole: Json) -> Step:
    """Whether what is inside is about the person of the record, or endorses what carries it."""
    if part.role == ENDORSEMENTS:
        return _endorsed(inner, whole)
    return _same_person(inner, whole)


def _endorsed(inner: Json, whole: Json) -> Step:
    if "EndorsementCredential" not in types_of(inner):
        return _subject(Outcome.INVALID, "this is not an endorsement")
    wanted = _id(inner, "credentialSubject")
    for name, known in (
        ("credential", _id(whole)),
        ("issuer", issuer_id(whole)),
        ("achievement", _id(whole, "credentialSubject", "achievement")),
    ):
        if wanted and wanted == known:
            return _subject(Outcome.VALID, f"it endorses the {name}", wanted)
    return _subject(Outcome.INVALID, "it endorses something else", wanted[:200])


def _id(node: Any, *path: str) -> str:
    """The id of an object some way down; "" where there is none."""
    for name in (*path, "id"):
        node = node.get(name) if isinstance(node, dict) else None
    return node if isinstance(node, str) else ""


def _same_person(inner: Json, whole: Json) -> Step:
    person, record = inner.get("credentialSubject"), whole.get("credentialSubject")
    if not isinstance(person, dict) or not isinstance(record, dict):
        return _subject(Outcome.NOT_CHECKED, "it is about more than one subject, which is not read here")
    own, theirs = identities(person), identities(record)
    if shared := sorted(own & theirs):
        _, kind, value, _ = shared[0]
        return _subject(Outcome.VALID, f"the record names the same {kind}", value)
    said = str(person.get("id") or "nobody by an identifier")[:200]
    reason = f"nothing in the record shows that this is the same person: it is about {said}"
    return _subject(Outcome.NOT_CHECKED, reason, str(record.get("id") or "")[:200])


def identities(subject: Json) -> set[tuple[bool, str, str, str]]:
    """Who a subject is, as (hashed, kind, value, salt): its id and its identifiers, but no names."""
    found = {(False, "identifier", subject["id"], "")} if isinstance(subject.get("id"), str) else set()
    for entry in listed(subject.get("identifier")):
        if isinstance(entry, dict) and entry.get("identityType") not in ("name", None):
            kind, value, salt = (str(entry.get(key, "")) for key in ("identityType", "identityHash", "salt"))
            found.add((entry.get("hashed") is True, kind, value, salt))
    return found


def summed_up(role: str, parts: Sequence[Report]) -> Step:
    """One step about all parts of a role: invalid if one is not genuine.

    What has lapsed does not spoil the whole: a record tells what was achieved and says when, and an endorser
    cannot take back what another issued. A credential that its issuer revoked does spoil a record.
    """
    lapsed = [part for part in parts if _only_lapsed(part, _LAPSES[role])]
    wrong = [part for part in parts if part.verdict is Outcome.INVALID and part not in lapsed]
    unknown = [part for part in parts if part.verdict is Outcome.NOT_CHECKED]
    if wrong or unknown:
        outcome = Outcome.INVALID if wrong else Outcome.NOT_CHECKED
        reason = "; ".join(f"{part.place}: {_why(part)}" for part in (*wrong, *unknown)[:5])
        return Step(name=role, outcome=outcome, reason=f"{len(wrong or unknown)} of {len(parts)}: {reason}")
    count = f"{len(parts)} {_NAMES[role]}{'s' if len(parts) > 1 else ''}"
    past = f", {len(lapsed)} no longer in force" if lapsed else ""
    reason = f"{count}, genuine each{past}"
    return Step(name=role, outcome=Outcome.VALID, reason=reason, against="the keys of each one's own issuer")


def summaries(parts: Sequence[Report]) -> dict[str, Step]:
    """The step of each role about these parts of one document, by its name."""
    roles: dict[str, list[Report]] = {}
    for part in parts:
        roles.setdefault(ENDORSEMENTS if _ENDORSING.search(part.place) else CREDENTIALS, []).append(part)
    return {role: summed_up(role, reports) for role, reports in roles.items()}


def _only_lapsed(part: Report, lapses: frozenset[str]) -> bool:
    invalid = {step.name for step in part.steps if step.outcome is Outcome.INVALID}
    return part.genuine and bool(invalid) and invalid <= lapses


def _why(part: Report) -> str:
    """The reason behind a verdict that is not valid: of the first step that has this outcome."""
    return next(step.reason for step in part.steps if step.outcome is part.verdict)


def without(document: Json, paths: Sequence[Path]) -> Json:
    """The document without what stands at these paths; itself where there are none."""
    for path in reversed(paths):  # in the order of the document, so that what comes first keeps its number
        document = _removed(document, path)
    return document


def _removed(node: Any, path: Path) -> Any:
    name, rest = path[0], path[1:]
    if isinstance(name, int):
        return [entry for number, entry in enumerate(node) if number != name]
    if not rest:
        return {key: value for key, value in node.items() if key != name}
    return {**node, name: _removed(node[name], rest)}


def _subject(outcome: Outcome, reason: str, against: str = "") -> Step:
    return Step(name=SUBJECT, outcome=outcome, reason=reason, against=against)
