"""The project and its foundation: people, organisations, events, the outbox, notifications, audit, shell."""

from portal.celery import app as celery_app

__all__ = ["celery_app"]
