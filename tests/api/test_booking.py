"""Hold, book, and the link in the message: the patient's side over HTTP."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine

from bookings.models import Appointment, Service
from notes.screening.items import BY_CODE
from tests.api.conftest import Program, problem_of
from tests.factories import NOW, World, make_appointment, make_patient, make_world

PERSON = {"first_name": "Ada", "last_name": "Byron", "email": "ada@example.org"}
TEN = "2027-06-09T10:00:00-04:00"


def hold(world: World, anybody: Program, starts_at: str = TEN, **headers: str) -> Any:
    body = {"option": world.option.public_id, "starts_at": starts_at}
    return anybody.post(f"clinics/{world.clinic.slug}/holds/", body, **headers)


def book(
    world: World, anybody: Program, token: str, headers: dict[str, str] | None = None, **more: Any
) -> Any:
    body = {"hold": token, "patient": PERSON, **more}
    return anybody.post(f"clinics/{world.clinic.slug}/appointments/", body, **(headers or {}))


def booked(world: World, anybody: Program) -> Any:
    return book(world, anybody, hold(world, anybody).json()["token"]).json()


def token_of(body: dict[str, Any]) -> str:
    return str(body["manage_url"].rstrip("/").rpartition("/")[2])


def test_a_time_is_held_for_some_minutes(world: World, anybody: Program) -> None:
    answer = hold(world, anybody)
    assert answer.status_code == 201
    assert answer.json() == {
        "token": Appointment.objects.get().token,
        "expires_at": "2027-06-07T08:10:00-04:00",
        "starts_at": TEN,
        "ends_at": "2027-06-09T11:00:00-04:00",
        "therapist": world.therapist.public_id,
        "location": world.location.public_id,
    }


def test_a_booking_takes_twelve_statements(
    world: World, anybody: Program, django_assert_num_queries: Any
) -> None:
    """The transaction's own (three), clinic, hold, namesakes; patient; hold again; visit, event, messages; the answer."""
    token = hold(world, anybody).json()["token"]
    with django_assert_num_queries(12):
        assert book(world, anybody, token).status_code == 201


def test_a_taken_time_offers_three_others_that_can_be_held(world: World, anybody: Program) -> None:
    hold(world, anybody)
    answer = hold(world, anybody)
    assert answer.status_code == 409
    body = problem_of(answer)
    assert body["code"] == "slot_taken"
    assert len(body["alternatives"]) == 3
    assert hold(world, anybody, body["alternatives"][0]["starts_at"]).status_code == 201
    assert Appointment.objects.count() == 2


@pytest.mark.parametrize("starts_at", ["2027-06-09T08:00:00-04:00", "2027-06-09T10:10:00-04:00", "2027-06-06T10:00:00Z",
                                       "2029-06-06T10:00:00Z"])  # fmt: skip
def test_a_time_that_is_not_offered_says_so(world: World, anybody: Program, starts_at: str) -> None:
    answer = hold(world, anybody, starts_at)
    assert (answer.status_code, problem_of(answer)["code"]) == (409, "outside_policy")
    assert not Appointment.objects.exists()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"option": "unknown"}, "option"),
        ({"option": 7}, "option"),
        ({"option": None}, "option"),
        ({"starts_at": "2027-06-09T10:00:00"}, "starts_at"),
        ({"starts_at": "soon"}, "starts_at"),
        ({"starts_at": "0001-01-01T00:00:00+14:00"}, "starts_at"),
        ({"starts_at": ["2027"]}, "starts_at"),
        ({"therapist": "unknown"}, "therapist"),
        ({"location": {}}, "location"),
    ],
)
def test_a_bad_hold_names_its_field_and_holds_nothing(
    world: World, anybody: Program, change: dict[str, Any], field: str
) -> None:
    body = {"option": world.option.public_id, "starts_at": TEN, **change}
    answer = anybody.post(f"clinics/{world.clinic.slug}/holds/", body)
    assert answer.status_code == 400
    assert {error["field"] for error in problem_of(answer)["errors"]} == {field}
    assert not Appointment.objects.exists()


def test_ids_of_another_clinic_cannot_be_held(world: World, anybody: Program) -> None:
    other = make_world()
    for change in ({"option": other.option.public_id}, {"therapist": other.therapist.public_id},
                   {"location": other.location.public_id}):  # fmt: skip
        body = {"option": world.option.public_id, "starts_at": TEN, **change}
        answer = anybody.post(f"clinics/{world.clinic.slug}/holds/", body)
        assert problem_of(answer)["errors"][0]["code"] == "does_not_exist"
    assert not Appointment.objects.exists()


