"""A program that listens, a webhook that leads to it, and a clock to turn."""

from collections.abc import Iterator
from typing import Any

import pytest

from bookings.models import Webhook
from bookings.webhooks.set_up import make_webhook
from tests.factories import NOW, World, make_user
from tests.notifications.conftest import clock, sink
from tests.webhooks.listener import Listener, listening

__all__ = ["clock", "sink"]


@pytest.fixture
def listener(settings: Any) -> Iterator[Listener]:
    settings.WEBHOOKS_TO_PRIVATE = True
    with listening() as one:
        yield one


@pytest.fixture
def hook(world: World, listener: Listener) -> Webhook:
    owner = make_user("owner", world.clinic)
    return make_webhook(clinic=world.clinic, url=listener.url, user=owner, now=NOW)
