"""Installable, and calm without a connection; no page that somebody opened is ever kept."""

import pytest
from django.test import Client
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from tests.factories import World, make_appointment, make_world

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def clinic(transactional_db: None) -> World:
    return make_world(hours=(0, 24 * 60), weekdays=range(7))


def test_without_a_connection_a_calm_page_and_nothing_of_anybody(
    browser: Browser, live_server: LiveServer, clinic: World
) -> None:
    visit = make_appointment(clinic, clinic.at("2030-06-07", "10:00"))
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    trouble: list[str] = []
    page.on("console", lambda said: trouble.append(said.text) if said.type == "error" else None)
    page.goto(f"{live_server.url}/book/{clinic.clinic.slug}/")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.goto(f"{live_server.url}/manage/{visit.token}/")
    page.goto(f"{live_server.url}/me/")
    assert trouble == []
    context.set_offline(True)
    page.goto(f"{live_server.url}/manage/{visit.token}/")
    expect(page.get_by_role("heading", name="There is no connection right now")).to_be_visible()
    assert visit.therapist.full_name not in page.content()
    font = page.evaluate("getComputedStyle(document.querySelector('h1')).fontFamily")
    assert "Fraunces" in font, "the shell's styles are there"
    kept = page.evaluate(
        "caches.keys().then(async (names) => (await Promise.all(names.map(async (name) =>"
        " (await (await caches.open(name)).keys()).map((one) => new URL(one.url).pathname)))).flat())"
    )
    assert "/offline/" in kept
    assert [path for path in kept if not path.startswith("/static/")] == ["/offline/"]
    context.set_offline(False)
    page.get_by_role("link", name="Try again").click()
    expect(page.get_by_text("You are coming on")).to_be_visible()
    context.close()


def test_a_clinic_is_an_app_of_its_own(clinic: World, live_server: LiveServer, browser: Browser) -> None:
    clinic.clinic.name, clinic.clinic.accent = "Østre Massage & Bodywork", "#884422"
    clinic.clinic.save()
    page = browser.new_page()
    page.goto(f"{live_server.url}/book/{clinic.clinic.slug}/")
    told = page.evaluate(
        "fetch(document.querySelector('link[rel=manifest]').href).then((answer) => answer.json())"
    )
    assert (told["name"], told["short_name"], told["display"]) == (
        "Østre Massage & Bodywork",
        "Østre",
        "standalone",
    )
    assert told["start_url"] == told["id"] == f"/book/{clinic.clinic.slug}/"
    assert {icon.get("purpose", "any") for icon in told["icons"]} == {"any", "maskable"}
    for icon in told["icons"]:
        answer = page.request.get(f"{live_server.url}{icon['src']}")
        assert answer.status == 200
        assert answer.headers["content-type"].startswith(icon["type"])
    client = page.context.new_cdp_session(page)
    found = client.send("Page.getAppManifest")
    assert found["errors"] == []
    errors = client.send("Page.getInstallabilityErrors")["installabilityErrors"]
    # Browsers of tests have no profile; that is all that stands in the way.
    assert {error["errorId"] for error in errors} <= {"in-incognito"}


def test_the_offline_page_is_nobodys(clinic: World) -> None:
    answer = Client().get("/offline/")
    assert answer.cookies == {}
    assert "csrfmiddlewaretoken" not in answer.content.decode()
