"""One lock call a transaction, always in the same order: therapists, rooms, patient, appointment.

The lock is courtesy: it turns a storm into a queue. The wall is the exclusion constraint.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import IntegrityError
from django.db.models import Model, QuerySet

from bookings.appointments.policy import PatientBusy, SlotTaken
from bookings.errors import DomainError
from bookings.models import Appointment, Patient, Room, Therapist
from bookings.statements import ask, columns_of, rows_of

REFUSALS: dict[str, type[DomainError]] = {
    "appt_therapist_once": SlotTaken,
    "appt_room_once": SlotTaken,
    "appt_patient_once": PatientBusy,
}


def lock_calendars(
    *,
    therapists: Iterable[int] = (),
    rooms: Iterable[int] = (),
    patient: int | None = None,
    patients: Iterable[int] = (),
) -> None:
    """Wait for these calendars.

    NO KEY UPDATE, because a plain FOR UPDATE would block unrelated rows that point at the same therapist.
    """
    _lock(Therapist.objects.filter(pk__in=therapists))
    _lock(Room.objects.filter(pk__in=rooms))
    if wanted := {*patients, *((patient,) if patient else ())}:
        _lock(Patient.objects.filter(pk__in=wanted))


def lock_person(patient: Patient) -> Patient:
    """Wait for the patient's calendar and read the record afresh: the one that it was merged into, if it was."""
    row: Patient = _lock_row(Patient, patient.pk)
    return lock_person(row.merged_into) if row.merged_into else row


def lock_appointment(key: int) -> Appointment:
    """Wait for the appointment and read it afresh: the last lock of a transaction."""
    (appointment,) = lock_appointments([key])
    return appointment


def lock_again(read: Appointment) -> Appointment:
    """The same in one statement, for one that was read before: what it leads to is kept, unless it leads elsewhere now."""
    appointment: Appointment = _lock_row(Appointment, read.pk)
    for name in ("clinic", "option", "therapist", "location", "room"):
        if getattr(appointment, f"{name}_id") == getattr(read, f"{name}_id"):
            setattr(appointment, name, getattr(read, name))
    return appointment


def lock_appointments(keys: Iterable[int]) -> list[Appointment]:
    """The same for several, which are waited for in the order of their keys; in order of time.

    Locked alone and then read with their therapists and rooms: PostgreSQL drops a row from a locking join if it was
    given another therapist while it was waited for.
    """
    wanted = list(keys)
    _lock(Appointment.objects.filter(pk__in=wanted))
    rows = Appointment.objects.select_related(
        "clinic__policy", "option__service", "therapist", "location", "room", "patient"
    )
    return sorted(rows.filter(pk__in=wanted), key=lambda appointment: (appointment.starts_at, appointment.pk))


def _lock_row(table: type[Model], key: int) -> Any:
    """Lock one row and read it as it is then, in one statement. Raises DoesNotExist."""
    statement = (
        f'SELECT {columns_of(table)} FROM "{table._meta.db_table}" WHERE id = %(id)s FOR NO KEY UPDATE'  # noqa: S608
    )
    for columns in ask(statement, {"id": key}):
        return rows_of([table], columns)[0]
    raise table.DoesNotExist  # type: ignore[attr-defined]


def _lock(rows: QuerySet[Any]) -> None:
    list(rows.select_for_update(no_key=True).order_by("pk").values_list("pk"))


@contextmanager
def refusing_overlaps() -> Iterator[None]:
    """Turn a broken exclusion constraint into the refusal that it stands for; the transaction is lost."""
    try:
        yield
    except IntegrityError as error:
        name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
        if refusal := REFUSALS.get(name or ""):
            raise refusal from error
        raise
