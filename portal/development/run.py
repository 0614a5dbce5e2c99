"""`make run`: the whole portal in the foreground of one terminal.

Environment → PostgreSQL and Valkey → migrations → web, worker and scheduler → the demo world → where to look.
Ctrl-C or SIGTERM stops everything in order and within a bounded time; a second Ctrl-C hurries. What a killed
run left behind is stopped by the next one.
"""

import fcntl
import http
import http.client
import json
import os
import signal
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from .children import Child, say
from .errors import DevelopmentError
from .preflight import missing_for_documents
from .processes import ProcessIdentity, port_is_free
from .services import running_services

ROOT = Path(__file__).resolve().parents[2]
READY_SECONDS = 90
WORKER_GRACE_SECONDS = 20
# A worker or scheduler that dies is started again after 1, 2, 4 … seconds, until it died this often in a row.
MAXIMUM_DEATHS = 5
# After this long without a death the count starts anew.
CALM_SECONDS = 120
ACCOUNTS = (
    ("learner", "takes courses, holds credentials, has a portfolio"),
    ("author", "writes and imports courses"),
    ("reviewer", "reviews and publishes them"),
    ("recruiter", "searches talent for an employer"),
    ("operator", "runs the portal (/admin/)"),
)


class Supervisor:
    """One run of the portal from one checkout; its data is in `home`."""

    def __init__(self, root: Path, *, home: Path | None = None, with_demo: bool = True) -> None:
        self.root = root
        self.home = home or root / ".local"
        self.with_demo = with_demo
        self.port = _port_from_environment()
        self.environment: dict[str, str] = {}
        self.children: dict[str, Child] = {}
        self.stopping = False
        self.hurry = False

    def run(self) -> int:
        """Run until asked to stop (exit code 0) or until something essential fails (1)."""
        started = time.monotonic()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._on_signal)
        with self._only_run_of_this_checkout():
            self._stop_leftovers()
            if not port_is_free(self.port):
                raise DevelopmentError(
                    f"Port {self.port} is in use: free it, or choose another one (PORT=8001 make run)."
                )
            problem = missing_for_documents()
            if problem:
                raise DevelopmentError(problem)
            say("cairn", "starting PostgreSQL and Valkey")
            with running_services(self.home) as addresses:
                self.environment = _child_environment(self.port, addresses.as_environment())
                try:
                    return self._run_portal(started)
                finally:
                    self._stop_children()
                    say("cairn", "stopping PostgreSQL and Valkey")

    def _run_portal(self, started: float) -> int:
        self._manage("migrate", "migrate", "--no-input", "--verbosity=0")
        if self.environment["CAIRN_DEBUG"].lower() not in {"1", "true", "yes", "on"}:
            self._manage("static", "collectstatic", "--no-input", "--verbosity=0")
        for child in self._portal_processes():
            if self.stopping:
                return 0
            self._start(child)
        if not self._wait_until_ready():
            return 0 if self.stopping else 1
        demo_is_there = self.with_demo and self._make_demo_world()
        if self.stopping:
            return 0
        self._announce(time.monotonic() - started, with_accounts=demo_is_there)
        return self._watch()

    def _portal_processes(self) -> Iterator[Child]:
        python = sys.executable
        web = [
            python,
            "-m",
            "granian",
            "--interface",
            "wsgi",
            "--host",
            "127.0.0.1",
            "--port",
            str(self.port),
        ]
        web += ["--workers", "1", "--blocking-threads", "4", "--no-ws", "portal.wsgi:application"]
        celery = [python, "-m", "celery", "--quiet", "--app", "portal"]
        worker = [*celery, "worker", "--pool", "prefork", "--concurrency", "2", "--loglevel", "INFO"]
        beat = [*celery, "beat", "--loglevel", "WARNING", "--pidfile", ""]
        for name, command, grace in (
            ("worker", worker, WORKER_GRACE_SECONDS),
            ("beat", beat, 5.0),
            ("web", web, 10.0),
        ):
            environment = {**self.environment, "PYTHONWARNINGS": "ignore:You're running the worker"}
            yield Child(name, command, environment=environment, folder=self.root, grace=grace)

    def _start(self, child: Child) -> None:
        child.start()
        self.children[child.name] = child
        self._remember_children()

    def _manage(self, name: str, *arguments: str, essential: bool = True) -> int:
        """Run a management command to its end; an essential one that fails ends the run."""
        command = [sys.executable, "manage.py", *arguments]
        child = Child(name, command, environment=self.environment, folder=self.root, grace=10)
        self._start(child)
        while child.exit_code is None:
            if self._pause(0.1):
                child.stop(hurry=self.hurry)
        code = child.wait()
        del self.children[name]
        if code != 0 and essential and not self.stopping:
            raise DevelopmentError(f"`manage.py {arguments[0]}` failed with exit code {code}: see above.")
        return code

    def _make_demo_world(self) -> bool:
        """Fill in what is missing of the demo world; returns whether its people can be signed in as."""
        if not any(self.root.glob("*/management/commands/demo.py")):
            say("cairn", "there is no demo world: this checkout has no command `demo`")
            return False
        code = self._manage("demo", "demo", essential=False)
        if code != 0 and not self.stopping:
            say(
                "cairn",
                f"the demo world is incomplete (exit code {code}, see above); the next `make run` resumes it",
            )
        return code == 0

    def _wait_until_ready(self) -> bool:
        """Wait for the portal to say that it and what it stands on work."""
        deadline = time.monotonic() + READY_SECONDS
        answer = "no answer"
        while not self._pause(0.3):
            dead = self._first_dead()
            if dead is not None:
                self._report_death(dead)
                return False
            ready, answer = _ask_health(self.port)
            if ready:
                return True
            if time.monotonic() > deadline:
                raise DevelopmentError(f"The portal is not ready after {READY_SECONDS} s; it says: {answer}")
        return False

    def _watch(self) -> int:
        """Look after the children until asked to stop."""
        deaths: dict[str, list[float]] = {}
        while not self._pause(0.5):
            child = self._first_dead()
            if child is None:
                continue
            self._report_death(child)
            now = time.monotonic()
            recent = [*(at for at in deaths.get(child.name, []) if now - at < CALM_SECONDS), now]
            deaths[child.name] = recent
            if child.name == "web" or len(recent) >= MAXIMUM_DEATHS:
                say("cairn", f"without {child.name} there is no portal: stopping")
                return 1
            pause = 2 ** (len(recent) - 1)
            say("cairn", f"starting {child.name} again in {pause} s")
            if not self._pause(pause):
                self._start(child)
        return 0

    def _first_dead(self) -> Child | None:
        return next((child for child in self.children.values() if child.exit_code is not None), None)

    def _report_death(self, child: Child) -> None:
        code = child.exit_code or 0
        how = f"was killed by {signal.Signals(-code).name}" if code < 0 else f"ended with exit code {code}"
        say("cairn", f"{child.name} {how}")

    def _announce(self, seconds: float, *, with_accounts: bool) -> None:
        """Say where to look and who to sign in as."""
        site = self.environment.get("SITE_URL", f"http://127.0.0.1:{self.port}")
        password = self.environment.get("CAIRN_DEMO_PASSWORD", "cairn-demo")
        mailbox = self.environment.get("CAIRN_MAILBOX", str(self.home / "mail"))
        accounts = [f"  {name}@cairn.example".ljust(28) + purpose for name, purpose in ACCOUNTS]
        accounts.append(f"  password of all of them: {password}")
        lines = [
            f"Cairn is ready after {seconds:.0f} s: {site}",
            *(accounts if with_accounts else []),
            f"  mail lands in {mailbox}",
            "Ctrl-C stops everything; the data stays for the next run; `make reset` forgets it.",
        ]
        for line in lines:
            say("cairn", line)

    def _pause(self, seconds: float) -> bool:
        """Wait; return early, and True, once asked to stop. (An Event may not be set in a signal handler.)"""
        deadline = time.monotonic() + seconds
        while not self.stopping and time.monotonic() < deadline:
            time.sleep(min(0.05, seconds))
        return self.stopping

    def _stop_children(self) -> None:
        """Web first, so that nothing new arrives; then the scheduler; the worker finishes its tasks."""
        for name in ("demo", "migrate", "static", "web", "beat", "worker"):
            child = self.children.get(name)
            if child is not None and child.exit_code is None:
                say("cairn", f"stopping {name}")
                child.stop(hurry=self.hurry)
        (self.home / "run.json").unlink(missing_ok=True)

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        self.hurry = self.stopping
        self.stopping = True

    @contextmanager
    def _only_run_of_this_checkout(self) -> Iterator[None]:
        """Hold the lock that says so; the system lets go of it however this process ends."""
        self.home.mkdir(parents=True, exist_ok=True)
        with (self.home / "run.lock").open("a+", encoding="utf-8") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                lock.seek(0)
                raise DevelopmentError(
                    f"Cairn already runs from this folder ({lock.read().strip()}): stop it first."
                ) from None
            lock.truncate(0)
            lock.write(f"process {os.getpid()}, port {self.port}")
            lock.flush()
            yield

    def _remember_children(self) -> None:
        identities = [child.identity for child in self.children.values()]
        running = [identity.to_json() for identity in identities if identity is not None]
        (self.home / "run.json").write_text(json.dumps(running), encoding="utf-8")

    def _stop_leftovers(self) -> None:
        stopped = stop_leftovers(self.home)
        if stopped:
            say("cairn", f"stopped {stopped} process(es) that a killed run had left behind")


