"""A worker that is killed half-way: another one takes over, and nothing exists twice."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from credentials.models import Credential, Rendering
from portal.models import OutboxDelivery
from tests.live import Processes, wait_for
from tests.trouble import world

pytestmark = [
    pytest.mark.trouble,
    pytest.mark.xdist_group("services"),
    pytest.mark.django_db(transaction=True),
]


@contextmanager
def table_locked(database_url: str, table: str, mode: str) -> Iterator[None]:
    """Stop everybody who wants to use the table in a way that `mode` forbids, until the block ends."""
    with psycopg.connect(database_url) as holder:
        holder.execute(f"LOCK TABLE {table} IN {mode} MODE")
        yield


def waits_for_a_lock(table: str) -> bool:
    """Whether some connection is held up at the table."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE relation = %s::regclass AND NOT granted", [table])
        return bool(cursor.fetchone()[0])


@pytest.mark.parametrize(
    ("mode", "moment"),
    [("ACCESS EXCLUSIVE", "before it has rendered anything"), ("SHARE", "with a file that no row names")],
)
def test_killed_between_signing_and_rendering_the_next_worker_goes_on(
    processes: Processes, tmp_path: Path, mode: str, moment: str
) -> None:
    database_url = processes.environment["DATABASE_URL"]
    learner = world.learner_of(attempt := world.about_to_pass(world.course_with_credential()))
    first = processes.worker(OUTBOX_LEASE_SECONDS="3")
    first.wait_until_ready()
    with table_locked(database_url, Rendering._meta.db_table, mode):
        world.hand_in(attempt)
        wait_for(moment, lambda: waits_for_a_lock(Rendering._meta.db_table), every=0.02)
        first.kill()
    signed = Credential.objects.get(learner=learner)
    assert signed.document
    assert Rendering.objects.count() == 0
    assert (
        OutboxDelivery.objects.filter(subscriber="credentials.render_issued").exclude(done_at=None).count()
        == 0
    )

    processes.worker(OUTBOX_LEASE_SECONDS="3", schedule=True).wait_until_ready()
    world.wait_until_done([learner], tmp_path / "mail")

    assert Credential.objects.get(learner=learner).document == signed.document, "signed once, never again"
    files = {rendering.file.name for rendering in Rendering.objects.all()}
    stored = {str(file.relative_to(tmp_path / "media")) for file in (tmp_path / "media").rglob("*.*")}
    assert stored == files, "the dead worker's file is not left over"
