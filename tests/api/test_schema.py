"""The OpenAPI document says what the code does."""

import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO
from typing import Any

import pytest
import schemathesis
from django.core.management import call_command
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, settings
from schemathesis.specs.openapi.checks import positive_data_acceptance, unsupported_method

from config.wsgi import application
from tests.api.conftest import key_for
from tests.factories import World, make_appointment, make_user

document = schemathesis.openapi.from_wsgi("/api/v1/schema/", application)
# The suite takes a short look; SCHEMA_EXAMPLES=200 a long one, with every boundary of every field.
EXAMPLES = int(os.environ.get("SCHEMA_EXAMPLES", "15"))
document.config.phases.coverage.enabled = EXAMPLES > 15
# A stale If-Match is looked at before the body is.
document.config.checks.negative_data_rejection.expected_statuses.append("412")


@dataclass
class Setting:
    """What generated requests meet: ids that exist, and a key that may do everything."""

    names: dict[str, str]
    headers: dict[str, str]


@pytest.fixture
def setting(world: World) -> Iterator[Setting]:
    """Generated requests see the rows of the test's transaction, so nothing may close its connection."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    booked = make_appointment(world, world.at("2027-06-09", "10:00"))
    owner = key_for(make_user("owner", world.clinic), world.clinic)
    names = {"slug": world.clinic.slug, "id": booked.public_id, "token": booked.token}
    yield Setting(names, owner.headers)
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@document.parametrize()
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
def test_generated_requests_are_answered_as_the_document_says(case: Any, setting: Setting) -> None:
    case.path_parameters = {
        name: setting.names.get(name, value) if re.fullmatch(r"[-\w]+", str(value)) else value
        for name, value in case.path_parameters.items()
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
