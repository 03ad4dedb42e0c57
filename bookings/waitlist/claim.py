"""The answer to an offer: the time is taken, or it goes to the next in line."""

from datetime import datetime

from django.db.models import QuerySet

from bookings.appointments.audience import require_audience
from bookings.appointments.gate import require_open_gate
from bookings.appointments.hold import give_back
from bookings.appointments.locks import lock_appointments, lock_calendars, refusing_overlaps
from bookings.appointments.place import Place
from bookings.appointments.policy import Actor, AlreadyBooked, InvalidTransition, write_event
from bookings.appointments.reschedule import put_at, require_movable
from bookings.idempotency import Once
from bookings.models import Appointment, AppointmentEvent, WaitlistEntry, WaitlistOffer
from bookings.notifications import outbox
from bookings.transactions import action
from bookings.waitlist.policy import OfferGone, ring_on_commit

Status = Appointment.Status
Kind = AppointmentEvent.Kind
State = WaitlistOffer.State


def offer_behind(token: str) -> WaitlistOffer | None:
    """The offer that a link opens, whatever became of it, with everything a page prints."""
    return (
        WaitlistOffer.objects.select_related(
            "entry__patient", "entry__clinic__policy", "moved__clinic",
            "appointment__clinic__policy", "appointment__option__service", "appointment__therapist",
            "appointment__location", "appointment__room",
        )
        .defer("appointment__reason", "moved__reason")
        .filter(appointment__token=token)
        .first()
    )  # fmt: skip


def later_visits(offer: WaitlistOffer) -> QuerySet[Appointment]:
    """What the patient could give up for the offered time: visits of the same kind that lie after it."""
    visits = Appointment.objects.filter(
        patient=offer.entry.patient_id,
        option=offer.entry.option_id,
        status__in=[Status.BOOKED, Status.PENDING],
        starts_at__gt=offer.appointment.starts_at,
    )
    return visits.select_related("therapist", "location").defer("reason").order_by("starts_at")


@action
def claim(
    *,
    offer: WaitlistOffer,
    actor: Actor,
    now: datetime,
    replacing: Appointment | None = None,
    once: Once | None = None,
) -> Appointment:
    """Book the offered time for the patient, or move `replacing`, one of their later visits, there.

    Raises AlreadyBooked (with the appointment) if it was taken by this link before, OfferGone if it was
    declined, ran out or came to an end otherwise, PatientBusy, for a new visit ScreeningStop, and NotForYou as `book` does (staff may
    book anything for anybody), and for `replacing` InvalidTransition or TooLate.
    """
    held = offer.appointment
    lock_calendars(therapists=[held.therapist_id], rooms=[held.room_id], patient=offer.entry.patient_id)
    rows = lock_appointments([held.pk, *([replacing.pk] if replacing else ())])
    held = next(row for row in rows if row.pk == held.pk)
    moved = next((row for row in rows if row.pk != held.pk), None)
    _refuse_gone(offer, held, now)
    if not _answer(offer, State.CLAIMED, moved):
        raise OfferGone
    taken = _move_there(offer, moved, held, actor, now) if moved else _book_it(offer, held, actor, now)
    WaitlistEntry.objects.filter(pk=offer.entry_id).update(state=WaitlistEntry.State.BOOKED)
    return taken


@action
def decline(*, offer: WaitlistOffer, actor: Actor, now: datetime) -> None:
    """Give the time back; it goes to the next in line. An answer that was given before stays as it is."""
    lock_calendars(patient=offer.entry.patient_id)
    (held,) = lock_appointments([offer.appointment_id])
    if not _answer(offer, State.DECLINED):
        return
    if held.status == Status.HELD:
        give_back(held, actor, now)
    ring_on_commit()


def _refuse_gone(offer: WaitlistOffer, held: Appointment, now: datetime) -> None:
    answered = WaitlistOffer.objects.select_related("moved").get(pk=offer.pk)
    if answered.state == State.CLAIMED:
        raise AlreadyBooked(appointment=answered.moved or held)
    if held.status != Status.HELD or not held.hold_expires_at or held.hold_expires_at <= now:
        raise OfferGone


def _answer(offer: WaitlistOffer, state: State, moved: Appointment | None = None) -> bool:
    """Whether the offer was still open: the sweep may have passed it on, without our locks."""
    waiting = WaitlistOffer.objects.filter(pk=offer.pk, state=State.OPEN)
    return bool(waiting.update(state=state, moved=moved))


def _book_it(offer: WaitlistOffer, held: Appointment, actor: Actor, now: datetime) -> Appointment:
    """Booked at once also where the clinic wants to confirm: it was the clinic that offered."""
    entry = offer.entry
    if not actor.is_staff:
        require_audience(offer.appointment.option.service, entry.patient)
    require_open_gate([held], entry.patient, actor, now)
    held.status = Status.BOOKED
    held.patient = entry.patient
    held.consent_version, held.consented_at = entry.consent_version, entry.consented_at
    with refusing_overlaps():
        held.save(update_fields=["status", "patient", "consent_version", "consented_at"])
    write_event(held, Kind.BOOKED, actor, now, starts_at=held.starts_at)
    outbox.plan_for_booking(held, now)
    return held


def _move_there(
    offer: WaitlistOffer, moved: Appointment, held: Appointment, actor: Actor, now: datetime
) -> Appointment:
    """The hold makes way in the same transaction, so nobody can come between."""
    if moved.patient_id != offer.entry.patient_id:
        raise InvalidTransition
    require_movable(moved, actor, now)
    give_back(held, actor, now)
    told = put_at(moved, Place.of(held))
    with refusing_overlaps():
        moved.save()
    write_event(moved, Kind.RESCHEDULED, actor, now, **told)
    outbox.plan_for_move(moved, now)
    return moved
