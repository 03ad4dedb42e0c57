"""The clinical side of the demo's visits: problems, plans, measures and session notes, dated as they came.

Signed notes carry the hash that signing gives them; every change has its line in the access log.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from bookings.models import AccessRecord, Appointment, Patient, Therapist
from notes.demo.courses import write_courses
from notes.demo.diary import Visit
from notes.demo.dice import Dice
from notes.demo.house import House
from notes.demo.phrases import regular_note
from notes.demo.stories import STORIES
from notes.demo.story_shapes import Means, Plan, Scene, SoapText, Target
from notes.demo.supervised import supervise
from notes.models import Addendum, Goal, MeasureResponse, PlanComponent, Problem, SoapNote, TreatmentPlan
from notes.outcomes.instruments import score
from notes.plans import dose
from notes.soap.content import FORMAT, digest
from notes.soap.draft import as_stored
from notes.soap.findings import Area, Findings, Technique
from notes.soap.modalities import shares, template_for

Status = TreatmentPlan.Status
GOAL_STATUS = {Status.DRAFT: Goal.Status.PROPOSED, Status.COMPLETED: Goal.Status.COMPLETED}
RATED = 0.95
EVENING = 17 * 60
USUAL_REGIONS = ("trp-l", "trp-r", "thu-m", "lum-l")
FELT = ("ache", "stiff", "spasm")


@dataclass
class Charts:
    """Clinical rows in the making, and the lines of the access log that go with them."""

    house: House
    now: datetime
    dice: Dice
    notes: list[SoapNote] = field(default_factory=list)
    addenda: list[Addendum] = field(default_factory=list)
    measures: list[MeasureResponse] = field(default_factory=list)
    log: list[AccessRecord] = field(default_factory=list)

    def save(self) -> None:
        SoapNote.objects.bulk_create(self.notes, batch_size=500)
        Addendum.objects.bulk_create(self.addenda)
        MeasureResponse.objects.bulk_create(self.measures)
        AccessRecord.objects.bulk_create(sorted(self.log, key=lambda record: record.at), batch_size=1000)

    def write_down(
        self, patient: Patient, therapist: Therapist, did: str, kind: str, name: str, at: datetime
    ) -> None:
        self.log.append(
            AccessRecord(
                clinic=self.house.clinic, user=therapist.user, patient=patient, action=did,
                object_kind=kind, object_id=name, at=at,
            )
        )  # fmt: skip


def write_charts(
    house: House, visits: Sequence[Visit], cast: Mapping[str, Patient], *, now: datetime, dice: Dice
) -> None:
    """Save plans and notes of the visits, which have their appointments by now."""
    charts = Charts(house, now, dice)
    plans = {
        key: _write_plan(charts, cast[key], key, story.plan, [v for v in visits if v.story == key])
        for key, story in STORIES.items()
        if story.plan
    }
    done = [visit for visit in visits if _is_done(visit)]
    write_courses(plans, now=now, dice=dice.stream("courses"))
    unsigned = _last_of_yesterday(house, done)
    for visit in done:
        if visit.appointment and visit.appointment not in unsigned and visit.cell.therapist.user_id:
            write_note(charts, visit, visit.appointment, plans.get(visit.story))
    told = {v.appointment.pk for v in visits if v.scene and v.scene.text and v.appointment}
    supervise(house, charts.notes, told, charts.dice)
    charts.save()


def _is_done(visit: Visit) -> bool:
    return visit.appointment is not None and visit.appointment.status == Appointment.Status.FULFILLED


def _last_of_yesterday(house: House, done: Sequence[Visit]) -> list[Appointment | None]:
    """One visit of each therapist whose note has not been begun; the day's drafts are the stories'."""
    yesterday = house.today - timedelta(days=1)
    last = {
        visit.cell.therapist.pk: visit
        for visit in done
        if visit.day == yesterday and (visit.scene is None or visit.scene.text is None)
    }
    return [visit.appointment for visit in last.values()]


def _write_plan(
    charts: Charts, patient: Patient, key: str, plan: Plan, visits: Sequence[Visit]
) -> TreatmentPlan:
    house, author, first = charts.house, visits[0].cell.therapist, visits[0]
    problem = Problem.objects.create(
        clinic=house.clinic,
        patient=patient,
        text=plan.problem,
        regions=sorted(plan.regions),
        onset_date=_onset(house.today, plan),
        onset_precision=plan.precision,
        status=Problem.Status.RESOLVED if plan.closed else Problem.Status.ACTIVE,
        public_id=charts.dice.public_id(),
        created_at=first.starts_at,
    )
    is_draft = plan.status == Status.DRAFT
    row = TreatmentPlan(
        clinic=house.clinic,
        patient=patient,
        problem=problem,
        author=author,
        status=plan.status,
        review_due_date=_review_due(house, plan, first, visits),
        public_id=charts.dice.public_id(),
        created_at=first.starts_at,
        started_at=None if is_draft else first.starts_at,
    )
    charts.write_down(patient, author, "create", "plan", row.public_id, first.starts_at)
    if not is_draft:
        charts.write_down(patient, author, "activate", "plan", row.public_id, first.starts_at)
    if plan.closed:
        row.close_reason, row.close_text = plan.closed
        row.closed_at = visits[-1].ends_at
        charts.write_down(patient, author, "close", "plan", row.public_id, row.closed_at)
    row.save()
    _write_parts(charts, row, plan)
    _write_readings(charts, row, plan, visits)
    return row


def _onset(today: date, plan: Plan) -> date:
    """The first day of what is known."""
    day = today - timedelta(days=plan.onset)
    if plan.precision == Problem.Precision.YEAR:
        return day.replace(month=1, day=1)
    return day.replace(day=1) if plan.precision == Problem.Precision.MONTH else day


def _review_due(house: House, plan: Plan, first: Visit, visits: Sequence[Visit]) -> date | None:
    if plan.status == Status.DRAFT:
        return None
    if plan.review_in is not None:
        return house.today + timedelta(days=plan.review_in)
    return dose.review_due(len(visits), [visit.day for visit in visits if _is_done(visit)], first.day)


def _write_parts(charts: Charts, row: TreatmentPlan, plan: Plan) -> None:
    house, status = charts.house, GOAL_STATUS.get(Status(plan.status), Goal.Status.ACTIVE)
    Goal.objects.bulk_create(
        _goal(charts, row, goal, number, status) for number, goal in enumerate(plan.goals)
    )
    PlanComponent.objects.bulk_create(
        PlanComponent(
            clinic=house.clinic,
            plan=row,
            kind=means.kind,
            text=means.text,
            position=number,
            public_id=charts.dice.public_id(),
            **_dose(house, means),
        )
        for number, means in enumerate(plan.means)
    )


def _goal(charts: Charts, row: TreatmentPlan, goal: Target, number: int, status: Goal.Status) -> Goal:
    return Goal(
        clinic=charts.house.clinic,
        plan=row,
        text=goal.text,
        measure=goal.measure,
        baseline=goal.baseline,
        target=goal.target,
        due_date=charts.house.today + timedelta(days=goal.due_in),
        status=status,
        position=number,
        public_id=charts.dice.public_id(),
    )


def _dose(house: House, means: Means) -> dict[str, Any]:
    if means.dose is None:
        return {}
    times, minutes, weeks = means.dose
    option = house.option(means.service, minutes)
    return {"freq_per_week": times, "minutes": minutes, "weeks": weeks, "option": option}


def _write_readings(charts: Charts, row: TreatmentPlan, plan: Plan, visits: Sequence[Visit]) -> None:
    """Each on its day, in the evening, or at the first visit if that was later."""
    user = row.author.user
    if user is None:
        return
    for reading in plan.readings:
        at = charts.house.at(charts.house.today + timedelta(days=reading.day), EVENING)
        charts.measures.append(
            MeasureResponse(
                clinic=charts.house.clinic,
                patient=row.patient,
                plan=row,
                code=reading.code,
                aspect="average" if reading.code == "nrs" else "",
                answers=json.dumps(dict(reading.answers), sort_keys=True, ensure_ascii=False),
                value=score(reading.code, reading.answers).value,
                taken_at=at,
                recorded_by=user,
                public_id=charts.dice.public_id(),
            )
        )


def write_note(charts: Charts, visit: Visit, appointment: Appointment, plan: TreatmentPlan | None) -> None:
    """A note signed some minutes after the visit; a draft if the story says so or the minutes are not over."""
    dice = charts.dice.stream("note", appointment.public_id)
    pain, text = _content(visit, dice)
    saved_at = visit.ends_at + timedelta(minutes=dice.randint(8, 40))
    note = SoapNote(
        clinic=charts.house.clinic,
        appointment=appointment,
        patient=visit.patient,
        plan=plan,
        author=visit.cell.therapist,
        **dict(zip(("nrs_before", "nrs_after"), pain, strict=True)),
        **{name: getattr(text, name) for name in SoapText.__slots__},
        nrs_missing_reason=_missing(visit.scene, pain),
        health_status_confirmed=True,
        consent_today=True,
        findings=_findings(visit, plan),
        version=dice.randint(3, 9),
        saved_at=min(saved_at, charts.now),
        created_at=visit.starts_at,
        public_id=dice.public_id(),
    )
    charts.notes.append(note)
    if saved_at > charts.now or (visit.scene and visit.scene.is_draft):
        return
    _sign(charts, note, saved_at)
    if visit.scene and visit.scene.addendum:
        _add(charts, note, visit.scene.addendum, saved_at + timedelta(hours=2))


def _findings(visit: Visit, plan: TreatmentPlan | None) -> str:
    """What was done, after the template of the kind of massage, where the plan's problem is or on the back."""
    option = visit.cell.option
    template = template_for(option.service.modality)
    areas = plan.problem.regions if plan and plan.problem.regions else USUAL_REGIONS
    names = template.techniques
    rows = tuple(
        Technique(name, areas[number % len(areas)], template.pressure, minutes)
        for number, (name, minutes) in enumerate(zip(names, shares(option.minutes, len(names)), strict=True))
    )
    felt = tuple(Area(region, FELT[number % len(FELT)]) for number, region in enumerate(areas[:3]))
    return as_stored(Findings(areas=felt, techniques=rows, tolerance="well", adverse_event="none"))


