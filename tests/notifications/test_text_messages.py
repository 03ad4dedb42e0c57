"""Reminders by text message: who gets them, what they say in one segment, and a provider that refuses or goes away."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from bookings.models import Appointment, BookingPolicy, Clinic, Notification, Patient, RefusedAddress
from bookings.notifications import outbox, segments
from bookings.notifications.deliver import deliver_all, deliver_due
from bookings.notifications.recipients import recipient_of
from bookings.notifications.wishes import set_wishes
from bookings.notifications.write_text import write_text
from tests.factories import NOW, World, make_appointment, make_patient
from tests.notifications.post import Clock, row_of
from tests.notifications.provider import HANG_UP, SENDER, STALL, Provider, answering
from tests.notifications.sink import Sink

pytestmark = pytest.mark.django_db(transaction=True)
SMS = Notification.Channel.SMS


@pytest.fixture
def provider(settings: Any) -> Iterator[Provider]:
    with answering() as server:
        settings.SMS_URL, settings.EMAIL_TIMEOUT = server.url, 1
        yield server


@pytest.fixture
def visit(world: World) -> Appointment:
    """Thursday of next week at half past two, of somebody who likes text messages."""
    BookingPolicy.objects.update(text_messages=True)
    patient = make_patient(world.clinic, phone="(555) 010-0123", text_messages=True)
    appointment = make_appointment(world, world.at("2027-06-17", "14:30"), patient=patient, created_at=NOW)
    return Appointment.objects.select_related("clinic__policy", "patient__clinic").get(pk=appointment.pk)


@pytest.fixture
def due(visit: Appointment, provider: Provider, clock: Clock) -> Notification:
    outbox.plan_for_booking(visit, NOW)
    row = row_of(visit, "reminder", channel=SMS, offset_hours=24)
    Notification.objects.exclude(pk=row.pk).delete()
    clock.now = row.send_at
    return row


def again(row: Notification) -> Notification:
    return Notification.objects.get(pk=row.pk)


def test_a_reminder_leaves_by_both_ways_and_says_when_and_where_to_answer(
    visit: Appointment, provider: Provider, sink: Sink, clock: Clock
) -> None:
    outbox.plan_for_booking(visit, NOW)
    assert deliver_all(clock=clock) == {"sent": 1}, "the confirmation is a mail alone"
    clock.now = row_of(visit, "reminder", channel=SMS, offset_hours=24).send_at
    Notification.objects.filter(offset_hours=72).delete()
    assert deliver_all(clock=clock) == {"sent": 2}
    [text] = provider.taken
    assert (text["To"], text["From"]) == ("+15550100123", SENDER)
    assert text["Body"] == (
        f"{visit.clinic.name}: your appointment is on Thu, Jun 17 at 2:30 PM EDT. "
        f"Move or cancel: http://127.0.0.1:8000/manage/{visit.token}/"
    )
    row = row_of(visit, "reminder", channel=SMS)
    assert (row.recipient, row.attempts, row.dedupe_key.endswith(":sms")) == ("+15550100123", 1, True)
    assert "Massage" not in text["Body"]


@pytest.mark.parametrize("off", ["installation", "clinic", "patient", "phone", "country"])
def test_without_any_of_these_no_text_message_is_planned(
    visit: Appointment, provider: Provider, settings: Any, off: str
) -> None:
    if off == "installation":
        settings.SMS_URL = ""
    BookingPolicy.objects.update(text_messages=off != "clinic")
    Patient.objects.update(text_messages=off != "patient")
    if off in ("phone", "country"):
        Patient.objects.update(phone="" if off == "phone" else "030 1234567")
        Clinic.objects.update(country="DE")
    fresh = Appointment.objects.select_related("clinic__policy", "patient__clinic").get(pk=visit.pk)
    outbox.plan_for_booking(fresh, NOW)
    rows = Notification.objects.filter(channel=SMS)
    if off in ("phone", "country"):
        assert {row.why for row in rows} == {"No phone number is known."}
        return
    assert not rows.exists()


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"phone": ""}, "No phone number is known."),
        ({"text_messages": False}, "They asked for no text messages."),
    ],
)
def test_what_changed_since_keeps_it_back(
    due: Notification, provider: Provider, clock: Clock, change: dict[str, Any], why: str
) -> None:
    Patient.objects.update(**change)
    assert deliver_due(clock=clock, channel=SMS) == {"void": 1}
    assert (again(due).why, provider.taken) == (why, [])


def test_switched_off_for_good_nothing_is_left_waiting(
    due: Notification, clock: Clock, settings: Any
) -> None:
    settings.SMS_URL = ""
    assert deliver_due(clock=clock, channel=SMS) == {"void": 1}
    assert again(due).why == "Text messages are switched off."


@pytest.mark.parametrize("code", [21211, 21610, 21614])
def test_a_number_that_takes_none_is_refused_for_good_and_remembered(
    due: Notification, provider: Provider, clock: Clock, code: int
) -> None:
    provider.answers += [(400, code)]
    assert deliver_due(clock=clock, channel=SMS) == {"failed": 1}
    assert again(due).why == f"The text-message service refused it for good. ({code})"
    address = RefusedAddress.objects.get()
    assert (address.channel, address.address, address.refusals) == ("sms", "+15550100123", 1)


def test_what_the_service_objects_to_otherwise_is_not_the_numbers_fault(
    due: Notification, provider: Provider, clock: Clock
) -> None:
    provider.answers += [(400, 21617)]
    assert deliver_due(clock=clock, channel=SMS) == {"failed": 1}
    assert not RefusedAddress.objects.exists()


@pytest.mark.parametrize("answer", [(429, 20429), (500, 20500), (503, 0), (401, 20003)])
def test_a_service_that_cannot_now_is_asked_again(
    due: Notification, provider: Provider, clock: Clock, answer: tuple[int, int]
) -> None:
    provider.answers += [answer]
    deliver_due(clock=clock, channel=SMS)
    row = again(due)
    assert (row.state, row.why.split(" (")[0]) == (
        "waiting",
        "The text-message service asked to try again later.",
    )
    clock.now = row.try_at
    assert deliver_due(clock=clock, channel=SMS) == {"sent": 1}
    assert len(provider.taken) == 1


def test_a_service_that_hangs_up_is_asked_again(due: Notification, provider: Provider, clock: Clock) -> None:
    provider.answers += [HANG_UP]
    deliver_due(clock=clock, channel=SMS)
    assert again(due).why == "The connection to the text-message service was lost; it is tried again."
    clock.now = again(due).try_at
    assert deliver_due(clock=clock, channel=SMS) == {"sent": 1}


def test_an_answer_that_never_comes_is_waited_for_a_second_and_may_cost_a_second_text(
    due: Notification, provider: Provider, clock: Clock
) -> None:
    provider.answers += [STALL]
    deliver_due(clock=clock, channel=SMS)
    provider.released.set()
    clock.now = again(due).try_at
    deliver_due(clock=clock, channel=SMS)
    assert again(due).state == "sent"
    assert len(provider.taken) == 2, (
        "stated in channels/twilio.py: the service knows no key against repetition"
    )


def test_a_service_that_is_away_keeps_neither_the_mails_nor_loses_the_texts(
    visit: Appointment, provider: Provider, sink: Sink, clock: Clock, settings: Any
) -> None:
    settings.SMS_URL = provider.url.replace(str(provider.port), "9")
    outbox.plan_for_booking(visit, NOW)
    clock.now = row_of(visit, "reminder", channel=SMS, offset_hours=24).send_at
    deliver_all(clock=clock)
    assert any(subject.startswith("Reminder") for subject in sink.subjects)
    row = row_of(visit, "reminder", channel=SMS, offset_hours=24)
    assert (row.state, row.why) == (
        "waiting",
        "The text-message service cannot be reached; it is tried again.",
    )
    settings.SMS_URL = provider.url
    clock.now = row.try_at
    deliver_all(clock=clock)
    assert len(provider.taken) == 1


def test_one_connection_for_many(world: World, visit: Appointment, provider: Provider, clock: Clock) -> None:
    for number in range(4):
        patient = make_patient(world.clinic, phone=f"+1555010000{number}", text_messages=True)
        other = make_appointment(world, world.at("2027-06-18", f"{9 + number:02}:00"), patient=patient)
        other = Appointment.objects.select_related("clinic__policy", "patient__clinic").get(pk=other.pk)
        outbox.plan_for_booking(other, NOW)
    clock.now = Notification.objects.filter(channel=SMS, offset_hours=24).latest("send_at").send_at
    deliver_due(clock=clock, channel=SMS)
    assert (len(provider.taken), len(provider.clients)) == (4, 1)


def test_the_console_shows_what_would_be_sent(
    due: Notification, clock: Clock, settings: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.SMS_URL = "console://"
    assert deliver_due(clock=clock, channel=SMS) == {"sent": 1}
    assert "Text message to +15550100123: Clinic" in capsys.readouterr().out


def test_choosing_text_messages_plans_those_that_are_still_to_come(
    visit: Appointment, provider: Provider, clock: Clock
) -> None:
    assert visit.patient
    visit.patient.text_messages = False
    visit.patient.save()
    outbox.plan_for_booking(visit, NOW)
    choice: dict[str, Any] = {"muted": (), "language": "en", "quiet": None, "text_messages": True}
    later = visit.starts_at - timedelta(hours=30)
    for _ in range(2):
        set_wishes(patient=visit.patient, now=later, **choice)
    [row] = Notification.objects.filter(channel=SMS)
    assert (row.offset_hours, row.send_at) == (24, visit.starts_at - timedelta(hours=24))


def test_a_guardian_who_chooses_text_messages_gets_them_about_the_child(
    visit: Appointment, provider: Provider
) -> None:
    assert visit.patient
    mother = make_patient(visit.clinic, phone="(555) 010-0124")
    Patient.objects.filter(pk=visit.patient.pk).update(email="", guardian=mother)
    set_wishes(patient=mother, muted=(), language="en", quiet=None, text_messages=True, now=NOW)
    assert {row.recipient for row in Notification.objects.filter(channel=SMS)} == {"+15550100124"}


@pytest.mark.parametrize(
    "alias", ["Praxis Ölmühle", "A" * 120, "Ќлиника 😀", "Clínica „Sol y Luna“ – Málaga", "^^^^[{€}]" * 8]
)
@pytest.mark.parametrize(
    "base", ["https://t.example", "https://a-rather-long-name-of-a-clinic.appointments.example.org"]
)
def test_whatever_the_clinic_is_called_it_is_one_segment(
    visit: Appointment, settings: Any, alias: str, base: str
) -> None:
    settings.BASE_URL = base
    visit.clinic.policy.message_alias = alias[:80]
    assert visit.patient
    text = write_text(Notification(kind="reminder"), visit, recipient_of(visit.patient)).text
    assert segments.length(text) <= 160
    assert set(text) <= segments.BASIC | segments.DOUBLE
    assert "2:30 PM" in text
    assert base + reverse("portal:manage", args=[visit.token]) in text


def test_an_address_without_room_for_a_link_leaves_the_day_and_the_time(
    visit: Appointment, settings: Any
) -> None:
    settings.BASE_URL = "https://" + "long." * 30 + "example.org"
    assert visit.patient
    text = write_text(Notification(kind="reminder"), visit, recipient_of(visit.patient)).text
    assert text == f"{visit.clinic.name}: Thu, Jun 17, 2:30 PM EDT"
