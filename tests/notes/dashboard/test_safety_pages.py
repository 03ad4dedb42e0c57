"""Safety checks on the dashboard: three words for the desk, reasons and decisions for the therapist."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from bookings.models import AccessRecord, Appointment
from notes.models import ClearanceDecision, Screening
from notes.screening.clear import override_for
from notes.screening.queries import state_of
from notes.screening.restrictions import restrictions_of
from tests.factories import NOW, make_appointment, make_patient, make_user
from tests.notes.cast import TODAY, Chart

Status = Appointment.Status
DECISION = {
    "outcome": "physician_seen",
    "ground": "letter",
    "document": "Dr Hall, June 4, in the folder",
    "text": "Checked, nothing in the way",
    "conditions": "No deep pressure",
    "expires_date": (TODAY + timedelta(days=90)).isoformat(),
}


@pytest.fixture(autouse=True)
def _at_noon() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


def client_of(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def therapist(chart: Chart) -> Client:
    return client_of(chart.user)


@pytest.fixture
def reception(chart: Chart) -> Client:
    return client_of(make_user("reception", chart.world.clinic))


def state(client: Client, chart: Chart) -> str:
    url = f"/dashboard/patients/{chart.patient.public_id}/state/"
    return client.get(url, headers={"HX-Request": "true"}).content.decode()


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        (None, "Needs therapist"),
        ({}, "OK"),
        ({"l1": "yes"}, "OK"),
        ({"t1": "yes"}, "Needs therapist"),
        ({"d1": "yes"}, "Call patient"),
        ({"p3": "yes"}, "Call patient"),
        ({"e1": "yes"}, "Call patient"),
    ],
)
def test_the_desk_reads_three_words_and_no_clinical_one(
    chart: Chart, reception: Client, answers: Any, said: str
) -> None:
    if answers is not None:
        chart.screened(**answers)
    page = state(reception, chart)
    assert said in page
    for word in ("blood", "cancer", "numb", "tier", "screen", "physician"):
        assert word not in page.lower()


def test_a_screening_that_is_too_old_wants_a_therapist(chart: Chart) -> None:
    chart.screened(now=NOW - timedelta(days=180))
    assert state_of(chart.patient, NOW) == "needs_therapist"


def test_the_therapist_reads_the_reasons_and_the_look_is_written_down(
    chart: Chart, therapist: Client
) -> None:
    screening = chart.screened(t1="yes", l1={"answer": "yes", "regions": ["thp-l"]})
    before = AccessRecord.objects.count()
    page = therapist.get(f"/dashboard/patients/{chart.patient.public_id}/checks/").content.decode()
    assert "Medicine that thins the blood" in page
    assert "Pressure at most 3 of 5" in page
    assert "thigh, back left" in page
    assert AccessRecord.objects.count() == before + 1
    therapist.get(f"/dashboard/checks/{screening.public_id}/")
    look = AccessRecord.objects.order_by("-id")[0]
    assert (look.object_kind, look.object_id, look.action) == ("screening", screening.public_id, "viewed")


def test_somebody_else_of_the_clinic_sees_nothing_and_the_try_is_written_down(
    chart: Chart, reception: Client
) -> None:
    screening = chart.screened(p3="yes")
    owner = client_of(make_user("owner", chart.world.clinic))
    for client in (reception, owner):
        for url in (
            f"/dashboard/patients/{chart.patient.public_id}/checks/",
            f"/dashboard/checks/{screening.public_id}/",
            f"/dashboard/appointments/{chart.visit.public_id}/checks/",
        ):
            assert client.get(url).status_code == 404
            assert AccessRecord.objects.order_by("-id")[0].action == "denied"


def test_a_request_is_read_and_accepted_by_the_therapist_alone(
    chart: Chart, therapist: Client, reception: Client
) -> None:
    chart.visit.status, chart.visit.answer_by = Status.PENDING, chart.visit.starts_at
    chart.visit.save()
    screening = chart.screened(visit=chart.visit, t1="yes")
    url = f"/dashboard/appointments/{chart.visit.public_id}/"
    reception.post(f"{url}accept/")
    chart.visit.refresh_from_db()
    assert chart.visit.status == Status.PENDING
    assert "Read it, accept the visit" in therapist.get(f"{url}checks/").content.decode()
    therapist.post(f"{url}accept/")
    chart.visit.refresh_from_db()
    screening.refresh_from_db()
    assert (chart.visit.status, screening.reviewed_by) == (Status.BOOKED, chart.therapist)
    assert state_of(chart.patient, NOW) == "ok"


def test_a_decision_lifts_a_stop_until_its_day(chart: Chart, therapist: Client) -> None:
    screening = chart.screened(p3="yes")
    answer = therapist.post(f"/dashboard/checks/{screening.public_id}/decision/", DECISION)
    assert answer.status_code == 302
    decision = ClearanceDecision.objects.get()
    assert (decision.document_reference, decision.decided_by) == (DECISION["document"], chart.therapist)
    assert state_of(chart.patient, NOW) == "needs_therapist", "cleared, and still to be read"
    therapist.post(f"/dashboard/checks/{screening.public_id}/")
    assert state_of(chart.patient, NOW) == "ok"
    assert state_of(chart.patient, NOW + timedelta(days=89)) == "ok"
    assert state_of(chart.patient, NOW + timedelta(days=91)) == "call_patient"
    page = therapist.get(f"/dashboard/checks/{screening.public_id}/").content.decode()
    assert "Dr Hall" in page


def test_an_emergency_wants_a_decision_and_a_new_check(chart: Chart, therapist: Client) -> None:
    screening = chart.screened(e1="yes")
    therapist.post(f"/dashboard/checks/{screening.public_id}/decision/", DECISION)
    assert state_of(chart.patient, NOW) == "call_patient"
    chart.screened(now=NOW + timedelta(hours=1))
    assert state_of(chart.patient, NOW + timedelta(hours=2)) == "ok"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"outcome": "patient_declined"}, "outcome"),
        ({"outcome": "guess"}, "outcome"),
        ({"text": " "}, "text"),
        ({"document": ""}, "document"),
        ({"expires_date": TODAY.isoformat()}, "expires_date"),
        ({"expires_date": (TODAY + timedelta(days=181)).isoformat()}, "expires_date"),
        ({"expires_date": ""}, "expires_date"),
    ],
)
def test_a_decision_that_cannot_stand_says_why(
    chart: Chart, therapist: Client, change: Any, field: str
) -> None:
    screening = chart.screened(p3="yes")
    answer = therapist.post(f"/dashboard/checks/{screening.public_id}/decision/", {**DECISION, **change})
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert not ClearanceDecision.objects.exists()


def test_who_was_stopped_before_the_first_visit_is_found_by_any_therapist(
    chart: Chart, therapist: Client
) -> None:
    newcomer = make_patient(chart.world.clinic, first_name="Nia", last_name="New")
    stopped = Chart(chart.world, newcomer, chart.visit).screened(p3="yes")
    assert "Nia New" in therapist.get("/dashboard/to-call/").content.decode()
    assert therapist.get(f"/dashboard/checks/{stopped.public_id}/").status_code == 200
    stranger = client_of(make_user("owner"))
    assert stranger.get(f"/dashboard/checks/{stopped.public_id}/").status_code == 404


def test_what_a_therapist_enters_counts_beside_the_checks(chart: Chart, therapist: Client) -> None:
    chart.screened(t1="yes")
    base = f"/dashboard/patients/{chart.patient.public_id}/cautions/"
    form = {
        "kind": "local",
        "note": "Old scar",
        "areas": ["thp,tha,knp,kna"],
        "pressure_cap": "2",
        "no_heat": "on",
    }
    assert therapist.post(f"{base}new/", form).status_code == 302
    found = restrictions_of(chart.patient, TODAY)
    assert (found.pressure_cap, found.heat_allowed) == (2, False)
    assert {"thp-l", "kna-r"} <= found.excluded_regions
    assert "mod-deep" in found.blocked_modalities
    entered = next(line for line in found.lines if line.id)
    therapist.post(f"{base}{entered.id}/end/")
    assert restrictions_of(chart.patient, TODAY).pressure_cap == 3


def test_a_newer_check_replaces_what_the_older_left_out(chart: Chart) -> None:
    chart.screened(t3="yes")
    assert set(restrictions_of(chart.patient, TODAY).region_caps.values()) == {2}
    chart.screened(now=NOW + timedelta(hours=1))
    assert not restrictions_of(chart.patient, TODAY).region_caps


def test_asking_again_makes_the_last_check_count_no_longer(chart: Chart, therapist: Client) -> None:
    chart.screened()
    therapist.post(f"/dashboard/patients/{chart.patient.public_id}/checks/renew/")
    assert state_of(chart.patient, NOW) == "needs_therapist"
    assert Screening.objects.get().voided_at == NOW


def test_in_the_evening_it_is_still_the_day_of_the_place(chart: Chart, therapist: Client) -> None:
    """At nine in the evening of New York the day of UTC has gone on."""
    visit = make_appointment(chart.world, chart.world.at(TODAY, "21:00"), patient=chart.patient)
    chart.caution(until_date=TODAY + timedelta(days=1))
    before = therapist.get(f"/dashboard/appointments/{visit.public_id}/before/")
    assert "Old scar" in before.content.decode()
    note = chart.draft(visit)
    assert "Old scar" in therapist.get(f"/dashboard/notes/{note.public_id}/").content.decode()


def test_a_decision_for_one_visit_counts_until_its_day_on_the_wall(chart: Chart) -> None:
    screening = chart.screened(p3="yes")
    visit = make_appointment(chart.world, chart.world.at(TODAY, "21:00"), patient=chart.patient)
    visit.refresh_from_db()
    assert override_for(screening, visits=[visit], therapist=chart.therapist, reason="Called", now=NOW)
    assert ClearanceDecision.objects.get().expires_date == TODAY


def test_the_day_that_is_proposed_is_one_that_the_browser_reads(chart: Chart, therapist: Client) -> None:
    screening = chart.screened(p3="yes")
    chart.user.language = "es"
    chart.user.save()
    page = therapist.get(f"/dashboard/checks/{screening.public_id}/decision/").content.decode()
    assert f'value="{(TODAY + timedelta(days=180)).isoformat()}"' in page
