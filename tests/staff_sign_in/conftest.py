"""A clinic whose owner and reception have a password."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest
import time_machine
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.test import Client

from bookings.models import Clinic, User
from tests.factories import NOW, PASSWORD, World, make_user, make_world
from tests.notifications.post import use
from tests.notifications.sink import Sink, listening

SECRET = "JBSWY3DPEHPK3PXP"


@dataclass
class House:
    """One clinic and who works there; each signs in with PASSWORD."""

    world: World
    owner: User
    reception: User

    @property
    def clinic(self) -> Clinic:
        return self.world.clinic


@pytest.fixture
def now() -> Iterator[time_machine.Traveller]:
    """A clock that stands, until a test moves it."""
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def house(db: None, now: time_machine.Traveller) -> House:
    return make_house()


@pytest.fixture
def sink(settings: Any) -> Iterator[Sink]:
    with listening() as server:
        use(settings, server.port)
        yield server


def make_house() -> House:
    world = make_world()
    people = [make_user(role, world.clinic) for role in ("owner", "reception")]
    for person in people:
        person.set_password(PASSWORD)
        person.save()
    return House(world, *people)


def sign_in(user: User, password: str = PASSWORD) -> tuple[Client, Any]:
    """A new browser, and what it was answered."""
    client = Client()
    return client, client.post("/accounts/login/", {"login": user.email, "password": password})


def give_app(user: User) -> list[str]:
    """An authenticator app with SECRET, and recovery codes, which are returned."""
    TOTP.activate(user, SECRET)
    codes: list[str] = RecoveryCodes.activate(user).generate_codes()
    return codes


def code_at(moment: datetime, secret: str = SECRET) -> str:
    """What an authenticator app shows (RFC 6238, 30 seconds, six digits)."""
    shown: str = format_hotp_value(hotp_value(secret, int(moment.timestamp()) // 30))
    return shown
