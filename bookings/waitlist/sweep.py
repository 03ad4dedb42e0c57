"""What the clock does: ends what nobody answered, and offers what came free to the next in line."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bookings.appointments.policy import Actor
from bookings.errors import DomainError
from bookings.models import Appointment, Clinic, Therapist, WaitlistEntry, WaitlistOffer
from bookings.transactions import action
from bookings.waitlist.freed import Freed, forget_opened, freed_times, who_fits
from bookings.waitlist.matching import Match
from bookings.waitlist.offer import offer
from bookings.waitlist.policy import answering
from bookings.waitlist.wishes import Waiting, waiting_of

State = WaitlistOffer.State
Status = Appointment.Status
# No new offer is begun after this, so that a sweep stays well below the task's limit.
BUDGET = timedelta(seconds=30)
# How many of those who fit are tried for one time before it is left to the next sweep.
TRIES = 5
BATCH = 500


def offer_freed(*, clock: Callable[[], datetime]) -> int:
    """Offer every freed time to who is next in line for it; returns how many offers were made.

    Safe to run any number of times, at once or never: a time that is held is not open, and nobody is offered
    the same time twice.
    """
    now = clock()
    end, made = now + BUDGET, 0
    pass_on(now=now)
    close_ended(now=now)
    clinics = _clinics_with_waiters()
    known: dict[int, Waiting] = {}
    for freed in freed_times(list(clinics.values()), now):
        if clock() >= end:
            break
        clinic = clinics[freed.clinic]
        if clinic.pk not in known:
            known[clinic.pk] = waiting_of(clinic, now).for_the_clock()
        waiting = known[clinic.pk]
        if _offer_to_next(freed, waiting, clinic, now):
            made += 1
            del known[clinic.pk]  # who has an open offer now is not asked for another time
    return made


@action
def pass_on(*, now: datetime) -> None:
    """Write down what became of offers that nobody answered, or that were answered by another door."""
    left = WaitlistOffer.objects.filter(state=State.OPEN).exclude(appointment__status=Status.HELD)
    for one in left.select_related("appointment", "entry").defer("appointment__reason")[:BATCH]:
        taken = (
            one.appointment.patient_id == one.entry.patient_id and one.appointment.status != Status.CANCELLED
        )
        still = WaitlistOffer.objects.filter(pk=one.pk, state=State.OPEN)
        if still.update(state=State.CLAIMED if taken else State.PASSED) and taken:
            WaitlistEntry.objects.filter(pk=one.entry_id).update(state=WaitlistEntry.State.BOOKED)
    # One statement on one table: whoever claims at the same moment is waited for, and then left alone.
    WaitlistOffer.objects.filter(state=State.OPEN, expires_at__lte=now).update(state=State.PASSED)


@action
def close_ended(*, now: datetime) -> None:
    """Entries whose last date has passed on their clinic's wall wait no longer, and old openings are forgotten."""
    waiting = WaitlistEntry.objects.filter(state=WaitlistEntry.State.WAITING)
    for zone in waiting.order_by().values_list("clinic__time_zone", flat=True).distinct():
        today = now.astimezone(ZoneInfo(zone)).date()
        ended = waiting.filter(until_date__lt=today, clinic__in=Clinic.objects.filter(time_zone=zone))
        ended.update(state=WaitlistEntry.State.CLOSED)
    forget_opened(now)


def _clinics_with_waiters() -> Mapping[int, Clinic]:
    waiting = WaitlistEntry.objects.filter(state=WaitlistEntry.State.WAITING).values("clinic")
    return {clinic.pk: clinic for clinic in Clinic.objects.filter(pk__in=waiting).select_related("policy")}


def _offer_to_next(freed: Freed, waiting: Waiting, clinic: Clinic, now: datetime) -> bool:
    """Whether somebody was asked; those who cannot be, or may not be, are for the desk to call.

    In quiet hours nothing is offered: the time stays open to everybody until somebody can be told.
    """
    for match in _not_asked_yet(freed, who_fits(freed, waiting, clinic, now), waiting)[:TRIES]:
        entry = waiting.entries[match.wish.entry]
        times = answering(entry, match.time.starts_at, match.time.zone.key, now)
        if times is None or times.told_at > now:
            continue
        try:
            offer(
                entry=entry,
                starts_at=match.time.starts_at,
                therapist=Therapist(pk=freed.therapist),
                actor=Actor.system(),
                now=now,
            )
        except DomainError:
            continue  # taken or changed a moment ago; another may still fit
        return True
    return False


def _not_asked_yet(freed: Freed, matches: Iterable[Match], waiting: Waiting) -> list[Match]:
    """Nobody is led through a long stretch hour by hour: one question for each, whatever they answered."""
    return [
        match
        for match in matches
        if not any(
            one.starts_at < freed.ends_at and freed.starts_at < one.ends_at
            for one in waiting.histories[match.wish.patient].offered
        )
    ]
