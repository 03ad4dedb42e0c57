"""Dates of a series that cannot follow a move, for the page that asks where they are to go instead."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bookings.appointments.series import RefusedTime, Scope, SeriesSheet, shifted_starts
from bookings.errors import DomainError
from bookings.models import Appointment


@dataclass(frozen=True, slots=True)
class Unmoved:
    """One date: where it is, where it would have gone, why not, and the nearest starts that are free."""

    public_id: str
    was: datetime
    wanted: datetime
    why: str
    alternatives: tuple[datetime, ...]


@dataclass(frozen=True, slots=True)
class Following:
    """A refused move of several dates: what was asked for, and each date in its way. Empty `unmoved`: not refused."""

    choice: str
    scope: str
    instead: Mapping[str, datetime]
    unmoved: tuple[Unmoved, ...]


def following(
    *,
    refusal: DomainError,
    appointment: Appointment,
    sheet: SeriesSheet,
    starts_at: datetime,
    scope: Scope,
    choice: str,
    instead: Mapping[str, datetime],
    now: datetime,
) -> Following:
    """What the refusal of a move of several dates is about, date by date."""
    wanted = shifted_starts(appointment=appointment, scope=scope, starts_at=starts_at, now=now)
    by_start = {at: public_id for public_id, at in (wanted | dict(instead)).items()}
    was = {date.public_id: date.starts_at for date in sheet.dates}
    refused: list[RefusedTime] = refusal.details.get("refused", [])
    unmoved = tuple(
        Unmoved(
            public_id=public_id,
            was=was[public_id],
            wanted=one.starts_at,
            why=one.why,
            alternatives=tuple(opening.starts_at for opening in one.alternatives),
        )
        for one in refused
        if (public_id := by_start.get(one.starts_at, "")) in was
    )
    asked_again = {one.public_id for one in unmoved}
    kept = {public_id: at for public_id, at in instead.items() if public_id not in asked_again}
    return Following(choice, scope.value, kept, unmoved)
