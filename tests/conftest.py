"""Fixtures that many tests share."""

import pytest
from django.conf import settings as configured
from django.core.cache import cache
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis

from tests.factories import World, make_world

# How long a machine takes that others work on says nothing about a rule.
hypothesis.register_profile("tend", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis.load_profile("tend")


@pytest.fixture
def world(db: None) -> World:
    """A clinic with one therapist and one room, open Monday to Friday, 9 to 17, in New York."""
    return make_world()


@pytest.fixture(scope="session", autouse=True)
def static_files_when_asked() -> None:
    """Each test client makes the middleware anew, and three hundred files would be looked at each time."""
    configured.WHITENOISE_AUTOREFRESH = True


@pytest.fixture(autouse=True)
def empty_cache() -> None:
    """Throttles and rate limits count in the cache: each test starts from nothing."""
    cache.clear()
