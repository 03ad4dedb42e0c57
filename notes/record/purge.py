"""Taking away what has been kept long enough, and leaving a stone: id, day, rule. The one place that deletes what was signed.

A record goes in one transaction, so that a crash leaves all of it or nothing; running again finds what is left to do.
"""

import time
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

import pgtrigger
import structlog
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from bookings.appointments.locks import lock_person
from bookings.audit import record_access
from bookings.models import Appointment, Clinic, Patient, SignIn, User
from bookings.transactions import CalendarBusy, action
from notes.models import LegalHold, RecordRequest, SoapNote, Tombstone, WorkingNote
from notes.record.account import empty_account
from notes.record.entries import NOT_A_VISIT, everybody_of, record_kept_until, retention_years
from notes.record.hanging import Hanging, leaves_first, rows_hanging_on
from notes.record.holds import open_hold
from notes.record.retention import ADULT_AT, in_years, is_over

log = structlog.get_logger(__name__)
BUDGET_SECONDS = 40.0
# A task may be rung while somebody books: who is locked is left for the next hour.
BATCH = 200
Rule = Tombstone.Rule


def purge_due(*, clock: Callable[[], datetime], seconds: float = BUDGET_SECONDS) -> int:
    """Purge working notes and records whose time is over, until none is left or `seconds` are used; returns how many."""
    end, purged = time.monotonic() + seconds, 0
    for purge in _waiting(clock()):
        if time.monotonic() > end:
            break
        try:
            purged += purge(now=clock())
        except CalendarBusy:
            log.info("purge_waits")
    return purged


def _waiting(now: datetime) -> Iterator[Callable[..., bool]]:
    for note in due_working_notes(now):
        yield partial(purge_working_note, note)
    for patient in may_be_over(now):
        yield partial(purge_record, patient)


def due_working_notes(now: datetime) -> Iterator[WorkingNote]:
    """Whose thirty days are over, but for records on hold and those of which a copy is asked for."""
    mine = Q(patient=OuterRef("note__patient")) | Q(patient=OuterRef("note__patient__merged_into"))
    held = LegalHold.objects.filter(mine, lifted_at=None)
    asked = RecordRequest.objects.filter(mine, state="open", kind="copy")
    rows = WorkingNote.objects.filter(~Exists(held), ~Exists(asked), purge_at__lte=now).defer("text")
    return rows.order_by("pk").iterator(chunk_size=BATCH)


@action
def purge_working_note(row: WorkingNote, *, now: datetime) -> bool:
    """Read again under the patient's lock, with which a hold and a request are written."""
    found = WorkingNote.objects.defer("text").select_related("note__patient", "clinic").filter(pk=row.pk)
    note = found.first()
    if note is None:
        return False
    patient = lock_person(note.note.patient)
    asked = RecordRequest.objects.filter(patient__in=patient.family_of_records(), state="open", kind="copy")
    still_due = found.filter(purge_at__lte=now)
    if open_hold(patient) or asked.exists() or not still_due.exists():
        return False
    until = _day(note.purge_at, note.clinic)
    found.delete()
    _stone(note.clinic, "working_note", note.public_id, Rule.WORKING_NOTE, until, now)
    return True


def may_be_over(now: datetime) -> Iterator[Patient]:
    """Records worth a closer look: something of them is old and nothing recent, nobody who is still too young, no hold."""
    for clinic in Clinic.objects.order_by("pk"):
        years, today = retention_years(clinic), _day(now, clinic)
        since = now - timedelta(days=365 * years)
        visits = Appointment.objects.filter(clinic=clinic).exclude(NOT_A_VISIT)
        # First those of whom anything is old at all: the rest, nearly everybody, is not looked at.
        begun = Patient.objects.filter(clinic=clinic, created_at__lt=since).order_by().values("pk")
        rows = Patient.objects.filter(
            Q(birth_date=None) | Q(birth_date__lt=in_years(today, -(ADULT_AT + years))),
            pk__in=begun.union(_people_of(visits.filter(starts_at__lt=since))),
            clinic=clinic,
            merged_into=None,
            emptied_at=None,
        )
        rows = rows.without(visits.filter(starts_at__gte=since))
        rows = rows.without(SoapNote.objects.filter(saved_at__gte=since))
        rows = rows.without(LegalHold.objects.filter(lifted_at=None))
        yield from rows.order_by("pk").iterator(chunk_size=BATCH)


