"""What a plan asks by mail: once a week, the right questions, neutral words, and nothing that is not needed any more."""

import re
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from bookings.models import Notification, Patient
from bookings.notifications.deliver import deliver_due
from notes.models import MeasureResponse, PlanComponent, Questionnaire, TreatmentPlan
from notes.outcomes.ask import make_questionnaire
from notes.outcomes.record import BadAnswer, record_response
from notes.plans.asking import ask_about_plans, codes_due
from notes.plans.close import close_plan
from notes.plans.details import ComponentDetails
from tests.factories import NOW
from tests.notes.cast import DETAILS, PLANTED, Chart
from tests.notifications.post import Clock, use
from tests.notifications.sink import listening, parts

pytestmark = pytest.mark.django_db
WEEK = timedelta(days=7)
DUE = date(2027, 7, 5)


@pytest.mark.parametrize(
    ("week", "review_in", "missing", "codes"),
    [
        (1, 21, True, ["nrs", "night"]),
        (3, 8, True, ["nrs", "night"]),
        (4, 21, True, ["nrs", "night", "grc"]),
        (8, 21, False, ["nrs", "night", "grc"]),
        (3, 7, True, ["nrs", "night", "grc", "psfs"]),
        (3, 0, True, ["nrs", "night", "grc", "psfs"]),
        (3, -2, True, ["nrs", "night", "grc", "psfs"]),
        (3, -2, False, ["nrs", "night", "grc"]),
    ],
)
def test_what_is_asked_when(week: int, review_in: int, missing: bool, codes: list[str]) -> None:
    """Clinical.md 4.5: pain and nights weekly, the whole every four weeks, function at reviews."""
    due = DUE + timedelta(days=review_in)
    asked = codes_due(week=week, today=DUE, review_due=due, missing_function=missing, function="psfs")
    assert asked == codes


def mails() -> list[tuple[str, str]]:
    rows = Notification.objects.filter(kind=Notification.Kind.REVIEW_DUE).order_by("pk")
    return list(rows.values_list("state", "why"))


def test_not_in_the_first_week_then_once_a_week_and_never_twice(chart: Chart) -> None:
    chart.active_plan()
    assert ask_about_plans(now=NOW + timedelta(days=6)) == 0
    assert ask_about_plans(now=NOW + WEEK) == 1
    for hours in (0, 1, 24, 6 * 24):
        assert ask_about_plans(now=NOW + WEEK + timedelta(hours=hours)) == 0
    assert ask_about_plans(now=NOW + 2 * WEEK) == 1
    first, second = Questionnaire.objects.order_by("pk")
    assert first.expires_at <= NOW + 2 * WEEK
    assert second.codes == ["nrs", "night"]
    assert ask_about_plans(now=NOW + 6 * WEEK) == 1, "what was missed is not made up for"


def test_it_leaves_at_ten_on_the_clinics_wall_in_neutral_words_and_opens_the_questions(
    chart: Chart, settings: Any
) -> None:
    chart.active_plan()
    ask_about_plans(now=NOW + WEEK)
    row = Notification.objects.get(kind=Notification.Kind.REVIEW_DUE)
    local = row.send_at.astimezone(ZoneInfo(chart.world.clinic.time_zone))
    assert (local.hour, local.minute) == (10, 0)
    with listening() as sink:
        use(settings, sink.port)
        deliver_due(clock=Clock(row.send_at + timedelta(minutes=1)))
        (mail,) = sink.to(chart.patient.email)
    whole = str(mail).lower()
    for word in (PLANTED, "pain", "plan", "treatment", "massage", "night", "nrs"):
        assert word not in re.sub(r"clinic \d+", "", whole), word
    link = re.search(r"http\S+(/questions/\S+)", parts(mail)["text/plain"])
    assert link
    page = Client().get(link.group(1))
    assert page.status_code in (200, 404)
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_it_is_spanish_for_who_reads_spanish(chart: Chart, settings: Any) -> None:
    Patient.objects.filter(pk=chart.patient.pk).update(language="es")
    chart.patient.refresh_from_db()
    chart.active_plan()
    ask_about_plans(now=NOW + WEEK)
    row = Notification.objects.get(kind=Notification.Kind.REVIEW_DUE)
    with listening() as sink:
        use(settings, sink.port)
        deliver_due(clock=Clock(row.send_at + timedelta(minutes=1)))
        (mail,) = sink.to(chart.patient.email)
    assert mail["Subject"] == "Unas preguntas breves para usted"


