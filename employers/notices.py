"""What learners and recruiters are told about introductions. No name crosses before a yes."""

from django.utils.translation import gettext_lazy as _

from portal.notifications import Kind, register

REQUESTED = register(
    Kind(
        name="employers.introduction_requested",
        label=_("An employer asks to get to know you"),
        subject=_("%(organisation)s asks for an introduction"),
        body=_(
            "%(organisation)s would like to talk to you about: %(role)s. They do not know your name. You can "
            "accept or decline until the request expires."
        ),
        action=_("See the request"),
    )
)
ACCEPTED = register(
    Kind(
        name="employers.introduction_accepted",
        label=_("A candidate accepts an introduction"),
        subject=_("%(candidate)s accepted your request"),
        body=_("You asked about: %(role)s. Name, contact and portfolio are on the introduction's page."),
        action=_("See the introduction"),
    )
)
DECLINED = register(
    Kind(
        name="employers.introduction_declined",
        label=_("A candidate declines an introduction"),
        subject=_("%(candidate)s declined your request"),
        body=_("You asked about: %(role)s. Their name stays unknown to you."),
        action=_("See the introduction"),
    )
)
