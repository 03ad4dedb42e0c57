"""Who knocks at the open doors, as far as that can be told: for counting and for keys, never for permission."""

from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth import get_user
from django.utils.crypto import salted_hmac
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from bookings.api.authentication import ApiKeyAuthentication
from bookings.appointments.hold import MOST_LIVE_HOLDS
from bookings.web import address_of


@dataclass(frozen=True, slots=True)
class Client:
    """`name` is the same for each request of one client; `most_holds` may be live at once, 0 is no ceiling."""

    name: str
    most_holds: int


def client_of(request: Request) -> Client:
    """The key's user, else who signed in, else the address. No query for those who bring neither.

    One person types in two times at most. A program asks for many people, and behind one address there may be
    a whole hospital, so for these there is only a ceiling that keeps a calendar from being emptied.
    """
    ceiling = settings.API_LIVE_HOLDS_AN_ADDRESS
    try:
        shown = ApiKeyAuthentication().authenticate(request)
    except AuthenticationFailed:  # nothing here needs a key, so a wrong one is as good as none
        shown = None
    if shown:
        return Client(f"key:{shown[0].pk}", ceiling)
    user = get_user(request._request)
    if user.is_authenticated:
        return Client(f"user:{user.pk}", MOST_LIVE_HOLDS)
    # Kept beside what was held, so not as the address itself.
    address = salted_hmac("bookings.api.client", address_of(request._request)).hexdigest()
    return Client(f"address:{address[:32]}", ceiling)
