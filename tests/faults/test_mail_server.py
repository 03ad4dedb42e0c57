"""A mail server that refuses, puts off, hangs, hangs up or is away: what each costs, and whom."""

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest

from bookings.models import Appointment, Notification
from bookings.notifications import outbox
from bookings.notifications.channels.email import Connection, Letter, Unreachable
from bookings.notifications.deliver import BATCH, deliver_due
from tests.factories import NOW, World, make_appointment, make_patient
from tests.notifications.post import Clock, row_of, use
from tests.notifications.sink import HANG, Sink, listening

pytestmark = pytest.mark.django_db(transaction=True)
LETTER = Letter("<1@example.org>", "a@example.org", "b@example.org", "Subject", "Text", "<p>Text</p>")


@pytest.fixture
def three(world: World) -> list[Appointment]:
    """Appointments of bad@, good@ and other@, their confirmations due in this order."""
    made = []
    for n, name in enumerate(["bad", "good", "other"]):
        patient = make_patient(world.clinic, email=f"{name}@example.org")
        starts_at = world.at("2027-06-17", "14:30") + timedelta(days=n)
        made.append(make_appointment(world, starts_at, patient=patient))
        outbox.plan_for_booking(made[-1], NOW + timedelta(seconds=n - 2))
    return made


@pytest.mark.parametrize("code", [421, 450, 451, 452])
@pytest.mark.parametrize("stage", ["at_rcpt", "at_data"])
def test_a_temporary_no_is_tried_again_later_with_the_same_message_id(
    three: list[Appointment], sink: Sink, clock: Clock, code: int, stage: str
) -> None:
    getattr(sink, stage)["bad@example.org"] += [f"{code} not now"] * 2
    assert deliver_due(clock=clock) == {"waiting": 1, "sent": 2}
    row = row_of(three[0], "confirmation")
    assert (row.state, row.why) == ("waiting", f"The mail server asked to try again later. ({code})")
    assert timedelta(seconds=20) < row.try_at - NOW < timedelta(seconds=40)
    assert row.send_at == NOW - timedelta(seconds=2)

    clock.now = row.try_at
    assert deliver_due(clock=clock) == {"waiting": 1}
    first_pause = row.try_at - NOW
    row.refresh_from_db()
    assert row.try_at - clock.now > first_pause, "pauses grow"

    clock.now = row.try_at
    assert deliver_due(clock=clock) == {"sent": 1}
    row.refresh_from_db()
    assert (row.state, row.attempts, row.why) == ("sent", 3, "")
    assert [mail["Message-ID"] for mail in sink.to("bad@example.org")] == [row.message_id]


@pytest.mark.parametrize("code", [550, 553, 554])
@pytest.mark.parametrize("stage", ["at_rcpt", "at_data"])
def test_a_final_no_fails_at_once_and_keeps_nobody_else_waiting(
    three: list[Appointment], sink: Sink, clock: Clock, code: int, stage: str
) -> None:
    getattr(sink, stage)["bad@example.org"] += [f"{code} never"] * 9
    assert deliver_due(clock=clock) == {"failed": 1, "sent": 2}
    row = row_of(three[0], "confirmation")
    assert (row.state, row.attempts) == ("failed", 1)
    assert row.why == f"The mail server refused it for good. ({code})"
    clock.turn(hours=1)
    assert deliver_due(clock=clock) == {}


@pytest.mark.parametrize("stage", ["at_rcpt", "at_data"])
def test_a_server_that_hangs_costs_one_time_out_and_the_others_leave(
    three: list[Appointment], sink: Sink, clock: Clock, stage: str
) -> None:
    getattr(sink, stage)["bad@example.org"].append(HANG)
    started = time.monotonic()
    assert deliver_due(clock=clock) == {"waiting": 1, "sent": 2}
    assert time.monotonic() - started < 5
    row = row_of(three[0], "confirmation")
    assert row.why == "The connection to the mail server was lost; it is tried again."
    clock.now = row.try_at
    assert deliver_due(clock=clock) == {"sent": 1}


