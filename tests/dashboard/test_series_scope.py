"""Changing one date of a series, and with it the following or all; who may reach how far."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from bookings.appointments.policy import Actor
from bookings.appointments.series import SeriesTime, book_series_directly
from bookings.models import Appointment, Notification, Series
from tests.dashboard.conftest import NOW, Desk
from tests.factories import make_appointment, make_patient

DAYS = ("2027-06-15", "2027-06-17", "2027-06-22", "2027-06-24")


def book(desk: Desk, therapists: tuple[int, ...] = (0, 0, 0, 0)) -> list[Appointment]:
    times = [
        SeriesTime(desk.world.at(day, "10:00"), desk.world.therapists[who])
        for day, who in zip(DAYS, therapists, strict=True)
    ]
    series = book_series_directly(
        option=desk.world.option, times=times, patient=make_patient(desk.world.clinic),
        actor=Actor.staff(desk.reception), now=NOW,
    )  # fmt: skip
    return list(series.appointments.order_by("starts_at"))


@pytest.fixture
def dates(desk: Desk) -> list[Appointment]:
    return book(desk)


def url(name: str, appointment: Appointment) -> str:
    return reverse(f"dashboard:{name}", args=[appointment.public_id])


def move_to(desk: Desk, day: str, time: str, **more: Any) -> dict[str, Any]:
    at = desk.world.at(day, time).isoformat()
    who = desk.world.therapist.public_id
    return {"pick": "1", "choice": f"{at}~{who}~{desk.world.location.public_id}", "revision": 1, **more}


def clocks(desk: Desk) -> list[str]:
    rows = Appointment.objects.filter(series__isnull=False).order_by("starts_at")
    return [row.starts_at.astimezone(desk.world.zone).strftime("%m-%d %H:%M") for row in rows]


def states() -> list[str]:
    return list(Appointment.objects.order_by("starts_at").values_list("status", flat=True))


def test_the_page_of_a_date_says_which_it_is_and_leads_to_the_others(
    desk: Desk, dates: list[Appointment]
) -> None:
    text = desk.browser("reception").get(url("appointment", dates[2])).content.decode()
    assert "Part of a series: 3 of 4" in text
    links = re.findall(r'href="/dashboard/appointments/(\w+)/"', text)
    assert {dates[0].public_id, dates[1].public_id, dates[3].public_id} <= set(links)
    assert reverse("dashboard:series", args=[Series.objects.get().public_id]) in text


def test_a_visit_by_itself_asks_no_scope(desk: Desk) -> None:
    visit = make_appointment(desk.world, desk.world.at(DAYS[0], "12:00"))
    for page in ("appointment", "cancel", "move"):
        text = desk.browser("reception").get(url(page, visit)).content.decode()
        assert 'name="scope"' not in text
        assert "Part of a series" not in text


@pytest.mark.parametrize(("scope", "cancelled"), [("", 2), ("this", 2), ("following", 4)])
def test_cancelling_reaches_as_far_as_was_said(
    desk: Desk, dates: list[Appointment], scope: str, cancelled: int
) -> None:
    """The second of four; the first one is cancelled already."""
    client = desk.browser("reception")
    client.post(url("cancel", dates[0]), {"reason": "illness"})
    client.post(url("cancel", dates[1]), {"reason": "illness", "revision": 1, "scope": scope})
    assert states().count("cancelled") == cancelled


def test_what_is_no_choice_is_refused(desk: Desk, dates: list[Appointment]) -> None:
    """Of the first date all and the following are the same."""
    client = desk.browser("reception")
    assert client.post(url("cancel", dates[0]), {"reason": "work", "scope": "all"}).status_code == 400
    assert set(states()) == {"booked"}


def test_all_are_cancelled_from_the_middle_with_one_letter(desk: Desk, dates: list[Appointment]) -> None:
    page = desk.browser("reception").post(
        url("cancel", dates[1]), {"reason": "work", "scope": "all"}, follow=True
    )
    assert set(states()) == {"cancelled"}
    assert "4 visits are cancelled: their times are free again." in page.content.decode()
    held_back = Notification.objects.filter(state="waiting", send_at=NOW + timedelta(minutes=3))
    assert list(held_back.values_list("kind", flat=True)) == ["series"]


def test_the_following_move_with_it(desk: Desk, dates: list[Appointment]) -> None:
    page = desk.browser("reception").post(
        url("move", dates[1]), move_to(desk, "2027-06-18", "14:00", scope="following"), follow=True
    )
    assert clocks(desk) == ["06-15 10:00", "06-18 14:00", "06-23 14:00", "06-25 14:00"]
    assert "Moved: 3 visits." in page.content.decode()


def test_a_date_that_cannot_follow_is_asked_about_and_then_all_move(
    desk: Desk, dates: list[Appointment]
) -> None:
    make_appointment(desk.world, desk.world.at("2027-06-23", "10:00"))
    client = desk.browser("reception")
    asked = move_to(desk, "2027-06-18", "10:00", scope="following")
    refused = client.post(url("move", dates[1]), asked)
    text = refused.content.decode()
    assert refused.status_code == 409
    assert clocks(desk) == [f"{day[5:]} 10:00" for day in DAYS]
    assert "Where to with these?" in text
    assert "Tue, Jun 22 · 10:00 am → Wed, Jun 23 · 10:00 am" in text
    instead = re.search(rf'name="instead-{dates[2].public_id}" value="([^"]+)" required checked', text)
    assert instead
    client.post(url("move", dates[1]), {**asked, f"instead-{dates[2].public_id}": instead[1]})
    assert clocks(desk) == ["06-15 10:00", "06-18 10:00", "06-23 09:00", "06-25 10:00"]


def test_another_time_that_is_none_is_said(desk: Desk, dates: list[Appointment]) -> None:
    asked = move_to(desk, "2027-06-18", "10:00", scope="following", **{f"instead-{dates[2].public_id}": "x"})
    response = desk.browser("reception").post(url("move", dates[1]), asked)
    assert response.status_code == 400
    assert clocks(desk) == [f"{day[5:]} 10:00" for day in DAYS]


def test_a_therapist_does_not_reach_a_colleagues_dates(desk: Desk) -> None:
    dates = book(desk, therapists=(0, 0, 1, 0))
    client = desk.browser("therapist")
    assert 'name="scope"' not in client.get(url("move", dates[1])).content.decode()
    assert client.get(url("appointment", dates[2])).status_code == 404
    for page, form in (
        ("cancel", {"reason": "work", "scope": "following"}),
        ("move", move_to(desk, "2027-06-18", "10:00", scope="all")),
    ):
        assert client.post(url(page, dates[1]), form).status_code == 400
    assert set(states()) == {"booked"}
    text = client.get(reverse("dashboard:series", args=[dates[0].series.public_id])).content.decode()  # type: ignore[union-attr]
    assert dates[0].public_id in text
    assert dates[2].public_id not in text


def test_the_patients_page_names_the_other_dates_without_their_links(
    desk: Desk, dates: list[Appointment]
) -> None:
    text = desk.browser("anonymous").get(reverse("portal:manage", args=[dates[0].token])).content.decode()
    assert "Tuesday, June 22 at 10:00 am" in text
    assert "Thursday, June 24 at 10:00 am" in text
    for other in dates[1:]:
        assert other.token not in text
        assert other.public_id not in text
