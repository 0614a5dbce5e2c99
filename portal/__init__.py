"""The project and its foundation: people, organisations, events and the outbox, notifications, audit, the shell."""

from portal.celery import app as celery_app

__all__ = ["celery_app"]
