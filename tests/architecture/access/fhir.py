"""FHIR, to read. Whoever works nowhere and is no patient searches among nothing; a chart is opened by who treats."""

from tests.architecture.access.row import Row

#         anonymous patient reception therapist colleague owner stranger superuser
LISTS = "  401      200     200       200       200       200   200      200"
OF_CLINIC = "401    200     200       200       200       200   404      404"
PATIENT = "401      200     200       200       404       200   404      404"
CHART = "  401      200     404       200       404       404   404      404"
UNNAMED = "401      400     400       400       400       400   400      400"
CHARTS = {
    "Condition": "problem",
    "CarePlan": "plan",
    "Goal": "goal",
    "ServiceRequest": "massage",
    "Encounter": "came",
    "Observation": "response",
    "QuestionnaireResponse": "response",
}
ROWS = [
    Row("fhir-api:metadata", GET="200"),
    *(
        Row(f"fhir-api:{kind}", GET=LISTS)
        for kind in ("Patient", "Appointment", "Practitioner", "Location", "Schedule", "Slot")
    ),
    Row("fhir-api:one-Patient", {"id": "patient"}, GET=PATIENT),
    Row("fhir-api:one-Appointment", {"id": "visit"}, GET=PATIENT),
    Row("fhir-api:one-Practitioner", {"id": "therapist"}, GET=OF_CLINIC),
    Row("fhir-api:one-Location", {"id": "location"}, GET=OF_CLINIC),
    Row("fhir-api:one-Schedule", {"id": "schedule"}, GET=OF_CLINIC),
    Row("fhir-api:one-Slot", {"id": "nothing"}, GET="401 404 404 404 404 404 404 404"),
    *(Row(f"fhir-api:{kind}", GET=UNNAMED) for kind in CHARTS),
    *(Row(f"fhir-api:one-{kind}", {"id": name}, GET=CHART) for kind, name in CHARTS.items()),
]
