"""Finding the therapist and the room for a wanted time, and other times when there are none."""

import random
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from django.db.models import Q
from django.utils.translation import gettext as _

from bookings.appointments.policy import OutsidePolicy, SlotTaken
from bookings.calendars import Calendars, Opening, load, next_openings, slots_by_day
from bookings.models import Appointment, Location, Room, ServiceOption, Therapist
from bookings.transactions import TryAgain

NEAR = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a treatment can take place: keys, and the instants that it occupies with its buffers."""

    therapist: int
    room: int
    location: int
    time_zone: str
    starts_at: datetime
    ends_at: datetime
    occupies_from: datetime
    occupies_until: datetime

    @classmethod
    def of(cls, row: Appointment) -> "Place":
        """Where an appointment is."""
        return cls(
            therapist=row.therapist_id, room=row.room_id, location=row.location_id, time_zone=row.time_zone,
            starts_at=row.starts_at, ends_at=row.ends_at,
            occupies_from=row.occupies_from, occupies_until=row.occupies_until,
        )  # fmt: skip

    def overlaps(self, other: "Place") -> bool:
        """Whether both are occupied at once, wherever they are."""
        return self.occupies_from < other.occupies_until and other.occupies_from < self.occupies_until


def find_place(
    *,
    option: ServiceOption,
    starts_at: datetime,
    now: datetime,
    therapist: Therapist | None = None,
    location: Location | None = None,
    moving: Appointment | None = None,
    by_staff: bool = False,
    room: Room | None = None,
) -> Place:
    """The best free therapist and room for `starts_at`, as far as an unlocked look can tell.

    The therapist and the room of the appointment that is being moved come first, then who has least to do that
    day. Raises OutsidePolicy if the time is not offered at all, SlotTaken if it is but nobody, or not `room`, is free.
    """
    location = room.location if room else location
    calendars = _calendars_around(starts_at, option, now, therapist, location, moving, by_staff)
    prefer = moving.therapist_id if moving else None
    place = place_in(calendars, option=option, starts_at=starts_at, prefer=prefer)
    rooms = calendars.free_rooms(option, place.location, starts_at)
    if room and room.pk not in rooms:
        raise SlotTaken(_("This room is not free then, or not equipped for it."))
    wanted = room.pk if room else moving.room_id if moving else None
    return replace(place, room=wanted) if wanted in rooms else place


def _calendars_around(
    starts_at: datetime,
    option: ServiceOption,
    now: datetime,
    therapist: Therapist | None,
    location: Location | None,
    moving: Appointment | None,
    by_staff: bool,
) -> Calendars:
    """The day of `starts_at` in any time zone, as patients see it or, without their limits, as staff do."""
    day = starts_at.astimezone(UTC).date()
    calendars = load(
        clinic=option.clinic, services=[option.service],
        first=day - timedelta(days=1), last=day + timedelta(days=1), now=now,
        therapist=therapist, location=location, moving=moving,
    )  # fmt: skip
    return calendars.for_staff() if by_staff else calendars


def place_in(
    calendars: Calendars,
    *,
    option: ServiceOption,
    starts_at: datetime,
    prefer: int | None = None,
    therapist: int | None = None,
    location: int | None = None,
) -> Place:
    """The same from calendars that are loaded, for a therapist and at a location if they are named."""
    openings = _openings(calendars, option, starts_at, therapist, location)
    if not openings:
        if _openings(calendars.without_bookings(), option, starts_at, therapist, location):
            raise SlotTaken
        raise OutsidePolicy
    opening = openings[0]
    chosen = therapist or _fairest(calendars, opening, prefer)
    room = calendars.free_rooms(option, opening.location, starts_at)[0]
    zone = calendars.zones[opening.location]
    before, after = buffers(option)
    return Place(
        therapist=chosen, room=room, location=opening.location, time_zone=zone.key,
        starts_at=starts_at, ends_at=opening.ends_at,
        occupies_from=starts_at - before, occupies_until=opening.ends_at + after,
    )  # fmt: skip


def _openings(
    calendars: Calendars,
    option: ServiceOption,
    starts_at: datetime,
    therapist: int | None,
    location: int | None,
) -> list[Opening]:
    return [
        opening
        for opening in calendars.at(option, starts_at)
        if (therapist is None or therapist in opening.therapists) and location in (None, opening.location)
    ]


def buffers(option: ServiceOption) -> tuple[timedelta, timedelta]:
    service = option.service
    return timedelta(minutes=service.buffer_before_minutes), timedelta(minutes=service.buffer_after_minutes)


def _fairest(calendars: Calendars, opening: Opening, prefer: int | None) -> int:
    if prefer in opening.therapists:
        return prefer
    at = int(opening.starts_at.timestamp())

    def load_near(key: int) -> int:
        spans = calendars.therapists[key].busy.pairs()
        return sum(end - start for start, end in spans if abs(start - at) < 12 * 3600)

    # Shuffled, so that many who ask for the same time at once do not all wait for the same therapist's calendar.
    return min(random.sample(opening.therapists, len(opening.therapists)), key=load_near)


def require_still_open(
    place: Place,
    *,
    option: ServiceOption,
    now: datetime,
    moving: Appointment | None = None,
    by_staff: bool = False,
) -> None:
    """Look again, under the locks of `place`. Raises TryAgain if bookings, hours, time off or caps forbid it now.

    What is taken is asked first: of many in line, all but the winner leave the lock after one short question.
    """
    if is_taken(place, now, moving):
        raise TryAgain
    therapist, location = Therapist(pk=place.therapist), Location(pk=place.location)
    calendars = _calendars_around(place.starts_at, option, now, therapist, location, moving, by_staff)
    if not calendars.at(option, place.starts_at):
        raise TryAgain


def is_taken(
    place: Place, now: datetime, moving: Appointment | None = None, besides: Iterable[int] = ()
) -> bool:
    """Whether somebody occupies the therapist or the room at that time. Call it under their lock.

    `moving`, and the appointments with the keys `besides`, do not count: they leave their times together.
    """
    others = Appointment.objects.occupying(now).filter(
        Q(therapist=place.therapist) | Q(room=place.room),
        occupies_from__lt=place.occupies_until,
        occupies_until__gt=place.occupies_from,
        starts_at__gt=place.occupies_from - timedelta(days=1),
        starts_at__lt=place.occupies_until + timedelta(days=1),
    )
    if leaving := [*besides, *((moving.pk,) if moving else ())]:
        others = others.exclude(pk__in=leaving)
    return bool(others.exists())


def nearest_openings(
    *,
    option: ServiceOption,
    to: datetime,
    now: datetime,
    therapist: Therapist | None = None,
    location: Location | None = None,
    moving: Appointment | None = None,
    count: int = 3,
) -> list[Opening]:
    """The openings closest to `to`, earlier or later, in order of time."""
    day = to.astimezone(UTC).date()
    days = slots_by_day(
        option=option, first=day - NEAR, last=day + NEAR, now=now,
        therapist=therapist, location=location, moving=moving,
    )  # fmt: skip
    near = [opening for openings in days.values() for opening in openings]
    near.sort(key=lambda opening: abs(opening.starts_at - to))
    if len(near) < count:
        near += [
            opening
            for opening in next_openings(
                option=option, now=now, after=to + NEAR, count=count,
                therapist=therapist, location=location, moving=moving,
            )
            if opening not in near
        ]  # fmt: skip
    return sorted(near[:count], key=lambda opening: opening.starts_at)


def place_by_override(
    *,
    option: ServiceOption,
    starts_at: datetime,
    therapist: Therapist,
    location: Location | None,
    room: Room | None,
    now: datetime,
    moving: Appointment | None = None,
) -> Place:
    """A place without regard to hours and buffers, in `room` or any free one of the kind that is needed.

    Raises OutsidePolicy if it stays open where that would be or the therapist does not give the service,
    SlotTaken if no room is free.
    """
    if not option.service.therapists.filter(pk=therapist.pk).exists():
        raise OutsidePolicy(_("This therapist does not give this service."), field="therapist")
    ends_at = starts_at + timedelta(minutes=option.minutes)
    site = room.location if room else location or _only_location(therapist)
    rooms = [room] if room else _rooms_for(option, site)
    for candidate in rooms:
        place = Place(
            therapist=therapist.pk, room=candidate.pk, location=site.pk, time_zone=site.time_zone,
            starts_at=starts_at, ends_at=ends_at, occupies_from=starts_at, occupies_until=ends_at,
        )  # fmt: skip
        if room or not is_taken(place, now, moving):
            return place
    raise SlotTaken


def _rooms_for(option: ServiceOption, site: Location) -> list[Room]:
    rooms = Room.objects.filter(location=site, is_active=True).order_by("pk")
    kind = option.service.room_kind
    return list(rooms.filter(kinds__contains=[kind]) if kind else rooms)


def _only_location(therapist: Therapist) -> Location:
    sites = list(Location.objects.filter(weekly_hours__therapist=therapist, is_active=True).distinct()[:2])
    if len(sites) != 1:
        raise OutsidePolicy(_("Say at which location this is to be."), field="location")
    return sites[0]
