"""The tasks of credentials: each calls one use-case."""

from celery import shared_task
from celery.signals import celeryd_after_setup
from django.utils import timezone

from credentials.services import status_lists


@shared_task(name="credentials.refresh_status_lists", expires=3000)
def refresh_status_lists() -> None:
    """Status lists are signed for a week and signed anew every day, so that an old one ends by itself."""
    status_lists.refresh(at=timezone.now())


@celeryd_after_setup.connect
def preload_certificates(**_kwargs: object) -> None:
    """Once, in the worker's parent: its children are forked with fonts and style sheet read."""
    from credentials.services import certificate

    certificate.preload()
