"""The tasks of courses: fetch, return quietly if gone, call one use-case."""

from celery import shared_task
from django.utils import timezone

from courses.models import ImportRecord
from courses.services import attempts, importing


@shared_task(name="courses.run_import", soft_time_limit=100)
def run_import(*, record_id: int) -> None:
    record = ImportRecord.objects.select_related("organisation", "actor").filter(pk=record_id).first()
    if record is not None:
        importing.run_import(record)


@shared_task(name="courses.resume_imports", expires=60)
def resume_imports() -> None:
    importing.queue_stalled(timezone.now())


@shared_task(name="courses.expire_attempts", expires=25)
def expire_attempts() -> None:
    """Hand in what has run out of time; a page that is opened in the meantime does it by itself."""
    attempts.expire_overdue(timezone.now())
