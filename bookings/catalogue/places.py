"""Where patients are treated: locations and their rooms."""

from collections.abc import Collection
from datetime import datetime
from zoneinfo import available_timezones

from django.utils.translation import gettext_lazy as _

from bookings.audit import note_change
from bookings.errors import DomainError
from bookings.models import Appointment, Clinic, Location, Room, User
from bookings.transactions import action


class UnknownZone(DomainError):
    code = "unknown_zone"
    message = _("This is not a time zone.")
    field = "time_zone"


class ZoneInUse(DomainError):
    code = "zone_in_use"
    message = _(
        "Visits are booked here already, and another time zone would show them at other hours. "
        "Add a new location instead."
    )
    field = "time_zone"


class RoomInUse(DomainError):
    code = "room_in_use"
    message = _(
        "Visits are or were booked in this room, at its location. "
        "Add a new room at the other one, and take this one off the list."
    )
    field = "location"


@action
def put_location(
    *,
    clinic: Clinic,
    name: str,
    address: str,
    time_zone: str,
    is_active: bool,
    user: User,
    now: datetime,
    location: Location | None = None,
) -> Location:
    """Change `location`, or add one. Raises UnknownZone, and ZoneInUse while visits are to come there."""
    if time_zone not in available_timezones():
        raise UnknownZone
    row = location or Location(clinic=clinic, time_zone=time_zone)
    check_zone(row, time_zone, now)
    row.name, row.address, row.time_zone, row.is_active = name, address, time_zone, is_active
    row.save()
    verb = "location_changed" if location else "location_added"
    note_change(clinic, verb, "location", row.public_id, user=user, now=now)
    return row


def check_zone(location: Location, time_zone: str, now: datetime) -> None:
    """Raises ZoneInUse if this were another zone than now, and visits are to come there."""
    if location.pk and location.time_zone != time_zone:
        ahead = Appointment.objects.filter(
            location=location, ends_at__gt=now, status__in=Appointment.OCCUPYING
        )
        if ahead.exists():
            raise ZoneInUse


@action
def put_room(
    *,
    location: Location,
    name: str,
    kinds: Collection[str],
    is_active: bool,
    user: User,
    now: datetime,
    room: Room | None = None,
) -> Room:
    """Change `room`, or add one. Visits that are booked in it stay in it, and so does it where they are: RoomInUse."""
    row = room or Room(clinic=location.clinic)
    check_site(row, location)
    row.location, row.name, row.kinds, row.is_active = location, name, sorted(set(kinds)), is_active
    row.save()
    verb = "room_changed" if room else "room_added"
    note_change(location.clinic, verb, "room", row.public_id, user=user, now=now)
    return row


def check_site(room: Room, location: Location) -> None:
    """Raises RoomInUse if this were another location than now, and a visit says that it is in this room there."""
    is_elsewhere = room.pk and room.location_id != location.pk
    if is_elsewhere and Appointment.objects.filter(location=room.location_id, room=room).exists():
        raise RoomInUse
