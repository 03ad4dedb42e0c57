"""Every address of the access table, asked of a clinic that is as large as they get: which are slow, and why.

    python -m config.embedded -- python -m tests.bench every [VISITS [PATIENTS]]

In one process, so that the processor's time and the number of statements can be told apart from waiting. What an
address changes is taken back.
"""

import logging
import pickle
import time
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median

import time_machine
from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bookings.models import Appointment
from config import state
from tests.architecture.access.cast import Cast, make_cast
from tests.architecture.access.row import METHODS, Row
from tests.architecture.test_access import fits, knock, rows, taken_back
from tests.factories import NOW

BUDGET_MS = 150
TIMES = 5
# Staff see more than patients do, and an owner most of it.
ASKED_BY = ("owner", "therapist", "reception", "patient", "anonymous", "colleague")
DONE = {"200", "201", "204", "302"}


@dataclass(frozen=True, slots=True)
class Answered:
    """One address by one method: milliseconds of wall clock, of our processor time, and statements."""

    name: str
    wall: float
    cpu: float
    queries: int
    kilobytes: float


def main(visits: int = 1_000_000, patients: int = 200_000, only: str = "") -> None:
    settings.ALLOWED_HOSTS = ["testserver"]
    logging.disable(logging.ERROR)
    cast = large_cast(visits, patients)
    with time_machine.travel(NOW, tick=False):
        found = sorted(answers(cast, only), key=lambda one: -one.wall)
    print(f"{len(found)} addresses, {sum(one.wall > BUDGET_MS for one in found)} over {BUDGET_MS} ms")
    print("| address | ms | of which Python | statements | kB |\n|---|---|---|---|---|")
    for one in found[:40]:
        print(f"| {one.name} | {one.wall:.0f} | {one.cpu:.0f} | {one.queries} | {one.kilobytes:.0f} |")


def large_cast(visits: int, patients: int) -> Cast:
    """The cast in a database of their own, loaded when it is first asked for."""
    from tests.bench.large import grow

    name = f"every_{visits}_{patients}"
    kept = state.data_dir() / f"{name}.pickle"
    if not kept.exists():
        with connection.cursor() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
            cursor.execute(f'CREATE DATABASE "{name}"')
    connection.close()
    connection.settings_dict["NAME"] = name
    call_command("migrate", verbosity=0)
    if kept.exists():
        return pickle.loads(kept.read_bytes())
    began = time.perf_counter()
    with time_machine.travel(NOW, tick=False):
        cast = make_cast()
        visit = Appointment.objects.select_related("patient").get(public_id=cast.names["visit"])
        assert visit.patient
        grow(visit.patient, visit, visits=visits, patients=patients)
    kept.write_bytes(pickle.dumps(cast))
    print(f"loaded {visits:,} visits in {time.perf_counter() - began:.0f} s", flush=True)
    return cast


def answers(cast: Cast, only: str = "") -> Iterator[Answered]:
    for row in rows():
        if row.route.startswith(only):
            for method in METHODS:
                cells = row.cells(method)
                actor = next((actor for actor in ASKED_BY if cells[actor] in DONE), None)
                if actor:
                    yield answered(cast, row, method, actor)


def answered(cast: Cast, row: Row, method: str, actor: str) -> Answered:
    """The middle of several answers, after one that nobody waits for."""
    path = reverse(row.route, kwargs={part: cast.names[name] for part, name in row.names.items()})
    walls, cpus, queries, size = [], [], 0, 0
    for turn in range(TIMES + 1):
        cache.clear()
        connection.queries_log.clear()  # it keeps 9,000, and counts no further
        with taken_back(), CaptureQueriesContext(connection) as asked:
            wall, cpu = time.perf_counter(), time.process_time()
            response = knock(cast, actor, method, path, row)
            content = b"".join(response) if response.streaming else response.content
            wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        assert fits(response, row.cells(method)[actor]), (method, path, actor, response.status_code)
        queries, size = len(asked), len(content)
        if turn:
            walls.append(wall * 1000)
            cpus.append(cpu * 1000)
    name = f"{method} {row.route} as {actor}"
    return Answered(name, median(walls), median(cpus), queries, size / 1000)
