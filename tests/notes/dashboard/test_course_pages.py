"""What happens to a plan, as a browser without JavaScript meets it."""

from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from bookings.models import AccessRecord
from notes.models import CareAlert, PlanReview, TreatmentPlan
from notes.plans.nightly import look_at_plans
from tests.factories import NOW, make_user
from tests.notes.cast import PLANTED, Chart


@pytest.fixture(autouse=True)
def _at_noon() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def therapist(chart: Chart) -> Client:
    client = Client()
    client.force_login(chart.user)
    return client


@pytest.fixture
def plan(chart: Chart) -> TreatmentPlan:
    return chart.active_plan()


def url(name: str, row: object) -> str:
    return reverse(f"notes:{name}", args=[row.public_id])  # type: ignore[attr-defined]


def test_strong_pain_at_night_holds_the_plan_until_a_decision_that_will_do(
    therapist: Client, plan: TreatmentPlan
) -> None:
    typed = {"night_worst": "8", "night_wakings": "3", "night_eases": "no"}
    therapist.post(url("plan_pain", plan), typed)
    page = therapist.get(url("plan", plan)).content.decode()
    assert "On hold: Pain at night" in page
    assert CareAlert.objects.get().kind == "hold_night"
    refused = therapist.post(url("plan_resume", plan), {"outcome": "patient_declined", "text": "No"})
    assert refused.status_code == 422
    assert "that the patient declines is not enough" in refused.content.decode()
    therapist.post(url("plan_resume", plan), {"outcome": "physician_seen", "text": "Letter"})
    plan.refresh_from_db()
    assert plan.status == "active"


def test_a_plan_rests_by_hand_with_a_reason(therapist: Client, plan: TreatmentPlan) -> None:
    assert therapist.post(url("plan_hold", plan), {"reason": ""}).status_code == 422
    therapist.post(url("plan_hold", plan), {"reason": "Travels until July"})
    assert "Travels until July" in therapist.get(url("plan", plan)).content.decode()
    therapist.post(url("plan_resume", plan), {"text": "Back"})
    plan.refresh_from_db()
    assert plan.status == "active"


def test_a_review_says_what_is_missing_and_keeps_what_was_typed(
    therapist: Client, plan: TreatmentPlan
) -> None:
    assert therapist.get(url("plan_review", plan)).status_code == 200
    ratings = {f"rating-{part.public_id}": "1" for part in plan.components.all()}
    typed = {**ratings, "decision": "modify", "text": "Less pain, more time"}
    refused = therapist.post(url("plan_review", plan), typed)
    assert refused.status_code == 422
    assert "rating of change since the start is missing" in refused.content.decode()
    assert "Less pain, more time" in refused.content.decode()
    assert not PlanReview.objects.exists()
    kept = therapist.post(url("plan_review", plan), {**typed, "grc": "3"})
    assert kept["Location"] == url("plan_edit", plan)
    assert "Less pain, more time" in therapist.get(url("plan", plan)).content.decode()


def test_what_wants_a_look_is_on_the_page_of_the_day_until_it_was_seen(
    chart: Chart, therapist: Client, plan: TreatmentPlan
) -> None:
    CareAlert.objects.create(
        clinic=plan.clinic, patient=plan.patient, plan=plan, kind="review_due", raised_at=NOW
    )
    today = reverse("notes:today_panel")
    panel = therapist.get(today, headers={"HX-Request": "true"}).content.decode()
    assert "The review is due" in panel
    assert today in therapist.get(reverse("dashboard:today")).content.decode()
    assert AccessRecord.objects.filter(patient=chart.patient, action="listed", object_kind="alerts").exists()
    reception = Client()
    reception.force_login(make_user("reception", chart.world.clinic))
    assert "The review is due" not in reception.get(today).content.decode()
    assert today not in reception.get(reverse("dashboard:today")).content.decode()
    therapist.post(url("alert_seen", CareAlert.objects.get()))
    assert CareAlert.objects.get().acknowledged_by == chart.user
    assert "The review is due" not in therapist.get(today).content.decode()


def test_a_link_for_the_patient_is_shown_once_made(therapist: Client, plan: TreatmentPlan) -> None:
    page = therapist.post(url("plan_ask", plan)).content.decode()
    token = plan.questionnaires.get().token
    assert reverse("questions:answer", args=[token]) in page


def test_a_plan_is_withdrawn_with_a_reason(therapist: Client, plan: TreatmentPlan) -> None:
    assert therapist.post(url("plan_revoke", plan), {"text": ""}).status_code == 422
    therapist.post(url("plan_revoke", plan), {"text": "Wrong person"})
    plan.refresh_from_db()
    assert plan.status == "revoked"


def test_the_night_leaves_a_line_for_the_therapist(therapist: Client, plan: TreatmentPlan) -> None:
    TreatmentPlan.objects.filter(pk=plan.pk).update(review_due_date=NOW.date())
    assert look_at_plans(now=NOW) == 1
    panel = therapist.get(reverse("notes:today_panel")).content.decode()
    assert "The review is due" in panel
    assert PLANTED not in panel
