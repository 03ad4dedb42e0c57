"""Patients sign in by a link: once, for ten minutes, and nobody learns who is a patient."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.core.cache import cache
from django.test import Client

from bookings.models import Clinic, Notification, Patient, SignIn, User
from bookings.models.sign_in import sign_in_code, sign_in_key
from bookings.notifications.plain import write_plain
from bookings.notifications.recipients import recipient_for
from bookings.people.change import change_patient
from bookings.people.sign_in import LinkSpent, ask_to_sign_in, open_link, patients_of, use_link
from tests.factories import NOW, World, make_patient, make_user, make_world
from tests.portal.conftest import shown

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def patient(world: World) -> Patient:
    cache.clear()
    return make_patient(world.clinic, first_name="Ada", last_name="Byron", email="Ada@Example.org")


def asked(clinic: Clinic, email: str = "ada@example.org") -> str:
    ask_to_sign_in(clinic=clinic, email=email, now=NOW)
    return sign_in_key(SignIn.objects.latest("pk").public_id)


def test_the_whole_way_through_the_mailbox(world: World, patient: Patient) -> None:
    client = Client()
    with time_machine.travel(NOW, tick=False):
        said = client.post(f"/me/sign-in/{world.clinic.slug}/", {"email": " ada@example.ORG"})
        row = Notification.objects.get(kind="sign_in")
        path = f"/me/enter/{sign_in_key(row.page_key)}/"
        assert path in write_plain(row, None, recipient_for(row)).text
        assert row.useful_until == NOW + timedelta(minutes=10)
        before = client.get(path)
        assert before.status_code == 200
        assert client.get("/me/").status_code == 302
        assert client.post(path)["Location"] == "/me/"
        assert "Hello Ada" in shown(client.get("/me/"))
        assert Client().post(path).status_code == 404, "a link opens once"
        assert client.post("/me/sign-out/").status_code == 302
        assert client.get("/me/").status_code == 302
    assert "on its way" in shown(said)


def test_the_answer_is_the_same_for_everybody(world: World, patient: Patient) -> None:
    make_patient(world.clinic, email=make_user("therapist", world.clinic).email)
    staff_address = User.objects.latest("pk").email
    answers = {
        shown(page)
        for page in (
            Client().post(f"/me/sign-in/{world.clinic.slug}/", {"email": address})
            for address in ("ada@example.org", "nobody@example.org", staff_address)
        )
    }
    assert len(answers) == 1
    assert SignIn.objects.count() == 3
    assert [row.patient for row in Notification.objects.filter(kind="sign_in")] == [patient]
    assert not mail.outbox


def test_behind_a_proxy_one_persons_tries_use_up_nobody_elses(
    world: World, patient: Patient, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.BEHIND_PROXY = True
    monkeypatch.setattr("bookings.portal.account.MOST_ASKED", 1)
    for address in ("203.0.113.7", "203.0.113.7", "203.0.113.8"):
        headers = {"X-Forwarded-For": address}
        Client().post(f"/me/sign-in/{world.clinic.slug}/", {"email": patient.email}, headers=headers)
    assert SignIn.objects.count() == 2


def test_what_is_stored_opens_nothing(world: World, patient: Patient) -> None:
    key = asked(world.clinic)
    stored = [*SignIn.objects.values_list(), *Notification.objects.values_list()]
    assert key not in str(stored)
    assert key.partition("-")[2] not in str(stored)
    with pytest.raises(LinkSpent):
        open_link(f"{key.partition('-')[0]}-{'0' * 64}", NOW)


@pytest.mark.parametrize(("minutes", "opens"), [(9, True), (10, False)])
def test_ten_minutes(world: World, patient: Patient, minutes: int, opens: bool) -> None:
    key = asked(world.clinic)
    later = NOW + timedelta(minutes=minutes)
    if opens:
        assert use_link(key=key, now=later)[1] == patient
        patient.refresh_from_db()
        assert patient.user
        assert not patient.user.has_usable_password()
    else:
        with pytest.raises(LinkSpent):
            use_link(key=key, now=later)
        assert not User.objects.filter(email="ada@example.org").exists()


def test_three_letters_in_a_quarter_of_an_hour(world: World, patient: Patient) -> None:
    for _ in range(5):
        asked(world.clinic)
    assert Notification.objects.filter(kind="sign_in").count() == 3
    ask_to_sign_in(clinic=world.clinic, email="ada@example.org", now=NOW + timedelta(minutes=16))
    assert Notification.objects.filter(kind="sign_in").count() == 4


def test_a_mailbox_does_not_open_the_dashboard(world: World) -> None:
    therapist = make_user("therapist", world.clinic)
    make_patient(world.clinic, email=therapist.email)
    key = asked(world.clinic, therapist.email)
    assert not Notification.objects.exists()
    with pytest.raises(LinkSpent):
        use_link(key=key, now=NOW)


def test_a_guardian_sees_their_wards_and_nobody_else(world: World, patient: Patient) -> None:
    ward = make_patient(world.clinic, email="", guardian=patient)
    make_patient(world.clinic)
    user, _ = use_link(key=asked(world.clinic), now=NOW)
    assert list(patients_of(user)) == [ward, patient] or list(patients_of(user)) == [patient, ward]


def test_a_new_address_ends_what_the_old_one_opened(world: World, patient: Patient) -> None:
    user, _ = use_link(key=asked(world.clinic), now=NOW)
    desk = make_user("reception", world.clinic)
    change_patient(patient=patient, changes={"phone": "1"}, user=desk, now=NOW)
    assert list(patients_of(user)) == [patient]
    change_patient(patient=patient, changes={"email": "new@example.org"}, user=desk, now=NOW)
    assert not patients_of(user).exists()


def test_a_link_is_of_its_clinic(world: World, patient: Patient) -> None:
    elsewhere = make_patient(make_world().clinic, email="ada@example.org")
    user, _ = use_link(key=asked(world.clinic), now=NOW)
    assert elsewhere not in patients_of(user)


def told(client: Client, world: World, email: str = "ada@example.org") -> str:
    """Ask in this browser; the digits that the letter has, or would have."""
    client.post(f"/me/sign-in/{world.clinic.slug}/", {"email": email})
    return sign_in_code(SignIn.objects.latest("pk").public_id)


def type_in(client: Client, world: World, code: str) -> Any:
    return client.post(f"/me/sign-in/{world.clinic.slug}/code/", {"code": code})


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06d}"


@pytest.mark.parametrize("spelled", ["{0}", " {0}{1} ", "{0}-{1}", "fullwidth"])
def test_the_digits_of_the_letter_open_the_pages_where_they_were_asked_for(
    world: World, patient: Patient, spelled: str
) -> None:
    client = Client()
    with time_machine.travel(NOW, tick=False):
        code = told(client, world)
        row = Notification.objects.get(kind="sign_in")
        letter = write_plain(row, None, recipient_for(row))
        shown_code = f"{code[:3]} {code[3:]}"
        assert shown_code in letter.text
        assert shown_code in letter.html
        assert code not in letter.subject
        typed = {"{0}": shown_code, "fullwidth": code.translate({48 + n: 0xFF10 + n for n in range(10)})}
        answer = type_in(client, world, typed.get(spelled, spelled.format(code[:3], code[3:])))
        assert (answer.status_code, answer["Location"]) == (302, "/me/")
        assert "Hello Ada" in shown(client.get("/me/"))
        assert Client().post(f"/me/enter/{sign_in_key(row.page_key)}/").status_code == 404, "used up with it"


def test_the_digits_are_good_in_no_other_browser_and_not_stored(world: World, patient: Patient) -> None:
    client, other = Client(), Client()
    with time_machine.travel(NOW, tick=False):
        code = told(client, world)
        assert code not in str([*SignIn.objects.values_list(), *Notification.objects.values_list()])
        assert type_in(other, world, code)["Location"].endswith(f"/me/sign-in/{world.clinic.slug}/")
        told(other, world, "somebody@example.org")
        assert "not the code" in shown(type_in(other, world, code))
        assert type_in(client, world, code).status_code == 302


def test_five_tries_and_no_more_but_the_link_still_opens(world: World, patient: Patient) -> None:
    client = Client()
    with time_machine.travel(NOW, tick=False):
        code = told(client, world)
        for typed in ("12345", "1234567", "abcdef", ""):
            assert type_in(client, world, typed).status_code == 400, "no digits, no try"
        assert SignIn.objects.get().code_tries == 0
        for _ in range(5):
            assert "not the code" in shown(type_in(client, world, wrong(code)))
        assert "does not work any more" in shown(type_in(client, world, code))
        assert client.get("/me/").status_code == 302
        link = sign_in_key(SignIn.objects.get().public_id)
        assert client.post(f"/me/enter/{link}/").status_code == 302


@pytest.mark.parametrize(("minutes", "status"), [(9, 302), (10, 400)])
def test_the_digits_are_good_for_ten_minutes(
    world: World, patient: Patient, minutes: int, status: int
) -> None:
    client = Client()
    with time_machine.travel(NOW, tick=False) as clock:
        code = told(client, world)
        clock.shift(timedelta(minutes=minutes))
        assert type_in(client, world, code).status_code == status


def test_who_is_unknown_or_staff_or_got_no_letter_reads_the_same(world: World, patient: Patient) -> None:
    therapist = make_user("therapist", world.clinic)
    make_patient(world.clinic, email=therapist.email)
    answers = set()
    with time_machine.travel(NOW, tick=False):
        for address in ("nobody@example.org", therapist.email):
            client = Client()
            answers.add(shown(type_in(client, world, told(client, world, address))))
            assert client.get("/me/").status_code == 302
        for _ in range(3):
            asked(world.clinic)
        client = Client()
        answers.add(shown(type_in(client, world, told(client, world))))
        client = Client()
        answers.add(shown(type_in(client, world, wrong(told(client, world)))))
    assert len(answers) == 1
    assert not User.objects.filter(email="ada@example.org").exists()


def test_many_letters_are_not_many_lots_of_tries(world: World, patient: Patient) -> None:
    for day_part in range(6):
        at = NOW + day_part * timedelta(minutes=16)
        with time_machine.travel(at, tick=False):
            client = Client()
            code = told(client, world)
            for _ in range(5):
                answer = type_in(client, world, wrong(code))
    assert "does not work any more" in shown(answer)
    assert sum(SignIn.objects.values_list("code_tries", flat=True)) == 25
