"""A failed message sent again by hand."""

from datetime import timedelta

import pytest

from bookings.appointments.cancel import cancel
from bookings.appointments.policy import Actor
from bookings.models import Appointment, Notification
from bookings.notifications import outbox
from bookings.notifications.deliver import deliver_due
from bookings.notifications.resend import NotResendable, resend
from tests.factories import NOW
from tests.notifications.post import Clock, row_of
from tests.notifications.sink import Sink

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def failed(appointment: Appointment, sink: Sink, clock: Clock) -> Notification:
    outbox.plan_for_booking(appointment, NOW)
    sink.at_rcpt[appointment.patient.email].append("550 nobody here")
    assert deliver_due(clock=clock) == {"failed": 1}
    return row_of(appointment, "confirmation")


def test_it_goes_to_the_address_that_is_known_now(failed: Notification, sink: Sink, clock: Clock) -> None:
    failed.patient.email = "right@example.org"
    failed.patient.save()
    assert resend(notification=failed, now=NOW).state == "waiting"
    assert resend(notification=failed, now=NOW).state == "waiting", "asking twice sends once"
    assert deliver_due(clock=clock) == {"sent": 1}
    [mail] = sink.mails
    assert (mail["To"], mail["Message-ID"]) == ("right@example.org", failed.message_id)


def test_what_was_sent_is_not_sent_again(failed: Notification, sink: Sink, clock: Clock) -> None:
    resend(notification=failed, now=NOW)
    deliver_due(clock=clock)
    with pytest.raises(NotResendable):
        resend(notification=failed, now=NOW)


def test_what_is_no_longer_true_is_refused_with_the_reason(failed: Notification) -> None:
    cancel(appointment=failed.appointment, reason="work", actor=Actor.patient(), now=NOW)
    with pytest.raises(NotResendable, match="The appointment was cancelled"):
        resend(notification=failed, now=NOW)
    assert Notification.objects.get(pk=failed.pk).state == "failed"


def test_what_is_of_no_use_any_more_is_refused(failed: Notification) -> None:
    with pytest.raises(NotResendable, match="too late"):
        resend(notification=failed, now=failed.useful_until + timedelta(seconds=1))
