"""What the API's own layer costs: an empty answer through it and past it."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from rest_framework.request import Request
from rest_framework.response import Response

from bookings.api.views.base import PublicDoor
from tests.bench.client import Ask, in_turn, together
from tests.bench.results import Result, fewer


class EmptyDoor(PublicDoor):
    """A door behind which there is nothing."""

    def get(self, request: Request) -> Response:
        return Response({"ok": True})


def empty(request: HttpRequest) -> HttpResponse:
    """The same as a plain view."""
    return JsonResponse({"ok": True})


def layered(port: int, rounds: int) -> list[Result]:
    """Answers a second through the API's layer against a plain view, 8 clients."""
    door, plain = in_turn(
        rounds,
        lambda: together(port, [Ask("/limit/door/")] * 400),
        lambda: together(port, [Ask("/limit/empty/")] * 400),
    )
    return [fewer("an empty answer through the API's layer, 8 clients", door, plain, 0.75)]
