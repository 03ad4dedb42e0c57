"""What a clinic consists of, over HTTP: made, read, changed, taken away."""

from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from bookings.models import (
    AccessRecord,
    Appointment,
    Location,
    Membership,
    Patient,
    Service,
    TimeOff,
    WeeklyHours,
)
from tests.api.conftest import Program, key_for, problem_of
from tests.factories import World, make_appointment, make_patient, make_user, make_world

KINDS = ["services", "service-options", "locations", "rooms", "therapists", "weekly-hours", "date-overrides",
         "time-off", "patients", "waitlist"]  # fmt: skip


def sample(kind: str, world: World) -> dict[str, Any]:
    """A valid body of each kind."""
    therapist, location = world.therapist.public_id, world.location.public_id
    waits = world.clinic.patients.first() or (make_patient(world.clinic) if kind == "waitlist" else None)
    return {
        "services": {
            "name": "Swedish", "description": "Calm", "modality": "mod-swe", "booking_mode": "request",
            "buffer_before_minutes": 5, "buffer_after_minutes": 10, "room_kind": None, "therapists": [therapist],
        },
        "service-options": {
            "service": world.service.public_id, "minutes": 90, "price": "110.00", "currency": "EUR",
        },
        "locations": {"name": "Harbour", "address": "2 Quay", "time_zone": "Europe/London"},
        "rooms": {"location": location, "name": "Blue", "kinds": ["heat"]},
        "therapists": {
            "email": "new@example.org", "first_name": "New", "last_name": "One", "bio": "",
            "services": [world.service.public_id], "offer_policy": "adjacent",
            "max_hands_on_minutes": 300, "max_deep_in_a_row": 2, "active": True,
        },
        "weekly-hours": {
            "therapist": therapist, "location": location, "weekday": 6, "start_time": "22:00", "end_time": "02:00",
            "valid_from": "2027-06-01", "valid_until": None, "every_weeks": 2,
        },
        "date-overrides": {
            "therapist": therapist, "location": location, "date": "2027-06-09",
            "intervals": [["10:00", "12:30"], ["14:00", "24:00"]],
        },
        "time-off": {
            "therapist": None, "location": None, "starts_at": "2027-06-09T14:00:00+00:00",
            "ends_at": "2027-06-10T14:00:00+00:00", "reason": "holiday",
        },
        "patients": {
            "first_name": "Ada", "last_name": "Byron", "email": "ada@example.org", "phone": "+1 555 0101",
            "birth_date": "1990-12-10", "sex": "female", "guardian": None,
        },
        "waitlist": {
            "patient": waits.public_id if waits else "", "option": world.option.public_id, "therapists": [therapist],
            "location": None, "weekdays": [0, 2], "from_time": "09:00", "until_time": "24:00",
            "from_date": "2027-06-07", "until_date": "2027-07-07", "notice_minutes": 240,
        },
    }[kind]  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_what_was_made_is_read_changed_and_taken_away(world: World, owner: Program, kind: str) -> None:
    body = sample(kind, world)
    made = owner.post(f"{kind}/", body, Idempotency_Key="one")
    assert made.status_code == 201, made.json()
    again = owner.post(f"{kind}/", body, Idempotency_Key="one")
    assert again.json() == made.json()
    assert made.json().items() >= body.items()
    path = f"{kind}/{made.json()['id']}/"
    read = owner.get(path)
    assert (read.json(), read["ETag"]) == (made.json(), made["ETag"])
    assert made.json() in owner.get(f"{kind}/", page_size=200).json()["results"]
    name, value = next((n, v) for n, v in body.items() if isinstance(v, str) and n in CHANGES)
    changed = owner("PATCH", path, {name: CHANGES[name]}, If_Match=read["ETag"])
    assert changed.json() == {**read.json(), name: CHANGES[name]}
    assert owner("PATCH", path, {name: value}, If_Match=read["ETag"]).status_code == 412
    assert owner.get(path)["ETag"] == changed["ETag"]
    assert owner("DELETE", path, If_Match=read["ETag"]).status_code == 412
    if kind == "patients":
        assert problem_of(owner("DELETE", path))["code"] == "in_use"
    else:
        assert owner("DELETE", path).status_code == 204
        assert owner.get(path).status_code == 404


