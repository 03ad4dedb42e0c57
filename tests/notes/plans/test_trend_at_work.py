"""The trend rule on rows: what recorded answers lead to, once a day, and what a decision silences."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bookings.models import AccessRecord
from notes.models import CareAlert, MeasureResponse, PlanHold, TreatmentPlan, TrendEvaluation
from notes.outcomes.alerts import acknowledge_alert
from notes.outcomes.record import BadAnswer, Given
from notes.plans.evaluate import evaluate_plan
from notes.plans.hold import Decision, resume_plan
from notes.plans.measure import record_measures
from notes.plans.nightly import look_at_plans
from notes.screening.history import past_of
from tests.factories import NOW
from tests.notes.cast import Chart
from tests.races.storm import all_at_once

DAY = timedelta(days=1)


def nrs(value: int) -> Given:
    return Given("nrs", {"nrs": value})


def night(worst: int, wakings: int = 0, eases: bool = True) -> Given:
    return Given("night", {"worst": worst, "wakings": wakings, "eases": eases})


def say(chart: Chart, plan: TreatmentPlan, at: datetime, *given: Given) -> TreatmentPlan:
    record_measures(patient=chart.patient, plan=plan, given=given, user=chart.user, now=at)
    plan.refresh_from_db()
    return plan


def alerts() -> list[str]:
    return list(CareAlert.objects.order_by("pk").values_list("kind", flat=True))


# The plan of the cast starts from an average of 7 and a function of 4, chronic (onset in January).
@pytest.mark.parametrize(
    ("days", "answers", "state", "action", "status"),
    [
        (15, [nrs(4)], "better", "continue", "active"),
        (15, [nrs(2)], "controlled", "continue", "active"),
        (15, [nrs(6)], "same", "continue", "active"),
        (15, [nrs(9)], "worse", "rescreen_worse", "active"),
        (15, [nrs(10)], "worse", "hold_worse", "on_hold"),
        (15, [nrs(7), Given("grc", {"grc": -2})], "worse", "rescreen_worse", "active"),
        (15, [nrs(6), Given("psfs", {"Looking back": 6})], "better", "continue", "active"),
        (15, [nrs(6), Given("psfs", {"Looking back": 2})], "worse", "rescreen_worse", "active"),
        (15, [night(7)], "no_data", "hold_night", "on_hold"),
        (15, [nrs(3), night(4, 3, False)], "better", "hold_night", "on_hold"),
        (42, [nrs(6)], "same", "reevaluate", "active"),
        (84, [nrs(6)], "same", "hold_not_better", "on_hold"),
    ],
)
def test_answers_lead_to_an_action(
    chart: Chart, days: int, answers: list[Given], state: str, action: str, status: str
) -> None:
    plan = say(chart, chart.active_plan(), NOW + days * DAY, *answers)
    kept = TrendEvaluation.objects.get()
    assert (kept.state, kept.action, plan.status) == (state, action, status)
    assert alerts() == ([] if action == "continue" else [action])
    assert past_of(chart.patient).is_on_hold is (status == "on_hold")
    is_void = action.startswith("hold") or action == "rescreen_worse"
    assert past_of(chart.patient).asked_again_at == (NOW + days * DAY if is_void else None)


def test_worse_twice_a_week_apart_is_a_hold(chart: Chart) -> None:
    plan = say(chart, chart.active_plan(), NOW + 15 * DAY, nrs(9))
    assert say(chart, plan, NOW + 21 * DAY, nrs(9)).status == "active"
    assert say(chart, plan, NOW + 22 * DAY, nrs(9)).status == "on_hold"
    assert PlanHold.objects.get().trigger == "hold_worse"


@pytest.mark.parametrize(("value", "expected"), [(9, "active"), (10, "on_hold")])
def test_a_decision_silences_its_trigger_until_pain_rises_by_two(
    chart: Chart, value: int, expected: str
) -> None:
    plan = chart.active_plan()
    # A median of 8 against a baseline of 5 is a rise of three; the decision is made at 8.
    MeasureResponse.objects.filter(code="nrs").update(answers='{"nrs": 5}', value=5)
    plan = say(chart, plan, NOW + 15 * DAY, nrs(8))
    decision = Decision("physician_seen", "Letter of the physician")
    today = (NOW + 16 * DAY).date()
    resume_plan(plan=plan, therapist=chart.therapist, decision=decision, today=today, now=NOW + 16 * DAY)
    plan = say(chart, plan, NOW + 31 * DAY, nrs(value))
    assert plan.status == expected
    assert TrendEvaluation.objects.filter(is_silenced=True).exists() is (expected == "active")


@pytest.mark.parametrize(("later", "expected"), [(9, "active"), (10, "on_hold")])
def test_what_was_silenced_in_the_morning_speaks_when_pain_rises_that_day(
    chart: Chart, later: int, expected: str
) -> None:
    plan = chart.active_plan()
    MeasureResponse.objects.filter(code="nrs").update(answers='{"nrs": 5}', value=5)
    plan = say(chart, plan, NOW + 15 * DAY, nrs(8))
    decision = Decision("physician_seen", "Letter of the physician")
    at = NOW + 16 * DAY
    resume_plan(plan=plan, therapist=chart.therapist, decision=decision, today=at.date(), now=at)
    morning = NOW + 31 * DAY
    assert say(chart, plan, morning, nrs(8)).status == "active"
    # The median of 8 and twice the later value.
    hour = timedelta(hours=1)
    plan = say(chart, plan, morning + hour, nrs(later), nrs(later))
    assert plan.status == expected
    assert (alerts()[-1], PlanHold.objects.filter(lifted_at=None).count()) == (
        "hold_worse",
        int(expected == "on_hold"),
    )
    assert TrendEvaluation.objects.filter(action="hold_worse", on_date=morning.date()).count() == 1


def test_when_the_decision_runs_out_the_trigger_speaks_again(chart: Chart) -> None:
    plan = say(chart, chart.active_plan(), NOW + 15 * DAY, nrs(10))
    soon = (NOW + 17 * DAY).date()
    decision = Decision("patient_declined", "Was advised", soon)
    at = NOW + 15 * DAY
    resume_plan(plan=plan, therapist=chart.therapist, decision=decision, today=at.date(), now=at)
    evaluate_plan(plan=plan, now=NOW + 16 * DAY)
    plan.refresh_from_db()
    assert plan.status == "active"
    evaluate_plan(plan=plan, now=NOW + 17 * DAY)
    plan.refresh_from_db()
    assert plan.status == "on_hold"


def test_a_stricter_reason_takes_over_a_standing_hold(chart: Chart) -> None:
    plan = say(chart, chart.active_plan(), NOW + 15 * DAY, nrs(10))
    say(chart, plan, NOW + 16 * DAY, night(8))
    assert [hold.trigger for hold in PlanHold.objects.all()] == ["hold_night"]
    say(chart, plan, NOW + 17 * DAY, night(0), nrs(10))
    assert [hold.trigger for hold in PlanHold.objects.all()] == ["hold_night"]


def test_every_live_plan_hears_what_was_said_of_none(chart: Chart) -> None:
    plan = chart.active_plan()
    record_measures(patient=chart.patient, given=[nrs(10)], user=chart.user, now=NOW + 15 * DAY)
    plan.refresh_from_db()
    assert plan.status == "on_hold"


@pytest.mark.parametrize(
    ("answers", "kinds"),
    [
        (night(3), []),
        (night(4), ["night"]),
        (Given("phq2", {"phq2-1": 1, "phq2-2": 1}), []),
        (Given("phq2", {"phq2-1": 2, "phq2-2": 1}), ["mood"]),
        (Given("phq2", {"phq2-1": 3}), []),
    ],
)
def test_what_the_therapist_alone_is_told(chart: Chart, answers: Given, kinds: list[str]) -> None:
    record_measures(patient=chart.patient, given=[answers], user=chart.user, now=NOW)
    assert alerts() == kinds


@pytest.mark.django_db(transaction=True)
def test_what_is_answered_at_the_same_moment_is_kept_and_told_once(chart: Chart) -> None:
    def answer() -> Any:
        return record_measures(patient=chart.patient, given=[night(4)], user=chart.user, now=NOW)

    kept = [row for rows in all_at_once([answer] * 6) for row in rows]
    assert MeasureResponse.objects.count() == len(kept) == 6
    assert alerts() == ["night"]


@pytest.mark.parametrize(
    "answers",
    [
        nrs(11),
        Given("nrs", {"nrs": 5}, "yesterday"),
        Given("grc", {"grc": 3}, "average"),
        Given("night", {"worst": 4}),
        Given("night", {"worst": 11, "wakings": 0, "eases": True}),
        Given("odi", {"a": 1}),
    ],
)
def test_what_cannot_be_answered_is_refused_and_nothing_is_kept(chart: Chart, answers: Given) -> None:
    with pytest.raises(BadAnswer):
        record_measures(patient=chart.patient, given=[nrs(5), answers], user=chart.user, now=NOW)
    assert not MeasureResponse.objects.exists()


def test_the_night_looks_at_each_plan_once_a_day_of_its_clinic(chart: Chart) -> None:
    plan = chart.active_plan()
    assert look_at_plans(now=NOW + 42 * DAY) == 1
    assert look_at_plans(now=NOW + 42 * DAY + timedelta(hours=1)) == 0
    assert alerts() == ["reevaluate", "review_due"]
    assert look_at_plans(now=NOW + 43 * DAY) == 1
    assert alerts() == ["reevaluate", "review_due"]
    assert plan.evaluations.count() == 2


def test_an_acknowledged_alert_is_quiet_for_a_week(chart: Chart) -> None:
    plan = chart.active_plan()
    look_at_plans(now=NOW + 42 * DAY)
    for alert in CareAlert.objects.all():
        acknowledge_alert(alert=alert, user=chart.user, now=NOW + 42 * DAY)
    for days in (43, 48):
        look_at_plans(now=NOW + days * DAY)
    assert CareAlert.objects.count() == 2
    look_at_plans(now=NOW + 49 * DAY)
    assert CareAlert.objects.filter(acknowledged_at=None, plan=plan).count() == 2
    assert AccessRecord.objects.filter(action="acknowledged", user=chart.user).count() == 2


def test_no_visit_for_sixty_days_and_none_ahead_is_said(chart: Chart) -> None:
    chart.active_plan()
    look_at_plans(now=NOW + 59 * DAY)
    assert "no_contact" not in alerts()
    look_at_plans(now=NOW + 61 * DAY)
    assert "no_contact" in alerts()


scores = st.lists(st.tuples(st.integers(0, 80), st.integers(0, 10)), min_size=1, max_size=6)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(scores=scores, again=st.integers(2, 4))
def test_asking_again_on_the_same_day_changes_nothing(
    chart: Chart, scores: list[tuple[int, int]], again: int
) -> None:
    for model in (CareAlert, TrendEvaluation):
        model.objects.all().delete()
    plan = chart.active_plan()
    for days, value in sorted(scores):
        say(chart, plan, NOW + days * DAY, nrs(value))
    at = NOW + (max(days for days, _ in scores)) * DAY
    evaluate_plan(plan=plan, now=at)

    def rows() -> list[Any]:
        models = (TrendEvaluation, CareAlert, PlanHold)
        return [list(m.objects.filter(plan=plan).order_by("pk").values()) for m in models]

    before = rows()
    for _ in range(again):
        evaluate_plan(plan=plan, now=at)
    assert rows() == before
