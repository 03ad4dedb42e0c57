"""What people see when something is wrong: a way on, a number to quote, and never a trace."""

import json
from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from pytest_django import DjangoAssertNumQueries

from config import errors
from tests.portal.conftest import shown

PAGES: list[tuple[Callable[[HttpRequest], HttpResponse], int, str]] = [
    (lambda r: errors.bad_request(r, SuspiciousOperation("secret")), 400, "That did not arrive in one piece"),
    (
        lambda r: errors.permission_denied(r, PermissionDenied("secret")),
        403,
        "This page is not for you to open",
    ),
    (lambda r: errors.page_not_found(r, Http404("secret")), 404, "There is nothing at this address"),
    (errors.server_error, 500, "Something broke on our side"),
    (errors.unavailable, 503, "We cannot answer right now"),
    (lambda r: errors.csrf_failure(r, "secret"), 403, "This page was open for too long"),
]


def request_to(path: str) -> HttpRequest:
    request = RequestFactory().get(path)
    request.request_id = "abcdef123456"  # type: ignore[attr-defined]
    request.csp_nonce = "n"  # type: ignore[attr-defined]
    return request


@pytest.mark.parametrize(("answer", "status", "title"), PAGES)
def test_a_page_says_it_calmly_and_gives_a_number(
    answer: Callable[[HttpRequest], HttpResponse],
    status: int,
    title: str,
    django_assert_num_queries: DjangoAssertNumQueries,
    db: None,
) -> None:
    # The database may be what broke.
    with django_assert_num_queries(0):
        response = answer(request_to("/somewhere/"))
    assert response.status_code == status
    assert title in shown(response)
    assert "please give us this number: abcdef123456" in shown(response)
    assert "secret" not in response.content.decode()


@pytest.mark.parametrize(("answer", "status", "title"), PAGES)
def test_programs_get_a_problem_instead(
    answer: Callable[[HttpRequest], HttpResponse], status: int, title: str
) -> None:
    response = answer(request_to("/api/v1/somewhere/"))
    assert response["Content-Type"] == "application/problem+json"
    problem = json.loads(response.content)
    assert (problem["status"], problem["title"], bool(problem["code"])) == (status, title, True)


def test_the_number_on_the_page_is_the_one_in_the_header(db: None) -> None:
    response = Client().get("/nowhere/", headers={"X-Request-ID": "proxy-id-42"})
    assert response["X-Request-ID"] == "proxy-id-42"
    assert "proxy-id-42" in shown(response)


@pytest.mark.parametrize(
    "path",
    ["/accounts/login/", "/accounts/password/reset/", "/accounts/password/reset/done/", "/accounts/signup/"],
)
def test_the_staff_door_wears_our_clothes(db: None, path: str) -> None:
    response = Client().get(path)
    assert response.status_code == 200
    assert "door-panel" in response.content.decode()
    assert "Menu:" not in shown(response)
