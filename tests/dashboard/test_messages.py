"""The ledger: what was planned, what became of it, and why."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from bookings.models import Appointment, Notification
from bookings.notifications.queries import ledger, messages_of, undelivered
from tests.dashboard.conftest import MONDAY, NOW, Desk
from tests.factories import make_appointment

Asserting = Callable[[int], AbstractContextManager[Any]]


def make_message(visit: Appointment, **values: Any) -> Notification:
    return Notification.objects.create(
        **{
            "clinic": visit.clinic, "appointment": visit, "patient": visit.patient, "revision": visit.revision,
            "kind": "reminder", "offset_hours": 24, "recipient": "pat@example.org", "send_at": NOW, "try_at": NOW,
            "useful_until": visit.starts_at, "dedupe_key": f"key-{Notification.objects.count()}", **values,
        }
    )  # fmt: skip


@pytest.fixture
def visit(desk: Desk) -> Appointment:
    return make_appointment(desk.world, desk.world.at("2027-06-09", "10:00"))


def page(desk: Desk, **query: str) -> str:
    return str(desk.browser("reception").get(reverse("dashboard:messages"), query).content.decode())


def test_the_ledger_says_why(desk: Desk, visit: Appointment) -> None:
    make_message(visit, state="void", why="The appointment was moved.")
    make_message(visit, state="failed", why="The mail server refused it for good.")
    shown = page(desk)
    assert "The appointment was moved." in shown
    assert "The mail server refused it for good." in shown
    assert "Reminder 24 hours before" in shown


def test_a_day_is_the_clinics_day(desk: Desk, visit: Appointment) -> None:
    make_message(visit, send_at=desk.world.at(MONDAY, "23:59"))
    make_message(visit, send_at=desk.world.at("2027-06-08", "00:00"))
    assert ledger(clinic=desk.world.clinic, day=NOW.date()).total == 1


def test_one_state_can_be_chosen_and_the_counts_stay(desk: Desk, visit: Appointment) -> None:
    make_message(visit, state="sent")
    make_message(visit, state="void")
    found = ledger(clinic=desk.world.clinic, day=NOW.date(), state="sent")
    assert [line.state for line in found.lines] == ["sent"]
    assert {count.state: count.count for count in found.counts} == {"sent": 1, "void": 1}


def test_what_could_not_be_delivered_shows_on_the_day(desk: Desk, visit: Appointment) -> None:
    make_message(visit, state="failed", send_at=NOW - timedelta(days=3))
    assert (
        "could not be delivered" in desk.browser("reception").get(reverse("dashboard:today")).content.decode()
    )
    assert visit.patient
    assert visit.patient.full_name in page(desk, coming="yes")


def test_what_harms_nobody_any_more_is_not_counted(desk: Desk, visit: Appointment) -> None:
    make_message(visit, state="failed")
    assert len(undelivered(clinic=desk.world.clinic, since=NOW)) == 1
    Appointment.objects.update(revision=2)  # moved: another message tells the new time
    assert undelivered(clinic=desk.world.clinic, since=NOW) == []


def test_messages_about_an_old_time_are_told_apart(desk: Desk, visit: Appointment) -> None:
    make_message(visit, state="sent")
    visit.revision = 2
    visit.save()
    make_message(visit, revision=2)
    assert [line.is_about_old_time for line in messages_of(visit)] == [True, False]


def test_another_clinics_messages_are_not_listed(desk: Desk, visit: Appointment) -> None:
    make_message(visit)
    assert visit.patient
    assert visit.patient.full_name in page(desk)
    shown = desk.browser("stranger").get(reverse("dashboard:messages")).content.decode()
    assert visit.patient.full_name not in shown


@pytest.mark.parametrize(
    "query", [{"day": "soon"}, {"state": "nonsense"}, {"day": "2027-02-30", "state": "%00"}]
)
def test_odd_questions_get_todays_ledger(desk: Desk, visit: Appointment, query: dict[str, str]) -> None:
    make_message(visit)
    assert "Reminder 24 hours before" in page(desk, **query)


@pytest.mark.parametrize("messages", [1, 30])
def test_a_full_ledger_takes_as_many_queries_as_an_empty_one(
    desk: Desk, visit: Appointment, django_assert_num_queries: Asserting, messages: int
) -> None:
    for _ in range(messages):
        make_message(visit)
    with django_assert_num_queries(2):
        assert len(ledger(clinic=desk.world.clinic, day=NOW.date()).lines) == messages
