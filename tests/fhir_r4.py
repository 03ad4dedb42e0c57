"""What FHIR R4 (4.0.1) says of the resources that are told: elements, which must be there, and their required codes.

Written down from the specification's own tables, apart from the code that makes them. Not here: elements within
elements beyond those that hold a required code.
"""

import re
from datetime import datetime
from typing import Any

COMMON = {"resourceType", "id", "meta", "language", "text", "identifier", "extension", "contained"}
ELEMENTS = {
    "Patient": "active name telecom gender birthDate address contact communication link managingOrganization",
    "Practitioner": "active name telecom address gender birthDate qualification communication",
    "Organization": "active type name alias telecom address partOf contact",
    "Location": "status name alias description mode type telecom address position managingOrganization",
    "Schedule": "active serviceCategory serviceType specialty actor! planningHorizon comment",
    "Slot": "serviceCategory serviceType specialty appointmentType schedule! status! start! end! overbooked comment",
    "Appointment": (
        "status! cancelationReason serviceCategory serviceType reasonCode description start end minutesDuration slot "
        "created comment basedOn participant!"
    ),
    "CarePlan": (
        "status! intent! category title description subject! period created author careTeam addresses goal activity "
        "replaces basedOn note"
    ),
    "Condition": (
        "clinicalStatus verificationStatus category severity code bodySite subject! onsetDateTime onsetString "
        "recordedDate recorder note"
    ),
    "Goal": (
        "lifecycleStatus! achievementStatus category priority description! subject! startDate target statusDate "
        "addresses note"
    ),
    "ServiceRequest": (
        "status! intent! category code quantityQuantity subject! occurrenceTiming authoredOn requester performerType "
        "reasonReference bodySite note basedOn"
    ),
    "Encounter": (
        "status! class! type serviceType subject participant appointment period reasonReference location length"
    ),
    "Observation": (
        "status! category code! subject effectiveDateTime issued performer valueQuantity valueInteger "
        "dataAbsentReason interpretation bodySite method derivedFrom note"
    ),
    "QuestionnaireResponse": "questionnaire status! subject authored author source item basedOn",
    "CapabilityStatement": (
        "url version name title status! date! publisher description kind! software implementation fhirVersion! "
        "format! rest"
    ),
    "Bundle": "type! timestamp total link entry signature",
    "OperationOutcome": "issue!",
}
CODES = {
    ("Patient", "gender"): "male female other unknown",
    ("Location", "status"): "active suspended inactive",
    ("Location", "mode"): "instance kind",
    ("Slot", "status"): "busy free busy-unavailable busy-tentative entered-in-error",
    ("Appointment", "status"): (
        "proposed pending booked arrived fulfilled cancelled noshow entered-in-error checked-in waitlist"
    ),
    ("CarePlan", "status"): "draft active on-hold revoked completed entered-in-error unknown",
    ("CarePlan", "intent"): "proposal plan order option",
    ("Goal", "lifecycleStatus"): (
        "proposed planned accepted active on-hold completed cancelled entered-in-error rejected"
    ),
    ("ServiceRequest", "status"): "draft active on-hold revoked completed entered-in-error unknown",
    ("ServiceRequest", "intent"): (
        "proposal plan directive order original-order reflex-order filler-order instance-order option"
    ),
    ("Encounter", "status"): (
        "planned arrived triaged in-progress onleave finished cancelled entered-in-error unknown"
    ),
    ("Observation", "status"): (
        "registered preliminary final amended corrected cancelled entered-in-error unknown"
    ),
    ("QuestionnaireResponse", "status"): "in-progress completed amended entered-in-error stopped",
    ("CapabilityStatement", "status"): "draft active retired unknown",
    ("CapabilityStatement", "kind"): "instance capability requirements",
    ("Bundle", "type"): (
        "document message transaction transaction-response batch batch-response history searchset collection"
    ),
}
ACTIVITY_STATUS = set(
    "not-started scheduled in-progress on-hold completed cancelled stopped unknown entered-in-error".split()
)
PARTICIPANT_STATUS = {"accepted", "declined", "tentative", "needs-action"}
FHIR_ID = re.compile(r"[A-Za-z0-9\-.]{1,64}")


def check(resource: dict[str, Any]) -> None:
    """Fails on an unknown element, a missing one, a code outside its set, an id or an instant of the wrong form."""
    kind = resource["resourceType"]
    named = ELEMENTS[kind].split()
    known = COMMON | {name.rstrip("!") for name in named}
    assert set(resource) <= known, (kind, set(resource) - known)
    missing = {name[:-1] for name in named if name.endswith("!")} - set(resource)
    assert not missing, (kind, missing)
    for (owner, element), codes in CODES.items():
        if owner == kind and element in resource:
            assert resource[element] in codes.split(), (kind, element, resource[element])
    if "id" in resource:
        assert FHIR_ID.fullmatch(resource["id"]), resource["id"]
    for activity in resource.get("activity", []) if kind == "CarePlan" else []:
        assert ("reference" in activity) != ("detail" in activity)
        if "detail" in activity:
            assert activity["detail"]["status"] in ACTIVITY_STATUS
    for person in resource.get("participant", []) if kind == "Appointment" else []:
        assert person["status"] in PARTICIPANT_STATUS
    _check_values(resource, kind)


def _check_values(value: Any, path: str) -> None:
    """No empty element anywhere (R4 allows none), and every instant with an offset."""
    assert value not in (None, "", [], {}), path
    if isinstance(value, dict):
        for name, inner in value.items():
            if name in ("start", "end", "issued", "authored", "timestamp") and "T" in str(inner):
                assert datetime.fromisoformat(inner).tzinfo, (path, name)
            _check_values(inner, f"{path}.{name}")
    elif isinstance(value, list):
        for inner in value:
            _check_values(inner, path)


def references_in(value: Any) -> set[str]:
    if isinstance(value, dict):
        own = {value["reference"]} if isinstance(value.get("reference"), str) else set()
        return own.union(*(references_in(inner) for inner in value.values()))
    if isinstance(value, list):
        return set().union(*(references_in(inner) for inner in value))
    return set()
