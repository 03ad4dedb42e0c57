"""What every request passes: a name for the log lines, no copies of personal pages, a calm page in an outage."""

import re
import time
import uuid
from collections.abc import Callable
from http import HTTPStatus

import structlog
from django.conf import settings
from django.db import DataError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from bookings.transactions import CalendarBusy
from config.errors import bad_request, unavailable

log = structlog.get_logger("tend.request")
Next = Callable[[HttpRequest], HttpResponseBase]
GIVEN = re.compile(r"[A-Za-z0-9-]{8,64}")


class RequestIdMiddleware:
    """Names the request (a proxy's X-Request-ID is kept); a person can quote it from an error page."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        given = request.headers.get("X-Request-ID", "")
        request_id = given if GIVEN.fullmatch(given) else uuid.uuid4().hex
        request.request_id = request_id  # type: ignore[attr-defined]
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request_id)
        began = time.perf_counter()
        response = self.get_response(request)
        response["X-Request-ID"] = request_id
        # An open calendar asks every second; that nothing changed is not worth a line.
        tell = log.debug if response.status_code == HTTPStatus.NOT_MODIFIED else log.info
        tell(
            "request",
            method=request.method,
            # The route, not the path: paths hold the links that open an appointment.
            route=request.resolver_match.view_name if request.resolver_match else None,
            status=response.status_code,
            ms=round((time.perf_counter() - began) * 1000, 1),
        )
        return response


class PrivatePagesMiddleware:
    """Forbids copies of pages that belong to somebody: reached with a session, a key, or a private link."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if "Cache-Control" not in response:
            response["Cache-Control"] = "no-store, private" if _is_personal(request) else "no-cache, private"
        return response


PASSING = (CalendarBusy, OperationalError, InterfaceError)


# What was sent is more than a column, the calendar or a reader can hold: NUL in a text, the year 10000, brackets in
# brackets in brackets. Forms say it of what people mistype; nobody types this.
BEYOND = (DataError, OverflowError, RecursionError)


class UnavailableMiddleware:
    """Answers 503 with a time to come back where a page found the calendar too busy or the database away, and 400
    to what goes beyond what can be held."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, BEYOND):
            # With where it was raised: were it a fault of ours, it would be found by this line.
            log.warning("beyond", exc_info=error)
            return bad_request(request, error)
        return come_back_later(request, error) if isinstance(error, PASSING) else None


def come_back_later(request: HttpRequest, error: Exception) -> HttpResponse:
    """The answer to one of PASSING."""
    # Not the message: the database's may quote what somebody typed.
    log.error("unavailable", error=type(error).__name__, sqlstate=getattr(error.__cause__, "sqlstate", None))
    # As with a 500, the session is left as it was: storing it would ask the database once more.
    request.session.modified = False
    return unavailable(request)


def _is_personal(request: HttpRequest) -> bool:
    match = request.resolver_match
    return (
        settings.SESSION_COOKIE_NAME in request.COOKIES
        or "Authorization" in request.headers
        or request.method not in ("GET", "HEAD")
        or (match is not None and not match.kwargs.keys().isdisjoint(("token", "key")))
    )
