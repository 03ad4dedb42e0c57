"""The clock's door: the task that sweeps, and the bell that wakes it after a declined offer."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
import time_machine
from django.conf import settings as configured

from bookings import tasks
from bookings.appointments.policy import Actor
from bookings.models import WaitlistOffer
from bookings.waitlist.claim import claim, decline
from tests.factories import World
from tests.waitlist.conftest import SOON, sweeps, waits

RUNG: list[str] = []


def ring() -> None:
    RUNG.append("rung")


@pytest.fixture(autouse=True)
def bell(settings: Any) -> None:
    RUNG.clear()
    settings.WAITLIST_BELL = f"{__name__}.ring"


def test_the_task_offers_what_came_free(world: World, freed: datetime) -> None:
    waits(world)
    with time_machine.travel(SOON, tick=False):
        tasks.offer_waitlist()
        tasks.offer_waitlist()
    assert WaitlistOffer.objects.get().appointment.starts_at == freed


def test_the_task_is_on_the_clock() -> None:
    scheduled = {entry["task"] for entry in configured.CELERY_BEAT_SCHEDULE.values()}
    assert {"bookings.tasks.offer_waitlist", "notes.tasks.refresh_plan_gaps"} <= scheduled


@pytest.mark.parametrize(("answer", "rings"), [(decline, ["rung"]), (claim, [])])
def test_only_a_time_that_was_given_back_wakes_it(
    world: World,
    freed: datetime,
    django_capture_on_commit_callbacks: Any,
    answer: Callable[..., Any],
    rings: list[str],
) -> None:
    waits(world)
    (made,) = sweeps()
    with django_capture_on_commit_callbacks(execute=True):
        answer(offer=made, actor=Actor.patient(), now=SOON)
    assert rings == RUNG
