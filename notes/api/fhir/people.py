"""Patients, practitioners, appointments and encounters."""

from bookings.models import Appointment, Patient, Therapist
from notes.api.fhir.parts import TERMINOLOGY, Resource, filled, instant, reference, resource_of

Status = Appointment.Status
# A hold of the clinic's is a proposal; `no_show` has a word of its own.
APPOINTMENT_STATUS = {Status.HELD: "proposed", Status.NO_SHOW: "noshow"}
ENCOUNTER_STATUS = {Status.ARRIVED: "arrived", Status.FULFILLED: "finished"}


def patient_resource(patient: Patient) -> Resource:
    phone = {"system": "phone", "value": patient.phone}
    email = {"system": "email", "value": patient.email}
    return resource_of(
        "Patient", patient,
        active=patient.merged_into_id is None,
        name=[filled({"use": "official", "family": patient.last_name, "given": [patient.first_name]})],
        telecom=[way for way in (phone, email) if way["value"]],
        gender=patient.sex or "unknown",
        birthDate=patient.birth_date.isoformat() if patient.birth_date else None,
        communication=[
            {"language": {"coding": [{"system": "urn:ietf:bcp:47", "code": patient.language}]}}
        ] if patient.language else None,
    )  # fmt: skip


def practitioner_resource(therapist: Therapist) -> Resource:
    name = filled({"family": therapist.last_name, "given": [therapist.first_name]})
    return resource_of("Practitioner", therapist, active=therapist.is_active, name=[name])


def appointment_resource(appointment: Appointment) -> Resource:
    is_asked = appointment.status == Status.PENDING
    people = [
        ("Practitioner", appointment.therapist, "needs-action" if is_asked else "accepted"),
        ("Location", appointment.location, "accepted"),
        *([("Patient", appointment.patient, "accepted")] if appointment.patient else []),
    ]
    reason = appointment.cancellation_reason
    return resource_of(
        "Appointment", appointment,
        status=APPOINTMENT_STATUS.get(Status(appointment.status), appointment.status),
        cancelationReason={"text": str(appointment.get_cancellation_reason_display())} if reason else None,
        serviceType=[{"text": appointment.option.service.name}],
        start=instant(appointment.starts_at),
        end=instant(appointment.ends_at),
        minutesDuration=appointment.minutes,
        created=instant(appointment.created_at),
        participant=[{"actor": reference(kind, row), "status": status} for kind, row, status in people],
    )  # fmt: skip


def encounter_resource(visit: Appointment) -> Resource:
    """A visit that the patient came to."""
    return resource_of(
        "Encounter", visit,
        status=ENCOUNTER_STATUS[Status(visit.status)],
        **{"class": {"system": f"{TERMINOLOGY}/v3-ActCode", "code": "AMB", "display": "ambulatory"}},
        subject=reference("Patient", visit.patient),
        participant=[{"individual": reference("Practitioner", visit.therapist)}],
        appointment=[reference("Appointment", visit)],
        period={"start": instant(visit.starts_at), "end": instant(visit.ends_at)},
        location=[{"location": reference("Location", visit.location)}],
    )  # fmt: skip
