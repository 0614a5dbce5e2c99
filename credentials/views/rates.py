"""How often one client may ask for costly work: counted in the cache, a minute at a time."""

import hashlib

from django.core.cache import cache
from django.http import HttpRequest

from portal.requests import client_address

MINUTE = 60


def too_often(request: HttpRequest, what: str, *, most: int) -> bool:
    """Count this request; True beyond `most` in a minute. Without the cache everybody is let through."""
    client = hashlib.sha256(client_address(request).encode()).hexdigest()[:24]
    key = f"rate:{what}:{client}"
    if cache.add(key, 1, timeout=MINUTE):
        return False
    try:
        count = cache.incr(key)
    except ValueError:  # it ran out between the two calls, or the cache is away
        return False
    return count is not None and count > most
