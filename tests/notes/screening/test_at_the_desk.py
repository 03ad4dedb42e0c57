"""Staff and the gate: what stops them, who may overrule it, and what plans on hold and offers have to do with it."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from bookings.appointments.book import book_directly
from bookings.appointments.gate import ScreeningStop, booking_gate
from bookings.appointments.policy import Actor
from bookings.models import AccessRecord, Appointment
from notes.models import ClearanceDecision, PlanHold
from notes.screening.queries import state_of
from tests.factories import NOW, make_patient, make_user
from tests.notes.cast import Chart

WHY = "Spoke with Dr Hall on the phone"


def book(chart: Chart, user: Any, **given: Any) -> Appointment:
    return book_directly(
        option=chart.world.option, starts_at=chart.world.at("2027-06-09", "11:00"), therapist=chart.therapist,
        patient=chart.patient, actor=Actor.staff(user), now=NOW, **given,
    )  # fmt: skip


def test_staff_book_who_was_never_asked_and_who_is_clear(chart: Chart) -> None:
    assert book(chart, chart.user).status == Appointment.Status.BOOKED
    assert state_of(chart.patient, NOW) == "needs_therapist"


@pytest.mark.parametrize("tier", [4, 5])
def test_a_stop_holds_for_staff_and_writes_nothing(chart: Chart, tier: int) -> None:
    chart.screened(**({"p3": "yes"} if tier == 4 else {"e1": "yes"}))
    count = Appointment.objects.count()
    with pytest.raises(ScreeningStop) as stop:
        book(chart, chart.user)
    assert stop.value.details["gate"] == tier
    assert Appointment.objects.count() == count


def test_a_therapist_overrules_a_physicians_item_with_a_reason_for_that_visit_alone(chart: Chart) -> None:
    chart.screened(p3="yes")
    booked = book(chart, chart.user, clearance_reason=WHY)
    decision = ClearanceDecision.objects.get()
    assert (decision.appointment, decision.text, decision.decided_by) == (booked, WHY, chart.therapist)
    look = AccessRecord.objects.order_by("-id")[0]
    assert (look.action, look.object_kind, look.reason) == ("overruled", "clearance", "")
    assert state_of(chart.patient, NOW) == "call_patient", "the next booking is stopped again"


def test_reception_cannot_and_nobody_overrules_an_emergency(chart: Chart) -> None:
    screening = chart.screened(p3="yes")
    with pytest.raises(ScreeningStop):
        book(chart, make_user("reception", chart.world.clinic), clearance_reason=WHY)
    chart.screened(now=NOW + timedelta(minutes=1), e1="yes")
    with pytest.raises(ScreeningStop):
        book(chart, chart.user, clearance_reason=WHY)
    assert not ClearanceDecision.objects.filter(screening=screening).exists()


def test_the_desk_page_asks_a_therapist_for_the_reason(chart: Chart) -> None:
    chart.screened(p3="yes")
    client = Client()
    url = f"/dashboard/book/?patient={chart.patient.public_id}&option={chart.world.option.public_id}"
    with time_machine.travel(NOW, tick=False):
        client.force_login(chart.user)
        when = chart.world.at("2027-06-09", "11:00").isoformat()
        choice = f"{when}~{chart.therapist.public_id}~{chart.world.location.public_id}"
        sent = {"pick": "1", "choice": choice, "key": "one"}
        refused = client.post(url, sent)
        assert refused.status_code == 409
        assert "Why book in spite of the safety check?" in refused.content.decode()
        assert client.post(url, {**sent, "key": "two", "clearance_reason": WHY}).status_code == 302
    assert ClearanceDecision.objects.get().text == WHY


def test_a_plan_on_hold_closes_the_booking_until_it_is_lifted(chart: Chart) -> None:
    chart.screened()
    plan = chart.active_plan()
    hold = PlanHold.objects.create(clinic=plan.clinic, plan=plan, trigger="hold_worse", placed_at=NOW)
    assert state_of(chart.patient, NOW) == "call_patient"
    with pytest.raises(ScreeningStop):
        book(chart, chart.user)
    hold.lifted_at, hold.lifted_by, hold.outcome = NOW, chart.therapist, "physician_seen"
    hold.save()
    assert state_of(chart.patient, NOW) == "ok"


def test_a_therapist_books_one_visit_of_a_plan_on_hold_with_a_reason(chart: Chart) -> None:
    chart.screened()
    plan = chart.active_plan()
    PlanHold.objects.create(clinic=plan.clinic, plan=plan, trigger="hold_night", placed_at=NOW)
    with pytest.raises(ScreeningStop):
        book(chart, make_user("reception", chart.world.clinic), clearance_reason=WHY)
    with pytest.raises(ScreeningStop):
        book(chart, chart.user, clearance_reason="  ")
    booked = book(chart, chart.user, clearance_reason=WHY)
    decision = ClearanceDecision.objects.get()
    assert (decision.appointment, decision.text) == (booked, WHY)
    assert state_of(chart.patient, NOW) == "call_patient", "the plan rests all the same"


def test_who_is_stopped_is_offered_no_time(chart: Chart) -> None:
    other = make_patient(chart.world.clinic)
    chart.screened(p3="yes")
    closed = booking_gate().closed_to(patients={chart.patient.pk, other.pk}, now=NOW)
    assert closed == {chart.patient.pk}


def test_nobody_to_ask_costs_no_more_for_many(chart: Chart, django_assert_num_queries: Any) -> None:
    people = {make_patient(chart.world.clinic).pk for _ in range(30)}
    with django_assert_num_queries(2):
        booking_gate().closed_to(patients=people, now=NOW)
