"""A clinic with everybody who may knock at the staff's door, on a Monday at half past ten."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from bookings.models import User
from tests.factories import World, make_user, make_world

MONDAY = "2027-06-07"
NOW = datetime(2027, 6, 7, 14, 30, tzinfo=UTC)  # 10:30 am in New York


@dataclass
class Desk:
    """The clinic, its people, and a browser for each of them."""

    world: World
    owner: User
    reception: User
    therapist: User
    colleague: User
    stranger: User
    nobody: User

    def browser(self, who: str) -> Client:
        client = Client()
        if who != "anonymous":
            client.force_login(getattr(self, who))
        return client


@pytest.fixture
def now() -> Iterator[datetime]:
    with time_machine.travel(NOW, tick=False):
        yield NOW


@pytest.fixture
def desk(db: None, now: datetime) -> Desk:
    """Two therapists who work nine to five; `stranger` is reception of another clinic, `nobody` of none."""
    world = make_world(therapists=2)
    world.therapists[0].first_name, world.therapists[0].last_name = "Maya", "Okafor"
    world.therapists[1].first_name, world.therapists[1].last_name = "Jonas", "Lind"
    for therapist in world.therapists:
        therapist.save()
    return Desk(
        world=world,
        owner=make_user("owner", world.clinic),
        reception=make_user("reception", world.clinic),
        therapist=world.therapists[0].user,
        colleague=world.therapists[1].user,
        stranger=make_user("reception", make_world().clinic),
        nobody=make_user(),
    )


def search(client: Client, page: str, text: str, **headers: str) -> HttpResponse:
    """Type `text` into the search of `page`, as a browser would."""
    return client.post(
        reverse("dashboard:search"), {"q": text, "next": page}, follow=True, headers=headers or None
    )