def test_a_server_that_hangs_on_everything_is_left_alone_after_two(
    world: World, sink: Sink, clock: Clock
) -> None:
    for n in range(5):
        appointment = make_appointment(world, world.at("2027-06-17", "14:30") + timedelta(days=n))
        sink.at_rcpt[appointment.patient.email] += [HANG]
        outbox.plan_for_booking(appointment, NOW)
    assert deliver_due(clock=clock) == {"waiting": 5}
    attempts = Notification.objects.filter(kind="confirmation").values_list("attempts", flat=True)
    assert sorted(attempts) == [0, 0, 0, 1, 1]
    assert not Notification.objects.filter(state="sending").exists()


@contextmanager
def silent_server() -> Iterator[int]:
    """Takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


def test_a_server_that_is_away_or_silent_costs_one_attempt_and_nothing_is_lost(
    world: World, settings: Any, clock: Clock
) -> None:
    for n in range(BATCH + 2):
        outbox.plan_for_booking(
            make_appointment(world, world.at("2027-06-17", "14:30") + timedelta(days=n)), NOW
        )
    with silent_server() as port:
        use(settings, port)
        started = time.monotonic()
        assert deliver_due(clock=clock) == {"waiting": BATCH}
        assert time.monotonic() - started < 4
    assert deliver_due(clock=clock) == {"waiting": 2}, "now nobody listens on that port at all"
    whys = set(Notification.objects.filter(kind="confirmation").values_list("why", flat=True))
    assert whys == {"The mail server cannot be reached; it is tried again."}

    with listening() as sink:
        use(settings, sink.port)
        clock.turn(minutes=1)
        assert deliver_due(clock=clock) == {"sent": BATCH + 2}
        assert len({mail["Message-ID"] for mail in sink.mails}) == BATCH + 2


def test_retries_end_with_the_use_of_the_message_and_the_failure_shows(
    three: list[Appointment], sink: Sink, clock: Clock
) -> None:
    Notification.objects.exclude(appointment=three[0], kind="confirmation").delete()
    sink.at_rcpt["bad@example.org"] += ["450 not now"] * 1000
    end = NOW + timedelta(hours=6)
    Notification.objects.update(useful_until=end)
    row, pauses = row_of(three[0], "confirmation"), []
    while row.state == "waiting":
        clock.now = row.try_at
        deliver_due(clock=clock)
        row.refresh_from_db()
        pauses.append(row.try_at - clock.now)
    assert (row.state, row.why) == ("failed", "The mail server asked to try again later. (450)")
    assert timedelta(0) < end - clock.now < timedelta(minutes=1), "it is tried until the very end"
    assert timedelta(minutes=40) < max(pauses) < timedelta(minutes=76), "pauses grow to about an hour"
    assert row.attempts < 30


def test_a_reminder_put_off_into_the_night_waits_for_the_morning(
    world: World, three: list[Appointment], sink: Sink, clock: Clock
) -> None:
    row = row_of(three[0], "reminder", offset_hours=72)
    Notification.objects.exclude(pk=row.pk).delete()
    sink.at_rcpt["bad@example.org"].append("450 not now")
    clock.now = world.at("2027-06-14", "20:59:50")
    deliver_due(clock=clock)
    row.refresh_from_db()
    assert (row.state, row.try_at) == ("waiting", world.at("2027-06-15", "08:00"))


def test_without_the_encryption_that_was_asked_for_nothing_is_said(
    three: list[Appointment], sink: Sink, settings: Any, clock: Clock
) -> None:
    settings.EMAIL_USE_TLS = True
    assert deliver_due(clock=clock) == {"waiting": 3}
    with Connection() as line:
        for _ in range(2):
            with pytest.raises(Unreachable):
                line.send(LETTER)
    assert sink.mails == []
    assert row_of(three[0], "confirmation").why == "The mail server cannot be reached; it is tried again."


def test_control_the_same_server_is_used_where_no_encryption_was_asked_for(
    three: list[Appointment], sink: Sink, clock: Clock
) -> None:
    assert deliver_due(clock=clock) == {"sent": 3}


def test_a_server_that_turns_the_sender_away_at_the_door_fails_no_message(
    three: list[Appointment], settings: Any, clock: Clock
) -> None:
    """A wrong password is the clinic's to mend; until then every message waits."""
    with listening(auth_required=True, auth_require_tls=False) as sink:
        use(settings, sink.port)
        settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "tend", "wrong"
        assert deliver_due(clock=clock) == {"waiting": 3}
        assert sink.mails == []