def test_a_hold_is_given_back_once_and_gone_ever_after(world: World, anybody: Program) -> None:
    token = hold(world, anybody).json()["token"]
    for _ in range(2):
        assert anybody("DELETE", f"holds/{token}/").status_code == 204
    assert anybody("DELETE", "holds/never-was/").status_code == 204
    assert hold(world, anybody).status_code == 201


def test_giving_back_a_booked_time_changes_nothing(world: World, anybody: Program) -> None:
    token = token_of(booked(world, anybody))
    assert anybody("DELETE", f"holds/{token}/").status_code == 204
    assert Appointment.objects.get().status == Appointment.Status.BOOKED


def test_a_hold_becomes_an_appointment(world: World, anybody: Program) -> None:
    token = hold(world, anybody).json()["token"]
    more = {
        "reason": "my back",
        "screening": {"answers": dict.fromkeys(BY_CODE, "no")},
        "consent": {"version": "1", "accepted": True},
    }
    answer = book(world, anybody, token, **more)
    assert answer.status_code == 201
    appointment = Appointment.objects.get()
    body = answer.json()
    assert (body["status"], body["starts_at"], body["source"]) == ("booked", TEN, "api")
    assert body["id"] == appointment.public_id
    assert body["patient"] == appointment.patient.public_id
    assert body["manage_url"].endswith(f"/manage/{token}/")
    assert (body["series"], body["cancelled_at"], body["revision"]) == (None, None, 1)
    assert (appointment.reason, appointment.consent_version) == ("my back", "1")
    assert "my back" not in str(body)


def test_the_answer_does_not_tell_that_she_is_elsewhere_then(anybody: Program) -> None:
    world = make_world(therapists=3)
    details = {"first_name": "Ada", "last_name": "Byron", "email": "ada@example.org"}
    ada = make_patient(world.clinic, **details)
    there = make_appointment(world, world.at("2027-06-09", "10:00"), patient=ada)
    answers = [
        book(world, anybody, hold(world, anybody, f"2027-06-09T{clock}:00-04:00").json()["token"])
        for clock in ("10:00", "14:00")
    ]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert {answer.json()["patient"] for answer in answers} == {ada.public_id}
    apart, hers = Appointment.objects.filter(source="api").order_by("starts_at")
    assert (apart.patient == ada, hers.patient == ada) == (False, True)
    taken = {there.therapist_id, apart.therapist_id}
    (free,) = [one.public_id for one in world.therapists if one.pk not in taken]
    link = f"manage/{hers.token}/"
    moved = anybody.post(f"{link}reschedule/", {"starts_at": TEN, "therapist": free})
    assert (moved.status_code, moved.json()["patient"]) == (200, ada.public_id)


def test_where_the_clinic_confirms_it_is_a_request(world: World, anybody: Program) -> None:
    Service.objects.update(booking_mode=Service.BookingMode.REQUEST)
    assert booked(world, anybody)["status"] == "pending"


def test_an_expired_hold_offers_other_times(world: World, anybody: Program) -> None:
    token = hold(world, anybody).json()["token"]
    with time_machine.travel(NOW + timedelta(minutes=11), tick=False):
        answer = book(world, anybody, token)
    assert (answer.status_code, problem_of(answer)["code"]) == (409, "hold_expired")
    assert len(answer.json()["alternatives"]) == 3


def test_a_hold_of_another_clinic_or_none_is_expired_too(world: World, anybody: Program) -> None:
    other = make_world()
    token = hold(other, anybody).json()["token"]
    for wrong in (token, "never-was"):
        assert problem_of(book(world, anybody, wrong))["code"] == "hold_expired"
    assert Appointment.objects.get().status == Appointment.Status.HELD


def test_a_used_hold_is_not_booked_twice(world: World, anybody: Program) -> None:
    token = token_of(booked(world, anybody))
    answer = book(world, anybody, token)
    assert (answer.status_code, problem_of(answer)["code"]) == (409, "already_booked")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"patient": {"first_name": "Ada"}}, "patient.last_name"),
        ({"patient": "Ada"}, "patient"),
        ({"patient": {**PERSON, "email": "ada"}}, "patient.email"),
        ({"patient": {**PERSON, "first_name": "A" * 1000}}, "patient.first_name"),
        ({"patient": {**PERSON, "first_name": " "}}, "patient.first_name"),
        ({"patient": {**PERSON, "birth_date": "2030-01-01"}}, "patient.birth_date"),
        ({"screening": {"answers": []}}, "screening.answers"),
        ({"screening": {}}, "screening.answers"),
        ({"consent": {"version": "1", "accepted": False}}, "consent.accepted"),
        ({"hold": None}, "hold"),
        ({"reason": "x" * 3000}, "reason"),
    ],
)
def test_a_bad_booking_names_its_field_and_keeps_the_hold(
    world: World, anybody: Program, change: dict[str, Any], field: str
) -> None:
    token = hold(world, anybody).json()["token"]
    body = {"hold": token, "patient": PERSON, **change}
    answer = anybody.post(f"clinics/{world.clinic.slug}/appointments/", body)
    assert answer.status_code == 400
    assert field in {error["field"] for error in problem_of(answer)["errors"]}
    assert Appointment.objects.get().status == Appointment.Status.HELD


