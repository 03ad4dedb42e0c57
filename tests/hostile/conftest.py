"""The cast of the access table, made once: each test's doings are taken back."""

from collections.abc import Iterator

import pytest
import time_machine
from pytest_django import DjangoDbBlocker

from tests.architecture.access.cast import Cast, make_cast
from tests.architecture.test_access import taken_back
from tests.factories import NOW


@pytest.fixture(scope="package")
def cast(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Cast]:
    with django_db_blocker.unblock(), taken_back(), time_machine.travel(NOW, tick=False):
        yield make_cast()
