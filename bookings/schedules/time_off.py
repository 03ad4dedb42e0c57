"""Closing time, once every visit in it has been looked at, and opening it again."""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from bookings.appointments.locks import lock_calendars
from bookings.audit import note_change
from bookings.errors import DomainError
from bookings.idempotency import Once
from bookings.models import Clinic, Therapist, TimeOff, User
from bookings.schedules.absences import Absence, visits_inside
from bookings.schedules.hours import TimesGone
from bookings.schedules.opened import noting_what_opens
from bookings.transactions import Precondition, action


class BadAbsence(DomainError):
    code = "bad_absence"
    message = _("The end is not after the start.")
    field = "last"


class VisitsHit(DomainError):
    """Visits lie in it that nobody has decided about (`details["visits"]`, public ids)."""

    code = "visits_hit"
    message = _("There are visits in this time. Please say for each what is to become of it.")


@action
def add_time_off(
    *,
    clinic: Clinic,
    absences: Sequence[Absence],
    decided: Collection[str] | None,
    user: User,
    now: datetime,
    once: Once | None = None,
) -> list[TimeOff]:
    """Store the absences: nothing can be booked in them from now on. What is there already gives the same rows.

    `decided` are the public ids of the visits inside that somebody has looked at; they are not changed here.
    None if the caller is told of them by the answer instead. Raises VisitsHit if there are others, BadAbsence.
    """
    if any(absence.ends_at <= absence.starts_at for absence in absences):
        raise BadAbsence
    lock_calendars(therapists=_whose(clinic, absences))
    if decided is not None:
        hit = [visit.public_id for visit in visits_inside(clinic=clinic, absences=absences, now=now)]
        if unseen := [visit for visit in hit if visit not in decided]:
            raise VisitsHit(visits=unseen)
    return [_stored(clinic, absence, user, now) for absence in absences]


@action
def change_time_off(
    *,
    time_off: TimeOff,
    absence: Absence,
    user: User,
    now: datetime,
    precondition: Precondition | None = None,
) -> TimeOff:
    """Close that time instead of this one. Visits that are inside stay until somebody decides about them.

    Raises BadAbsence, TimesGone and what `precondition` raises.
    """
    if absence.ends_at <= absence.starts_at:
        raise BadAbsence
    lock_calendars(therapists=_whose(time_off.clinic, [absence]))
    found = _lock(time_off)
    if found is None:
        raise TimesGone
    if precondition:
        precondition(found)
    with noting_what_opens(clinic=found.clinic, whose=None, now=now):
        found.therapist, found.location, found.reason = absence.therapist, absence.location, absence.reason
        found.starts_at, found.ends_at = absence.starts_at, absence.ends_at
        found.save()
    _write_down(found, "changed", user, now)
    return found


@action
def remove_time_off(
    *, time_off: TimeOff, user: User, now: datetime, precondition: Precondition | None = None
) -> None:
    """Open it again. Twice changes nothing. Raises what `precondition` raises."""
    found = _lock(time_off)
    if found is None:
        return
    if precondition:
        precondition(found)
    _write_down(found, "removed", user, now)
    with noting_what_opens(clinic=found.clinic, whose=None, now=now):
        found.delete()


def _lock(time_off: TimeOff) -> TimeOff | None:
    rows = TimeOff.objects.select_for_update(of=("self",)).select_related("clinic", "therapist", "location")
    return rows.filter(pk=time_off.pk).first()


def _whose(clinic: Clinic, absences: Sequence[Absence]) -> list[int]:
    """Those who must not be booked meanwhile."""
    if all(absence.therapist for absence in absences):
        return [absence.therapist.pk for absence in absences if absence.therapist]
    return list(Therapist.objects.filter(clinic=clinic, is_active=True).values_list("pk", flat=True))


def _stored(clinic: Clinic, absence: Absence, user: User, now: datetime) -> TimeOff:
    row, is_new = TimeOff.objects.get_or_create(
        clinic=clinic,
        therapist=absence.therapist,
        location=absence.location,
        starts_at=absence.starts_at,
        ends_at=absence.ends_at,
        is_holiday=absence.is_holiday,
        defaults={"reason": absence.reason},
    )
    if is_new:
        _write_down(row, "added", user, now)
    return row


def _write_down(row: TimeOff, told: str, user: User, now: datetime) -> None:
    note_change(row.clinic, told, "time_off", row.public_id, user=user, now=now)
