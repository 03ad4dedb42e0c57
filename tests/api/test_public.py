"""What everybody may ask: the clinic, its services, people, places and free times."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils.dateparse import parse_datetime
from pytest_django import DjangoAssertNumQueries

from bookings.models import Location, ServiceOption, Therapist
from tests.api.conftest import Program, problem_of
from tests.factories import World, make_appointment, make_world


def ask(world: World, anybody: Program, first: str, last: str, **more: Any) -> Any:
    query = {"option": world.option.public_id, "from": first, "to": last, **more}
    return anybody.get(f"clinics/{world.clinic.slug}/slots/", **query)


def starts(answer: Any) -> list[str]:
    return [slot["starts_at"] for day in answer.json()["days"] for slot in day["slots"]]


def test_a_clinic_shows_itself_and_its_rules_in_words_and_numbers(world: World, anybody: Program) -> None:
    body = anybody.get(f"clinics/{world.clinic.slug}/").json()
    assert (body["id"], body["time_zone"]) == (world.clinic.public_id, "America/New_York")
    assert body["booking_policy"]["cancel_notice_hours"] == 24
    assert any("24" in sentence for sentence in body["booking_policy"]["words"])


def test_the_catalogue_lists_what_is_active(world: World, anybody: Program) -> None:
    closed = ServiceOption.objects.create(
        clinic=world.clinic, service=world.service, minutes=90, price="110.00", is_active=False
    )
    Therapist.objects.create(clinic=world.clinic, first_name="Gone", is_active=False)
    Location.objects.create(clinic=world.clinic, name="Closed", time_zone="UTC", is_active=False)
    base = f"clinics/{world.clinic.slug}"
    (service,) = anybody.get(f"{base}/services/").json()["results"]
    assert service["options"] == [
        {"id": world.option.public_id, "minutes": 60, "price": "80.00", "currency": "USD"}
    ]
    assert closed.public_id not in str(service)
    (therapist,) = anybody.get(f"{base}/therapists/").json()["results"]
    assert therapist["id"] == world.therapist.public_id
    assert therapist["services"] == [world.service.public_id]
    (location,) = anybody.get(f"{base}/locations/").json()["results"]
    assert location == {
        "id": world.location.public_id,
        "name": "Main Street",
        "address": "1 Main Street",
        "time_zone": "America/New_York",
    }


def test_therapists_of_one_service(world: World, anybody: Program) -> None:
    Therapist.objects.create(clinic=world.clinic, first_name="Other")
    path = f"clinics/{world.clinic.slug}/therapists/"
    found = anybody.get(path, service=world.service.public_id).json()
    assert [one["id"] for one in found["results"]] == [world.therapist.public_id]
    assert anybody.get(path, service="nothing").status_code == 404


def test_every_date_is_listed_with_the_offset_of_the_place(world: World, anybody: Program) -> None:
    make_appointment(world, world.at("2027-06-09", "10:00"))
    answer = ask(world, anybody, "2027-06-08", "2027-06-14")
    body = answer.json()
    assert [day["date"] for day in body["days"]] == [f"2027-06-{n:02d}" for n in range(8, 15)]
    assert [len(day["slots"]) for day in body["days"]] == [15, 12, 15, 15, 0, 0, 15]
    first = body["days"][0]["slots"][0]
    assert first == {
        "starts_at": "2027-06-08T09:00:00-04:00",
        "ends_at": "2027-06-08T10:00:00-04:00",
        "location": world.location.public_id,
        "therapists": [world.therapist.public_id],
    }
    assert "2027-06-09T09:30:00-04:00" not in starts(answer)


def test_the_offset_follows_the_change_of_clocks(anybody: Program) -> None:
    world = make_world(weekdays=range(7), horizon_days=365)
    answer = ask(world, anybody, "2027-11-06", "2027-11-08")
    assert [day["slots"][0]["starts_at"][-6:] for day in answer.json()["days"]] == [
        "-04:00",
        "-05:00",
        "-05:00",
    ]


def test_slots_of_one_therapist_and_one_place(anybody: Program) -> None:
    world = make_world(therapists=3)
    chosen = world.therapists[1]
    answer = ask(world, anybody, "2027-06-08", "2027-06-08", therapist=chosen.public_id,
                 location=world.location.public_id)  # fmt: skip
    slots = answer.json()["days"][0]["slots"]
    assert slots
    assert all(slot["therapists"] == [chosen.public_id] for slot in slots)


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"from": "2027-06-08"}, "to"),
        ({"to": "2027-06-08"}, "from"),
        ({"from": "2027-06-09", "to": "2027-06-08"}, "to"),
        ({"from": "2027-06-01", "to": "2027-08-02"}, "to"),
        ({"from": "2027-02-30", "to": "2027-03-01"}, "from"),
        ({"from": "tomorrow", "to": "2027-03-01"}, "from"),
        ({"from": "9999-12-31", "to": "2027-06-08"}, "from"),
        ({"from": "2027-06-08", "to": "2027-06-08", "colour": "red"}, "colour"),
        ({"from": ["2027-06-08", "2027-06-09"], "to": "2027-06-09"}, "from"),
        ({"from": "2027-06-08", "to": "2027-06-08", "therapist": "a\0b"}, "therapist"),
        ({"from": "2027-06-08", "to": "2027-06-08", "option": ""}, "option"),
    ],
)
def test_a_bad_question_names_its_field(
    world: World, anybody: Program, query: dict[str, Any], field: str
) -> None:
    query = {"option": world.option.public_id, **query}
    answer = anybody.get(f"clinics/{world.clinic.slug}/slots/", **query)
    assert answer.status_code == 400
    assert {error["field"] for error in problem_of(answer)["errors"]} == {field}


def test_sixty_two_days_are_the_most(world: World, anybody: Program) -> None:
    assert len(ask(world, anybody, "2027-06-01", "2027-08-01").json()["days"]) == 62


def test_ids_of_another_clinic_are_not_there(world: World, anybody: Program) -> None:
    other = make_world()
    for wrong in (
        {"option": other.option.public_id},
        {"therapist": other.therapist.public_id},
        {"location": other.location.public_id},
        {"option": "unknown"},
    ):
        assert ask(world, anybody, "2027-06-08", "2027-06-08", **wrong).status_code == 404
    assert anybody.get("clinics/nowhere/services/").status_code == 404


def test_five_therapists_and_two_weeks_take_three_queries(
    anybody: Program, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    small, large = make_world(), make_world(therapists=5)
    for therapist, room in zip(large.therapists, large.rooms, strict=True):
        make_appointment(large, large.at("2027-06-09", "10:00"), therapist=therapist, room=room)
    first = date(2027, 6, 8)
    for world, days in ((small, 1), (large, 14)):
        with django_assert_num_queries(3):
            answer = ask(world, anybody, first.isoformat(), (first + timedelta(days - 1)).isoformat())
        assert len(answer.json()["days"]) == days
        assert len(answer.json()["days"][0]["slots"][0]["therapists"]) == len(world.therapists)


def test_the_next_times_from_an_instant_on(world: World, anybody: Program) -> None:
    path = f"clinics/{world.clinic.slug}/slots/next/"
    body = anybody.get(path, option=world.option.public_id).json()
    assert len(body["slots"]) == 3
    after = "2027-06-11T16:00:00-04:00"
    body = anybody.get(path, option=world.option.public_id, after=after, count=2).json()
    assert [slot["starts_at"] for slot in body["slots"]] == [after, "2027-06-14T09:00:00-04:00"]
    for query, field in (({"after": "2027-06-11T16:00"}, "after"), ({"count": 0}, "count")):
        answer = anybody.get(path, option=world.option.public_id, **query)
        assert problem_of(answer)["errors"][0]["field"] == field


def test_lists_come_in_pages(world: World, anybody: Program) -> None:
    for number in range(3):
        Location.objects.create(clinic=world.clinic, name=f"Place {number}", time_zone="UTC")
    path = f"clinics/{world.clinic.slug}/locations/"
    body = anybody.get(path, page_size=2).json()
    assert (body["count"], len(body["results"]), body["previous"]) == (4, 2, None)
    assert "page=2" in body["next"]
    assert anybody.get(path, page_size=1000).status_code == 200
    assert anybody.get(path, page=99).status_code == 404
    for wrong in ({"page": "x"}, {"page_size": 0}, {"order": "name"}):
        answer = anybody.get(path, **wrong)
        assert problem_of(answer)["errors"][0]["field"] == next(iter(wrong))


def test_a_wrong_key_or_a_session_makes_no_difference_to_public_addresses(world: World) -> None:
    client = Client(headers={"Authorization": "Bearer wrong"})
    assert client.get(f"/api/v1/clinics/{world.clinic.slug}/").status_code == 200


def test_what_is_listed_can_be_read_back_as_instants(world: World, anybody: Program) -> None:
    for start in starts(ask(world, anybody, "2027-06-08", "2027-06-09")):
        instant = parse_datetime(start)
        assert instant is not None
        assert instant.utcoffset() == timedelta(hours=-4)
