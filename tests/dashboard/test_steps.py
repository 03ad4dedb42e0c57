"""The one-tap steps: what they change, what they refuse, and that a refusal leaves all as it was."""

import pytest
from django.http import HttpResponse
from django.urls import reverse

from bookings.models import Appointment, AppointmentEvent
from tests.dashboard.conftest import MONDAY, Desk
from tests.factories import make_appointment

TAKEN = [
    ("pending", "accept", "booked"),
    ("pending", "decline", "cancelled"),
    ("booked", "arrive", "arrived"),
    ("booked", "complete", "fulfilled"),
    ("arrived", "complete", "fulfilled"),
    ("booked", "no-show", "no_show"),
]
REFUSED = [
    ("cancelled", "arrive"),
    ("fulfilled", "arrive"),
    ("no_show", "complete"),
    ("pending", "arrive"),
    ("arrived", "no-show"),
    ("arrived", "decline"),
    ("cancelled", "accept"),
    ("fulfilled", "confirm"),
]


def take(desk: Desk, visit: Appointment, step: str, **form: str) -> HttpResponse:
    url = reverse(f"dashboard:{step}", args=[visit.public_id])
    response: HttpResponse = desk.browser("reception").post(url, form, follow=True)
    return response


@pytest.mark.parametrize(("status", "step", "then"), TAKEN)
def test_a_step_changes_the_visit_and_says_so(desk: Desk, status: str, step: str, then: str) -> None:
    visit = make_appointment(desk.world, desk.world.at(MONDAY, "10:00"), status=status)
    response = take(desk, visit, step)
    visit.refresh_from_db()
    assert visit.status == then
    event = visit.events.get()
    assert (event.actor, event.user) == ("staff", desk.reception)
    assert "tone-good" in response.content.decode()


@pytest.mark.parametrize(("status", "step"), REFUSED)
def test_a_step_that_is_not_possible_says_why_and_changes_nothing(desk: Desk, status: str, step: str) -> None:
    visit = make_appointment(desk.world, desk.world.at(MONDAY, "10:00"), status=status)
    before = Appointment.objects.values().get()
    page = take(desk, visit, step).content.decode()
    assert "not possible any more" in page
    assert Appointment.objects.values().get() == before
    assert not AppointmentEvent.objects.exists()


def test_nobody_has_not_come_before_the_start(desk: Desk) -> None:
    visit = make_appointment(desk.world, desk.world.at(MONDAY, "11:00"))
    assert "has not begun yet" in take(desk, visit, "no-show").content.decode()
    visit.refresh_from_db()
    assert visit.status == "booked"


def test_confirming_is_a_fact_with_a_time(desk: Desk) -> None:
    visit = make_appointment(desk.world, desk.world.at(MONDAY, "15:00"))
    take(desk, visit, "confirm")
    visit.refresh_from_db()
    assert visit.status == "booked"
    assert visit.confirmed_at is not None


def test_the_answer_leads_back_to_where_the_button_was(desk: Desk) -> None:
    visit = make_appointment(desk.world, desk.world.at(MONDAY, "10:00"))
    day = reverse("dashboard:day", args=[MONDAY])
    assert take(desk, visit, "arrive", next=day).redirect_chain == [(day, 302)]  # type: ignore[attr-defined]


@pytest.mark.parametrize("next_page", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", ""])
def test_the_answer_never_leads_away(desk: Desk, next_page: str) -> None:
    visit = make_appointment(desk.world, desk.world.at(MONDAY, "10:00"))
    response = take(desk, visit, "arrive", next=next_page)
    here = reverse("dashboard:appointment", args=[visit.public_id])
    assert response.redirect_chain == [(here, 302)]  # type: ignore[attr-defined]


def test_the_day_offers_the_step_that_comes_next(desk: Desk) -> None:
    make_appointment(desk.world, desk.world.at(MONDAY, "10:00"))
    row = desk.browser("reception").get(reverse("dashboard:today")).context["rows"][0]
    assert row.steps.main.name == "arrive"
    assert [step.name for step in row.steps.others] == ["complete"]
    assert row.steps.beside
    assert row.steps.beside.name == "no-show"
    assert row.is_late
