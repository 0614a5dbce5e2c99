"""The cache when Valkey is away: this process's own memory, so that people can still sign in and go on.

Rate limits, and whatever else is cached, then count for each process alone. Only a connection that fails
switches over; for a few seconds afterwards nobody asks the server again, so that an outage costs one page in
one process one time-out, not every page several.
"""

import time
from typing import Any

import structlog
from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.core.cache.backends.locmem import LocMemCache
from django_redis.cache import RedisCache
from redis import ConnectionError as RedisConnectionError
from redis import Redis, RedisError
from redis import TimeoutError as RedisTimeoutError
from redis.backoff import NoBackoff
from redis.retry import Retry

log = structlog.get_logger(__name__)

PAUSE_SECONDS = 5.0
CONNECT_SECONDS = 1.0
ANSWER_SECONDS = 2.0


class _Outage:
    """What this process knows of the server; all threads share it, as they share the server."""

    ask_again_at = 0.0
    is_on = False


def no_retries() -> Retry:
    """The client's own retries wait up to five seconds for a server that is not there."""
    return Retry(NoBackoff(), 0)


def valkey_answers(url: str) -> bool:
    """Ask the server itself, whatever the cache believes."""
    try:
        with Redis.from_url(
            url, socket_connect_timeout=CONNECT_SECONDS, socket_timeout=ANSWER_SECONDS, retry=no_retries()
        ) as client:
            return bool(client.ping())
    except (RedisError, OSError):
        return False


class FallbackCache(BaseCache):
    """Django's cache on Redis or Valkey at `server`, on local memory during an outage."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(params)
        options = {
            **params.get("OPTIONS", {}),
            "SOCKET_CONNECT_TIMEOUT": CONNECT_SECONDS,
            "SOCKET_TIMEOUT": ANSWER_SECONDS,
            "CONNECTION_POOL_KWARGS": {"retry": no_retries()},
            "IGNORE_EXCEPTIONS": False,
        }
        self._shared: RedisCache = RedisCache(server, {**params, "OPTIONS": options})
        self._own = LocMemCache("valkey-is-away", {**params, "OPTIONS": {}})

    def _ask(self, method: str, *args: Any, **kwargs: Any) -> Any:
        if time.monotonic() >= _Outage.ask_again_at:
            try:
                answer = getattr(self._shared, method)(*args, **kwargs)
            except (RedisConnectionError, RedisTimeoutError) as error:
                self._switch_over(error)
            else:
                _Outage.is_on = False
                return answer
        return getattr(self._own, method)(*args, **kwargs)

    def _switch_over(self, error: Exception) -> None:
        _Outage.ask_again_at = time.monotonic() + PAUSE_SECONDS
        if not _Outage.is_on:
            _Outage.is_on = True
            self._own.clear()  # what an earlier outage left is old
            log.warning("cache.away", error=type(error).__name__)

    def add(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        return bool(self._ask("add", key, value, timeout=timeout, version=version))

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        return self._ask("get", key, default=default, version=version)

    def set(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        self._ask("set", key, value, timeout=timeout, version=version)

    def touch(self, key: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        return bool(self._ask("touch", key, timeout=timeout, version=version))

    def delete(self, key: Any, version: int | None = None) -> bool:
        return bool(self._ask("delete", key, version=version))

    def incr(self, key: Any, delta: int = 1, version: int | None = None) -> int:
        """Atomic on the server. Raises ValueError for a key that is not there."""
        return int(self._ask("incr", key, delta=delta, version=version))

    def has_key(self, key: Any, version: int | None = None) -> bool:
        return bool(self._ask("has_key", key, version=version))

    def get_many(self, keys: Any, version: int | None = None) -> dict[Any, Any]:
        return dict(self._ask("get_many", keys, version=version))

    def clear(self) -> None:
        self._ask("clear")

    def close(self, **kwargs: Any) -> None:
        self._shared.close(**kwargs)
