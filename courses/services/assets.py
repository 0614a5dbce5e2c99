"""Images and files of lessons, stored once by content."""

import hashlib
import posixpath

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Count, Sum
from django.utils.translation import gettext as _

from courses.errors import AssetRefused
from courses.formats.limits import DEFAULT_LIMITS
from courses.formats.names import free_name, media_type, slugify
from courses.formats.tree import is_archive
from courses.models import Asset, CourseAsset, CourseVersion
from courses.services.versions import editable
from portal import audit
from portal.models import Organisation, User

LARGEST = 20 * 1024 * 1024
# All files of one version: an exported course must be small enough to be imported again.
MOST_TOGETHER = DEFAULT_LIMITS.archive // 2
MOST_FILES = DEFAULT_LIMITS.parts // 2
# What a lesson may show or hand out. Pages and programs of strangers are not among it.
ACCEPTED = frozenset(
    ["png", "jpg", "jpeg", "gif", "webp", "avif", "svg", "pdf", "txt", "csv", "tsv", "json", "geojson",
     "yaml", "yml", "xml", "md", "css", "mp3", "ogg", "oga", "wav", "m4a", "mp4", "webm", "vtt", "docx",
     "xlsx", "pptx", "odt", "ods", "odp", "epub", "py", "r", "sql", "sqlite", "db", "ipynb", "bib"]
)  # fmt: skip
_PICTURES = {
    "image/png": (b"\x89PNG\r\n\x1a\n",),
    "image/jpeg": (b"\xff\xd8\xff",),
    "image/gif": (b"GIF87a", b"GIF89a"),
    "image/webp": (b"RIFF",),
}


@transaction.atomic(durable=True)
def add_asset(version: CourseVersion, *, name: str, data: bytes, actor: User) -> CourseAsset:
    """Add a file to a draft under a free path `assets/…`. The same bytes under the same name are added once.

    Raises AssetRefused for what is empty, too large, of a kind that has no place in a lesson, or a picture
    that is not what its name says.
    """
    draft = editable(version, actor=actor)
    stem, extension = posixpath.splitext(posixpath.basename(name.replace("\\", "/")))
    extension = extension.lower().lstrip(".")
    _refuse(extension, data)
    _refuse_too_much(draft, data)
    asset = store(draft.course.organisation, data, media_type(f"x.{extension}"))
    wanted = slugify(stem, fallback="file")
    existing = {entry.path: entry for entry in draft.course_assets.all()}
    same = existing.get(f"assets/{wanted}.{extension}")
    if same is not None and same.asset_id == asset.pk:
        return same
    taken = {posixpath.splitext(path)[0] for path in existing}
    path = f"{free_name(f'assets/{wanted}', taken)}.{extension}"
    entry = CourseAsset.objects.create(version=draft, asset=asset, path=path)
    audit.record("asset.added", draft, actor=actor, path=path)
    return entry


@transaction.atomic(durable=True)
def remove_asset(version: CourseVersion, path: str, *, actor: User) -> None:
    """Take a file out of a draft. Its bytes stay where another version uses them."""
    draft = editable(version, actor=actor)
    draft.course_assets.filter(path=path).delete()
    audit.record("asset.removed", draft, actor=actor, path=path)


def store(organisation: Organisation, data: bytes, kind: str) -> Asset:
    """Step: the organisation's asset with these bytes, written the first time."""
    digest = hashlib.sha256(data).hexdigest()
    asset, is_new = Asset.objects.get_or_create(
        organisation=organisation, sha256=digest, defaults={"media_type": kind, "size": len(data)}
    )
    if is_new or not asset.file:
        asset.file.save(digest, ContentFile(data))
    return asset


def _refuse_too_much(draft: CourseVersion, data: bytes) -> None:
    held = draft.course_assets.aggregate(size=Sum("asset__size"), count=Count("pk"))
    if (held["size"] or 0) + len(data) > MOST_TOGETHER or held["count"] >= MOST_FILES:
        raise AssetRefused(
            _("The files of one course may have %(megabytes)s MB together, and be %(count)s at most.")
            % {"megabytes": MOST_TOGETHER // 1024 // 1024, "count": MOST_FILES}
        )


def _refuse(extension: str, data: bytes) -> None:
    if not data:
        raise AssetRefused(_("The file is empty."))
    if len(data) > LARGEST:
        raise AssetRefused(
            _("The file is larger than %(megabytes)s MB. Make it smaller, or link to it.")
            % {"megabytes": LARGEST // 1024 // 1024}
        )
    if extension not in ACCEPTED:
        raise AssetRefused(
            _("Files of this kind (.%(extension)s) cannot be part of a lesson. Use one of: %(accepted)s.")
            % {"extension": extension[:20], "accepted": ", ".join(sorted(ACCEPTED))}
        )
    if is_archive(f"x.{extension}", data):
        raise AssetRefused(
            _("This is an archive, whatever its name says. Add the files that are in it, or link to it.")
        )
    beginnings = _PICTURES.get(media_type(f"x.{extension}"))
    if beginnings and not data.startswith(beginnings):
        raise AssetRefused(_("This is not the picture its name says it is. Save it again as an image."))