def _sign(charts: Charts, note: SoapNote, at: datetime) -> None:
    note.status, note.signed_at, note.signed_by = SoapNote.Status.SIGNED, at, note.author
    note.content_format, note.confirmed_with = FORMAT, SoapNote.Confirmed.RECENT
    note.content_hash = digest(note)
    charts.write_down(note.patient, note.author, "sign", "note", note.public_id, at)


def _add(charts: Charts, note: SoapNote, addendum: tuple[str, str, str], at: datetime) -> None:
    kind, reason, text = addendum
    charts.addenda.append(
        Addendum(
            clinic=charts.house.clinic, note=note, kind=kind, reason=reason, text=text,
            author=note.author, at=at, public_id=charts.dice.public_id(),
        )
    )  # fmt: skip
    charts.write_down(note.patient, note.author, "addendum", "note", note.public_id, at)


def _content(visit: Visit, dice: Dice) -> tuple[tuple[int | None, int | None], SoapText]:
    """Pain before and after, and the four parts."""
    scene = visit.scene
    before, after, text = regular_note(dice, visit.cell.option.service.modality)
    if scene is None:
        return ((before, after) if dice.chance(RATED) else (None, None)), text
    if scene.missing:
        return (None, None), scene.text or text
    return scene.pain or (before, after), scene.text or text


def _missing(scene: Scene | None, pain: tuple[int | None, int | None]) -> str:
    if pain[0] is not None:
        return ""
    return scene.missing if scene and scene.missing else SoapNote.MissingPain.DECLINED
