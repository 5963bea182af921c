"""The cache under test on Redis never touches what others keep on the same server."""

import os

import redis
from django.core.cache import caches
from django.core.cache.backends.base import BaseCache

from tests.redis_cache import OwnKeysRedisCache

URL = os.environ.get("REDIS_URL", "")


if URL:  # the half of make test that has a Redis

    def test_clearing_removes_own_keys_and_leaves_the_others() -> None:
        mine = OwnKeysRedisCache(URL, {"KEY_PREFIX": "test-one"})
        other = OwnKeysRedisCache(URL, {"KEY_PREFIX": "test-two"})
        mine.set("a", 1)
        other.set("a", 2)
        mine.clear()
        assert (mine.get("a"), other.get("a")) == (None, 2)
        other.clear()
        with redis.Redis.from_url(URL) as client:
            assert list(client.scan_iter(match="test-two:*")) == []


def test_the_cache_of_the_run_follows_the_environment() -> None:
    backend: BaseCache = caches["default"]
    name = type(backend).__name__
    assert name == ("OwnKeysRedisCache" if URL else "LocMemCache")
