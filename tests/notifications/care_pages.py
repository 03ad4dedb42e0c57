"""The pages that letters between visits lead to, as a later version will have them; otherwise the service's own."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from config.urls import urlpatterns as own


def page(request: HttpRequest, key: str) -> HttpResponse:
    return HttpResponse(key)


urlpatterns = [
    path("care/", include(([path("<str:key>/", page, name="questions")], "care"))),
    *own,
]
handler400, handler403 = "config.errors.bad_request", "config.errors.forbidden"
