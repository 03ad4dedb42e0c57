"""The pages for what went wrong: a calm sentence, a way on, and the request's name to quote. The API answers
problem+json instead."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

PROBLEM = "application/problem+json"
RETRY_SECONDS = "5"
# An icon, what happened, and what to do now.
Words = tuple[str, Promise | str, Promise | str]
UNREADABLE: Words = (
    "alert-circle",
    _("That did not arrive in one piece"),
    _("Your browser sent something that could not be read. Please go back and try once more."),
)
NOT_FOR_YOU: Words = (
    "lock",
    _("This page is not for you to open"),
    _("You are signed in, but your role does not include this. Ask the owner of the clinic if it should."),
)
NOTHING_HERE: Words = (
    "search",
    _("There is nothing at this address"),
    _(
        "The link may be old, or a letter of it was lost on the way. "
        "If it came in a message, open it from there again."
    ),
)
BROKEN: Words = (
    "tool",
    _("Something broke on our side"),
    _(
        "It has been written down. Nothing that was already confirmed to you is lost. "
        "Please try again in a moment."
    ),
)
BUSY: Words = (
    "hourglass",
    _("We cannot answer right now"),
    _(
        "The calendar is very busy, or out of reach for a moment. What was already confirmed to you stands. "
        "Please go back and try again shortly."
    ),
)
OPEN_TOO_LONG: Words = (
    "refresh",
    _("This page was open for too long"),
    _(
        "For your safety, pages stop accepting input after a while or when cookies are off. "
        "Go back, reload the page, and send it again."
    ),
)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _answer(request, 400, "bad_request", UNREADABLE)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _answer(request, 403, "permission_denied", NOT_FOR_YOU)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return _answer(request, 403, "permission_denied", OPEN_TOO_LONG)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _answer(request, 404, "not_found", NOTHING_HERE)


def server_error(request: HttpRequest) -> HttpResponse:
    return _answer(request, 500, "server_error", BROKEN)


def unavailable(request: HttpRequest) -> HttpResponse:
    """For a calendar that is too busy and a database that is away; whoever asks again may be answered."""
    answer = _answer(request, 503, "unavailable", BUSY)
    answer["Retry-After"] = RETRY_SECONDS
    return answer


def _answer(request: HttpRequest, status: int, code: str, words: Words) -> HttpResponse:
    icon, title, text = words
    if request.path.startswith("/api/"):
        problem = {"type": "about:blank", "title": title, "status": status, "detail": text, "code": code}
        return JsonResponse(problem, status=status, content_type=PROBLEM)
    page = "errors/bare.html" if status >= 500 else "errors/page.html"
    return render(request, page, {"icon": icon, "title": title, "text": text}, status=status)
