"""Invitations, read back by two independent parsers."""

from datetime import UTC, timedelta
from typing import Any

import icalendar
import pytest
import vobject

from bookings.models import Appointment
from bookings.notifications.calendar import Method, invitation
from tests.factories import NOW, World, make_appointment, make_patient

pytestmark = pytest.mark.django_db


def read(content: bytes) -> dict[str, Any]:
    """The event as both parsers agree that it is."""
    one = icalendar.Calendar.from_ical(content)
    assert isinstance(one, icalendar.Calendar)
    assert one.errors == []
    [event] = one.walk("VEVENT")
    other = vobject.readOne(content.decode())
    fields = {
        "method": str(one["METHOD"]), "uid": str(event["UID"]), "sequence": int(event["SEQUENCE"]),
        "start": event["DTSTART"].dt, "end": event["DTEND"].dt, "stamp": event["DTSTAMP"].dt,
        "summary": str(event["SUMMARY"]), "location": str(event["LOCATION"]), "status": str(event["STATUS"]),
        "organizer": str(event["ORGANIZER"]), "attendee": str(event.get("ATTENDEE", "")),
    }  # fmt: skip
    again = other.vevent
    assert fields == {
        "method": other.method.value, "uid": again.uid.value, "sequence": int(again.sequence.value),
        "start": again.dtstart.value, "end": again.dtend.value, "stamp": again.dtstamp.value,
        "summary": again.summary.value, "location": again.location.value, "status": again.status.value,
        "organizer": again.organizer.value,
        "attendee": again.attendee.value if hasattr(again, "attendee") else "",
    }  # fmt: skip
    return fields


def test_an_invitation_carries_place_and_time_in_utc(appointment: Appointment) -> None:
    event = read(invitation(appointment))
    assert event == {
        "method": "REQUEST",
        "uid": f"{appointment.public_id}@tend",
        "sequence": 0,
        "start": appointment.starts_at.astimezone(UTC),
        "end": appointment.ends_at.astimezone(UTC),
        "stamp": NOW,
        "summary": f"Appointment at {appointment.clinic.name}",
        "location": "Main Street, 1 Main Street",
        "status": "CONFIRMED",
        "organizer": "mailto:no-reply@localhost",
        "attendee": f"mailto:{appointment.patient.email}",
    }


def test_a_move_and_a_cancellation_update_the_same_entry(appointment: Appointment) -> None:
    booked = read(invitation(appointment))
    appointment.revision += 1
    appointment.starts_at += timedelta(days=1)
    moved = read(invitation(appointment))
    appointment.status, appointment.cancelled_at = "cancelled", NOW + timedelta(days=1)
    cancelled = read(invitation(appointment, "CANCEL"))
    assert booked["uid"] == moved["uid"] == cancelled["uid"]
    assert [booked["sequence"], moved["sequence"], cancelled["sequence"]] == [0, 1, 2]
    assert (cancelled["method"], cancelled["status"]) == ("CANCEL", "CANCELLED")
    assert cancelled["stamp"] > moved["stamp"]


def test_the_uid_survives_a_move_of_the_installation(appointment: Appointment, settings: Any) -> None:
    before = read(invitation(appointment))["uid"]
    settings.BASE_URL = "https://elsewhere.example"
    assert read(invitation(appointment))["uid"] == before


@pytest.mark.parametrize("method", ["REQUEST", "CANCEL", "PUBLISH"])
def test_the_same_input_gives_the_same_bytes(appointment: Appointment, method: Method) -> None:
    once = invitation(appointment, method, stamp=NOW)
    assert once == invitation(Appointment.objects.get(pk=appointment.pk), method, stamp=NOW)
    assert once.endswith(b"END:VCALENDAR\r\n")
    assert all(len(line) <= 75 for line in once.split(b"\r\n"))
    assert b"\n" not in once.replace(b"\r\n", b"")


def test_a_published_entry_names_no_attendee(appointment: Appointment) -> None:
    """RFC 5546 forbids one; the file is what a patient downloads."""
    assert read(invitation(appointment, "PUBLISH"))["attendee"] == ""


@pytest.mark.parametrize(("status", "shown"), [("pending", "TENTATIVE"), ("fulfilled", "CONFIRMED")])
def test_a_request_is_tentative(world: World, status: str, shown: str) -> None:
    appointment = make_appointment(world, world.at("2027-06-17", "14:30"), status=status, created_at=NOW)
    assert read(invitation(appointment, "PUBLISH"))["status"] == shown


@pytest.mark.parametrize(
    "hostile",
    ["A\r\nATTENDEE:mailto:x@example.org", "A\nEND:VEVENT\nBEGIN:VEVENT", 'A;B,C:D\\n"E"', "é 佐藤 👋 " * 10],
)
def test_no_name_can_add_a_property(world: World, hostile: str) -> None:
    clinic, location = world.clinic, world.location
    clinic.policy.message_alias = hostile[:80]
    clinic.policy.save()
    location.name, location.address = hostile[:120], hostile
    location.save()
    appointment = make_appointment(world, world.at("2027-06-17", "14:30"), created_at=NOW)
    content = invitation(appointment, "PUBLISH")
    event = read(content)
    assert event["attendee"] == ""
    assert "\n" not in event["summary"] + event["location"]
    names = [
        line.split(b":")[0].split(b";")[0] for line in content.replace(b"\r\n ", b"").split(b"\r\n") if line
    ]
    assert len(names) == len(set(names)) + 2, "only BEGIN and END come twice"


def test_a_guardian_is_the_one_invited(world: World) -> None:
    guardian = make_patient(world.clinic, email="parent@example.org")
    child = make_patient(world.clinic, email="", guardian=guardian)
    appointment = make_appointment(world, world.at("2027-06-17", "14:30"), patient=child, created_at=NOW)
    assert read(invitation(appointment))["attendee"] == "mailto:parent@example.org"
