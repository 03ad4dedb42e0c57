"""SMART Scheduling Links: what the manifest leads to holds together, and says what the booking page says."""

import json
from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from tests import fhir_r4
from tests.api.conftest import Program
from tests.factories import World, make_appointment, make_world

pytestmark = pytest.mark.django_db


def published() -> dict[str, list[dict[str, Any]]]:
    """By type, every line of every file that the manifest names, each a valid resource."""
    browser = Client()
    answer = browser.get("/scheduling/$bulk-publish")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/json"
    body = answer.json()
    assert body["transactionTime"] == "2027-06-07T12:00:00Z"
    assert body["request"] == "http://127.0.0.1:8000/scheduling/$bulk-publish"
    assert body["error"] == []
    found: dict[str, list[dict[str, Any]]] = {}
    for entry in body["output"]:
        file = browser.get(entry["url"])
        assert file["Content-Type"] == "application/fhir+ndjson"
        for line in file.content.decode().splitlines():
            resource = json.loads(line)
            assert resource["resourceType"] == entry["type"]
            fhir_r4.check(resource)
            found.setdefault(entry["type"], []).append(resource)
    return found


def test_slots_belong_to_schedules_that_belong_to_locations(world: World) -> None:
    found = published()
    places = {f"Location/{row['id']}" for row in found["Location"]}
    schedules = {f"Schedule/{row['id']}" for row in found["Schedule"]}
    assert {row["actor"][0]["reference"] for row in found["Schedule"]} == places
    assert {row["schedule"]["reference"] for row in found["Slot"]} == schedules
    assert len({row["id"] for row in found["Slot"]}) == len(found["Slot"])
    assert {row["status"] for row in found["Slot"]} == {"free"}


def test_the_slots_are_those_of_the_booking_page(world: World) -> None:
    make_appointment(world, world.at("2027-06-09", "10:00"))
    answer = Program().get(
        f"clinics/{world.clinic.slug}/slots/",
        option=world.option.public_id, **{"from": "2027-06-07", "to": "2027-07-05"},
    ).json()  # fmt: skip
    listed = {datetime.fromisoformat(slot["starts_at"]) for day in answer["days"] for slot in day["slots"]}
    assert {datetime.fromisoformat(row["start"]) for row in published()["Slot"]} == listed
    assert world.at("2027-06-09", "10:00") not in listed


def test_a_deep_link_opens_that_day_of_that_service(world: World) -> None:
    slot = published()["Slot"][0]
    [link] = [one["valueUrl"] for one in slot["extension"] if one["url"].endswith("/booking-deep-link")]
    page = Client().get(f"{link}&source=somebody")
    assert page.status_code == 200
    start = datetime.fromisoformat(slot["start"]).astimezone(world.zone)
    assert f"{start:%Y-%m-%d}" in page.content.decode()


def test_what_is_booked_by_phone_is_not_published(world: World) -> None:
    other = make_world()
    other.service.booking_mode = "phone"
    other.service.save()
    manifest = Client().get("/scheduling/$bulk-publish").json()
    assert {entry["url"].split("/")[4] for entry in manifest["output"]} == {world.clinic.slug}
    assert Client().get(f"/scheduling/{other.clinic.slug}/slots.ndjson").content == b""


def test_there_is_nothing_private_in_it(world: World) -> None:
    visit = make_appointment(world, world.at("2027-06-09", "10:00"), reason="Lower back pain")
    text = json.dumps(published())
    for word in (visit.patient.last_name, visit.patient.public_id, world.therapist.last_name, "Lower back"):
        assert word not in text


@pytest.mark.parametrize("path", ["nowhere/slots.ndjson", "{slug}/patients.ndjson"])
def test_nothing_else_is_there(world: World, path: str) -> None:
    assert Client().get("/scheduling/" + path.format(slug=world.clinic.slug)).status_code == 404
