"""Log lines say where and what kind, never who."""

import io
import json
import logging

import pytest
from django.db import IntegrityError, connection
from django.test import RequestFactory

from config import logging as tend_logging

NAME = "Wilhelmina Quackenbush"


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    """The stream of the service's own handler, set up as in production."""
    stream = io.StringIO()
    before = logging.getLogger().handlers[:]
    tend_logging.configure("json")
    ours = [handler for handler in logging.getLogger().handlers if handler not in before]
    monkeypatch.setattr(ours[0], "stream", stream)
    yield stream
    tend_logging.configure("console")


def logged(stream: io.StringIO) -> dict:
    text = stream.getvalue()
    assert text.count("\n") == 1, text
    return json.loads(text)


def test_an_exception_is_its_type_and_place_without_its_message(lines: io.StringIO) -> None:
    try:
        raise ValueError(NAME)
    except ValueError:
        logging.getLogger("bookings").exception("failed")
    line = logged(lines)
    assert (line["event"], line["exception"]) == ("failed", "ValueError")
    assert any("test_logging.py" in frame for frame in line["frames"])
    assert NAME not in lines.getvalue()


@pytest.mark.django_db
def test_a_database_error_names_its_state_and_constraint_but_not_the_row(lines: io.StringIO) -> None:
    with connection.cursor() as cursor:
        cursor.execute("create temporary table person (name text constraint one_name unique)")
        try:
            cursor.execute("insert into person values (%s), (%s)", [NAME, NAME])
        except IntegrityError:
            logging.getLogger("bookings").exception("failed")
    line = logged(lines)
    assert (line["sqlstate"], line["constraint"]) == ("23505", "one_name")
    assert NAME not in lines.getvalue()


def test_a_failed_request_is_its_route_not_its_path(lines: io.StringIO) -> None:
    request = RequestFactory().get("/manage/very-secret-token/")
    request.resolver_match = None
    logging.getLogger("django.request").error(
        "Internal Server Error: %s", request.path, extra={"status_code": 500, "request": request}
    )
    assert logged(lines)["event"] == "500: no route"
    assert "secret" not in lines.getvalue()


def test_a_failed_task_is_its_name_and_kind_of_error(lines: io.StringIO) -> None:
    try:
        raise ValueError(NAME)
    except ValueError as error:
        context = {
            "name": "ring",
            "id": "7",
            "description": "raised unexpected",
            "exc": repr(error),
            "traceback": NAME,
        }
        logging.getLogger("celery.app.trace").exception(
            "Task %(name)s[%(id)s] %(description)s: %(exc)s", context
        )
    assert logged(lines)["event"] == "Task ring[7] raised unexpected: ValueError"
    assert NAME not in lines.getvalue()
