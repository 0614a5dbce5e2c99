"""What the learners of the demo world show: their portfolios, and whether employers may find them."""

import datetime

from employers.models import Discovery, Introduction, Place
from employers.services.discovery import Choices, choose
from employers.services.introductions import request_introduction
from portal.demo.people import Learner
from portal.models import Organisation, User
from portfolios.models import Visibility
from portfolios.services.portfolios import About, describe, ensure_portfolio, publish

# Who is asked for an introduction before anyone has signed in: (learner, organisation, actor, role).
ASKED = {
    "learner@cairn.example": (
        "lumen-analytics",
        "people@lumen.example",
        "Clinical data assistant",
        "We read hospital observations for a living and look for someone who has taken them at a bedside. "
        "Could we talk for half an hour?",
    ),
}


def settle(learner: User, plan: Learner, *, now: datetime.datetime) -> None:
    """Describe and publish a portfolio, and allow being found, as the plan says; done once."""
    portfolio = ensure_portfolio(learner)
    if not portfolio.headline:
        about = About(
            headline=plan.headline,
            city=plan.city,
            country=plan.country,
            languages=plan.languages,
            work_mode=plan.work_mode,
        )
        portfolio = describe(portfolio, about, actor=learner)
        if plan.portfolio:
            publish(
                portfolio,
                visibility=Visibility.PUBLIC,
                slug=plan.portfolio,
                indexed=False,
                actor=learner,
                at=now,
            )
    if plan.discoverable and not Discovery.objects.filter(learner=learner).exists():
        choices = Choices(
            place=Place.objects.named(plan.city).filter(country=plan.country).first(),
            country=plan.country,
            work_modes=[plan.work_mode],
            languages=plan.languages,
        )
        choose(learner, discoverable=True, choices=choices, actor=learner, at=now)
    _be_asked(learner, now=now)


def _be_asked(learner: User, *, now: datetime.datetime) -> None:
    if learner.email not in ASKED or Introduction.objects.filter(learner=learner).exists():
        return
    slug, asker, role, message = ASKED[learner.email]
    request_introduction(
        Organisation.objects.get(slug=slug),
        learner,
        role_title=role,
        message=message,
        actor=User.objects.get_by_natural_key(asker),
        at=now,
    )
