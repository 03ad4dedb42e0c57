"""A sender killed at any moment loses nothing; between the server's yes and the commit it costs one copy."""

from datetime import timedelta

import pytest

from bookings.models import Appointment, Notification
from bookings.notifications import outbox
from bookings.notifications.claims import LEASE
from bookings.notifications.deliver import deliver_due
from tests.factories import NOW, World, make_appointment
from tests.faults.processes import run
from tests.notifications.post import Clock, row_of
from tests.notifications.sink import Sink

pytestmark = pytest.mark.django_db(transaction=True)

SENDER = """
from datetime import datetime
from bookings.notifications import deliver, ways
from bookings.notifications.channels.email import Connection

def dies(*args, **kwargs):
    os.kill(os.getpid(), signal.SIGKILL)

def dies_after(step):
    def run(*args, **kwargs):
        step(*args, **kwargs)
        dies()
    return run

{death}
deliver.deliver_due(clock=lambda: datetime.fromisoformat({now!r}))
"""
DEATHS = {
    "claimed, not looked at": "deliver._look_again = dies",
    "looked at, not written": "ways.render = dies",
    "written, not sent": "Connection.send = dies",
    "sent, not settled": "Connection.send = dies_after(Connection.send)",
    "settled": "deliver._settle = dies_after(deliver._settle)",
}


@pytest.mark.parametrize("moment", DEATHS)
def test_killed_anywhere_each_message_arrives(world: World, sink: Sink, clock: Clock, moment: str) -> None:
    for n in range(3):
        starts_at = world.at("2027-06-17", "14:30") + timedelta(days=n)
        outbox.plan_for_booking(make_appointment(world, starts_at), NOW)
    killed = run(
        SENDER.format(death=DEATHS[moment], now=NOW.isoformat()), EMAIL_URL=f"smtp://127.0.0.1:{sink.port}"
    )
    assert killed.returncode == -9, killed.stderr
    before_the_kill = len(sink.mails)

    assert deliver_due(clock=clock) == {}, "its lease still holds"
    clock.turn(seconds=LEASE.total_seconds())
    deliver_due(clock=clock)
    confirmations = Notification.objects.filter(kind="confirmation")
    assert {row.state for row in confirmations} == {"sent"}
    ids = [mail["Message-ID"] for mail in sink.mails]
    assert set(ids) == {row.message_id for row in confirmations}, "nothing is lost"
    copies = 1 if moment == "sent, not settled" else 0
    assert len(ids) == 3 + copies, "and only one window makes a copy"
    assert before_the_kill == (1 if moment in ("sent, not settled", "settled") else 0)


def test_a_copy_can_be_told_by_its_message_id_and_brings_the_same_invitation(
    appointment: Appointment, sink: Sink, clock: Clock
) -> None:
    outbox.plan_for_booking(appointment, NOW)
    run(
        SENDER.format(death=DEATHS["sent, not settled"], now=NOW.isoformat()),
        EMAIL_URL=f"smtp://127.0.0.1:{sink.port}",
    )
    clock.turn(hours=1)
    deliver_due(clock=clock)
    first, second = sink.mails
    assert first["Message-ID"] == second["Message-ID"] == row_of(appointment, "confirmation").message_id
    invitations = [next(iter(mail.iter_attachments())).get_payload(decode=True) for mail in (first, second)]
    assert invitations[0] == invitations[1]
    assert row_of(appointment, "confirmation").attempts == 2
