"""Addresses that answer with each kind of trouble, and every other as ever: the root of the walk's service."""

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from config.urls import handler400, handler403, handler404, handler500  # noqa: F401  (read by Django)

TROUBLE = {
    "400": SuspiciousOperation("unreadable"),
    "403": PermissionDenied("not yours"),
    "500": RuntimeError("broken"),
    "503": OperationalError("away"),
}


def raise_it(request: HttpRequest, status: str) -> HttpResponse:
    raise TROUBLE[status]


urlpatterns = [path("trouble/<str:status>/", raise_it), path("", include("config.urls"))]
