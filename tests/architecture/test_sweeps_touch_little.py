"""What the clock rings for, and what is typed into the search, is found by an index: a long past costs nothing.

A small table is always read from end to end. So that is made dear here, and joining that way too; whatever is still read
so, or through the whole of an index, has none that answers it.
"""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.conf import settings
from django.db import connection
from pytest_django import DjangoDbBlocker

from bookings.models import Appointment, Clinic, User
from bookings.people.search import patient_list
from bookings.people.sign_in import patients_of
from bookings.reports.retention import retention
from bookings.reports.span import Span
from config.celery import app
from notes.models import TreatmentPlan
from notes.outcomes.queries import measures_for
from tests.architecture.access.cast import Cast, make_cast
from tests.architecture.test_access import taken_back
from tests.factories import NOW

pytestmark = pytest.mark.django_db
GROWING = {
    "bookings_accessrecord", "bookings_appointment", "bookings_appointmentevent", "bookings_notification",
    "bookings_patient", "bookings_webhookdelivery", "notes_measureresponse", "notes_screening", "notes_soapnote",
}  # fmt: skip
# Short by themselves.
PARTIAL = {index.name for model in apps.get_models() for index in model._meta.indexes if index.condition}
# Of who has to sign the planner asks otherwise while there are so few: looked at in docs/performance.md.
BESIDE = {"notes.tasks.remind_of_notes"}
TASKS = sorted({entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()} - BESIDE)
# Whatever was counted in these tables while they were as good as empty, by whichever test or cleaner came before.
FORGET = """
UPDATE pg_class SET reltuples = -1, relpages = 0
WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'i');
DELETE FROM pg_statistic WHERE starelid IN (SELECT oid FROM pg_class WHERE relnamespace = 'public'::regnamespace)
"""


@pytest.fixture(scope="module")
def cast(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Cast]:
    with django_db_blocker.unblock(), taken_back(), time_machine.travel(NOW, tick=False):
        app.loader.import_default_modules()
        everybody = make_cast()
        with connection.cursor() as cursor:
            cursor.execute(FORGET)
        yield everybody


@pytest.mark.parametrize("task", TASKS)
def test_a_task_looks_at_what_is_due_alone(task: str, cast: Cast) -> None:
    assert read_whole(app.tasks[task].run) == set()


@pytest.mark.parametrize("text", ["Byr", "Ada Byr", "5550101", "ada@"])
def test_a_search_looks_at_what_begins_so(text: str, cast: Cast) -> None:
    clinic, owner = clinic_of(cast)
    assert read_whole(lambda: patient_list(user=owner, clinic=clinic, now=NOW, text=text)) == set()


def test_whose_pages_these_are_is_asked_of_an_index(cast: Cast) -> None:
    assert read_whole(lambda: list(patients_of(User.objects.latest("pk")))) == set()


def test_what_counts_for_a_plan_is_asked_of_its_patient(cast: Cast) -> None:
    plan = TreatmentPlan.objects.filter(patient__public_id=cast.names["patient"])[0]
    assert read_whole(lambda: list(measures_for(plan))) == set()


def test_retention_looks_at_who_came_in_the_range(cast: Cast) -> None:
    clinic, _ = clinic_of(cast)
    span = Span(NOW.date(), NOW.date(), NOW.tzinfo)  # type: ignore[arg-type]  # of these two, UTC will do
    assert read_whole(lambda: retention(clinic, span, NOW)) == set()


def test_the_measure_sees_what_is_read_whole(cast: Cast) -> None:
    """The control: a question that no index answers, and one that reads all of an index."""
    assert read_whole(lambda: list(Appointment.objects.filter(revision=7)))
    assert read_whole(lambda: list(Appointment.objects.order_by("pk").values_list("pk")))
    assert not read_whole(lambda: list(Appointment.objects.order_by("pk").values_list("pk")[:9]))


def clinic_of(cast: Cast) -> tuple[Clinic, User]:
    clinic = Appointment.objects.select_related("clinic").get(public_id=cast.names["visit"]).clinic
    return clinic, User.objects.filter(memberships__clinic=clinic, memberships__role="owner")[0]


def read_whole(ask: Callable[[], object]) -> set[str]:
    """Of what `ask` asks the database: the tables that grow and are read whole, each with the statement."""
    found: set[str] = set()

    def listen(execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
        if str(sql).lstrip().startswith(("SELECT", "WITH", "UPDATE", "DELETE")):
            with connection.connection.cursor() as cursor:
                cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}", params)
                (plan,) = cursor.fetchone()
            found.update(f"{table}: {sql}" for table in scans(plan[0]["Plan"]))
        return execute(sql, params, many, context)

    with taken_back(), time_machine.travel(NOW, tick=False):
        with connection.cursor() as cursor:
            cursor.execute(
                "SET LOCAL enable_seqscan = off; SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off"
            )
        with connection.execute_wrapper(listen):
            ask()
    return found


def scans(node: dict[str, Any], parent: str = "") -> Iterator[str]:
    """Under a LIMIT an index is read in its order until there is enough."""
    table, index, kind = node.get("Relation Name", ""), node.get("Index Name", ""), node["Node Type"]
    is_whole = index and "Index Cond" not in node and index not in PARTIAL and parent != "Limit"
    if table in GROWING and (kind == "Seq Scan" or is_whole):
        yield table
    for child in node.get("Plans", []):
        yield from scans(child, kind)
