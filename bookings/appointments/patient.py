"""Whose appointment it becomes: what an anonymous person typed is matched or staged, never written over a record."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import translation

from bookings.models import Appointment, Clinic, Patient, PatientClaim
from bookings.models.people import search_key

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
    if (patient := _exact(clinic, details, guardian, besides)) is not None:
        stage_details(patient, details, appointment)
        return patient, False
    patient = Patient.objects.create(
        clinic=clinic,
        guardian=guardian,
        first_name=details.first_name,
        last_name=details.last_name,
        email=details.email,
        phone=details.phone,
        birth_date=details.birth_date,
        language=translation.get_language() or clinic.language,
    )
    if likely := _lookalike(patient):
        _stage(patient, likely, differing(likely, details), appointment)
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
    likely = Q(search_name=search_key(f"{patient.last_name} {patient.first_name}"))
    if patient.email and patient.birth_date:
        likely |= Q(address=patient.email.lower(), birth_date=patient.birth_date)
    # LOWER, not ILIKE or UPPER: the index is on it.
    others = Patient.objects.kept().alias(address=Lower("email")).filter(likely, clinic=patient.clinic_id)
    family = [key for key in (patient.pk, patient.guardian_id) if key]
    found: Iterable[Patient] = others.exclude(pk__in=family).order_by("pk")[:50]
    return [other for other in found if not _is_child_of(other, patient) and _are_alike(patient, other)][:5]


def _is_child_of(one: Patient, other: Patient) -> bool:
    return other.pk is not None and one.guardian_id == other.pk


def _are_alike(one: Patient, other: Patient) -> bool:
    same_birth = one.birth_date is not None and one.birth_date == other.birth_date
    same_email = bool(one.email) and one.email.casefold() == other.email.casefold()
    return same_birth or same_email or is_same_phone(one.phone, other.phone)


def _lookalike(patient: Patient) -> Patient | None:
    return next(iter(lookalikes(patient)), None)


def _exact(
    clinic: Clinic, details: PatientDetails, guardian: Patient | None, besides: Collection[int]
) -> Patient | None:
    name = search_key(f"{details.last_name} {details.first_name}")
    rows = Patient.objects.filter(clinic=clinic, search_name=name).select_related("merged_into", "clinic")
    if guardian:
        rows = rows.filter(guardian=guardian)
    elif details.email:
        rows = rows.filter(email__iexact=details.email)
    else:
        return None
    kept = (row.merged_into or row for row in rows.order_by("pk"))
    return _fitting((row for row in kept if row.pk not in besides), details.birth_date)


def _fitting(rows: Iterable[Patient], born: date | None) -> Patient | None:
    return next((row for row in rows if not (born and row.birth_date and born != row.birth_date)), None)


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
    apart_from = PatientClaim.objects.filter(
        appointment=appointment,
        patient=appointment.patient_id,
        candidate__email__iexact=F("patient__email"),
        candidate__search_name=F("patient__search_name"),
    ).exclude(candidate=appointment.patient_id)
    found = apart_from.order_by("pk").values_list("candidate__public_id", flat=True).first()
    return found or (appointment.patient.public_id if appointment.patient else None)


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
