"""The demo clinic for tests, at a moment of their own."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from django.db import transaction
from django.test import TestCase

from bookings.models import Clinic
from notes.demo.load import Wanted, load

# Eleven o'clock on a Wednesday in New York: some of the day is over, some is on, some is to come.
NOW = datetime(2027, 6, 9, 15, 0, tzinfo=UTC)


def load_clinic(slug: str = "riverside", *, now: datetime = NOW, **wanted: Any) -> Clinic:
    load(Wanted(slug=slug, **wanted), now=now, tell=lambda line: None)
    return Clinic.objects.select_related("policy").get(slug=slug)


@contextmanager
def undone() -> Iterator[None]:
    """Whatever is loaded inside is gone afterwards."""
    with transaction.atomic():
        # As the blocks of the test cases themselves: actions inside may be outermost.
        transaction.get_connection().atomic_blocks[-1]._from_testcase = True
        yield
        transaction.set_rollback(True)


class LoadedClinic(TestCase):
    """One load for all tests of a class; what a test changes is taken back."""

    clinic: Clinic

    @classmethod
    def setUpTestData(cls) -> None:
        cls.clinic = load_clinic()
