"""Patients and visits brought along in a real browser by a real worker: seen, said, brought in, stopped, gone on with."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from celery.contrib.testing.worker import start_worker
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from bookings.models import Appointment, Notification, Patient, User
from config.celery import app
from tests.factories import World, make_user, make_world
from tests.imports.bringing import FILES, people_csv

pytestmark = pytest.mark.django_db(transaction=True)
WIDTHS = (390, 820, 1280)
# Where pictures are left, if somebody wants to look.
PICTURES = os.environ.get("TEND_PICTURES", "")


@pytest.fixture
def world(transactional_db: None) -> World:
    made = make_world()
    made.therapist.first_name, made.therapist.last_name = "Maya", "Okafor"
    made.therapist.save()
    return made


@contextmanager
def a_worker() -> Iterator[None]:
    """A Celery worker on the broker of the tests, in a thread of this process."""
    with start_worker(app, perform_ping_check=False, pool="threads", concurrency=1, shutdown_timeout=20):
        yield


def come_in(page: Page, server: LiveServer, user: User) -> None:
    client = Client()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": server.url}])


def fine(page: Page, name: str) -> None:
    for width in WIDTHS:
        for theme in ("light", "dark"):
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=theme, reduced_motion="reduce")  # type: ignore[arg-type]
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (page.url, width)
            if PICTURES:
                page.screenshot(path=Path(PICTURES) / f"{name}-{width}-{theme}.png", full_page=True)
            if (width, theme) in ((390, "light"), (1280, "dark")):
                found = Axe().run(page).response["violations"]
                assert [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in found] == []
    page.set_viewport_size({"width": 1280, "height": 900})


def choose(page: Page, path: Path) -> None:
    page.get_by_label("CSV file").set_input_files(path)
    page.get_by_role("button", name="See what would happen").click()


def test_a_clinic_moves_in(
    page: Page, live_server: LiveServer, world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # So small that there is time to stop 4000 rows in the middle.
    monkeypatch.setattr("bookings.imports.work.BATCH", {"patients": 2, "visits": 2})
    come_in(page, live_server, make_user("owner", world.clinic))
    page.goto(f"{live_server.url}/dashboard/settings/")
    page.get_by_role("link", name="Bring your patients along").click()
    fine(page, "imports-empty")
    page.get_by_role("button", name="See what would happen").click()
    expect(page.get_by_text("Please choose a file")).to_be_visible()
    choose(page, FILES / "easyappointments-customers.csv")
    expect(page.get_by_text("Waiting to begin")).to_be_visible()
    with a_worker():
        # The bar asks by itself; the page turns when the worker is done.
        expect(page.get_by_text("Bring in 2 patients")).to_be_visible(timeout=30_000)
        page.get_by_text("Row by row").click()
        fine(page, "import-people")
        with page.expect_download() as told:
            page.get_by_role("link", name="All of them as CSV").click()
        assert "This is not an e-mail address." in Path(told.value.path()).read_text("utf-8-sig")
        page.get_by_role("button", name=re.compile("Bring in")).click()
        expect(page.get_by_text("All of the file was gone through")).to_be_visible(timeout=30_000)
        fine(page, "import-done")
        page.get_by_role("link", name="Now the visits").click()
        choose(page, FILES / "easyappointments-appointments.csv")
        expect(page.get_by_text("Who is who")).to_be_visible(timeout=30_000)
        fine(page, "import-visits")
        page.get_by_label("2", exact=True).select_option(label="Maya Okafor")
        page.get_by_role("button", name="Look through it again").click()
        expect(page.get_by_text("This therapist is left out").first).to_be_visible(timeout=30_000)
        page.get_by_role("button", name=re.compile("Bring in 3 visits")).click()
        expect(page.get_by_text("All of the file was gone through")).to_be_visible(timeout=30_000)
        assert Appointment.objects.count() == 3
        assert not Notification.objects.exists()
        # The same file again: nobody new.
        page.goto(f"{live_server.url}/dashboard/settings/import/")
        choose(page, FILES / "easyappointments-customers.csv")
        expect(page.get_by_text("Nobody is new.")).to_be_visible(timeout=30_000)
        many = tmp_path / "many.csv"
        many.write_bytes(people_csv(4000))
        page.goto(f"{live_server.url}/dashboard/settings/import/")
        choose(page, many)
        page.get_by_role("button", name="Bring in 4000 patients").click(timeout=30_000)
        expect(page.locator("progress")).not_to_have_attribute("value", "0", timeout=30_000)
        fine(page, "import-running")
        page.get_by_role("button", name="Stop").click()
        expect(page.get_by_text(re.compile(r"Stopped after \d+ of 4000 rows"))).to_be_visible(timeout=30_000)
        fine(page, "import-stopped")
        brought = Patient.objects.count() - 2
        assert 0 < brought < 4000
        assert brought % 2 == 0
        expect(page.locator(".stat-figure").first).to_have_text(str(brought))


def test_without_scripts_the_page_has_a_link_to_look_again(
    page: Page, live_server: LiveServer, world: World, browser: object
) -> None:
    context = page.context.browser.new_context(java_script_enabled=False)  # type: ignore[union-attr]
    plain = context.new_page()
    come_in(plain, live_server, make_user("owner", world.clinic))
    plain.goto(f"{live_server.url}/dashboard/settings/import/")
    choose(plain, FILES / "cliniko-patients.csv")
    expect(plain.get_by_text("Waiting to begin")).to_be_visible()
    with a_worker():
        for _look in range(60):
            plain.get_by_role("link", name="Look how far it is").click()
            if plain.get_by_text("Bring in 2 patients").is_visible():
                break
            plain.wait_for_timeout(500)
    expect(plain.get_by_text("Bring in 2 patients")).to_be_visible()
    context.close()
    cache.clear()
