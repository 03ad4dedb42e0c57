"""Several wanted times become places, or a refusal that names each bad one and what is free near it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.utils.translation import gettext_lazy as _

from bookings.appointments.place import Place, place_in
from bookings.appointments.policy import OutsidePolicy, SlotTaken
from bookings.calendars import Calendars, Opening, load
from bookings.calendars.values import opening_of
from bookings.errors import DomainError
from bookings.models import Location, ServiceOption, Therapist

NEAREST = 3
NEAR = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class SeriesTime:
    """A wanted start (an aware datetime), with whom and where; None leaves it open."""

    starts_at: datetime
    therapist: Therapist | None = None
    location: Location | None = None


@dataclass(frozen=True, slots=True)
class RefusedTime:
    """A time that cannot be had: the code and the sentence of the refusal, and the nearest that can."""

    starts_at: datetime
    code: str
    why: str
    alternatives: tuple[Opening, ...]


class SeriesTaken(SlotTaken):
    """Nothing was done. `details`: `refused`, a RefusedTime for each, and `alternatives`, those of all."""

    message = _("Not all of these times can be had. Nothing has been changed.")


def places_for(
    *,
    option: ServiceOption,
    times: Sequence[SeriesTime],
    now: datetime,
    by_staff: bool,
    leaving: Iterable[int] = (),
) -> list[Place]:
    """A place for each time, in the order of the times, from one load: as many queries for two as for twenty.

    `leaving` are keys of appointments that leave their times. Raises SeriesTaken, with every bad time.
    """
    loaded = _load(option, times, now, leaving)
    calendars = loaded.for_staff() if by_staff else loaded
    places: list[Place] = []
    bad: list[tuple[SeriesTime, DomainError]] = []
    for time in times:
        try:
            places.append(_place(calendars, option, time, places))
        except (SlotTaken, OutsidePolicy) as refusal:
            bad.append((time, refusal))
    if bad:
        offered = loaded.without_notice() if by_staff else loaded
        raise _refusal(offered, option, bad, [time.starts_at for time in times])
    return places


def free_near(
    *, option: ServiceOption, times: Sequence[SeriesTime], now: datetime, by_staff: bool
) -> list[Opening]:
    """What is free at or near these times, the nearest to each, in order of time. One load."""
    if not times:
        return []
    loaded = _load(option, times, now, ())
    calendars = loaded.without_notice() if by_staff else loaded
    return _in_order(opening for time in times for opening in _near(calendars, option, time, ()))


def _in_order(openings: Iterable[Opening]) -> list[Opening]:
    return sorted(set(openings), key=lambda opening: (opening.starts_at, opening.location))


def _load(
    option: ServiceOption, times: Sequence[SeriesTime], now: datetime, leaving: Iterable[int]
) -> Calendars:
    days = [time.starts_at.astimezone(UTC).date() for time in times]
    therapists = {time.therapist.pk if time.therapist else None for time in times}
    return load(
        clinic=option.clinic, services=[option.service], first=min(days) - NEAR - timedelta(days=1),
        last=max(days) + NEAR + timedelta(days=1), now=now, leaving=leaving,
        therapist=times[0].therapist if len(therapists) == 1 else None,
    )  # fmt: skip


def _place(calendars: Calendars, option: ServiceOption, time: SeriesTime, others: Iterable[Place]) -> Place:
    place = place_in(
        calendars, option=option, starts_at=time.starts_at,
        therapist=time.therapist.pk if time.therapist else None,
        location=time.location.pk if time.location else None,
    )  # fmt: skip
    if any(place.overlaps(other) for other in others):
        raise OutsidePolicy(_("Two of these times overlap."))
    return place


def _refusal(
    calendars: Calendars,
    option: ServiceOption,
    bad: Sequence[tuple[SeriesTime, DomainError]],
    wanted: Sequence[datetime],
) -> SeriesTaken:
    refused = [
        RefusedTime(time.starts_at, why.code, str(why.message), _near(calendars, option, time, wanted))
        for time, why in bad
    ]
    found = _in_order(opening for one in refused for opening in one.alternatives)
    return SeriesTaken(refused=refused, alternatives=found)


def _near(
    calendars: Calendars, option: ServiceOption, time: SeriesTime, wanted: Iterable[datetime]
) -> tuple[Opening, ...]:
    """The openings nearest to a time, for the same therapist and location, clear of the other wanted times."""
    day = time.starts_at.astimezone(UTC).date()
    length = timedelta(minutes=option.minutes)
    openings = [
        opening_of(slot)
        for slots in calendars.slots(option, day - NEAR, day + NEAR).values()
        for slot in slots
        if (time.therapist is None or time.therapist.pk in slot.therapists)
        and (time.location is None or time.location.pk == slot.site)
    ]
    clear = [one for one in openings if all(abs(one.starts_at - other) >= length for other in wanted)]
    clear.sort(key=lambda opening: (abs(opening.starts_at - time.starts_at), opening.starts_at))
    return tuple(clear[:NEAREST])
