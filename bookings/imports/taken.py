"""Which times are taken: by what is booked here and by the rows above. The exclusion constraints have the last word."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bookings.models import Appointment, Clinic
from bookings.models.appointments import LONGEST

Span = tuple[datetime, datetime]


@dataclass(slots=True)
class Taken:
    """Spans by what they take: ("therapist" | "room" | "patient", primary key)."""

    clinic: Clinic
    spans: dict[tuple[str, int], list[Span]] = field(default_factory=lambda: defaultdict(list))
    same: set[tuple[int, int, datetime]] = field(default_factory=set)

    def load(self, first: datetime, last: datetime, now: datetime) -> None:
        """What is booked between two instants; of the rows above those stay that reach into it. One query."""
        for key, spans in self.spans.items():
            self.spans[key] = [span for span in spans if span[1] > first - timedelta(days=1)]
        rows = Appointment.objects.occupying(now).filter(
            clinic=self.clinic, starts_at__gt=first - LONGEST, starts_at__lt=last + LONGEST
        )
        for therapist, room, patient, taken_from, until, starts, ends in rows.order_by().values_list(
            "therapist", "room", "patient", "occupies_from", "occupies_until", "starts_at", "ends_at"
        ):
            self.spans["therapist", therapist].append((taken_from, until))
            self.spans["room", room].append((taken_from, until))
            if patient:
                self.spans["patient", patient].append((starts, ends))
                self.same.add((therapist, patient, starts))

    def is_free(self, what: str, key: int, span: Span) -> bool:
        return not any(start < span[1] and span[0] < end for start, end in self.spans[what, key])

    def free_room(self, rooms: Iterable[int], span: Span) -> int | None:
        return next((room for room in rooms if self.is_free("room", room, span)), None)

    def take(self, therapist: int, room: int, patient: int, span: Span) -> None:
        for key in (("therapist", therapist), ("room", room), ("patient", patient)):
            self.spans[key].append(span)
        self.same.add((therapist, patient, span[0]))
