"""Writing a judged batch: patients and visits as rows of our own, many to a statement. Inside the caller's transaction."""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction

from bookings.appointments.locks import REFUSALS
from bookings.imports.judge import PersonVerdict, VisitPlan, VisitVerdict
from bookings.imports.options import House
from bookings.imports.rows import PersonRow, Refused
from bookings.models import (
    AccessRecord,
    Appointment,
    AppointmentEvent,
    Clinic,
    Import,
    ImportedRow,
    Patient,
)
from bookings.notifications import outbox
from bookings.people.admit import ADMITTED

Status = Appointment.Status
LANGUAGES = {code for code, _name in settings.LANGUAGES}
CHUNK = 500


def bring_people(of: Import, verdicts: Sequence[PersonVerdict], now: datetime) -> None:
    """The new ones as patients; every row that is about somebody is remembered."""
    new = [one.row for one in verdicts if one.outcome == "new" and one.row]
    patients = [_patient(of.clinic, row) for row in new]
    Patient.objects.bulk_create(patients, batch_size=CHUNK)
    keys = {-row.number: patient.pk for row, patient in zip(new, patients, strict=True)}
    AccessRecord.objects.bulk_create(
        AccessRecord(
            clinic=of.clinic, user_id=of.user_id, patient=patient, action=ADMITTED, object_kind="patient",
            object_id=patient.public_id, at=now,
        )
        for patient in patients
    )  # fmt: skip
    ImportedRow.objects.bulk_create(
        (
            ImportedRow(
                clinic=of.clinic, by=of, source=of.source, external_id=one.row.external_id,
                patient_id=keys.get(one.key, one.key),
            )
            for one in verdicts
            if one.row and one.key is not None and keys.get(one.key, one.key) > 0
        ),
        ignore_conflicts=True,
    )  # fmt: skip


def _patient(clinic: Clinic, row: PersonRow) -> Patient:
    patient = Patient(
        clinic=clinic, first_name=row.first_name, last_name=row.last_name, email=row.email, phone=row.phone,
        birth_date=row.birth_date, sex=row.sex,
        language=row.language if row.language in LANGUAGES else clinic.language,
    )  # fmt: skip
    patient.set_search_columns()
    return patient


def bring_visits(
    of: Import, house: House, verdicts: Sequence[VisitVerdict], now: datetime, *, with_reminders: bool
) -> list[VisitVerdict]:
    """The new ones as appointments, and the verdicts as they turned out: what somebody else took meanwhile is refused.

    Nobody is told anything but, if it is wished, of coming visits at the times of the usual reminders.
    """
    new = [(n, one.plan) for n, one in enumerate(verdicts) if one.outcome == "new" and one.plan]
    turned = list(verdicts)
    try:
        with transaction.atomic():
            written = _write(of, house, [plan for _n, plan in new], now)
    except IntegrityError as error:
        _refusal_of(error)
        written = []
        for n, plan in new:
            try:
                with transaction.atomic():
                    written += _write(of, house, [plan], now)
            except IntegrityError as one_error:
                turned[n] = VisitVerdict(verdicts[n].line, "refused", why=_refusal_of(one_error))
    if with_reminders:
        _remind(written, now)
    return turned


def _refusal_of(error: IntegrityError) -> Refused:
    """Raises `error` again if it is not about a time that is taken."""
    name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None) or ""
    if name not in REFUSALS:
        raise error
    return Refused(
        {"appt_room_once": "no_room", "appt_patient_once": "patient_busy"}.get(name, "therapist_busy")
    )


def _write(of: Import, house: House, plans: Sequence[VisitPlan], now: datetime) -> list[Appointment]:
    visits = [_visit(house, plan, now) for plan in plans]
    Appointment.objects.bulk_create(visits, batch_size=CHUNK)
    AppointmentEvent.objects.bulk_create(
        AppointmentEvent(
            appointment=visit, kind=AppointmentEvent.Kind.IMPORTED, at=now, actor=AppointmentEvent.Actor.STAFF,
            user_id=of.user_id, revision=visit.revision, data={"source": of.source},
        )
        for visit in visits
    )  # fmt: skip
    ImportedRow.objects.bulk_create(
        ImportedRow(
            clinic=of.clinic, by=of, source=of.source, external_id=plan.row.external_id, appointment=visit
        )
        for plan, visit in zip(plans, visits, strict=True)
    )
    return visits


def _visit(house: House, plan: VisitPlan, now: datetime) -> Appointment:
    """Without the pauses of the service: the agreed time counts, also where the other system had none between visits."""
    is_off = plan.status == Status.CANCELLED
    return Appointment(
        clinic=house.clinic, option=plan.option, therapist_id=plan.therapist, location_id=plan.location,
        room_id=plan.room, patient_id=plan.patient, status=plan.status,
        starts_at=plan.starts_at, ends_at=plan.ends_at, occupies_from=plan.starts_at, occupies_until=plan.ends_at,
        time_zone=plan.time_zone, source=Appointment.Source.IMPORT, price=plan.option.price,
        currency=plan.option.currency, cancel_notice_hours=house.clinic.policy.cancel_notice_hours,
        cancelled_at=min(now, plan.starts_at) if is_off else None,
        cancellation_reason=Appointment.CancelReason.OTHER if is_off else "",
        created_at=min(plan.booked_at or now, plan.starts_at, now),
    )  # fmt: skip


def _remind(visits: Sequence[Appointment], now: datetime) -> None:
    coming = [visit for visit in visits if visit.status == Status.BOOKED and visit.starts_at > now]
    people = Patient.objects.select_related("guardian", "clinic__policy").in_bulk(
        {visit.patient_id for visit in coming}
    )
    rows = []
    for visit in coming:
        visit.patient = people[visit.patient_id]
        rows += outbox.reminder_rows(visit, now)
    outbox.insert(rows)
