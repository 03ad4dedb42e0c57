"""What was promised to programs, word for word: every resource's fields and every public address.

The table is written down by hand from the public contract, not derived from the code.
"""

import re
from typing import Any

import pytest

from bookings.models import Appointment, Location
from tests.api.conftest import Program, problem_of
from tests.api.test_booking import PERSON, TEN, hold
from tests.api.test_resources import sample
from tests.factories import World, make_appointment, make_patient

# Fields that each staff resource at least has, and what kind of value each holds.
STAFF: dict[str, dict[str, str]] = {
    "services": {
        "id": "id", "name": "text", "description": "text", "modality": "text", "booking_mode": "text",
        "buffer_before_minutes": "minutes", "buffer_after_minutes": "minutes", "room_kind": "text?",
        "therapists": "ids",
    },
    "service-options": {"id": "id", "service": "id", "minutes": "minutes", "price": "money", "currency": "currency"},
    "locations": {"id": "id", "name": "text", "address": "text", "time_zone": "zone"},
    "rooms": {"id": "id", "location": "id", "name": "text", "kinds": "texts"},
    "therapists": {
        "id": "id", "email": "text", "first_name": "text", "last_name": "text", "bio": "text", "services": "ids",
        "offer_policy": "text", "active": "bool",
    },
    "weekly-hours": {
        "id": "id", "therapist": "id", "location": "id", "weekday": "minutes", "start_time": "clock",
        "end_time": "clock", "valid_from": "date?", "valid_until": "date?", "every_weeks": "minutes",
    },
    "date-overrides": {"id": "id", "therapist": "id", "location": "id", "date": "date", "intervals": "intervals"},
    "time-off": {
        "id": "id", "therapist": "id?", "location": "id?", "starts_at": "instant", "ends_at": "instant",
        "reason": "text", "hits": "ids",
    },
    "patients": {
        "id": "id", "first_name": "text", "last_name": "text", "email": "text", "phone": "text",
        "birth_date": "date?", "sex": "text", "guardian": "id?",
    },
    "waitlist": {
        "id": "id", "patient": "id", "option": "id", "therapists": "ids", "location": "id?", "weekdays": "numbers",
        "from_time": "clock", "until_time": "clock", "from_date": "date", "until_date": "date",
        "notice_minutes": "minutes", "state": "text", "created_at": "instant",
    },
}  # fmt: skip
APPOINTMENT = {
    "id": "id", "option": "id", "therapist": "id", "location": "id", "room": "id", "patient": "id?",
    "starts_at": "instant", "ends_at": "instant", "status": "text", "revision": "minutes", "source": "text",
    "series": "id?", "override_reason": "text", "cancelled_at": "instant?", "cancellation_reason": "text",
    "confirmed_at": "instant?",
}  # fmt: skip
POLICY = {
    "min_notice_minutes": "minutes", "horizon_days": "minutes", "slot_step_minutes": "minutes",
    "hold_minutes": "minutes", "cancel_notice_hours": "minutes", "reminder_offsets_hours": "numbers",
    "quiet_hours": "hours", "message_alias": "text",
}  # fmt: skip
SLOT = {"starts_at": "instant", "ends_at": "instant", "location": "id", "therapists": "ids"}


def is_text(value: Any) -> bool:
    return isinstance(value, str)


def matches(pattern: str) -> Any:
    return lambda value: is_text(value) and re.fullmatch(pattern, value) is not None


def every(kind: str) -> Any:
    return lambda value: isinstance(value, list) and all(KINDS[kind](one) for one in value)


KINDS: dict[str, Any] = {
    "text": is_text,
    "bool": lambda value: isinstance(value, bool),
    "minutes": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "id": matches(r"[0-9A-Za-z_-]{8,64}"),
    "money": matches(r"\d+\.\d{2}"),
    "currency": matches(r"[A-Z]{3}"),
    "zone": matches(r"[A-Za-z_]+/[A-Za-z_/]+"),
    "date": matches(r"\d{4}-\d{2}-\d{2}"),
    "clock": matches(r"([01]\d|2[0-3]):[0-5]\d|24:00"),
    "instant": matches(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})"),
    "ids": every("id"),
    "texts": every("text"),
    "numbers": every("minutes"),
    "hours": lambda value: value.keys() == {"from", "to"} and all(KINDS["clock"](v) for v in value.values()),
}
KINDS["intervals"] = lambda value: all(len(pair) == 2 and all(map(KINDS["clock"], pair)) for pair in value)


