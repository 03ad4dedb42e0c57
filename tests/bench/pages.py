"""What staff open all day: pages of the dashboard, with the session of the clinic's owner."""

import http.client
from collections.abc import Iterator
from datetime import date, timedelta

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.urls import reverse
from django.utils import timezone

from bookings.models import Membership, Patient, User
from tests.bench.client import Ask, one_by_one, together
from tests.bench.results import Result, beyond, within

BUDGET_MS = 150
TIMES = 30
# A page that is looked at asks every 1.2 seconds: so many answers a second serve so many open calendars and a fifth.
LOOKS_A_SECOND = 100


def opened(port: int, slug: str) -> list[Result]:
    """The slowest of twenty answers (p95) of each page."""
    owner = (
        Membership.objects.filter(clinic__slug=slug, role=Membership.Role.OWNER)
        .select_related("user")[0]
        .user
    )
    cookie = f"{settings.SESSION_COOKIE_NAME}={_session(owner)}"
    return [
        *(
            within(
                f"{name}, p95 in ms",
                one_by_one(port, [Ask(path, cookie=cookie, is_page=True)] * TIMES).p95,
                BUDGET_MS,
            )
            for name, path in _pages(slug)
        ),
        *_looks(port, cookie),
    ]


def _looks(port: int, cookie: str) -> Iterator[Result]:
    """What a calendar asks all the time: whether anything changed. Nothing did."""
    path = f"{reverse('dashboard:calendar_feed')}?view=people&day={_workday()}"
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    line.request("GET", path, headers={"Cookie": cookie})
    answer = line.getresponse()
    answer.read()
    ask = Ask(path, cookie=cookie, is_page=True, expects=(304,), known_as=answer.getheader("ETag", ""))
    yield within("calendar, nothing new, p95 in ms", one_by_one(port, [ask] * TIMES * 10).p95, BUDGET_MS)
    looks = together(port, [ask] * TIMES * 40)
    yield beyond("calendar, looks a second, 8 clients", looks.a_second, LOOKS_A_SECOND)


def _pages(slug: str) -> Iterator[tuple[str, str]]:
    day = _workday()
    patient = Patient.objects.filter(clinic__slug=slug).order_by("pk")[0]
    yield "dashboard, today", reverse("dashboard:today")
    yield "dashboard, a day of 50 therapists", reverse("dashboard:day", args=[day])
    yield "calendar, a day of 50 therapists", f"{reverse('dashboard:calendar')}?view=people&day={day}"
    yield "calendar, its feed", f"{reverse('dashboard:calendar_feed')}?view=people&day={day}"
    yield "calendar, a week of one", f"{reverse('dashboard:calendar')}?view=week&day={day}"
    yield "patient page", reverse("dashboard:patient", args=[patient.public_id])
    yield "portal, services", reverse("portal:services", args=[slug])


def _workday() -> date:
    """The next one, in the weeks that are booked."""
    day = timezone.now().date() + timedelta(days=1)
    while day.weekday() > 4:
        day += timedelta(days=1)
    return day


def _session(user: User) -> str:
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return str(session.session_key)
