"""Who may change a credential's status."""

from credentials.errors import NotAllowed
from credentials.models import Credential
from portal.models import User


def require_manager(credential: Credential, actor: User | None) -> None:
    """Raise NotAllowed unless `actor` is of the issuer (owner, assessor) or an operator.

    None is the portal itself, carrying out a rule that the issuer published.
    """
    if actor is not None and not Credential.objects.manageable_by(actor).filter(pk=credential.pk).exists():
        raise NotAllowed
