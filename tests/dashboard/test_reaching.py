"""Why somebody did or did not get a message, and what the desk can do about it."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from bookings.models import Appointment, Membership, Notification, OutboxWatch, Patient, RefusedAddress
from bookings.people.change import change_patient
from tests.dashboard.conftest import NOW, Desk
from tests.dashboard.test_messages import make_message
from tests.factories import make_appointment, make_patient


@pytest.fixture
def visit(desk: Desk) -> Appointment:
    return make_appointment(
        desk.world,
        desk.world.at("2027-06-09", "10:00"),
        patient=make_patient(desk.world.clinic, email="old@example.org"),
        created_at=NOW,
    )


@pytest.fixture
def patient(visit: Appointment) -> Patient:
    assert visit.patient
    return visit.patient


@pytest.fixture
def refused(desk: Desk, patient: Patient) -> RefusedAddress:
    return RefusedAddress.objects.create(
        clinic=desk.world.clinic, address=patient.email, refusals=2, refused_at=NOW, flagged_at=NOW
    )


def shown(browser: Client, name: str, *args: str, **query: str) -> str:
    answer = browser.get(reverse(f"dashboard:{name}", args=args), query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_one_tap_from_the_visit_and_from_the_patient_tells_why(
    desk: Desk, visit: Appointment, patient: Patient
) -> None:
    why = "It would have come too late to be of use."
    make_message(visit, state="void", why=why)
    for page, key in (("appointment", visit.public_id), ("patient", patient.public_id)):
        body = shown(desk.browser("reception"), page, key)
        assert why in body
        assert reverse("dashboard:patient_messages", args=[patient.public_id]) in body
    assert why in shown(desk.browser("owner"), "patient_messages", patient.public_id)


def test_a_reminder_that_never_was_planned_is_explained(desk: Desk, visit: Appointment) -> None:
    make_message(visit, offset_hours=24)
    assert "No reminder 72 hours before" in shown(desk.browser("reception"), "appointment", visit.public_id)
    make_message(visit, offset_hours=72)
    assert "No reminder" not in shown(desk.browser("reception"), "appointment", visit.public_id)


def test_what_failed_can_be_sent_again_from_where_it_is_read(
    desk: Desk, visit: Appointment, patient: Patient
) -> None:
    failed = make_message(visit, state="failed", why="The mail server refused it for good. (550)")
    page = reverse("dashboard:patient_messages", args=[patient.public_id])
    resend = reverse("dashboard:message_resend", args=[failed.public_id])
    reception = desk.browser("reception")
    assert resend in reception.get(page).content.decode()
    answer = reception.post(resend, {"next": page}, follow=True)
    assert answer.redirect_chain == [(page, 302)]
    assert "on its way once more" in answer.content.decode()
    failed.refresh_from_db()
    assert (failed.state, failed.recipient) == ("waiting", "old@example.org")


def test_what_is_not_true_any_more_is_refused_with_the_reason(desk: Desk, visit: Appointment) -> None:
    failed = make_message(visit, state="failed")
    Appointment.objects.update(revision=2)
    answer = desk.browser("owner").post(
        reverse("dashboard:message_resend", args=[failed.public_id]), follow=True
    )
    assert "The appointment was moved." in answer.content.decode()


def test_a_refused_address_is_said_where_the_patient_is_looked_at(
    desk: Desk, visit: Appointment, patient: Patient, refused: RefusedAddress
) -> None:
    reception = desk.browser("reception")
    for page, key in (("patient", patient.public_id), ("appointment", visit.public_id)):
        assert "Their mails come back" in shown(reception, page, key)
    make_message(
        visit, state="void", why="Mail servers refused this address before: please ask for another one."
    )
    assert "could not be delivered" in shown(reception, "today")
    assert "Their mails come back" not in shown(desk.browser("therapist"), "patient", patient.public_id)


def test_a_corrected_address_ends_it(
    desk: Desk, visit: Appointment, patient: Patient, refused: RefusedAddress
) -> None:
    reception = desk.browser("reception")
    page = reverse("dashboard:patient_edit", args=[patient.public_id])
    assert page in shown(reception, "patient", patient.public_id)
    change_patient(patient=patient, changes={"email": "new@example.org"}, user=desk.reception, now=NOW)
    assert "Their mails come back" not in shown(reception, "patient", patient.public_id)


def test_an_address_that_is_right_is_tried_again(
    desk: Desk, patient: Patient, refused: RefusedAddress
) -> None:
    trust = reverse("dashboard:address_trust", args=[patient.public_id, refused.public_id])
    assert desk.browser("stranger").post(trust).status_code == 404
    assert desk.browser("therapist").post(trust).status_code == 404
    assert RefusedAddress.objects.exists()
    desk.browser("reception").post(trust)
    assert not RefusedAddress.objects.exists()


def test_the_address_of_somebody_else_is_not_freed_along(desk: Desk, refused: RefusedAddress) -> None:
    other = make_patient(desk.world.clinic)
    trust = reverse("dashboard:address_trust", args=[other.public_id, refused.public_id])
    assert desk.browser("reception").post(trust).status_code == 404
    assert RefusedAddress.objects.exists()


def test_the_desk_chooses_for_a_patient_who_asks(desk: Desk, patient: Patient) -> None:
    url = reverse("dashboard:patient_wishes", args=[patient.public_id])
    assert desk.browser("reception").post(url, {"kinds": ["reminder"], "language": "en"}).status_code == 302
    patient.refresh_from_db()
    assert "home_care" in patient.muted_kinds
    assert "reminder" not in patient.muted_kinds


def test_staff_choose_their_own_mails(desk: Desk) -> None:
    url = reverse("dashboard:my_messages")
    therapist = desk.browser("therapist")
    assert "newly booked with me" in therapist.get(url).content.decode()
    assert "could not be delivered" not in therapist.get(url).content.decode()
    therapist.post(url, {"kinds": ["unsigned_notes"]})
    assert Membership.objects.get(user=desk.therapist).muted_kinds == ["new_bookings"]
    assert therapist.post(url, {"kinds": ["failed_messages"]}).status_code == 400


def test_mail_that_is_stuck_is_said_on_every_page_of_the_desk(desk: Desk, visit: Appointment) -> None:
    reception, therapist = desk.browser("reception"), desk.browser("therapist")
    OutboxWatch.objects.create(swept_at=NOW - timedelta(minutes=2))
    assert "not leaving" not in shown(reception, "patients")
    OutboxWatch.objects.update(swept_at=NOW - timedelta(minutes=20))
    make_message(visit, state="waiting", try_at=NOW - timedelta(minutes=20))
    for page in ("patients", "today", "messages"):
        body = shown(reception, page)
        assert "Messages are not leaving at the moment" in body
        assert "1 message is late" in body
    assert "not leaving" not in shown(therapist, "today")


def test_the_ledger_can_be_narrowed_by_kind_and_tells_how_the_sender_is(
    desk: Desk, visit: Appointment
) -> None:
    OutboxWatch.objects.create(swept_at=NOW)
    make_message(visit, kind="confirmation", offset_hours=None)
    make_message(visit)
    body = shown(desk.browser("reception"), "messages", kind="confirmation")
    assert f"Confirmation: {visit.patient}" in body
    assert "Reminder 24 hours before" not in body
    assert "Nothing is late." in body


def test_a_message_to_staff_has_its_line(desk: Desk) -> None:
    Notification.objects.create(
        clinic=desk.world.clinic, user=desk.therapist, kind="new_bookings", dedupe_key="staff",
        recipient=desk.therapist.email, send_at=NOW, try_at=NOW, useful_until=NOW + timedelta(hours=9), state="sent",
        sent_at=NOW,
    )  # fmt: skip
    body = shown(desk.browser("owner"), "messages")
    assert "New bookings, to the therapist" in body
    assert desk.therapist.email in body
