"""The calendar without a browser: what each role gets, how many queries it takes, what a drop may do."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.db.models import F
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from bookings.models import Appointment, Series, ServiceOption, TimeOff
from tests.dashboard.conftest import MONDAY, NOW, Desk
from tests.factories import make_appointment, make_patient, make_therapist, make_world

TUESDAY = "2027-06-08"
# Session, user, memberships, therapist; then the version.
UNCHANGED = 5
# The same, therapists and locations for what is asked; the visits, services, the schedule, therapists, rooms.
FEED = UNCHANGED + 7
# The same, the options with their lengths, and whether mail is stuck (two), as on every page of the staff.
PAGE = FEED + 3


@pytest.fixture
def visits(desk: Desk) -> list[Appointment]:
    """Maya at ten, of a plan; Jonas at ten."""
    world = desk.world
    patients = [make_patient(world.clinic, first_name=name, last_name="Stone") for name in ("Ada", "Ben")]
    series = Series.objects.create(
        clinic=world.clinic, patient=patients[0], option=world.option, made_for="somebodysplan"
    )
    return [
        make_appointment(
            world, world.at(TUESDAY, "10:00"), patient=patients[number], therapist=world.therapists[number],
            room=world.rooms[number], series=series if number == 0 else None,
        )
        for number in range(2)
    ]  # fmt: skip


def feed_of(client: Client, **asked: str) -> dict[str, Any]:
    response = client.get(reverse("dashboard:calendar_feed"), {"view": "people", "day": TUESDAY, **asked})
    assert response.status_code == 200
    return dict(response.json())


def place(client: Client, visit: Appointment, time: str, revision: int = 1, **fields: str) -> Any:
    return client.post(
        reverse("dashboard:place", args=[visit.public_id]),
        {"starts_at": f"{TUESDAY}T{time}", "zone": "America/New_York", "therapist": visit.therapist.public_id}
        | fields,
        headers={"If-Match": f'"{revision}"'},
    )


def test_reception_sees_everybody_and_no_clinical_word(desk: Desk, visits: list[Appointment]) -> None:
    board = feed_of(desk.browser("reception"))
    assert [column["name"] for column in board["columns"]] == ["Jonas Lind", "Maya Okafor"]
    ada, ben = board["visits"]
    assert (ada["patient"], ada["start"], ada["plan"]) == ("Ada Stone", f"{TUESDAY}T10:00", True)
    assert "plan" not in ben
    assert {"reason", "made_for", "somebodysplan"}.isdisjoint(json.dumps(board).split('"'))


def test_a_therapist_sees_colleagues_as_busy(desk: Desk, visits: list[Appointment]) -> None:
    board = feed_of(desk.browser("therapist"))
    own, other = board["visits"]
    assert (own["patient"], own["movable"]) == ("Ada Stone", True)
    assert other["busy"]
    assert (other["id"], other["patient"], other["treatment"], other["option"]) == ("", "", "", "")
    assert "movable" not in other
    assert "Ben" not in json.dumps(board)


def test_hours_breaks_time_off_and_closures_are_told_apart(desk: Desk) -> None:
    world = desk.world
    at = world.at
    TimeOff.objects.create(
        clinic=world.clinic,
        therapist=world.therapist,
        starts_at=at(TUESDAY, "13:00"),
        ends_at=at(TUESDAY, "14:00"),
    )
    TimeOff.objects.create(
        clinic=world.clinic, starts_at=at(TUESDAY, "16:00"), ends_at=at(TUESDAY, "17:00"), reason="Secret"
    )
    world.therapist.weekly_hours.filter(weekday=1).update(end_minute=12 * 60)
    world.therapist.weekly_hours.create(
        clinic=world.clinic, location=world.location, weekday=1, start_minute=13 * 60, end_minute=17 * 60
    )
    board = feed_of(desk.browser("reception"))
    mine = [
        (shade["kind"], shade["start"][11:], shade["end"][11:])
        for shade in board["shades"]
        if shade["column"] == world.therapist.public_id
    ]
    assert sorted(mine) == [
        ("break", "12:00", "13:00"),
        ("closed", "00:00", "09:00"),
        ("closed", "17:00", "00:00"),
        ("closure", "16:00", "17:00"),
        ("off", "13:00", "14:00"),
    ]
    assert "Secret" not in json.dumps(board)


def test_by_room_and_by_location(desk: Desk, visits: list[Appointment]) -> None:
    board = feed_of(desk.browser("reception"), view="rooms")
    assert [column["name"] for column in board["columns"]] == ["Room 1", "Room 2"]
    other = make_world()  # another clinic's location filters nothing here
    assert len(feed_of(desk.browser("reception"), location=other.location.public_id)["visits"]) == 2
    assert len(feed_of(desk.browser("reception"), location=desk.world.location.public_id)["visits"]) == 2


def test_who_left_and_a_room_that_was_closed_keep_their_column_while_visits_are_in_it(
    desk: Desk, visits: list[Appointment]
) -> None:
    for retired in (desk.world.therapists[1], desk.world.rooms[1]):
        type(retired)._default_manager.filter(pk=retired.pk).update(is_active=False)
    reception = desk.browser("reception")
    assert {one["name"] for one in feed_of(reception)["columns"]} == {"Jonas Lind", "Maya Okafor"}
    assert [one["name"] for one in feed_of(reception, view="rooms")["columns"]] == ["Room 1", "Room 2"]
    Appointment.objects.filter(pk=visits[1].pk).update(
        starts_at=F("starts_at") + timedelta(days=1),
        ends_at=F("ends_at") + timedelta(days=1),
        occupies_from=F("occupies_from") + timedelta(days=1),
        occupies_until=F("occupies_until") + timedelta(days=1),
    )
    assert [one["name"] for one in feed_of(reception)["columns"]] == ["Maya Okafor"]


def test_the_week_is_one_therapists(desk: Desk, visits: list[Appointment]) -> None:
    asked = {"view": "week", "therapist": desk.world.therapists[1].public_id}
    assert [visit["patient"] for visit in feed_of(desk.browser("reception"), **asked)["visits"]] == [
        "Ben Stone"
    ]


def test_nothing_new_is_304_and_any_change_is_told(desk: Desk, visits: list[Appointment]) -> None:
    client = desk.browser("reception")
    path = reverse("dashboard:calendar_feed") + f"?view=people&day={TUESDAY}"

    def ask(tag: str) -> Any:
        return client.get(path, headers={"If-None-Match": tag})

    tag = ask("")["ETag"]
    assert ask(tag).status_code == 304
    assert ask(tag).content == b""
    make_appointment(desk.world, desk.world.at("2027-06-10", "10:00"))
    assert ask(tag).status_code == 304  # another day
    place(client, visits[0], "14:00")
    changed = ask(tag)
    assert (changed.status_code, changed["ETag"] != tag) == (200, True)
    tag = changed["ETag"]
    Appointment.objects.filter(pk=visits[1].pk).update(confirmed_at=NOW)  # past every action
    assert ask(tag).status_code == 200
    tag = ask("")["ETag"]
    TimeOff.objects.create(
        clinic=desk.world.clinic,
        starts_at=desk.world.at(TUESDAY, "16:00"),
        ends_at=desk.world.at(TUESDAY, "17:00"),
    )
    assert ask(tag).status_code == 200


def test_a_hold_that_runs_out_is_a_change(desk: Desk, now: Any) -> None:
    make_appointment(
        desk.world,
        desk.world.at(TUESDAY, "11:00"),
        status="held",
        hold_expires_at=NOW + timedelta(minutes=10),
    )
    client = desk.browser("reception")
    path = reverse("dashboard:calendar_feed") + f"?view=people&day={TUESDAY}"
    first = client.get(path)
    assert [visit["status"] for visit in first.json()["visits"]] == ["held"]
    Appointment.objects.filter(status="held").update(hold_expires_at=NOW - timedelta(minutes=1))
    again = client.get(path, headers={"If-None-Match": first["ETag"]})
    assert again.json()["visits"] == []


@pytest.mark.parametrize("rows", [1, 30])
def test_the_queries_are_counted(
    desk: Desk, rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    world = desk.world
    for _ in range(rows):
        therapist = make_therapist(world.clinic, world.service, world.location)
        room = world.clinic.rooms.create(location=world.location, name=f"R{therapist.pk}")
        make_appointment(world, world.at(TUESDAY, "10:00"), therapist=therapist, room=room)
    client = desk.browser("reception")
    page = reverse("dashboard:calendar") + f"?view=people&day={TUESDAY}"
    client.get(page)
    with django_assert_num_queries(PAGE):
        client.get(page)
    path = reverse("dashboard:calendar_feed") + f"?view=people&day={TUESDAY}"
    with django_assert_num_queries(FEED):
        tag = client.get(path)["ETag"]
    with django_assert_num_queries(UNCHANGED):
        assert client.get(path, headers={"If-None-Match": tag}).status_code == 304


def test_no_more_than_so_many_are_drawn(
    desk: Desk, visits: list[Appointment], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bookings.appointments.board.read.MOST_ENTRIES", 1)
    board = feed_of(desk.browser("reception"))
    assert (len(board["visits"]), board["is_cut"]) == (1, True)


def test_the_view_is_remembered_the_day_is_not(desk: Desk, visits: list[Appointment]) -> None:
    client = desk.browser("reception")
    client.get(reverse("dashboard:calendar"), {"view": "rooms", "day": TUESDAY})
    choice = client.get(reverse("dashboard:calendar")).context["choice"]
    assert (choice.view.value, choice.day.isoformat()) == ("rooms", MONDAY)


def test_without_javascript_the_list_of_the_day_is_offered(desk: Desk) -> None:
    page = desk.browser("reception").get(reverse("dashboard:calendar"), {"view": "people", "day": TUESDAY})
    assert f'<a href="{reverse("dashboard:day", args=[TUESDAY])}">' in page.content.decode()


def test_a_drop_moves_and_tells_how_to_undo(desk: Desk, visits: list[Appointment]) -> None:
    answer = place(desk.browser("reception"), visits[0], "14:00")
    visits[0].refresh_from_db()
    assert visits[0].starts_at == desk.world.at(TUESDAY, "14:00")
    assert answer.json() | {"said": "", "until": ""} == {
        "id": visits[0].public_id, "revision": 2, "said": "", "can_undo": True, "until": "",
    }  # fmt: skip


def test_a_conflict_is_refused_with_its_reason_and_three_times(desk: Desk, visits: list[Appointment]) -> None:
    jonas = desk.world.therapists[1]
    answer = place(desk.browser("reception"), visits[0], "10:30", therapist=jonas.public_id)
    said = answer.json()
    assert answer.status_code == 409
    assert said["message"] == "The therapist has another appointment then."
    assert {other["therapist"] for other in said["alternatives"]} == {jonas.public_id}
    assert len(said["alternatives"]) == 3
    visits[0].refresh_from_db()
    assert visits[0].revision == 1
    first = said["alternatives"][0]
    taken = place(
        desk.browser("reception"), visits[0], "10:30",
        **{name: first[name] for name in ("starts_at", "therapist", "location")},
    )  # fmt: skip
    assert taken.status_code == 200


def test_a_reason_sets_the_hours_aside_but_nobody_is_booked_twice(
    desk: Desk, visits: list[Appointment]
) -> None:
    client, jonas = desk.browser("reception"), desk.world.therapists[1].public_id
    assert place(client, visits[0], "07:00").json()["can_override"]
    assert place(client, visits[0], "07:00", override_reason="Flight").status_code == 200
    assert place(client, visits[0], "10:30", 2, therapist=jonas, override_reason="Flight").status_code == 409


def test_what_was_changed_meanwhile_is_left_alone(desk: Desk, visits: list[Appointment]) -> None:
    client = desk.browser("reception")
    place(client, visits[0], "14:00")
    assert place(client, visits[0], "15:00").status_code == 412
    without = client.post(reverse("dashboard:place", args=[visits[0].public_id]), {"starts_at": "x"})
    assert without.status_code == 400


def test_a_length_of_the_service_may_be_chosen(desk: Desk, visits: list[Appointment]) -> None:
    longer = ServiceOption.objects.create(
        clinic=desk.world.clinic, service=desk.world.service, minutes=90, price="110.00"
    )
    assert place(desk.browser("reception"), visits[0], "10:00", option=longer.public_id).status_code == 200
    visits[0].refresh_from_db()
    assert visits[0].minutes == 90


def test_a_therapist_cannot_give_a_visit_away_nor_take_one(desk: Desk, visits: list[Appointment]) -> None:
    client = desk.browser("therapist")
    jonas = desk.world.therapists[1].public_id
    assert place(client, visits[0], "14:00", therapist=jonas).status_code == 400
    assert place(client, visits[1], "14:00").status_code == 404
    assert {row.revision for row in Appointment.objects.all()} == {1}


@pytest.mark.parametrize("time", ["2027-03-14T02:30", "soon", "2027-06-08T14:00"])
def test_a_time_that_is_none_is_refused(desk: Desk, visits: list[Appointment], time: str) -> None:
    fields = {"starts_at": time} if time != f"{TUESDAY}T14:00" else {"zone": "Europe/Berlin"}
    assert place(desk.browser("reception"), visits[0], "14:00", **fields).status_code == 400


def test_the_time_that_was_pointed_at_is_chosen_in_the_booking(desk: Desk) -> None:
    patient = make_patient(desk.world.clinic)
    asked = {
        "patient": patient.public_id, "option": desk.world.option.public_id, "day": TUESDAY,
        "therapist": desk.world.therapist.public_id,
    }  # fmt: skip
    page = desk.browser("reception").get(reverse("dashboard:book"), asked | {"time": "10:30"})
    assert page.context["is_wish_open"]
    assert page.content.decode().count(" checked data-focus-me") == 1
    page = desk.browser("reception").get(reverse("dashboard:book"), asked | {"time": "10:45"})
    assert "10:45 am is not free for this treatment" in page.content.decode()
