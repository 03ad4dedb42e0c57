"""What an operator types to begin."""

import base64
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from bookings.models import ApiKey, Clinic, Membership, User
from tests.api.conftest import Program

REGISTRATION = {
    "slug": "harbour", "name": "Harbour Massage", "time_zone": "Europe/London", "owner_email": "Owner@example.org",
    "password": "a long enough sentence",
}  # fmt: skip


def run(command: str, /, **options: Any) -> str:
    out = StringIO()
    call_command(command, stdout=out, stderr=StringIO(), **options)
    return out.getvalue()


def test_a_clinic_and_its_owner_who_can_sign_in_at_once(db: None, client: Any) -> None:
    printed = run("create_clinic", **REGISTRATION)
    clinic = Clinic.objects.get(slug="harbour")
    assert printed.strip() == clinic.public_id
    assert clinic.policy.hold_minutes == 10
    owner = Membership.objects.get(clinic=clinic, role="owner").user
    assert owner.check_password("a long enough sentence")
    assert client.get("/api/v1/clinics/harbour/").json()["name"] == "Harbour Massage"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"slug": "Har bour"}, "slug"),
        ({"slug": "x" * 61}, "slug"),
        ({"time_zone": "Mars/Olympus"}, "time_zone"),
        ({"time_zone": "../etc/passwd"}, "time_zone"),
        ({"owner_email": "owner"}, "owner_email"),
        ({"name": " "}, "name"),
    ],
)
def test_what_cannot_be_used_is_named_and_nothing_is_made(
    db: None, change: dict[str, str], field: str
) -> None:
    with pytest.raises(CommandError, match=f"^{field}: "):
        run("create_clinic", **{**REGISTRATION, **change})
    assert not Clinic.objects.exists()
    assert not User.objects.exists()


def test_a_short_name_is_given_once_and_an_owner_may_have_two_clinics(db: None) -> None:
    run("create_clinic", **REGISTRATION)
    with pytest.raises(CommandError, match="slug"):
        run("create_clinic", **REGISTRATION)
    run(
        "create_clinic",
        **{**REGISTRATION, "slug": "second", "owner_email": "owner@example.org", "password": "other"},
    )
    owner = User.objects.get()
    assert owner.check_password("a long enough sentence")
    assert owner.memberships.count() == 2


def test_a_key_is_printed_once_and_kept_as_a_hash(db: None) -> None:
    run("create_clinic", **REGISTRATION)
    secret = run("create_api_key", clinic="harbour", user="owner@example.org", name="calendar").split()[-1]
    assert Program(secret).get("me/").json()["roles"] == ["owner"]
    assert secret not in str(ApiKey.objects.values().get())


def test_a_key_is_for_somebody_who_works_there(db: None) -> None:
    run("create_clinic", **REGISTRATION)
    User.objects.create_user("guest@example.org")
    for clinic, user in (
        ("nowhere", "owner@example.org"),
        ("harbour", "nobody@example.org"),
        ("harbour", "guest@example.org"),
    ):
        with pytest.raises(CommandError):
            run("create_api_key", clinic=clinic, user=user, name="x")
    assert not ApiKey.objects.exists()


def test_a_field_key_can_be_used_as_it_is_printed() -> None:
    name, _, key = run("new_field_key").strip().partition(":")
    assert name
    assert len(base64.b64decode(key, validate=True)) == 32
    assert run("new_field_key").strip() != f"{name}:{key}"
