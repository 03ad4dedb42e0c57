"""What this server can do, for programs: the CapabilityStatement."""

from notes.api.fhir.parts import Resource, base_url

FHIR_VERSION = "4.0.1"
CHANGED = "2026-11-22"
OF_A_CHART = ["patient"]
SEARCHES: dict[str, list[str]] = {
    "Patient": [],
    "Practitioner": [],
    "Location": [],
    "Schedule": [],
    "Slot": ["schedule", "start"],
    "Appointment": ["patient", "practitioner", "status", "date"],
    "Condition": OF_A_CHART,
    "CarePlan": OF_A_CHART,
    "Goal": OF_A_CHART,
    "ServiceRequest": OF_A_CHART,
    "Encounter": OF_A_CHART,
    "Observation": OF_A_CHART,
    "QuestionnaireResponse": OF_A_CHART,
}
PARAMETER_TYPES = {
    "_id": "token", "status": "token", "start": "date", "date": "date",
    "patient": "reference", "practitioner": "reference", "schedule": "reference",
}  # fmt: skip


def capability_statement() -> Resource:
    return {
        "resourceType": "CapabilityStatement",
        "url": f"{base_url()}/metadata",
        "name": "Tend",
        "title": "Tend, to read",
        "status": "active",
        "date": CHANGED,
        "kind": "instance",
        "software": {"name": "Tend"},
        "implementation": {"description": "Massage clinics: visits, plans and outcomes", "url": base_url()},
        "fhirVersion": FHIR_VERSION,
        "format": ["json"],
        "rest": [{"mode": "server", "security": _security(), "resource": [_type(kind) for kind in SEARCHES]}],
    }


def _security() -> Resource:
    return {
        "description": "A key as a bearer token (Authorization: Bearer KEY), or the session of a browser."
    }


def _type(kind: str) -> Resource:
    names = ["_id", *SEARCHES[kind]]
    return {
        "type": kind,
        "interaction": [{"code": "read"}, {"code": "search-type"}],
        "searchParam": [{"name": name, "type": PARAMETER_TYPES[name]} for name in names],
    }
