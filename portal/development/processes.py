"""Which process is which: identities that survive a reused process id, free ports, bounded endings."""

import contextlib
import socket
import time
from dataclasses import dataclass
from typing import Any, Self

import psutil

# psutil derives a start time from clock ticks; two readings of the same process differ by less than this.
START_TIME_PRECISION_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class ProcessIdentity:
    """A process id together with the time its process started, so that a reused id is not mistaken for it."""

    pid: int
    started: float

    @classmethod
    def of(cls, pid: int) -> Self | None:
        """The identity of a running process, or None when there is none (a zombie counts as none)."""
        try:
            process = psutil.Process(pid)
            if process.status() == psutil.STATUS_ZOMBIE:
                return None
            return cls(pid=pid, started=process.create_time())
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            return None

    @classmethod
    def from_json(cls, value: Any) -> Self | None:
        """The identity kept in a state file, or None when the file holds something else."""
        try:
            return cls(pid=int(value["pid"]), started=float(value["started"]))
        except (KeyError, TypeError, ValueError):
            return None

    def to_json(self) -> dict[str, float]:
        """What `from_json` reads."""
        return {"pid": self.pid, "started": self.started}

    @property
    def alive(self) -> bool:
        """Whether this very process still runs."""
        current = ProcessIdentity.of(self.pid)
        return current is not None and abs(current.started - self.started) < START_TIME_PRECISION_SECONDS

    def end(self, *, grace: float) -> None:
        """Ask the process to end, wait at most `grace` seconds, then kill it and what it started."""
        if not self.alive:
            return
        with contextlib.suppress(psutil.NoSuchProcess):
            process = psutil.Process(self.pid)
            family = [*process.children(recursive=True), process]
            process.terminate()
            _, surviving = psutil.wait_procs(family, timeout=grace)
            for survivor in surviving:
                with contextlib.suppress(psutil.NoSuchProcess):
                    survivor.kill()
            psutil.wait_procs(surviving, timeout=grace)


def free_port() -> int:
    """A loopback port that was free a moment ago. Callers retry when someone else took it since."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def port_is_free(port: int) -> bool:
    """Whether a server could listen on this loopback port now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def wait_until_gone(identity: ProcessIdentity, *, seconds: float) -> bool:
    """Whether the process ended within the time given."""
    deadline = time.monotonic() + seconds
    while identity.alive:
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True
