"""The times that staff may choose from, with the names that a page shows. Notice and horizon bind patients only."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from bookings import calendars
from bookings.availability.slots import Slot
from bookings.models import Appointment, Location, ServiceOption, Therapist


@dataclass(frozen=True, slots=True)
class OpenWith:
    """Somebody who could do it then."""

    public_id: str
    first_name: str
    name: str
    is_same: bool


@dataclass(frozen=True, slots=True)
class OpenTime:
    """A start that is free, in UTC, to be shown in `time_zone`; `therapists` are those who are free then."""

    starts_at: datetime
    ends_at: datetime
    time_zone: str
    location: str
    location_id: str
    therapists: tuple[OpenWith, ...]


@dataclass(frozen=True, slots=True)
class OpenDay:
    day: date
    times: tuple[OpenTime, ...]


def open_days(
    *,
    option: ServiceOption,
    first: date,
    last: date,
    now: datetime,
    therapist: Therapist | None = None,
    moving: Appointment | None = None,
) -> list[OpenDay]:
    """The free starts of each date from `first` to `last`, both included; four queries.

    `moving` does not count as taken, whoever has it now comes first, and its present time is left out. Of several
    who are free the one with most open times that day comes first: who has least to do.
    """
    loaded = calendars.load(
        clinic=option.clinic, services=[option.service], first=first, last=last, now=now,
        therapist=therapist, moving=moving,
    ).without_notice()  # fmt: skip
    found = loaded.slots(option, first, last)
    people = {t.pk: t for t in Therapist.objects.filter(pk__in=loaded.therapists)}
    sites = {s.pk: s for s in Location.objects.filter(pk__in=loaded.zones)}
    return [OpenDay(day, tuple(_times(slots, people, sites, moving))) for day, slots in found.items()]


def _times(
    slots: Sequence[Slot],
    people: Mapping[int, Therapist],
    sites: Mapping[int, Location],
    moving: Appointment | None,
) -> Iterator[OpenTime]:
    same = moving.therapist_id if moving else None
    open_times = Counter(key for slot in slots for key in slot.therapists)
    for slot in slots:
        if moving and slot.starts_at == moving.starts_at.timestamp() and same in slot.therapists:
            continue
        yield OpenTime(
            starts_at=datetime.fromtimestamp(slot.starts_at, UTC),
            ends_at=datetime.fromtimestamp(slot.ends_at, UTC),
            time_zone=sites[slot.site].time_zone,
            location=sites[slot.site].name,
            location_id=sites[slot.site].public_id,
            therapists=_in_order([people[key] for key in slot.therapists], same, open_times),
        )


def _in_order(people: list[Therapist], same: int | None, open_times: Counter[int]) -> tuple[OpenWith, ...]:
    people.sort(key=lambda t: (t.pk != same, -open_times[t.pk], t.full_name))
    return tuple(OpenWith(t.public_id, t.first_name, t.full_name, t.pk == same) for t in people)
