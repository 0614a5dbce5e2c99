"""Fixtures that start and kill real processes: workers, and a PostgreSQL and a Valkey of a test's own."""

import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings

from portal.development.processes import ProcessIdentity, free_port
from portal.development.services import ServiceAddresses, Services
from tests.environment import ROOT

READY_SECONDS = 60


def wait_for(what: str, happens: Callable[[], bool], *, seconds: float = 120, every: float = 0.2) -> None:
    """Poll until it is so. Raises AssertionError after `seconds`."""
    deadline = time.monotonic() + seconds
    while not happens():
        assert time.monotonic() < deadline, f"{what}: not within {seconds:g} s"
        time.sleep(every)


class LiveProcess:
    """A real process of the portal, in a group of its own."""

    def __init__(self, command: list[str], environment: dict[str, str], log: Path) -> None:
        self.log = log
        with log.open("w", encoding="utf-8") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", *command],
                cwd=ROOT,
                env=environment,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def is_ready(self) -> bool:
        """Whether it does its work by now."""
        return self.process.poll() is None

    def wait_until_ready(self) -> None:
        """Wait until it does its work. Raises AssertionError with all it said when it does not get there."""
        deadline = time.monotonic() + READY_SECONDS
        while not self.is_ready():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise AssertionError(f"{self.process.args!r} did not come up:\n{self.output()}")
            time.sleep(0.05)

    def output(self) -> str:
        """What it has said."""
        return self.log.read_text(encoding="utf-8", errors="replace")

    def kill(self) -> None:
        """End it and its children with SIGKILL, as a power cut would."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def stop(self) -> None:
        """Let it finish what it has begun."""
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(15)
            except subprocess.TimeoutExpired:
                self.kill()


class WorkerProcess(LiveProcess):
    """A real Celery worker; `schedule` makes it the scheduler as well, for tests that are not about that."""

    def __init__(self, environment: dict[str, str], log: Path, *, schedule: bool = False) -> None:
        name = f"test-{os.getpid()}-{time.time_ns()}@%h"
        command = ["celery", "--app", "portal", "worker", "--pool", "prefork", "--concurrency", "1"]
        command += ["--loglevel", "INFO", "--hostname", name]
        if schedule:
            command += ["--beat", "--schedule-filename", str(log.with_suffix(".schedule"))]
        super().__init__(command, environment, log)

    def is_ready(self) -> bool:
        """By the line by which Celery says that it takes tasks."""
        return " ready." in self.output()


class BeatProcess(LiveProcess):
    """A real scheduler."""

    def __init__(self, environment: dict[str, str], log: Path) -> None:
        command = ["celery", "--app", "portal", "beat", "--loglevel", "INFO", "--pidfile", ""]
        schedule = str(log.with_suffix(".schedule"))
        super().__init__(command, {**environment, "CELERY_BEAT_SCHEDULE": schedule}, log)

    def is_ready(self) -> bool:
        """By the lines by which it starts."""
        return "Configuration ->" in self.output()


class WebProcess(LiveProcess):
    """A real web server on a free port of this machine."""

    def __init__(self, environment: dict[str, str], log: Path) -> None:
        self.port = free_port()
        command = ["granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(self.port)]
        command += ["--workers", "1", "--blocking-threads", "4", "--no-ws", "portal.wsgi:application"]
        self.url = f"http://127.0.0.1:{self.port}"
        super().__init__(command, {**environment, "SITE_URL": self.url}, log)

    def is_ready(self) -> bool:
        """Once it answers."""
        try:
            with urllib.request.urlopen(f"{self.url}/health/live", timeout=5) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False


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


class Processes:
    """Starts real processes in one environment, and ends them all. They start side by side: wait for them."""

    def __init__(self, environment: dict[str, str], folder: Path) -> None:
        self.environment = environment
        self.folder = folder
        self.started: list[LiveProcess] = []

    def worker(self, *, schedule: bool = False, **extra: str) -> WorkerProcess:
        environment = {**self.environment, **extra}
        return self._started(WorkerProcess(environment, self._log("worker"), schedule=schedule))

    def beat(self) -> BeatProcess:
        return self._started(BeatProcess(self.environment, self._log("beat")))

    def web(self) -> WebProcess:
        return self._started(WebProcess(self.environment, self._log("web")))

    def wait_until_ready(self) -> None:
        """Wait for all of them: they start side by side."""
        for process in self.started:
            if process.process.poll() is None:
                process.wait_until_ready()

    def end(self) -> None:
        """Stop what still runs, the newest first."""
        for process in reversed(self.started):
            process.stop()

    def _log(self, name: str) -> Path:
        return self.folder / f"{name}-{len(self.started)}.log"

    def _started[P: LiveProcess](self, process: P) -> P:
        self.started.append(process)
        return process


@pytest.fixture
def processes(process_environment: dict[str, str], tmp_path: Path) -> Iterator[Processes]:
    """Real workers, schedulers and web servers on the test's own database, with files and mail of their own."""
    import redis

    folders = {"MEDIA_ROOT": str(tmp_path / "media"), "CAIRN_MAILBOX": str(tmp_path / "mail")}
    running = Processes({**process_environment, **folders}, tmp_path)
    with redis.Redis.from_url(settings.REDIS_URL) as broker:
        broker.flushdb()
        yield running
        running.end()
        broker.flushdb()


@pytest.fixture
def start_worker(processes: Processes) -> Callable[..., WorkerProcess]:
    """Start real Celery workers on the test's database: `start_worker(NAME="value")` adds to the environment."""

    def start(**extra: str) -> WorkerProcess:
        worker = processes.worker(**extra)
        worker.wait_until_ready()
        return worker

    return start


class OwnServices:
    """A PostgreSQL and a Valkey that one test may kill and restart; what is `given` is somebody else's."""

    def __init__(self, home: Path, *, given: ServiceAddresses | None = None) -> None:
        self.services = Services(home, durable=True, given=given)
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
