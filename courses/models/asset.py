"""Images and files of lessons, stored once by content."""

import uuid

from django.db import models
from django.utils import timezone

from courses.models.course import CourseVersion
from portal.models import Organisation


class Asset(models.Model):
    """One file by its SHA-256 within an organisation."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="assets")
    sha256 = models.CharField(max_length=64)
    media_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    file = models.FileField(upload_to="assets/%Y/%m/", max_length=200)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [models.UniqueConstraint("organisation", "sha256", name="asset_once_by_content")]

    def __str__(self) -> str:
        return self.sha256[:12]


class CourseAsset(models.Model):
    """Under which path (`assets/figure.png`) a version's lessons refer to an asset."""

    version = models.ForeignKey(CourseVersion, on_delete=models.CASCADE, related_name="course_assets")
    asset = models.ForeignKey(Asset, on_delete=models.PROTECT, related_name="uses")
    path = models.CharField(max_length=200)

    class Meta:
        ordering = ["path"]
        constraints = [models.UniqueConstraint("version", "path", name="course_asset_path_once")]

    def __str__(self) -> str:
        return self.path
