"""A patient at the door, by HTTP."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client

from bookings.models import Appointment
from tests.factories import NOW, World, make_world

TYPED = {
    "first_name": "Ada",
    "last_name": "Byron",
    "email": "ada@example.org",
    "phone": "+1 555 0142",
    "reason": "A stiff neck",
    "consent": "on",
    "key": "form-1",
    "check-all": "first",
    "check-none": ["now", "lately", "care", "today"],
}


@dataclass
class Visitor:
    """Somebody with a browser of their own, at one clinic."""

    world: World
    client: Client

    @property
    def book_url(self) -> str:
        return f"/book/{self.world.clinic.slug}/"

    @property
    def times_url(self) -> str:
        return f"{self.book_url}{self.world.option.public_id}/"

    def slot(self, starts_at: datetime) -> str:
        return f"{starts_at.astimezone(UTC):%Y-%m-%dT%H:%MZ}~{self.world.location.public_id}"

    def post_hold(self, starts_at: datetime, **extra: Any) -> HttpResponse:
        data = {"slot": self.slot(starts_at), "key": "tap-1", **extra}
        return self.client.post(f"{self.times_url}hold/", data)

    def hold(self, starts_at: datetime, **extra: Any) -> Appointment:
        response = self.post_hold(starts_at, **extra)
        assert response.status_code == 302, response.content.decode()
        return Appointment.objects.get(token=response["Location"].rstrip("/").rsplit("/", 1)[-1])

    def details_url(self, held: Appointment) -> str:
        return f"{self.book_url}hold/{held.token}/"

    def post_details(self, held: Appointment, **changed: Any) -> HttpResponse:
        return self.client.post(self.details_url(held), {**TYPED, **changed})

    def book(self, starts_at: datetime) -> Appointment:
        held = self.hold(starts_at)
        assert self.post_details(held).status_code == 302
        held.refresh_from_db()
        return held


def shown(response: HttpResponse) -> str:
    """The page's text as a reader sees it: no tags, single spaces."""
    body = re.sub(r"(?s)<(script|style|head).*?</\1>", " ", response.content.decode())
    return " ".join(re.sub(r"<[^>]+>", " ", body).split())


def offered(response: HttpResponse, name: str = "slot") -> list[str]:
    """The values of the times that can be tapped on a page."""
    return re.findall(rf'<button class="slot[^"]*" name="{name}" value="([^"]+)"', response.content.decode())


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """A Monday, eight in the morning in New York; it stands still until it is moved."""
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def visitor(db: None, clock: time_machine.Traveller) -> Visitor:
    return Visitor(make_world(), Client())
