"""Webhooks over HTTP: the owner's, with a secret that is shown once."""

import json
from typing import Any

import pytest

from bookings.appointments.attend import confirm
from bookings.appointments.policy import Actor
from bookings.models import AccessRecord, Webhook
from tests.api.conftest import key_for, problem_of
from tests.factories import NOW, World, make_appointment, make_user

pytestmark = pytest.mark.django_db(transaction=True)
URL = "https://example.org/hook"


@pytest.fixture
def program(world: World) -> Any:
    return key_for(make_user("owner", world.clinic), world.clinic)


def test_made_shown_changed_and_removed(program: Any) -> None:
    answer = program.post("webhooks/", {"url": URL, "events": ["appointment.booked"], "description": "Books"})
    assert answer.status_code == 201
    made = answer.json()
    assert made["secret"].startswith("whsec_")
    assert (made["url"], made["events"], made["active"], made["why_off"]) == (
        URL, ["appointment.booked"], True, "",
    )  # fmt: skip
    read = program.get(f"webhooks/{made['id']}/")
    assert read.json() == {**made, "secret": None}
    assert read["ETag"] == answer["ETag"]
    assert [row["id"] for row in program.get("webhooks/").json()["results"]] == [made["id"]]
    path = f"webhooks/{made['id']}/"
    changed = program("PATCH", path, {"active": False, "events": []}, If_Match=answer["ETag"])
    assert (changed.json()["active"], changed.json()["events"], changed.json()["secret"]) == (False, [], None)
    assert program("PATCH", path, {"active": True}, If_Match=answer["ETag"]).status_code == 412
    assert program("DELETE", path).status_code == 204
    assert program.get(path).status_code == 404
    verbs = AccessRecord.objects.order_by("pk").values_list("action", flat=True)
    assert list(verbs) == ["webhook_made", "webhook_changed", "webhook_removed"]


def test_the_secret_is_ciphertext_in_the_database(program: Any) -> None:
    from django.db import connection

    secret = program.post("webhooks/", {"url": URL}).json()["secret"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT secret FROM bookings_webhook")
        assert secret.encode() not in bytes(cursor.fetchone()[0])
    assert Webhook.objects.get().secret == secret


def test_the_same_key_makes_one(program: Any) -> None:
    first = program.post("webhooks/", {"url": URL}, Idempotency_Key="one")
    again = program.post("webhooks/", {"url": URL}, Idempotency_Key="one")
    assert first.json() == again.json()
    assert Webhook.objects.count() == 1


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"url": "http://example.org/"},
        {"url": "https://10.0.0.1/"},
        {"url": "https://localhost/"},
        {"url": URL, "events": ["patient.sneezed"]},
        {"url": 7},
    ],
)
def test_bad_input_is_named(program: Any, body: dict[str, Any]) -> None:
    answer = program.post("webhooks/", body)
    assert answer.status_code == 400
    assert problem_of(answer)["errors"][0]["field"].split(".")[0] in ("url", "events")
    assert not Webhook.objects.exists()


def test_twenty_are_enough(program: Any) -> None:
    for _ in range(20):
        assert program.post("webhooks/", {"url": URL}).status_code == 201
    assert problem_of(program.post("webhooks/", {"url": URL}))["code"] == "too_many"


@pytest.mark.parametrize("rows", [1, 12])
def test_the_log_is_read_in_pages(
    world: World, program: Any, rows: int, django_assert_num_queries: Any
) -> None:
    made = program.post("webhooks/", {"url": URL}).json()
    visits = []
    for day in range(rows):
        visit = make_appointment(world, world.at(f"2027-06-{day + 8:02}", "10:00"), reason="Lower back pain")
        confirm(appointment=visit, actor=Actor.patient(), now=NOW)
        visits.append(visit.public_id)
    with django_assert_num_queries(5):
        answer = program.get(f"webhooks/{made['id']}/deliveries/")
    body = answer.json()
    assert body["count"] == rows
    assert [line["appointment"] for line in body["results"]] == visits[::-1]
    assert body["results"][0] == {
        "id": Webhook.objects.get().deliveries.first().public_id, "type": "appointment.confirmed",
        "appointment": visits[-1], "happened_at": body["results"][0]["happened_at"], "state": "waiting",
        "attempts": 0, "try_at": body["results"][0]["try_at"], "sent_at": None, "answered": None, "why": "",
    }  # fmt: skip
    assert program.get(f"webhooks/{made['id']}/deliveries/", state="sent").json()["count"] == 0
    assert "back pain" not in json.dumps(body)
