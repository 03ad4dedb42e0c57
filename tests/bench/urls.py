"""Everything that is served, and the limit views."""

from django.urls import path

from config.urls import handler400, handler403, handler404, handler500
from config.urls import urlpatterns as served
from tests.bench import layers, limits

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

urlpatterns = [
    path("limit/free/", limits.free),
    path("limit/next/", limits.first),
    path("limit/book/", limits.book),
    path("limit/door/", layers.EmptyDoor.as_view()),
    path("limit/empty/", layers.empty),
    *served,
]
