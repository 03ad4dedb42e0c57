"""The manifest at a well-known address, and a file for each kind of resource and clinic. Open to everybody."""

import json
from collections.abc import Callable, Iterable
from datetime import UTC
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from bookings.api.scheduling.resources import locations_of, published_options, schedules_of, slots_of
from bookings.models import Clinic

SECONDS_FRESH = 60
KINDS = {"locations": "Location", "schedules": "Schedule", "slots": "Slot"}


@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """Every clinic here that takes bookings by itself."""
    clinics = Clinic.objects.filter(pk__in=published_options().values("clinic")).order_by("pk")
    output = [
        {"type": kind, "url": settings.BASE_URL + reverse("scheduling:file", args=[clinic.slug, name])}
        for clinic in clinics
        for name, kind in KINDS.items()
    ]
    body = {
        "transactionTime": timezone.now()
        .astimezone(UTC)
        .isoformat(timespec="seconds")
        .replace("+00:00", "Z"),
        "request": settings.BASE_URL + reverse("scheduling:manifest"),
        "output": output,
        "error": [],
    }
    return _open(JsonResponse(body))


@require_safe
def file(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """One resource a line."""
    clinic = get_object_or_404(Clinic.objects.select_related("policy"), slug=slug)
    if kind not in KINDS:
        raise Http404
    tell: dict[str, Callable[[], Iterable[dict[str, Any]]]] = {
        "locations": lambda: locations_of(clinic),
        "schedules": lambda: schedules_of(clinic),
        "slots": lambda: slots_of(clinic, timezone.now()),
    }
    lines = "".join(json.dumps(line, separators=(",", ":")) + "\n" for line in tell[kind]())
    return _open(HttpResponse(lines, content_type="application/fhir+ndjson"))


def _open(answer: HttpResponse) -> HttpResponse:
    """May be kept for a minute, and read by pages of others: there is nothing private in it."""
    answer["Cache-Control"] = f"public, max-age={SECONDS_FRESH}"
    answer["Access-Control-Allow-Origin"] = "*"
    return answer
