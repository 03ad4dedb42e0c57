"""How far plans have come: their visits, and the pain before and after them.

A visit counts as a session of a plan when its note is tied to the plan. A visit without a note counts for the
plan of its patient that was in force at its start (the one started last, if there are several). A session is
done when its visit was completed or its note signed. A note that was entered in error counts as none.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from bookings.models import Appointment, Patient
from bookings.models.querysets import PatientQuerySet
from notes.access import NO_VISIT
from notes.models import PlanComponent, SoapNote, TreatmentPlan
from notes.outcomes.queries import pain_averages
from notes.plans.activate import planned_sessions

Status = Appointment.Status


@dataclass(frozen=True, slots=True)
class Visit:
    """One visit of a plan. `state` is done, open (past, neither completed nor signed), booked or missed."""

    id: str
    starts_at: datetime
    minutes: int
    time_zone: str
    state: str
    note_id: str
    note_signed: bool
    nrs_before: int | None
    nrs_after: int | None


@dataclass(frozen=True, slots=True)
class Progress:
    """Sessions of a plan; `planned` comes from the dose and is 0 without massage."""

    planned: int
    done: int
    open: int
    booked: int
    missed: int
    visits: tuple[Visit, ...]

    @property
    def to_book(self) -> int:
        return max(self.planned - self.done - self.open - self.booked, 0)


@dataclass(frozen=True, slots=True)
class Reading:
    """One pain rating: before and after come from signed notes, average from the patient."""

    at: datetime
    aspect: str
    value: Decimal


def visits_by_plan(patient: Patient, now: datetime) -> Mapping[int, Sequence[Visit]]:
    """The visits of each of the patient's plans, by its pk, earliest first: three queries."""
    return visits_of_families(patient.family_of_records(), now)


def visits_of_families(records: PatientQuerySet, now: datetime) -> Mapping[int, Sequence[Visit]]:
    """The visits of each plan of many patients, by its pk, earliest first: three queries, however many they are.

    `records` holds whole families: the record that is kept of a person and those that were merged into it.
    """
    plans = _started_plans(records)
    notes = {note.appointment_id: note for note in _note_heads(records)}
    found: dict[int, list[Visit]] = {}
    visits = Appointment.objects.filter(patient__in=records).exclude(status__in=NO_VISIT)
    for visit in visits.select_related("patient").defer("reason").order_by("starts_at"):
        note = notes.get(visit.pk)
        family = plans.get(_family(visit.patient), ())
        plan = note.plan_id if note else _in_force_at(family, visit.starts_at)
        if plan is not None:
            found.setdefault(plan, []).append(_visit(visit, note, now))
    return found


def _started_plans(records: PatientQuerySet) -> Mapping[int | None, Sequence[TreatmentPlan]]:
    """Plans that were ever in force, by person, the one started last first."""
    rows = (
        TreatmentPlan.objects.filter(patient__in=records)
        .exclude(started_at=None)
        .select_related("patient")
        .order_by("-started_at")
        .only("started_at", "closed_at", "patient__merged_into")
    )
    plans: dict[int | None, list[TreatmentPlan]] = {}
    for plan in rows:
        plans.setdefault(_family(plan.patient), []).append(plan)
    return plans


def _family(patient: Patient | None) -> int | None:
    return None if patient is None else patient.merged_into_id or patient.pk


def _note_heads(records: PatientQuerySet) -> list[SoapNote]:
    """Notes without their texts, which would have to be decrypted for nothing; none that was entered in error."""
    return list(
        SoapNote.objects.filter(patient__in=records, retraction__isnull=True).only(
            "public_id", "patient", "appointment", "plan", "status", "nrs_before", "nrs_after"
        )
    )


def _in_force_at(plans: Sequence[TreatmentPlan], at: datetime) -> int | None:
    for plan in plans:
        if plan.started_at and plan.started_at <= at and (plan.closed_at is None or at < plan.closed_at):
            return plan.pk
    return None


def _visit(visit: Appointment, note: SoapNote | None, now: datetime) -> Visit:
    signed = note is not None and note.is_signed
    return Visit(
        id=visit.public_id,
        starts_at=visit.starts_at,
        minutes=int((visit.ends_at - visit.starts_at).total_seconds()) // 60,
        time_zone=visit.time_zone,
        state=_state(visit, signed, now),
        note_id=note.public_id if note else "",
        note_signed=signed,
        nrs_before=note.nrs_before if note and signed else None,
        nrs_after=note.nrs_after if note and signed else None,
    )


def _state(visit: Appointment, signed: bool, now: datetime) -> str:
    if signed or visit.status == Status.FULFILLED:
        return "done"
    if visit.status == Status.NO_SHOW:
        return "missed"
    return "booked" if visit.starts_at > now else "open"


def progress_of(components: Sequence[PlanComponent], visits: Sequence[Visit]) -> Progress:
    """Count the visits of a plan against the dose of its components."""
    states = [visit.state for visit in visits]
    return Progress(
        planned=planned_sessions(list(components)),
        done=states.count("done"),
        open=states.count("open"),
        booked=states.count("booked"),
        missed=states.count("missed"),
        visits=tuple(visits),
    )


def pain_of(plan: TreatmentPlan, visits: Sequence[Visit]) -> tuple[Reading, ...]:
    """Every pain rating of the plan, earliest first."""
    readings = [
        Reading(visit.starts_at, aspect, Decimal(value))
        for visit in visits
        for aspect, value in (("before", visit.nrs_before), ("after", visit.nrs_after))
        if value is not None
    ]
    readings += [Reading(one.at, "average", one.value) for one in pain_averages(plan)]
    return tuple(sorted(readings, key=lambda reading: reading.at))