CHANGES = {
    "name": "Another name", "price": "99.50", "email": "other@example.org", "start_time": "21:00",
    "date": "2027-06-10", "reason": "illness", "until_date": "2027-08-01",
}  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "change", "field"),
    [
        ("services", {"name": ""}, "name"),
        ("services", {"modality": "mod-x"}, "modality"),
        ("services", {"buffer_before_minutes": -5}, "buffer_before_minutes"),
        ("services", {"buffer_after_minutes": 10**9}, "buffer_after_minutes"),
        ("services", {"therapists": ["unknown"]}, "therapists"),
        ("service-options", {"minutes": 0}, "minutes"),
        ("service-options", {"price": "-1"}, "price"),
        ("service-options", {"price": "NaN"}, "price"),
        ("service-options", {"currency": "dollar"}, "currency"),
        ("locations", {"time_zone": "Mars/Olympus"}, "time_zone"),
        ("locations", {"time_zone": "../UTC"}, "time_zone"),
        ("locations", {"name": "x" * 10**5}, "name"),
        ("rooms", {"kinds": "heat"}, "kinds"),
        ("rooms", {"kinds": [None]}, "kinds.0"),
        ("therapists", {"email": "x"}, "email"),
        ("therapists", {"max_hands_on_minutes": -1}, "max_hands_on_minutes"),
        ("therapists", {"max_deep_in_a_row": 10**6}, "max_deep_in_a_row"),
        ("therapists", {"offer_policy": "some"}, "offer_policy"),
        ("weekly-hours", {"weekday": 7}, "weekday"),
        ("weekly-hours", {"start_time": "24:00"}, "start_time"),
        ("weekly-hours", {"start_time": "9:00"}, "start_time"),
        ("weekly-hours", {"end_time": "24:01"}, "end_time"),
        ("weekly-hours", {"end_time": "22:00"}, "end_time"),
        ("weekly-hours", {"end_time": 17}, "end_time"),
        ("weekly-hours", {"valid_until": "2027-05-01"}, "valid_until"),
        ("weekly-hours", {"every_weeks": 0}, "every_weeks"),
        ("date-overrides", {"intervals": [["10:00"]]}, "intervals.0"),
        ("date-overrides", {"intervals": [["10:00", "12:00"], ["11:00", "13:00"]]}, "intervals"),
        ("date-overrides", {"intervals": [["10:00", "25:00"]]}, "intervals.0.1"),
        ("date-overrides", {"date": "2027-02-30"}, "date"),
        ("time-off", {"ends_at": "2027-06-09T14:00:00Z"}, "ends_at"),
        ("time-off", {"starts_at": "2027-06-09T14:00:00"}, "starts_at"),
        ("waitlist", {"patient": "unknown"}, "patient"),
        ("waitlist", {"weekdays": []}, "weekdays"),
        ("waitlist", {"weekdays": [7]}, "weekdays.0"),
        ("waitlist", {"until_date": "2027-06-01"}, "until_date"),
        ("waitlist", {"until_date": "2029-06-01"}, "until_date"),
        ("waitlist", {"from_time": "24:00"}, "from_time"),
        ("waitlist", {"from_time": "10:00", "until_time": "09:00"}, "until_time"),
        ("waitlist", {"notice_minutes": -1}, "notice_minutes"),
        ("patients", {"birth_date": "2030-01-01"}, "birth_date"),
        ("patients", {"sex": "x"}, "sex"),
        ("patients", {"last_name": None}, "last_name"),
    ],
)
def test_bad_input_names_its_field_and_stores_nothing(
    world: World, owner: Program, kind: str, change: dict[str, Any], field: str
) -> None:
    before = owner.get(f"{kind}/").json()
    answer = owner.post(f"{kind}/", {**sample(kind, world), **change})
    assert answer.status_code == 400
    assert {error["field"] for error in problem_of(answer)["errors"]} == {field}
    assert owner.get(f"{kind}/").json() == before


@pytest.mark.parametrize("kind", KINDS)
def test_references_to_another_clinic_are_not_there(world: World, owner: Program, kind: str) -> None:
    other = make_world()
    body = sample(kind, world)
    foreign = {"service": other.service, "option": other.option, "patient": make_patient(other.clinic), "location": other.location, "therapist": other.therapist,
               "guardian": make_patient(other.clinic)}  # fmt: skip
    for field in foreign.keys() & body.keys():
        for value in (foreign[field].public_id, ""):
            answer = owner.post(f"{kind}/", {**body, field: value})
            errors = [(e["field"], e["code"]) for e in problem_of(answer)["errors"]]
            assert errors == [(field, "does_not_exist")]


