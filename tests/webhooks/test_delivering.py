"""Calls to a real HTTP server: signed, retried, given up, and never lost with the worker that made them."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bookings.appointments.attend import confirm
from bookings.appointments.policy import Actor
from bookings.models import Appointment, Notification, Webhook, WebhookDelivery
from bookings.notifications.deliver import deliver_due as send_mail
from bookings.webhooks.deliver import LEASE, PATIENCE, PAUSES, deliver_due
from bookings.webhooks.set_up import change_webhook
from bookings.webhooks.signing import signed_headers
from tests.factories import NOW, World, make_appointment, make_patient
from tests.faults.processes import WORKER, eventually, run, started
from tests.notifications.post import Clock
from tests.notifications.sink import Sink
from tests.webhooks.listener import Listener

pytestmark = pytest.mark.django_db(transaction=True)


def something_happens(world: World, day: int = 2) -> Appointment:
    patient = make_patient(world.clinic, first_name="Zebulon", last_name="Quill")
    visit = make_appointment(world, NOW + timedelta(days=day), patient=patient, reason="Lower back pain")
    confirm(appointment=visit, actor=Actor.patient(), now=NOW)
    return visit


def test_the_signature_is_the_published_example() -> None:
    """The example by which libraries of the specification are tested."""
    headers = signed_headers(
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek",
        datetime.fromtimestamp(1614265330, UTC), b'{"test": 2432232314}',
    )  # fmt: skip
    assert headers["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_a_call_is_signed_and_holds_ids_only(
    world: World, hook: Webhook, listener: Listener, clock: Clock
) -> None:
    visit = something_happens(world)
    assert deliver_due(clock=clock) == {"sent": 1}
    [call] = listener.calls
    assert call.is_signed_with(hook.secret)
    assert call.headers["path"] == "/hook?a=b"
    assert call.headers["content-type"] == "application/json"
    assert json.loads(call.body) == {
        "type": "appointment.confirmed",
        "timestamp": "2027-06-07T12:00:00Z",
        "data": {"clinic": world.clinic.public_id, "appointment": visit.public_id, "revision": 1},
    }
    row = hook.deliveries.get()
    assert (row.state, row.attempts, row.answered, row.sent_at) == ("sent", 1, 204, NOW)
    assert call.headers["webhook-id"] == row.public_id
    assert deliver_due(clock=clock) == {}


def test_a_refusal_is_tried_again_later_and_later_under_the_same_id(
    world: World, hook: Webhook, listener: Listener, clock: Clock
) -> None:
    listener.answers = [500, 302, 429, 200]
    something_happens(world)
    for pause in PAUSES[:3]:
        assert deliver_due(clock=clock) == {"waiting": 1}
        assert deliver_due(clock=clock) == {}, "not before its pause is over"
        clock.turn(seconds=pause.total_seconds() * 1.2 + 1)
    assert deliver_due(clock=clock) == {"sent": 1}
    assert len({call.headers["webhook-id"] for call in listener.calls}) == 1
    assert len({call.body for call in listener.calls}) == 1
    assert len({call.headers["webhook-timestamp"] for call in listener.calls}) == 4
    assert all(call.is_signed_with(hook.secret) for call in listener.calls)
    hook.refresh_from_db()
    assert hook.failing_since is None


def test_after_the_last_try_it_is_given_up(
    world: World, hook: Webhook, listener: Listener, clock: Clock
) -> None:
    listener.answers = [500]
    something_happens(world)
    for pause in PAUSES:
        assert deliver_due(clock=clock) == {"waiting": 1}
        clock.turn(seconds=pause.total_seconds() * 1.2 + 1)
    assert deliver_due(clock=clock) == {"failed": 1}
    row = hook.deliveries.get()
    assert (row.state, row.answered, row.attempts) == ("failed", 500, len(PAUSES) + 1)


def test_whoever_stays_away_for_days_is_switched_off_and_the_owner_is_told(
    world: World, hook: Webhook, listener: Listener, clock: Clock, sink: Sink
) -> None:
    listener.answers = [500]
    something_happens(world)
    deliver_due(clock=clock)
    clock.turn(seconds=PATIENCE.total_seconds())
    something_happens(world, day=9)
    waits = hook.deliveries.order_by("-pk").first()
    WebhookDelivery.objects.filter(pk=waits.pk).update(try_at=clock() + timedelta(days=1))
    deliver_due(clock=clock)
    hook.refresh_from_db()
    assert (hook.is_active, hook.why_off) == (False, "failing")
    waits.refresh_from_db()
    assert waits.state == "void"
    assert Notification.objects.filter(kind="webhook_off").count() == 1
    send_mail(clock=clock)
    [letter] = [mail for mail in sink.mails if "program" in mail["Subject"]]
    assert "/dashboard/settings/programs/" in letter.get_body(("plain",)).get_content()
    before = len(listener.calls)
    something_happens(world, day=10)
    deliver_due(clock=clock)
    assert len(listener.calls) == before


def test_gone_is_gone(world: World, hook: Webhook, listener: Listener, clock: Clock) -> None:
    listener.answers = [410]
    something_happens(world)
    assert deliver_due(clock=clock) == {"failed": 1}
    hook.refresh_from_db()
    assert (hook.is_active, hook.why_off) == (False, "gone")


def test_switched_off_in_between_it_is_not_called(
    world: World, hook: Webhook, listener: Listener, clock: Clock
) -> None:
    something_happens(world)
    Webhook.objects.update(is_active=False)
    assert deliver_due(clock=clock) == {"void": 1}
    assert listener.calls == []


def test_switched_on_again_it_starts_afresh(world: World, hook: Webhook, clock: Clock) -> None:
    Webhook.objects.update(is_active=False, why_off="failing", failing_since=NOW)
    changed = change_webhook(webhook=hook, changes={"is_active": True}, user=world.therapist.user, now=NOW)
    assert (changed.failing_since, changed.why_off) == (None, "")


def test_redirects_are_not_followed(world: World, hook: Webhook, listener: Listener, clock: Clock) -> None:
    listener.answers, listener.headers = [307], {"Location": listener.url}
    something_happens(world)
    assert deliver_due(clock=clock) == {"waiting": 1}
    assert len(listener.calls) == 1


def test_one_that_is_away_does_not_keep_the_others(
    world: World, hook: Webhook, listener: Listener, clock: Clock
) -> None:
    away = Webhook.objects.create(clinic=world.clinic, url="http://127.0.0.1:9/", secret=hook.secret)
    for day in range(3):
        something_happens(world, day + 2)
    assert deliver_due(clock=clock) == {"sent": 3, "waiting": 1}
    assert {row.attempts for row in away.deliveries.all()} == {0, 1}
    assert {row.why for row in away.deliveries.filter(attempts=1)} == {"no_connection"}


def test_a_server_that_drips_is_cut_off(
    world: World, hook: Webhook, listener: Listener, clock: Clock, monkeypatch: Any
) -> None:
    monkeypatch.setattr("bookings.webhooks.reach.CALL_SECONDS", 0.3)
    listener.hangs = 3
    something_happens(world)
    assert deliver_due(clock=clock) == {"waiting": 1}
    assert hook.deliveries.get().why == "no_answer"


DIES = """
from datetime import datetime
from bookings.webhooks import deliver

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
    "claimed, not called": ("deliver.post = dies", 0, 1),
    "called, not settled": ("deliver.post = dies_after(deliver.post)", 1, 2),
    "settled": ("deliver._settle = dies_after(deliver._settle)", 1, 1),
}


