"""Rows become the frozen values that `matching` works on."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bookings.appointments.audience import Audience, have_been_here, suits
from bookings.appointments.gate import booking_gate
from bookings.models import Appointment, Clinic, WaitlistEntry, WaitlistOffer
from bookings.notifications.recipients import recipient_of
from bookings.waitlist.matching import History, Visit, Wish

State = WaitlistEntry.State
NO_VISIT = (Appointment.Status.HELD, Appointment.Status.CANCELLED, Appointment.Status.NO_SHOW)


@dataclass(frozen=True, slots=True)
class Waiting:
    """Everybody who waits in a clinic: their entries by key, their wishes, and what is known of the patients."""

    entries: Mapping[int, WaitlistEntry]
    wishes: tuple[Wish, ...]
    histories: Mapping[int, History]

    def for_the_clock(self) -> "Waiting":
        """Those to whom a time may be offered without the desk."""
        return replace(self, wishes=tuple(wish for wish in self.wishes if wish.is_for_the_clock))


def waiting_of(clinic: Clinic, now: datetime) -> Waiting:
    """Four queries and those of the gate, one more where a treatment is not for everybody; however many wait."""
    rows = list(
        WaitlistEntry.objects.filter(clinic=clinic, state=State.WAITING)
        .select_related(
            "option__service", "clinic__policy", "location", "patient__clinic", "patient__guardian"
        )
        .prefetch_related("therapists")
    )
    choosy = [row.patient_id for row in rows if row.option.service.audience != Audience.EVERYONE]
    been_here = have_been_here(choosy) if choosy else frozenset()
    waiting = {row.patient_id for row in rows}
    closed = booking_gate().closed_to(patients=waiting, now=now)
    return Waiting(
        {row.pk: row for row in rows},
        tuple(wish_of(row, been_here, closed) for row in rows),
        histories_of(waiting, now),
    )


def wish_of(entry: WaitlistEntry, been_here: Collection[int] = (), closed: Collection[int] = ()) -> Wish:
    """`been_here` are the keys of patients with a visit that took place, `closed` of those the gate stops."""
    service = entry.option.service
    is_on_offer = entry.option.is_active and service.is_active
    return Wish(
        entry=entry.pk,
        patient=entry.patient_id,
        option=entry.option_id,
        first_date=entry.from_date,
        last_date=entry.until_date,
        since=entry.created_at,
        therapists=frozenset(therapist.pk for therapist in entry.therapists.all()),
        location=entry.location_id,
        weekdays=frozenset(entry.weekdays),
        from_minute=entry.from_minute,
        until_minute=entry.until_minute,
        notice=timedelta(minutes=entry.notice_minutes),
        gap_days=entry.plan_gap_days,
        can_be_mailed=bool(recipient_of(entry.patient).email),
        is_meant_for_them=is_on_offer
        and entry.patient_id not in closed
        and suits(service, has_been_here=entry.patient_id in been_here),
    )


def histories_of(patients: Iterable[int], now: datetime) -> Mapping[int, History]:
    """Visits and offers that end after `now`, by patient: two queries."""
    visits: dict[int, list[Visit]] = defaultdict(list)
    offered: dict[int, list[Visit]] = defaultdict(list)
    open_ones: set[int] = set()
    keys = set(patients)
    rows = Appointment.objects.filter(patient__in=keys, ends_at__gt=now).exclude(status__in=NO_VISIT)
    for patient, start, end, option in rows.values_list("patient_id", "starts_at", "ends_at", "option_id"):
        visits[patient].append(Visit(start, end, option))
    offers = WaitlistOffer.objects.filter(entry__patient__in=keys, appointment__ends_at__gt=now)
    for offer in offers.select_related("entry", "appointment").defer("appointment__reason"):
        patient, time = offer.entry.patient_id, offer.appointment
        offered[patient].append(Visit(time.starts_at, time.ends_at, time.option_id))
        if offer.state == WaitlistOffer.State.OPEN and offer.expires_at > now:
            open_ones.add(patient)
    return {key: History(tuple(visits[key]), tuple(offered[key]), key in open_ones) for key in keys}
