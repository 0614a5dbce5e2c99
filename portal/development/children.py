"""Child processes of the supervisor: their output line by line under a name, their end within bounds."""

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from .processes import ProcessIdentity

_COLOURS = {"web": 36, "worker": 33, "beat": 35, "migrate": 32, "demo": 32, "static": 32, "cairn": 1}
_NAME_WIDTH = 8
_printing = threading.Lock()


def say(name: str, line: str) -> None:
    """Print one line under the name of who says it."""
    label = f"{name:<{_NAME_WIDTH}}"
    if sys.stdout.isatty() and "NO_COLOR" not in os.environ:
        label = f"\x1b[{_COLOURS.get(name, 0)}m{label}\x1b[0m"
    # The terminal may be gone (closed, or a pipe to `head`): what runs must still be stopped in order.
    with _printing, contextlib.suppress(OSError):
        sys.stdout.write(f"{label}│ {line}\n")
        sys.stdout.flush()


class Child:
    """One long-running program in a process group of its own, so that Ctrl-C reaches the supervisor alone."""

    def __init__(
        self, name: str, command: Sequence[str], *, environment: Mapping[str, str], folder: Path, grace: float
    ) -> None:
        self.name = name
        self.command = list(command)
        self.environment = dict(environment)
        self.folder = folder
        self.grace = grace
        self._process: subprocess.Popen[str] | None = None
        self._reader: threading.Thread | None = None

    @property
    def exit_code(self) -> int | None:
        """The exit code (negative: a signal), or None while it runs."""
        return self._process.poll() if self._process else None

    @property
    def identity(self) -> ProcessIdentity | None:
        """The running process, or None."""
        return ProcessIdentity.of(self._process.pid) if self._process else None

    def start(self) -> None:
        """Start the program and begin to print what it says."""
        self._process = subprocess.Popen(  # noqa: S603 (the commands are our own)
            self.command,
            cwd=self.folder,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=True,
        )
        self._reader = threading.Thread(target=self._print_output, args=[self._process], daemon=True)
        self._reader.start()

    def wait(self) -> int:
        """Wait for the end and return the exit code."""
        if self._process is None:
            return 0
        code = self._process.wait()
        self._finish_reading()
        return code

    def ask_to_stop(self) -> None:
        """Send SIGTERM to the program itself, which tells its own children."""
        if self._process and self._process.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                self._process.terminate()

    def stop(self, *, hurry: bool = False) -> None:
        """Ask it to stop, wait for the grace it has, then kill its whole group."""
        if self._process is None:
            return
        self.ask_to_stop()
        deadline = time.monotonic() + (1.0 if hurry else self.grace)
        while self._process.poll() is None and time.monotonic() < deadline:
            time.sleep(0.05)
        if self._process.poll() is None:
            say(self.name, f"did not stop within {self.grace:.0f} s and is killed")
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self._finish_reading()

    def _finish_reading(self) -> None:
        if self._reader is not None:
            self._reader.join(timeout=2)

    def _print_output(self, process: subprocess.Popen[str]) -> None:
        if process.stdout is None:
            return
        for line in process.stdout:
            if line.strip():
                say(self.name, line.rstrip())
