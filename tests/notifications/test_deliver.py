"""Sending: what leaves, what is held back and why, and that each leaves once."""

import threading
from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection

from bookings.appointments.attend import confirm
from bookings.appointments.cancel import cancel
from bookings.appointments.policy import Actor
from bookings.appointments.reschedule import reschedule
from bookings.models import Appointment, Notification
from bookings.notifications import claims, outbox
from bookings.notifications.claims import LEASE, SETTLE
from bookings.notifications.deliver import BATCH, deliver_due
from tests.factories import NOW, World, make_appointment, make_patient
from tests.notifications.post import Clock, row_of, states
from tests.notifications.sink import Sink

pytestmark = pytest.mark.django_db(transaction=True)
PATIENT = Actor.patient()


@pytest.fixture
def booked(appointment: Appointment) -> Appointment:
    outbox.plan_for_booking(appointment, NOW)
    return appointment


def test_what_is_due_leaves_and_is_written_down(booked: Appointment, sink: Sink, clock: Clock) -> None:
    assert deliver_due(clock=clock) == {"sent": 1}
    [mail] = sink.mails
    row = row_of(booked, "confirmation")
    assert (row.state, row.sent_at, row.attempts, row.why, row.lease_until) == ("sent", NOW, 1, "", None)
    assert (mail["To"], mail["Message-ID"]) == (booked.patient.email, row.message_id)
    assert (row.send_at, row.recipient) == (NOW, booked.patient.email)

    clock.now = row_of(booked, "reminder", offset_hours=72).send_at - timedelta(seconds=1)
    assert deliver_due(clock=clock) == {}
    clock.turn(seconds=1)
    assert deliver_due(clock=clock) == {"sent": 1}
    assert sink.subjects[1].startswith("Reminder: ")
    assert deliver_due(clock=clock) == {}


def test_a_sweep_uses_one_connection_for_a_batch(world: World, sink: Sink, clock: Clock) -> None:
    book_many(world, 5)
    assert deliver_due(clock=clock) == {"sent": 5}
    assert len(sink.clients) == 1


@pytest.mark.parametrize(("due", "calls"), [(2, 0), (BATCH, 1), (BATCH + 1, 1)])
def test_of_a_burst_each_sender_wakes_one_more(
    world: World, sink: Sink, clock: Clock, due: int, calls: int
) -> None:
    book_many(world, due)
    called: list[str] = []
    assert deliver_due(clock=clock, call_help=lambda: called.append("once")) == {"sent": due}
    assert len(called) == calls


def test_sweeps_at_the_same_time_send_each_message_once(world: World, sink: Sink, clock: Clock) -> None:
    book_many(world, BATCH + 7)
    tallies = sweep_three_times_at_once(clock)
    assert sum(tally["sent"] for tally in tallies) == BATCH + 7
    assert sum(bool(tally["sent"]) for tally in tallies) > 1, "they did not overlap, so this shows nothing"
    ids = [mail["Message-ID"] for mail in sink.mails]
    assert len(ids) == len(set(ids)) == BATCH + 7


UNLOCKED_CLAIM = """
WITH due AS MATERIALIZED (
    SELECT id, pg_sleep(0.3 / %(batch)s) FROM bookings_notification
    WHERE state IN ('waiting', 'sending') AND try_at <= %(now)s AND kind = ANY(%(kinds)s)
)
UPDATE bookings_notification AS claimed
SET state = 'sending', attempts = 1, lease_until = %(until)s, try_at = %(until)s
FROM due WHERE claimed.id = due.id
RETURNING claimed.id, claimed.attempts
"""


