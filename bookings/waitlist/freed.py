"""Times that were taken and came free, and who fits them."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db.models import Q
from django.utils.dateparse import parse_datetime

from bookings import calendars
from bookings.appointments.policy import UNDO_WINDOW
from bookings.availability.intervals import Interval, IntervalSet
from bookings.models import Appointment, AppointmentEvent, Clinic, OpenedTime, Therapist, WaitlistOffer
from bookings.models.appointments import LONGEST, CancelReason
from bookings.waitlist.matching import STOP, Match, Time, may_suit, ranked
from bookings.waitlist.wishes import Waiting

# A time that nobody wanted for so long is left to those who book for themselves.
LOOK_BACK = timedelta(days=7)
MOST = 500
MOVES = (AppointmentEvent.Kind.RESCHEDULED, AppointmentEvent.Kind.SWAPPED)


@dataclass(frozen=True, slots=True, order=True)
class Freed:
    """A stretch of a therapist's time; `therapist` and `clinic` are keys. Whether it is still open is not said."""

    starts_at: datetime
    ends_at: datetime
    therapist: int
    clinic: int


def freed_times(clinics: Collection[Clinic], now: datetime, *, grace: timedelta = UNDO_WINDOW) -> list[Freed]:
    """What was given up or opened in the last days and is not too near, the next first; four queries.

    Cancelled, declined and unanswered visits and the old times of moved ones, once `grace` has passed: so long
    they may be taken back, and the desk may choose who is asked first; the same for time in which somebody works who
    did not before. Times that somebody was offered and did
    not take count at once.
    """
    found = {*_given_up(clinics, now, grace), *_not_taken(clinics, now), *_opened(clinics, now, grace)}
    return _not_filled(sorted(freed for freed in found if freed.starts_at - now >= STOP), now)


def _given_up(clinics: Collection[Clinic], now: datetime, grace: timedelta) -> Iterator[Freed]:
    ended_holds = Q(
        kind=AppointmentEvent.Kind.EXPIRED, appointment__cancellation_reason=CancelReason.HOLD_EXPIRED
    )
    events = list(
        AppointmentEvent.objects.filter(
            kind__in=AppointmentEvent.FREEING, at__gt=now - LOOK_BACK, at__lte=now - grace,
            appointment__clinic__in=clinics,
        )
        .exclude(ended_holds)
        .select_related("appointment")
        .defer("appointment__reason")
        .order_by("-at")[:MOST]
    )  # fmt: skip
    for event in events:
        before = event.data.get("before")
        if event.kind in MOVES and before:
            starts_at, ends_at = (parse_datetime(before[name]) for name in ("starts_at", "ends_at"))
            if starts_at and ends_at:
                yield Freed(starts_at, ends_at, before["therapist_id"], event.appointment.clinic_id)
        elif event.appointment.status == Appointment.Status.CANCELLED:
            yield _time_of(event.appointment)


def _not_taken(clinics: Collection[Clinic], now: datetime) -> Iterator[Freed]:
    offers = WaitlistOffer.objects.filter(
        state__in=[WaitlistOffer.State.PASSED, WaitlistOffer.State.DECLINED],
        offered_at__gt=now - LOOK_BACK,
        appointment__clinic__in=clinics,
        appointment__starts_at__gt=now,
    ).select_related("appointment")
    for offer in offers.defer("appointment__reason").order_by("-offered_at")[:MOST]:
        yield _time_of(offer.appointment)


def _opened(clinics: Collection[Clinic], now: datetime, grace: timedelta) -> Iterator[Freed]:
    """From a day that has begun, what is left of it."""
    rows = OpenedTime.objects.filter(
        clinic__in=clinics, opened_at__gt=now - LOOK_BACK, opened_at__lte=now - grace, ends_at__gt=now + STOP
    )
    for row in rows[:MOST]:
        yield Freed(max(row.starts_at, now + STOP), row.ends_at, row.therapist_id, row.clinic_id)


def forget_opened(now: datetime) -> None:
    """What opened so long ago is left to those who book for themselves."""
    OpenedTime.objects.filter(opened_at__lte=now - LOOK_BACK).delete()


def _not_filled(freed: Sequence[Freed], now: datetime) -> list[Freed]:
    """Without those that others have booked since, from end to end."""
    if not freed:
        return []
    rows = Appointment.objects.occupying(now).filter(
        therapist__in={one.therapist for one in freed},
        starts_at__gt=freed[0].starts_at - LONGEST,
        starts_at__lt=max(one.ends_at for one in freed),
    )
    busy: dict[int, list[Interval]] = defaultdict(list)
    for therapist, start, end in rows.values_list("therapist_id", "occupies_from", "occupies_until"):
        busy[therapist].append(Interval(start, end))
    return [
        one
        for one in freed
        if IntervalSet([Interval(one.starts_at, one.ends_at)]) - IntervalSet(busy[one.therapist])
    ]


def _time_of(visit: Appointment) -> Freed:
    return Freed(visit.starts_at, visit.ends_at, visit.therapist_id, visit.clinic_id)


def who_fits(freed: Freed, waiting: Waiting, clinic: Clinic, now: datetime) -> list[Match]:
    """Who could have an open time that touches the stretch, the first in line first; three queries, or none."""
    stretch = (freed.therapist, freed.starts_at, freed.ends_at)
    wishes = [wish for wish in waiting.wishes if may_suit(wish, *stretch)]
    if not wishes:
        return []
    options = {wish.option: waiting.entries[wish.entry].option for wish in wishes}
    services = {option.service_id: option.service for option in options.values()}
    day = timedelta(days=1)
    first, last = (freed.starts_at - day).date(), (freed.ends_at + day).date()
    loaded = calendars.load(
        clinic=clinic, services=list(services.values()), first=first, last=last, now=now,
        therapist=Therapist(pk=freed.therapist),
    )  # fmt: skip
    times: dict[int, list[Time]] = {}
    for key, option in options.items():
        slots = [slot for slots in loaded.slots(option, first, last).values() for slot in slots]
        openings = [
            Time(
                datetime.fromtimestamp(slot.starts_at, UTC), datetime.fromtimestamp(slot.ends_at, UTC),
                freed.therapist, slot.site, loaded.zones[slot.site],
            )
            for slot in slots
        ]  # fmt: skip
        times[key] = [time for time in openings if time.overlaps(freed.starts_at, freed.ends_at)]
    return ranked(wishes, times, waiting.histories, near=freed.starts_at, now=now)
