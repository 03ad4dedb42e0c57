"""Offering a time to somebody who waits: it is held, and they are told."""

from datetime import datetime
from zoneinfo import ZoneInfo

from bookings.appointments.audience import require_audience
from bookings.appointments.expire import release_expired
from bookings.appointments.hold import place_appointment
from bookings.appointments.locks import lock_calendars, refusing_overlaps
from bookings.appointments.place import Place, find_place, require_still_open
from bookings.appointments.policy import Actor, write_event
from bookings.idempotency import Once
from bookings.models import Appointment, AppointmentEvent, Therapist, WaitlistEntry, WaitlistOffer
from bookings.notifications.offers import plan_for_offer
from bookings.transactions import action
from bookings.waitlist.matching import Time, objection
from bookings.waitlist.policy import DoesNotFit, answering
from bookings.waitlist.wishes import histories_of, wish_of


@action
def offer(
    *,
    entry: WaitlistEntry,
    starts_at: datetime,
    therapist: Therapist,
    actor: Actor,
    now: datetime,
    once: Once | None = None,
) -> WaitlistOffer:
    """Hold `starts_at` with `therapist` for the entry's patient and tell them, for the policy's offer minutes.

    In quiet hours the message waits for their end, and the minutes count from then. Raises SlotTaken or
    OutsidePolicy if the time is not open, DoesNotFit if it is not one for them, CalendarBusy; for anybody but staff
    NotForYou if the treatment is not meant for them.
    """
    place = find_place(
        option=entry.option, starts_at=starts_at, now=now, therapist=therapist, location=entry.location
    )
    lock_calendars(therapists=[place.therapist], rooms=[place.room], patient=entry.patient_id)
    _refuse_misfit(entry, place, now)
    if not actor.is_staff:
        require_audience(entry.option.service, entry.patient)
    times = answering(entry, place.starts_at, place.time_zone, now)
    if times is None:
        raise DoesNotFit
    release_expired(place, now)
    require_still_open(place, option=entry.option, now=now)
    held = place_appointment(entry.option, place, Appointment.Source.WAITLIST)
    held.hold_expires_at = times.until
    with refusing_overlaps():
        held.save(force_insert=True)
    write_event(held, AppointmentEvent.Kind.HELD, actor, now)
    made = WaitlistOffer.objects.create(entry=entry, appointment=held, offered_at=now, expires_at=times.until)
    plan_for_offer(held, entry.patient, send_at=times.told_at, until=times.until)
    return made


def _refuse_misfit(entry: WaitlistEntry, place: Place, now: datetime) -> None:
    """Everything that may have changed since somebody looked, read afresh under the patient's lock."""
    current = WaitlistEntry.objects.select_related("patient__clinic", "patient__guardian").get(pk=entry.pk)
    if current.state != WaitlistEntry.State.WAITING or current.option_id != entry.option_id:
        raise DoesNotFit
    time = Time(place.starts_at, place.ends_at, place.therapist, place.location, ZoneInfo(place.time_zone))
    history = histories_of([current.patient_id], now)[current.patient_id]
    if why := objection(wish_of(current), time, history, now):
        raise DoesNotFit(reason=why.value)
    # An offer that ran out a moment ago would stand in the way of the next one to the same entry.
    WaitlistOffer.objects.filter(entry=current, state=WaitlistOffer.State.OPEN, expires_at__lte=now).update(
        state=WaitlistOffer.State.PASSED
    )
