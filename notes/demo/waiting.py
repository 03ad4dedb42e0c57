"""Who waits for a time in the demo clinic: some whom the clock asks by mail, and some whom the desk has to call."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bookings.models import OpenedTime, Patient, WaitlistEntry
from notes.demo import team
from notes.demo.dice import Dice
from notes.demo.house import House

Entry = WaitlistEntry


@dataclass(frozen=True, slots=True)
class Wait:
    """On the list since so many `days`; `hours` in minutes after midnight, from and until."""

    who: str
    service: str
    minutes: int
    days: int
    weekdays: tuple[int, ...] = tuple(range(7))
    hours: tuple[int, int] = (0, 24 * 60)
    therapist: str = ""
    state: str = Entry.State.WAITING


WAITS = (
    Wait("walter", "swedish", 60, days=12),
    Wait("noa", "therapeutic", 60, days=5, hours=(team.at(8), team.at(12)), weekdays=(0, 1, 2, 3, 4)),
    Wait("ines", "deep", 60, days=3, hours=(team.at(16), team.at(21)), therapist="maya"),
    Wait("donghyun", "sports", 60, days=9, weekdays=(1, 3, 5)),
    Wait("beth", "swedish", 30, days=1, hours=(team.at(8), team.at(13))),
    Wait("camille", "therapeutic", 60, days=16, state=Entry.State.BOOKED),
)
ADDED = 3 * 60


def write_waiting(house: House, cast: Mapping[str, Patient], *, now: datetime, dice: Dice) -> None:
    """Save the list. Who has no mail address stays on it with times that fit, for the desk to see."""
    for number, wait in enumerate(WAITS):
        own = dice.stream(number)
        entry = Entry.objects.create(
            clinic=house.clinic,
            patient=cast[wait.who],
            option=house.option(wait.service, wait.minutes),
            weekdays=list(wait.weekdays),
            from_minute=wait.hours[0],
            until_minute=wait.hours[1],
            from_date=house.today - timedelta(days=wait.days),
            until_date=house.today + timedelta(days=28),
            state=wait.state,
            created_at=house.at(house.today - timedelta(days=wait.days), team.at(9)),
            public_id=own.public_id(),
            token=own.token(),
        )
        if wait.therapist in house.therapists:
            entry.therapists.set([house.therapists[wait.therapist]])
    _open_hours(house, now)


def _open_hours(house: House, now: datetime) -> None:
    """The last hours of two shifts as if they had just been added: they are on the list of what came free."""
    days = [house.today + timedelta(days=ahead) for ahead in range(2, 7)]
    shifts = [(day, shift) for day in days for shift in house.shifts_on(day)]
    for day, shift in shifts[:: len(shifts) // 2][:2]:
        OpenedTime.objects.create(
            clinic=house.clinic,
            therapist=shift.therapist,
            starts_at=house.at(day, max(shift.start, shift.end - ADDED)),
            ends_at=house.at(day, shift.end),
            opened_at=now - timedelta(hours=1),
        )