@pytest.mark.parametrize("kind", KINDS)
def test_another_clinic_finds_nothing(world: World, owner: Program, kind: str) -> None:
    made = owner.post(f"{kind}/", sample(kind, world)).json()
    other = make_world()
    stranger = key_for(make_user("owner", other.clinic), other.clinic)
    assert made["id"] not in str(stranger.get(f"{kind}/", page_size=200).json())
    for method in ("GET", "PATCH", "DELETE"):
        assert stranger(method, f"{kind}/{made['id']}/", {}).status_code in (404, 405)
    assert owner.get(f"{kind}/{made['id']}/").json() == made


def test_what_is_part_of_history_is_kept(world: World, owner: Program) -> None:
    make_appointment(world, world.at("2027-06-09", "10:00"))
    for path in (f"service-options/{world.option.public_id}/", f"rooms/{world.rooms[0].public_id}/",
                 f"therapists/{world.therapist.public_id}/", f"locations/{world.location.public_id}/"):  # fmt: skip
        answer = owner("DELETE", path)
        assert (answer.status_code, problem_of(answer)["code"]) == (409, "in_use")
        assert owner("PATCH", path, {"active": False}).json()["active"] is False
    assert Appointment.objects.count() == 1


def test_every_change_of_what_a_clinic_consists_of_is_written_down(world: World, owner: Program) -> None:
    written: list[str] = []
    for kind in ("services", "service-options", "locations", "rooms", "therapists"):
        path = f"{kind}/{owner.post(f'{kind}/', sample(kind, world)).json()['id']}/"
        assert owner("PATCH", path, {"active": False}).status_code == 200
        assert owner("DELETE", path).status_code == 204
        done = "service" if kind == "service-options" else kind[:-1]
        written += [f"{done}_{verb}" for verb in ("added", "changed", "removed")]
    written[3:6] = ["service_changed"] * 3
    assert owner("PATCH", f"clinics/{world.clinic.slug}/policy/", {"horizon_days": 40}).status_code == 200
    told = AccessRecord.objects.filter(clinic=world.clinic).order_by("id").values_list("action", flat=True)
    assert list(told) == [*written, "rules_changed"]


def test_a_location_keeps_its_zone_while_visits_are_to_come(world: World, owner: Program) -> None:
    visit = make_appointment(world, world.at("2027-06-09", "10:00"))
    path = f"locations/{world.location.public_id}/"
    refused = problem_of(owner("PATCH", path, {"time_zone": "Europe/London"}))
    assert refused["errors"][0]["field"] == "time_zone"
    assert owner("PATCH", path, {"name": "The same place"}).status_code == 200
    Appointment.objects.filter(pk=visit.pk).update(status="cancelled", cancelled_at=visit.created_at)
    assert owner("PATCH", path, {"time_zone": "Europe/London"}).json()["time_zone"] == "Europe/London"


def test_roles(world: World, owner: Program, reception: Program, therapist: Program) -> None:
    service = f"services/{world.service.public_id}/"
    for program in (reception, therapist):
        assert program.get(service).status_code == 200
        assert program("PATCH", service, {"name": "x"}).status_code == 403
        assert program("DELETE", service).status_code == 403
        assert program.post("locations/", sample("locations", world)).status_code == 403
    assert reception.post("patients/", sample("patients", world)).status_code == 201
    assert therapist.post("patients/", sample("patients", world)).status_code == 403
    assert Service.objects.get().name == "Massage"


def test_therapists_set_their_own_times_only(world: World, therapist: Program, reception: Program) -> None:
    from tests.factories import make_therapist

    colleague = make_therapist(world.clinic, world.service, world.location)
    for kind in ("weekly-hours", "date-overrides", "time-off"):
        body = {**sample(kind, world), "therapist": world.therapist.public_id}
        assert reception.post(f"{kind}/", body).status_code == 403
        made = therapist.post(f"{kind}/", body)
        assert made.status_code == 201
        assert therapist.post(f"{kind}/", {**body, "therapist": colleague.public_id}).status_code == 403
        path = f"{kind}/{made.json()['id']}/"
        assert therapist("PATCH", path, {"therapist": colleague.public_id}).status_code == 403
    assert therapist.post("time-off/", sample("time-off", world)).status_code == 403  # the whole clinic's
    theirs = WeeklyHours.objects.filter(therapist=colleague).first()
    assert theirs
    assert therapist("DELETE", f"weekly-hours/{theirs.public_id}/").status_code == 403
    assert TimeOff.objects.count() == 1


