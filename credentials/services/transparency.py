"""Writing the transparency log: an entry for every award, change of status and key, never taken back.

A change is noted in the transaction that makes it, and gets its place in the log afterwards, so that only
appending waits for the log. Notes keep the order in which things happened; the events that bring them into
the log may come in any order.
"""

import datetime
import hashlib
import os
from collections.abc import Callable
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from credentials import log
from credentials.models import Credential, LogCheckpoint, LogKey, LogRecord, LogTile
from credentials.models import SigningKey as IssuerKey
from credentials.queries.transparency import StoredTiles, entry_of
from credentials.services.encryption import decrypted, encrypted

Random = Callable[[int], bytes]


class TileTable(StoredTiles):
    """The table of tiles, for appending. A full tile sweeps its partial forerunners away."""

    def write(self, path: str, data: bytes) -> None:
        LogTile.objects.update_or_create(path=path, defaults={"data": data})
        if ".p/" not in path:
            LogTile.objects.filter(path__startswith=f"{path}.p/").delete()


def origin() -> str:
    """The log's name in its checkpoints: the portal's host and the log's path, without a scheme."""
    return f"{urlsplit(settings.SITE_URL).netloc}/log"


def note_status(
    credential: Credential, *, value: str, at: datetime.datetime, random: Random = os.urandom
) -> None:
    """Step: note a change of status (`suspended`, `active`, `revoked`, `superseded`) to be logged.

    The credential is locked, so the notes stand in the order of the changes.
    """
    number = LogRecord.objects.filter(subject=credential.uuid, kind="status").count() + 1
    LogRecord.objects.create(
        source=f"credential:{credential.uuid}:status-{number}",
        credential=credential,
        kind="status",
        subject=credential.uuid,
        value=value,
        at=at,
        salt=random(32),
    )


def note_key(key: IssuerKey, *, value: str, at: datetime.datetime, random: Random = os.urandom) -> None:
    """Step: note that a key was `added`, `retired` or `revoked`, to be logged; each happens once."""
    record = _key_record(key, value=value, at=at)
    record.salt = random(32)
    record.save()


@transaction.atomic(durable=True)
def log_issued(credential: Credential, *, random: Random = os.urandom) -> LogRecord:
    """Log that a credential was issued, after the key that signed it and before what changed since.

    Returns the entry of the award. Twice changes nothing. Raises ValueError before it is issued.
    """
    if credential.signing_key is None or credential.issued_at is None:
        raise ValueError("Only an issued credential is logged.")
    key = _locked_key(random)
    _append_noted(key, _key_record(credential.signing_key, value="added"), random=random)
    award = LogRecord(
        source=f"credential:{credential.uuid}:issued",
        credential=credential,
        kind="award",
        subject=credential.uuid,
        value="active",
        at=credential.issued_at,
        digest=hashlib.sha256(credential.document.encode()).hexdigest(),
    )
    return _append_noted(key, award, random=random)


@transaction.atomic(durable=True)
def log_key(signing_key: IssuerKey, *, random: Random = os.urandom) -> LogRecord:
    """Log that a key exists and what is noted of it. Returns the first entry; twice changes nothing."""
    return _append_noted(_locked_key(random), _key_record(signing_key, value="added"), random=random)


def _key_record(key: IssuerKey, *, value: str, at: datetime.datetime | None = None) -> LogRecord:
    return LogRecord(
        source=f"key:{key.uuid}:{value}",
        kind="key",
        subject=key.uuid,
        value=value,
        at=at or key.created_at,
        digest=hashlib.sha256(key.public_multibase.encode()).hexdigest(),
    )


def _locked_key(random: Random) -> LogKey:
    """The log's key, made when first needed; holding its row is holding the log."""
    name = origin()
    if not LogKey.objects.filter(origin=name).exists():
        seed = random(32)
        signer = log.SigningKey.of(name, Ed25519PrivateKey.from_private_bytes(seed))
        made = LogKey(origin=name, verifier_key=str(signer.verifier), private_encrypted=encrypted(seed))
        LogKey.objects.bulk_create([made], ignore_conflicts=True)
    return LogKey.objects.locked().get(origin=name)


def _append_noted(key: LogKey, first: LogRecord, *, random: Random) -> LogRecord:
    """Step: put the subject's first entry into the log, then its notes, as far as they are not there yet."""
    begun = LogRecord.objects.filter(source=first.source).first()
    if begun is None:
        first.salt = random(32)
        begun = first
    if begun.index is None:
        _append(key, begun)
    for record in LogRecord.objects.filter(subject=first.subject, index=None).order_by("pk"):
        _append(key, record)
    return begun


def _append(key: LogKey, record: LogRecord) -> None:
    """Step: put one entry at the end and sign the new head. The log is locked.

    The clocks of two machines differ: no entry is older than the one before it about the same subject.
    """
    head = LogCheckpoint.objects.order_by("-size").first()
    tree = log.MerkleLog(TileTable(), head.size if head else 0)
    earlier = LogRecord.objects.logged().filter(subject=record.subject).order_by("-index").first()
    record.index = tree.size
    record.previous = earlier.index if earlier else None
    record.at = max(record.at, earlier.at) if earlier else record.at
    tree.append([entry_of(record).commitment(bytes(record.salt))])
    record.save()
    root = tree.root()
    signer = log.SigningKey.of(
        key.origin, Ed25519PrivateKey.from_private_bytes(decrypted(key.private_encrypted))
    )
    note = log.Checkpoint(key.origin, tree.size, root).signed(signer)
    LogCheckpoint.objects.create(size=tree.size, root=root.hex(), note=str(note), signed_at=timezone.now())
