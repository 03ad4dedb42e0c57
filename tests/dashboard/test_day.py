"""The day of the staff: what stands where, who sees whom, and that it costs the same on a full day."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from bookings.appointments.day import day_sheet
from bookings.appointments.free import free_times
from bookings.models import Therapist
from tests.dashboard.conftest import MONDAY, NOW, Desk
from tests.factories import make_appointment, make_patient, make_user, make_world

Asserting = Callable[[int], AbstractContextManager[Any]]


def sheet(desk: Desk, who: str = "reception", therapist: Therapist | None = None) -> Any:
    day = NOW.date()
    return day_sheet(clinic=desk.world.clinic, day=day, now=NOW, user=getattr(desk, who), therapist=therapist)


def test_visits_stand_in_order_of_time(desk: Desk) -> None:
    late = make_appointment(desk.world, desk.world.at(MONDAY, "15:00"))
    early = make_appointment(desk.world, desk.world.at(MONDAY, "09:00"))
    make_appointment(desk.world, desk.world.at("2027-06-08", "09:00"))
    assert [entry.public_id for entry in sheet(desk).entries] == [early.public_id, late.public_id]


def test_the_day_ends_at_midnight_of_the_clinic(desk: Desk) -> None:
    make_appointment(desk.world, desk.world.at(MONDAY, "23:30"))
    make_appointment(desk.world, desk.world.at("2027-06-08", "00:30"))
    assert len(sheet(desk).entries) == 1


def test_counts_leave_out_what_did_not_take_place(desk: Desk) -> None:
    world = desk.world
    for hour, status in enumerate(["fulfilled", "fulfilled", "no_show", "booked", "arrived", "cancelled"]):
        make_appointment(world, world.at(MONDAY, f"{9 + hour:02d}:00"), status=status)
    day = sheet(desk)
    assert (day.done, day.expected, day.no_shows, len(day.cancelled)) == (2, 4, 1, 1)


def test_now_and_next(desk: Desk) -> None:
    running = make_appointment(desk.world, desk.world.at(MONDAY, "10:00"))
    following = make_appointment(desk.world, desk.world.at(MONDAY, "11:00"))
    make_appointment(desk.world, desk.world.at(MONDAY, "12:00"))
    day = sheet(desk)
    assert [entry.public_id for entry in day.current] == [running.public_id]
    assert day.next.public_id == following.public_id


def test_free_time_begins_at_a_step_of_the_wall_clock(db: None) -> None:
    """It is twenty to six there: the next half hour of the wall is no half hour of UTC."""
    world = make_world(zone="Asia/Kathmandu", hours=(9 * 60, 22 * 60))
    now = world.at(MONDAY, "17:40")
    (free,) = free_times(clinic=world.clinic, day=now.date(), now=now)
    assert (free.starts_at, free.ends_at) == (world.at(MONDAY, "18:00"), world.at(MONDAY, "22:00"))


def test_free_time_is_what_bookings_leave_of_the_working_hours(desk: Desk) -> None:
    make_appointment(desk.world, desk.world.at(MONDAY, "12:00"))
    free = sheet(desk, therapist=desk.world.therapist).free
    at = desk.world.at
    assert [(f.starts_at, f.ends_at) for f in free] == [
        (at(MONDAY, "10:30"), at(MONDAY, "12:00")),
        (at(MONDAY, "13:00"), at(MONDAY, "17:00")),
    ]


def test_a_hold_that_ran_out_is_no_part_of_the_day(desk: Desk) -> None:
    make_appointment(
        desk.world, desk.world.at(MONDAY, "12:00"), status="held", hold_expires_at=NOW - timedelta(minutes=1)
    )
    make_appointment(
        desk.world,
        desk.world.at(MONDAY, "13:00"),
        status="cancelled",
        cancellation_reason="hold_released",
    )
    assert sheet(desk).entries == sheet(desk).cancelled == ()


def test_first_visits_are_marked(desk: Desk) -> None:
    patient = make_patient(desk.world.clinic)
    make_appointment(desk.world, desk.world.at("2027-06-01", "12:00"), status="fulfilled", patient=patient)
    make_appointment(desk.world, desk.world.at(MONDAY, "12:00"), patient=patient)
    make_appointment(desk.world, desk.world.at(MONDAY, "14:00"))
    assert [entry.is_first_visit for entry in sheet(desk).entries] == [False, True]


def test_a_therapist_starts_with_their_own_day(desk: Desk) -> None:
    own = make_appointment(desk.world, desk.world.at(MONDAY, "12:00"))
    make_appointment(
        desk.world,
        desk.world.at(MONDAY, "12:00"),
        therapist=desk.world.therapists[1],
        room=desk.world.rooms[1],
    )
    response = desk.browser("therapist").get(reverse("dashboard:today"))
    assert [entry.public_id for entry in response.context["sheet"].entries] == [own.public_id]


def test_a_colleagues_visit_is_a_busy_time_without_a_name(desk: Desk) -> None:
    visit = make_appointment(
        desk.world,
        desk.world.at(MONDAY, "12:00"),
        therapist=desk.world.therapists[1],
        room=desk.world.rooms[1],
    )
    page = desk.browser("therapist").get(reverse("dashboard:today"), {"therapist": "all"}).content.decode()
    assert visit.patient
    assert "Busy" in page
    assert visit.patient.full_name not in page
    assert visit.public_id not in page
    assert (
        visit.patient.full_name in desk.browser("reception").get(reverse("dashboard:today")).content.decode()
    )


def test_reception_can_choose_one_therapist(desk: Desk) -> None:
    make_appointment(desk.world, desk.world.at(MONDAY, "12:00"))
    whose = {"therapist": desk.world.therapists[1].public_id}
    response = desk.browser("reception").get(reverse("dashboard:today"), whose)
    assert response.context["sheet"].entries == ()


def test_the_date_field_leads_to_the_day(desk: Desk) -> None:
    response = desk.browser("reception").get(reverse("dashboard:choose_day"), {"day": "2027-06-09"})
    assert response["Location"] == reverse("dashboard:day", args=["2027-06-09"])


@pytest.mark.parametrize("day", ["", "soon", "2027-02-30", "9999-12-31"])
def test_a_date_that_is_none_leads_back_to_today(desk: Desk, day: str) -> None:
    response = desk.browser("reception").get(reverse("dashboard:choose_day"), {"day": day}, follow=True)
    assert response.redirect_chain == [(reverse("dashboard:today"), 302)]
    assert "choose a date" in response.content.decode()


def test_an_impossible_day_is_not_there(desk: Desk) -> None:
    assert desk.browser("reception").get("/dashboard/day/2027-02-30/").status_code == 404


def test_an_empty_day_says_what_to_do_next(desk: Desk) -> None:
    page = desk.browser("reception").get(reverse("dashboard:today")).content.decode()
    assert "No visits yet" in page
    assert reverse("dashboard:book") in page


@pytest.mark.parametrize("visits", [1, 30])
def test_a_full_day_takes_as_many_queries_as_an_empty_one(
    db: None, now: object, django_assert_num_queries: Asserting, visits: int
) -> None:
    world = make_world(minutes=15)
    for number in range(visits):
        make_appointment(world, world.at(MONDAY, "09:00") + timedelta(minutes=15 * number))
    user = make_user("reception", world.clinic)
    with django_assert_num_queries(7):
        # roles; visits; services; schedules and rooms, what is taken; therapists; locations
        day = day_sheet(clinic=world.clinic, day=NOW.date(), now=NOW, user=user)
    assert len(day.entries) == visits


@pytest.mark.parametrize("visits", [1, 30])
def test_the_page_adds_eight_queries_to_the_sheet(
    db: None, now: object, django_assert_num_queries: Asserting, visits: int
) -> None:
    world = make_world(minutes=15)
    for number in range(visits):
        make_appointment(world, world.at(MONDAY, "09:00") + timedelta(minutes=15 * number))
    desk = Desk(world, *[make_user("reception", world.clinic)] * 6)
    browser = desk.browser("reception")
    with django_assert_num_queries(15):
        # session, user; memberships, therapist; therapists; the sheet's seven; undelivered messages; the sender's last look, the oldest message
        browser.get(reverse("dashboard:today"))
