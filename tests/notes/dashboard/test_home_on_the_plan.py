"""Exercises at home stand beside attendance and dose on the page of a plan: logged of prescribed, 28 days back."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from time_machine import TimeMachineFixture

from notes.homecare.log import check_readiness, log_exercise
from notes.homecare.prescribe import HomeDose, prescribe
from notes.models import ExercisePrescription, TreatmentPlan
from tests.factories import NOW
from tests.notes.cast import TODAY, Chart

pytestmark = pytest.mark.django_db(transaction=True)
THRICE_A_WEEK = HomeDose(1, 8, 0, 3)
DAY = timedelta(days=1)


def given(chart: Chart, plan: TreatmentPlan) -> ExercisePrescription:
    return prescribe(
        plan=plan, therapist=chart.therapist, code="ex-01", dose=THRICE_A_WEEK, applies=(), despite="",
        today=TODAY, now=NOW,
    )  # fmt: skip


def do(exercise: ExercisePrescription, day: int, pain: int = 2) -> None:
    on, now = TODAY + day * DAY, NOW + day * DAY
    check_readiness(patient=exercise.patient, nrs=pain, sudden_items=(), today=on, now=now)
    if pain < 8:
        log_exercise(exercise=exercise, nrs_after=pain, today=on, now=now)


def said(chart: Chart, plan: TreatmentPlan) -> str:
    """What the page says beside "Exercises at home", without its markup."""
    client = Client()
    client.force_login(chart.user)
    page = client.get(reverse("notes:plan", args=[plan.public_id])).content.decode()
    found = re.search(r"<dt>Exercises at home</dt><dd>(.*?)</dd>", page, re.DOTALL)
    return re.sub(r"<[^>]+>|\s+", " ", found[1]).strip() if found else ""


@pytest.mark.parametrize(
    ("times", "share"),
    [
        (12, "100 % good"),
        (10, "83 % good"),
        (9, "75 % partial"),
        (6, "50 % partial"),
        (5, "42 % low"),
        (0, "0 % low"),
    ],
)
def test_logged_of_prescribed_with_its_band(
    chart: Chart, time_machine: TimeMachineFixture, times: int, share: str
) -> None:
    """Clinical.md S6: 9 of 12 logged is 0.75, partial."""
    plan = chart.active_plan()
    exercise = given(chart, plan)
    for number in range(times):
        do(exercise, 2 * number)
    time_machine.move_to(NOW + 27 * DAY, tick=False)
    assert re.sub(r"\s+", " ", said(chart, plan)).startswith(share)


def test_days_that_were_not_ready_count_neither_way(chart: Chart, time_machine: TimeMachineFixture) -> None:
    plan = chart.active_plan()
    exercise = given(chart, plan)
    for number in range(9):
        do(exercise, 2 * number)
    for number in range(7):
        do(exercise, 19 + number, pain=9)
    time_machine.move_to(NOW + 27 * DAY, tick=False)
    assert re.sub(r"\s+", " ", said(chart, plan)).startswith("100 % good")


def test_nothing_prescribed_is_nothing_and_not_zero(chart: Chart, time_machine: TimeMachineFixture) -> None:
    plan = chart.active_plan()
    time_machine.move_to(NOW, tick=False)
    assert said(chart, plan) == "nothing to count yet"


def test_a_closed_plan_says_nothing_of_the_last_28_days(
    chart: Chart, time_machine: TimeMachineFixture
) -> None:
    plan = chart.active_plan()
    TreatmentPlan.objects.filter(pk=plan.pk).update(
        status="completed", closed_at=NOW, close_reason="goals_met"
    )
    time_machine.move_to(NOW, tick=False)
    assert said(chart, plan) == ""
