"""Who works here: invited, changed, switched off; and where somebody is signed in."""

from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.test import Client

from bookings.models import AccessRecord, ApiKey, Membership, Notification, StaffInvitation, Therapist, User
from bookings.models.invitations import invitation_key
from bookings.notifications.deliver import deliver_due
from bookings.people.keys import create_api_key
from tests.factories import NOW, PASSWORD, make_patient, make_user, make_world
from tests.notifications.sink import Sink
from tests.staff_sign_in.conftest import House, give_app, sign_in

PEOPLE = "/dashboard/settings/people/"
NEW = f"{PEOPLE}new/"
JOINING = {"first_name": "Ines", "last_name": "Vidal", "password": "quiet-otter-harbour-7"}


@pytest.fixture
def owner(house: House) -> Client:
    return sign_in(house.owner)[0]


def invited(owner: Client, role: str = "reception", email: str = "ines@example.org", **more: str) -> str:
    """The address of the page that the invitation leads to."""
    answer = owner.post(NEW, {"email": email, "role": role, **more})
    assert answer.status_code == 302, answer.content.decode()
    found = StaffInvitation.objects.get(user__email=email, withdrawn_at=None, accepted_at=None)
    return f"/dashboard/invitation/{invitation_key(found.public_id)}/"


def test_somebody_new_chooses_a_password_and_comes_in(house: House, owner: Client) -> None:
    link = invited(owner)
    newcomer = User.objects.get(email="ines@example.org")
    assert not newcomer.memberships.exists()
    stranger = Client()
    assert stranger.get(link).status_code == 200
    assert not newcomer.memberships.exists()
    assert stranger.post(link, {**JOINING, "password": "12345678"}).status_code == 400
    assert stranger.post(link, JOINING)["Location"] == "/accounts/login/"
    assert stranger.get("/dashboard/").status_code == 302, "a link signs nobody in"
    assert sign_in(newcomer, JOINING["password"])[0].get("/dashboard/").status_code == 200
    assert list(newcomer.memberships.values_list("clinic", "role")) == [(house.clinic.pk, "reception")]
    assert stranger.post(link, JOINING).status_code == 404, "it works once"
    verbs = AccessRecord.objects.values_list("action", flat=True)
    assert sorted(verbs) == ["invited", "joined"]


def test_a_therapist_gets_the_calendar_that_was_chosen(house: House, owner: Client) -> None:
    waiting = Therapist.objects.create(clinic=house.clinic, first_name="Ines", last_name="Vidal")
    Client().post(invited(owner, "therapist", calendar=waiting.public_id), JOINING)
    waiting.refresh_from_db()
    assert waiting.user
    assert waiting.user.email == "ines@example.org"
    Client().post(invited(owner, "therapist", "new@example.org"), {**JOINING, "first_name": "Nia"})
    assert Therapist.objects.get(user__email="new@example.org").first_name == "Nia"


def test_an_account_in_use_keeps_its_password(house: House, owner: Client) -> None:
    other = make_world()
    known = make_user("owner", other.clinic)
    known.set_password(PASSWORD)
    known.save()
    link = invited(owner, email=known.email)
    Client().post(link, {"password": "of-somebody-with-the-mail-7", "first_name": "Eve"})
    known.refresh_from_db()
    assert known.check_password(PASSWORD)
    assert known.first_name != "Eve"
    assert known.memberships.filter(clinic=house.clinic, role="reception").exists()


@pytest.mark.parametrize("end", ["late", "withdrawn", "forged"])
def test_an_invitation_ends(house: House, owner: Client, now: time_machine.Traveller, end: str) -> None:
    link = invited(owner)
    if end == "late":
        now.shift(timedelta(days=7))
    elif end == "withdrawn":
        asked = StaffInvitation.objects.get()
        owner.post(f"{PEOPLE}{asked.public_id}/withdraw/")
    else:
        link = f"{link[:-2]}{'0' if link[-2] != '0' else '1'}/"
    assert Client().post(link, JOINING).status_code == 404
    assert not Membership.objects.filter(user__email="ines@example.org").exists()


def test_who_works_here_is_not_invited_again(house: House, owner: Client) -> None:
    answer = owner.post(NEW, {"email": house.reception.email.upper(), "role": "owner"})
    assert answer.status_code == 409
    assert "works here already" in answer.content.decode()


def test_the_letter_speaks_the_clinics_language_and_keeps_its_secret(
    house: House, owner: Client, sink: Sink
) -> None:
    house.clinic.language = "es"
    house.clinic.save()
    link = invited(owner)
    deliver_due(clock=lambda: NOW)
    [mail] = sink.mails
    text = str(mail.get_body(("plain",)).get_content())
    assert mail["To"] == "ines@example.org"
    assert link in text
    assert "Aceptar la invitación" in text
    row = Notification.objects.get()
    assert link.split("/")[-2] not in (row.page, row.page_key, row.dedupe_key)


