"""The watch over the sender: its last look, what is late, and a database that was brought back from a backup."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection

from bookings.models import Appointment, BookingPolicy, Notification, OutboxWatch
from bookings.notifications import outbox, watch
from bookings.notifications.deliver import deliver_due
from bookings.notifications.resend import resend
from bookings.notifications.watch import mail_health
from tests.factories import NOW
from tests.notifications.post import Clock, row_of, states
from tests.notifications.sink import Sink

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def booked(appointment: Appointment) -> Appointment:
    outbox.plan_for_booking(appointment, NOW)
    return appointment


def test_a_sweep_is_remembered(booked: Appointment, sink: Sink, clock: Clock) -> None:
    assert mail_health(NOW).swept_at is None
    deliver_due(clock=clock)
    assert mail_health(NOW).swept_at == NOW
    clock.turn(seconds=30)
    deliver_due(clock=clock)
    assert mail_health(clock.now).swept_at == clock.now
    assert not mail_health(clock.now + timedelta(minutes=5)).is_stuck
    assert mail_health(clock.now + timedelta(minutes=5, seconds=1)).is_stuck


def test_what_is_late_is_counted_even_if_no_sweep_ever_came(booked: Appointment) -> None:
    assert not mail_health(NOW + timedelta(minutes=5)).is_stuck
    late = mail_health(NOW + timedelta(minutes=6))
    assert (late.overdue, late.oldest_due_at, late.is_stuck, late.swept_at) == (1, NOW, True, None)


def test_a_database_that_was_moved_sends_nothing_that_was_due_before(
    booked: Appointment, sink: Sink, clock: Clock
) -> None:
    """The backup was made before the confirmation left; the first look after the restore finds it waiting."""
    OutboxWatch.objects.update_or_create(pk=1, defaults={"home": "another server/1/2", "swept_at": NOW})
    clock.turn(hours=1)
    assert deliver_due(clock=clock) == {}
    assert sink.mails == []
    row = row_of(booked, "confirmation")
    assert (row.state, row.why.startswith("It was due before this database was restored")) == ("void", True)
    assert states(booked)["reminder72/1"] == "waiting", "what is still to come leaves as planned"
    clock.now = row_of(booked, "reminder", offset_hours=72).send_at
    assert deliver_due(clock=clock) == {"sent": 1}


def test_control_without_the_watch_the_restored_message_leaves_again(
    booked: Appointment, sink: Sink, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    OutboxWatch.objects.update_or_create(pk=1, defaults={"home": "another server/1/2", "swept_at": NOW})
    monkeypatch.setattr(watch, "_void_due", lambda now: 0)
    assert deliver_due(clock=clock) == {"sent": 1}


def test_a_table_that_was_dumped_and_restored_is_noticed(
    booked: Appointment, sink: Sink, clock: Clock
) -> None:
    """What pg_restore does: the same rows in a new table."""
    deliver_due(clock=clock)
    Notification.objects.filter(kind="confirmation").update(state="waiting", try_at=NOW)
    home = watch._here()
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE bookings_notification RENAME TO before")
        cursor.execute("CREATE TABLE bookings_notification AS TABLE before")
        try:
            assert watch._here() != home
        finally:
            cursor.execute("DROP TABLE bookings_notification")
            cursor.execute("ALTER TABLE before RENAME TO bookings_notification")
    assert watch._here() == home


def test_a_command_says_it_where_nothing_shows_it(booked: Appointment, sink: Sink, clock: Clock) -> None:
    """A copy of the server's whole data directory is at home where it was."""
    deliver_due(clock=clock)
    Notification.objects.update(state="sending", try_at=NOW, lease_until=NOW)
    Notification.objects.filter(kind="reminder").update(state="waiting", lease_until=None)
    out = StringIO()
    watch.after_restore(now=NOW + timedelta(minutes=1))
    call_command("after_restore", stdout=out)
    assert row_of(booked, "confirmation").state == "void"
    assert out.getvalue().startswith("void: ")


def test_staff_may_send_by_hand_what_the_restore_kept_back(
    booked: Appointment, sink: Sink, clock: Clock
) -> None:
    watch.after_restore(now=NOW)
    resend(notification=row_of(booked, "confirmation"), now=NOW)
    assert deliver_due(clock=clock) == {"sent": 1}


def test_a_reminder_that_is_switched_on_is_not_made_up_for(
    booked: Appointment, sink: Sink, clock: Clock
) -> None:
    deliver_due(clock=clock)
    BookingPolicy.objects.update(reminder_offsets_hours=[168, 72, 24, 4])
    clock.now = booked.starts_at - timedelta(hours=100)
    assert deliver_due(clock=clock) == {}
    clock.now = booked.starts_at - timedelta(hours=4)
    assert deliver_due(clock=clock) == {"void": 1, "sent": 1}, "the two that were planned, and no third"
    assert Notification.objects.filter(kind="reminder").count() == 2


def test_after_an_outage_there_is_one_reminder_and_no_burst(
    booked: Appointment, sink: Sink, clock: Clock
) -> None:
    clock.now = booked.starts_at - timedelta(hours=20)
    deliver_due(clock=clock)
    assert [subject.split(":")[0] for subject in sink.subjects if "Reminder" in subject] == ["Reminder"]
    assert states(booked)["reminder72/1"] == "void"
