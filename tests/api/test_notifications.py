"""notifications/: the ledger for programs."""

import pytest

from bookings.models import Appointment, Notification
from tests.api.conftest import Program, key_for
from tests.factories import NOW, World, make_appointment, make_patient, make_user, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def visit(world: World) -> Appointment:
    return make_appointment(world, world.at("2027-06-17", "14:30"))


def message(visit: Appointment, **values: object) -> Notification:
    return Notification.objects.create(
        **{
            "clinic": visit.clinic, "appointment": visit, "patient": visit.patient, "revision": 1,
            "kind": "reminder", "offset_hours": 24, "recipient": "pat@example.org", "send_at": NOW, "try_at": NOW,
            "useful_until": visit.starts_at, "dedupe_key": f"key-{Notification.objects.count()}", **values,
        }
    )  # fmt: skip


def ids(answer: object) -> list[str]:
    return [row["id"] for row in answer.json()["results"]]  # type: ignore[attr-defined]


def test_they_are_listed_by_appointment_patient_state_and_kind(
    world: World, visit: Appointment, reception: Program
) -> None:
    other = make_appointment(world, world.at("2027-06-18", "14:30"), patient=make_patient(world.clinic))
    first = message(visit, state="failed", why="The mail server refused it for good. (550)")
    second = message(other, kind="confirmation", offset_hours=None)
    staff = message(visit, appointment=None, patient=None, user=world.therapist.user, kind="new_bookings")
    assert ids(reception.get("notifications/")) == [first.public_id, second.public_id, staff.public_id]
    assert ids(reception.get("notifications/", appointment=visit.public_id)) == [first.public_id]
    assert ids(reception.get("notifications/", patient=other.patient.public_id)) == [second.public_id]
    assert ids(reception.get("notifications/", state="failed")) == [first.public_id]
    assert ids(reception.get("notifications/", kind="confirmation")) == [second.public_id]
    told = reception.get(f"notifications/{first.public_id}/").json()
    assert (told["why"], told["appointment"]) == (first.why, visit.public_id)
    assert reception.get(f"notifications/{staff.public_id}/").json()["patient"] is None
    assert reception.get("notifications/", stat="failed").status_code == 400


def test_one_that_failed_is_sent_again_once(visit: Appointment, reception: Program) -> None:
    failed = message(visit, state="failed")
    for _ in range(2):
        answer = reception.post(f"notifications/{failed.public_id}/resend/")
        assert (answer.status_code, answer.json()["state"]) == (200, "waiting")
    sent = message(visit, state="sent")
    refused = reception.post(f"notifications/{sent.public_id}/resend/")
    assert (refused.status_code, refused.json()["code"]) == (409, "not_resendable")


def test_another_clinics_are_not_there(world: World, visit: Appointment) -> None:
    other = make_world().clinic
    stranger = key_for(make_user("reception", other), other)
    failed = message(visit, state="failed")
    assert ids(stranger.get("notifications/")) == []
    assert stranger.post(f"notifications/{failed.public_id}/resend/").status_code == 404
