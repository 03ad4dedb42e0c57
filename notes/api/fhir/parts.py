"""Pieces that many resources share."""

from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.db.models import Model

Resource = dict[str, Any]
TERMINOLOGY = "http://terminology.hl7.org/CodeSystem"
UCUM, LOINC, SNOMED = "http://unitsofmeasure.org", "http://loinc.org", "http://snomed.info/sct"


def base_url() -> str:
    return f"{settings.BASE_URL}/fhir/r4"


def own_system(name: str) -> str:
    """The address of a set of codes of our own."""
    return f"{base_url()}/CodeSystem/{name}"


def reference(kind: str, row: Any, display: str = "") -> Resource:
    return filled({"reference": f"{kind}/{row.public_id}", "display": display})


def instant(at: datetime | None) -> str | None:
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z") if at else None


def coded(system: str, code: str, text: str = "") -> Resource:
    return filled({"coding": [{"system": system, "code": code}], "text": text})


def hyphened(status: str) -> str:
    return status.replace("_", "-")


def filled(resource: Resource) -> Resource:
    """Without empty elements: FHIR allows none."""
    return {name: value for name, value in resource.items() if value not in (None, "", [], {})}


def resource_of(kind: str, row: Model, **elements: Any) -> Resource:
    return filled({"resourceType": kind, "id": row.public_id, **elements})  # type: ignore[attr-defined]
