"""Plans of earlier months that have ended, with what was measured, and notes of the visits: so that reports have
something to count, and the list of open notes has nothing.

Over the visits of `bulk`: a plan for some of those who came at least four times.
"""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from bookings.models import Appointment, Patient
from notes.demo.charts import Charts, write_note
from notes.demo.diary import Visit
from notes.demo.dice import Dice
from notes.demo.house import House
from notes.demo.packing import Cell
from notes.models import MeasureResponse, PlanComponent, Problem, SoapNote, TreatmentPlan
from notes.soap.unsigned import LISTED_BACK

MOST, FEWEST_VISITS, LOOK_BACK = 90, 4, timedelta(weeks=26)
COMPLAINTS = (
    ("Stiff neck after desk work", ["nkp-l", "nkp-r"]),
    ("Tight low back", ["lum-l", "lum-m", "lum-r"]),
    ("Sore shoulders", ["trp-l", "trp-r"]),
    ("Heavy calves from running", ["clf-l", "clf-r"]),
    ("Tension headaches from the neck", ["occ-m", "nkp-m"]),
)
Reason = TreatmentPlan.CloseReason
# How plans end, and how pain stands then against the first measure: as often as they stand here.
ENDS = (
    *[(Reason.GOALS_MET, -4)] * 5, *[(Reason.GOALS_MET, -3)] * 4, *[(Reason.PLATEAU, -1)] * 3, (Reason.PLATEAU, 0),
    (Reason.REFERRED, 0), *[(Reason.REFERRED, 2)] * 2, *[(Reason.PATIENT_CHOICE, -2)] * 2, (Reason.LOST_TO_FOLLOW_UP, -1),
)  # fmt: skip


def write_past_courses(house: House, now: datetime, dice: Dice) -> int:
    """Save them; returns how many plans."""
    courses = list(_courses(house).values())[:MOST]
    plans = [_plan(house, visits, dice.stream(number)) for number, visits in enumerate(courses)]
    Problem.objects.bulk_create(plan.problem for plan, _first, _change in plans)
    TreatmentPlan.objects.bulk_create(plan for plan, _first, _change in plans)
    PlanComponent.objects.bulk_create(
        part
        for number, (plan, _first, _change) in enumerate(plans)
        for part in _parts(house, plan, len(courses[number]), dice.stream("parts", number))
    )
    MeasureResponse.objects.bulk_create(
        row
        for number, (plan, first, change) in enumerate(plans)
        for row in _measured(plan, first, change, dice.stream("measures", number))
    )
    _write_notes(house, {plan.patient_id: plan for plan, _first, _change in plans}, now, dice.stream("notes"))
    return len(plans)


def _write_notes(house: House, plans: Mapping[int, TreatmentPlan], now: datetime, dice: Dice) -> None:
    """Signed, of every visit that the list of open notes looks back on."""
    rows = Appointment.objects.filter(
        clinic=house.clinic, status=Appointment.Status.FULFILLED, starts_at__gte=now - LISTED_BACK - timedelta(days=1),
        ends_at__lt=now - timedelta(days=1), therapist__user__isnull=False,
    ).exclude(pk__in=SoapNote.objects.values("appointment"))  # fmt: skip
    charts, earliest = Charts(house, now, dice), house.at(house.today - timedelta(weeks=4), 0)
    for row in rows.select_related("therapist__user", "patient", "option__service", "location", "room").order_by("starts_at", "token"):  # fmt: skip
        if row.starts_at >= earliest or row.patient is None:
            continue
        cell = Cell(row.therapist, row.location, row.room, row.option, 0)
        visit = Visit(
            row.starts_at.date(), cell, row.patient, "", row.starts_at, row.ends_at, appointment=row
        )
        plan = plans.get(row.patient_id or 0)
        within = plan is not None and plan.started_at and plan.closed_at and plan.started_at <= row.starts_at <= plan.closed_at  # fmt: skip
        write_note(charts, visit, row, plan if within else None)
    charts.save()


