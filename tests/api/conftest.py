"""The clock stands still on a Monday at noon, and programs knock with keys."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client

from bookings.models import Clinic, User
from bookings.people.keys import create_api_key
from tests.factories import NOW, World, make_user


class Program:
    """A program with a key or, without one, anybody."""

    def __init__(self, key: str = "") -> None:
        self.headers = {"Authorization": f"Bearer {key}"} if key else {}
        self.client = Client(headers=self.headers)

    def __call__(self, method: str, path: str, body: Any = None, **headers: str) -> HttpResponse:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        data = "" if body is None else body if isinstance(body, str | bytes) else json.dumps(body)
        return self.client.generic(
            method, f"/api/v1/{path}", data, content_type="application/json", headers=named
        )

    def get(self, path: str, **query: Any) -> HttpResponse:
        return self.client.get(f"/api/v1/{path}", query)

    def post(self, path: str, body: Any = None, **headers: str) -> HttpResponse:
        return self("POST", path, body, **headers)


def key_for(user: User, clinic: Clinic) -> Program:
    return Program(create_api_key(clinic=clinic, user=user, name="test"))


def problem_of(response: HttpResponse) -> dict[str, Any]:
    """The body of a refusal, after a look at what every refusal must have."""
    assert response["Content-Type"] == "application/problem+json"
    body = json.loads(response.content)
    assert body["status"] == response.status_code
    assert body["type"]
    assert body["title"]
    assert body["detail"]
    assert body["code"]
    return body


@pytest.fixture(autouse=True)
def still_clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def anybody(db: None) -> Program:
    return Program()


@pytest.fixture
def owner(world: World) -> Program:
    return key_for(make_user("owner", world.clinic), world.clinic)


@pytest.fixture
def reception(world: World) -> Program:
    return key_for(make_user("reception", world.clinic), world.clinic)


@pytest.fixture
def therapist(world: World) -> Program:
    assert world.therapist.user
    return key_for(world.therapist.user, world.clinic)