# --- the link in the message ---------------------------------------------------------------------


def test_looking_changes_nothing(world: World, anybody: Program) -> None:
    token = token_of(booked(world, anybody))
    before = Appointment.objects.values().get()
    answer = anybody.get(f"manage/{token}/")
    body = answer.json()
    assert (body["therapist_name"], body["minutes"], body["price"]) == (
        world.therapist.full_name,
        60,
        "80.00",
    )
    assert world.service.name not in answer.content.decode()
    assert (body["can_confirm"], body["can_cancel"], body["can_reschedule"]) == (True, True, True)
    assert "override_reason" not in body
    assert Appointment.objects.values().get() == before
    assert anybody.get(f"manage/{token}/cancel/").status_code == 405


def test_confirm_twice_is_one_fact(world: World, anybody: Program) -> None:
    token = token_of(booked(world, anybody))
    for _ in range(2):
        answer = anybody.post(f"manage/{token}/confirm/")
        assert answer.status_code == 200
        assert answer.json()["confirmed_at"] == "2027-06-07T08:00:00-04:00"


def test_a_cancelled_appointment_stays_and_is_not_cancelled_twice(world: World, anybody: Program) -> None:
    token = token_of(booked(world, anybody))
    body = anybody.post(f"manage/{token}/cancel/", {"reason": "illness"}).json()
    assert (body["status"], body["cancellation_reason"]) == ("cancelled", "illness")
    answer = anybody.post(f"manage/{token}/cancel/", {"reason": "illness"})
    assert (answer.status_code, problem_of(answer)["code"]) == (409, "invalid_transition")
    assert problem_of(answer)["present_status"] == "cancelled"
    assert anybody.get(f"manage/{token}/").json()["status"] == "cancelled"
    answer = anybody.post(f"manage/{token}/cancel/", {"reason": "clinic"})
    assert problem_of(answer)["errors"][0]["field"] == "reason"


def test_a_move_gives_the_old_time_back(world: World, anybody: Program) -> None:
    token = token_of(booked(world, anybody))
    to = "2027-06-10T15:00:00-04:00"
    body = anybody.post(f"manage/{token}/reschedule/", {"starts_at": to}).json()
    assert (body["starts_at"], body["revision"]) == (to, 2)
    assert hold(world, anybody).status_code == 201


def test_a_refused_move_keeps_the_old_time(world: World, anybody: Program) -> None:
    token = token_of(booked(world, anybody))
    make_appointment(world, world.at("2027-06-10", "15:00"))
    for to, code in (("2027-06-10T15:00:00-04:00", "slot_taken"), ("2027-06-13T15:00:00Z", "outside_policy")):
        answer = anybody.post(f"manage/{token}/reschedule/", {"starts_at": to})
        assert (answer.status_code, problem_of(answer)["code"]) == (409, code)
    assert anybody.get(f"manage/{token}/").json()["starts_at"] == TEN
    with time_machine.travel(world.at("2027-06-08", "12:00"), tick=False):
        answer = anybody.post(f"manage/{token}/reschedule/", {"starts_at": "2027-06-10T12:00:00-04:00"})
    assert (answer.status_code, problem_of(answer)["code"]) == (409, "too_late")


def test_a_link_that_never_was_and_a_hold_open_nothing(world: World, anybody: Program) -> None:
    token = hold(world, anybody).json()["token"]
    for wrong in (token, "never-was"):
        assert anybody.get(f"manage/{wrong}/").status_code == 404
        assert anybody.post(f"manage/{wrong}/cancel/").status_code == 404
    assert Appointment.objects.get().status == Appointment.Status.HELD


def test_a_stale_tag_is_refused(world: World, anybody: Program) -> None:
    token = token_of(booked(world, anybody))
    tag = anybody.get(f"manage/{token}/")["ETag"]
    to = {"starts_at": "2027-06-10T15:00:00-04:00"}
    moved = anybody.post(f"manage/{token}/reschedule/", to, If_Match=tag)
    assert moved.status_code == 200
    assert moved["ETag"] != tag
    for path in ("reschedule/", "cancel/", "confirm/"):
        answer = anybody.post(f"manage/{token}/{path}", to if path == "reschedule/" else None, If_Match=tag)
        assert (answer.status_code, problem_of(answer)["code"]) == (412, "stale_revision")
    assert anybody.post(f"manage/{token}/cancel/", If_Match=moved["ETag"]).status_code == 200
