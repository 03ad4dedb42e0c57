"""The waiting list for programs of the desk: joined, changed, offered to, left."""

from datetime import timedelta
from typing import Any

from bookings.models import Appointment, Notification, WaitlistEntry, WaitlistOffer
from tests.api.conftest import Program, problem_of
from tests.api.test_booking import TEN
from tests.api.test_resources import sample
from tests.factories import NOW, World, make_appointment, make_patient
from tests.waitlist.conftest import frees, sweeps, waits


def joined(world: World, reception: Program, **more: Any) -> dict[str, Any]:
    made = reception.post("waitlist/", {**sample("waitlist", world), **more})
    assert made.status_code == 201, made.json()
    return dict(made.json())


def test_who_joined_is_offered_what_comes_free(world: World, reception: Program) -> None:
    entry = joined(world, reception)
    assert (entry["state"], entry["plan_gap_days"]) == ("waiting", 0)
    frees(world)
    (offer,) = sweeps()
    assert offer.entry.public_id == entry["id"]


def test_what_is_not_said_is_any(world: World, reception: Program) -> None:
    body = sample("waitlist", world)
    least = {name: body[name] for name in ("patient", "option", "until_date")}
    entry = reception.post("waitlist/", least).json()
    assert entry.items() >= {
        "therapists": [], "location": None, "weekdays": [0, 1, 2, 3, 4, 5, 6], "from_time": "00:00",
        "until_time": "24:00", "from_date": "2027-06-07", "notice_minutes": 120,
    }.items()  # fmt: skip


def test_a_change_keeps_the_place_in_line_and_the_patient(world: World, reception: Program) -> None:
    entry = joined(world, reception)
    path = f"waitlist/{entry['id']}/"
    changed = reception("PATCH", path, {"weekdays": [4], "therapists": []}).json()
    assert changed == {**entry, "weekdays": [4], "therapists": []}
    other = make_patient(world.clinic)
    answer = reception("PATCH", path, {"patient": other.public_id})
    assert problem_of(answer)["errors"][0] | {"detail": ""} == {
        "field": "patient",
        "code": "fixed",
        "detail": "",
    }
    frees(world)  # a Wednesday
    assert sweeps() == []


def test_an_offer_holds_the_time_and_tells_them_once(world: World, reception: Program) -> None:
    entry = joined(world, reception)
    body = {"starts_at": TEN, "therapist": world.therapist.public_id}
    path = f"waitlist/{entry['id']}/offer/"
    tag = reception.get(f"waitlist/{entry['id']}/")["ETag"]
    first, again = (reception.post(path, body, Idempotency_Key="o", If_Match=tag) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert first.json().items() >= {
        "entry": entry["id"], "starts_at": TEN, "therapist": world.therapist.public_id, "state": "open",
    }.items()  # fmt: skip
    held = Appointment.objects.get()
    assert (held.public_id, held.status, held.source) == (first.json()["id"], "held", "waitlist")
    assert held.token not in first.content.decode()
    assert Notification.objects.filter(kind=Notification.Kind.WAITLIST_OFFER).count() == 1
    late = reception.post(path, body)
    assert (late.status_code, problem_of(late)["code"]) == (409, "slot_taken")


def test_what_does_not_fit_is_not_offered(world: World, reception: Program) -> None:
    entry = joined(world, reception, weekdays=[4])
    body = {"starts_at": TEN, "therapist": world.therapist.public_id}
    answer = reception.post(f"waitlist/{entry['id']}/offer/", body)
    assert (answer.status_code, problem_of(answer)["code"]) == (409, "does_not_fit")
    assert not WaitlistOffer.objects.exists()


def test_who_leaves_is_gone_and_the_time_they_were_offered_is_free(world: World, reception: Program) -> None:
    entry = joined(world, reception)
    body = {"starts_at": TEN, "therapist": world.therapist.public_id}
    reception.post(f"waitlist/{entry['id']}/offer/", body)
    assert reception("DELETE", f"waitlist/{entry['id']}/").status_code == 204
    assert reception.get(f"waitlist/{entry['id']}/").status_code == 404
    assert reception.get("waitlist/").json()["count"] == 0
    assert WaitlistEntry.objects.get().state == "closed"
    assert Appointment.objects.get().status == "cancelled"


def test_the_list_is_in_order_of_time_and_narrowed(world: World, reception: Program) -> None:
    young, old = (waits(world, created_at=NOW - timedelta(days=days)) for days in (1, 8))
    found = waits(world, state="booked", created_at=NOW)
    waits(world, state="closed")
    listed = reception.get("waitlist/").json()["results"]
    assert [one["id"] for one in listed] == [old.public_id, young.public_id, found.public_id]
    waiting = reception.get("waitlist/", state="waiting", patient=old.patient.public_id).json()
    assert [one["id"] for one in waiting["results"]] == [old.public_id]
    assert problem_of(reception.get("waitlist/", state="closed"))["errors"][0]["field"] == "state"


def test_five_entries_are_enough(world: World, reception: Program) -> None:
    body = sample("waitlist", world)
    for _n in range(5):
        assert reception.post("waitlist/", body).status_code == 201
    answer = reception.post("waitlist/", body)
    assert (answer.status_code, problem_of(answer)["code"]) == (409, "too_many_entries")


def test_a_time_that_is_taken_is_not_offered(world: World, reception: Program) -> None:
    entry = joined(world, reception)
    make_appointment(world, world.at("2027-06-09", "10:00"))
    body = {"starts_at": TEN, "therapist": world.therapist.public_id}
    assert reception.post(f"waitlist/{entry['id']}/offer/", body).status_code == 409
