"""What the demo's patients do between visits: exercises with their ticks, a diary, a try on one's own."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bookings.models import Patient
from notes.demo.dice import Dice
from notes.demo.house import House
from notes.homecare.prescribe import usual_dose
from notes.models import (
    ExerciseLog,
    ExercisePrescription,
    ReadinessCheck,
    SelfCareEpisode,
    TreatmentPlan,
    TriggerEntry,
)

# Whose, which exercises, since how many days, and how many days a week they are meant for.
GIVEN = (
    ("amara", ("ex-01", "ex-02", "ex-08"), 18, 7),
    ("beth", ("ex-07", "ex-11"), 12, 5),
)
# Days ago on which nothing was ticked, and one on which it was too much.
SKIPPED = frozenset({3, 9, 14})
RESTED = 6
DIARY = (
    ("Sitting at the desk", 90, ((3, 6), (3, 5), (4, 6), (2, 5))),
    ("Driving to work", 40, ((3, 5), (3, 4), (4, 5))),
    ("A walk by the river", 25, ((4, 2), (4, 3), (3, 2))),
    ("Vacuuming", 20, ((2, 5), (3, 6))),
)
MORNING, EVENING = time(7, 30), time(20)


def write_at_home(house: House, cast: Mapping[str, Patient], *, now: datetime, dice: Dice) -> None:
    """Save what is done at home by patients who have a plan in force; nothing later than `now`."""
    zone = ZoneInfo(house.clinic.time_zone)
    today = now.astimezone(zone).date()
    for key, codes, since, per_week in GIVEN:
        plan = TreatmentPlan.objects.filter(patient=cast[key], status__in=TreatmentPlan.LIVE).first()
        if plan is not None:
            _write_exercises(plan, codes, today - timedelta(days=since), today, per_week, zone, dice)
    _write_diary(cast["amara"], today, zone, dice)
    started = today - timedelta(days=6)
    SelfCareEpisode.objects.create(
        clinic=house.clinic,
        patient=cast["ines"],
        public_id=dice.public_id(),
        token=dice.token(),
        onset_date=started - timedelta(days=2),
        start_date=started,
    )


def _write_exercises(
    plan: TreatmentPlan,
    codes: tuple[str, ...],
    start: date,
    today: date,
    per_week: int,
    zone: ZoneInfo,
    dice: Dice,
) -> None:
    given = []
    for code in codes:
        dose = usual_dose(code)
        given.append(
            ExercisePrescription.objects.create(
                clinic_id=plan.clinic_id, patient_id=plan.patient_id, plan=plan, code=code,
                public_id=dice.public_id(), sets=dose.sets, reps=dose.reps, hold_s=dose.hold_s,
                days_per_week=per_week, starts_date=start, given_by=plan.author,
            )
        )  # fmt: skip
    checks, logs = [], []
    for ago in range((today - start).days, 0, -1):
        day = today - timedelta(days=ago)
        at = datetime.combine(day, MORNING, zone)
        if ago in SKIPPED:
            continue
        before = 8 if ago == RESTED else 3 + ago // 7
        own = {"clinic_id": plan.clinic_id, "patient_id": plan.patient_id, "on_date": day, "at": at}
        checks.append(ReadinessCheck(**own, nrs_before=before, is_ready=ago != RESTED))
        if ago != RESTED:
            logs += [
                ExerciseLog(**own, exercise=one, nrs_before=before, nrs_after=before - dice.randint(0, 1))
                for one in given
            ]
    ReadinessCheck.objects.bulk_create(checks)
    ExerciseLog.objects.bulk_create(logs)


def _write_diary(patient: Patient, today: date, zone: ZoneInfo, dice: Dice) -> None:
    TriggerEntry.objects.bulk_create(
        TriggerEntry(
            clinic_id=patient.clinic_id, patient=patient, public_id=dice.public_id(), activity=activity,
            minutes=minutes, nrs_before=before, nrs_after=after,
            at=datetime.combine(today - timedelta(days=1 + 3 * number), EVENING, zone),
        )
        for activity, minutes, pairs in DIARY
        for number, (before, after) in enumerate(pairs)
    )  # fmt: skip
