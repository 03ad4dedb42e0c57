"""A calendar that is too busy and a database that is away: a calm page with a time to come back."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.conf import settings
from django.db import connection, connections, transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import include, path

from bookings.transactions import action
from config.urls import handler500  # noqa: F401  (read by Django)
from tests.factories import World, make_user

pytestmark = pytest.mark.django_db(transaction=True)


@action
def wait_in_vain() -> None:
    """Stands for an action that waits for lock after lock, until the database stops it."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = '50ms'")
        cursor.execute("SELECT pg_sleep(5)")


def busy(request: HttpRequest) -> HttpResponse:
    request.session["begun"] = True
    wait_in_vain()
    return HttpResponse("done")


def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError


urlpatterns = [path("busy/", busy), path("broken/", broken), path("", include("config.urls"))]


@contextmanager
def locked_clinics() -> Iterator[None]:
    """Another connection keeps everybody from the clinics; ours waits for 0.2 s at most."""
    taken, done = threading.Event(), threading.Event()

    def hold() -> None:
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("LOCK TABLE bookings_clinic IN ACCESS EXCLUSIVE MODE")
                taken.set()
                done.wait(20)
        finally:
            connections.close_all()

    thread = threading.Thread(target=hold)
    thread.start()
    assert taken.wait(10)
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '200ms'")
    try:
        yield
    finally:
        done.set()
        thread.join()
        connection.close()


@contextmanager
def database_away() -> Iterator[None]:
    connection.close()
    address = connection.settings_dict["HOST"]
    connection.settings_dict["HOST"] = "/nonexistent"
    try:
        yield
    finally:
        connection.settings_dict["HOST"] = address


def assert_calm(answer: HttpResponse) -> None:
    text = answer.content.decode()
    assert answer.status_code == 503
    assert int(answer["Retry-After"]) > 0
    assert "We cannot answer right now" in text
    assert answer["X-Request-ID"] in text
    assert "nonexistent" not in text
    assert settings.SESSION_COOKIE_NAME not in answer.cookies


def test_a_page_that_waits_for_a_lock_in_vain(world: World) -> None:
    page = f"/book/{world.clinic.slug}/"
    with locked_clinics():
        assert_calm(Client().get(page))
    assert Client().get(page).status_code == 200


def test_without_the_database_every_page_says_so_and_nobody_is_signed_out(world: World) -> None:
    client = Client()
    client.force_login(make_user("owner", world.clinic))
    with database_away():
        for page in ("/", f"/book/{world.clinic.slug}/", "/dashboard/", "/dashboard/patients/"):
            assert_calm(client.get(page))
        assert_calm(client.post("/accounts/login/", {"login": "a@example.org", "password": "x"}))
    assert client.get("/dashboard/", follow=True).status_code == 200


@override_settings(ROOT_URLCONF="tests.setup.test_unavailable")
def test_an_action_that_gave_up_waiting() -> None:
    client = Client()
    assert_calm(client.get("/busy/"))


@override_settings(ROOT_URLCONF="tests.setup.test_unavailable")
def test_a_defect_stays_a_500() -> None:
    assert Client(raise_request_exception=False).get("/broken/").status_code == 500
