"""The cache of a test run on Redis: several runs and processes share one server."""

from django.core.cache.backends.redis import RedisCache


class OwnKeysRedisCache(RedisCache):
    """Django's Redis cache; ``clear`` removes the keys of this process, not the server's."""

    def clear(self) -> bool:
        """Delete what carries this process's prefix."""
        client = self._cache.get_client(None, write=True)
        keys = list(client.scan_iter(match=f"{self.key_prefix}:*", count=1000))
        if keys:
            client.delete(*keys)
        return True
