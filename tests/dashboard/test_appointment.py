"""The page of one visit, and cancelling it."""

import pytest
from django.urls import reverse

from bookings.appointments import attend, reschedule
from bookings.appointments.book import book_directly
from bookings.appointments.policy import Actor
from bookings.models import Appointment, Notification
from tests.dashboard.conftest import MONDAY, NOW, Desk
from tests.factories import make_appointment, make_patient

TUESDAY = "2027-06-08"


@pytest.fixture
def booked(desk: Desk) -> Appointment:
    """Booked by reception, so that it has events and messages."""
    return book_directly(
        option=desk.world.option,
        starts_at=desk.world.at("2027-06-14", "10:00"),
        therapist=desk.world.therapist,
        patient=make_patient(desk.world.clinic),
        actor=Actor.staff(desk.reception),
        now=NOW,
    )


def page_of(desk: Desk, visit: Appointment, who: str = "reception") -> str:
    response = desk.browser(who).get(reverse("dashboard:appointment", args=[visit.public_id]))
    assert response.status_code == 200
    return str(response.content.decode())


def test_it_says_when_with_the_zone_where_and_what(desk: Desk) -> None:
    page = page_of(desk, make_appointment(desk.world, desk.world.at(MONDAY, "15:00")))
    for words in (
        "Monday, June 7",
        "3:00 pm",
        "New York time (EDT, UTC−4)",
        "Room 1",
        "Main Street",
        "60 minutes",
        "$80",
    ):
        assert words in page


def test_what_happened_is_told_in_words(desk: Desk, booked: Appointment) -> None:
    reschedule.reschedule(
        appointment=booked,
        starts_at=desk.world.at("2027-06-15", "11:00"),
        actor=Actor.patient(),
        now=NOW,
    )
    page = page_of(desk, booked)
    assert "Booked" in page
    assert "Moved" in page
    assert "from June 14, 2027, 10 a.m. to June 15, 2027, 11 a.m." in page


def test_a_message_that_was_not_sent_says_why(desk: Desk, booked: Appointment) -> None:
    url = reverse("dashboard:cancel", args=[booked.public_id])
    desk.browser("reception").post(url, {"reason": "illness"})
    page = page_of(desk, booked)
    assert page.count("The appointment was cancelled.") == 3  # the confirmation and both reminders
    assert "Reminder 72 hours before" in page


def test_the_patients_own_link_is_there_while_it_is_of_use(desk: Desk, booked: Appointment) -> None:
    link = f"http://127.0.0.1:8000{reverse('portal:manage', args=[booked.token])}"
    assert link in page_of(desk, booked)
    attend.fulfil(appointment=booked, actor=Actor.staff(desk.owner), now=NOW)
    assert link not in page_of(desk, booked)


def test_what_brings_the_patient_is_for_the_treating_therapist_alone(desk: Desk) -> None:
    visit = make_appointment(desk.world, desk.world.at(MONDAY, "15:00"), reason="Schulterschmerz seit Mai")
    assert "Schulterschmerz" in page_of(desk, visit, "therapist")
    assert "Schulterschmerz" not in page_of(desk, visit, "reception")
    assert "Schulterschmerz" not in page_of(desk, visit, "owner")


def test_the_clinical_panel_is_for_the_treating_therapist_alone(desk: Desk) -> None:
    visit = make_appointment(desk.world, desk.world.at(MONDAY, "15:00"))
    panel = reverse("notes:appointment_panel", args=[visit.public_id])
    assert panel in page_of(desk, visit, "therapist")
    assert panel not in page_of(desk, visit, "reception")
    assert panel not in page_of(desk, visit, "owner")


def test_cancelling_keeps_the_reason_and_plans_the_message(desk: Desk, booked: Appointment) -> None:
    url = reverse("dashboard:cancel", args=[booked.public_id])
    response = desk.browser("reception").post(url, {"reason": "work", "revision": 1}, follow=True)
    booked.refresh_from_db()
    assert (booked.status, booked.cancellation_reason, booked.is_late_cancel) == ("cancelled", "work", False)
    assert "the time is free again" in response.content.decode()
    assert Notification.objects.filter(kind="cancelled", state="waiting").count() == 1


def test_cancelling_asks_for_a_reason(desk: Desk, booked: Appointment) -> None:
    url = reverse("dashboard:cancel", args=[booked.public_id])
    for reason in ("", "hold_expired", "nonsense"):
        response = desk.browser("reception").post(url, {"reason": reason})
        assert response.status_code == 400
        assert "field-error" in response.content.decode()
    booked.refresh_from_db()
    assert booked.status == "booked"


def test_cancelling_twice_or_from_an_old_page_changes_nothing(desk: Desk, booked: Appointment) -> None:
    url = reverse("dashboard:cancel", args=[booked.public_id])
    response = desk.browser("reception").post(url, {"reason": "work", "revision": 7}, follow=True)
    assert "was changed in the meantime" in response.content.decode()
    booked.refresh_from_db()
    assert booked.status == "booked"
    desk.browser("reception").post(url, {"reason": "work"})
    again = desk.browser("reception").post(url, {"reason": "clinic"}, follow=True)
    assert "not possible any more" in again.content.decode()
    booked.refresh_from_db()
    assert booked.cancellation_reason == "work"


def test_a_late_cancellation_is_announced_and_marked(desk: Desk) -> None:
    visit = make_appointment(desk.world, desk.world.at(TUESDAY, "09:00"))
    url = reverse("dashboard:cancel", args=[visit.public_id])
    assert "counts as late" in desk.browser("reception").get(url).content.decode()
    desk.browser("reception").post(url, {"reason": "work"})
    assert "Cancelled late" in page_of(desk, visit)
