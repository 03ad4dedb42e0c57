"""Who fits a time that came free, and in which order. Pure: wishes and times in, a ranking out.

Instants are aware; keys are those of the rows. Dates, weekdays and minutes are read on the wall of the time's zone.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum
from zoneinfo import ZoneInfo

# Closer to the start than this nothing is offered any more: nobody could be there in time.
STOP = timedelta(hours=2)
DAY_MINUTES = 24 * 60


@dataclass(frozen=True, slots=True, order=True)
class Time:
    """A time that is open, with one therapist at one location."""

    starts_at: datetime
    ends_at: datetime
    therapist: int
    location: int
    zone: ZoneInfo

    def overlaps(self, starts_at: datetime, ends_at: datetime) -> bool:
        return self.starts_at < ends_at and starts_at < self.ends_at


@dataclass(frozen=True, slots=True)
class Wish:
    """What one entry of the list asks for. No therapists and no location mean any; both dates are included.

    The treatment starts in [from_minute, until_minute). `gap_days` is how far the plan is behind; `is_meant_for_them`
    is false for a treatment that they could not book themselves.
    """

    entry: int
    patient: int
    option: int
    first_date: date
    last_date: date
    since: datetime
    therapists: frozenset[int] = frozenset()
    location: int | None = None
    weekdays: frozenset[int] = frozenset(range(7))
    from_minute: int = 0
    until_minute: int = DAY_MINUTES
    notice: timedelta = STOP
    gap_days: int = 0
    can_be_mailed: bool = True
    is_meant_for_them: bool = True

    @property
    def is_for_the_clock(self) -> bool:
        """Whether a time may be offered without the desk."""
        return self.can_be_mailed and self.is_meant_for_them


@dataclass(frozen=True, slots=True)
class Visit:
    """Something that takes the patient's time, or did when it was offered."""

    starts_at: datetime
    ends_at: datetime
    option: int


@dataclass(frozen=True, slots=True)
class History:
    """What else is known of a patient: visits to come, times offered before, whether an offer is open now."""

    visits: tuple[Visit, ...] = ()
    offered: tuple[Visit, ...] = ()
    has_open_offer: bool = False


class Objection(Enum):
    """Why a time is not for somebody. The first that applies counts."""

    TOO_LATE = "too_late"
    NOT_WISHED = "not_wished"
    OFFERED_BEFORE = "offered_before"
    HAS_OPEN_OFFER = "has_open_offer"
    IS_BUSY = "is_busy"
    COMES_SOONER = "comes_sooner"


@dataclass(frozen=True, slots=True)
class Match:
    wish: Wish
    time: Time


NOTHING_KNOWN = History()


def objection(wish: Wish, time: Time, history: History, now: datetime) -> Objection | None:
    """What speaks against offering `time` at `now`, or None.

    A time counts as offered before if it overlaps one that was, whatever became of that offer.
    """
    if time.starts_at - now < max(STOP, wish.notice):
        return Objection.TOO_LATE
    if not _is_wished(wish, time):
        return Objection.NOT_WISHED
    if any(time.overlaps(one.starts_at, one.ends_at) for one in history.offered):
        return Objection.OFFERED_BEFORE
    if history.has_open_offer:
        return Objection.HAS_OPEN_OFFER
    if any(time.overlaps(visit.starts_at, visit.ends_at) for visit in history.visits):
        return Objection.IS_BUSY
    if any(v.option == wish.option and now < v.starts_at < time.starts_at for v in history.visits):
        return Objection.COMES_SOONER
    return None


def may_suit(wish: Wish, therapist: int, starts_at: datetime, ends_at: datetime) -> bool:
    """A cheap first look at a stretch of a therapist's time, before its open times are known."""
    day = timedelta(days=1)
    is_theirs = not wish.therapists or therapist in wish.therapists
    return (
        is_theirs and wish.first_date <= (ends_at + day).date() and (starts_at - day).date() <= wish.last_date
    )


def ranked(
    wishes: Iterable[Wish],
    times: Mapping[int, Sequence[Time]],
    histories: Mapping[int, History],
    *,
    near: datetime,
    now: datetime,
) -> list[Match]:
    """Each patient that fits, once: furthest behind plan first, then longest waiting.

    `times` are the open ones by option; everybody gets, of those that fit, the one closest to `near`.
    """
    found: dict[int, Match] = {}
    for wish in sorted(wishes, key=place_in_line):
        if wish.patient in found:
            continue
        history = histories.get(wish.patient, NOTHING_KNOWN)
        fitting = [t for t in times.get(wish.option, ()) if objection(wish, t, history, now) is None]
        if fitting:
            found[wish.patient] = Match(wish, min(fitting, key=lambda t: (abs(t.starts_at - near), t)))
    return list(found.values())


def place_in_line(wish: Wish) -> tuple[int, datetime, int]:
    return -wish.gap_days, wish.since, wish.entry


def _is_wished(wish: Wish, time: Time) -> bool:
    local = time.starts_at.astimezone(time.zone)
    return (
        (not wish.therapists or time.therapist in wish.therapists)
        and (wish.location is None or wish.location == time.location)
        and wish.first_date <= local.date() <= wish.last_date
        and local.weekday() in wish.weekdays
        and wish.from_minute <= local.hour * 60 + local.minute < wish.until_minute
    )
