"""What every view of the API does alike: strict queries, one reading of the clock, idempotency, If-Match."""

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any

from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.permissions import AllowAny, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from bookings.api.acting import Acting, acting_as
from bookings.api.client import Client, client_of
from bookings.api.problems import PreconditionFailed
from bookings.api.serializers.kept import kept
from bookings.api.throttles import PerAddress
from bookings.calendars import find_clinic
from bookings.idempotency import LONGEST_KEY, Once, fingerprint_of
from bookings.languages import Because, speak
from bookings.models import Clinic

KEY = re.compile(rf"[!-~]{{1,{LONGEST_KEY}}}")
Render = Callable[[Any], dict[str, Any]]


class NoQuery(serializers.Serializer[Any]):
    """A view that takes no query parameters."""


class AlwaysJSON(BaseContentNegotiation):
    """There is one representation; what a client would rather have does not change that."""

    def select_parser(self, request: Request, parsers: Any) -> Any:
        kind = (request.content_type or "").partition(";")[0].strip().lower()
        return next((parser for parser in parsers if parser.media_type == kind), None)

    def select_renderer(self, request: Request, renderers: Any, format_suffix: str | None = None) -> Any:
        return renderers[0], renderers[0].media_type


class Door(APIView):
    """A view of the API. `queries` names, per method or action, the serializer of its query parameters."""

    http_method_names = ["get", "head", "post", "patch", "delete"]
    metadata_class = None
    content_negotiation_class = AlwaysJSON
    throttle_classes = [PerAddress]
    queries: Mapping[str, type[serializers.Serializer[Any]]] = {}

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        self.now = timezone.now()
        super().initial(request, *args, **kwargs)
        self.asked = read_query(request, self.query_serializer())
        self.idempotency_key = read_key(request) if request.method == "POST" else None

    def query_serializer(self) -> type[serializers.Serializer[Any]]:
        method = (self.request.method or "").lower()
        name = getattr(self, "action", None) or {"head": "get"}.get(method, method)
        return self.queries.get(name, NoQuery)

    def read(self, shape: type[serializers.Serializer[Any]], **context: Any) -> dict[str, Any]:
        """The body, checked. Raises ValidationError with every field at fault."""
        return dict(kept(shape, request=self.request, **context).run_validation(self.request.data))

    def once(self, scope: str, render: Render, status: int) -> Once | None:
        """The caller's Idempotency-Key, if there is one, for what this request asks."""
        key = self.idempotency_key
        if key is None:
            return None
        fingerprint = fingerprint_of(self.request.method, self.request.path, self.request.data)
        return Once(scope, key, fingerprint, lambda result: (status, render(result)))


class PublicDoor(Door):
    """Open to everybody: neither key nor session opens more."""

    authentication_classes = []
    permission_classes = [AllowAny]

    @cached_property
    def clinic(self) -> Clinic:
        clinic = find_clinic(self.kwargs["slug"])
        if clinic is None:
            raise Http404
        speak(clinic.language, Because.CLINIC)
        return clinic

    @cached_property
    def client(self) -> Client:
        return client_of(self.request)

    def public_once(self, render: Render, status: int) -> Once | None:
        """Two clients that mint the same key do not get each other's answer."""
        if self.idempotency_key is None:
            return None
        return self.once(f"public:{self.clinic.public_id}:{self.client.name}", render, status)


class StaffDoor(Door):
    """For people who signed in, by key or session. Rows are found by their public ids."""

    permission_classes = [IsAuthenticated]
    lookup_field = "public_id"
    lookup_url_kwarg: str | None = "id"
    lookup_value_converter = "slug"

    @cached_property
    def acting(self) -> Acting | None:
        return acting_as(self.request)

    def staff_once(self, acting: Acting, render: Render, status: int) -> Once | None:
        return self.once(f"user:{acting.user.pk}:{acting.clinic.public_id}", render, status)


def read_query(request: Request, shape: type[serializers.Serializer[Any]]) -> dict[str, Any]:
    """The query parameters, checked: unknown and repeated ones are refused, so no typo goes unnoticed."""
    reader = kept(shape)
    wrong: dict[str, list[Any]] = {}
    for name in request.query_params:
        if name not in reader.fields:
            wrong[name] = [
                serializers.ErrorDetail(_("There is no such parameter here."), code="unknown_parameter")
            ]
        elif len(request.query_params.getlist(name)) > 1:
            wrong[name] = [serializers.ErrorDetail(_("Give this once."), code="repeated_parameter")]
    if wrong:
        raise serializers.ValidationError(wrong)
    return dict(reader.run_validation({name: request.query_params[name] for name in request.query_params}))


def read_key(request: Request) -> str | None:
    """The caller's Idempotency-Key, if there is one that can be kept."""
    key = request.headers.get("Idempotency-Key")
    if key is not None and not KEY.fullmatch(key):
        detail = _("A key is 1 to 200 printable ASCII characters without spaces.")
        raise serializers.ValidationError({"Idempotency-Key": detail})
    return key


def etag_of(body: Any) -> str:
    """The entity tag of a representation, or of whatever values decide about it."""
    text = json.dumps(body, sort_keys=True, default=str)
    return f'"{hashlib.sha256(text.encode()).hexdigest()[:24]}"'


def is_conditional(request: Request) -> bool:
    return "If-Match" in request.headers


def check_if_match(request: Request, etag: str) -> None:
    """Raises PreconditionFailed if the caller names another state than the present one (RFC 9110, 13.1.1)."""
    wanted = request.headers.get("If-Match")
    if wanted is None or wanted.strip() == "*":
        return
    if etag not in [tag.strip() for tag in wanted.split(",")]:
        raise PreconditionFailed(_("This was changed in the meantime. Please fetch it again."))


def tagged(body: dict[str, Any], etag: str, status: int = 200) -> Response:
    return Response(body, status, headers={"ETag": etag})
