"""What a dose could look like in the calendar: ranked proposals, each date checked, bad ones replaced."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bookings.availability.rhythm import WEEK, Dose
from bookings.availability.series import Plan, Session, Why, propose
from bookings.availability.wishes import Candidate, Wishes
from bookings.calendars import Calendars, load
from bookings.models import Appointment, Location, Patient, ServiceOption, Therapist

# So much later than strictly needed a series may end: room to begin after a holiday.
SLACK = timedelta(days=21)

WORDS: dict[Why, Promise] = {
    Why.NOTHING_OPEN: _("Nothing is open on the day that would have been next."),
    Why.TIME_TAKEN: _("The usual time is not open on that day."),
    Why.OTHER_THERAPIST: _("The therapist is not free then; somebody else is."),
    Why.SPACING: _("This keeps the distance to the other dates better."),
}


@dataclass(frozen=True, slots=True)
class Preferences:
    """What suits the patient; none of it a must. Weekdays with 0 = Monday, minutes after midnight, [from, until)."""

    weekdays: frozenset[int] = frozenset()
    from_minute: int = 0
    until_minute: int = 24 * 60
    minute: int | None = None


@dataclass(frozen=True, slots=True)
class ProposedTime:
    """A start that is open, in UTC, to be shown in `time_zone`; with whom and where, by public id and name."""

    starts_at: datetime
    ends_at: datetime
    time_zone: str
    therapist: str
    therapist_id: str
    location: str
    location_id: str


@dataclass(frozen=True, slots=True)
class ProposedSession:
    """One date of a proposal. `why` is a sentence if it stands in for `expected_date`, else empty.

    `nearby` are others that would keep the distance to both neighbours, the most alike first.
    """

    time: ProposedTime
    expected_date: date
    days_since: int | None
    why: str
    is_wished: bool
    nearby: tuple[ProposedTime, ...]

    @property
    def is_substitute(self) -> bool:
        return bool(self.why)


@dataclass(frozen=True, slots=True)
class SeriesProposal:
    """Dates in order; `missing` is how many of the dose found none within its bounds.

    `weekdays` and `minute` are the rhythm that it keeps to, as far as it can (no weekdays: not a weekly one).
    """

    sessions: tuple[ProposedSession, ...]
    missing: int
    weekdays: tuple[int, ...]
    minute: int
    min_days: int
    max_days: int

    @property
    def substitutes(self) -> int:
        return sum(session.is_substitute for session in self.sessions)


def propose_series(
    *,
    option: ServiceOption,
    sessions: int,
    start_date: date,
    now: datetime,
    per_week: int | None = None,
    min_days: int | None = None,
    max_days: int | None = None,
    preferences: Preferences = Preferences(),
    patient: Patient | None = None,
    therapist: Therapist | None = None,
    others_may_step_in: bool = False,
    location: Location | None = None,
    count: int = 3,
) -> list[SeriesProposal]:
    """The best proposals, best first, from `start_date` on; empty if nothing is open. Four queries.

    So many times `per_week`, or from `min_days` to `max_days` apart, or both; clear of the days on which `patient` comes
    already (one query more). Notice and horizon do not bind. Raises ValueError for a dose that cannot be.
    """
    dose = _dose(sessions, per_week, min_days, max_days)
    last = start_date + timedelta(days=(sessions - 1) * dose.max_days) + SLACK
    calendars = load(
        clinic=option.clinic, services=[option.service], first=start_date, last=last, now=now,
        therapist=None if others_may_step_in else therapist, location=location,
    ).without_notice()  # fmt: skip
    candidates = _candidates(calendars, option, start_date, last, _engaged(patient, now))
    wishes = Wishes(
        preferences.weekdays, preferences.from_minute, preferences.until_minute, preferences.minute,
        therapist.pk if therapist else None,
    )  # fmt: skip
    plans = propose(candidates, dose, start_date.toordinal(), wishes, count)
    people = Therapist.objects.in_bulk(calendars.therapists.keys())
    sites = Location.objects.in_bulk(calendars.zones.keys())
    return [_proposal(plan, dose, option, people, sites) for plan in plans]


def _candidates(
    calendars: Calendars,
    option: ServiceOption,
    first: date,
    last: date,
    engaged: Collection[int],
) -> list[Candidate]:
    found = (
        Candidate.of(slot, calendars.zones[slot.site])
        for slots in calendars.slots(option, first, last).values()
        for slot in slots
    )
    return [candidate for candidate in found if candidate.day not in engaged]


def _engaged(patient: Patient | None, now: datetime) -> set[int]:
    """The days on which the patient has a visit already, as ordinals on the wall of its place: two a day are too many."""
    if patient is None:
        return set()
    rows = Appointment.objects.filter(patient=patient, ends_at__gt=now).occupying(now)
    moments = rows.values_list("starts_at", "ends_at", "time_zone")
    return {at.astimezone(ZoneInfo(zone)).toordinal() for start, end, zone in moments for at in (start, end)}


def _dose(sessions: int, per_week: int | None, min_days: int | None, max_days: int | None) -> Dose:
    if per_week is not None:
        return Dose.per_week(sessions, per_week, min_days, max_days)
    if min_days is None or max_days is None:
        raise ValueError("per_week, or both min_days and max_days")
    return Dose.spaced(sessions, min_days, max_days)


def _proposal(
    plan: Plan,
    dose: Dose,
    option: ServiceOption,
    people: Mapping[int, Therapist],
    sites: Mapping[int, Location],
) -> SeriesProposal:
    def time(candidate: Candidate, therapists: Sequence[int]) -> ProposedTime:
        starts_at = datetime.fromtimestamp(candidate.starts_at, UTC)
        who, where = people[therapists[0]], sites[candidate.site]
        return ProposedTime(
            starts_at, starts_at + timedelta(minutes=option.minutes), where.time_zone,
            who.full_name, who.public_id, where.name, where.public_id,
        )  # fmt: skip

    def session(one: Session) -> ProposedSession:
        return ProposedSession(
            time=time(one.chosen, [one.therapist]),
            expected_date=date.fromordinal(one.expected),
            days_since=one.days_since,
            why=str(WORDS[one.why]) if one.why else "",
            is_wished=one.is_wished,
            nearby=tuple(
                time(other, [key for key in other.therapists if key == one.therapist] or other.therapists)
                for other in one.nearby
            ),
        )

    weekly = dose.period % WEEK == 0
    weekdays = sorted({(residue - 1) % WEEK for residue in plan.rhythm.residues}) if weekly else []
    sessions = tuple(session(one) for one in plan.sessions)
    return SeriesProposal(sessions, plan.missing, tuple(weekdays), plan.minute, dose.min_days, dose.max_days)
