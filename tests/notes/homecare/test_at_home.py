"""Exercises given, done and stopped; the diary; self-care: the actions on PostgreSQL."""

from datetime import UTC, datetime, timedelta

import pytest

from bookings.models import AccessRecord, Notification
from notes.homecare.diary import BadEntry, diary_of, rate_parts, remove_entry, write_entry
from notes.homecare.log import BadRating, ExerciseOver, NotReady, check_readiness, log_exercise
from notes.homecare.prescribe import (
    BadDose,
    BetterAvoided,
    GivenAlready,
    HomeDose,
    PlanNotOpen,
    UnknownExercise,
    prescribe,
    stop_exercise,
    usual_dose,
)
from notes.homecare.queries import home_care_of
from notes.homecare.self_care import (
    BadOnset,
    CheckInClosed,
    UnderWay,
    answer_check_in,
    ask_after_two_weeks,
    begin_self_care,
    end_self_care,
)
from notes.models import CareAlert, ComponentRating, ExerciseLog, ExercisePrescription, TreatmentPlan
from tests.factories import NOW
from tests.notes.cast import TODAY, Chart

pytestmark = pytest.mark.django_db(transaction=True)
DAY = timedelta(days=1)


def given(
    chart: Chart, code: str = "ex-01", plan: TreatmentPlan | None = None, **said: object
) -> ExercisePrescription:
    return prescribe(
        **{  # type: ignore[arg-type]
            "plan": plan or chart.active_plan(), "therapist": chart.therapist, "code": code,
            "dose": said.get("dose") or usual_dose(code), "today": TODAY, "now": NOW, **said,
        }
    )  # fmt: skip


def do(exercise: ExercisePrescription, before: int, after: int, days: int = 0, **said: object) -> bool:
    day, now = TODAY + days * DAY, NOW + days * DAY
    check_readiness(patient=exercise.patient, nrs=before, sudden_items=(), today=day, now=now)
    return log_exercise(exercise=exercise, nrs_after=after, today=day, now=now, **said).must_stop  # type: ignore[arg-type]


def alerts(chart: Chart) -> list[str]:
    return list(CareAlert.objects.filter(patient=chart.patient).order_by("pk").values_list("kind", flat=True))


def test_an_exercise_is_given_once_and_written_down(chart: Chart) -> None:
    exercise = given(chart)
    assert (exercise.sets, exercise.reps, exercise.days_per_week) == (1, 8, 7)
    with pytest.raises(GivenAlready):
        given(chart, plan=exercise.plan)
    assert AccessRecord.objects.filter(action="exercise_given", object_id=exercise.public_id).count() == 1
    stop_exercise(given=exercise, therapist=chart.therapist, today=TODAY + 3 * DAY, now=NOW)
    assert given(chart, plan=exercise.plan, today=TODAY + 4 * DAY).public_id != exercise.public_id


def test_what_speaks_against_it_needs_a_reason(chart: Chart) -> None:
    plan = chart.active_plan()
    with pytest.raises(BetterAvoided) as refusal:
        given(chart, "ex-09", plan, applies=["spinal_stenosis"])
    assert refusal.value.details["tags"] == ["spinal_stenosis"]
    assert not ExercisePrescription.objects.exists()
    assert given(chart, "ex-09", plan, applies=["spinal_stenosis"], despite="Tried here, eased").despite
    assert given(chart, "ex-01", plan, applies=["spinal_stenosis"]).despite == ""


@pytest.mark.parametrize(("code", "dose", "error"), [
    ("ex-16", HomeDose(), UnknownExercise),
    ("ex-01", HomeDose(sets=0), BadDose),
    ("ex-01", HomeDose(days_per_week=8), BadDose),
    ("ex-01", HomeDose(hold_s=121), BadDose),
])  # fmt: skip
def test_what_is_no_exercise(chart: Chart, code: str, dose: HomeDose, error: type[Exception]) -> None:
    with pytest.raises(error):
        given(chart, code, dose=dose)