def stop_leftovers(home: Path) -> int:
    """Stop the children that a killed supervisor left running. Returns how many there were."""
    try:
        stored = json.loads((home / "run.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return 0
    identities = [ProcessIdentity.from_json(value) for value in stored]
    living = [identity for identity in identities if identity is not None and identity.alive]
    for identity in living:
        identity.end(grace=10)
    (home / "run.json").unlink(missing_ok=True)
    return len(living)


def _port_from_environment() -> int:
    text = os.environ.get("PORT", "") or "8000"
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise DevelopmentError(f"PORT must be a number from 1 to 65535, not {text!r}.")
    return int(text)


def _child_environment(port: int, addresses: dict[str, str]) -> dict[str, str]:
    """A developer's settings: whatever the environment says, and debug where it says nothing."""
    defaults = {"CAIRN_DEBUG": "true"}
    fixed = {"PORT": str(port), "PYTHONUNBUFFERED": "1", "DJANGO_SETTINGS_MODULE": "portal.settings"}
    given = {name: value for name, value in os.environ.items() if value}
    return {**defaults, **given, **fixed, **addresses}


def _ask_health(port: int) -> tuple[bool, str]:
    """Whether `/health/ready` says yes, and what it says otherwise."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/health/ready", timeout=5) as answer:
            return answer.status == http.HTTPStatus.OK, str(answer.status)
    except urllib.error.HTTPError as error:
        return False, f"{error.code} {error.read(500).decode(errors='replace')}"
    except (OSError, http.client.HTTPException) as error:
        return False, str(error)


def main() -> int:
    """Run the portal; a problem the reader can act on is one sentence."""
    try:
        return Supervisor(ROOT).run()
    except DevelopmentError as problem:
        say("cairn", str(problem))
        return 1


if __name__ == "__main__":
    sys.exit(main())
