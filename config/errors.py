"""The pages for what went wrong: a calm sentence, a way on, and the request's name to quote. The API answers
problem+json instead."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

PROBLEM = "application/problem+json"
RETRY_SECONDS = "5"


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _answer(
        request,
        400,
        icon="alert-circle",
        title=_("That did not arrive in one piece"),
        text=_("Your browser sent something that could not be read. Please go back and try once more."),
    )


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _answer(
        request,
        403,
        icon="lock",
        title=_("This page is not for you to open"),
        text=_(
            "You are signed in, but your role does not include this. "
            "Ask the owner of the clinic if it should."
        ),
    )


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _answer(
        request,
        404,
        icon="search",
        title=_("There is nothing at this address"),
        text=_(
            "The link may be old, or a letter of it was lost on the way. "
            "If it came in a message, open it from there again."
        ),
    )


def server_error(request: HttpRequest) -> HttpResponse:
    return _answer(
        request,
        500,
        icon="tool",
        title=_("Something broke on our side"),
        text=_(
            "It has been written down. Nothing that was already confirmed to you is lost. "
            "Please try again in a moment."
        ),
    )


def unavailable(request: HttpRequest) -> HttpResponse:
    """For a calendar that is too busy and a database that is away; whoever asks again may be answered."""
    answer = _answer(
        request,
        503,
        icon="hourglass",
        title=_("We cannot answer right now"),
        text=_(
            "The calendar is very busy, or out of reach for a moment. What was already confirmed to you stands. "
            "Please go back and try again shortly."
        ),
    )
    answer["Retry-After"] = RETRY_SECONDS
    return answer


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return _answer(
        request,
        403,
        "csrf",
        icon="refresh",
        title=_("This page was open for too long"),
        text=_(
            "For your safety, pages stop accepting input after a while or when cookies are off. "
            "Go back, reload the page, and send it again."
        ),
    )


def _answer(request: HttpRequest, status: int, page: str = "", **words: Any) -> HttpResponse:
    if request.path.startswith("/api/"):
        problem = {
            "type": "about:blank",
            "title": words["title"],
            "status": status,
            "detail": words["text"],
            "code": CODES[status],
        }
        return JsonResponse(problem, status=status, content_type=PROBLEM)
    return render(request, f"errors/{page or status}.html", words, status=status)


CODES = {
    400: "bad_request",
    403: "permission_denied",
    404: "not_found",
    500: "server_error",
    503: "unavailable",
}