def test_control_without_the_lock_and_the_count_of_attempts_they_send_copies(
    world: World, sink: Sink, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(claims, "CLAIM", UNLOCKED_CLAIM)
    monkeypatch.setattr(claims, "SETTLE", SETTLE.replace("AND attempts = %(attempt)s", "AND %(attempt)s > 0"))
    book_many(world, BATCH)
    sweep_three_times_at_once(clock)
    ids = [mail["Message-ID"] for mail in sink.mails]
    assert len(ids) > len(set(ids))


def test_a_message_about_an_older_time_is_never_sent(
    world: World, booked: Appointment, sink: Sink, clock: Clock
) -> None:
    reschedule(appointment=booked, starts_at=world.at("2027-06-18", "10:00"), actor=PATIENT, now=NOW)
    # As if the verb's own taking back had missed it: the sender must notice by itself.
    Notification.objects.filter(revision=1).update(state="waiting", try_at=NOW, why="")
    deliver_due(clock=clock)
    assert [subject.split(":")[0] for subject in sink.subjects] == ["New time"]
    assert {row.why for row in Notification.objects.filter(revision=1)} == {"The appointment was moved."}


def test_a_cancelled_appointment_is_not_reminded_of(booked: Appointment, sink: Sink, clock: Clock) -> None:
    cancel(appointment=booked, reason="work", actor=PATIENT, now=NOW)
    Notification.objects.exclude(kind="cancelled").update(state="waiting", try_at=NOW, why="")
    clock.turn(minutes=3)
    deliver_due(clock=clock)
    assert [subject.split(":")[0] for subject in sink.subjects] == ["Cancelled"]
    whys = Notification.objects.exclude(kind="cancelled").values_list("why", flat=True)
    assert set(whys) == {"The appointment was cancelled."}


@pytest.mark.parametrize(("status", "sent"), [("booked", True), ("arrived", False), ("no_show", False)])
def test_only_a_booked_appointment_is_reminded_of(
    booked: Appointment, sink: Sink, clock: Clock, status: str, sent: bool
) -> None:
    Appointment.objects.update(status=status)
    Notification.objects.exclude(offset_hours=24).delete()
    clock.now = row_of(booked, "reminder").send_at
    deliver_due(clock=clock)
    assert bool(sink.mails) is sent
    assert row_of(booked, "reminder").state == ("sent" if sent else "void")


def test_after_an_outage_what_is_of_no_use_any_more_is_void_and_the_rest_leaves_once(
    booked: Appointment, sink: Sink, clock: Clock
) -> None:
    clock.now = booked.starts_at - timedelta(hours=20)
    assert deliver_due(clock=clock) == {"sent": 2, "void": 1}
    assert states(booked) == {"confirmation/1": "sent", "reminder72/1": "void", "reminder24/1": "sent"}
    assert row_of(booked, "reminder", offset_hours=72).why == "It would have come too late to be of use."


def test_after_the_visit_nothing_leaves(booked: Appointment, sink: Sink, clock: Clock) -> None:
    clock.now = booked.starts_at
    assert deliver_due(clock=clock) == {"void": 3}
    assert sink.mails == []


def test_a_late_reminder_keeps_the_quiet_hours_and_an_answer_does_not(
    world: World, booked: Appointment, sink: Sink, clock: Clock
) -> None:
    reminder = row_of(booked, "reminder", offset_hours=72)
    clock.now = world.at("2027-06-14", "23:00")
    assert deliver_due(clock=clock) == {"waiting": 1, "sent": 1}
    reminder.refresh_from_db()
    assert (reminder.state, reminder.why) == ("waiting", "Waits for the end of the quiet hours.")
    assert reminder.try_at == world.at("2027-06-15", "08:00")
    assert reminder.send_at == world.at("2027-06-14", "14:30"), "the plan stays on record"
    clock.now = reminder.try_at
    assert deliver_due(clock=clock) == {"sent": 1}


def test_a_reminder_whose_quiet_hours_end_too_late_is_void(world: World, sink: Sink, clock: Clock) -> None:
    early = make_appointment(world, world.at("2027-06-17", "09:00"))
    outbox.plan_for_booking(early, NOW)
    clock.now = world.at("2027-06-16", "23:00")
    deliver_due(clock=clock)
    row = row_of(early, "reminder", offset_hours=24)
    assert (row.state, row.why) == ("void", "After the quiet hours it would have come too late to be of use.")


def test_no_address_is_void_and_one_added_in_time_is_used(world: World, sink: Sink, clock: Clock) -> None:
    patient = make_patient(world.clinic, email="")
    appointment = make_appointment(world, world.at("2027-06-17", "14:30"), patient=patient)
    outbox.plan_for_booking(appointment, NOW)
    assert deliver_due(clock=clock) == {"void": 1}
    assert row_of(appointment, "confirmation").why == "No e-mail address is known."

    patient.email = "later@example.org"
    patient.save()
    clock.now = appointment.starts_at - timedelta(hours=24)
    deliver_due(clock=clock)
    row = row_of(appointment, "reminder", offset_hours=24)
    assert (row.state, row.recipient, row.why) == ("sent", "later@example.org", "")


def test_a_corrected_address_is_written_to_and_the_wrong_one_is_not(
    booked: Appointment, sink: Sink, clock: Clock
) -> None:
    wrong = booked.patient.email
    booked.patient.email = "right@example.org"
    booked.patient.save()
    deliver_due(clock=clock)
    assert (len(sink.to("right@example.org")), len(sink.to(wrong))) == (1, 0)
    assert row_of(booked, "confirmation").recipient == "right@example.org"


def test_a_kind_that_this_version_does_not_know_is_left_for_one_that_does(
    booked: Appointment, sink: Sink, clock: Clock
) -> None:
    Notification.objects.filter(kind="confirmation").update(kind="from_tomorrow")
    assert deliver_due(clock=clock) == {}
    row = row_of(booked, "from_tomorrow")
    assert (row.state, row.attempts) == ("waiting", 0)


def test_a_message_that_cannot_be_written_keeps_nobody_else_waiting(
    world: World, sink: Sink, clock: Clock
) -> None:
    broken, fine = book_many(world, 2)
    Appointment.objects.filter(pk=broken.pk).update(time_zone="Nowhere/Atall")
    assert deliver_due(clock=clock) == {"waiting": 1, "sent": 1}
    row = row_of(broken, "confirmation")
    assert (row.state, row.why) == ("waiting", "It could not be written; it is tried again.")
    assert row_of(fine, "confirmation").state == "sent"


def test_somebody_elses_lease_is_left_alone_until_it_ends(
    booked: Appointment, sink: Sink, clock: Clock
) -> None:
    until = NOW + LEASE
    Notification.objects.filter(kind="confirmation").update(
        state="sending", attempts=1, lease_until=until, try_at=until
    )
    assert deliver_due(clock=clock) == {}
    clock.turn(seconds=LEASE.total_seconds())
    assert deliver_due(clock=clock) == {"sent": 1}
    assert row_of(booked, "confirmation").attempts == 2


def test_whoever_comes_back_after_losing_the_lease_settles_nothing(
    booked: Appointment, sink: Sink, clock: Clock
) -> None:
    """The first sender hangs in the server past its lease; a second one sends and settles meanwhile."""

    def second_sender(message: object) -> None:
        sink.on_data = lambda message: None
        try:
            Notification.objects.filter(kind="confirmation").update(try_at=NOW)
            assert deliver_due(clock=clock) == {"sent": 1}
            Notification.objects.filter(kind="confirmation").update(why="by the second")
        finally:
            connection.close()

    sink.on_data = second_sender
    assert deliver_due(clock=clock) == {}
    row = row_of(booked, "confirmation")
    assert (row.state, row.attempts, row.why) == ("sent", 2, "by the second")
    assert len({mail["Message-ID"] for mail in sink.mails}) == 1


def test_what_changes_while_a_batch_is_under_way_is_seen_before_its_turn(
    world: World, sink: Sink, clock: Clock
) -> None:
    """All three are read together; then the second is moved and the third gets another address."""
    first, second, third = book_many(world, 3)

    def meanwhile(message: object) -> None:
        sink.on_data = lambda message: None
        try:
            Appointment.objects.filter(pk=second.pk).update(revision=2)
            type(third.patient).objects.filter(pk=third.patient.pk).update(email="new@example.org")
        finally:
            connection.close()

    sink.on_data = meanwhile
    assert deliver_due(clock=clock) == {"sent": 2, "void": 1}
    assert [mail["To"] for mail in sink.mails] == [first.patient.email, "new@example.org"]


def test_a_reminder_after_the_patient_has_confirmed_says_thanks(
    booked: Appointment, sink: Sink, clock: Clock
) -> None:
    confirm(appointment=booked, actor=PATIENT, now=NOW)
    clock.now = booked.starts_at - timedelta(hours=24)
    deliver_due(clock=clock)
    text = sink.mails[-1].get_body(("plain",)).get_content()
    assert "You have told us that you are coming" in text
    assert "/confirm/" not in text


def sweep_three_times_at_once(clock: Clock) -> list[Counter[str]]:
    start, tallies = threading.Barrier(3), []

    def sweep() -> None:
        start.wait()
        tallies.append(deliver_due(clock=clock))
        connection.close()

    threads = [threading.Thread(target=sweep) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return tallies


def book_many(world: World, count: int) -> list[Appointment]:
    """Appointments on consecutive days, with their messages planned."""
    made = []
    for n in range(count):
        appointment = make_appointment(world, world.at("2027-06-17", "14:30") + timedelta(days=n))
        outbox.plan_for_booking(appointment, NOW)
        made.append(appointment)
    return made
