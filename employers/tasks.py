"""The schedule's part of the search."""

from celery import shared_task

from employers.services import indexing


@shared_task(name="employers.reindex_outdated", expires=50)
def reindex_outdated() -> None:
    indexing.reindex_outdated()
