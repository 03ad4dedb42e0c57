"""Whose appointment it becomes: what an anonymous person typed is matched or staged, never written over a record."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import translation

from bookings.models import Appointment, Clinic, Patient, PatientClaim
from bookings.models.people import search_key
from bookings.statements import ask, columns_of, rows_of, save

# Those who fit best come first, lest many of one name hide them. LOWER, not ILIKE or UPPER: the index is on it.
NAMESAKES = """
FROM bookings_patient
WHERE clinic_id = %(clinic)s
  AND (search_name = %(name)s OR lower(email) = %(address)s AND birth_date = %(born)s::date)
ORDER BY (guardian_id = %(guardian)s::bigint) IS TRUE DESC, (lower(email) = %(address)s) DESC, id
LIMIT 50
"""
APART_FROM = """
SELECT candidate.public_id
FROM bookings_patientclaim AS claim
JOIN bookings_patient AS candidate ON candidate.id = claim.candidate_id
JOIN bookings_patient AS apart ON apart.id = claim.patient_id
WHERE claim.appointment_id = %(visit)s AND apart.id = %(patient)s AND candidate.id <> apart.id
  AND lower(candidate.email) = lower(apart.email) AND candidate.search_name = apart.search_name
ORDER BY claim.id LIMIT 1
"""
# Enough of a number to tell people apart, whether or not it was typed with the codes before it.
SAME_DIGITS = 7


@dataclass(frozen=True, slots=True)
class PatientDetails:
    """What somebody says about themselves when they book, or about a child, whose `guardian` then books."""

    first_name: str
    last_name: str
    email: str
    phone: str = ""
    birth_date: date | None = None
    guardian: "PatientDetails | None" = None


def match_or_create(
    clinic: Clinic,
    details: PatientDetails,
    appointment: Appointment | None = None,
    *,
    besides: Collection[int] = (),
) -> Patient:
    """The record that these details are about, or a new one; see `find_or_create`."""
    return find_or_create(clinic, details, appointment, besides=besides)[0]


def find_or_create(
    clinic: Clinic,
    details: PatientDetails,
    appointment: Appointment | None = None,
    *,
    besides: Collection[int] = (),
) -> tuple[Patient, bool]:
    """The record that these details are about, or a new one, and whether it is new.

    A record fits if e-mail and name are the same and no date of birth contradicts it: several people may
    share an e-mail, so the address alone proves nothing. A child's fits if name and guardian are the same.
    An existing record is left as it is: a phone or a date of birth that it does not have, and a new record
    that looks like an existing one, are staged as claims for the staff to decide. `appointment` is what was
    booked. A record that was merged into another stands for that one. Those with the keys `besides` are passed over.
    """
    guardian = match_or_create(clinic, details.guardian, appointment) if details.guardian else None
    patient = Patient(
        clinic=clinic,
        guardian=guardian,
        first_name=details.first_name,
        last_name=details.last_name,
        email=details.email,
        phone=details.phone,
        birth_date=details.birth_date,
        language=translation.get_language() or clinic.language,
    )
    namesakes = _namesakes(patient)
    if (known := _exact(namesakes, patient, besides)) is not None:
        stage_details(known, details, appointment)
        return known, False
    patient.set_search_columns()
    save(patient)
    if alike := _alike(namesakes, patient):
        _stage(patient, alike[0], differing(alike[0], details), appointment)
    return patient, True


def is_same_phone(one: str, other: str) -> bool:
    """Whether two numbers are the same, however they are written; short or empty ones never are."""
    ours, theirs = (Patient(phone=phone).backward_digits for phone in (one, other))
    shorter = min(len(ours), len(theirs))
    return shorter >= SAME_DIGITS and ours[:shorter] == theirs[:shorter]


def lookalikes(patient: Patient) -> list[Patient]:
    """Other records of the clinic that may be the same person's, the oldest first; at most five.

    They share the name and one of phone, e-mail and date of birth, or e-mail and date of birth. A guardian
    is never taken for their child.
    """
    return _alike(_namesakes(patient), patient)


def _namesakes(patient: Patient) -> list[Patient]:
    """Who has the same name, or the same e-mail and date of birth, merged records too; the oldest first."""
    values = {
        "clinic": patient.clinic_id,
        "name": search_key(f"{patient.last_name} {patient.first_name}"),
        "address": patient.email.lower(),
        "born": patient.birth_date if patient.email else None,
        "guardian": patient.guardian_id,
    }
    found = [
        row
        for columns in ask(f"SELECT {columns_of(Patient)} {NAMESAKES}", values)
        for row in rows_of([Patient], columns)
    ]
    for row in found:
        row.clinic = patient.clinic
    return sorted(found, key=lambda row: row.pk)


def _alike(namesakes: Iterable[Patient], patient: Patient) -> list[Patient]:
    family = (patient.pk, patient.guardian_id)
    return [
        other
        for other in namesakes
        if other.is_kept
        and other.pk not in family
        and not _is_child_of(other, patient)
        and _are_alike(patient, other)
    ][:5]


def _is_child_of(one: Patient, other: Patient) -> bool:
    return other.pk is not None and one.guardian_id == other.pk


def _are_alike(one: Patient, other: Patient) -> bool:
    same_birth = one.birth_date is not None and one.birth_date == other.birth_date
    same_email = bool(one.email) and one.email.casefold() == other.email.casefold()
    return same_birth or same_email or is_same_phone(one.phone, other.phone)


def _exact(namesakes: Iterable[Patient], wanted: Patient, besides: Collection[int]) -> Patient | None:
    """The first whose name and guardian, or else e-mail, are the wanted ones, and whose birthday may be."""
    name = search_key(f"{wanted.last_name} {wanted.first_name}")
    kept = (
        row.merged_into or row
        for row in namesakes
        if row.search_name == name and _is_reached_alike(row, wanted)
    )
    return next((row for row in kept if row.pk not in besides and _may_be_born_with(row, wanted)), None)


def _is_reached_alike(one: Patient, other: Patient) -> bool:
    if other.guardian_id:
        return one.guardian_id == other.guardian_id
    return bool(other.email) and one.email.lower() == other.email.lower()


def _may_be_born_with(one: Patient, other: Patient) -> bool:
    return not (one.birth_date and other.birth_date) or one.birth_date == other.birth_date


def set_apart(patient: Patient, appointment: Appointment) -> Patient:
    """A new record with the same contact details, for a visit that the record cannot take; staff are asked about it."""
    apart = Patient.objects.create(
        clinic_id=patient.clinic_id,
        guardian_id=patient.guardian_id,
        first_name=patient.first_name,
        last_name=patient.last_name,
        email=patient.email,
        phone=patient.phone,
        birth_date=patient.birth_date,
        language=patient.language,
    )
    _stage(apart, patient, {}, appointment)
    return apart


def record_fitting(appointment: Appointment) -> str | None:
    """The public id of the record that the details of who booked fit: not that of one that was set apart from it."""
    apart_from = ask(APART_FROM, {"visit": appointment.pk, "patient": appointment.patient_id})
    if apart_from:
        return str(apart_from[0][0])
    return appointment.patient.public_id if appointment.patient else None


def is_secretly_elsewhere(
    patient: Patient, appointment: Appointment, starts_at: datetime, ends_at: datetime
) -> bool:
    """Whether the patient has another visit then, of which whoever booked `appointment` must not hear.

    They made that one too if it was held by the same browser or program, and are told. Call it under the patient's
    lock.
    """
    visits = Appointment.objects.filter(patient=patient, status__in=Appointment.OCCUPYING)
    others = visits.filter(starts_at__lt=ends_at, ends_at__gt=starts_at).exclude(pk=appointment.pk)
    makers = set(others.values_list("held_by", flat=True))
    return bool(makers) and (appointment.held_by or None) not in makers


def differing(patient: Patient, details: PatientDetails) -> dict[str, str]:
    """The contact details as typed that the record does not have so; what was not typed differs in nothing.

    A child is written to at the guardian's address: one typed for the child says nothing about the record.
    """
    found: dict[str, str] = {}
    if details.email and details.email.casefold() != patient.email.casefold() and not details.guardian:
        found["email"] = details.email
    if details.phone and details.phone != patient.phone and not is_same_phone(details.phone, patient.phone):
        found["phone"] = details.phone
    if details.birth_date and details.birth_date != patient.birth_date:
        found["birth_date"] = details.birth_date.isoformat()
    return found


def stage_details(patient: Patient, details: PatientDetails, appointment: Appointment | None = None) -> None:
    """One claim for each detail that differs: staff take over one at a time."""
    for name, value in differing(patient, details).items():
        _stage(patient, patient, {name: value}, appointment)


def _stage(
    patient: Patient, candidate: Patient, typed: dict[str, str], appointment: Appointment | None
) -> None:
    """One claim for the same question, however often it is asked; none if staff have answered it already."""
    asked = PatientClaim.objects.filter(patient=patient, candidate=candidate, differing=typed)
    if not asked.exists():
        PatientClaim.objects.create(
            clinic_id=patient.clinic_id,
            appointment=appointment,
            patient=patient,
            candidate=candidate,
            differing=typed,
        )
