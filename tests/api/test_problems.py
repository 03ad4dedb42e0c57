"""Everything under /api/ refuses in one shape, and bad input is never the service's fault."""

import json
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from bookings.models import ApiKey, Appointment, Membership
from tests.api.conftest import Program, key_for, problem_of
from tests.factories import World, make_user


@pytest.mark.parametrize(
    "path", ["", "v1", "v1/", "v1/nothing/", "v2/me/", "v1/me", "v1/clinics/ÿ/", "v1/holds/a b/"]
)
@pytest.mark.parametrize("method", ["GET", "POST", "DELETE", "OPTIONS"])
def test_an_address_that_does_not_exist(method: str, path: str) -> None:
    answer = Client().generic(method, f"/api/{path}")
    assert (answer.status_code, problem_of(answer)["code"]) == (404, "not_found")


@pytest.mark.parametrize("method", ["PUT", "PATCH", "POST", "OPTIONS", "TRACE"])
def test_a_method_that_does_not_exist_names_those_that_do(world: World, method: str) -> None:
    answer = Client().generic(method, f"/api/v1/clinics/{world.clinic.slug}/")
    assert (answer.status_code, problem_of(answer)["code"]) == (405, "method_not_allowed")
    assert "GET" in answer["Allow"]


@pytest.mark.parametrize(
    "body",
    [
        b"", b"{", b"[]", b"null", b'"text"', b"1", b"{'a': 1}", b'{"a": 1} x', b"\xff\xfe", b"\xef\xbb\xbf{}",
        b'{"a": NaN}', b'{"a": Infinity}', b'{"a": 1e999}', b'{"a": 1, "a": 2}', b'{"a": ' + b"9" * 5000 + b"}",
        b'{"a": ' + b"[" * 40 + b"]" * 40 + b"}", b'{"a": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
        b'{"a": "\\u0000"}', b'{"a": "\\ud800"}', b'{"\\udfff": 1}', b'{"option": ["\\u0000"]}',
    ],
)  # fmt: skip
def test_a_body_that_is_no_proper_json(world: World, anybody: Program, body: bytes) -> None:
    answer = anybody("POST", f"clinics/{world.clinic.slug}/holds/", body or b" ")
    assert answer.status_code == 400
    assert problem_of(answer)["code"] in ("parse_error", "invalid")
    assert not Appointment.objects.exists()


def test_text_that_cannot_be_stored_names_its_place(world: World, anybody: Program) -> None:
    body = {"hold": "x", "patient": {"first_name": "A\0da"}}
    answer = anybody.post(f"clinics/{world.clinic.slug}/appointments/", body)
    assert problem_of(answer)["errors"] == [
        {
            "field": "patient.first_name",
            "code": "invalid_text",
            "detail": "This text holds characters that cannot be stored.",
        }
    ]


def test_names_of_every_script_are_welcome(world: World, anybody: Program) -> None:
    held = anybody.post(
        f"clinics/{world.clinic.slug}/holds/",
        {"option": world.option.public_id, "starts_at": "2027-06-09T10:00:00-04:00"},
    ).json()
    for first in ("עדה", "😀", "‮abc", "<script>alert(1)</script>", "=1+1", "{{ 7*7 }}"):
        person = {"first_name": first, "last_name": "O'Ñeill", "email": "a@example.org"}
        answer = anybody.post(
            f"clinics/{world.clinic.slug}/appointments/", {"hold": held["token"], "patient": person}
        )
        assert answer.status_code in (201, 409)
    assert Appointment.objects.get().patient.first_name == "עדה"


def test_a_body_that_is_too_large(world: World, anybody: Program) -> None:
    body = b'{"option": "' + b"x" * settings.DATA_UPLOAD_MAX_MEMORY_SIZE + b'"}'
    answer = anybody("POST", f"clinics/{world.clinic.slug}/holds/", body)
    assert (answer.status_code, problem_of(answer)["code"]) == (413, "payload_too_large")


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x",
                                  "application/xml", "application/jsonp", "nonsense"])  # fmt: skip
def test_a_body_that_is_not_json(world: World, kind: str) -> None:
    answer = Client().generic(
        "POST", f"/api/v1/clinics/{world.clinic.slug}/holds/", b"a=1", content_type=kind
    )
    assert (answer.status_code, problem_of(answer)["code"]) == (415, "unsupported_media_type")


@pytest.mark.parametrize("kind", ["text/html", "application/xml", "image/png;q=0.1", "nonsense"])
def test_there_is_one_representation(world: World, kind: str) -> None:
    answer = Client(headers={"Accept": kind}).get(f"/api/v1/clinics/{world.clinic.slug}/")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/json")


