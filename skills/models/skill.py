"""Frameworks of skills: stable addresses, labels people search for, and how fast a family of skills ages."""

import uuid
from typing import ClassVar, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.lookups import TrigramWordSimilar  # noqa: F401 - registers the lookup
from django.contrib.postgres.search import TrigramWordSimilarity
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Greatest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

LEVEL_CHOICES = [
    (1, _("Aware: knows the idea, does it with help")),
    (2, _("Works with guidance: does the usual case")),
    (3, _("Works alone: does it reliably, sees what is unusual")),
    (4, _("Leads: handles the difficult case and shows others")),
    (5, _("Shapes: sets how it is done")),
]


class Framework(models.Model):
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(_("name"), max_length=200)
    version = models.CharField(_("version"), max_length=40, blank=True)
    url = models.URLField(_("address"), blank=True)
    licence = models.CharField(_("licence"), max_length=80, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return f"{self.name} {self.version}".strip()


class SkillFamily(models.Model):
    framework = models.ForeignKey(Framework, on_delete=models.PROTECT, related_name="families")
    slug = models.SlugField(max_length=80)
    name = models.CharField(_("name"), max_length=200)
    half_life_months = models.PositiveSmallIntegerField(
        _("half-life in months"),
        null=True,
        blank=True,
        help_text=_("After this time the skill counts for half without practice; empty: it does not age."),
    )

    class Meta:
        verbose_name_plural = "skill families"
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint("framework", "slug", name="family_slug_once_per_framework")]

    def __str__(self) -> str:
        return self.name


class SkillQuerySet(models.QuerySet["Skill"]):
    def current(self) -> Self:
        return self.filter(retired_at=None)

    def by_reference(self, reference: str) -> Self:
        """By slug, by our own address, or by the address in the skill's framework."""
        own = f"{settings.SITE_URL}/skills/"
        if reference.startswith(own):
            framework, _slash, slug = reference.removeprefix(own).strip("/").partition("/")
            return self.filter(framework__slug=framework, slug=slug)
        if ":" in reference:
            return self.filter(external_uri=reference)
        return self.filter(slug=reference, retired_at=None).order_by("framework", "pk")

    def matching(self, text: str) -> Self:
        """Typo-tolerant search in labels and alternatives, best first; exact beginnings win."""
        words = text.strip()[:80]
        if not words:
            return self.none()
        similarity = Greatest(
            TrigramWordSimilarity(words, "label"), TrigramWordSimilarity(words, "search_text")
        )
        begins = Case(When(label__istartswith=words, then=Value(1.0)), default=Value(0.0))
        return (
            self.annotate(similarity=similarity + begins)
            .filter(
                Q(label__icontains=words)
                | Q(label__trigram_word_similar=words)
                | Q(search_text__trigram_word_similar=words)
            )
            .order_by(F("similarity").desc(), "label", "pk")
        )


class Skill(models.Model):
    """`uri` is the skill's stable public address: its framework's own, or ours for our frameworks."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    framework = models.ForeignKey(Framework, on_delete=models.PROTECT, related_name="skills")
    family = models.ForeignKey(
        SkillFamily, on_delete=models.PROTECT, related_name="skills", null=True, blank=True
    )
    slug = models.SlugField(max_length=120)
    external_uri = models.URLField(_("address in its framework"), blank=True, max_length=300)
    label = models.CharField(_("name"), max_length=200)
    description = models.TextField(_("description"), blank=True)
    alternatives = ArrayField(models.CharField(max_length=200), default=list, blank=True)
    labels = models.JSONField(_("names in other languages"), default=dict, blank=True)
    # Label and alternatives in one line: what the trigram index covers.
    search_text = models.TextField(editable=False, default="")
    broader = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="narrower"
    )
    retired_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[SkillQuerySet] = SkillQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["label", "pk"]
        constraints = [
            models.UniqueConstraint("framework", "slug", name="skill_slug_once_per_framework"),
            models.UniqueConstraint(
                "external_uri", condition=~Q(external_uri=""), name="skill_external_uri_once"
            ),
        ]
        indexes = [
            # Both serve the picker's search as one types.
            GinIndex(fields=["label"], name="skill_label_trigram", opclasses=["gin_trgm_ops"]),
            GinIndex(fields=["search_text"], name="skill_text_trigram", opclasses=["gin_trgm_ops"]),
        ]

    def __str__(self) -> str:
        return self.label

    def get_absolute_url(self) -> str:
        return reverse("skills:skill", kwargs={"framework": self.framework.slug, "slug": self.slug})

    @property
    def uri(self) -> str:
        """The address that stands in credentials."""
        return self.external_uri or f"{settings.SITE_URL}{self.get_absolute_url()}"
