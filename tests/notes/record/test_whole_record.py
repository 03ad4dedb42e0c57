"""The whole record and who opened it: complete, the patient's and their therapist's alone, and written down."""

import json
from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from bookings.models import AccessRecord, User
from bookings.people.access_log import access_lines
from bookings.people.feeds import renew_feed
from notes.homecare.prescribe import prescribe, usual_dose
from notes.record.whole import HIDDEN, whole_record
from tests.factories import NOW, make_patient, make_user
from tests.notes.cast import PLANTED, TODAY, Chart

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def account(chart: Chart) -> User:
    user = make_user()
    user.last_login = NOW
    user.save()
    chart.patient.user = user
    chart.patient.save()
    return user


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    user.last_login = NOW
    user.save()
    return client


def test_everything_is_in_it_and_no_secret(chart: Chart) -> None:
    plan = chart.active_plan()
    prescribe(
        plan=plan, therapist=chart.therapist, code="ex-01", dose=usual_dose("ex-01"), today=TODAY, now=NOW
    )
    chart.signed()
    renew_feed(owner=chart.patient)
    record = whole_record(chart.patient, NOW)
    text = json.dumps(record)
    assert PLANTED in record["notes"][0]["subjective"]
    assert PLANTED in record["problems"][0]["text"]
    assert record["exercises"][0]["code"] == "ex-01"
    assert record["measures"][0]["answers"]
    assert chart.visit.token not in text
    assert chart.patient.feed_token not in text
    assert not HIDDEN & record["visits"][0].keys() - {"id"}


def test_drafts_and_other_patients_are_not(chart: Chart) -> None:
    chart.written()
    other = make_patient(chart.world.clinic)
    assert whole_record(chart.patient, NOW)["notes"] == []
    assert whole_record(other, NOW)["visits"] == []


def test_a_copy_is_an_attachment_and_written_down(chart: Chart, account: User) -> None:
    with time_machine.travel(NOW, tick=False):
        client = browser(account)
        response = client.get("/me/record/copy/")
        assert response.status_code == 200
        assert response["Content-Disposition"].startswith("attachment")
        assert response.json()["patient"]["first_name"] == "Ada"
        assert (
            AccessRecord.objects.filter(action="exported", patient=chart.patient, user=account).count() == 1
        )
        assert "took a copy of your whole record" in client.get("/me/record/").content.decode()


def test_a_copy_needs_a_fresh_sign_in(chart: Chart, account: User) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        client = browser(account)
        clock.shift(timedelta(minutes=31))
        assert client.get("/me/record/copy/").status_code == 403
        assert not AccessRecord.objects.filter(action="exported").exists()


def test_who_opened_it_is_told_in_words(chart: Chart, account: User) -> None:
    with time_machine.travel(NOW, tick=False):
        plan = chart.active_plan()
        browser(chart.user).get(f"/dashboard/plans/{plan.public_id}/")
        stranger = make_user("reception", chart.world.clinic)
        browser(stranger).get(f"/dashboard/plans/{plan.public_id}/")
    told = [(line.who, line.what) for line in access_lines(chart.patient)]
    assert (str(chart.user), "looked at your plan") in told
    assert (str(stranger), "tried to open your plan and was refused") in told


def test_over_the_api(chart: Chart, account: User) -> None:
    path = f"/api/v1/patients/{chart.patient.public_id}/"
    with time_machine.travel(NOW, tick=False):
        assert browser(account).get(f"{path}record/").json()["patient"]["id"] == chart.patient.public_id
        assert browser(account).get(f"{path}access-log/").json()["results"][0]["is_own"] is True
        assert browser(make_user("reception", chart.world.clinic)).get(f"{path}record/").status_code == 404
