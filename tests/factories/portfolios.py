"""Portfolios and what is in them: minimal, valid; published through the use-case."""

import datetime
import io
from typing import Any

import factory
from factory.django import DjangoModelFactory
from PIL import Image

from portal.models import User
from portfolios.models import ClaimedSkill, Education, Experience, Portfolio, Project, Visibility
from portfolios.services import portfolios
from tests.factories.portal import UserFactory
from tests.factories.skills import SkillFactory

BEGUN = datetime.date(2025, 3, 1)


class PortfolioFactory(DjangoModelFactory[Portfolio]):
    """Private and empty."""

    class Meta:
        model = Portfolio

    learner = factory.SubFactory(UserFactory)


class ProjectFactory(DjangoModelFactory[Project]):
    class Meta:
        model = Project

    portfolio = factory.SubFactory(PortfolioFactory)
    title = factory.Sequence(lambda n: f"Project {n}")
    started_on = BEGUN


class ExperienceFactory(DjangoModelFactory[Experience]):
    class Meta:
        model = Experience

    portfolio = factory.SubFactory(PortfolioFactory)
    role = factory.Sequence(lambda n: f"Role {n}")
    organisation = "Ridge Hospital"
    started_on = BEGUN


class EducationFactory(DjangoModelFactory[Education]):
    class Meta:
        model = Education

    portfolio = factory.SubFactory(PortfolioFactory)
    institution = "Ridge College"
    qualification = factory.Sequence(lambda n: f"Diploma {n}")
    started_on = BEGUN


class ClaimedSkillFactory(DjangoModelFactory[ClaimedSkill]):
    class Meta:
        model = ClaimedSkill

    portfolio = factory.SubFactory(PortfolioFactory)
    skill = factory.SubFactory(SkillFactory)
    level = 3


def published_portfolio(
    learner: User | None = None,
    *,
    slug: str = "amara",
    visibility: Visibility = Visibility.PUBLIC,
    **choices: Any,
) -> Portfolio:
    person = learner or UserFactory.create()
    portfolio = portfolios.ensure_portfolio(person)
    return portfolios.publish(portfolio, visibility=visibility, slug=slug, actor=person, **choices)


def picture(
    kind: str = "PNG", size: tuple[int, int] = (40, 30), colour: str = "#7d8a92", **saving: Any
) -> bytes:
    """The bytes of a small picture of one colour."""
    written = io.BytesIO()
    Image.new("RGB", size, colour).save(written, format=kind, **saving)
    return written.getvalue()
