"""A ceiling on how often one address may ask, so that a runaway program does not keep patients out."""

import time

from django.conf import settings
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle
from rest_framework.views import APIView

from bookings.web import address_of, is_below

WINDOW_SECONDS = 60


class PerAddress(BaseThrottle):
    """So many requests a minute from one address, apart for reading and for writing; 0 means no ceiling."""

    def allow_request(self, request: Request, view: APIView) -> bool:
        kind = "read" if request.method in ("GET", "HEAD") else "write"
        most = settings.API_CALLS_A_MINUTE[kind]
        name = f"api:{kind}:{address_of(request._request)}"
        return not most or is_below(most, name, seconds=WINDOW_SECONDS)

    def wait(self) -> float:
        return WINDOW_SECONDS - time.time() % WINDOW_SECONDS