def _people_of(visits: QuerySet[Appointment]) -> QuerySet[Any]:
    """The keys of the records that are kept of those whose visits these are."""
    known = visits.filter(patient__isnull=False).order_by()
    return known.values(kept=Coalesce("patient__merged_into", "patient"))


@action
def purge_record(patient: Patient, *, now: datetime) -> bool:
    """Take the record away if its time is over and nothing holds it; returns whether it did."""
    patient = lock_person(patient)
    held = LegalHold.objects.filter(patient__in=everybody_of(patient), lifted_at=None)
    if patient.emptied_at is not None or held.exists():
        return False
    until = record_kept_until(patient)
    if not is_over(_day(now, patient.clinic), until):
        return False
    family = list(patient.family_of_records())
    found = rows_hanging_on(family)
    for note in SoapNote.objects.filter(pk__in=found.get(SoapNote, ())).values_list("public_id", flat=True):
        _stone(patient.clinic, "note", note, Rule.RETENTION, until, now)
    accounts = [person.user for person in family if person.user is not None]
    addresses = {person.email.lower() for person in family if person.email}
    _delete(found)
    for person in family:
        _stone(patient.clinic, "patient", person.public_id, Rule.RETENTION, until, now)
        _empty(person, now)
        record_access(
            clinic=patient.clinic, user=None, patient=person, action="purged", object_kind="record",
            object_id=person.public_id, reason=Rule.RETENTION, now=now,
        )  # fmt: skip
    _forget(patient.clinic, addresses, accounts)
    log.info("record_purged", object_id=patient.public_id, rows=sum(map(len, found.values())))
    return True


def _delete(found: Hanging) -> None:
    order = leaves_first(found)
    guards = [
        f"{model._meta.label}:{trigger.name}"
        for model in order
        for trigger in getattr(model._meta, "triggers", ())
        if isinstance(trigger, pgtrigger.Protect)
    ]
    # The guards of these tables stand aside for this transaction's deletes alone.
    with pgtrigger.ignore(*guards):
        for model in order:
            # Not read first: a text that can't be read any more goes too. Whatever was missed fails at the commit.
            rows = model._base_manager.filter(pk__in=found[model])
            rows._raw_delete(rows.db)


def _empty(person: Patient, now: datetime) -> None:
    """What is left of a person: a row for the access log to point at."""
    person.first_name = person.last_name = person.email = person.phone = person.language = person.sex = ""
    person.birth_date = person.guardian = person.user = None
    person.muted_kinds, person.text_messages = [], False
    person.quiet_from_minute = person.quiet_to_minute = None
    person.feed_token, person.emptied_at = None, now
    person.save()


def _forget(clinic: Clinic, addresses: set[str], accounts: list[User]) -> None:
    """Links that were asked for, and accounts that open nothing any more."""
    still_used = set(
        Patient.objects.filter(clinic=clinic, email__in=addresses).values_list("email", flat=True)
    )
    SignIn.objects.filter(clinic=clinic, email__in=addresses - {one.lower() for one in still_used}).delete()
    for user in accounts:
        empty_account(user)


def _stone(clinic: Clinic, kind: str, public_id: str, rule: str, until: date, now: datetime) -> None:
    Tombstone.objects.create(
        clinic=clinic, object_kind=kind, object_id=public_id, rule=rule, kept_until=until, purged_at=now
    )


def _day(at: datetime, clinic: Clinic) -> date:
    return clinic.date_at(at)
