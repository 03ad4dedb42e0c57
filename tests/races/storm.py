"""Many clients at once, each with a connection of its own."""

import threading
from collections.abc import Callable, Sequence
from typing import Any

from django.db import connection, connections

OVERLAPS = """
    SELECT count(*) FROM bookings_appointment a JOIN bookings_appointment b ON a.id < b.id
    WHERE a.status NOT IN ('cancelled', 'no_show') AND b.status NOT IN ('cancelled', 'no_show')
      AND (a.therapist_id = b.therapist_id OR a.room_id = b.room_id)
      AND a.occupies_from < b.occupies_until AND b.occupies_from < a.occupies_until
"""


def all_at_once(calls: Sequence[Callable[[], Any]]) -> list[Any]:
    """Run the calls at the same moment; what each returned or raised, in order."""
    outcomes: list[Any] = [None] * len(calls)
    gate = threading.Barrier(len(calls))

    def run(index: int) -> None:
        try:
            connection.ensure_connection()
            gate.wait(timeout=30)
            outcomes[index] = calls[index]()
        except Exception as error:
            outcomes[index] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(index,)) for index in range(len(calls))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    assert not any(thread.is_alive() for thread in threads)
    return outcomes


def overlaps() -> int:
    """Double bookings, counted by a self-join that knows nothing of the constraints."""
    with connection.cursor() as cursor:
        cursor.execute(OVERLAPS)
        return int(cursor.fetchone()[0])


def deadlocks() -> int:
    """How many deadlocks PostgreSQL has seen in this database so far."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
        return int(cursor.fetchone()[0])
