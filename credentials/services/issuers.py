"""Organisations become issuers."""

from django.db import transaction
from django.utils import timezone

from credentials.errors import NotAProvider
from credentials.models import IssuerProfile, SigningKey
from credentials.services import keys
from portal import audit
from portal.models import Organisation, User


@transaction.atomic(durable=True)
def ensure_issuer(organisation: Organisation, *, actor: User) -> IssuerProfile:
    """The organisation's issuing face with an active key; made the first time. Raises NotAProvider."""
    if not organisation.is_provider:
        raise NotAProvider
    issuer, is_new = IssuerProfile.objects.get_or_create(
        organisation=organisation,
        defaults={
            "slug": organisation.slug,
            "name": organisation.name,
            "description": organisation.description,
            "url": organisation.url,
            "email": organisation.contact_email,
        },
    )
    IssuerProfile.objects.locked().get(pk=issuer.pk)
    if not SigningKey.objects.active().filter(issuer=issuer).exists():
        keys.new_key(issuer, at=timezone.now())
    if is_new:
        audit.record("issuer.created", issuer, actor=actor)
    return issuer
