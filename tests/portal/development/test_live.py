"""The fixtures for trouble do what tests of trouble rely on."""

from collections.abc import Callable

import psycopg
import pytest
import redis

from tests.live import OwnServices, WorkerProcess

pytestmark = [pytest.mark.trouble, pytest.mark.xdist_group("services")]


def test_a_worker_comes_up_on_the_test_s_own_database_and_can_be_killed(
    start_worker: Callable[..., WorkerProcess],
) -> None:
    worker = start_worker()
    assert worker.process.poll() is None

    worker.kill()

    assert worker.process.poll() == -9


def test_own_servers_can_be_killed_and_come_back_where_they_were(own_services: OwnServices) -> None:
    own_services.kill_postgres()
    own_services.kill_valkey()
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(own_services.addresses.database_url, connect_timeout=2)
    with (
        redis.Redis.from_url(own_services.addresses.redis_url) as client,
        pytest.raises(redis.ConnectionError),
    ):
        client.ping()

    own_services.restart()

    with psycopg.connect(own_services.addresses.database_url) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
