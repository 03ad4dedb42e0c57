"""What a patient writes down about their exercises: ready or not, done or not, and how it felt."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from bookings.errors import DomainError
from bookings.models import Patient
from bookings.transactions import action
from notes.homecare.readiness import Felt, is_ready, must_stop, wants_therapist
from notes.models import CareAlert, ExerciseLog, ExercisePrescription, ReadinessCheck
from notes.outcomes.alerts import raise_alert

Kind = CareAlert.Kind


class NotReady(DomainError):
    """Before an exercise comes the question how it is today, and today is for rest."""

    code = "not_ready"
    message = _("Rest today. You can go on when it is better.")


class ExerciseOver(DomainError):
    code = "exercise_over"
    message = _("This exercise is not among yours any more.")


class BadRating(DomainError):
    code = "bad_rating"
    message = _("Please choose a number from 0 to 10.")
    field = "pain"


@dataclass(frozen=True, slots=True)
class Logged:
    """`must_stop`: the patient is told to leave this exercise alone and to say what they noticed."""

    log: ExerciseLog
    must_stop: bool


@action
def check_readiness(
    *, patient: Patient, nrs: int, sudden_items: Collection[str], today: date, now: datetime
) -> ReadinessCheck:
    """Keep how it is before exercising today; the last answer of a day counts. Raises BadRating.

    Sudden signs (the e-items of the safety check) are told to the therapist at once.
    """
    try:
        ready = is_ready(nrs, sudden_items)
    except ValueError as error:
        raise BadRating from error
    check, _made = ReadinessCheck.objects.update_or_create(
        patient=patient,
        on_date=today,
        defaults={
            "clinic_id": patient.clinic_id,
            "at": now,
            "nrs_before": nrs,
            "has_sudden_signs": bool(sudden_items),
            "is_ready": ready,
        },
    )
    if sudden_items:
        raise_alert(patient, None, Kind.NOT_READY, now)
    return check


@action
def log_exercise(
    *,
    exercise: ExercisePrescription,
    nrs_after: int,
    lasted_over_an_hour: bool = False,
    signs: Collection[str] = (),
    today: date,
    now: datetime,
) -> Logged:
    """Done today, after the day's readiness check; the last answer of a day counts, the therapist hears of what rose.

    Raises NotReady, ExerciseOver, BadRating.
    """
    exercise = ExercisePrescription.objects.select_for_update(of=("self",), no_key=True).get(pk=exercise.pk)
    if exercise.ends_date is not None and exercise.ends_date <= today:
        raise ExerciseOver
    check = ReadinessCheck.objects.filter(patient_id=exercise.patient_id, on_date=today).first()
    if check is None or not check.is_ready:
        raise NotReady
    felt = Felt(check.nrs_before, nrs_after)
    try:
        stop = must_stop(felt, 61 if lasted_over_an_hour else 0, signs)
    except ValueError as error:
        raise BadRating from error
    if not 0 <= nrs_after <= 10:
        raise BadRating
    log, _made = ExerciseLog.objects.update_or_create(
        exercise=exercise, on_date=today,
        defaults={
            "clinic_id": exercise.clinic_id, "patient_id": exercise.patient_id,
            "at": now,
            "nrs_before": felt.before,
            "nrs_after": nrs_after,
            "lasted_over_an_hour": lasted_over_an_hour,
            "signs": json.dumps(sorted(signs)) if signs else "",
        },
    )  # fmt: skip
    _tell_therapist(exercise, stop, now)
    return Logged(log, stop)


def _tell_therapist(exercise: ExercisePrescription, stop: bool, now: datetime) -> None:
    if stop:
        raise_alert(exercise.patient, exercise.plan, Kind.STOPPED, now)
    last = exercise.logs.order_by("-on_date")[:2]
    if wants_therapist([Felt(one.nrs_before, one.nrs_after) for one in reversed(last)]):
        raise_alert(exercise.patient, exercise.plan, Kind.FELT_WORSE, now)
