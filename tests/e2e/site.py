"""The real portal for browser tests: what `make run` starts, on a free port, with a home of its own.

While writing tests one need not wait for a demo world each time: start `make run` in another terminal, and let
`CAIRN_E2E_URL` be its address and `CAIRN_E2E_MAILBOX` the folder its mail lands in. Such a portal keeps what earlier
runs left behind, so the tests sign up and publish under names of their own each time.
"""

import os
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from portal.development.processes import free_port
from portal.development.run import stop_leftovers
from portal.development.services import Services
from tests.environment import ROOT

# The demo world is made through the real pipeline; on a busy machine that takes minutes.
READY_SECONDS = 600
STOP_SECONDS = 60
PASSWORD = "cairn-demo"

_RUN = """
import sys
from pathlib import Path
from portal.development.run import Supervisor
sys.exit(Supervisor(Path(sys.argv[1]), home=Path(sys.argv[2])).run())
"""


@dataclass(frozen=True, slots=True)
class Site:
    """A portal that answers; `url` is its origin, `mailbox` the folder its mail lands in."""

    url: str
    mailbox: Path
    # Short and new in each run of the tests: part of every name that may exist only once.
    mark: str = field(default_factory=lambda: secrets.token_hex(3))


@contextmanager
def portal_for_tests(home: Path) -> Iterator[Site]:
    """The portal that the environment names, or one of our own, which is stopped afterwards."""
    if url := os.environ.get("CAIRN_E2E_URL"):
        yield Site(url.rstrip("/"), Path(os.environ["CAIRN_E2E_MAILBOX"]))
        return
    own = OwnPortal(home)
    try:
        own.wait_until_ready()
        yield Site(own.url, own.mailbox)
    finally:
        own.stop()


class OwnPortal:
    """One run of the portal with its data and its log in `home`."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.mailbox = home / "mail"
        self.log = home / "run.log"
        home.mkdir(parents=True, exist_ok=True)
        with self.log.open("w", encoding="utf-8") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-c", _RUN, str(ROOT), str(home)],
                cwd=ROOT,
                env=self._environment(),
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def _environment(self) -> dict[str, str]:
        """Without the services of the test run: this portal starts its own."""
        inherited = {
            name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}
        }
        return {
            **inherited,
            "PORT": str(self.port),
            "SITE_URL": self.url,
            "MEDIA_ROOT": str(self.home / "media"),
            "CAIRN_MAILBOX": str(self.mailbox),
            "CELERY_BEAT_SCHEDULE": str(self.home / "beat-schedule"),
            "CAIRN_DEMO_PASSWORD": PASSWORD,
            "LOG_LEVEL": "INFO",
        }

    def wait_until_ready(self) -> None:
        """Wait for the line that says where to look. Raises AssertionError with the end of what it said."""
        deadline = time.monotonic() + READY_SECONDS
        while "Cairn is ready" not in self.output():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise AssertionError(f"the portal did not come up:\n{self.output()[-4000:]}")
            time.sleep(0.5)
        if "the demo world is incomplete" in self.output():
            raise AssertionError(f"the demo world is incomplete:\n{self.output()[-8000:]}")

    def output(self) -> str:
        """What the terminal of `make run` would show."""
        return self.log.read_text(encoding="utf-8", errors="replace")

    def stop(self) -> None:
        """As Ctrl-C does; a portal that does not stop within a minute, or died before, is ended piece by piece."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        stop_leftovers(self.home)
        if (self.home / "services.json").exists():
            Services(self.home).stop()
