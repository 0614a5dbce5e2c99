"""The narrow row by which a person is found. No row, no person: it exists only while they allow it."""

import datetime
from typing import ClassVar, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q

from employers.models.discovery import Exclusion
from portal.models import Membership, Organisation, User


class TalentRowQuerySet(models.QuerySet["TalentRow"]):
    def shown_to(self, organisation: Organisation, at: datetime.datetime) -> Self:
        """The people this organisation may find at `at`: the one rule of search, candidate page and requests.

        Not those who exclude it, nor its own members, nor whose account is closed; nor a row whose evidence
        expired and that the schedule has yet to compute anew.
        """
        excluded = Exclusion.objects.against(organisation).values("learner")
        members = Membership.objects.filter(organisation=organisation).values("user")
        return (
            self.filter(Q(good_until=None) | Q(good_until__gte=at))
            .exclude(learner__in=excluded)
            .exclude(learner__in=members)
            .exclude(learner__in=User.objects.filter(is_active=False).values("pk"))
        )

    def outdated(self, at: datetime.datetime) -> Self:
        """Those that rest on a credential expired by `at`."""
        return self.filter(good_until__lt=at)


class TalentRow(models.Model):
    """Tokens: see `employers.tokens`. Evidence is packed, one entry for each (skill, level) proved, by skill.

    `skills` holds little-endian int32, `levels` uint8, `months` little-endian uint16 (months since the year
    0, of the newest evidence at that level or above): numpy reads a hundred thousand rows at once.
    """

    learner = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    tokens = ArrayField(models.IntegerField())
    skills = models.BinaryField()
    levels = models.BinaryField()
    months = models.BinaryField()
    # `tokens.letters` of the country, and the place's primary key; 0 and -1: not told.
    country = models.SmallIntegerField(default=-1)
    place = models.IntegerField(default=0)
    # 1970-01-01: now.
    available_on = models.DateField()
    # When the first of the credentials counted here expires.
    good_until = models.DateTimeField(null=True, blank=True)
    # Names of achievements and skills; nothing that the person wrote.
    text = SearchVectorField()

    objects: ClassVar[TalentRowQuerySet] = TalentRowQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        indexes = [
            # Both serve the search; without `fastupdate`, so that reads stay level while people change.
            GinIndex(fields=["tokens"], name="talent_tokens", fastupdate=False),
            GinIndex(fields=["text"], name="talent_text", fastupdate=False),
            # Serves the schedule that computes expired rows anew.
            models.Index(
                fields=["good_until"], condition=Q(good_until__isnull=False), name="talent_good_until"
            ),
        ]

    def __str__(self) -> str:
        return str(self.learner_id)
