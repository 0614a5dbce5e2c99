"""Writing the transparency log: an entry for every award, change of status and key, never taken back."""

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
from credentials.services.keys import decrypted, encrypted

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


@transaction.atomic(durable=True)
def log_issued(credential: Credential, *, random: Random = os.urandom) -> LogRecord:
    """Log that a credential was issued, and before it the key that signed. Twice changes nothing."""
    if credential.signing_key is None or credential.issued_at is None:
        raise ValueError("Only an issued credential is logged.")
    key = _locked_key(random)
    _append(key, _key_added(credential.signing_key), random=random)
    record = LogRecord(
        source=f"credential:{credential.uuid}:issued",
        credential=credential,
        kind="award",
        subject=credential.uuid,
        value="active",
        at=credential.issued_at,
        digest=hashlib.sha256(credential.document.encode()).hexdigest(),
    )
    return _append(key, record, random=random)


@transaction.atomic(durable=True)
def log_status(
    credential: Credential, *, value: str, at: datetime.datetime, random: Random = os.urandom
) -> LogRecord:
    """Log a change of status (`suspended`, `active`, `revoked`) at `at`. A second call changes nothing."""
    record = LogRecord(
        source=f"credential:{credential.uuid}:{value}:{at.isoformat()}",
        credential=credential,
        kind="status",
        subject=credential.uuid,
        value=value,
        at=at,
    )
    return _append(_locked_key(random), record, random=random)


def _key_added(key: IssuerKey) -> LogRecord:
    return LogRecord(
        source=f"key:{key.uuid}:added",
        kind="key",
        subject=key.uuid,
        value="added",
        at=key.created_at,
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


def _append(key: LogKey, record: LogRecord, *, random: Random) -> LogRecord:
    """Step: put one entry at the end and sign the new head. The log is locked."""
    known = LogRecord.objects.filter(source=record.source).first()
    if known is not None:
        return known
    head = LogCheckpoint.objects.order_by("-size").first()
    tree = log.MerkleLog(TileTable(), head.size if head else 0)
    earlier = LogRecord.objects.filter(subject=record.subject).order_by("-index").first()
    record.index = tree.size
    record.previous = earlier.index if earlier else None
    record.salt = random(32)
    tree.append([entry_of(record).commitment(record.salt)])
    record.save()
    root = tree.root()
    signer = log.SigningKey.of(
        key.origin, Ed25519PrivateKey.from_private_bytes(decrypted(key.private_encrypted))
    )
    note = log.Checkpoint(key.origin, tree.size, root).signed(signer)
    LogCheckpoint.objects.create(size=tree.size, root=root.hex(), note=str(note), signed_at=timezone.now())
    return record
