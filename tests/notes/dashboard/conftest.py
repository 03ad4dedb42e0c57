"""A signed-in therapist's browser, for the tests that need a real one."""

from collections.abc import Iterator

import pytest
from django.test import Client
from playwright.sync_api import BrowserContext

from notes.models import SoapNote
from notes.soap.draft import open_note
from tests.factories import NOW, PASSWORD, make_world
from tests.notes.cast import Chart, make_chart


@pytest.fixture
def here(transactional_db: None) -> Chart:
    """What other connections than the test's own can see; the therapist has PASSWORD."""
    chart = make_chart(make_world())
    chart.user.set_password(PASSWORD)
    chart.user.save()
    return chart


@pytest.fixture
def note(here: Chart) -> SoapNote:
    return open_note(appointment=here.visit, therapist=here.therapist, now=NOW)


@pytest.fixture
def window(here: Chart, context: BrowserContext) -> Iterator[BrowserContext]:
    """Signed in on every port of this machine: cookies know no ports."""
    client = Client()
    client.force_login(here.user)
    for url in ("http://localhost", "http://127.0.0.1"):
        context.add_cookies([{"name": "session", "value": client.cookies["session"].value, "url": url}])
    yield context
    context.close()
