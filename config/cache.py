"""A cache that shrugs when Redis is away: bookings must go on without it."""

import time
from typing import Any

import structlog
from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

log = structlog.get_logger(__name__)
PAUSE_SECONDS = 5.0


class PrefixedRedisCache(RedisCache):
    """Clears what begins with its own prefix alone: the same Redis may hold Celery's queue, or another installation."""

    def clear(self) -> None:
        server = self._cache.get_client()
        if keys := list(server.scan_iter(match=self.make_key("*"), count=1000)):
            server.delete(*keys)


class ForgivingRedisCache(PrefixedRedisCache):
    """Answers like an empty cache while Redis is away, and lets Redis alone for a while after a failure.

    Throttles that count in the cache are open for that time; the log says so once.
    """

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._away_until = 0.0

    def _try(self, fallback: Any, name: str, *args: Any, **kwargs: Any) -> Any:
        if time.monotonic() < self._away_until:
            return fallback
        try:
            answer = getattr(super(), name)(*args, **kwargs)
        except (RedisError, OSError) as error:
            if not self._away_until:
                log.warning("redis_away", error=type(error).__name__)
            self._away_until = time.monotonic() + PAUSE_SECONDS
            return fallback
        if self._away_until:
            self._away_until = 0.0
            log.info("redis_back")
        return answer

    def add(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        return self._try(True, "add", key, value, timeout, version)

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        return self._try(default, "get", key, default, version)

    def set(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        self._try(None, "set", key, value, timeout, version)

    def touch(self, key: str, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        return self._try(False, "touch", key, timeout, version)

    def delete(self, key: str, version: int | None = None) -> bool:
        return self._try(False, "delete", key, version)

    def get_many(self, keys: Any, version: int | None = None) -> dict[str, Any]:
        return self._try({}, "get_many", keys, version)

    def has_key(self, key: str, version: int | None = None) -> bool:
        return self._try(False, "has_key", key, version)

    def incr(self, key: str, delta: int = 1, version: int | None = None) -> int:
        return self._try(delta, "incr", key, delta, version)

    def set_many(self, data: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> list[str]:
        return self._try([], "set_many", data, timeout, version)

    def delete_many(self, keys: Any, version: int | None = None) -> None:
        self._try(None, "delete_many", keys, version)

    def clear(self) -> None:
        self._try(None, "clear")
