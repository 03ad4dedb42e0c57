"""What every answer carries, whoever made it."""

import logging
import zoneinfo

import pytest
from django.http import Http404, HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import path


def page(request: HttpRequest, token: str = "", key: str = "") -> HttpResponse:
    return HttpResponse("page")


def missing(request: HttpRequest) -> HttpResponse:
    raise Http404


def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("Wilhelmina Quackenbush")


urlpatterns = [
    path("public/", page, name="public"),
    path("manage/<token>/", page, name="manage"),
    path("messages/<key>/", page),
    path("missing/", missing),
    path("broken/", broken),
]
handler404 = "config.errors.page_not_found"
handler500 = "config.errors.server_error"


@pytest.fixture
def visitor() -> Client:
    with override_settings(ROOT_URLCONF="tests.setup.test_requests"):
        yield Client(raise_request_exception=False)


def test_every_answer_has_a_request_id_and_a_proxys_is_kept(visitor: Client) -> None:
    first, second = visitor.get("/public/"), visitor.get("/public/")
    assert first["X-Request-ID"] != second["X-Request-ID"]
    assert len(first["X-Request-ID"]) == 32
    assert (
        visitor.get("/public/", headers={"X-Request-ID": "proxy-0123456789"})["X-Request-ID"]
        == "proxy-0123456789"
    )
    forged = visitor.get("/public/", headers={"X-Request-ID": "x y\u00e9"})["X-Request-ID"]
    assert len(forged) == 32


def test_a_request_line_names_the_route_and_never_the_private_link(
    visitor: Client, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    visitor.get("/manage/very-secret-token/?name=Wilhelmina")
    assert "manage" in caplog.text
    assert "secret" not in caplog.text
    assert "Wilhelmina" not in caplog.text


@pytest.mark.parametrize(
    ("ask", "expected"),
    [
        (lambda visitor: visitor.get("/public/"), "no-cache, private"),
        (lambda visitor: visitor.get("/manage/abc/"), "no-store, private"),
        (lambda visitor: visitor.get("/messages/abc/"), "no-store, private"),
        (lambda visitor: visitor.post("/public/"), "no-store, private"),
        (lambda visitor: visitor.get("/public/", headers={"Authorization": "Bearer x"}), "no-store, private"),
    ],
)
def test_personal_pages_are_not_stored(visitor: Client, ask, expected: str) -> None:
    assert ask(visitor)["Cache-Control"] == expected


def test_pages_for_a_session_are_not_stored(visitor: Client, settings) -> None:
    visitor.cookies[settings.SESSION_COOKIE_NAME] = "some"
    assert visitor.get("/public/")["Cache-Control"] == "no-store, private"


def test_time_zones_come_from_the_pinned_package_alone() -> None:
    assert zoneinfo.TZPATH == ()
    assert zoneinfo.ZoneInfo("Europe/Berlin").key == "Europe/Berlin"
