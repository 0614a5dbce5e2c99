"""What can be earned, in immutable versions; and the rule by which several make a larger one."""

import uuid
from decimal import Decimal
from typing import ClassVar, Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from credentials.models.issuer import IssuerProfile
from portal.models import User
from skills.models import LEVEL_CHOICES, Skill


class AchievementQuerySet(models.QuerySet["Achievement"]):
    def published(self) -> Self:
        return self.exclude(current_version=None)

    def of_organisations_of(self, user: User, *roles: str) -> Self:
        return self.filter(issuer__organisation__in=user.organisations_as(*roles))

    def locked(self) -> Self:
        return self.select_for_update(of=("self",))


class Achievement(models.Model):
    """The lasting identity; what it says stands in its versions. `current_version` is what is awarded now."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    issuer = models.ForeignKey(IssuerProfile, on_delete=models.PROTECT, related_name="achievements")
    slug = models.SlugField(max_length=80, unique=True)
    current_version = models.ForeignKey(
        "AchievementVersion", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    retired_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[AchievementQuerySet] = AchievementQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["slug", "pk"]

    def __str__(self) -> str:
        return self.current_version.name if self.current_version else self.slug

    def get_absolute_url(self) -> str:
        return reverse("credentials:achievement", kwargs={"slug": self.slug})

    @property
    def public_url(self) -> str:
        return f"{settings.SITE_URL}{self.get_absolute_url()}"


class AchievementVersion(models.Model):
    """One immutable wording of an achievement, with the EU Annex I facts of a micro-credential."""

    class Type(models.TextChoices):
        MICRO_CREDENTIAL = "MicroCredential", _("micro-credential")
        CERTIFICATE = "Certificate", _("certificate")
        CERTIFICATION = "Certification", _("certification")
        COURSE = "Course", _("course")
        COMPETENCY = "Competency", _("competency")
        BADGE = "Badge", _("badge")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    achievement = models.ForeignKey(Achievement, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    name = models.CharField(_("name"), max_length=150)
    description = models.TextField(_("description"), max_length=2000)
    criteria = models.TextField(_("criteria"), help_text=_("What one has to do to earn it. Markdown."))
    type = models.CharField(_("type"), max_length=40, choices=Type, default=Type.MICRO_CREDENTIAL)
    language = models.CharField(_("language"), max_length=12, default="en")
    hours = models.DecimalField(_("learning hours"), max_digits=6, decimal_places=2, default=0)
    credits = models.DecimalField(_("credits"), max_digits=6, decimal_places=2, null=True, blank=True)
    eqf_level = models.PositiveSmallIntegerField(
        _("EQF level"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(8)]
    )
    validity_months = models.PositiveSmallIntegerField(_("valid for, in months"), null=True, blank=True)
    # Which hue the stone takes.
    family = models.SlugField(_("family"), max_length=80, blank=True)
    participation = models.CharField(_("form of participation"), max_length=200, default="Online, self-paced")
    assessment_type = models.CharField(
        _("type of assessment"), max_length=200, default="Online assessment, scored"
    )
    supervision = models.CharField(
        _("supervision and identity verification"),
        max_length=200,
        default="Unsupervised, no identity verification",
    )
    quality_assurance = models.CharField(
        _("quality assurance"), max_length=200, default="Reviewed by a second person before publication"
    )
    guess_pass_limit = models.DecimalField(
        _("most probable pass by guessing"),
        max_digits=5,
        decimal_places=4,
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(1)],
        help_text=_(
            "From 0 to 1; 0.01 is one in a hundred. A course whose assessment is easier to guess, with all "
            "the attempts it allows, cannot be published."
        ),
    )
    skills = models.ManyToManyField(Skill, through="AchievementSkill", related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["achievement", "-number"]
        constraints = [
            models.UniqueConstraint("achievement", "number", name="achievement_version_once"),
            models.CheckConstraint(
                condition=Q(eqf_level=None) | Q(eqf_level__range=(1, 8)), name="achievement_eqf_1_to_8"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.number})"

    @property
    def guess_pass_percent(self) -> Decimal | None:
        return None if self.guess_pass_limit is None else self.guess_pass_limit * 100


class AchievementSkill(models.Model):
    version = models.ForeignKey(AchievementVersion, on_delete=models.CASCADE, related_name="skill_levels")
    skill = models.ForeignKey(Skill, on_delete=models.PROTECT, related_name="achievement_levels")
    level = models.PositiveSmallIntegerField(_("level"), choices=LEVEL_CHOICES)

    class Meta:
        ordering = ["-level", "pk"]
        constraints = [
            models.UniqueConstraint("version", "skill", name="achievement_skill_once"),
            models.CheckConstraint(condition=Q(level__range=(1, 5)), name="achievement_skill_level_1_to_5"),
        ]

    def __str__(self) -> str:
        return f"{self.skill_id}:{self.level}"


class StackRuleQuerySet(models.QuerySet["StackRule"]):
    def current(self) -> Self:
        return self.filter(published_at__isnull=False, retired_at=None)

    def touched_by(self, achievement: Achievement) -> Self:
        """Those that a new credential of this achievement may satisfy."""
        return self.filter(Q(open_ended=True) | Q(pk__in=achievement.part_of_rules.values("pk")))


class StackRule(models.Model):
    """When a person holds what `rule` asks for, `achievement` is awarded. The newest published rule holds."""

    class OnRevocation(models.TextChoices):
        KEEP = "keep", _("keep the larger credential")
        REVOKE = "revoke", _("revoke the larger credential when a part is revoked")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    achievement = models.ForeignKey(Achievement, on_delete=models.PROTECT, related_name="rules")
    number = models.PositiveIntegerField(default=1)
    rule = models.JSONField()
    # The achievements the rule names: finds the rules a new credential may satisfy.
    parts = models.ManyToManyField(Achievement, related_name="part_of_rules", blank=True)
    # Asks for skills or credits from anywhere, so that any new credential may satisfy it.
    open_ended = models.BooleanField(default=False)
    on_revocation = models.CharField(max_length=8, choices=OnRevocation, default=OnRevocation.REVOKE)
    published_at = models.DateTimeField(null=True, blank=True)
    retired_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[StackRuleQuerySet] = StackRuleQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint("achievement", "number", name="stack_rule_once"),
            models.UniqueConstraint(
                "achievement",
                condition=Q(published_at__isnull=False, retired_at=None),
                name="stack_rule_one_current",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.achievement_id} ({self.number})"
