"""The Celery application: `celery -A portal worker` and `celery -A portal beat`."""

import os

from celery import Celery
from celery.signals import setup_logging

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
# Django's system checks ask the database: a worker that starts while that is away must wait for it, not die.
# `migrate` runs them.
os.environ.setdefault("CELERY_SKIP_CHECKS", "1")

app = Celery("cairn")
# Read when first needed, so that importing `portal` does not load the settings.
app.config_from_object("portal.settings:CELERY")
app.autodiscover_tasks()


@setup_logging.connect
def _keep_our_logging(**_kwargs: object) -> None:
    """Celery leaves logging as the settings made it."""