@pytest.mark.parametrize("moment", DEATHS)
def test_killed_anywhere_each_event_arrives(
    world: World, hook: Webhook, listener: Listener, clock: Clock, moment: str
) -> None:
    something_happens(world)
    death, before, after = DEATHS[moment]
    killed = run(DIES.format(death=death, now=NOW.isoformat()), WEBHOOKS_TO_PRIVATE="1")
    assert killed.returncode == -9, killed.stderr
    assert len(listener.calls) == before
    assert deliver_due(clock=clock) == {}, "its lease still holds"
    clock.turn(seconds=LEASE.total_seconds())
    deliver_due(clock=clock)
    assert hook.deliveries.get().state == "sent"
    assert len(listener.calls) == after
    assert len({call.headers["webhook-id"] for call in listener.calls}) == 1, "a copy can be told"


def test_a_worker_delivers(world: World, hook: Webhook, listener: Listener, tmp_path: Path) -> None:
    from config.celery import app

    something_happens(world)
    WebhookDelivery.objects.update(try_at=datetime.now(UTC) - timedelta(seconds=1))
    with started(WORKER, tmp_path / "worker.log", WEBHOOKS_TO_PRIVATE="1"):
        app.send_task("bookings.tasks.deliver_webhooks", ignore_result=True)
        assert eventually(lambda: hook.deliveries.get().state == "sent", seconds=60)
    assert len(listener.calls) == 1
