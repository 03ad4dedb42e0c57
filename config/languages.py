"""The language of a request, and the switch that chooses it."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

from bookings import languages
from bookings.people.accounts import choose_language

Next = Callable[[HttpRequest], HttpResponseBase]


class LanguageMiddleware:
    """Speaks what this device has chosen, else what its browser asks for; a page may know better who is reading."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        # What the thread does after this request is not to be coloured by it.
        with translation.override(translation.get_language()):
            languages.begin(
                chosen=request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, ""),
                accepted=request.headers.get("Accept-Language", ""),
            )
            response = self.get_response(request)
            spoken = translation.get_language() or settings.LANGUAGE_CODE
        patch_vary_headers(response, ("Accept-Language", "Cookie"))
        response.headers.setdefault("Content-Language", spoken)
        return response


@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Kept in a cookie, and with whoever is signed in. Back to the page (`next`), if it is one of ours."""
    answer: HttpResponse = set_language(request)
    language = request.POST.get("language", "")
    if request.user.is_authenticated and language in dict(settings.LANGUAGES):
        choose_language(user=request.user, language=language)
    return answer
