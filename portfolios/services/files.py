"""Pictures and PDFs of projects: only what is one of them, and pictures without what cameras add."""

import dataclasses
import hashlib
import io
import warnings
from pathlib import PurePath

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from portal import audit
from portal.models import User
from portal.services.permissions import require_self
from portfolios.errors import FileRefused, TooMany
from portfolios.models import Project, ProjectFile

LARGEST = 10 * 1024 * 1024
MOST_FILES = 8
MOST_PIXELS = 40_000_000
LONGEST_SIDE = 2000
_FORMATS = {"PNG": "image/png", "JPEG": "image/jpeg", "WEBP": "image/webp"}
_EXTENSIONS = {"image/png": "png", "image/jpeg": "jpg", "image/webp": "webp", "application/pdf": "pdf"}


@dataclasses.dataclass(frozen=True, slots=True)
class Taken:
    """A file as it will be stored."""

    data: bytes
    media_type: str
    width: int | None = None
    height: int | None = None


@transaction.atomic(durable=True)
def add_file(project: Project, *, name: str, data: bytes, description: str, actor: User) -> ProjectFile:
    """Add a picture (PNG, JPEG, WebP) or a PDF. The same bytes are added once.

    Pictures are turned upright, made smaller where their long side exceeds 2000 pixels, and written anew, so
    that places and devices recorded by a camera are gone. Raises NotAllowed, FileRefused, TooMany.
    """
    require_self(actor, project.portfolio.learner_id)
    locked = Project.objects.select_for_update(of=("self",)).get(pk=project.pk)
    taken = read_file(data)
    digest = hashlib.sha256(taken.data).hexdigest()
    same: ProjectFile | None = locked.files.filter(sha256=digest).first()
    if same is not None:
        return same
    if locked.files.count() >= MOST_FILES:
        raise TooMany
    extension = _EXTENSIONS[taken.media_type]
    stem = PurePath(name.replace("\\", "/")).stem.replace("\0", "")[:120] or "file"
    entry = ProjectFile(
        project=locked,
        name=f"{stem}.{extension}",
        description=description,
        media_type=taken.media_type,
        size=len(taken.data),
        sha256=digest,
        width=taken.width,
        height=taken.height,
    )
    entry.file.save(f"{digest}.{extension}", ContentFile(taken.data), save=False)
    entry.save()
    audit.record("portfolio.file_added", entry, actor=actor, size=entry.size)
    return entry


@transaction.atomic(durable=True)
def remove_file(entry: ProjectFile, *, actor: User) -> None:
    """Take a file out for good. Raises NotAllowed."""
    require_self(actor, entry.project.portfolio.learner_id)
    audit.record("portfolio.file_removed", entry, actor=actor)
    file = entry.file
    entry.delete()
    transaction.on_commit(lambda: file.delete(save=False))


def read_file(data: bytes) -> Taken:
    """What the bytes are, whatever they are called. Raises FileRefused."""
    if not data:
        raise FileRefused(_("The file is empty."))
    if len(data) > LARGEST:
        raise FileRefused(
            _("The file is larger than %(megabytes)s MB. Make it smaller, or add a link to it.")
            % {"megabytes": LARGEST // 1024 // 1024}
        )
    if data.startswith(b"%PDF-"):
        return Taken(data, "application/pdf")
    return _picture(data)


def _picture(data: bytes) -> Taken:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=tuple(_FORMATS)) as image:
                if image.width * image.height > MOST_PIXELS:
                    raise FileRefused(_("The picture has too many pixels. Make it smaller."))
                return _drawn_anew(image)
    except UnidentifiedImageError as error:
        raise FileRefused(_("Only pictures (PNG, JPEG, WebP) and PDF files can be added.")) from error
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        raise FileRefused(_("The picture has too many pixels. Make it smaller.")) from error
    except (OSError, SyntaxError, ValueError) as error:
        raise FileRefused(_("The picture is damaged. Save it again as an image.")) from error


def _drawn_anew(image: Image.Image) -> Taken:
    kind = image.format or "PNG"
    upright = ImageOps.exif_transpose(image)
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    if kind == "JPEG":
        upright = upright.convert("RGB")
    elif upright.mode not in {"RGB", "RGBA", "L", "LA"}:
        upright = upright.convert("RGBA")
    clean = Image.new(upright.mode, upright.size)
    clean.paste(upright)
    written = io.BytesIO()
    clean.save(written, format=kind, quality=88)
    return Taken(written.getvalue(), _FORMATS[kind], clean.width, clean.height)
