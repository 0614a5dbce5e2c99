"""What learners are told about their credentials."""

from django.utils.translation import gettext_lazy as _

from portal.notifications import Kind, register

ISSUED = register(
    Kind(
        name="credentials.issued",
        label=_("A credential is issued to you"),
        subject=_("You earned %(name)s"),
        body=_("%(issuer)s issued the credential %(name)s to you. It is signed: anyone can verify it."),
        action=_("See the credential"),
    )
)
REVOKED = register(
    Kind(
        name="credentials.revoked",
        label=_("A credential of yours is revoked"),
        subject=_("%(name)s was revoked"),
        body=_("%(issuer)s revoked your credential %(name)s. The reason given: %(reason)s"),
        action=_("See the credential"),
    )
)
SUSPENDED = register(
    Kind(
        name="credentials.suspended",
        label=_("A credential of yours is suspended"),
        subject=_("%(name)s is suspended"),
        body=_("%(issuer)s suspended your credential %(name)s. Until it is restored it does not count."),
        action=_("See the credential"),
    )
)
RESTORED = register(
    Kind(
        name="credentials.restored",
        label=_("A credential of yours is restored"),
        subject=_("%(name)s counts again"),
        body=_("%(issuer)s ended the suspension of your credential %(name)s."),
        action=_("See the credential"),
    )
)
SUPERSEDED = register(
    Kind(
        name="credentials.superseded",
        label=_("A credential of yours is replaced"),
        subject=_("%(name)s was replaced by a corrected credential"),
        body=_("%(issuer)s corrected your credential %(name)s. The new one is signed and takes its place."),
        action=_("See the credential"),
    )
)
RENEWED = register(
    Kind(
        name="credentials.renewed",
        label=_("A credential of yours is renewed"),
        subject=_("%(name)s was renewed"),
        body=_("%(issuer)s renewed your credential %(name)s. The new one is signed and takes its place."),
        action=_("See the credential"),
    )
)
BY_STATUS = {
    "revoked": REVOKED,
    "suspended": SUSPENDED,
    "valid": RESTORED,
    "expired": RESTORED,
    "superseded": SUPERSEDED,
}
