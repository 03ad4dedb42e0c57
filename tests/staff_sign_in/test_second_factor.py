"""A code beside the password: asked for, good once; and clinics that ask everybody for one."""

from datetime import timedelta
from typing import Any

import time_machine
from allauth.mfa.models import Authenticator
from django.db import connection

from bookings.models import AccessRecord, Clinic, Notification, User
from bookings.people.keys import create_api_key
from bookings.people.register import register_clinic
from bookings.people.second_factor import GRACE
from tests.factories import NOW
from tests.staff_sign_in.conftest import SECRET, House, code_at, give_app, sign_in

TODAY = "/dashboard/"
STEP = "/accounts/2fa/authenticate/"


def test_the_code_of_the_specification() -> None:
    """RFC 6238, appendix B, at 59 seconds: 94287082, of which six digits are shown."""
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    assert code_at(NOW.fromtimestamp(59, NOW.tzinfo), secret) == "287082"


def test_a_password_alone_does_not_open_an_account_with_an_app(house: House) -> None:
    give_app(house.owner)
    client, answer = sign_in(house.owner)
    assert answer["Location"] == STEP
    assert client.get(TODAY).status_code == 302
    assert client.post(STEP, {"code": "000000"}).status_code == 200
    assert client.get(TODAY).status_code == 302
    client.post(STEP, {"code": code_at(NOW)})
    assert client.get(TODAY).status_code == 200


def test_a_code_is_good_once_for_as_long_as_it_could_count(house: House, now: time_machine.Traveller) -> None:
    give_app(house.owner)
    code = code_at(NOW)
    first, _ = sign_in(house.owner)
    first.post(STEP, {"code": code})
    now.shift(31)  # allauth alone would have forgotten it by now
    second, _ = sign_in(house.owner)
    second.post(STEP, {"code": code})
    assert second.get(TODAY).status_code == 302
    second.post(STEP, {"code": code_at(NOW + timedelta(seconds=31))})
    assert second.get(TODAY).status_code == 200


def test_a_recovery_code_signs_in_once(house: House) -> None:
    code = give_app(house.owner)[3]
    first, _ = sign_in(house.owner)
    first.post(STEP, {"code": code})
    assert first.get(TODAY).status_code == 200
    second, _ = sign_in(house.owner)
    second.post(STEP, {"code": code})
    assert second.get(TODAY).status_code == 302


def test_guessing_codes_ends_soon(house: House) -> None:
    give_app(house.owner)
    client, _ = sign_in(house.owner)
    for guess in range(6):
        client.post(STEP, {"code": f"{guess:06}"})
    client.post(STEP, {"code": code_at(NOW)})
    assert client.get(TODAY).status_code == 302


def test_secrets_are_not_readable_in_the_database(house: House) -> None:
    codes = give_app(house.owner)
    with connection.cursor() as cursor:
        cursor.execute("SELECT data::text FROM mfa_authenticator")
        kept = " ".join(row[0] for row in cursor.fetchall())
    assert SECRET not in kept
    assert not any(code in kept for code in codes)


def test_a_change_is_told_by_mail(house: House, django_capture_on_commit_callbacks: Any) -> None:
    client, _ = sign_in(house.owner)
    form = client.get("/accounts/2fa/totp/activate/").context["form"]
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/accounts/2fa/totp/activate/", {"code": code_at(NOW, form.secret)})
    assert Authenticator.objects.filter(user=house.owner, type="totp").exists()
    letter = Notification.objects.get()
    assert (letter.kind, letter.user) == ("account_changed", house.owner)


def test_staff_are_reminded_for_a_week_and_then_led_to_set_it_up(
    house: House, now: time_machine.Traveller
) -> None:
    owner, _ = sign_in(house.owner)
    owner.post("/dashboard/settings/people/second-factor/", {"needed": "yes"})
    assert AccessRecord.objects.filter(action="second_factor_required", user=house.owner).exists()
    client, _ = sign_in(house.reception)
    assert "takes a code from your phone or a passkey" in client.get(TODAY).content.decode()
    now.shift(GRACE + timedelta(seconds=1))
    client, _ = sign_in(house.reception)
    needed = client.get(TODAY)
    assert needed["Location"] == "/accounts/2fa/?needed=1"
    assert client.get(needed["Location"]).status_code == 200
    assert client.get("/dashboard/patients/", headers={"HX-Request": "true"})["HX-Redirect"]
    assert client.get("/api/v1/appointments/").status_code == 403
    give_app(house.reception)
    assert client.get(TODAY).status_code == 200
    assert client.get("/api/v1/appointments/").status_code == 200


def test_recovery_codes_alone_are_no_second_factor(house: House) -> None:
    Clinic.objects.update(second_factor_from=NOW)
    give_app(house.owner)
    Authenticator.objects.filter(type="totp").delete()
    client, _ = sign_in(house.owner)
    assert client.get(TODAY).status_code == 302


def test_a_new_clinic_asks_for_one_after_a_week(db: None) -> None:
    clinic = register_clinic(slug="new", name="New", time_zone="UTC", owner_email="a@example.org", now=NOW)
    assert clinic.second_factor_from == NOW + GRACE


def test_a_key_of_a_program_needs_none(house: House) -> None:
    Clinic.objects.update(second_factor_from=NOW)
    key = create_api_key(clinic=house.clinic, user=User.objects.get(pk=house.owner.pk), name="till")
    client, _ = sign_in(house.owner)
    answer = client.get("/api/v1/appointments/", headers={"Authorization": f"Bearer {key}"})
    assert answer.status_code == 200
