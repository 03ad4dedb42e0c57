"""Breaking the glass: with a reason and a password, one record, an hour, to read; the owner and the patient see it."""

from datetime import timedelta

import pytest
import time_machine
from django.db import ProgrammingError, transaction
from django.test import Client
from django.urls import reverse

from bookings.models import AccessRecord, Membership, User
from bookings.people.access_log import access_lines
from notes import access
from notes.models import ClearanceDecision, Document, EmergencyAccess
from tests.factories import NOW, PASSWORD, make_patient, make_therapist, make_user, make_world
from tests.notes.access.test_who_sees_what import ROUTES
from tests.notes.cast import PLANTED, Chart

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as travelled:
        yield travelled


@pytest.fixture
def colleague(chart: Chart) -> User:
    other = make_therapist(chart.world.clinic, chart.world.service, chart.world.location)
    other.user.set_password(PASSWORD)
    other.user.save()
    return other.user


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def said(chart: Chart, **given: str) -> dict[str, str]:
    named = {"first_name": "ada", "last_name": "BYRON", "phone": chart.patient.phone}
    return {**named, "reason": "Fainted in the waiting room", "password": PASSWORD, **given}


def open_it(client: Client, chart: Chart, **given: str) -> EmergencyAccess | None:
    client.post("/dashboard/emergency/", said(chart, **given))
    return EmergencyAccess.objects.first()


def test_opened_it_is_read_for_an_hour_and_then_no_more(
    chart: Chart, colleague: User, clock: time_machine.Traveller
) -> None:
    plan, note = chart.active_plan(), chart.signed(visit=chart.another_visit(-3))
    client = browser(colleague)
    paths = [f"/dashboard/plans/{plan.public_id}/", f"/dashboard/notes/{note.public_id}/"]
    assert [client.get(path).status_code for path in paths] == [404, 404]
    opened = open_it(client, chart)
    assert opened is not None
    page = client.get(f"/dashboard/emergency/{opened.public_id}/")
    assert page.status_code == 200
    assert PLANTED in page.content.decode()
    assert [client.get(path).status_code for path in paths] == [200, 200]
    for minutes in (14, 28, 42, 56):  # a page that is left alone for a quarter of an hour locks itself
        clock.move_to(NOW + timedelta(minutes=minutes))
        client.get("/dashboard/")
    clock.move_to(NOW + timedelta(minutes=59, seconds=59))
    assert client.get(paths[0]).status_code == 200
    clock.move_to(NOW + timedelta(minutes=60))
    assert [client.get(path).status_code for path in paths] == [404, 404]
    assert client.get(f"/dashboard/emergency/{opened.public_id}/").status_code == 404


def test_nothing_can_be_changed_and_no_draft_read(chart: Chart, colleague: User) -> None:
    ids = {
        "plan": chart.active_plan().public_id,
        "awaiting": chart.awaiting(chart.another_visit(-4)).public_id,
        "consent": chart.agreed().public_id,
        "draft_plan": chart.plan().public_id,
        "signed": chart.signed(visit=chart.another_visit(-3)).public_id,
        "draft": chart.written().public_id,
        "patient": chart.patient.public_id,
        "visit": chart.another_visit(5).public_id,
        "alert": "zzzz",
    }
    client = browser(colleague)
    assert open_it(client, chart) is not None
    for name, what, methods in ROUTES:
        if "post" in methods:
            answer = client.post(reverse(f"notes:{name}", args=[ids[what]]))
            assert answer.status_code == 404, name
    assert client.get(f"/dashboard/notes/{ids['draft']}/").status_code == 404
    assert client.get(f"/dashboard/notes/{ids['signed']}/").status_code == 200


