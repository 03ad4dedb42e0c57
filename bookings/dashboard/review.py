"""A proposed series as its review shows it: each date with its other times, what was chosen before kept."""

from dataclasses import dataclass
from datetime import date, datetime

from bookings.appointments.series import ProposedSession, RefusedTime, SeriesProposal
from bookings.appointments.series.propose import ProposedTime
from bookings.dashboard.series_forms import DATE, DatesForm


@dataclass(frozen=True, slots=True)
class Pick:
    """One button: a time, the value that it sends, and whether it is the chosen one."""

    value: str
    time: ProposedTime
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class ReviewedDate:
    """One date of the strip. `why` is a sentence if it stands in for `expected_date`."""

    name: str
    number: int
    days_since: int | None
    expected_date: date
    why: str
    is_wished: bool
    proposed: Pick
    others: tuple[Pick, ...]

    @property
    def is_another_chosen(self) -> bool:
        return any(pick.is_chosen for pick in self.others)


@dataclass(frozen=True, slots=True)
class Refused:
    """A time that somebody else got first, and the sentence that says so."""

    starts_at: datetime
    time_zone: str
    why: str


@dataclass(frozen=True, slots=True)
class Review:
    dates: tuple[ReviewedDate, ...]
    missing: int
    substitutes: int
    therapists: tuple[str, ...]
    several_places: bool
    refused: tuple[Refused, ...]


def review_of(proposal: SeriesProposal, dates: DatesForm) -> Review:
    """The proposal with the times ticked that were ticked when it was sent, as far as they are offered still."""
    ticked = {str(value) for name, value in dates.data.items() if name.startswith(DATE)}
    times = [session.time for session in proposal.sessions]
    refused: list[RefusedTime] = dates.refused
    return Review(
        dates=tuple(
            _reviewed(session, number, ticked) for number, session in enumerate(proposal.sessions, start=1)
        ),
        missing=proposal.missing,
        substitutes=proposal.substitutes,
        therapists=tuple(sorted({time.therapist for time in times})),
        several_places=len({time.location_id for time in times}) > 1,
        refused=tuple(Refused(one.starts_at, times[0].time_zone, one.why) for one in refused),
    )


def _reviewed(session: ProposedSession, number: int, ticked: set[str]) -> ReviewedDate:
    again = next((other for other in session.nearby if _value(other) in ticked), None)
    proposed = _value(session.time)
    chosen = _value(again) if again and proposed not in ticked else proposed
    return ReviewedDate(
        name=f"{DATE}{number}",
        number=number,
        days_since=session.days_since,
        expected_date=session.expected_date,
        why=session.why,
        is_wished=session.is_wished,
        proposed=Pick(proposed, session.time, proposed == chosen),
        others=tuple(Pick(_value(other), other, _value(other) == chosen) for other in session.nearby),
    )


def _value(time: ProposedTime) -> str:
    return f"{time.starts_at.isoformat()}~{time.therapist_id}~{time.location_id}"
