"""The Celery application: `celery -A portal worker` and `celery -A portal beat`."""

import os

from celery import Celery
from celery.signals import setup_logging

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

app = Celery("cairn")
# Read when first needed, so that importing `portal` does not load the settings.
app.config_from_object("portal.settings:CELERY")
app.autodiscover_tasks()


@setup_logging.connect
def _keep_our_logging(**_kwargs: object) -> None:
    """Celery leaves logging as the settings made it."""
