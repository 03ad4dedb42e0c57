"""Fixtures of the clinical tests."""

import pytest

from tests.factories import World
from tests.notes.cast import Chart, make_chart


@pytest.fixture
def chart(world: World) -> Chart:
    """A patient of the world's therapist, with a visit today."""
    return make_chart(world)
