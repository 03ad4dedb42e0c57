"""The service goes on when Redis is away."""

import time
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

from config import cache as tend_cache
from config.cache import ForgivingRedisCache
from config.embedded.valkey import Valkey


@pytest.fixture
def valkey():
    with TemporaryDirectory() as folder:
        server = Valkey(Path(folder))
        yield server
        server.stop()


def test_without_redis_every_call_answers_like_an_empty_cache(valkey: Valkey) -> None:
    cache = ForgivingRedisCache(valkey.url, {})
    assert cache.get("a", "default") == "default"
    assert cache.get_many(["a", "b"]) == {}
    assert cache.incr("a", 3) == 3
    assert cache.get_or_set("a", 5) == 5
    assert cache.add("a", 1)
    assert not cache.delete("a")
    assert not cache.has_key("a")
    assert not cache.touch("a")
    assert cache.set_many({"a": 1}) == []
    cache.set("a", 1)
    cache.delete_many(["a"])
    cache.clear()


def test_the_ordinary_cache_would_raise(valkey: Valkey) -> None:
    with pytest.raises(RedisError):
        RedisCache(valkey.url, {}).get("a")


def test_it_comes_back_by_itself(valkey: Valkey, monkeypatch: pytest.MonkeyPatch) -> None:
    cache = ForgivingRedisCache(valkey.url, {})
    cache.set("a", 1)
    valkey.start()
    assert cache.get("a") is None
    cache.set("a", 2)
    assert cache.get("a") is None, "it lets Redis alone for a while after a failure"
    later = time.monotonic() + tend_cache.PAUSE_SECONDS + 1
    monkeypatch.setattr(tend_cache.time, "monotonic", lambda: later)
    cache.set("a", 3)
    assert cache.get("a") == 3


def test_clearing_leaves_what_others_keep_in_the_same_redis(valkey: Valkey) -> None:
    valkey.start()
    ours, theirs = (ForgivingRedisCache(valkey.url, {"KEY_PREFIX": name}) for name in ("ours", "theirs"))
    ours.set("a", 1)
    theirs.set("a", 2)
    ours.clear()
    assert (ours.get("a"), theirs.get("a")) == (None, 2)