def test_not_for_a_draft(chart: Chart) -> None:
    with pytest.raises(PlanNotOpen):
        given(chart, plan=chart.plan())


@pytest.mark.parametrize(("nrs", "signs", "ready"), [(7, (), True), (8, (), False), (0, ("e3",), False)])
def test_readiness(chart: Chart, nrs: int, signs: tuple[str, ...], ready: bool) -> None:
    exercise = given(chart)
    check = check_readiness(patient=chart.patient, nrs=nrs, sudden_items=signs, today=TODAY, now=NOW)
    assert check.is_ready == ready
    assert alerts(chart) == (["not_ready"] if signs else [])
    if not ready:
        with pytest.raises(NotReady):
            log_exercise(exercise=exercise, nrs_after=3, today=TODAY, now=NOW)
        assert not ExerciseLog.objects.exists()
        assert home_care_of(chart.patient, TODAY).share.value is None, "a day of rest is no missed day"


def test_no_log_without_todays_check_or_after_the_end(chart: Chart) -> None:
    exercise = given(chart)
    with pytest.raises(NotReady):
        log_exercise(exercise=exercise, nrs_after=3, today=TODAY, now=NOW)
    stop_exercise(given=exercise, therapist=chart.therapist, today=TODAY, now=NOW)
    with pytest.raises(ExerciseOver):
        do(exercise, 3, 3)


def test_worse_twice_running_is_told_once(chart: Chart) -> None:
    exercise = given(chart)
    do(exercise, 3, 5)
    assert alerts(chart) == []
    do(exercise, 3, 5, days=1)
    assert alerts(chart) == ["felt_worse"]
    do(exercise, 3, 6, days=2)
    assert alerts(chart) == ["felt_worse"]


def test_worse_with_a_good_day_between_is_not_told(chart: Chart) -> None:
    exercise = given(chart)
    for days, after in enumerate((5, 3, 5)):
        do(exercise, 3, after, days=days)
    assert alerts(chart) == []


@pytest.mark.parametrize(("after", "lasted", "signs", "stops"), [
    (5, True, (), True), (5, False, (), False), (4, True, (), False), (3, False, ("numbness",), True),
])  # fmt: skip
def test_stop_rule(chart: Chart, after: int, lasted: bool, signs: tuple[str, ...], stops: bool) -> None:
    assert do(given(chart), 3, after, lasted_over_an_hour=lasted, signs=signs) is stops
    assert alerts(chart) == (["stop_exercise"] if stops else [])


def test_impossible_ratings(chart: Chart) -> None:
    exercise = given(chart)
    with pytest.raises(BadRating):
        check_readiness(patient=chart.patient, nrs=11, sudden_items=(), today=TODAY, now=NOW)
    with pytest.raises(BadRating):
        do(exercise, 3, -1)
    with pytest.raises(BadRating):
        do(exercise, 3, 3, signs=["hiccups"])
    assert not ExerciseLog.objects.exists()


def test_a_second_tick_corrects_the_first(chart: Chart) -> None:
    exercise = given(chart)
    do(exercise, 3, 5)
    do(exercise, 3, 2)
    assert [log.nrs_after for log in exercise.logs.all()] == [2]
    care = home_care_of(chart.patient, TODAY)
    assert (care.done_today, care.streak, care.lines[0].today) == (1, 1, (3, 2))


def entry(chart: Chart, activity: str, before: int, after: int) -> None:
    write_entry(
        patient=chart.patient,
        activity=activity,
        minutes=30,
        nrs_before=before,
        nrs_after=after,
        at=NOW,
        now=NOW,
    )


def test_the_diary_ranks_from_three_lines_on(chart: Chart) -> None:
    for after in (5, 6, 7):
        entry(chart, "Driving", 3, after)
    for _ in range(3):
        entry(chart, "  walking ", 4, 3)
    entry(chart, "Lifting", 0, 9)
    entry(chart, "lifting", 0, 9)
    lines, ranked = diary_of(chart.patient)
    assert len(lines) == 8
    assert [(one.activity, one.mean_change) for one in ranked] == [("driving", 3), ("walking", -1)]
    remove_entry(patient=chart.patient, public_id=lines[0].public_id)
    assert len(diary_of(chart.patient)[0]) == 7


