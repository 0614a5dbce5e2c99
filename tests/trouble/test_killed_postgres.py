"""PostgreSQL is killed while a worker is busy: afterwards everything is there, once."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from pytest_django import DjangoDbBlocker

from credentials.models import Credential
from portal.development.services import ServiceAddresses
from tests.live import OwnServices, Processes, wait_for
from tests.trouble import world

pytestmark = [pytest.mark.trouble, pytest.mark.xdist_group("services")]

LEARNERS = 5
SECONDS_AWAY = 3


@pytest.fixture
def own_postgres(tmp_path: Path, django_db_blocker: DjangoDbBlocker) -> Iterator[OwnServices]:
    """A PostgreSQL of this test's own with the portal's tables; Django in this process uses it meanwhile."""
    from django.conf import settings

    given = ServiceAddresses(database_url="", redis_url=settings.REDIS_URL)
    own = OwnServices(tmp_path / "services", given=given)
    before = dict(connection.settings_dict)
    with django_db_blocker.unblock():
        connection.close()
        connection.settings_dict.update(_place(own.addresses.database_url))
        call_command("migrate", verbosity=0)
        yield own
        connection.close()
        connection.settings_dict.update(before)
    own.services.stop()


def _place(url: str) -> dict[str, str]:
    import environ

    parsed = environ.Env.db_url_config(url)
    return {name: parsed[name] for name in ("NAME", "HOST", "PORT", "USER", "PASSWORD")}


@pytest.fixture
def own_processes(own_postgres: OwnServices, tmp_path: Path) -> Iterator[Processes]:
    """Processes on that PostgreSQL, with files and mail of their own."""
    import os

    places = {
        **own_postgres.addresses.as_environment(),
        "MEDIA_ROOT": str(tmp_path / "media"),
        "CAIRN_MAILBOX": str(tmp_path / "mail"),
        "OUTBOX_LEASE_SECONDS": "5",
    }
    processes = Processes({**os.environ, **places, "PYTHONUNBUFFERED": "1", "LOG_LEVEL": "INFO"}, tmp_path)
    yield processes
    processes.end()


def test_a_worker_recovers_and_everything_is_done_once(
    own_postgres: OwnServices, own_processes: Processes, tmp_path: Path
) -> None:
    course = world.course_with_credential()
    attempts = [world.about_to_pass(course) for _learner in range(LEARNERS)]
    learners = [world.learner_of(attempt) for attempt in attempts]
    for attempt in attempts:
        world.hand_in(attempt)
    worker = own_processes.worker(schedule=True)
    worker.wait_until_ready()
    wait_for("the first signature", Credential.objects.exclude(issued_at=None).exists, every=0.05)

    own_postgres.kill_postgres()
    connection.close()
    time.sleep(SECONDS_AWAY)
    own_postgres.restart()

    world.wait_until_done(learners, tmp_path / "mail")
    assert worker.process.poll() is None, "the worker that was there has done it"
    assert "OperationalError" in worker.output() or "AdminShutdown" in worker.output()