def check(body: dict[str, Any], fields: dict[str, str]) -> None:
    assert body.keys() >= fields.keys(), fields.keys() - body.keys()
    for name, kind in fields.items():
        value = body[name]
        assert (kind.endswith("?") and value is None) or KINDS[kind.rstrip("?")](value), (name, kind, value)


def check_list(answer: Any) -> list[Any]:
    assert answer.status_code == 200, answer.json()
    assert answer.json().keys() == {"count", "next", "previous", "results"}
    return list(answer.json()["results"])


@pytest.mark.parametrize("kind", STAFF)
def test_a_resource_is_as_promised(world: World, owner: Program, kind: str) -> None:
    body = sample(kind, world)
    made = owner.post(f"{kind}/", body)
    assert made.status_code == 201
    path = f"{kind}/{made.json()['id']}/"
    check(made.json(), STAFF[kind])
    check(owner.get(path).json(), STAFF[kind])
    for one in check_list(owner.get(f"{kind}/")):
        check(one, STAFF[kind])
    for name in body.keys() - {"patient"}:
        assert owner("PATCH", path, {name: body[name]}).json()[name] == body[name]
    assert problem_of(owner.get(f"{kind}/", nonsense="1"))["errors"][0]["code"] == "unknown_parameter"
    assert problem_of(owner("PATCH", path, body, If_Match='"stale"'))["status"] == 412
    first = owner.get(f"{kind}/", page_size=1)
    assert len(check_list(first)) == 1


def test_an_appointment_is_as_promised(world: World, reception: Program) -> None:
    patient = make_patient(world.clinic)
    asked = {
        "option": world.option.public_id, "therapist": world.therapist.public_id,
        "patient": patient.public_id, "starts_at": "2027-06-09T18:30:00-04:00",
        "override_reason": "she can only come late",
    }  # fmt: skip
    made = reception.post("appointments/", asked)
    assert made.status_code == 201, made.json()
    check(made.json(), APPOINTMENT)
    assert made.json().items() >= {n: v for n, v in asked.items() if n != "starts_at"}.items()
    query = {
        "from": "2027-06-09", "to": "2027-06-09", "therapist": world.therapist.public_id,
        "location": world.location.public_id, "patient": patient.public_id, "status": "booked",
    }  # fmt: skip
    assert check_list(reception.get("appointments/", **query)) == [made.json()]
    path = f"appointments/{made.json()['id']}/"
    moved = reception.post(f"{path}reschedule/", {"starts_at": TEN})
    assert (moved.json()["starts_at"], moved.json()["revision"]) == (TEN, 2)
    assert reception.post(f"{path}confirm/").json()["confirmed_at"] is not None
    assert reception.post(f"{path}arrive/").json()["status"] == "arrived"
    assert reception.post(f"{path}fulfil/").json()["status"] == "fulfilled"
    assert len(reception.get(f"{path}history/").json()) == 5
    other = make_appointment(world, world.at("2027-06-09", "14:00"))
    cancelled = reception.post(f"appointments/{other.public_id}/cancel/", {"reason": "illness"}).json()
    check(cancelled, {**APPOINTMENT, "cancelled_at": "instant"})
    asked_for = make_appointment(world, world.at("2027-06-10", "14:00"), status="pending")
    accepted = reception.post(f"appointments/{asked_for.public_id}/accept/")
    assert accepted.json()["status"] == "booked"
    late = reception.post(f"appointments/{asked_for.public_id}/no-show/")
    assert (late.status_code, problem_of(late)["code"]) == (409, "invalid_transition")


def test_the_policy_and_who_am_i_are_as_promised(world: World, owner: Program) -> None:
    path = f"clinics/{world.clinic.slug}/policy/"
    check(owner.get(path).json(), POLICY)
    for name, value in owner.get(path).json().items():
        assert owner("PATCH", path, {name: value}).status_code == 200, name
    assert owner("PATCH", path, {"horizon_days": 30}, If_Match='"stale"').status_code == 412
    me = owner.get("me/").json()
    assert (me["clinic"]["slug"], me["roles"]) == (world.clinic.slug, ["owner"])


def test_the_catalogue_is_as_promised(world: World, anybody: Program) -> None:
    base = f"clinics/{world.clinic.slug}"
    clinic = anybody.get(f"{base}/").json()
    check(clinic, {"name": "text", "time_zone": "zone"})
    numbers = {name: "minutes" for name, kind in POLICY.items() if kind == "minutes"}
    check(clinic["booking_policy"], {**numbers, "words": "texts"})
    (service,) = check_list(anybody.get(f"{base}/services/"))
    texts = {"id": "id", "name": "text", "description": "text", "modality": "text", "booking_mode": "text"}
    check(service, texts)
    for option in service["options"]:
        check(option, {"id": "id", "minutes": "minutes", "price": "money", "currency": "currency"})
    (therapist,) = check_list(anybody.get(f"{base}/therapists/", service=service["id"]))
    check(therapist, {"id": "id", "name": "text", "bio": "text", "services": "ids"})
    (place,) = check_list(anybody.get(f"{base}/locations/"))
    check(place, {"id": "id", "name": "text", "address": "text", "time_zone": "zone"})


