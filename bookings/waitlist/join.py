"""Getting on the list, changing what is wished for, and getting off it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from bookings.appointments.hold import give_back
from bookings.appointments.locks import lock_appointment, lock_calendars, lock_person
from bookings.appointments.patient import PatientDetails, match_or_create
from bookings.appointments.policy import Actor
from bookings.idempotency import Once
from bookings.models import (
    Appointment,
    Clinic,
    Location,
    Patient,
    ServiceOption,
    Therapist,
    WaitlistEntry,
    WaitlistOffer,
)
from bookings.transactions import Precondition, action
from bookings.waitlist.matching import DAY_MINUTES
from bookings.waitlist.policy import MOST_ENTRIES, BadWish, NotWaiting, TooManyEntries, ring_on_commit

State = WaitlistEntry.State


@dataclass(frozen=True, slots=True)
class Wanted:
    """When somebody could come. Dates are included, on the clinic's wall; the treatment starts before
    `until_minute`. No therapists and no location mean any.
    """

    from_date: date
    until_date: date
    weekdays: tuple[int, ...] = tuple(range(7))
    from_minute: int = 0
    until_minute: int = DAY_MINUTES
    notice_minutes: int = 120
    therapists: Sequence[Therapist] = ()
    location: Location | None = None


@action
def join(
    *,
    option: ServiceOption,
    patient: Patient | PatientDetails,
    wanted: Wanted,
    now: datetime,
    consent_version: str = "",
    once: Once | None = None,
) -> WaitlistEntry:
    """Put somebody on the list for `option`. What an anonymous person typed is matched to a record or makes one.

    Raises BadWish (with the field) and, for a patient who is known to the caller, TooManyEntries: to anybody else
    it would tell that there is such a patient.
    """
    _check(option, wanted, now)
    if isinstance(patient, Patient):
        person = lock_person(patient)
        if _has_enough(person):
            raise TooManyEntries
    else:
        person = _record_for(option.clinic, patient)
    entry = WaitlistEntry(
        clinic=option.clinic,
        patient=person,
        consent_version=consent_version,
        consented_at=now if consent_version else None,
        created_at=now,
    )
    _wish(entry, option, wanted)
    return entry


def _record_for(clinic: Clinic, details: PatientDetails) -> Patient:
    """A record that these details fit and that may wait for more, else a new one; locked."""
    passed_over: set[int] = set()
    while True:
        person = lock_person(match_or_create(clinic, details, besides=passed_over))
        if not _has_enough(person):
            return person
        passed_over.add(person.pk)


def _has_enough(person: Patient) -> bool:
    return WaitlistEntry.objects.filter(patient=person, state=State.WAITING).count() >= MOST_ENTRIES


@action
def change_wish(
    *,
    entry: WaitlistEntry,
    option: ServiceOption,
    wanted: Wanted,
    now: datetime,
    precondition: Precondition | None = None,
) -> WaitlistEntry:
    """Wish for something else; the place in the line stays, and so does a time that is offered just then.

    Raises BadWish (with the field), NotWaiting and what `precondition` raises.
    """
    _check(option, wanted, now)
    lock_calendars(patient=entry.patient_id)
    changed = _read(entry)
    if changed.state != State.WAITING:
        raise NotWaiting
    if precondition:
        precondition(changed)
    _wish(changed, option, wanted)
    ring_on_commit()
    return changed


def _read(entry: WaitlistEntry) -> WaitlistEntry:
    rows = WaitlistEntry.objects.select_related("clinic", "option", "patient", "location")
    return rows.get(pk=entry.pk)


def _wish(entry: WaitlistEntry, option: ServiceOption, wanted: Wanted) -> None:
    entry.option = option
    entry.location = wanted.location
    entry.weekdays = sorted(set(wanted.weekdays))
    entry.from_minute, entry.until_minute = wanted.from_minute, wanted.until_minute
    entry.from_date, entry.until_date = wanted.from_date, wanted.until_date
    entry.notice_minutes = wanted.notice_minutes
    entry.save()
    entry.therapists.set(wanted.therapists)


def _check(option: ServiceOption, wanted: Wanted, now: datetime) -> None:
    today = now.astimezone(ZoneInfo(option.clinic.time_zone)).date()
    if wanted.until_date < max(today, wanted.from_date):
        raise BadWish(_("The last date lies before the first one, or has passed."), field="until_date")
    if (wanted.until_date - today).days > 366:
        raise BadWish(_("Please choose a last date within a year."), field="until_date")
    if not wanted.weekdays or not set(wanted.weekdays) <= set(range(7)):
        raise BadWish(_("Please choose at least one day of the week."), field="weekdays")
    if not 0 <= wanted.from_minute < wanted.until_minute <= DAY_MINUTES:
        raise BadWish(_("The hours end before they begin."), field="until_time")
    giving = option.service.therapists.filter(clinic=option.clinic, is_active=True)
    if not {therapist.pk for therapist in wanted.therapists} <= set(giving.values_list("pk", flat=True)):
        raise BadWish(_("Somebody you chose does not give this treatment."), field="therapists")
    if wanted.location and wanted.location.clinic_id != option.clinic_id:
        raise BadWish(_("This location is not one of the clinic's."), field="location")


@action
def leave(
    *, entry: WaitlistEntry, actor: Actor, now: datetime, precondition: Precondition | None = None
) -> WaitlistEntry:
    """Take an entry off the list; a time that is offered to it just then goes to the next. Twice changes nothing.

    Raises what `precondition` raises.
    """
    lock_calendars(patient=entry.patient_id)
    left = _read(entry)
    if left.state != State.WAITING:
        return left
    if precondition:
        precondition(left)
    left.state = State.CLOSED
    left.save(update_fields=["state"])
    for offer in WaitlistOffer.objects.filter(entry=left, state=WaitlistOffer.State.OPEN):
        WaitlistOffer.objects.filter(pk=offer.pk).update(state=WaitlistOffer.State.DECLINED)
        held = lock_appointment(offer.appointment_id)
        if held.status == Appointment.Status.HELD:
            give_back(held, actor, now)
        ring_on_commit()
    return left
