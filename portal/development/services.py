"""PostgreSQL and Valkey for whoever asks: shared while somebody uses them, stopped when the last one leaves.

`home/services.json` (readable by the owner only) names the holders, the ports and the password;
`home/services.lock` is held while it is read or changed. A holder that was killed is noticed by its process
identity, so nothing has to be cleaned by hand. Each checkout has its own home and takes free ports, so two of
them do not meet.

    python -m portal.development.services start [HOME]    start, keep running, print the two addresses
    python -m portal.development.services stop [HOME]     stop, whoever uses them
"""

import contextlib
import fcntl
import json
import os
import secrets
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from .errors import DevelopmentError
from .postgres import PostgresServer
from .processes import ProcessIdentity
from .valkey import ValkeyServer

DEFAULT_HOME = Path(__file__).resolve().parents[2] / ".local"


@dataclass(frozen=True, slots=True)
class ServiceAddresses:
    """What goes into `DATABASE_URL` and `REDIS_URL`."""

    database_url: str
    redis_url: str

    @classmethod
    def from_environment(cls) -> Self:
        """The addresses that the environment names; an empty one where it names none."""
        return cls(database_url=os.environ.get("DATABASE_URL", ""), redis_url=os.environ.get("REDIS_URL", ""))

    def as_environment(self) -> dict[str, str]:
        """The two settings under their names."""
        return {"DATABASE_URL": self.database_url, "REDIS_URL": self.redis_url}


@dataclass(slots=True)
class _State:
    """The contents of `services.json`."""

    password: str
    holders: list[ProcessIdentity] = field(default_factory=list)
    kept: bool = False
    postgres_port: int | None = None
    valkey_port: int | None = None

    def to_json(self) -> dict[str, Any]:
        return {
            "password": self.password,
            "holders": [holder.to_json() for holder in self.holders],
            "kept": self.kept,
            "postgres_port": self.postgres_port,
            "valkey_port": self.valkey_port,
        }


class Services:
    """The two servers of one home. Methods are safe to call from several processes at once.

    An address that is `given` stands for somebody else's server, which is neither started nor stopped here.
    """

    def __init__(
        self, home: Path = DEFAULT_HOME, *, durable: bool = True, given: ServiceAddresses | None = None
    ) -> None:
        self.home = home.resolve()
        self.durable = durable
        self.given = given or ServiceAddresses(database_url="", redis_url="")

    def acquire(self) -> ServiceAddresses:
        """Start what does not run and count this process among the holders. Calling again changes nothing."""
        with self._state() as state:
            addresses = self._start(state)
            me = ProcessIdentity.of(os.getpid())
            if me is not None and me.pid not in {holder.pid for holder in state.holders}:
                state.holders.append(me)
            return addresses

    def keep(self) -> ServiceAddresses:
        """Start what does not run and leave it running until `stop`, whoever comes and goes."""
        with self._state() as state:
            state.kept = True
            return self._start(state)

    def release(self) -> bool:
        """Leave. Returns whether that stopped the servers: so it does for the last holder, unless kept."""
        with self._state() as state:
            state.holders = [holder for holder in state.holders if holder.pid != os.getpid()]
            if state.holders or state.kept:
                return False
            self._stop(state)
            return True

    def stop(self) -> None:
        """Stop both servers, whoever holds them. The data stays."""
        with self._state() as state:
            state.kept = False
            self._stop(state)

    def holders(self) -> list[ProcessIdentity]:
        """The living processes that use the servers."""
        with self._state() as state:
            return list(state.holders)

    def postgres(self) -> PostgresServer:
        """The PostgreSQL of this home, running or not; for tests that break it on purpose."""
        with self._state() as state:
            return self._postgres(state)

    def valkey(self) -> ValkeyServer:
        """The Valkey of this home, running or not; for tests that break it on purpose."""
        with self._state() as state:
            return self._valkey(state)

    def _postgres(self, state: _State) -> PostgresServer:
        return PostgresServer(self.home / "postgres", password=state.password, durable=self.durable)

    def _valkey(self, state: _State) -> ValkeyServer:
        return ValkeyServer(self.home / "valkey", password=state.password, durable=self.durable)

    def _start(self, state: _State) -> ServiceAddresses:
        database_url, redis_url = self.given.database_url, self.given.redis_url
        if not database_url:
            postgres = self._postgres(state)
            state.postgres_port = postgres.start(preferred_port=state.postgres_port)
            database_url = postgres.url(state.postgres_port)
        if not redis_url:
            valkey = self._valkey(state)
            state.valkey_port = valkey.start(preferred_port=state.valkey_port)
            redis_url = valkey.url(state.valkey_port)
        return ServiceAddresses(database_url=database_url, redis_url=redis_url)

    def _stop(self, state: _State) -> None:
        self._valkey(state).stop()
        self._postgres(state).stop()

    @contextlib.contextmanager
    def _state(self) -> Iterator[_State]:
        """The state, read under the lock without the dead holders, and written back."""
        self.home.mkdir(parents=True, exist_ok=True)
        with (self.home / "services.lock").open("a", encoding="utf-8") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            state = self._read()
            self._write(state)  # the password is on disk before a cluster is made with it
            try:
                yield state
            finally:
                self._write(state)

    def _read(self) -> _State:
        try:
            stored = json.loads((self.home / "services.json").read_text(encoding="utf-8"))
            identities = [ProcessIdentity.from_json(value) for value in stored["holders"]]
            return _State(
                password=str(stored["password"]),
                holders=[identity for identity in identities if identity is not None and identity.alive],
                kept=bool(stored["kept"]),
                postgres_port=stored["postgres_port"],
                valkey_port=stored["valkey_port"],
            )
        except (OSError, ValueError, KeyError, TypeError):
            return _State(password=secrets.token_hex(16))

    def _write(self, state: _State) -> None:
        target = self.home / "services.json"
        draft = target.with_suffix(".json.new")
        draft.touch(mode=0o600)
        draft.write_text(json.dumps(state.to_json(), indent=1), encoding="utf-8")
        draft.replace(target)


def ensure_services(home: Path = DEFAULT_HOME, *, durable: bool = True) -> ServiceAddresses:
    """The addresses from the environment where it names them, else those of servers started under `home`.

    The calling process holds what was started until `release_services(home)`.
    """
    given = ServiceAddresses.from_environment()
    if given.database_url and given.redis_url:
        return given
    return Services(home, durable=durable, given=given).acquire()


def release_services(home: Path = DEFAULT_HOME) -> None:
    """Give up what `ensure_services(home)` started; nothing when it started nothing."""
    if (home / "services.json").exists():
        Services(home).release()


@contextlib.contextmanager
def running_services(home: Path = DEFAULT_HOME, *, durable: bool = True) -> Iterator[ServiceAddresses]:
    """The addresses of both servers for the time of a `with` block."""
    try:
        yield ensure_services(home, durable=durable)
    finally:
        release_services(home)


def main(arguments: list[str]) -> int:
    """Carry out `start` or `stop` of the module's docstring."""
    match arguments:
        case ["start", *rest] if len(rest) <= 1:
            addresses = Services(*map(Path, rest)).keep()
            sys.stdout.writelines(f"{name}={value}\n" for name, value in addresses.as_environment().items())
        case ["stop", *rest] if len(rest) <= 1:
            Services(*map(Path, rest)).stop()
        case _:
            sys.stderr.write("usage: python -m portal.development.services start|stop [HOME]\n")
            return 2
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except DevelopmentError as problem:
        sys.exit(str(problem))
