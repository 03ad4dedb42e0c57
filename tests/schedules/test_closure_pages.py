"""Closing time on the staff's pages: preview, choose, apply."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from bookings.models import Appointment, TimeOff, User
from tests.factories import NOW, World, make_appointment, make_user, make_world

pytestmark = pytest.mark.django_db(transaction=True)
NEW = reverse("dashboard:closure_new")
DAY = {"who": "all", "where": "all", "first": "2027-06-08"}


@pytest.fixture(autouse=True)
def now() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def world(db: None) -> World:
    return make_world(therapists=2)


def browser(user: User | None) -> Client:
    client = Client()
    assert user
    client.force_login(user)
    return client


@pytest.fixture
def owner(world: World) -> Client:
    return browser(make_user("owner", world.clinic))


def fields(page: str) -> dict[str, str]:
    """The hidden fields of the preview, as the browser would send them."""
    hidden = re.findall(r'<input type="hidden" name="([\w-]+)" value="([^"]*)"', page)
    return {name: value for name, value in hidden if name != "csrfmiddlewaretoken"}


def three(world: World) -> list[Appointment]:
    return [make_appointment(world, world.at("2027-06-08", f"{hour}:00")) for hour in (10, 11, 12)]


def test_preview_choose_apply(world: World, owner: Client) -> None:
    moved, cancelled, kept = three(world)
    page = owner.get(NEW, DAY)
    shown = page.content.decode()
    assert "3 visits are hit" in shown
    assert not TimeOff.objects.exists()
    choices = {
        f"do-{moved.public_id}": "",
        f"do-{cancelled.public_id}": "cancel",
        f"do-{kept.public_id}": "keep",
    }
    response = owner.post(NEW, {**fields(shown), **choices, "all": "move"}, follow=True)
    assert "2 visits were moved or cancelled" in response.content.decode()
    row = TimeOff.objects.get()
    before = kept.starts_at
    for visit in (moved, cancelled, kept):
        visit.refresh_from_db()
    assert moved.starts_at == world.at("2027-06-07", "16:00")
    assert (cancelled.status, kept.status, kept.starts_at) == ("cancelled", "booked", before)
    assert "1 visit inside" in owner.get(reverse("dashboard:closures")).content.decode()
    page = reverse("dashboard:closure", args=[row.public_id])
    assert "Still inside" in owner.get(page).content.decode()
    owner.post(page, {f"do-{kept.public_id}": "", "all": "cancel"})
    kept.refresh_from_db()
    assert kept.status == "cancelled"
    owner.post(reverse("dashboard:closure_remove", args=[row.public_id]))
    assert not TimeOff.objects.exists()


def test_nothing_happens_before_somebody_says_what(world: World, owner: Client) -> None:
    visits = three(world)
    sent = {**DAY, **{f"do-{visit.public_id}": "" for visit in visits}}
    response = owner.post(NEW, sent)
    assert response.status_code == 409
    assert "Please say what is to become of the visits." in response.content.decode()
    assert not TimeOff.objects.exists()


def test_a_visit_booked_meanwhile_is_shown_before_anything_is_closed(world: World, owner: Client) -> None:
    visits = three(world)
    sent = {**DAY, "all": "cancel", **{f"do-{visit.public_id}": "" for visit in visits[:2]}}
    response = owner.post(NEW, sent)
    assert "There are visits in this time" in response.content.decode()
    assert f"do-{visits[2].public_id}" in response.content.decode()
    assert not TimeOff.objects.exists()
    assert set(Appointment.objects.values_list("status", flat=True)) == {"booked"}


def test_a_day_without_visits_is_closed_with_one_tap(world: World, owner: Client) -> None:
    shown = owner.get(NEW, {**DAY, "from_time": "12:00", "until_time": "14:00", "reason": "Team lunch"})
    owner.post(NEW, fields(shown.content.decode()))
    row = TimeOff.objects.get()
    assert (row.starts_at, row.ends_at) == (world.at("2027-06-08", "12:00"), world.at("2027-06-08", "14:00"))
    assert (row.therapist, row.location, row.reason) == (None, None, "Team lunch")
    assert "Team lunch" in owner.get(reverse("dashboard:closures")).content.decode()


@pytest.mark.parametrize(
    "wrong",
    [
        {"first": "2027-06-01"},
        {"first": "2027-06-08", "last": "2027-06-07"},
        {"first": "2027-06-08", "last": "2029-06-08"},
        {"first": "2027-06-08", "from_time": "14:00", "until_time": "14:00"},
        {"first": "tomorrow"},
        {"first": "2027-06-08", "who": "somebody"},
    ],
)
def test_what_cannot_be_read_is_said(world: World, owner: Client, wrong: dict[str, str]) -> None:
    asked = {"who": "all", "where": "all", **wrong}
    for response in (owner.get(NEW, asked), owner.post(NEW, asked)):
        assert response.status_code == 400
    assert not TimeOff.objects.exists()


def test_a_therapist_sets_their_own_time_only(world: World) -> None:
    me = browser(world.therapists[0].user)
    own, other = (therapist.public_id for therapist in world.therapists)
    for who, status in ((own, 302), (other, 400), ("all", 400)):
        assert me.post(NEW, {**DAY, "who": who}).status_code == status
    assert [row.therapist for row in TimeOff.objects.all()] == [world.therapists[0]]
    assert me.get(NEW, {"day": "2027-07-04"}).status_code == 400
    colleague = browser(world.therapists[1].user)
    row = TimeOff.objects.get()
    for name in ("closure", "closure_remove"):
        assert colleague.post(reverse(f"dashboard:{name}", args=[row.public_id])).status_code == 404
    assert TimeOff.objects.exists()


def test_ticked_holidays_go_through_the_same_preview(world: World, owner: Client) -> None:
    visit = make_appointment(world, world.at("2027-07-05", "10:00"))
    listed = owner.get(reverse("dashboard:holidays"), {"year": "2027"}).content.decode()
    assert 'value="2027-07-05"' in listed
    assert "Independence Day" in listed
    ticked: dict[str, Any] = {"day": ["2027-07-05", "2027-12-25", "2027-06-09", "nonsense"]}
    shown = owner.get(NEW, ticked).content.decode()
    assert "1 visit is hit" in shown
    assert "Christmas Day" in shown
    assert "June 9" not in shown
    assert 'value="2027-05-31"' not in listed
    owner.post(NEW, {**ticked, f"do-{visit.public_id}": "keep", "all": "keep"})
    rows = TimeOff.objects.order_by("starts_at")
    assert [(row.is_holiday, row.starts_at) for row in rows] == [
        (True, world.at("2027-07-05", "00:00")),
        (True, world.at("2027-12-25", "00:00")),
    ]
    assert 'value="2027-07-05"' not in owner.get(reverse("dashboard:holidays")).content.decode()


def test_the_reason_stands_in_no_address_and_the_preview_can_be_loaded_again(
    world: World, owner: Client
) -> None:
    three(world)
    answer = owner.post(NEW, {**DAY, "reason": "operation", "preview": "1"})
    assert answer.status_code == 302
    assert "operation" not in answer["Location"]
    for _again in range(2):
        shown = owner.get(answer["Location"]).content.decode()
        assert "3 visits are hit" in shown
        assert "operation" in shown
    assert not TimeOff.objects.exists()
    wrong = owner.post(NEW, {**DAY, "first": "", "preview": "1"})
    assert (wrong.status_code, TimeOff.objects.count()) == (400, 0)
