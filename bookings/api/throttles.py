"""A ceiling on how often one address may ask, so that a runaway program does not keep patients out.

Fixed windows of a minute, counted in the cache: while that is away, the ceiling is open.
"""

import time

from django.conf import settings
from django.core.cache import cache
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle
from rest_framework.views import APIView

WINDOW_SECONDS = 60


class PerAddress(BaseThrottle):
    """So many requests a minute from one address, apart for reading and for writing; 0 means no ceiling."""

    def allow_request(self, request: Request, view: APIView) -> bool:
        kind = "read" if request.method in ("GET", "HEAD") else "write"
        most = settings.API_CALLS_A_MINUTE[kind]
        if not most:
            return True
        window = int(time.time()) // WINDOW_SECONDS
        key = f"api:{kind}:{self.get_ident(request)}:{window}"
        cache.add(key, 0, 2 * WINDOW_SECONDS)
        try:
            return cache.incr(key) <= most
        except ValueError:  # evicted in between
            return True

    def wait(self) -> float:
        return WINDOW_SECONDS - time.time() % WINDOW_SECONDS
