"""What patients want to be told: switched off and on, by one click, and never what they must know."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from bookings.models import Appointment, Notification, Patient
from bookings.notifications import outbox
from bookings.notifications.deliver import deliver_due
from bookings.notifications.wishes import OPTIONAL, key_for, patient_of_key
from bookings.people.merge import merge
from tests.factories import NOW, World, make_appointment, make_patient, make_user
from tests.notifications.post import Clock, row_of
from tests.notifications.sink import Sink

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def patient(appointment: Appointment) -> Patient:
    assert appointment.patient
    outbox.plan_for_booking(appointment, NOW)
    return appointment.patient


@pytest.fixture
def strict() -> Client:
    """A mail program: no cookies, and the server insists on CSRF tokens where they are due."""
    return Client(enforce_csrf_checks=True)


def reminder_sent(appointment: Appointment, clock: Clock) -> Notification:
    clock.now = row_of(appointment, "reminder", offset_hours=72).send_at
    deliver_due(clock=clock)
    return row_of(appointment, "reminder", offset_hours=72)


def test_one_click_in_the_mail_stops_reminders_and_nothing_else(
    appointment: Appointment, patient: Patient, sink: Sink, clock: Clock, strict: Client
) -> None:
    deliver_due(clock=clock)
    assert reminder_sent(appointment, clock).state == "sent"
    confirmation, reminder = sink.mails
    assert confirmation["List-Unsubscribe"] is None
    assert reminder["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    url = str(reminder["List-Unsubscribe"]).strip(" <>").removeprefix("http://127.0.0.1:8000")

    assert strict.get(url).status_code == 200
    patient.refresh_from_db()
    assert patient.muted_kinds == [], "opening the link, as scanners do, must change nothing"
    answer = strict.post(url, {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200, "a redirect is not followed by mail programs (RFC 8058, 3.2)"
    patient.refresh_from_db()
    assert patient.muted_kinds == ["reminder"]

    clock.now = row_of(appointment, "reminder", offset_hours=24).send_at
    deliver_due(clock=clock)
    late = row_of(appointment, "reminder", offset_hours=24)
    assert (late.state, late.why) == ("void", "They asked not to get messages of this kind.")
    outbox.plan_for_cancel(Appointment.objects.get(pk=appointment.pk), clock.now)
    Appointment.objects.update(status="cancelled", cancelled_at=clock.now, cancellation_reason="other")
    deliver_due(clock=clock)
    assert sink.subjects[-1].startswith("Cancelled: ")


def test_a_changed_mind_gets_the_reminders_that_are_still_to_come(
    appointment: Appointment, patient: Patient, sink: Sink, clock: Clock
) -> None:
    Patient.objects.update(muted_kinds=["reminder"])
    assert reminder_sent(appointment, clock).state == "void"
    Patient.objects.update(muted_kinds=[])
    clock.now = row_of(appointment, "reminder", offset_hours=24).send_at
    deliver_due(clock=clock)
    assert row_of(appointment, "reminder", offset_hours=24).state == "sent"
    assert row_of(appointment, "reminder", offset_hours=72).state == "void"


@pytest.mark.parametrize("kind", sorted(set(Notification.Kind) - set(OPTIONAL)))
def test_what_must_be_known_is_not_muted_by_any_click(patient: Patient, strict: Client, kind: str) -> None:
    url = reverse("portal:wishes", args=[key_for(patient.public_id)])
    assert strict.post(f"{url}stop/{kind}/").status_code == 404
    Client().post(url, {"kinds": [kind], "language": "en"})
    patient.refresh_from_db()
    assert kind not in patient.muted_kinds


def test_a_link_that_was_tampered_with_opens_nothing(patient: Patient, strict: Client) -> None:
    other = make_patient(patient.clinic)
    forged = key_for(patient.public_id).replace(patient.public_id, other.public_id)
    for key in (forged, other.public_id, "x", key_for(patient.public_id)[:-1]):
        assert patient_of_key(key) is None
        assert strict.post(reverse("portal:stop", args=[key, "reminders"])).status_code == 404
    assert not Patient.objects.exclude(muted_kinds=[]).exists()


def test_the_link_of_a_merged_record_leads_to_the_one_that_is_kept(patient: Patient) -> None:
    dropped = make_patient(patient.clinic, merged_into=patient)
    assert patient_of_key(key_for(dropped.public_id)) == patient


def test_the_link_of_a_record_whose_time_is_over_leads_nowhere(patient: Patient) -> None:
    Patient.objects.filter(pk=patient.pk).update(emptied_at=NOW)
    assert patient_of_key(key_for(patient.public_id)) is None


def test_choosing_keeps_kinds_and_quiet_hours(patient: Patient, client: Client) -> None:
    url = reverse("portal:wishes", args=[key_for(patient.public_id)])
    wanted = {"kinds": ["home_care"], "language": "en", "quiet_from": "20:00", "quiet_to": "10:30"}
    assert client.post(url, wanted).status_code == 302
    patient.refresh_from_db()
    assert set(patient.muted_kinds) == set(OPTIONAL) - {"home_care"}
    assert (patient.quiet_from_minute, patient.quiet_to_minute) == (20 * 60, 10 * 60 + 30)
    page = client.get(url).content.decode()
    assert 'value="20:00"' in page
    assert client.post(url, {**wanted, "quiet_to": ""}).status_code == 400
    assert client.post(url, {**wanted, "quiet_from": "", "quiet_to": ""}).status_code == 302
    patient.refresh_from_db()
    assert patient.quiet_from_minute is None


def test_own_quiet_hours_hold_a_message_back(
    appointment: Appointment, patient: Patient, sink: Sink, clock: Clock
) -> None:
    """The reminder was planned for half past two; she has since asked for quiet from two to four."""
    Patient.objects.update(quiet_from_minute=14 * 60, quiet_to_minute=16 * 60)
    row = reminder_sent(appointment, clock)
    assert (row.state, row.why) == ("waiting", "Waits for the end of the quiet hours.")
    assert row.try_at == row.send_at + timedelta(minutes=90)
    clock.now = row.try_at
    deliver_due(clock=clock)
    assert row_of(appointment, "reminder", offset_hours=72).state == "sent"


def test_own_quiet_hours_are_planned_around(world: World, appointment: Appointment) -> None:
    Patient.objects.update(quiet_from_minute=14 * 60, quiet_to_minute=16 * 60)
    fresh = Appointment.objects.get(pk=appointment.pk)
    times = {one.offset_hours: one.send_at for one in outbox.reminders_for(fresh, NOW)}
    assert times[72] == world.at("2027-06-14", "13:45"), "before the quiet hours, with time for a retry"


def test_who_writes_for_a_child_chooses_for_themselves(
    world: World, client: Client, sink: Sink, clock: Clock
) -> None:
    mother = make_patient(world.clinic, first_name="Mia", muted_kinds=["reminder"])
    child = make_patient(world.clinic, first_name="Kim", email="", guardian=mother)
    visit = make_appointment(world, world.at("2027-06-17", "14:30"), patient=child)
    outbox.plan_for_booking(visit, NOW)
    assert reminder_sent(visit, clock).state == "void"
    page: Any = client.get(reverse("portal:manage", args=[visit.token])).content.decode()
    assert key_for(mother.public_id) in page
    assert key_for(child.public_id) not in page


def test_what_was_asked_under_either_record_holds_for_both(patient: Patient) -> None:
    dropped = make_patient(patient.clinic, muted_kinds=["reminder"])
    merge(keep=patient, drop=dropped, user=make_user("reception", patient.clinic), now=NOW)
    patient.refresh_from_db()
    assert patient.muted_kinds == ["reminder"]
