"""What staff open all day: pages of the dashboard, with the session of the clinic's owner."""

from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.urls import reverse
from django.utils import timezone

from bookings.models import Membership, Patient, User
from tests.bench.client import Ask, one_by_one
from tests.bench.results import Result, within

BUDGET_MS = 150
TIMES = 30


def opened(port: int, slug: str) -> list[Result]:
    """The slowest of twenty answers (p95) of each page."""
    owner = (
        Membership.objects.filter(clinic__slug=slug, role=Membership.Role.OWNER)
        .select_related("user")[0]
        .user
    )
    cookie = f"{settings.SESSION_COOKIE_NAME}={_session(owner)}"
    return [
        within(
            f"{name}, p95 in ms",
            one_by_one(port, [Ask(path, cookie=cookie, is_page=True)] * TIMES).p95,
            BUDGET_MS,
        )
        for name, path in _pages(slug)
    ]


def _pages(slug: str) -> Iterator[tuple[str, str]]:
    day = timezone.now().date() + timedelta(days=1)
    while day.weekday() > 4:
        day += timedelta(days=1)
    patient = Patient.objects.filter(clinic__slug=slug).order_by("pk")[0]
    yield "dashboard, today", reverse("dashboard:today")
    yield "dashboard, a day of 50 therapists", reverse("dashboard:day", args=[day])
    yield "patient page", reverse("dashboard:patient", args=[patient.public_id])
    yield "portal, services", reverse("portal:services", args=[slug])


def _session(user: User) -> str:
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return str(session.session_key)
