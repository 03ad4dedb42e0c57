"""Every refusal under /api/ as an RFC 9457 problem, with our `code` and, for bad input, `errors`."""

from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.core.exceptions import (
    PermissionDenied,
    RequestDataTooBig,
    SuspiciousOperation,
)
from django.core.exceptions import ValidationError as ModelError
from django.db import DataError, IntegrityError, InterfaceError, OperationalError
from django.http import Http404, HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.fields import get_error_detail
from rest_framework.response import Response

from bookings.api.parsers import PayloadTooLarge
from bookings.api.serializers.slots import openings_as_json
from bookings.errors import DomainError
from bookings.idempotency import AlreadyAnswered

MEDIA_TYPE = "application/problem+json"
RETRY_SECONDS = "2"
# What is not listed is a conflict with the present state, or bad input if it names a field.
STATUS_OF = {
    "calendar_busy": 503,
    "hours_overlap": 409,
    "idempotency_key_reused": 422,
    "outside_policy": 409,
    "patient_busy": 409,
    "slot_taken": 409,
    "stale_revision": 412,
}
RESERVED = {"type", "title", "status", "detail", "code", "errors"}
RETRYABLE = {"calendar_busy", "request_in_flight"}


class PreconditionFailed(exceptions.APIException):
    status_code = 412
    default_code = "stale_revision"


def problem(
    status: int, code: str, detail: Any, *, errors: list[dict[str, str]] | None = None, **members: Any
) -> dict[str, Any]:
    """The body of a problem. `members` are further facts, such as the alternatives to a taken time."""
    body = {
        "type": f"{settings.BASE_URL}/api/v1/docs/#{code}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": str(detail),
        "code": code,
        **members,
    }
    if errors is not None:
        body["errors"] = errors
    return body


def plain_response(status: int, code: str, detail: Any) -> JsonResponse:
    """A problem where Django answers before or after our views do."""
    return JsonResponse(problem(status, code, detail), status=status, content_type=MEDIA_TYPE)


def unknown_path(request: HttpRequest, *args: Any, **kwargs: Any) -> JsonResponse:
    """Whatever no route under /api/ knows."""
    return plain_response(404, "not_found", _("There is nothing at this address. Paths end with a slash."))


def problem_response(error: Exception, context: Mapping[str, Any]) -> Response | None:
    """What DRF calls for an exception in a view; None leaves a defect to Django's own handling."""
    if isinstance(error, AlreadyAnswered):
        return Response(error.answer, error.status, headers={"Idempotent-Replayed": "true"})
    headers: dict[str, str] = {}
    body = _body(error, headers)
    if body is None:
        return None
    return Response(body, body["status"], headers=headers, content_type=MEDIA_TYPE)


def _body(error: Exception, headers: dict[str, str]) -> dict[str, Any] | None:
    if isinstance(error, DomainError):
        return _refusal(error, headers)
    if isinstance(error, OperationalError | InterfaceError):
        headers["Retry-After"] = RETRY_SECONDS
        return problem(503, "unavailable", _("The service cannot answer right now. Please try again soon."))
    if isinstance(error, IntegrityError):
        return problem(409, "conflict", _("This does not go together with what was stored in the meantime."))
    if isinstance(error, Http404):
        error = exceptions.NotFound()
    elif isinstance(error, PermissionDenied):
        error = exceptions.PermissionDenied()
    elif isinstance(error, ModelError):
        error = exceptions.ValidationError(get_error_detail(error))
    elif isinstance(error, RequestDataTooBig):
        error = PayloadTooLarge(_("The request is too large."))
    elif isinstance(error, SuspiciousOperation | DataError | OverflowError):
        error = exceptions.ParseError(_("The request cannot be read."))
    return _http(error, headers) if isinstance(error, exceptions.APIException) else None


def _http(error: exceptions.APIException, headers: dict[str, str]) -> dict[str, Any]:
    if challenge := getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = challenge
    if wait := getattr(error, "wait", None):
        headers["Retry-After"] = str(int(wait) + 1)
    if isinstance(error, exceptions.ValidationError):
        errors = list(_flat(error.detail))
        return problem(error.status_code, "invalid", _("Some of the input cannot be used."), errors=errors)
    codes = error.get_codes()
    code = codes if isinstance(codes, str) else error.default_code
    return problem(error.status_code, code, error.detail)


def _flat(detail: Any, path: str = "") -> Iterator[dict[str, str]]:
    """Nested validation errors as lines, each with a dotted path: `patient.email`, `intervals.0`."""
    if isinstance(detail, dict):
        for name, inner in detail.items():
            own = "" if name == "non_field_errors" else str(name)
            yield from _flat(inner, ".".join(filter(None, (path, own))))
    elif isinstance(detail, list):
        for index, inner in enumerate(detail):
            deeper = f"{path}.{index}" if isinstance(inner, dict | list) else path
            yield from _flat(inner, deeper)
    else:
        yield {"field": path, "code": getattr(detail, "code", "invalid"), "detail": str(detail)}


def _refusal(error: DomainError, headers: dict[str, str]) -> dict[str, Any]:
    if error.code in RETRYABLE:
        headers["Retry-After"] = RETRY_SECONDS
    status = STATUS_OF.get(error.code, 400 if error.field else 409)
    errors = None
    if error.field:
        errors = [{"field": error.field, "code": error.code, "detail": str(error.message)}]
    return problem(status, error.code, error.message, errors=errors, **_shown(error.details))


def _shown(details: Mapping[str, Any]) -> dict[str, Any]:
    """The details that mean something outside: alternatives as slots, and plain values. Rows stay home."""
    shown: dict[str, Any] = {
        f"present_{name}" if name in RESERVED else name: value
        for name, value in details.items()
        if isinstance(value, str | int)
    }
    if "alternatives" in details:
        shown["alternatives"] = openings_as_json(details["alternatives"])
    return shown
