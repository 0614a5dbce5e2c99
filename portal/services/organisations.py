"""What operators do with organisations."""

import datetime

from django.db import transaction
from django.utils import timezone

from portal import audit
from portal.models import Organisation, User


@transaction.atomic(durable=True)
def verify(organisation: Organisation, *, actor: User, at: datetime.datetime | None = None) -> Organisation:
    """Vouch for an organisation; a second time changes nothing."""
    changed = Organisation.objects.filter(pk=organisation.pk, verified_at=None).update(
        verified_at=at or timezone.now(), verified_by=actor
    )
    if changed:
        audit.record("organisation.verified", organisation, actor=actor)
    organisation.refresh_from_db()
    return organisation
