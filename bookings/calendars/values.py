"""One clinic's calendars as frozen values, and the times that they leave open."""

from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from bookings.availability.hours import dates
from bookings.availability.intervals import IntervalSet
from bookings.availability.slots import (
    RoomCalendar,
    SiteCalendar,
    Slot,
    TherapistCalendar,
    Treatment,
    Window,
    free_rooms,
    open_slots,
)
from bookings.models import BookingPolicy, Service, ServiceOption


@dataclass(frozen=True, slots=True)
class Names:
    """The public ids behind the keys of therapists and locations."""

    therapists: Mapping[int, str] = field(default_factory=dict)
    locations: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Opening:
    """A time that can be booked now: instants in UTC, keys of the location and of the free therapists."""

    starts_at: datetime
    ends_at: datetime
    location: int
    therapists: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ClinicRoom:
    """A room, what it is good for, where it is and when it is occupied."""

    key: int
    kinds: tuple[str, ...]
    location: int
    busy: IntervalSet


@dataclass(frozen=True, slots=True)
class Calendars:
    """Everything that decides about times in one clinic between two dates, as loaded by `load`."""

    therapists: Mapping[int, TherapistCalendar]
    zones: Mapping[int, ZoneInfo]
    rooms: Sequence[ClinicRoom]
    givers: Mapping[int, frozenset[int]]
    policy: BookingPolicy
    now: datetime
    names: Names = field(default_factory=Names)

    def slots(self, option: ServiceOption, first: date, last: date) -> dict[date, list[Slot]]:
        """The open starts of `option` by local date, the policy's notice, horizon and grid applied."""
        service = option.service
        givers = self.givers.get(service.pk, frozenset())
        therapists = [calendar for key, calendar in self.therapists.items() if key in givers]
        sites = [
            SiteCalendar(key, zone, self.rooms_for(service, key))
            for key, zone in self.zones.items()
            if any(key in therapist.working for therapist in therapists)
        ]
        found: dict[date, list[Slot]] = {day: [] for day in dates(first, last)}
        for site in sites:
            window = self.window(site.zone, first, last)
            for day, slots in open_slots(therapists, site, treatment_of(option), window).items():
                found[day] += slots
        if len(sites) > 1:
            for slots in found.values():
                slots.sort()
        return found

    def at(self, option: ServiceOption, starts_at: datetime) -> list[Opening]:
        """The openings that start exactly then: one for each location that has one."""
        dates = [starts_at.astimezone(zone).date() for zone in self.zones.values()]
        if starts_at.microsecond or not dates:
            return []
        days = self.slots(option, min(dates), max(dates))
        wanted = int(starts_at.timestamp())
        return [opening_of(slot) for slots in days.values() for slot in slots if slot.starts_at == wanted]

    def for_staff(self) -> "Calendars":
        """The same without notice, horizon, start grid and offer policy, which bind patients only."""
        free = copy(self.policy)
        free.min_notice_minutes, free.horizon_days, free.slot_step_minutes = 0, 730, 5
        therapists = {key: _offering_all(calendar) for key, calendar in self.therapists.items()}
        return replace(self, policy=free, therapists=therapists)

    def without_notice(self) -> "Calendars":
        """The same without notice and horizon: what is offered when staff look for a good time."""
        free = copy(self.policy)
        free.min_notice_minutes, free.horizon_days = 0, 730
        return replace(self, policy=free)

    def without_bookings(self) -> "Calendars":
        """The same as if nothing were booked: what could be offered at all."""
        nothing = IntervalSet()
        therapists = {
            key: replace(calendar, busy=nothing, visits=()) for key, calendar in self.therapists.items()
        }
        rooms = [replace(room, busy=nothing) for room in self.rooms]
        return replace(self, therapists=therapists, rooms=rooms)

    def window(self, zone: ZoneInfo, first: date, last: date) -> Window:
        """What the policy leaves of the dates from `first` to `last` in a time zone."""
        earliest = int((self.now + timedelta(minutes=self.policy.min_notice_minutes)).timestamp())
        horizon = self.now.astimezone(zone).date() + timedelta(days=self.policy.horizon_days)
        return Window(first, min(last, horizon), earliest, self.policy.slot_step_minutes)

    def rooms_for(self, service: Service, location: int) -> list[RoomCalendar]:
        """The rooms there that suit the service, those that suit the fewest others first."""
        kind = service.room_kind
        fitting = [r for r in self.rooms if r.location == location and (not kind or kind in r.kinds)]
        fitting.sort(key=lambda room: (len(room.kinds), room.key))
        return [RoomCalendar(room.key, room.busy) for room in fitting]

    def free_rooms(self, option: ServiceOption, location: int, starts_at: datetime) -> list[int]:
        """The rooms that could take the treatment then, best first."""
        rooms = self.rooms_for(option.service, location)
        return free_rooms(rooms, treatment_of(option), int(starts_at.timestamp()))


def _offering_all(calendar: TherapistCalendar) -> TherapistCalendar:
    return replace(calendar, limits=replace(calendar.limits, is_adjacent=False))


def treatment_of(option: ServiceOption) -> Treatment:
    service = option.service
    return Treatment(
        option.minutes * 60,
        service.buffer_before_minutes * 60,
        service.buffer_after_minutes * 60,
        is_deep=service.modality == Service.Modality.DEEP,
    )


def opening_of(slot: Slot) -> Opening:
    return Opening(
        datetime.fromtimestamp(slot.starts_at, UTC),
        datetime.fromtimestamp(slot.ends_at, UTC),
        slot.site,
        slot.therapists,
    )
