"""Fixtures that start and kill real processes: workers, and a PostgreSQL and a Valkey of a test's own."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings

from portal.development.processes import ProcessIdentity
from portal.development.services import ServiceAddresses, Services
from tests.environment import ROOT

READY_SECONDS = 30


class WorkerProcess:
    """A real Celery worker as a process of its own."""

    def __init__(self, environment: dict[str, str], log: Path) -> None:
        self.log = log
        command = [sys.executable, "-m", "celery", "--app", "portal", "worker", "--pool", "prefork"]
        command += [
            "--concurrency",
            "1",
            "--loglevel",
            "INFO",
            "--hostname",
            f"test-{os.getpid()}-{time.time_ns()}@%h",
        ]
        with log.open("w", encoding="utf-8") as output:
            self.process = subprocess.Popen(
                command,
                cwd=ROOT,
                env=environment,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def wait_until_ready(self) -> None:
        """Wait for the line by which Celery says that it takes tasks."""
        deadline = time.monotonic() + READY_SECONDS
        while " ready." not in self.output():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise AssertionError(f"the worker did not come up:\n{self.output()}")
            time.sleep(0.05)

    def output(self) -> str:
        """What the worker has said."""
        return self.log.read_text(encoding="utf-8", errors="replace")

    def kill(self) -> None:
        """End the worker and the processes of its pool with SIGKILL, as a power cut would."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def stop(self) -> None:
        """Let the worker finish what it has begun."""
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(15)
            except subprocess.TimeoutExpired:
                self.kill()


@pytest.fixture
def process_environment(transactional_db: None) -> dict[str, str]:
    """The environment by which another process reaches this test's own database and its Valkey database."""
    from django.db import connection

    base = os.environ["DATABASE_URL"].split("?")[0].rsplit("/", 1)[0]
    return {
        **os.environ,
        "DATABASE_URL": f"{base}/{connection.settings_dict['NAME']}",
        "PYTHONUNBUFFERED": "1",
        "LOG_LEVEL": "INFO",
    }


@pytest.fixture
def start_worker(
    process_environment: dict[str, str], tmp_path: Path
) -> Iterator[Callable[..., WorkerProcess]]:
    """Start real Celery workers on the test's database: `start_worker(NAME="value")` adds to the environment."""
    import redis

    started: list[WorkerProcess] = []
    with redis.Redis.from_url(settings.REDIS_URL) as broker:
        broker.flushdb()

        def start(**extra: str) -> WorkerProcess:
            worker = WorkerProcess({**process_environment, **extra}, tmp_path / f"worker-{len(started)}.log")
            started.append(worker)
            worker.wait_until_ready()
            return worker

        yield start
        for worker in started:
            worker.stop()
        broker.flushdb()


class OwnServices:
    """A PostgreSQL and a Valkey that one test may kill and restart."""

    def __init__(self, home: Path) -> None:
        self.services = Services(home, durable=True)
        self.addresses: ServiceAddresses = self.services.acquire()

    def kill_postgres(self) -> None:
        """SIGKILL to the postmaster."""
        _kill(self.services.postgres().identity())

    def kill_valkey(self) -> None:
        """SIGKILL to Valkey."""
        _kill(self.services.valkey().identity())

    def restart(self) -> None:
        """Start what was killed, on the ports it had."""
        again = self.services.acquire()
        assert again == self.addresses, "a restarted server must answer where it did before"


@pytest.fixture
def own_services(tmp_path: Path) -> Iterator[OwnServices]:
    """A PostgreSQL and a Valkey for this test alone, kept on disk as in `make run`."""
    own = OwnServices(tmp_path / "services")
    yield own
    own.services.stop()


def _kill(identity: ProcessIdentity | None) -> None:
    assert identity is not None, "it does not run"
    os.kill(identity.pid, signal.SIGKILL)
    deadline = time.monotonic() + READY_SECONDS
    while identity.alive:
        assert time.monotonic() < deadline
        time.sleep(0.02)
