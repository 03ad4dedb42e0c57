"""Patients' passkeys: made by who has just come in by mail, good for one question each, and for nobody else's pages."""

from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client

from bookings.models import AccessRecord, Membership, Notification, Passkey, Patient, SignIn
from bookings.models.sign_in import sign_in_key
from bookings.notifications.plain import write_plain
from bookings.notifications.recipients import recipient_for
from bookings.notifications.wishes import OPTIONAL
from bookings.people.access_log import access_lines
from bookings.people.change import change_patient
from bookings.portal.passkeys import MOST_TRIED
from notes.record.account import empty_account
from tests.factories import NOW, World, make_patient, make_user, make_world
from tests.people.device import FLAG, Device
from tests.portal.conftest import shown

pytestmark = pytest.mark.django_db
REFUSED = "does not open these pages"


@pytest.fixture(autouse=True)
def clock() -> Any:
    with time_machine.travel(NOW, tick=False) as clock:
        cache.clear()
        yield clock


@pytest.fixture
def patient(world: World) -> Patient:
    return make_patient(world.clinic, first_name="Ada", last_name="Byron", email="ada@example.org")


def entered(patient: Patient) -> Client:
    """A browser that has come in by a letter just now."""
    client = Client()
    client.post(f"/me/sign-in/{patient.clinic.slug}/", {"email": patient.email})
    client.post(f"/me/enter/{sign_in_key(SignIn.objects.latest('pk').public_id)}/")
    return client


def add(client: Client, device: Device, name: str = "My phone") -> Any:
    question = client.get("/me/passkeys/ask/").json()
    return client.post("/me/passkeys/add/", {"name": name, "credential": device.make(question)})


def asked(client: Client, world: World) -> Any:
    return client.get(f"/me/sign-in/{world.clinic.slug}/passkey/ask/").json()


def enter(client: Client, world: World, credential: str) -> Any:
    return client.post(f"/me/sign-in/{world.clinic.slug}/passkey/", {"credential": credential})


def try_it(device: Device, world: World, **bent: Any) -> Any:
    """Come in with it in a new browser; what it says is bent for this one answer."""
    client = Client()
    question = asked(client, world)
    was = {name: getattr(device, name) for name in bent}
    vars(device).update(bent)
    credential = device.answer(question)
    vars(device).update(was)
    return enter(client, world, credential)


def test_added_told_used_and_removed(world: World, patient: Patient, clock: Any) -> None:
    device, client = Device(), entered(patient)
    assert add(client, device).status_code == 302
    letter = Notification.objects.get(kind="passkey_added")
    written = write_plain(letter, None, recipient_for(letter))
    assert "A passkey was added" in written.subject
    assert "/me/passkeys/" in written.text
    assert letter.kind not in OPTIONAL
    assert (letter.patient, letter.recipient, letter.send_at) == (patient, "ada@example.org", NOW)
    page = shown(client.get("/me/passkeys/"))
    assert "My phone" in page
    assert "not used yet" in page

    clock.shift(timedelta(days=40))
    new = Client()
    answer = enter(new, world, device.answer(asked(new, world)))
    assert (answer.status_code, answer["Location"]) == (302, "/me/")
    assert "Hello Ada" in shown(new.get("/me/"))
    kept = Passkey.objects.get()
    assert kept.last_used_at == NOW + timedelta(days=40)
    assert "last used" in shown(new.get("/me/passkeys/"))

    stranger = entered(make_patient(world.clinic, email="eve@example.org"))
    assert stranger.post(f"/me/passkeys/{kept.public_id}/remove/").status_code == 404
    assert new.post(f"/me/passkeys/{kept.public_id}/remove/").status_code == 302
    assert REFUSED in shown(try_it(device, world))
    told = [(line.action, line.what) for line in access_lines(patient) if line.object_kind == "passkey"]
    assert told == [
        ("removed", "removed a passkey"),
        ("signed_in", "signed in with a passkey"),
        ("added", "added a passkey"),
    ]


def test_a_question_is_answered_once_and_in_its_own_browser(world: World, patient: Patient) -> None:
    device = Device()
    add(entered(patient), device)
    client, other = Client(), Client()
    credential = device.answer(asked(client, world))
    asked(other, world)
    assert enter(other, world, credential).status_code == 400
    assert enter(Client(), world, credential).status_code == 400
    assert enter(client, world, credential).status_code == 302
    again = Client()
    again.cookies = client.cookies
    assert enter(again, world, credential).status_code == 400
    assert AccessRecord.objects.filter(action="signed_in", object_kind="passkey").count() == 1