def test_therapists_see_the_patients_whom_they_treat(
    world: World, therapist: Program, owner: Program
) -> None:
    treated = make_appointment(world, world.at("2027-06-09", "10:00")).patient
    other = make_patient(world.clinic)
    assert [one["id"] for one in therapist.get("patients/").json()["results"]] == [treated.public_id]
    assert therapist.get(f"patients/{other.public_id}/").status_code == 404
    assert owner.get("patients/").json()["count"] == 2


def test_a_changed_name_is_found_again(world: World, reception: Program) -> None:
    made = reception.post("patients/", sample("patients", world)).json()
    reception("PATCH", f"patients/{made['id']}/", {"last_name": "Löwe", "phone": "+1 555 9876"})
    patient = Patient.objects.get()
    assert (patient.search_name, patient.phone_digits) == ("lowe ada", "67895551")


def test_a_date_has_one_override(world: World, owner: Program) -> None:
    owner.post("date-overrides/", sample("date-overrides", world))
    answer = owner.post("date-overrides/", sample("date-overrides", world))
    assert problem_of(answer)["errors"][0]["field"] == "date"


def test_a_room_stays_where_visits_are_booked_in_it(world: World, owner: Program) -> None:
    room = make_appointment(world, world.at("2027-06-08", "10:00"), room=world.rooms[0]).room
    elsewhere = owner.post("locations/", sample("locations", world)).json()["id"]
    answer = owner("PATCH", f"rooms/{room.public_id}/", {"location": elsewhere})
    assert (answer.status_code, problem_of(answer)["code"]) == (400, "room_in_use")
    assert owner("PATCH", f"rooms/{room.public_id}/", {"name": "Green"}).status_code == 200


def test_new_hours_can_be_booked_at_once(world: World, owner: Program, anybody: Program) -> None:
    """From an empty clinic to a free time, by nothing but the API."""
    location = owner.post("locations/", sample("locations", world)).json()["id"]
    owner.post("rooms/", {**sample("rooms", world), "location": location})
    service = owner.post("services/", {**sample("services", world), "therapists": []}).json()["id"]
    option = owner.post("service-options/", {**sample("service-options", world), "service": service}).json()[
        "id"
    ]
    therapist = owner.post("therapists/", {**sample("therapists", world), "services": [service]}).json()["id"]
    hours = {
        "therapist": therapist,
        "location": location,
        "weekday": 2,
        "start_time": "10:00",
        "end_time": "12:00",
    }
    assert owner.post("weekly-hours/", hours).status_code == 201
    query = {"option": option, "from": "2027-06-09", "to": "2027-06-09"}
    (day,) = anybody.get(f"clinics/{world.clinic.slug}/slots/", **query).json()["days"]
    assert [slot["starts_at"] for slot in day["slots"]] == [
        "2027-06-09T10:00:00+01:00",
        "2027-06-09T10:30:00+01:00",
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_a_list_takes_the_same_queries_for_one_and_for_many(
    world: World, owner: Program, kind: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    owner.get("me/")  # the first use of a key is noted
    queries = {"services": 5, "therapists": 5, "waitlist": 5}.get(kind, 4)
    for number in range(4):
        body = sample(kind, world)
        owner.post(f"{kind}/", body | ({"date": f"2027-07-0{number + 1}"} if "date" in body else {}))
        if number in (0, 3):
            with django_assert_num_queries(queries):
                assert owner.get(f"{kind}/").status_code == 200


def test_lists_are_narrowed_by_references(world: World, owner: Program) -> None:
    Location.objects.create(clinic=world.clinic, name="Other", time_zone="UTC")
    assert owner.get("weekly-hours/", therapist=world.therapist.public_id).json()["count"] == 5
    assert owner.get("weekly-hours/", therapist="unknown").json()["count"] == 0
    assert owner.get("rooms/", location=world.location.public_id).json()["count"] == 1
    assert problem_of(owner.get("rooms/", colour="red"))["errors"][0]["code"] == "unknown_parameter"


def test_who_works_nowhere_is_told_so(world: World, client: Any) -> None:
    client.force_login(make_user())
    for kind in KINDS:
        assert client.get(f"/api/v1/{kind}/").status_code == 403
    assert not Membership.objects.filter(role="").exists()
