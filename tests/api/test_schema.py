"""The OpenAPI document says what the code does."""

import json
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import StringIO
from typing import Any

import pytest
import schemathesis
import time_machine
from django.core.management import call_command
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client
from django.urls import resolve, reverse
from hypothesis import HealthCheck, settings
from pytest_django import DjangoDbBlocker
from schemathesis.specs.openapi.checks import positive_data_acceptance, unsupported_method

from bookings.models import Clinic, Membership
from bookings.people.keys import create_api_key
from config.wsgi import application
from tests.architecture.access.cast import Cast, make_cast
from tests.architecture.access.listing import rows
from tests.architecture.test_access import taken_back
from tests.factories import NOW

document = schemathesis.openapi.from_wsgi("/api/v1/schema/", application)
# The suite takes a short look; SCHEMA_EXAMPLES=200 a long one, with every boundary of every field.
EXAMPLES = int(os.environ.get("SCHEMA_EXAMPLES", "15"))
# Who asks: one of the cast of the access table, by a session or with a key.
ACTOR, _, BY = os.environ.get("SCHEMA_WHO", "owner key").partition(" ")
ROWS = {row.route: row for row in rows()}
document.config.phases.coverage.enabled = EXAMPLES > 15
# A stale If-Match is looked at before the body is.
document.config.checks.negative_data_rejection.expected_statuses.append("412")


@dataclass
class Setting:
    """What generated requests meet: ids that exist, and whoever asks."""

    cast: Cast
    headers: dict[str, str]

    def named(self, path: str, part: str, otherwise: str) -> str:
        """The id that the access table puts into this place of an address of the document."""
        view = resolve(re.sub(r"{\w+}", "x", path)).view_name
        name = ROWS[view].names.get(part, "") if view in ROWS else ""
        return str(self.cast.names.get(name, otherwise))


@pytest.fixture(scope="module")
def everybody(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Setting]:
    with django_db_blocker.unblock(), taken_back(), time_machine.travel(NOW, tick=False):
        cast = make_cast()
        yield Setting(cast, headers_of(cast))


@pytest.fixture
def setting(everybody: Setting) -> Iterator[Setting]:
    """Generated requests see the rows of the test's transaction, so nothing may close its connection."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    with taken_back():
        yield everybody
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def headers_of(cast: Cast) -> dict[str, str]:
    if ACTOR == "anonymous":
        return {}
    if BY == "key":
        clinic = Clinic.objects.get(slug=cast.names["slug"])
        user = Membership.objects.filter(clinic=clinic, role=ACTOR).select_related("user")[0].user
        return {"Authorization": f"Bearer {create_api_key(clinic=clinic, user=user, name='test')}"}
    token = "c" * 32
    return {"Cookie": f"session={cast.sessions[ACTOR]}; csrf={token}", "X-CSRFToken": token}


@pytest.mark.django_db
@document.parametrize()
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
def test_generated_requests_are_answered_as_the_document_says(case: Any, setting: Setting) -> None:
    parts: Mapping[str, Any] = case.path_parameters
    case.path_parameters = {
        name: setting.named(case.path, name, value) if re.fullmatch(r"[-\w]+", str(value)) else value
        for name, value in parts.items()
    }
    case.call_and_validate(
        headers=setting.headers, excluded_checks=[positive_data_acceptance, unsupported_method]
    )


def test_the_document_is_valid_and_without_a_warning() -> None:
    out = StringIO()
    call_command("spectacular", "--validate", "--fail-on-warn", "--format", "openapi-json", stdout=out)
    body = json.loads(out.getvalue())
    assert body["openapi"].startswith("3.1")
    assert body["paths"]["/api/v1/clinics/{slug}/holds/"]["post"]["responses"].keys() >= {"201", "default"}


def test_the_document_and_its_page_are_open_and_the_page_obeys_the_policy() -> None:
    assert Client().get(reverse("api:schema")).json()["info"]["title"] == "Tend API"
    page = Client().get(reverse("api:docs"))
    assert page.status_code == 200
    assert "<script>" not in page.content.decode()
    assert "http://" not in page.content.decode()
    assert "https://" not in page.content.decode()
