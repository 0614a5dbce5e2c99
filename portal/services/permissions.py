"""Who may act for an organisation. Views fetch by the same rule; use-cases do not rely on it."""

from portal.errors import NotAllowed
from portal.models import Organisation, User


def require_role(organisation: Organisation, actor: User, *roles: str) -> None:
    """Raise NotAllowed unless `actor` holds one of `roles` in it; an owner holds them all."""
    if not Organisation.objects.for_member(actor, *roles).filter(pk=organisation.pk).exists():
        raise NotAllowed


def require_self(actor: User, person_id: int) -> None:
    """Raise NotAllowed unless `actor` is the person (by primary key) whom it concerns."""
    if actor.pk != person_id:
        raise NotAllowed