@pytest.mark.parametrize("wrong", [
    {"activity": " "}, {"minutes": 0}, {"nrs_after": 11}, {"at": NOW + timedelta(minutes=1)},
])  # fmt: skip
def test_impossible_lines(chart: Chart, wrong: dict[str, object]) -> None:
    said = {"activity": "Driving", "minutes": 9, "nrs_before": 1, "nrs_after": 1, "at": NOW, **wrong}
    with pytest.raises(BadEntry):
        write_entry(patient=chart.patient, now=NOW, **said)  # type: ignore[arg-type]


def test_parts_are_rated_by_the_patient(chart: Chart) -> None:
    plan = chart.active_plan()
    part = plan.components.all()[0]
    rate_parts(plan=plan, ratings={part.public_id: 2}, today=TODAY)
    rate_parts(plan=plan, ratings={part.public_id: -1}, today=TODAY)
    assert list(ComponentRating.objects.values_list("component", "rating")) == [(part.public_id, -1)]
    for wrong in ({part.public_id: 3}, {"nothing": 1}):
        with pytest.raises(BadEntry):
            rate_parts(plan=plan, ratings=wrong, today=TODAY)


def queued() -> list[Notification]:
    return list(Notification.objects.filter(kind="self_care_check_in"))


def test_nothing_on_day_13_one_on_day_14_never_two(chart: Chart) -> None:
    begin_self_care(patient=chart.patient, onset_date=TODAY - 3 * DAY, today=TODAY, now=NOW)
    ask_after_two_weeks(now=NOW + 13 * DAY)
    assert queued() == []
    assert ask_after_two_weeks(now=NOW + 14 * DAY) == 1
    assert len(queued()) == 1
    for days in (14, 15, 30):
        assert ask_after_two_weeks(now=NOW + days * DAY) == 0
    assert len(queued()) == 1


@pytest.mark.parametrize(("hour", "asked"), [(3, 0), (5, 1)])
def test_the_fourteenth_day_is_the_clinics(chart: Chart, hour: int, asked: int) -> None:
    """Four hours behind UTC in June: at three in the morning UTC it is still the day before."""
    begin_self_care(patient=chart.patient, onset_date=TODAY, today=TODAY, now=NOW)
    day = TODAY + 14 * DAY
    assert ask_after_two_weeks(now=datetime(day.year, day.month, day.day, hour, tzinfo=UTC)) == asked


def test_who_ended_it_is_not_asked(chart: Chart) -> None:
    episode = begin_self_care(patient=chart.patient, onset_date=TODAY, today=TODAY, now=NOW)
    with pytest.raises(UnderWay):
        begin_self_care(patient=chart.patient, onset_date=TODAY, today=TODAY, now=NOW)
    ask_after_two_weeks(now=NOW + 14 * DAY)
    end_self_care(patient=chart.patient, now=NOW + 14 * DAY)
    assert [row.state for row in queued()] == ["void"]
    with pytest.raises(CheckInClosed):
        answer_check_in(token=episode.token, answer="better", now=NOW)
    begin_self_care(patient=chart.patient, onset_date=TODAY, today=TODAY + 20 * DAY, now=NOW)
    with pytest.raises(BadOnset):
        begin_self_care(patient=chart.patient, onset_date=TODAY + DAY, today=TODAY, now=NOW)


def test_an_answer_counts_once(chart: Chart) -> None:
    episode = begin_self_care(patient=chart.patient, onset_date=TODAY, today=TODAY, now=NOW)
    with pytest.raises(CheckInClosed):
        answer_check_in(token=episode.token, answer="better", now=NOW)
    ask_after_two_weeks(now=NOW + 14 * DAY)
    assert answer_check_in(token=episode.token, answer="worse", now=NOW + 15 * DAY).answer == "worse"
    with pytest.raises(CheckInClosed):
        answer_check_in(token=episode.token, answer="better", now=NOW + 15 * DAY)
