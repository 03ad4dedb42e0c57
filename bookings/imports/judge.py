"""What each row would become. The dry run and the run ask the same judge; only the run writes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal, TypeVar

from bookings.imports.known import Known, name_key, names_of
from bookings.imports.options import Choices, House
from bookings.imports.reading import Line
from bookings.imports.rows import PersonRow, Refused, VisitRow, booked_at, span_of
from bookings.imports.shapes import Shape
from bookings.imports.taken import Taken
from bookings.models import Appointment, Clinic, ImportedRow, ServiceOption
from bookings.models.appointments import Status

T = TypeVar("T")
Outcome = Literal["new", "here", "again", "refused"]
# A row as it was read, or why it could not be.
Read = tuple[Line, PersonRow | VisitRow | Refused]


@dataclass(frozen=True, slots=True)
class PersonVerdict:
    """`key` as `Known.find` has it: of whom the row is about, if somebody is."""

    line: Line
    outcome: Outcome
    row: PersonRow | None = None
    key: int | None = None
    why: Refused | None = None


@dataclass(frozen=True, slots=True)
class VisitPlan:
    """Where and when a visit is; keys. `booked` is when it was booked, as far as that is known."""

    row: VisitRow
    option: ServiceOption
    therapist: int
    location: int
    room: int
    time_zone: str
    patient: int
    status: Status
    starts_at: datetime
    ends_at: datetime
    booked_at: datetime | None


@dataclass(frozen=True, slots=True)
class VisitVerdict:
    line: Line
    outcome: Outcome
    plan: VisitPlan | None = None
    why: Refused | None = None


class PeopleJudge:
    """Asked batch after batch, in the order of the file."""

    def __init__(self, clinic: Clinic, source: str) -> None:
        self.known = Known(clinic, source)

    def judge(self, batch: Sequence[Read], now: datetime) -> list[PersonVerdict]:
        """Two queries."""
        rows = [row for _line, row in batch if isinstance(row, PersonRow)]
        self.known.load(
            (row.external_id for row in rows), (name_key(row.first_name, row.last_name) for row in rows)
        )
        return [self._one(line, row) for line, row in batch]

    def _one(self, line: Line, row: PersonRow | VisitRow | Refused) -> PersonVerdict:
        if not isinstance(row, PersonRow):
            return PersonVerdict(line, "refused", why=row if isinstance(row, Refused) else None)
        if (key := self.known.find(row)) is not None:
            return PersonVerdict(line, "here" if key > 0 else "again", row, key)
        self.known.add(row)
        return PersonVerdict(line, "new", row, -row.number)


class VisitJudge:
    """Asked batch after batch, in order of time."""

    def __init__(self, clinic: Clinic, source: str, shape: Shape, house: House, choices: Choices) -> None:
        self.clinic, self.source, self.house, self.choices = clinic, source, house, choices
        self.known, self.taken = Known(clinic, source), Taken(clinic)
        self.zones = choices.zones
        self.named = {name: shape.name_of(name) for name in shape.columns}
        self.seen: set[str] = set()

    def judge(self, batch: Sequence[Read], now: datetime) -> list[VisitVerdict]:
        """Four queries."""
        rows = [row for _line, row in batch if isinstance(row, VisitRow)]
        self.known.load((row.patient_id for row in rows), (name for row in rows for name in names_of(row)))
        here = ImportedRow.objects.filter(
            clinic=self.clinic, source=self.source, appointment__isnull=False,
            external_id__in={row.external_id for row in rows},
        ).values_list("external_id", flat=True)  # fmt: skip
        brought = set(here)
        placed = [(line, self._placed(row, now)) for line, row in batch]
        times = [plan for _line, plan in placed if isinstance(plan, VisitPlan)]
        if times:
            self.taken.load(min(one.starts_at for one in times), max(one.ends_at for one in times), now)
        return [self._one(line, plan, brought) for line, plan in placed]

    def _one(self, line: Line, plan: VisitPlan | Refused, brought: set[str]) -> VisitVerdict:
        if isinstance(plan, Refused):
            return VisitVerdict(line, "refused", why=plan)
        own = plan.row.external_id
        if own in brought:
            return VisitVerdict(line, "here", plan)
        if own in self.seen:
            return VisitVerdict(line, "again", plan)
        self.seen.add(own)
        if plan.status not in Appointment.OCCUPYING:
            return VisitVerdict(line, "new", plan)
        return self._if_free(line, plan)

    def _if_free(self, line: Line, plan: VisitPlan) -> VisitVerdict:
        """In a room that nobody has then, if the therapist and the patient are free."""
        span = (plan.starts_at, plan.ends_at)
        if (plan.therapist, plan.patient, plan.starts_at) in self.taken.same:
            return VisitVerdict(line, "here", plan)
        for what, key, column in (
            ("therapist", plan.therapist, "therapist"),
            ("patient", plan.patient, "name"),
        ):
            if not self.taken.is_free(what, key, span):
                return VisitVerdict(line, "refused", why=Refused(f"{what}_busy", self._column(column)))
        room = self.taken.free_room(self.house.rooms[plan.location], span)
        if room is None:
            return VisitVerdict(line, "refused", why=Refused("no_room", self._column("starts")))
        self.taken.take(plan.therapist, room, plan.patient, span)
        return VisitVerdict(line, "new", replace(plan, room=room))

    def _placed(self, row: PersonRow | VisitRow | Refused, now: datetime) -> VisitPlan | Refused:
        if not isinstance(row, VisitRow):
            return row if isinstance(row, Refused) else Refused("no_start")
        try:
            return self._plan(row, now)
        except Refused as why:
            return why

    def _plan(self, row: VisitRow, now: datetime) -> VisitPlan:
        """Raises Refused."""
        therapist = self._said("therapist", row.therapist, self.choices.therapists.get(row.therapist))
        service = self._said("service", row.service, self.choices.services.get(row.service))
        only = self.choices.place if len(self.house.places) == 1 else None
        place = self._said("place", row.place, self.choices.place_of(row.place) or only)
        zone = self.zones[place.pk]
        options = self.house.options[service.pk]
        starts_at, ends_at = span_of(row, zone, options[0].minutes, self.named)
        minutes = (ends_at - starts_at).total_seconds() / 60
        patient = self._patient(row)
        status = _status(row.state, starts_at, ends_at, now)
        if status == Status.BOOKED and not therapist.is_active:
            raise Refused("therapist_gone", self._column("therapist"))
        return VisitPlan(
            row, min(options, key=lambda one: (abs(one.minutes - minutes), not one.is_active)), therapist.pk, place.pk,
            self.house.rooms[place.pk][0], place.time_zone, patient, status, starts_at, ends_at, booked_at(row, zone),
        )  # fmt: skip

    def _said(self, field: str, name: str, found: T | None) -> T:
        """What a name stands for. Raises Refused: it is left out, or not said."""
        if found is None:
            raise Refused(f"left_{field}" if name else f"no_{field}", self._column(field))
        return found

    def _patient(self, row: VisitRow) -> int:
        whose = self.known.whose(row)
        if len(whose) != 1:
            raise Refused(
                "several_patients" if whose else "unknown_patient",
                self._column("patient_id") or self._column("name"),
            )
        return whose.pop()

    def _column(self, field: str) -> str:
        if field == "name":
            return self.named.get("name") or self.named.get("last_name") or self.named.get("patient_id", "")
        return self.named.get(field, "")


def _status(state: str, starts_at: datetime, ends_at: datetime, now: datetime) -> Status:
    """What was has been; what is to come is booked, unless it was called off. Of the past, booked means that it took place."""
    if state == "cancelled":
        return Status.CANCELLED
    if starts_at > now:
        return Status.BOOKED
    if state == "missed":
        return Status.NO_SHOW
    return Status.BOOKED if ends_at > now and state == "booked" else Status.FULFILLED


def counts(verdicts: Sequence[PersonVerdict | VisitVerdict]) -> Mapping[str, int]:
    """How many rows became what; of visits that come in, also by the state that they come in with."""
    found: dict[str, int] = {}
    for one in verdicts:
        found[one.outcome] = found.get(one.outcome, 0) + 1
        if isinstance(one, VisitVerdict) and one.outcome == "new" and one.plan:
            found[one.plan.status.value] = found.get(one.plan.status.value, 0) + 1
    return found
