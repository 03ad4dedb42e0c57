"""Taking back a cancellation, a no-show or a move by staff, for three minutes, before a message about it leaves."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from bookings.appointments.expire import release_expired
from bookings.appointments.locks import lock_appointments, lock_calendars
from bookings.appointments.place import Place, is_taken, nearest_openings
from bookings.appointments.policy import UNDO_WINDOW, Actor, InvalidTransition, SlotTaken, write_event
from bookings.appointments.snapshot import put_back
from bookings.appointments.together import save_together
from bookings.errors import DomainError
from bookings.idempotency import Once
from bookings.models import Appointment, AppointmentEvent
from bookings.notifications.series import plan_for_undo
from bookings.transactions import action

Kind = AppointmentEvent.Kind
# A cancelled entry in somebody's calendar counts one higher than the revision that it was cancelled at; of a no-show
# nobody hears, so nothing anybody holds is out of date.
REVISIONS_UP = {Kind.CANCELLED: 2, Kind.RESCHEDULED: 1, Kind.SWAPPED: 1, Kind.NO_SHOW: 0}
UNDOABLE = tuple(REVISIONS_UP)


class TooLateToUndo(DomainError):
    code = "too_late_to_undo"
    message = _("This can no longer be undone: the message about it is on its way.")


def undo(
    *, appointment: Appointment, actor: Actor, now: datetime, once: Once | None = None
) -> list[Appointment]:
    """Put back what was last done to the appointment, and to those that were changed with it: all or none.

    A patient may take back their own cancellation, staff also a move, a swap or a no-show. Raises TooLateToUndo
    after three minutes, InvalidTransition if there is nothing to undo, SlotTaken (with alternatives) or
    PatientBusy if a time is no longer free.
    """
    try:
        return _undo(appointment=appointment, actor=actor, now=now, once=once)
    except SlotTaken as refusal:
        wanted = refusal.details.pop("wanted", appointment.starts_at)
        refusal.details["alternatives"] = nearest_openings(option=appointment.option, to=wanted, now=now)
        raise


def undoable_until(*, appointment: Appointment, actor: Actor, now: datetime) -> datetime | None:
    """Until when `actor` may undo what was last done to the appointment; None if not (any more). One query."""
    event = AppointmentEvent.objects.filter(appointment=appointment).order_by("-id").first()
    if event is None or not _is_allowed(event, actor) or now >= event.at + UNDO_WINDOW:
        return None
    return event.at + UNDO_WINDOW


def undone_together(appointment: Appointment) -> list[str]:
    """Public ids of the others that undoing what was last done to the appointment would put back. One query."""
    event = AppointmentEvent.objects.filter(appointment=appointment).order_by("-id").first()
    return list(event.data.get("with", [])) if event else []


@action
def _undo(*, appointment: Appointment, actor: Actor, now: datetime, once: Once | None) -> list[Appointment]:
    events = _latest_act(appointment, actor, now)
    places = {event.appointment_id: _place_before(event) for event in events}
    lock_calendars(
        therapists=[place.therapist for place in places.values()],
        rooms=[place.room for place in places.values()],
        patients=[key for event in events if (key := event.appointment.patient_id)],
    )
    rows = lock_appointments(places)
    by_row = {event.appointment_id: event for event in events}
    if _latest_events(list(places)) != sorted(event.pk for event in events):
        raise InvalidTransition(_("The appointment has been changed again in the meantime."))
    for place in places.values():
        release_expired(place, now)
        if is_taken(place, now, besides=places):
            raise SlotTaken(wanted=place.starts_at)
    for row in rows:
        row.revision += REVISIONS_UP[Kind(by_row[row.pk].kind)]
        put_back(row, by_row[row.pk].data["before"])
    save_together(rows, now)
    for row in rows:
        write_event(row, Kind.UNDONE, actor, now, of=by_row[row.pk].kind, to=row.starts_at)
    if events[0].kind != Kind.NO_SHOW:
        plan_for_undo(rows, now)
    return rows


def _latest_act(appointment: Appointment, actor: Actor, now: datetime) -> list[AppointmentEvent]:
    """The event of the latest act on the appointment, and those of the same act on others."""
    rows = AppointmentEvent.objects.select_related("appointment")
    event = rows.filter(appointment=appointment).order_by("-id").first()
    if event is None or not _is_allowed(event, actor):
        raise InvalidTransition(_("There is nothing to undo."))
    if now >= event.at + UNDO_WINDOW:
        raise TooLateToUndo
    others = event.data.get("with", [])
    same_act = rows.filter(appointment__public_id__in=others, data__act=event.data.get("act"))
    return [event, *(same_act if others else ())]


def _is_allowed(event: AppointmentEvent, actor: Actor) -> bool:
    """Whoever moves their own appointment is told at once: only what staff moved can be taken back."""
    if event.kind not in UNDOABLE or "before" not in event.data:
        return False
    if actor.is_staff:
        return event.kind == Kind.CANCELLED or event.actor == AppointmentEvent.Actor.STAFF
    return event.kind == Kind.CANCELLED and event.actor == actor.kind


def _latest_events(appointments: Sequence[int]) -> list[int]:
    events = AppointmentEvent.objects.filter(appointment__in=appointments)
    latest = events.order_by("appointment_id", "-id").distinct("appointment_id")
    return sorted(latest.values_list("pk", flat=True))


def _place_before(event: AppointmentEvent) -> Place:
    """Where the appointment was before the event."""
    row = Appointment()
    put_back(row, event.data["before"])
    return Place.of(row)
