"""Counting attempts in the cache, so that nobody tries codes or fills forms by machine."""

import time

from django.core.cache import cache


def wait_seconds(key: str, *, limit: int, seconds: int) -> int:
    """Count one attempt under ``key``; 0, or how long to wait when there were more than ``limit``.

    Counts in windows of ``seconds``. Attempts that were refused count as well, so a machine that
    keeps trying is kept out.
    """
    now = int(time.time())
    window = now // seconds
    name = f"throttle:{key}:{window}"
    if cache.add(name, 1, seconds * 2):
        return 0
    try:
        count = cache.incr(name)
    except ValueError:  # it ran out between the two calls
        cache.add(name, 1, seconds * 2)
        return 0
    return seconds - now % seconds if count > limit else 0
