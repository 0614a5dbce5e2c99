"""The supervisor of `make run`, as a person at a terminal meets it. Real processes, without the demo world."""

import contextlib
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from portal.development.processes import ProcessIdentity, free_port
from portal.development.reset import reset
from portal.development.services import Services
from tests.environment import ROOT

pytestmark = [pytest.mark.trouble, pytest.mark.xdist_group("services")]

PROGRAM = (
    "import sys; from pathlib import Path; from portal.development import run; "
    "run.Supervisor = lambda root, made=run.Supervisor: made(root, home=Path(sys.argv[1]), with_demo=False); "
    "sys.exit(run.main())"
)
UP_SECONDS = 90
DOWN_SECONDS = 45


class Run:
    """One run in a process of its own; `output` is what the terminal would show."""

    def __init__(self, home: Path, port: int, log: Path) -> None:
        self.log = log
        ours = {"DATABASE_URL", "REDIS_URL", "SITE_URL", "MEDIA_ROOT", "CAIRN_MAILBOX"}
        environment = {name: value for name, value in os.environ.items() if name not in ours}
        environment |= {"PORT": str(port), "CELERY_BEAT_SCHEDULE": str(home / "beat-schedule")}
        with log.open("w", encoding="utf-8") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-c", PROGRAM, str(home)],
                cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT, start_new_session=True,
            )  # fmt: skip

    @property
    def output(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace")

    def wait_for(self, text: str) -> None:
        _wait(lambda: text in self.output or self.process.poll() is not None, UP_SECONDS)
        assert text in self.output, self.output[-3000:]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """One home for the module: the first run migrates, the others resume."""
    made = tmp_path_factory.mktemp("run") / "home"
    yield made
    reset(made)


@pytest.fixture
def start(home: Path, tmp_path: Path) -> Iterator[Callable[..., Run]]:
    started: list[Run] = []

    def begin(port: int | None = None) -> Run:
        run = Run(home, port or free_port(), tmp_path / f"run-{len(started)}.log")
        started.append(run)
        return run

    yield begin
    for run in started:
        if run.process.poll() is None:
            run.process.send_signal(signal.SIGTERM)
            with contextlib.suppress(subprocess.TimeoutExpired):
                run.process.wait(DOWN_SECONDS)
        run.process.kill()


def _wait(condition: Callable[[], bool], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.1)


def _children(home: Path) -> dict[int, ProcessIdentity]:
    stored = json.loads((home / "run.json").read_text(encoding="utf-8"))
    identities = [ProcessIdentity.from_json(value) for value in stored]
    return {identity.pid: identity for identity in identities if identity is not None}


def _pid_of(name: str, home: Path) -> int:
    """The process among the children whose command line names the part."""
    for pid, child in _children(home).items():
        # One that ended a moment ago may still be listed.
        if child.alive and name in Path(f"/proc/{pid}/cmdline").read_text(encoding="utf-8").split("\0"):
            return pid
    raise AssertionError(f"{name} is not among the children")


def test_it_comes_up_says_where_to_look_and_stops_everything_on_ctrl_c(
    start: Callable[..., Run], home: Path
) -> None:
    port = free_port()
    run = start(port)
    run.wait_for("Cairn is ready")

    assert re.search(
        rf"Cairn is ready after \d+ s: http://127\.0\.0\.1:{port}$", run.output, flags=re.MULTILINE
    )
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/health/ready", timeout=10) as answer:
        assert answer.status == 200
    children = list(_children(home).values())
    assert len(children) == 3

    run.process.send_signal(signal.SIGINT)

    assert run.process.wait(DOWN_SECONDS) == 0
    assert [child for child in children if child.alive] == []
    assert Services(home).postgres().identity() is None
    assert Services(home).valkey().identity() is None


def test_a_port_in_use_is_one_sentence(start: Callable[..., Run]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        run = start(port)

        assert run.process.wait(UP_SECONDS) == 1
        assert run.output.strip().splitlines() == [
            f"cairn   │ Port {port} is in use: free it, or choose another one (PORT=8001 make run)."
        ]


def test_a_killed_worker_is_started_again_and_a_second_run_is_refused(
    start: Callable[..., Run], home: Path
) -> None:
    run = start()
    run.wait_for("Cairn is ready")

    os.kill(_pid_of("worker", home), signal.SIGKILL)
    run.wait_for("starting worker again")
    assert "worker was killed by SIGKILL" in run.output

    second = start()
    assert second.process.wait(UP_SECONDS) == 1
    assert f"Cairn already runs from this folder (process {run.process.pid}" in second.output

    os.kill(_pid_of("granian", home), signal.SIGKILL)
    assert run.process.wait(DOWN_SECONDS) == 1
    assert "web was killed by SIGKILL" in run.output


def test_the_next_run_stops_what_a_killed_one_left_behind_and_reset_forgets_its_data(
    start: Callable[..., Run], home: Path
) -> None:
    port = free_port()
    first = start(port)
    first.wait_for("Cairn is ready")
    left = list(_children(home).values())
    first.process.kill()
    first.process.wait()
    assert all(child.alive for child in left)

    second = start(port)
    second.wait_for("Cairn is ready")

    assert "stopped 3 process(es) that a killed run had left behind" in second.output
    assert [child for child in left if child.alive] == []

    reset(home)

    assert second.process.wait(DOWN_SECONDS) == 0
    assert not home.exists()
