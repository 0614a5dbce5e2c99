"""Files made from the signed document: the certificate as PDF, the stone as baked PNG and SVG."""

import hashlib

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from credentials import openbadges, stones
from credentials.errors import NotIssued
from credentials.models import Credential, Rendering

PICTURE_SIZE = 600


def ensure(credential: Credential, kind: str) -> Rendering:
    """The stored file of this kind, made now if there is none (or its file was lost). Raises NotIssued.

    Two workers at once leave one row and one file: the unique constraint decides, the other file is removed.
    So is the file of a worker that died before it could write the row.
    """
    existing = Rendering.objects.filter(credential=credential, kind=kind).first()
    if existing is not None and default_storage.exists(str(existing.file.name)):
        return existing
    content = render(credential, kind)
    made = Rendering(credential=credential, kind=kind, sha256=hashlib.sha256(content).hexdigest())
    file_name = f"{credential.uuid}.{kind}"
    default_storage.delete(made.file.field.generate_filename(made, file_name))
    made.file.save(file_name, ContentFile(content), save=False)
    found, is_new = Rendering.objects.get_or_create(
        credential=credential, kind=kind, defaults={"file": made.file.name, "sha256": made.sha256}
    )
    if is_new:
        return found
    # A lost file's name is free, so the new file may have taken it.
    if found.file.name != made.file.name and default_storage.exists(str(found.file.name)):
        default_storage.delete(str(made.file.name))
        return found
    found.file.name, found.sha256, found.made_at = made.file.name, made.sha256, timezone.now()
    found.save(update_fields=["file", "sha256", "made_at"])
    return found


def render(credential: Credential, kind: str) -> bytes:
    """The bytes of one rendering, from the stored document and the frozen claims. Raises NotIssued."""
    if credential.issued_at is None:
        raise NotIssued
    match Rendering.Kind(kind):
        case Rendering.Kind.PDF:
            # WeasyPrint is large: only what renders loads it.
            from credentials.services.certificate import certificate_pdf

            return certificate_pdf(credential)
        case Rendering.Kind.PNG:
            return openbadges.bake_png(picture_png(credential), credential.document)
        case Rendering.Kind.SVG:
            return openbadges.bake_svg(picture_svg(credential).encode(), credential.document)


def picture_png(credential: Credential) -> bytes:
    """The credential's stone, or its cairn when it is built from parts, unbaked."""
    parts = part_stones(credential)
    if parts:
        return stones.cairn_png(parts, label=credential.claims["name"], size=PICTURE_SIZE)
    return stones.stone_png(stone_of(credential), PICTURE_SIZE)


def picture_svg(credential: Credential) -> str:
    """The same picture as SVG text."""
    parts = part_stones(credential)
    if parts:
        return stones.cairn_svg(parts, label=credential.claims["name"], size=PICTURE_SIZE)
    return stones.stone_svg(stone_of(credential), size=PICTURE_SIZE)


def stone_of(credential: Credential) -> stones.StoneSpec:
    """What the credential's own stone is drawn from."""
    return stones.StoneSpec(**credential.claims["stone"])


def part_stones(credential: Credential) -> list[stones.StoneSpec]:
    """The stones of the parts of a stacked credential; empty for others."""
    return [stones.StoneSpec(**part["stone"]) for part in credential.claims["parts"]]
