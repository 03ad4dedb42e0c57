"""Every address of the project, knocked at by everybody with every method.

A route without a row fails, and so does a row without a route. A refusal must leave every table as it was,
save the log of who looked, which may note the attempt.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import time_machine
from django.apps import apps
from django.core.cache import cache
from django.db import connection, transaction
from django.http import HttpResponse
from django.urls import reverse
from pytest_django import DjangoDbBlocker

from tests.architecture.access.cast import Cast, make_cast
from tests.architecture.access.listing import routes, rows
from tests.architecture.access.row import METHODS, Row
from tests.factories import NOW
from tests.hostile.guarding import unguarded

# Also for a run of this module alone: pytest-django makes no database that no test is marked for.
pytestmark = pytest.mark.django_db
# Sessions come and go, and a refused look at a record is itself put on record.
NOT_COMPARED = {"django_session", "bookings_accessrecord"}


@pytest.fixture(scope="module")
def everybody(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Cast]:
    """Made once for all the rows that a worker takes: making it takes longer than most rows."""
    with django_db_blocker.unblock(), taken_back(), time_machine.travel(NOW, tick=False):
        yield make_cast()


@pytest.fixture
def cast(everybody: Cast) -> Iterator[Cast]:
    with taken_back(), time_machine.travel(NOW, tick=False):
        yield everybody


@contextmanager
def taken_back() -> Iterator[None]:
    """A transaction that is never committed, in which actions may be durable as in any test."""
    around = transaction.atomic()
    around._from_testcase = True
    with around:
        yield
        transaction.set_rollback(True)


def test_every_route_has_its_row_and_every_row_its_route() -> None:
    listed = [row.route for row in rows()]
    assert len(listed) == len(set(listed))
    assert set(listed) == set(routes())


@pytest.mark.parametrize("row", rows(), ids=lambda row: row.route)
def test_everybody_gets_what_the_table_says(row: Row, cast: Cast) -> None:
    path = reverse(row.route, kwargs={part: cast.names[name] for part, name in row.names.items()})
    before = fingerprint()
    wrong = []
    for method in METHODS if row.is_ours else ("GET", "POST"):
        for actor, cell in row.cells(method).items():
            cache.clear()  # a ceiling on attempts is no answer to who may
            mark = transaction.savepoint()
            response = knock(cast, actor, method, path, row)
            if not fits(response, cell):
                wrong.append(f"{method} as {actor}: {answer_of(response)}, not {cell or 'refused'}")
            if method == "GET" and response.status_code == 200:
                wrong += [f"as {actor}: {what}" for what in unguarded(row, actor, response)]
            if not is_refusal(response):
                # What was allowed is taken back; what was refused must have left nothing to take back.
                transaction.savepoint_rollback(mark)
                connection.needs_rollback = False
    assert not wrong, "\n".join([path, *wrong])
    assert fingerprint() == before, f"{path}: somebody was refused, and yet something changed"


def test_the_comparison_sees_a_change(cast: Cast) -> None:
    """The control: a change that is let through must show."""
    before = fingerprint()
    assert fingerprint() == before
    path = reverse("api:appointment-arrive", kwargs={"id": cast.names["visit"]})
    assert cast.client("reception").post(path).status_code == 200
    assert fingerprint() != before


def knock(cast: Cast, actor: str, method: str, path: str, row: Row) -> HttpResponse:
    client = cast.client(actor)
    if row.route.partition(":")[0].endswith("api"):
        body = "" if method == "GET" else json.dumps(dict(row.body))
        return client.generic(method, path, body, content_type="application/json")
    if method == "POST":
        return client.post(path, dict(row.body))
    return client.generic(method, path)


def answer_of(response: HttpResponse) -> str:
    if response.status_code == 302 and response["Location"].startswith(reverse("account_login")):
        return "login"
    return str(response.status_code)


def is_refusal(response: HttpResponse) -> bool:
    return answer_of(response) in {"401", "403", "404", "405", "login"}


def fits(response: HttpResponse, cell: str) -> bool:
    return answer_of(response) == cell if cell else is_refusal(response)


def fingerprint() -> str:
    """One value for the contents of every table."""
    tables = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
    parts = " UNION ALL ".join(
        f"SELECT '{table}' AS name, md5(string_agg(t::text, '|' ORDER BY t::text)) AS rows FROM \"{table}\" t"
        for table in sorted(tables - NOT_COMPARED)
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT md5(string_agg(name || coalesce(rows, ''), '|' ORDER BY name)) FROM ({parts}) p"
        )
        return str(cursor.fetchone()[0])