@pytest.mark.parametrize(
    "bent",
    [
        {"origin": "http://testserver.evil.example"},
        {"origin": "https://testserver"},
        {"origin": "http://book.testserver"},
        {"host": "evil.example"},
        {"handle": b"somebody else"},
        {"handle": b""},
        {"flags": FLAG.UP},
        {"id": b"another key of nobody"},
        {"key": Device().key},
    ],
)
def test_an_answer_from_elsewhere_or_of_another_key_opens_nothing(
    world: World, patient: Patient, bent: dict[str, Any]
) -> None:
    device = Device()
    add(entered(patient), device)
    answer = try_it(device, world, **bent)
    assert answer.status_code == 400
    assert REFUSED in shown(answer)
    assert Passkey.objects.get().last_used_at is None
    assert try_it(device, world).status_code == 302, "the same, unbent"


def test_a_counter_that_stands_still_is_a_copy(world: World, patient: Patient) -> None:
    device = Device(count=7)
    add(entered(patient), device)
    assert try_it(device, world, count=8).status_code == 302
    for count in (8, 7, 0):
        assert try_it(device, world, count=count).status_code == 400
    assert Passkey.objects.get().sign_count == 8
    assert try_it(device, world, count=9).status_code == 302


@pytest.mark.parametrize("credential", ["", "{", "[]", "null", '"x"', "{}", '{"rawId": 3}', '{"id": "a", "rawId": "a", "type": "public-key", "response": {"clientDataJSON": "!", "authenticatorData": "", "signature": ""}}'])  # fmt: skip
def test_what_no_device_sends_is_refused_calmly(world: World, patient: Patient, credential: str) -> None:
    client = Client()
    asked(client, world)
    assert enter(client, world, credential).status_code == 400
    inside = entered(patient)
    inside.get("/me/passkeys/ask/")
    assert inside.post("/me/passkeys/add/", {"credential": credential}).status_code == 400
    assert not Passkey.objects.exists()


def test_too_late_is_too_late(world: World, patient: Patient, clock: Any) -> None:
    device, client = Device(), entered(patient)
    add(client, device)
    new = Client()
    credential = device.answer(asked(new, world))
    clock.shift(timedelta(minutes=5))
    assert enter(new, world, credential).status_code == 400
    question = client.get("/me/passkeys/ask/").json()
    clock.shift(timedelta(minutes=26))
    sent = {"credential": Device(id=b"second").make(question)}
    assert client.post("/me/passkeys/add/", sent).status_code == 400, "came in too long ago"
    assert client.get("/me/passkeys/ask/").status_code == 404
    assert "has just signed in" in shown(client.get("/me/passkeys/"))
    assert Passkey.objects.count() == 1


def test_a_record_that_is_somebody_elses_now_is_not_opened(world: World, patient: Patient) -> None:
    device, desk = Device(), make_user("reception", world.clinic)
    add(entered(patient), device)
    change_patient(patient=patient, changes={"email": "new@example.org"}, user=desk, now=NOW)
    assert not Passkey.objects.exists()
    heir = make_patient(world.clinic, email="ada@example.org", first_name="Eve")
    assert "Hello Eve" in shown(entered(heir).get("/me/"))
    assert try_it(device, world).status_code == 400, "the address has a new owner, the device has not"


def test_staff_and_shut_accounts_come_in_by_no_passkey_of_a_patient(world: World, patient: Patient) -> None:
    device, client = Device(), entered(patient)
    add(client, device)
    patient.refresh_from_db()
    held = Membership.objects.create(clinic=world.clinic, user=patient.user, role="reception")
    assert try_it(device, world).status_code == 400
    assert client.get("/me/passkeys/ask/").status_code == 404
    held.delete()
    assert try_it(device, world).status_code == 302
    user = patient.user
    Patient.objects.filter(pk=patient.pk).update(user=None)
    assert try_it(device, world).status_code == 400
    empty_account(user)
    assert not Passkey.objects.exists()


def test_strangers_learn_nothing(world: World, patient: Patient) -> None:
    add(entered(patient), Device())
    known, unknown = asked(Client(), world), asked(Client(), make_world())
    for question in (known, unknown):
        question["request_options"]["publicKey"].pop("challenge")
    assert known == unknown
    assert not known["request_options"]["publicKey"].get("allowCredentials")
    device = Device()
    assert shown(try_it(device, world)) == shown(try_it(device, world, origin="http://evil.example"))


def test_one_place_tries_only_so_often(world: World, patient: Patient) -> None:
    device = Device()
    add(entered(patient), device)
    client = Client()
    for _ in range(MOST_TRIED):
        asked(client, world)
        enter(client, world, "{}")
    assert try_it(device, world).status_code == 400
    cache.clear()
    assert try_it(device, world).status_code == 302


def test_ten_are_the_most_and_one_device_is_kept_once(world: World, patient: Patient) -> None:
    client = entered(patient)
    for number in range(10):
        assert add(client, Device(id=bytes([number]) * 16)).status_code == 302
    assert client.get("/me/passkeys/ask/").status_code == 409
    assert len({bytes(one.handle) for one in Passkey.objects.all()}) == 1
    client.post(f"/me/passkeys/{Passkey.objects.first().public_id}/remove/")
    taken = Device(id=bytes([5]) * 16)
    assert add(client, taken).status_code == 400
    assert isinstance(Passkey.objects.first().created_at, datetime)
