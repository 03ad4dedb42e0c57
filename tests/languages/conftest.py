"""A clock to turn."""

import pytest

from tests.notifications.post import Clock


@pytest.fixture
def clock() -> Clock:
    return Clock()
