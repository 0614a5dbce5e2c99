"""Who looked at whom: written with every look, shown to the person looked at."""

import datetime
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.models import Organisation, User


class LookQuerySet(models.QuerySet["Look"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(learner=user)


def today() -> datetime.date:
    return timezone.now().date()


class Look(models.Model):
    """Appearing in an organisation's results counts once a day; opening the page counts each time."""

    class Kind(models.TextChoices):
        RESULT = "result", _("You appeared in search results, without your name")
        PAGE = "page", _("Your anonymous page was opened")
        NAMED = "named", _("Your name and contact were shown, as you accepted")

    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="looks")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    viewer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=6, choices=Kind)
    day = models.DateField(default=today)
    at = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar[LookQuerySet] = LookQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                "learner", "organisation", "day", condition=Q(kind="result"), name="look_result_once_a_day"
            )
        ]
        indexes = [
            # Serves "who looked at me".
            models.Index(fields=["learner", "-at"], name="look_by_learner")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.learner_id}"
