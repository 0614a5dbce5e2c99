"""A learner's portfolio: who they are, where and how they want to work, and who may see it."""

import uuid
from typing import ClassVar, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portfolios.models.visibility import Visibility
from portfolios.places import country_choices, country_name, language_name

STORY_LENGTH = 10_000


class PortfolioQuerySet(models.QuerySet["Portfolio"]):
    def public(self) -> Self:
        """Those that anyone with the address may open; a deactivated person shows nothing."""
        return self.filter(visibility=Visibility.PUBLIC, learner__is_active=True)

    def shareable(self) -> Self:
        """Those that share links open."""
        return self.filter(visibility__in=(Visibility.LINK, Visibility.PUBLIC), learner__is_active=True)

    def locked(self) -> Self:
        """Taken before anything that belongs to the portfolio."""
        return self.select_for_update(of=("self",))


class Portfolio(models.Model):
    """One per learner. Private until they publish it; `slug` is the address they chose, None before that."""

    class WorkMode(models.TextChoices):
        ON_SITE = "on_site", _("on site")
        HYBRID = "hybrid", _("partly from home")
        REMOTE = "remote", _("from home")
        ANY = "any", _("any of these")

    class Availability(models.TextChoices):
        NOW = "now", _("available now")
        FROM = "from", _("available from a date")
        NOT_LOOKING = "not_looking", _("not looking for work")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    learner = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="portfolio"
    )
    slug = models.SlugField(_("address"), max_length=60, unique=True, null=True, blank=True)
    visibility = models.CharField(
        _("who may see it"), max_length=7, choices=Visibility, default=Visibility.PRIVATE
    )
    published_at = models.DateTimeField(null=True, blank=True)
    # Null: search engines are asked not to list it.
    indexed_at = models.DateTimeField(null=True, blank=True)
    headline = models.CharField(
        _("headline"), max_length=120, blank=True, help_text=_("Who you are, in one line.")
    )
    story = models.TextField(
        _("story"),
        max_length=STORY_LENGTH,
        blank=True,
        help_text=_("What you do, what you have learned, where you want to go. Markdown."),
    )
    city = models.CharField(_("town or city"), max_length=100, blank=True)
    country = models.CharField(_("country"), max_length=2, blank=True, choices=country_choices)
    languages = ArrayField(
        models.CharField(max_length=12), verbose_name=_("languages"), default=list, blank=True
    )
    work_mode = models.CharField(_("where you would work"), max_length=7, choices=WorkMode, blank=True)
    availability = models.CharField(_("availability"), max_length=11, choices=Availability, blank=True)
    available_from = models.DateField(_("available from"), null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar[PortfolioQuerySet] = PortfolioQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(visibility=Visibility.PRIVATE)
                | Q(slug__isnull=False, published_at__isnull=False),
                name="portfolio_published_has_address",
            ),
            models.CheckConstraint(
                condition=Q(indexed_at=None) | Q(visibility=Visibility.PUBLIC),
                name="portfolio_indexed_is_public",
            ),
            models.CheckConstraint(
                condition=Q(availability="from", available_from__isnull=False)
                | (~Q(availability="from") & Q(available_from=None)),
                name="portfolio_date_goes_with_from",
            ),
        ]

    def __str__(self) -> str:
        return self.slug or str(self.uuid)

    def get_absolute_url(self) -> str:
        """The address that the learner chose; before that, where they edit it."""
        if self.slug:
            return reverse("portfolios:portfolio", kwargs={"slug": self.slug})
        return reverse("portfolios:edit")

    @property
    def is_public(self) -> bool:
        return self.visibility == Visibility.PUBLIC

    @property
    def is_published(self) -> bool:
        return self.visibility != Visibility.PRIVATE

    @property
    def place(self) -> str:
        """Town and country in one line."""
        return ", ".join(part for part in (self.city, country_name(self.country)) if part)

    @property
    def language_names(self) -> list[str]:
        return [language_name(code) for code in self.languages]
