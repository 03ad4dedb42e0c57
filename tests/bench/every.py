"""Every address of the access table, asked of a clinic that is as large as they get: which are slow, and why.

    python -m config.embedded -- python -m tests.bench every [VISITS [PATIENTS [ROUTE]]]

In one process, so that the processor's time and the number of statements can be told apart from waiting. What an
address changes is taken back. The figures stay in the state folder: the next larger clinic is compared with them.
"""

import gc
import json
import logging
import pickle
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import time_machine
from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.urls import reverse

from bookings.models import Appointment
from config import state
from tests.architecture.access.cast import Cast, make_cast
from tests.architecture.access.row import METHODS, Row
from tests.architecture.test_access import fits, knock, rows, taken_back
from tests.bench.gauge import Cost, Gauge, middle, work_alone
from tests.factories import NOW

BUDGET_MS = 150
TIMES = 3
# Staff see more than patients do, and an owner most of it.
ASKED_BY = ("owner", "therapist", "reception", "patient", "anonymous", "colleague")
DONE = {"200", "201", "204", "302"}


@dataclass(frozen=True, slots=True)
class Answered:
    """One address by one method as somebody: what it cost, and how long the answer was."""

    name: str
    cost: Cost
    kilobytes: float


def main(visits: int = 1_000_000, patients: int = 200_000, only: str = "") -> None:
    settings.ALLOWED_HOSTS = ["testserver"]
    logging.disable(logging.ERROR)
    cast = large_cast(visits, patients)
    with time_machine.travel(NOW, tick=False):
        found = sorted(answers(cast, only), key=lambda one: -one.cost.work)
    smaller = kept_figures("every", visits)
    if not only:
        keep_figures("every", visits, {one.name: one.cost.work for one in found})
    slow = sum(one.cost.work > BUDGET_MS for one in found)
    print(f"{len(found)} addresses, {slow} of more than {BUDGET_MS} ms of work")
    print(
        "| address | Python | PostgreSQL | wall | statements | kB | growth | slowest |\n|---|---|---|---|---|---|---|---|"
    )
    for one in found:
        print(line_of(one, smaller))


def line_of(one: Answered, smaller: Mapping[str, float]) -> str:
    cost, before = one.cost, smaller.get(one.name)
    growth = f"{cost.work / before:.2f}" if before else ""
    return (
        f"| {one.name} | {cost.python:.0f} | {cost.postgres:.1f} | {cost.wall:.0f} | {cost.statements} "
        f"| {one.kilobytes:.0f} | {growth} | {cost.slowest:.0f}: {cost.statement} |"
    )


def keep_figures(of: str, visits: int, figures: Mapping[str, float]) -> None:
    (state.data_dir() / f"{of}_{visits}.json").write_text(json.dumps(figures))


def kept_figures(of: str, visits: int) -> Mapping[str, float]:
    """Those of the largest of the smaller clinics; none if this is the first."""
    sizes = [int(path.stem.removeprefix(f"{of}_")) for path in state.data_dir().glob(f"{of}_*.json")]
    smaller = [size for size in sizes if size < visits]
    if not smaller:
        return {}
    return dict(json.loads((state.data_dir() / f"{of}_{max(smaller)}.json").read_text()))


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
    work_alone()
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
    # What the cast and the tests hold is not looked through again and again as if it were the service's.
    gc.collect()
    gc.freeze()
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
    costs, size = [], 0
    for _ in range(TIMES + 1):
        cache.clear()
        with taken_back():
            with Gauge() as gauge:
                response = knock(cast, actor, method, path, row)
                content = b"".join(response) if response.streaming else response.content
            assert fits(response, row.cells(method)[actor]), (method, path, actor, response.status_code)
        costs.append(gauge.cost)
        size = len(content)
    return Answered(f"{method} {row.route} as {actor}", middle(costs[1:]), size / 1000)