def test_roles_are_changed_but_an_owner_stays(house: House, owner: Client) -> None:
    page = f"{PEOPLE}{house.reception.pk}/"
    owner.post(page, {"roles": ["reception", "therapist"]})
    assert set(house.reception.memberships.values_list("role", flat=True)) == {"reception", "therapist"}
    assert Therapist.objects.filter(user=house.reception).exists()
    refused = owner.post(f"{PEOPLE}{house.owner.pk}/", {"roles": ["reception"]})
    assert refused.status_code == 409
    assert "needs an owner" in refused.content.decode()
    assert house.owner.memberships.get().role == "owner"


def test_whoever_is_switched_off_is_out_at_once(house: House, owner: Client) -> None:
    reception, _ = sign_in(house.reception)
    key = create_api_key(clinic=house.clinic, user=house.reception, name="till")
    assert reception.get("/dashboard/").status_code == 200
    give_app(house.reception)
    session = reception.session.session_key
    owner.post(f"{PEOPLE}{house.reception.pk}/off/")
    assert reception.get("/dashboard/")["Location"].startswith("/accounts/login/")
    assert not reception.session.exists(session)
    assert ApiKey.objects.get().revoked_at == NOW
    by_key = Client().get("/api/v1/appointments/", headers={"Authorization": f"Bearer {key}"})
    assert by_key.status_code == 401
    assert sign_in(house.reception)[0].get("/dashboard/").status_code == 302
    assert not Authenticator.objects.filter(user=house.reception).exists()
    Client().post(invited(owner, email=house.reception.email), JOINING)
    assert sign_in(house.reception, JOINING["password"])[0].get("/dashboard/").status_code == 200


def test_nobody_switches_themselves_off_nor_the_last_owner(house: House, owner: Client) -> None:
    owner.post(f"{PEOPLE}{house.owner.pk}/off/")
    assert house.owner.memberships.exists()


def test_a_session_that_was_ended_elsewhere_is_out(house: House) -> None:
    here, _ = sign_in(house.reception)
    there, _ = sign_in(house.reception)
    page = here.get("/dashboard/account/")
    assert [place.is_here for place in page.context["places"]] == [True, False]
    other = page.context["places"][1].id
    assert sign_in(house.owner)[0].post(f"/dashboard/account/places/{other}/").status_code == 404
    assert there.get("/dashboard/").status_code == 200
    here.post(f"/dashboard/account/places/{other}/")
    assert there.get("/dashboard/").status_code == 302
    assert here.get("/dashboard/").status_code == 200


def test_all_other_sessions_end_together(house: House) -> None:
    here, one, two = (sign_in(house.reception)[0] for _ in range(3))
    here.post("/dashboard/account/elsewhere/")
    assert [browser.get("/dashboard/").status_code for browser in (here, one, two)] == [200, 302, 302]


@pytest.mark.parametrize("number", [1, 30])
def test_the_list_of_people_asks_as_often_for_one_as_for_thirty(
    house: House, owner: Client, number: int, django_assert_num_queries: object
) -> None:
    for _ in range(number):
        member = make_user("reception", house.clinic)
        StaffInvitation.objects.create(
            clinic=house.clinic, user=make_user(), role="reception", invited_by=house.owner,
            asked_at=NOW, expires_at=NOW + timedelta(days=7),
        )  # fmt: skip
    assert member
    with django_assert_num_queries(9):  # type: ignore[operator]
        owner.get(PEOPLE)


def test_a_new_password_is_asked_for_without_telling_who_is_known(house: House) -> None:
    answers = []
    patient = make_patient(house.clinic)
    for address in (house.reception.email, "nobody@example.org", patient.email):
        answer = Client().post("/accounts/password/reset/", {"email": address}, follow=True)
        answers.append((answer.status_code, answer.redirect_chain))
    assert len({str(answer) for answer in answers}) == 1
    assert [row.user for row in Notification.objects.all()] == [house.reception]


def test_the_link_for_a_new_password_works_once_and_ends_every_session(house: House, sink: Sink) -> None:
    here, _ = sign_in(house.reception)
    Client().post("/accounts/password/reset/", {"email": house.reception.email})
    deliver_due(clock=lambda: NOW)
    text = str(sink.mails[0].get_body(("plain",)).get_content())
    link = next(word for word in text.split() if "/accounts/password/reset/key/" in word)
    path = "/" + link.split("/", 3)[3]
    client = Client()
    form = client.get(path, follow=True).request["PATH_INFO"]
    new = {"password1": JOINING["password"], "password2": JOINING["password"]}
    client.post(form, new)
    assert here.get("/dashboard/").status_code == 302
    assert sign_in(house.reception, JOINING["password"])[0].get("/dashboard/").status_code == 200
    assert "used or is too old" in Client().get(path, follow=True).content.decode()
