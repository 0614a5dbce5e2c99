"""From what a reader understood to a draft: everything or nothing, with an account of each element."""

import dataclasses
import datetime
from decimal import Decimal
from typing import Any

import structlog
from celery import current_app
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.errors import SlugTaken
from courses.formats import CourseInvalid, FormatError, LedgerEntry, Reading, read
from courses.formats.model import AssessmentDocument, CourseDocument, ModuleDocument, SkillLevel
from courses.formats.names import free_name, slugify
from courses.models import (
    Course,
    CourseAsset,
    CourseSkill,
    CourseVersion,
    ImportRecord,
    Item,
    ItemVersion,
    Lesson,
    Module,
)
from courses.services.achievements import Defined, define_or_find
from courses.services.assessments import SectionPlan, store_assessment
from courses.services.assets import store
from courses.services.items import store_item
from portal import audit
from portal.errors import CairnError
from portal.models import Membership, Organisation, User
from portal.services.permissions import require_role
from skills.models import Skill

log = structlog.get_logger(__name__)

# An import that nobody has finished after this time is queued again; running twice makes one course.
STALLED = datetime.timedelta(minutes=3)
# After this time nobody waits for it any more: it is given up, and the page says so.
GIVEN_UP = datetime.timedelta(minutes=30)


@dataclasses.dataclass(slots=True)
class Account:
    """What happens to elements on their way into the database, added to the reader's ledger."""

    entries: list[LedgerEntry]

    def dropped(self, element: str, place: str, reason: str) -> None:
        self.entries.append(LedgerEntry(element, place, "dropped", reason))

    def adapted(self, element: str, place: str, reason: str) -> None:
        self.entries.append(LedgerEntry(element, place, "adapted", reason))


def import_reading(
    reading: Reading, *, organisation: Organisation, actor: User, slug: str | None = None
) -> CourseVersion:
    """A new course with a draft of what was read, in one transaction; its ledger is `version.imports`.

    Without `slug` the course takes the document's, or a free one like it. Skills that no framework here
    knows are dropped with the reason in the ledger. The achievement is found at the organisation's issuer
    (its wording stays), or defined, before the course is written. Raises NotAllowed, SlugTaken.
    """
    require_role(organisation, actor, Membership.Role.AUTHOR)
    account = Account(list(reading.ledger))
    achievement = define_or_find(reading.course, account, organisation=organisation, actor=actor)
    with transaction.atomic(durable=True):
        version = _store(reading, account, achievement, organisation=organisation, actor=actor, slug=slug)
        ImportRecord.objects.create(
            organisation=organisation,
            actor=actor,
            file_name=reading.course.slug,
            format=reading.format,
            version=version,
            ledger=[dataclasses.asdict(entry) for entry in account.entries],
            finished_at=timezone.now(),
        )
    return version


@transaction.atomic(durable=True)
def import_upload(upload: UploadedFile[bytes], *, organisation: Organisation, actor: User) -> ImportRecord:
    """Keep the file and queue the work. A broker that is down delays it: the schedule queues it again."""
    require_role(organisation, actor, Membership.Role.AUTHOR)
    record = ImportRecord.objects.create(
        organisation=organisation, actor=actor, file_name=str(upload.name or "upload")[:255], upload=upload
    )
    audit.record("import.uploaded", record, actor=actor, size=upload.size)
    transaction.on_commit(lambda: queue(record))
    return record


def queue(record: ImportRecord) -> None:
    """Ask a worker to run the import."""
    try:
        current_app.send_task("courses.run_import", kwargs={"record_id": record.pk}, retry=False)
    except Exception as error:  # noqa: BLE001 - whatever the broker's client raises, the schedule makes up for it
        log.warning("imports.queue_failed", error=type(error).__name__)


def queue_stalled(at: datetime.datetime) -> int:
    """Queue again what was uploaded and never finished; says how many. What is too old is given up."""
    waiting = ImportRecord.objects.filter(finished_at=None, created_at__lte=at - STALLED)
    message = _("The import did not finish. Nothing was imported; upload the file again.")
    waiting.filter(created_at__lte=at - GIVEN_UP).update(
        problems=[{"file": "", "line": 0, "message": message}], finished_at=at
    )
    found = list(waiting.filter(created_at__gt=at - GIVEN_UP).order_by("pk")[:50])
    for record in found:
        queue(record)
    return len(found)


def run_import(record: ImportRecord, *, at: datetime.datetime | None = None) -> ImportRecord:
    """Read the upload and store the course, or the problems. Run twice, it makes one course."""
    if record.finished_at is not None:
        return record
    try:
        require_role(record.organisation, record.actor, Membership.Role.AUTHOR)
        with record.upload.open("rb") as stored:
            reading = read(stored.read(), name=record.file_name)
        account = Account(list(reading.ledger))
        achievement = define_or_find(
            reading.course, account, organisation=record.organisation, actor=record.actor
        )
        return _finish(record, reading, account, achievement, at=at or timezone.now())
    except (FormatError, CairnError, ValidationError) as error:
        return _refuse(record, error, at=at)


@transaction.atomic(durable=True)
def _finish(
    record: ImportRecord, reading: Reading, account: Account, achievement: Defined, *, at: datetime.datetime
) -> ImportRecord:
    locked = ImportRecord.objects.select_for_update(of=("self",)).get(pk=record.pk)
    if locked.finished_at is not None:
        return locked
    locked.version = _store(
        reading, account, achievement, organisation=record.organisation, actor=record.actor, slug=None
    )
    locked.format = reading.format
    locked.ledger = [dataclasses.asdict(entry) for entry in account.entries]
    locked.finished_at = at
    locked.save(update_fields=["version", "format", "ledger", "finished_at"])
    return locked


