import json
from datetime import timedelta

import pytest
from django.test import Client, RequestFactory
from django.utils import timezone

from bookings.models import Notification
from bookings.notifications import outbox
from config import health
from tests.factories import NOW, World, make_appointment
from tests.setup.test_unavailable import database_away


@pytest.mark.django_db
def test_all_is_well(client: Client) -> None:
    answer = health.health(RequestFactory().get("/health/"))
    assert answer.status_code == 200
    assert json.loads(answer.content) == {
        "status": "ok",
        "database": "ok",
        "redis": "ok",
        "overdue_messages": 0,
        "oldest_message_due_at": None,
        "last_sweep_at": None,
    }


@pytest.mark.parametrize("state", ["waiting", "sending"])
def test_late_messages_are_counted_and_the_oldest_is_dated(world: World, state: str) -> None:
    outbox.plan_for_booking(make_appointment(world, world.at("2027-06-17", "14:30")), NOW)
    due_at = timezone.now() - timedelta(minutes=6)
    late = Notification.objects.get(kind="confirmation")
    Notification.objects.exclude(pk=late.pk).update(try_at=timezone.now() + timedelta(days=1))
    Notification.objects.filter(pk=late.pk).update(try_at=due_at, state=state)
    told = json.loads(health.health(RequestFactory().get("/health/")).content)
    assert told["status"] == "degraded"
    assert (told["overdue_messages"], told["oldest_message_due_at"]) == (1, due_at.isoformat())
    Notification.objects.filter(pk=late.pk).update(state="sent")
    told = json.loads(health.health(RequestFactory().get("/health/")).content)
    assert (told["status"], told["overdue_messages"]) == ("ok", 0)


@pytest.mark.django_db(transaction=True)
def test_without_the_database_the_service_is_down() -> None:
    with database_away():
        answer = health.health(RequestFactory().get("/health/"))
    assert answer.status_code == 503
    assert json.loads(answer.content)["database"] == "down"


@pytest.mark.django_db
def test_without_redis_the_service_is_degraded_but_up(settings, tmp_path) -> None:
    settings.REDIS_URL = f"unix://{tmp_path}/nothing.sock"
    answer = health.health(RequestFactory().get("/health/"))
    assert answer.status_code == 200
    assert b'"degraded"' in answer.content
    assert b'"redis": "down"' in answer.content