@pytest.mark.parametrize(
    "wrong",
    [
        {"password": "guess"},
        {"reason": " "},
        {"phone": "+1 555 9999999"},
        {"last_name": "Lovelace"},
        {"phone": ""},
    ],
)
def test_a_wrong_word_opens_nothing(chart: Chart, colleague: User, wrong: dict[str, str]) -> None:
    client = browser(colleague)
    assert client.post("/dashboard/emergency/", said(chart, **wrong)).status_code == 422
    assert not EmergencyAccess.objects.exists()
    if "reason" not in wrong and "password" not in wrong:
        assert AccessRecord.objects.filter(user=colleague, action="denied", object_kind="emergency").exists()


def test_only_this_record_and_only_this_therapist(chart: Chart, colleague: User) -> None:
    assert open_it(browser(colleague), chart) is not None
    other = make_patient(chart.world.clinic)
    third = make_therapist(chart.world.clinic, chart.world.service, chart.world.location)
    assert access.in_emergency(colleague, chart.patient, NOW) is not None
    assert access.in_emergency(colleague, other, NOW) is None
    assert access.in_emergency(third.user, chart.patient, NOW) is None
    Membership.objects.filter(user=colleague).update(role="reception")
    assert access.in_emergency(colleague, chart.patient, NOW) is None


def test_reception_owner_and_another_clinic_cannot(chart: Chart) -> None:
    for user in (make_user("reception", chart.world.clinic), make_user("owner", chart.world.clinic)):
        assert browser(user).get("/dashboard/emergency/").status_code == 404
    elsewhere = make_world().therapist.user
    elsewhere.set_password(PASSWORD)
    elsewhere.save()
    assert browser(elsewhere).post("/dashboard/emergency/", said(chart)).status_code == 422
    assert not EmergencyAccess.objects.exists()


def test_the_owner_is_told_until_they_looked_and_the_patient_reads_it(chart: Chart, colleague: User) -> None:
    opened = open_it(browser(colleague), chart)
    assert opened is not None
    owner = browser(make_user("owner", chart.world.clinic))
    page = owner.get("/dashboard/requests/").content.decode()
    assert "Fainted in the waiting room" in page
    assert "I have looked at it" in page
    owner.post(f"/dashboard/emergency/{opened.public_id}/reviewed/")
    assert "I have looked at it" not in owner.get("/dashboard/requests/").content.decode()
    told = {(line.who, line.what) for line in access_lines(chart.patient)}
    assert (str(colleague), "opened your record in an emergency") in told


def test_it_is_not_made_longer_and_cannot_be_taken_back(chart: Chart, colleague: User, clock) -> None:
    client = browser(colleague)
    first = open_it(client, chart)
    clock.move_to(NOW + timedelta(minutes=50))
    open_it(client, chart)
    opened = EmergencyAccess.objects.get()
    assert opened == first
    assert opened.expires_at == NOW + timedelta(minutes=60)
    with pytest.raises(ProgrammingError), transaction.atomic():
        EmergencyAccess.objects.update(expires_at=NOW + timedelta(days=1))
    with pytest.raises(ProgrammingError), transaction.atomic():
        opened.delete()


def test_no_check_is_read_off_decided_or_answered_by_letter(chart: Chart, colleague: User) -> None:
    plan, check = chart.active_plan(), chart.screened(p3="yes")
    client = browser(colleague)
    assert open_it(client, chart) is not None
    decision = {
        "outcome": "physician_seen",
        "ground": "verbal",
        "text": "Fine",
        "expires_date": (NOW + timedelta(days=9)).date().isoformat(),
    }
    letter = {"to": "Dr Hall", "text": "Please look"}
    sent = {
        f"checks/{check.public_id}/": {},
        f"checks/{check.public_id}/decision/": decision,
        f"plans/{plan.public_id}/letter/": letter,
    }
    for path, said_ in sent.items():
        assert client.get(f"/dashboard/{path}").status_code == 200
        assert client.post(f"/dashboard/{path}", said_).status_code == 404, path
    check.refresh_from_db()
    assert check.reviewed_at is None
    assert not ClearanceDecision.objects.exists()
    assert not Document.objects.exists()
