"""A real SMTP server, a clock, and an appointment to write about."""

from collections.abc import Iterator
from typing import Any

import pytest

from bookings.models import Appointment
from tests.factories import NOW, World, make_appointment
from tests.notifications.post import Clock, use
from tests.notifications.sink import Sink, listening


@pytest.fixture
def sink(settings: Any) -> Iterator[Sink]:
    with listening() as server:
        use(settings, server.port)
        yield server


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def appointment(world: World) -> Appointment:
    """Thursday of next week at half past two, in New York."""
    return make_appointment(world, world.at("2027-06-17", "14:30"), created_at=NOW)
