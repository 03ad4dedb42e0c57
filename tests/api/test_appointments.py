"""Appointments as staff see and change them."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from pytest_django import DjangoAssertNumQueries

from bookings.models import Appointment, Patient, Series
from tests.api.conftest import Program, key_for, problem_of
from tests.factories import NOW, World, make_appointment, make_patient, make_user, make_world

FIELDS = {
    "id", "option", "therapist", "location", "room", "patient", "starts_at", "ends_at", "status", "revision",
    "source", "series", "override_reason", "cancelled_at", "cancellation_reason", "confirmed_at",
}  # fmt: skip


@pytest.fixture
def booked(world: World) -> Appointment:
    return make_appointment(world, world.at("2027-06-09", "10:00"))


def wish(world: World, **more: Any) -> dict[str, Any]:
    return {
        "option": world.option.public_id,
        "starts_at": "2027-06-09T14:00:00-04:00",
        "therapist": world.therapist.public_id,
        "patient": make_patient(world.clinic).public_id,
        **more,
    }


def test_a_list_holds_what_is_promised_and_filters(
    world: World, reception: Program, booked: Appointment
) -> None:
    later = make_appointment(
        world, world.at("2027-06-10", "10:00"), status="cancelled", patient=booked.patient
    )
    body = reception.get("appointments/").json()
    assert [one["id"] for one in body["results"]] == [booked.public_id, later.public_id]
    assert set(body["results"][0]) >= FIELDS
    assert body["results"][0]["starts_at"] == "2027-06-09T10:00:00-04:00"
    for query, found in (
        ({"from": "2027-06-10"}, [later]),
        ({"to": "2027-06-09"}, [booked]),
        ({"from": "2027-06-09", "to": "2027-06-09"}, [booked]),
        ({"from": "2027-06-09T14:00:00Z", "to": "2027-06-09T14:00:01Z"}, [booked]),
        ({"to": "2027-06-09T14:00:00Z"}, []),
        ({"status": "cancelled"}, [later]),
        ({"therapist": world.therapist.public_id}, [booked, later]),
        ({"therapist": "unknown"}, []),
        ({"patient": booked.patient.public_id, "location": world.location.public_id}, [booked, later]),
    ):
        ids = [one["id"] for one in reception.get("appointments/", **query).json()["results"]]
        assert ids == [one.public_id for one in found], query
    for wrong in ({"status": "lost"}, {"from": "monday"}, {"from": "2027-06-09T10:00"}, {"colour": "red"}):
        assert problem_of(reception.get("appointments/", **wrong))["errors"][0]["field"] == next(iter(wrong))


def test_a_record_that_was_merged_into_another_is_booked_no_more(world: World, reception: Program) -> None:
    kept, dropped = make_patient(world.clinic), make_patient(world.clinic)
    Patient.objects.filter(pk=dropped.pk).update(merged_into=kept)
    answer = reception.post("appointments/", wish(world, patient=dropped.public_id))
    assert problem_of(answer)["errors"][0]["field"] == "patient"
    assert not Appointment.objects.exists()


def test_staff_are_not_given_the_patients_link(world: World, reception: Program, booked: Appointment) -> None:
    path = f"appointments/{booked.public_id}/"
    move = {"starts_at": "2027-06-10T10:00:00-04:00"}
    for answer in (
        reception.get("appointments/"),
        reception.get(path),
        reception.post("appointments/", wish(world)),
        reception.post(f"{path}reschedule/", move),
    ):
        assert answer.status_code in (200, 201)
        assert "manage" not in answer.content.decode()
    assert booked.token not in answer.content.decode()


def test_lists_leave_out_what_never_was_a_visit(world: World, reception: Program) -> None:
    reason, ran_out = Appointment.CancelReason, NOW - timedelta(minutes=1)
    held = {"status": "held", "patient": None}
    live = make_appointment(
        world, world.at("2027-06-08", "10:00"), **held, hold_expires_at=NOW + timedelta(minutes=9)
    )
    dead = make_appointment(world, world.at("2027-06-08", "12:00"), **held, hold_expires_at=ran_out)
    ended = [
        make_appointment(
            world, world.at("2027-06-09", "10:00"), status="cancelled", cancellation_reason=why, patient=None
        )
        for why in (reason.HOLD_EXPIRED, reason.HOLD_RELEASED)
    ]
    answer = reception.get("appointments/")
    assert [(one["id"], one["status"]) for one in answer.json()["results"]] == [(live.public_id, "held")]
    assert live.token not in answer.content.decode()
    assert reception.get("appointments/", status="cancelled").json()["count"] == 0
    for one in (dead, *ended):
        assert reception.get(f"appointments/{one.public_id}/").status_code == 200


def test_the_series_is_told(world: World, reception: Program, anybody: Program, booked: Appointment) -> None:
    series = Series.objects.create(clinic=world.clinic, patient=booked.patient, option=world.option)
    Appointment.objects.update(series=series)
    assert reception.get("appointments/").json()["results"][0]["series"] == series.public_id
    assert anybody.get(f"manage/{booked.token}/").json()["series"] == series.public_id


def test_a_list_takes_the_same_queries_for_one_and_for_many(
    world: World, reception: Program, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    reception.get("me/")  # the first use of a key is noted
    for day in ("2027-06-08", "2027-06-09"):
        for hour in ("09:00", "10:00", "11:00"):
            make_appointment(world, world.at(day, hour))
        with django_assert_num_queries(4):
            reception.get("appointments/")


def test_a_therapist_sees_their_own_and_others_do_not_exist(booked: Appointment, world: World) -> None:
    other = make_world()
    colleague = key_for(make_user("therapist", world.clinic), world.clinic)
    stranger = key_for(make_user("owner", other.clinic), other.clinic)
    for program in (colleague, stranger):
        assert program.get("appointments/").json()["count"] == 0
        assert program.get(f"appointments/{booked.public_id}/").status_code == 404
        answer = program.post(f"appointments/{booked.public_id}/cancel/")
        assert (answer.status_code, problem_of(answer)["code"]) == (404, "not_found")
    booked.refresh_from_db()
    assert booked.status == "booked"


def test_staff_book_for_a_patient(world: World, reception: Program) -> None:
    answer = reception.post("appointments/", wish(world))
    assert answer.status_code == 201
    body = answer.json()
    assert (body["status"], body["source"], body["starts_at"]) == (
        "booked",
        "staff",
        "2027-06-09T14:00:00-04:00",
    )
    assert reception.get(f"appointments/{body['id']}/").json() == body


def test_hours_give_way_to_a_reason_and_overlaps_to_nothing(world: World, reception: Program) -> None:
    sunday = {"starts_at": "2027-06-13T20:00:00-04:00"}
    answer = reception.post("appointments/", wish(world, **sunday))
    assert (answer.status_code, problem_of(answer)["code"]) == (409, "outside_policy")
    answer = reception.post("appointments/", wish(world, **sunday, override_reason="ill all week"))
    assert (answer.status_code, answer.json()["override_reason"]) == (201, "ill all week")
    again = reception.post("appointments/", wish(world, **sunday, override_reason="me too"))
    assert (again.status_code, problem_of(again)["code"]) == (409, "slot_taken")
    assert Appointment.objects.count() == 1


@pytest.mark.parametrize("field", ["option", "therapist", "patient", "location", "room"])
def test_ids_of_another_clinic_are_not_there(world: World, reception: Program, field: str) -> None:
    other = make_world()
    foreign = {
        "option": other.option, "therapist": other.therapist, "patient": make_patient(other.clinic),
        "location": other.location, "room": other.rooms[0],
    }[field]  # fmt: skip
    answer = reception.post("appointments/", wish(world, **{field: foreign.public_id}))
    assert answer.status_code == 400
    assert [(e["field"], e["code"]) for e in problem_of(answer)["errors"]] == [(field, "does_not_exist")]
    assert not Appointment.objects.exists()


def test_the_course_of_a_visit(world: World, therapist: Program, booked: Appointment) -> None:
    path = f"appointments/{booked.public_id}"
    assert therapist.post(f"{path}/confirm/").json()["confirmed_at"] is not None
    answer = therapist.post(f"{path}/no-show/")
    assert (answer.status_code, problem_of(answer)["code"]) == (409, "invalid_transition")
    with time_machine.travel(booked.starts_at, tick=False):
        assert therapist.post(f"{path}/arrive/").json()["status"] == "arrived"
        assert therapist.post(f"{path}/fulfil/").json()["status"] == "fulfilled"
        answer = therapist.post(f"{path}/cancel/")
        assert (answer.status_code, problem_of(answer)["present_status"]) == (409, "fulfilled")
    history = therapist.get(f"{path}/history/").json()
    assert [line["kind"] for line in history] == ["fulfilled", "arrived", "confirmed"]


def test_requests_are_accepted_or_declined(world: World, owner: Program) -> None:
    for verb, status, time in (("accept", "booked", "10:00"), ("decline", "cancelled", "14:00")):
        request = make_appointment(
            world, world.at("2027-06-09", time), status="pending", answer_by=NOW + timedelta(hours=5)
        )
        answer = owner.post(f"appointments/{request.public_id}/{verb}/")
        assert (answer.status_code, answer.json()["status"]) == (200, status)


def test_staff_cancel_for_the_clinic_unless_they_say_otherwise(world: World, reception: Program) -> None:
    for body, reason in ((None, "clinic"), ({"reason": "illness"}, "illness")):
        booked = make_appointment(world, world.at("2027-06-09", "10:00"))
        answer = reception.post(f"appointments/{booked.public_id}/cancel/", body)
        assert (answer.json()["status"], answer.json()["cancellation_reason"]) == ("cancelled", reason)


def test_a_tag_guards_against_a_change_in_between(
    world: World, reception: Program, booked: Appointment
) -> None:
    path = f"appointments/{booked.public_id}/"
    tag = reception.get(path)["ETag"]
    assert reception.get(path)["ETag"] == tag
    to = {"starts_at": "2027-06-10T10:00:00-04:00"}
    moved = reception.post(f"{path}reschedule/", to, If_Match=tag)
    assert (moved.status_code, moved.json()["revision"]) == (200, 2)
    stale = reception.post(f"{path}cancel/", If_Match=tag)
    assert (stale.status_code, problem_of(stale)["code"]) == (412, "stale_revision")
    assert reception.post(f"{path}cancel/", If_Match=f'"x", {moved["ETag"]}').status_code == 200


def test_staff_move_to_a_colleague(reception: Program, booked: Appointment, world: World) -> None:
    from tests.factories import make_therapist

    colleague = make_therapist(world.clinic, world.service, world.location)
    body = {"starts_at": "2027-06-09T10:00:00-04:00", "therapist": colleague.public_id}
    moved = reception.post(f"appointments/{booked.public_id}/reschedule/", body).json()
    assert (moved["therapist"], moved["revision"]) == (colleague.public_id, 2)


def test_a_patient_with_an_account_sees_their_own_and_acts_by_their_link(
    booked: Appointment, client: Any
) -> None:
    user = make_user()
    booked.patient.user = user
    booked.patient.save()
    client.force_login(user)
    (mine,) = client.get("/api/v1/appointments/").json()["results"]
    assert mine["id"] == booked.public_id
    for path, body in (("appointments/", {}), (f"appointments/{booked.public_id}/cancel/", {})):
        answer = client.post(f"/api/v1/{path}", body, content_type="application/json")
        assert (answer.status_code, problem_of(answer)["code"]) == (403, "permission_denied")


def test_the_rules_are_read_by_all_and_set_by_the_owner(
    world: World, owner: Program, reception: Program, anybody: Program
) -> None:
    path = f"clinics/{world.clinic.slug}/policy/"
    before = anybody.get(path)
    assert before.json()["quiet_hours"] == {"from": "21:00", "to": "08:00"}
    change = {
        "hold_minutes": 20,
        "waitlist_offer_minutes": 45,
        "reminder_offsets_hours": [24, 72],
        "quiet_hours": {"from": "22:00", "to": "07:30"},
    }
    for program, status in ((anybody, 401), (reception, 403)):
        assert program("PATCH", path, change).status_code == status
    other = make_world()
    assert key_for(make_user("owner", other.clinic), other.clinic)("PATCH", path, change).status_code == 404
    assert anybody.get(path).json() == before.json()
    after = owner("PATCH", path, change, If_Match=before["ETag"])
    assert after.status_code == 200
    assert after.json() == {**before.json(), **change, "reminder_offsets_hours": [72, 24]}
    assert owner("PATCH", path, change, If_Match=before["ETag"]).status_code == 412
    for wrong in (
        {"slot_step_minutes": 0}, {"hold_minutes": 1000}, {"horizon_days": -1}, {"cancel_notice_hours": "x"},
        {"reminder_offsets_hours": [24, 24]}, {"reminder_offsets_hours": [0]}, {"min_notice_minutes": 10**12},
        {"quiet_hours": {"from": "25:00", "to": "07:00"}}, {"quiet_hours": 7}, {"message_alias": "x" * 81},
        {"waitlist_offer_minutes": 4}, {"waitlist_offer_minutes": 721},
    ):  # fmt: skip
        answer = owner("PATCH", path, wrong)
        assert answer.status_code == 400, wrong
        assert problem_of(answer)["errors"][0]["field"].startswith(next(iter(wrong)))
