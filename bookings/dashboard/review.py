"""A proposed series as its review shows it: each date with its other times, what was chosen before kept."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bookings.appointments.series import ProposedSession, RefusedTime, SeriesProposal
from bookings.appointments.series.propose import ProposedTime
from bookings.dashboard.series_forms import DATE, DatesForm


@dataclass(frozen=True, slots=True)
class Pick:
    """One button: a time, and the value that it sends."""

    value: str
    time: ProposedTime


@dataclass(frozen=True, slots=True)
class ReviewedDate:
    """One date of the strip: what is ticked, and what could be instead.

    `proposed` is the value of the time that was proposed; `days_since` is from the ticked time of the date before. `why` is a sentence if a substitute is ticked.
    """

    name: str
    proposed: str
    number: int
    days_since: int | None
    why: str
    is_wished: bool
    ticked: Pick
    others: tuple[Pick, ...]


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
    several_places: bool
    refused: tuple[Refused, ...]


def review_of(proposal: SeriesProposal, dates: DatesForm) -> Review:
    """The proposal; where another time than the proposed one was ticked before, that one if it is offered still."""
    wanted = dates.picked_by_hand()
    times = [session.time for session in proposal.sessions]
    refused: list[RefusedTime] = dates.refused
    reviewed: list[ReviewedDate] = []
    for session in proposal.sessions:
        reviewed.append(_reviewed(session, wanted, reviewed[-1] if reviewed else None))
    return Review(
        dates=tuple(reviewed),
        missing=proposal.missing,
        several_places=len({time.location_id for time in times}) > 1,
        refused=tuple(Refused(one.starts_at, times[0].time_zone, one.why) for one in refused),
    )


def _reviewed(session: ProposedSession, wanted: set[str], before: ReviewedDate | None) -> ReviewedDate:
    offered = [_pick(time) for time in (session.time, *session.nearby)]
    ticked = next((pick for pick in offered if pick.value in wanted), offered[0])
    number = before.number + 1 if before else 1
    return ReviewedDate(
        name=f"{DATE}{number}",
        proposed=offered[0].value,
        number=number,
        days_since=(_day(ticked) - _day(before.ticked)).days if before else None,
        why=session.why if ticked is offered[0] else "",
        is_wished=session.is_wished or ticked is not offered[0],
        ticked=ticked,
        others=tuple(pick for pick in offered if pick is not ticked),
    )


def _pick(time: ProposedTime) -> Pick:
    return Pick(f"{time.starts_at.isoformat()}~{time.therapist_id}~{time.location_id}", time)


def _day(pick: Pick) -> date:
    return pick.time.starts_at.astimezone(ZoneInfo(pick.time.time_zone)).date()
