"""Writing the audit trail."""

import uuid
from typing import Protocol

from portal.models import AuditEntry, User


class Identified(Protocol):
    """Anything with a public identifier."""

    uuid: uuid.UUID


def record(
    action: str, subject: Identified, *, actor: User | None, **details: str | int | float | bool | None
) -> None:
    """Add one audit row in the running transaction; `details` are ids and facts, never personal data."""
    AuditEntry.objects.create(
        actor=actor,
        action=action,
        object_type=type(subject).__name__,
        object_uuid=subject.uuid,
        details=details,
    )