def test_free_times_are_as_promised(world: World, anybody: Program) -> None:
    base = f"clinics/{world.clinic.slug}/slots"
    asked = {
        "option": world.option.public_id, "therapist": world.therapist.public_id,
        "location": world.location.public_id,
    }  # fmt: skip
    days = anybody.get(f"{base}/", **asked, **{"from": "2027-06-11", "to": "2027-06-13"}).json()
    assert (days["time_zone"], [day["date"] for day in days["days"]]) == (
        "America/New_York", ["2027-06-11", "2027-06-12", "2027-06-13"],
    )  # fmt: skip
    assert days["days"][0]["slots"]
    assert days["days"][1]["slots"] == []
    for slot in days["days"][0]["slots"]:
        check(slot, SLOT)
    too_long = anybody.get(f"{base}/", **asked, **{"from": "2027-06-01", "to": "2027-08-02"})
    assert (too_long.status_code, problem_of(too_long)["errors"][0]["field"]) == (400, "to")
    after = {"option": world.option.public_id, "after": "2027-06-11T16:00:00-04:00"}
    found = anybody.get(f"{base}/next/", **after).json()["slots"]
    assert [slot["starts_at"][:16] for slot in found] == [
        "2027-06-11T16:00",
        "2027-06-14T09:00",
        "2027-06-14T09:30",
    ]
    assert len(anybody.get(f"{base}/next/", **after, count=7).json()["slots"]) == 7


def test_holding_booking_and_the_link_are_as_promised(world: World, anybody: Program) -> None:
    held = hold(world, anybody)
    assert held.status_code == 201
    fields = {"token": "id", "therapist": "id", "location": "id"}
    instants = {"expires_at": "instant", "starts_at": "instant", "ends_at": "instant"}
    check(held.json(), {**fields, **instants})
    taken = problem_of(hold(world, anybody))
    assert (taken["status"], taken["code"], len(taken["alternatives"])) == (409, "slot_taken", 3)
    for slot in taken["alternatives"]:
        check(slot, SLOT)
    assert problem_of(hold(world, anybody, "2027-06-09T03:00:00-04:00"))["code"] == "outside_policy"
    path = f"clinics/{world.clinic.slug}/appointments/"
    body = {
        "hold": held.json()["token"], "patient": {**PERSON, "phone": "+1 555 0101", "birth_date": "1990-12-10"},
        "reason": "stiff", "consent": {"version": "1", "accepted": True},
    }  # fmt: skip
    booked = anybody.post(path, body)
    assert booked.status_code == 201, booked.json()
    check(booked.json(), {n: k for n, k in APPOINTMENT.items() if n != "override_reason"})
    assert booked.json()["manage_url"].startswith("http")
    other = hold(world, anybody, "2027-06-09T14:00:00-04:00").json()["token"]
    assert anybody("DELETE", f"holds/{other}/").status_code == 204
    assert anybody("DELETE", f"holds/{other}/").status_code == 204
    assert problem_of(anybody.post(path, {**body, "hold": other}))["code"] == "hold_expired"
    link = f"manage/{Appointment.objects.get(status='booked').token}/"
    check(anybody.get(link).json(), {n: k for n, k in APPOINTMENT.items() if n != "override_reason"})
    assert anybody.post(f"{link}confirm/").json()["confirmed_at"]
    assert (
        anybody.post(f"{link}reschedule/", {"starts_at": "2027-06-10T11:00:00-04:00"}).json()["revision"] == 2
    )
    assert anybody.post(f"{link}cancel/", {"reason": "work"}).json()["status"] == "cancelled"


def test_pages_hold_two_hundred_at_most_and_say_what_comes_next(world: World, owner: Program) -> None:
    Location.objects.bulk_create(
        Location(clinic=world.clinic, name=f"Place {n}", time_zone="UTC") for n in range(230)
    )
    first = owner.get("locations/", page_size=500).json()
    assert (first["count"], len(first["results"]), first["previous"]) == (231, 200, None)
    assert "page=2" in first["next"]
    assert len(owner.get("locations/", page_size=500, page=2).json()["results"]) == 31
