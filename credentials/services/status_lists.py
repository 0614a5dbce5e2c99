"""Bitstring Status List v1.0: places given at random, bits changed under lock, lists signed at once.

A signed list is good for VALID_FOR and signed anew every day: nobody can go on showing one from before a
revocation.

Open Badges 3.0 admits one status entry in a credential, so lists are for revocation; a suspension is shown by
this portal's own verification.
"""

import datetime
import json
import secrets

from django.db import transaction
from django.utils import timezone

from credentials import openbadges
from credentials.models import IssuerProfile, StatusList
from credentials.services import keys

PLACES = 131_072
VALID_FOR = datetime.timedelta(days=7)
SIGN_ANEW_AFTER = datetime.timedelta(days=1)


def take_place(issuer: IssuerProfile, *, at: datetime.datetime) -> tuple[StatusList, int]:
    """Step: a place that no other credential has, at random. The list stays locked until the end.

    Before a list is half full a new one is begun: a place in it says nothing about when it was taken.
    """
    status_list = _with_room(issuer) or _begun_once(issuer, at=at)
    taken = bytearray(status_list.allocated)
    index = openbadges.allocate(
        lambda place: bool(taken[place // 8] & _mask(place)), secrets.randbelow, length=len(taken) * 8
    )
    taken[index // 8] |= _mask(index)
    status_list.allocated = bytes(taken)
    status_list.allocated_count += 1
    status_list.save(update_fields=["allocated", "allocated_count"])
    return status_list, index


def set_bit(status_list_id: int, index: int, *, at: datetime.datetime) -> StatusList:
    """Step: switch a place on, and sign the list anew."""
    status_list = StatusList.objects.locked().get(pk=status_list_id)
    bits = bytearray(status_list.bits)
    bits[index // 8] |= _mask(index)
    status_list.bits = bytes(bits)
    _sign(status_list, at=at)
    status_list.save(update_fields=["bits", "document", "signed_at"])
    return status_list


def refresh(*, at: datetime.datetime | None = None) -> int:
    """Sign anew every list whose signature is a day old, each in a transaction of its own; how many."""
    now = at or timezone.now()
    due = StatusList.objects.due(now - SIGN_ANEW_AFTER).values_list("pk", flat=True)
    return sum(_refreshed(pk, at=now) for pk in due)


def sign_all(issuer: IssuerProfile, *, at: datetime.datetime) -> None:
    """Step: sign every list of an issuer with its active key."""
    for status_list in StatusList.objects.locked().filter(issuer=issuer).order_by("pk"):
        _sign(status_list, at=at)
        status_list.save(update_fields=["document", "signed_at"])


@transaction.atomic(durable=True)
def _refreshed(pk: int, *, at: datetime.datetime) -> bool:
    status_list = StatusList.objects.locked().due(at - SIGN_ANEW_AFTER).filter(pk=pk).first()
    if status_list is None:
        return False
    _sign(status_list, at=at)
    status_list.save(update_fields=["document", "signed_at"])
    return True


def _mask(index: int) -> int:
    """Index 0 is the most significant bit of the first byte."""
    return 0x80 >> (index % 8)


def _with_room(issuer: IssuerProfile) -> StatusList | None:
    lists = StatusList.objects.locked().filter(
        issuer=issuer, purpose=StatusList.Purpose.REVOCATION, allocated_count__lt=PLACES // 2
    )
    return lists.order_by("pk").first()


def _begun_once(issuer: IssuerProfile, *, at: datetime.datetime) -> StatusList:
    IssuerProfile.objects.locked().get(pk=issuer.pk)
    existing = _with_room(issuer)
    if existing is not None:
        return existing
    status_list = StatusList(issuer=issuer, bits=bytes(PLACES // 8), allocated=bytes(PLACES // 8))
    _sign(status_list, at=at)
    status_list.save()
    return status_list


def _sign(status_list: StatusList, *, at: datetime.datetime) -> None:
    """Sign as of now at the earliest: a credential may be dated back, a list speaks for the present."""
    now = max(at, timezone.now())
    key = keys.active_key(status_list.issuer)
    raw = bytes(status_list.bits)
    document = openbadges.compose_status_list(
        url=status_list.public_url,
        issuer=openbadges.IssuerClaims(id=key.issuer.did, name=key.issuer.name),
        bits=openbadges.Bitstring.of(_places(raw), length=len(raw) * 8),
        purpose=str(status_list.purpose),
        valid_from=now,
        valid_until=now + VALID_FOR,
    )
    signed = openbadges.sign_credential(
        document, keys.private_key(key), verification_method=key.verification_method, created=now
    )
    status_list.document = json.dumps(signed, ensure_ascii=False)
    status_list.signed_at = now


def _places(raw: bytes) -> list[int]:
    """Where the bits are on."""
    return [
        byte * 8 + bit for byte, value in enumerate(raw) if value for bit in range(8) if value & (0x80 >> bit)
    ]