def test_it_is_void_once_answered_closed_or_asked_by_hand(chart: Chart) -> None:
    plan = chart.active_plan()
    ask_about_plans(now=NOW + WEEK)
    asked = Questionnaire.objects.get()
    by_hand = {"codes": ["nrs"], "activities": [], "user": chart.user}
    make_questionnaire(patient=chart.patient, plan=plan, now=NOW + WEEK, **by_hand)
    assert mails() == [("void", "It is no longer needed.")]
    asked.refresh_from_db()
    assert asked.expires_at == NOW + WEEK
    ask_about_plans(now=NOW + 2 * WEEK)
    close_plan(
        plan=plan, therapist=chart.therapist, reason="goals_met", no_maintenance_reason="None wished",
        now=NOW + 2 * WEEK,
    )  # fmt: skip
    assert [state for state, _why in mails()] == ["void", "void"]
    assert ask_about_plans(now=NOW + 3 * WEEK) == 0


def test_answering_takes_a_mail_back_that_has_not_left(chart: Chart, time_machine: Any) -> None:
    chart.active_plan()
    ask_about_plans(now=NOW + WEEK)
    time_machine.move_to(NOW + WEEK, tick=False)
    asked = Questionnaire.objects.get()
    answer = Client().post(f"/questions/{asked.token}/", {"average": "4"})
    assert answer.status_code == 200
    assert MeasureResponse.objects.filter(questionnaire=asked, value=4).count() == 1
    assert mails() == [("void", "It is no longer needed.")]


def test_who_switched_it_off_or_has_no_address_is_not_asked(chart: Chart) -> None:
    chart.active_plan()
    Patient.objects.filter(pk=chart.patient.pk).update(muted_kinds=["review_due"])
    assert ask_about_plans(now=NOW + WEEK) == 0
    Patient.objects.filter(pk=chart.patient.pk).update(muted_kinds=[], email="")
    assert ask_about_plans(now=NOW + WEEK) == 0
    assert not Questionnaire.objects.exists()


def test_a_plan_on_hold_is_asked_about_a_draft_is_not(chart: Chart) -> None:
    chart.plan()
    plan = chart.active_plan()
    TreatmentPlan.objects.filter(pk=plan.pk).update(status="on_hold")
    assert ask_about_plans(now=NOW + WEEK) == 1
    assert Questionnaire.objects.get().plan == plan


def test_however_many_plans_were_asked_it_is_one_query(chart: Chart, django_assert_num_queries: Any) -> None:
    chart.active_plan()
    chart.active_plan()
    ask_about_plans(now=NOW + WEEK)
    with django_assert_num_queries(1):
        assert ask_about_plans(now=NOW + WEEK + timedelta(hours=1)) == 0


def test_who_was_given_a_support_for_the_night_is_asked_how_often_and_the_plan_says_it(
    chart: Chart, time_machine: Any
) -> None:
    """Clinical.md S1: the plan shows the pillow, the patient logs nights used, 0 to 7."""
    pillow = ComponentDetails(
        PlanComponent.Kind.SLEEP_REST, "On the side", code="side", facts={"support": "pillow between knees"}
    )
    plan = chart.active_plan(replace(DETAILS, components=(*DETAILS.components, pillow)))
    ask_about_plans(now=NOW + WEEK)
    asked = Questionnaire.objects.get()
    assert asked.codes == ["nrs", "night", "support"]
    time_machine.move_to(NOW + WEEK, tick=False)
    page = Client().get(f"/questions/{asked.token}/").content.decode()
    assert page.count('name="support"') == 8
    Client().post(f"/questions/{asked.token}/", {"support": "6"})
    therapist = Client()
    therapist.force_login(chart.user)
    shown = therapist.get(f"/dashboard/plans/{plan.public_id}/").content.decode()
    assert "pillow between knees" in shown
    assert "Used on 6 of the last 7 nights" in shown


@pytest.mark.parametrize("nights", [8, -1, 2.5, "3", True, None])
def test_nights_that_cannot_be_are_refused(chart: Chart, nights: Any) -> None:
    with pytest.raises(BadAnswer):
        record_response(
            patient=chart.patient, code="support", answers={"nights": nights}, user=chart.user, now=NOW
        )