@transaction.atomic(durable=True)
def _refuse(record: ImportRecord, error: Exception, *, at: datetime.datetime | None) -> ImportRecord:
    if isinstance(error, CourseInvalid):
        problems = [dataclasses.asdict(problem) for problem in error.problems[:500]]
    else:
        message = "; ".join(error.messages) if isinstance(error, ValidationError) else str(error)
        problems = [{"file": record.file_name, "line": 0, "message": message}]
    ImportRecord.objects.filter(pk=record.pk, finished_at=None).update(
        problems=problems, finished_at=at or timezone.now()
    )
    record.refresh_from_db()
    return record


# Storing: steps of the one transaction


def _store(
    reading: Reading,
    account: Account,
    achievement: Defined,
    *,
    organisation: Organisation,
    actor: User,
    slug: str | None,
) -> CourseVersion:
    document = reading.course
    course = Course.objects.create(
        organisation=organisation, slug=_slug(document, account, slug), created_by=actor
    )
    version = CourseVersion.objects.create(
        course=course, achievement=achievement, created_by=actor, **_details(document, account)
    )
    for skill, level in skill_levels(document.skills, account, "course.yaml"):
        CourseSkill.objects.create(version=version, skill=skill, level=level)
    for asset in document.assets:
        stored = store(organisation, asset.data, asset.media_type)
        CourseAsset.objects.create(version=version, asset=stored, path=asset.path)
    _store_lessons(version, document.modules)
    items = {}
    for body in document.items:
        item, _changed = store_item(version, body, actor=actor)
        items[item.key] = item
        _account_for_skills(item, account)
    if document.assessment is not None:
        _store_assessment(version, document.assessment, items)
    audit.record("course.imported", course, actor=actor, format=reading.format)
    return version


def _slug(document: CourseDocument, account: Account, wanted: str | None) -> str:
    taken = set(
        Course.objects.values_list("slug", flat=True).filter(slug__startswith=wanted or document.slug)
    )
    if wanted is not None:
        if wanted in taken:
            raise SlugTaken
        return wanted
    found = free_name(document.slug[:76], taken)
    if found != document.slug:
        reason = _("another course has the short name “%(slug)s”; this one is “%(found)s”")
        account.adapted("course", "course.yaml", reason % {"slug": document.slug, "found": found})
    return found


def _details(document: CourseDocument, account: Account) -> dict[str, Any]:
    details: dict[str, Any] = {
        "title": document.title[:200],
        "language": document.language,
        "summary": document.summary[:300],
        "description": document.description,
        "field": slugify(document.field, fallback="")[:60],
        "level": document.level or CourseVersion.Level.INTRODUCTORY,
        "minutes": document.minutes,
        "licence": document.licence[:60],
        "authors": list(document.authors),
    }
    for name in ("title", "summary", "licence", "field"):
        if details[name] != getattr(document, name):
            reason = _("shortened or simplified to “%(value)s”") % {"value": details[name]}
            account.adapted(name, "course.yaml", reason)
    return details


def skill_levels(wanted: tuple[SkillLevel, ...], account: Account, place: str) -> list[tuple[Skill, int]]:
    """Those of the named skills that exist; the ledger says which do not."""
    found: dict[Skill, int] = {}
    for entry in wanted:
        skill = Skill.objects.by_reference(entry.skill).first()
        if skill is None:
            reason = _(
                "no framework here has this skill; import the framework, or choose a skill in the editor"
            )
            account.dropped(f"skill {entry.skill}", place, reason)
        else:
            found[skill] = max(entry.level, found.get(skill, 0))
    return list(found.items())


def _account_for_skills(item: Item, account: Account) -> None:
    version = item.current_version
    assert version is not None
    known = version.skills.count()
    missing = [
        reference
        for reference in version.body.get("skills", [])
        if not Skill.objects.by_reference(reference).exists()
    ]
    for reference in missing:
        reason = _("no framework here has this skill; the item measures %(count)s other skills")
        account.dropped(
            f"skill {reference} of item {item.key}", f"item {item.key}", reason % {"count": known}
        )


def _store_lessons(version: CourseVersion, modules: tuple[ModuleDocument, ...]) -> None:
    for place, document in enumerate(modules, start=1):
        module = Module.objects.create(version=version, position=place, title=document.title[:200])
        Lesson.objects.bulk_create(
            Lesson(
                version=version,
                module=module,
                position=position,
                slug=lesson.slug,
                title=lesson.title[:200],
                minutes=lesson.minutes,
                objectives=list(lesson.objectives),
                body=lesson.body,
            )
            for position, lesson in enumerate(document.lessons, start=1)
        )


def _store_assessment(version: CourseVersion, document: AssessmentDocument, items: dict[str, Item]) -> None:
    def current(keys: tuple[str, ...]) -> list[ItemVersion]:
        return [found for key in keys if (found := items[key].current_version) is not None]

    store_assessment(
        version,
        rules={
            "title": document.title,
            "pass_mark": Decimal(str(document.pass_mark)),
            "attempts_allowed": document.attempts,
            "minutes": document.minutes,
            "delay_minutes": document.delay_minutes,
            "navigation": document.navigation,
            "shuffle": document.shuffle,
        },
        sections=[
            SectionPlan(
                title=section.title,
                items=current(section.pool if section.draw is not None else section.items),
                draw=section.draw,
                pass_mark=None if section.pass_mark is None else Decimal(str(section.pass_mark)),
            )
            for section in document.sections
        ],
    )
