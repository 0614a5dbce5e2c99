"""What a portfolio is made of: choices about credentials, and what the learner adds with their own hands."""

import uuid
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from credentials.models import Credential
from portal.models import User
from portfolios.models.portfolio import Portfolio
from portfolios.models.visibility import Audience, Visibility
from skills.models import LEVEL_CHOICES, Skill

TEXT_LENGTH = 4_000


class CredentialChoice(models.Model):
    """What the learner decided about one credential. Without a row it shows to everyone, newest first."""

    portfolio = models.ForeignKey(Portfolio, on_delete=models.CASCADE, related_name="credential_choices")
    credential = models.ForeignKey(Credential, on_delete=models.CASCADE, related_name="+")
    visibility = models.CharField(max_length=7, choices=Visibility, default=Visibility.PUBLIC)
    position = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint("portfolio", "credential", name="credential_chosen_once")]

    def __str__(self) -> str:
        return f"{self.credential_id}: {self.visibility}"


class ItemQuerySet(models.QuerySet[Any]):
    def editable_by(self, user: User) -> Self:
        return self.filter(portfolio__learner=user)

    def seen_by(self, audience: Audience) -> Self:
        return self.filter(visibility__in=audience.may_see)


class Item(models.Model):
    """Something the learner wrote. Public within a portfolio that is itself private by default."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    portfolio = models.ForeignKey(Portfolio, on_delete=models.CASCADE, related_name="%(class)ss")
    visibility = models.CharField(
        _("who may see it"), max_length=7, choices=Visibility, default=Visibility.PUBLIC
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar[ItemQuerySet] = ItemQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.uuid)


class Period(Item):
    """An item with a beginning and an end; without an end it goes on."""

    started_on = models.DateField(_("from"))
    ended_on = models.DateField(_("until"), null=True, blank=True, help_text=_("Empty: it goes on."))
    text = models.TextField(_("description"), max_length=TEXT_LENGTH, blank=True, help_text=_("Markdown."))

    class Meta(Item.Meta):
        abstract = True
        ordering = [F("ended_on").desc(nulls_first=True), "-started_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gte=F("started_on")),
                name="%(class)s_ends_after_it_begins",
            )
        ]


class Experience(Period):
    """Work: paid, unpaid, voluntary."""

    role = models.CharField(_("what you did"), max_length=150)
    organisation = models.CharField(_("where"), max_length=150)
    place = models.CharField(_("place"), max_length=100, blank=True)

    def __str__(self) -> str:
        return f"{self.role}, {self.organisation}"


class Education(Period):
    """Schools, training, degrees."""

    institution = models.CharField(_("school or institution"), max_length=150)
    qualification = models.CharField(_("qualification"), max_length=150)
    field = models.CharField(_("subject"), max_length=150, blank=True)

    def __str__(self) -> str:
        return f"{self.qualification}, {self.institution}"


class Project(Period):
    """Something made, with its links ([{"url", "label"}]) and files."""

    title = models.CharField(_("title"), max_length=150)
    links = models.JSONField(_("links"), default=list, blank=True)

    def __str__(self) -> str:
        return self.title


class ProjectFile(models.Model):
    """A picture or PDF of a project. Pictures are drawn anew when they come in, without what cameras add."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="files")
    file = models.FileField(upload_to="portfolios/%Y/%m/", max_length=200)
    name = models.CharField(_("file name"), max_length=150)
    description = models.CharField(
        _("what it shows"), max_length=300, help_text=_("Read aloud to people who do not see it.")
    )
    media_type = models.CharField(max_length=40)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    width = models.PositiveIntegerField(null=True, blank=True)
    height = models.PositiveIntegerField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint("project", "sha256", name="project_file_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_picture(self) -> bool:
        return self.media_type.startswith("image/")


class ClaimedSkill(Item):
    """A skill the learner says they have; never shown among those that credentials prove."""

    skill = models.ForeignKey(Skill, on_delete=models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField(_("level"), choices=LEVEL_CHOICES)

    class Meta(Item.Meta):
        ordering = ["-level", "pk"]
        constraints = [
            models.UniqueConstraint("portfolio", "skill", name="claimed_skill_once"),
            models.CheckConstraint(condition=Q(level__range=(1, 5)), name="claimed_skill_level_1_to_5"),
        ]

    def __str__(self) -> str:
        return f"{self.skill_id}:{self.level}"