def _courses(house: House) -> dict[int, list[Appointment]]:
    """The visits of those who came often to one therapist, by patient, in order of time."""
    until = house.at(house.today - timedelta(weeks=5), 0)
    planned = Patient.objects.filter(plans__isnull=False)
    rows = Appointment.objects.filter(
        clinic=house.clinic, status=Appointment.Status.FULFILLED, starts_at__gte=until - LOOK_BACK,
        starts_at__lt=until, therapist__user__isnull=False,
    ).exclude(patient__in=planned)  # fmt: skip
    found: dict[int, list[Appointment]] = defaultdict(list)
    for row in (
        rows.select_related("therapist__user", "patient").defer("reason").order_by("starts_at", "token")
    ):
        if row.patient_id and (row.patient_id not in found or found[row.patient_id][0].therapist_id == row.therapist_id):  # fmt: skip
            found[row.patient_id].append(row)
    return {patient: visits for patient, visits in found.items() if len(visits) >= FEWEST_VISITS}


def _plan(house: House, visits: Sequence[Appointment], dice: Dice) -> tuple[TreatmentPlan, int, int]:
    """Unsaved, with the first measure and its change."""
    first, last = visits[0], visits[-1]
    assert first.patient is not None  # noqa: S101
    text, regions = dice.choice(COMPLAINTS)
    reason, change = dice.choice(ENDS)
    began = house.clinic.date_at(first.starts_at)
    problem = Problem(
        clinic=house.clinic, patient=first.patient, text=text, regions=regions,
        onset_date=began - timedelta(days=dice.randint(20, 200)), status=Problem.Status.RESOLVED,
        public_id=dice.public_id(), created_at=first.starts_at,
    )  # fmt: skip
    plan = TreatmentPlan(
        clinic=house.clinic, patient=first.patient, problem=problem, author=first.therapist,
        status=TreatmentPlan.Status.COMPLETED, created_at=first.starts_at, started_at=first.starts_at,
        closed_at=last.ends_at, close_reason=reason, close_text="Talked through at the last visit.",
        review_due_date=began + timedelta(days=28), public_id=dice.public_id(),
    )  # fmt: skip
    return plan, dice.randint(5, 8), change


def _parts(house: House, plan: TreatmentPlan, came: int, dice: Dice) -> list[PlanComponent]:
    massage = PlanComponent(
        clinic=house.clinic, plan=plan, kind="massage", position=0, freq_per_week=1, minutes=60,
        weeks=came + dice.randint(0, 2), option=house.option("therapeutic", 60), public_id=dice.public_id(),
    )  # fmt: skip
    walk = PlanComponent(
        clinic=house.clinic, plan=plan, kind="exercise", position=1, public_id=dice.public_id(),
        text="A short walk every day, and slow stretches in the evening.",
    )  # fmt: skip
    return [massage, walk]


def _measured(plan: TreatmentPlan, first: int, change: int, dice: Dice) -> list[MeasureResponse]:
    """Pain over a week and one activity, when the plan began and when it ended."""
    assert plan.started_at is not None  # noqa: S101
    assert plan.closed_at is not None  # noqa: S101
    last = min(max(first + change, 0), 10)
    able = dice.randint(2, 5), min(10, max(0, dice.randint(2, 5) - change))
    ends = ((plan.started_at, first, able[0]), (plan.closed_at, last, able[1]))
    return [
        MeasureResponse(
            clinic=plan.clinic, patient=plan.patient, plan=plan, code=code, aspect="average" if code == "nrs" else "",
            answers=json.dumps(answers), value=value, taken_at=at, recorded_by=plan.author.user,
            public_id=dice.public_id(),
        )
        for at, pain, ability in ends
        for code, answers, value in (
            ("nrs", {"nrs": pain}, pain),
            ("psfs", {"What I do every day": ability}, ability),
        )
    ]  # fmt: skip
