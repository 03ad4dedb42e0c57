"""A time that cannot be had is refused together with the nearest ones that can."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from bookings.appointments.place import nearest_openings
from bookings.appointments.policy import OutsidePolicy, SlotTaken
from bookings.models import Appointment, Location, ServiceOption, Therapist


@contextmanager
def offering_alternatives(
    *,
    option: ServiceOption,
    to: datetime,
    now: datetime,
    therapist: Therapist | None = None,
    location: Location | None = None,
    moving: Appointment | None = None,
) -> Iterator[None]:
    """Add the three openings nearest to `to` to SlotTaken and OutsidePolicy, as `details["alternatives"]`.

    Around an action, never inside one: they are looked for when its transaction has ended.
    """
    try:
        yield
    except (SlotTaken, OutsidePolicy) as refusal:
        refusal.details["alternatives"] = nearest_openings(
            option=option, to=to, now=now, therapist=therapist, location=location, moving=moving
        )
        raise