def test_who_does_not_say_who_they_are_is_asked(anybody: Program) -> None:
    answer = anybody.get("me/")
    assert (answer.status_code, problem_of(answer)["code"]) == (401, "not_authenticated")
    assert answer["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize("header", ["Bearer", "Bearer ", "Bearer wrong", "bearer ÿ", "Bearer a b"])
def test_a_wrong_key_is_refused(world: World, header: str) -> None:
    answer = Client(headers={"Authorization": header}).get("/api/v1/me/")
    assert (answer.status_code, problem_of(answer)["code"]) == (401, "authentication_failed")


def test_a_key_ends_with_its_revocation_its_user_and_the_membership(world: World) -> None:
    user = make_user("reception", world.clinic)
    program = key_for(user, world.clinic)
    assert program.get("me/").json()["roles"] == ["reception"]
    Membership.objects.filter(user=user).delete()
    assert program.get("me/").json()["roles"] == []
    user.is_active = False
    user.save()
    assert program.get("me/").status_code == 401
    user.is_active = True
    user.save()
    ApiKey.objects.update(revoked_at="2027-01-01T00:00:00Z")
    assert program.get("me/").status_code == 401


def test_a_key_acts_in_its_own_clinic_only(world: World) -> None:
    from tests.factories import make_world

    other = make_world()
    user = make_user("owner", world.clinic)
    Membership.objects.create(user=user, clinic=other.clinic, role="reception")
    body = key_for(user, other.clinic).get("me/").json()
    assert (body["clinic"]["slug"], body["roles"]) == (other.clinic.slug, ["reception"])


def test_a_session_needs_the_csrf_token_to_write(world: World) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(make_user("owner", world.clinic))
    assert client.get("/api/v1/me/").json()["roles"] == ["owner"]
    path = f"/api/v1/clinics/{world.clinic.slug}/policy/"
    body = json.dumps({"hold_minutes": 20})
    answer = client.patch(path, body, content_type="application/json")
    assert (answer.status_code, problem_of(answer)["code"]) == (403, "permission_denied")
    client.cookies["csrf"] = "a" * 32
    headers = {"X-CSRFToken": "a" * 32}
    answer = client.patch(path, body, content_type="application/json", headers=headers)
    assert answer.json()["hold_minutes"] == 20


@pytest.mark.django_db(transaction=True)
def test_a_database_that_is_away_is_a_503_with_a_time_to_come_back() -> None:
    connection.close()
    address = connection.settings_dict["HOST"]
    connection.settings_dict["HOST"] = "/nonexistent"
    try:
        for path in ("clinics/any/", "me/"):
            answer = Client(headers={"Authorization": "Bearer x"}).get(f"/api/v1/{path}")
            assert (answer.status_code, problem_of(answer)["code"]) == (503, "unavailable")
            assert int(answer["Retry-After"]) > 0
            assert "nonexistent" not in answer.content.decode()
    finally:
        connection.settings_dict["HOST"] = address
    assert Client().get("/api/v1/clinics/any/").status_code == 404


def test_a_ceiling_on_calls(world: World, settings: Any) -> None:
    settings.API_CALLS_A_MINUTE = {"read": 3, "write": 1}
    path = f"/api/v1/clinics/{world.clinic.slug}/"
    answers = [Client().get(path) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert problem_of(answers[-1])["code"] == "throttled"
    assert 0 < int(answers[-1]["Retry-After"]) <= 61
    assert Client(REMOTE_ADDR="203.0.113.9").get(path).status_code == 200
    settings.API_CALLS_A_MINUTE = {"read": 0, "write": 0}
    assert Client().get(path).status_code == 200


def test_each_request_hears_its_own_language(world: World, anybody: Program) -> None:
    """Readers are made once; what one has said before is not said again to somebody who speaks something else."""
    slots = f"/api/v1/clinics/{world.clinic.slug}/slots/"
    bookings = f"/api/v1/clinics/{world.clinic.slug}/appointments/"
    for language, words in (("es", "Asegúrese"), ("en", "Ensure"), ("es", "Asegúrese")):
        headers = {"Accept-Language": language}
        query = {"option": "x" * 65, "from": "2027-06-08", "to": "2027-06-08"}
        refused = problem_of(anybody.client.get(slots, query, headers=headers))
        assert refused["errors"][0]["detail"].startswith(words)
        body = {"hold": "x" * 101, "patient": {}}
        refused = problem_of(
            anybody.client.post(bookings, json.dumps(body), content_type="application/json", headers=headers)
        )
        assert refused["errors"][0]["detail"].startswith(words)
