"""An action waits for seconds, not for ever; whoever waited in vain is told so politely."""

import pytest
from django.db import connection

from bookings.transactions import CalendarBusy, action

pytestmark = pytest.mark.django_db(transaction=True)


@action
def sleepy(*, seconds: int) -> None:
    """Stands for a statement that waits for lock after lock: each wait is short enough, their sum is not."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = '50ms'")
        cursor.execute("SELECT pg_sleep(%s)", [seconds])


def test_a_statement_that_takes_too_long_is_a_busy_calendar() -> None:
    with pytest.raises(CalendarBusy):
        sleepy(seconds=5)
    sleepy(seconds=0)
