"""PostgreSQL and Valkey from wheels: started once, shared, found again, robust against kills. Real processes."""

import os
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import redis

from portal.development.processes import ProcessIdentity
from portal.development.services import ServiceAddresses, Services
from tests.environment import ROOT, own_valkey_database

pytestmark = [pytest.mark.trouble, pytest.mark.xdist_group("services")]


@pytest.fixture(scope="module")
def services(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    """One home for the module: making a cluster takes a second or two."""
    made = Services(tmp_path_factory.mktemp("home"))
    yield made
    made.stop()


def _remember(addresses: ServiceAddresses, value: str) -> None:
    with psycopg.connect(addresses.database_url) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS memory (value text)")
        connection.execute("INSERT INTO memory VALUES (%s)", [value])
    with redis.Redis.from_url(addresses.redis_url) as client:
        client.rpush("memory", value)


def _recall(addresses: ServiceAddresses) -> tuple[list[str], list[str]]:
    with psycopg.connect(addresses.database_url) as connection:
        rows = [value for (value,) in connection.execute("SELECT value FROM memory").fetchall()]
    with redis.Redis.from_url(addresses.redis_url, decode_responses=True) as client:
        return rows, list(client.lrange("memory", 0, -1))


def test_a_second_caller_gets_the_running_servers(services: Services) -> None:
    first = services.acquire()
    pids = (services.postgres().identity(), services.valkey().identity())

    second = Services(services.home).acquire()

    assert second == first
    assert (services.postgres().identity(), services.valkey().identity()) == pids
    assert services.holders() == [ProcessIdentity.of(os.getpid())]


def test_data_outlives_a_stop_and_a_start(services: Services) -> None:
    addresses = services.acquire()
    _remember(addresses, "before the stop")

    assert services.release() is True
    assert services.postgres().identity() is None
    assert services.valkey().identity() is None
    again = services.acquire()

    assert again == addresses, "addresses stay the same while their ports are free"
    assert "before the stop" in _recall(again)[0]
    assert "before the stop" in _recall(again)[1]


def test_a_killed_server_is_started_again_despite_its_stale_pid_file(services: Services) -> None:
    addresses = services.acquire()
    _remember(addresses, "before the kill")
    with redis.Redis.from_url(addresses.redis_url) as client:
        client.execute_command("WAITAOF", 1, 0, 5000)
    for identity in (services.postgres().identity(), services.valkey().identity()):
        assert identity is not None
        os.kill(identity.pid, signal.SIGKILL)
    stale = services.postgres().data / "postmaster.pid"
    assert stale.exists()

    again = services.acquire()

    assert "before the kill" in _recall(again)[0]
    assert "before the kill" in _recall(again)[1]


def test_a_pid_file_that_names_a_stranger_is_not_believed(services: Services) -> None:
    services.acquire()
    services.stop()
    pid_file = services.postgres().data / "postmaster.pid"
    pid_file.write_text(f"{os.getpid()}\n{services.postgres().data}\n0\n1\n", encoding="utf-8")
    (services.home / "valkey" / "valkey.pid").write_text(str(os.getpid()), encoding="utf-8")

    assert services.postgres().identity() is None
    assert services.valkey().identity() is None
    assert services.acquire().database_url.startswith("postgres://cairn:")


def test_the_servers_stay_while_another_process_holds_them_and_a_killed_holder_does_not_count(
    services: Services,
) -> None:
    holder = subprocess.Popen(
        [
            sys.executable, "-c",
            "import sys; from pathlib import Path; from portal.development.services import Services; "
            "Services(Path(sys.argv[1])).acquire(); print('held', flush=True); sys.stdin.read()",
            str(services.home),
        ],
        cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    services.acquire()

    assert services.release() is False, "the other process still uses them"
    assert services.postgres().identity() is not None

    holder.kill()
    holder.wait()
    services.acquire()
    assert services.release() is True, "a killed holder holds nothing"
    assert services.postgres().identity() is None


def test_two_homes_do_not_meet(services: Services, tmp_path: Path) -> None:
    here = services.acquire()
    there = Services(tmp_path / "other")
    try:
        addresses = there.acquire()
        assert addresses.database_url != here.database_url
        assert addresses.redis_url != here.redis_url
        there.stop()
        assert services.postgres().identity() is not None
    finally:
        there.stop()


def test_an_address_that_is_given_starts_no_server_of_its_kind(services: Services, tmp_path: Path) -> None:
    given = ServiceAddresses(database_url="postgres://somewhere/else", redis_url="")
    half = Services(tmp_path / "half", given=given)
    try:
        addresses = half.acquire()
        assert addresses.database_url == "postgres://somewhere/else"
        assert half.postgres().identity() is None
        assert half.valkey().identity() is not None
    finally:
        half.stop()


def test_the_state_with_its_password_is_readable_by_its_owner_alone(services: Services) -> None:
    services.acquire()

    for path in (services.home / "services.json", services.home / "valkey" / "valkey.conf"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_wrong_password_opens_neither(services: Services) -> None:
    addresses = services.acquire()
    password = addresses.database_url.split(":")[2].split("@")[0]

    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(addresses.database_url.replace(password, "wrong"))
    with (
        redis.Redis.from_url(addresses.redis_url.replace(password, "wrong")) as client,
        pytest.raises(redis.AuthenticationError),
    ):
        client.ping()


@pytest.mark.parametrize(
    ("url", "worker", "expected"),
    [
        ("redis://127.0.0.1:6379/0", None, "redis://127.0.0.1:6379/0"),
        ("redis://127.0.0.1:6379/0", "gw0", "redis://127.0.0.1:6379/1"),
        ("redis://:pw@127.0.0.1:6379/10", "gw1", "redis://:pw@127.0.0.1:6379/12"),
        ("redis://127.0.0.1:6379", "gw1", "redis://127.0.0.1:6379/2"),
    ],
)
def test_each_worker_has_a_valkey_database_of_its_own(url: str, worker: str | None, expected: str) -> None:
    assert own_valkey_database(url, worker) == expected
