"""The booking page inside another website: a real browser, a page of another origin around the frame."""

import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from bookings.models import Appointment
from tests.factories import World, make_appointment, make_user, make_world
from tests.portal.conftest import Visitor, shown

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def clinic(transactional_db: None) -> World:
    return make_world(hours=(0, 24 * 60), weekdays=range(7))


class Website:
    """Somebody's own pages, at another host than ours; `page` is what it shows."""

    def __init__(self) -> None:
        self.page = ""
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(200)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.end_headers()
                self.wfile.write(f"<!doctype html><html lang=en><title>Us</title>{site.page}</html>".encode())

            def log_message(self, *_args: object) -> None:
                """Quiet."""

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.origin = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture
def website() -> Iterator[Website]:
    site = Website()
    yield site
    site.server.shutdown()
    site.server.server_close()


def snippet_of(world: World, live_server: LiveServer) -> str:
    """What the owner copies from the settings."""
    owner = Client(headers={"host": live_server.url.removeprefix("http://")})
    owner.force_login(make_user("owner", world.clinic))
    page = owner.get("/dashboard/settings/website/").content.decode()
    found = re.search(r"<textarea[^>]*id=\"snippet\"[^>]*>(.*?)</textarea>", page, re.DOTALL)
    assert found
    return found.group(1).replace("&lt;", "<").replace("&gt;", ">")


def allow(world: World, *origins: str) -> None:
    owner = Client()
    owner.force_login(make_user("owner", world.clinic))
    answer = owner.post("/dashboard/settings/website/", {"origins": "\n".join(origins)})
    assert answer.status_code == 302, shown(answer)


def test_a_time_in_the_frame_is_booked_in_a_tab_of_its_own(
    browser: Browser, live_server: LiveServer, clinic: World, website: Website
) -> None:
    assert not live_server.url.startswith(website.origin.rpartition(":")[0]), (
        "another site, not only another port"
    )
    allow(clinic, website.origin)
    website.page = snippet_of(clinic, live_server)
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    blocked: list[str] = []
    page.on("console", lambda said: blocked.append(said.text) if said.type == "error" else None)
    page.goto(website.origin)
    frame = page.frame_locator("iframe")
    expect(frame.get_by_role("heading", name="Massage")).to_be_visible()
    page.wait_for_function("document.querySelector('iframe').height !== '900'")
    inside = page.frames[1].evaluate("document.querySelector('main').offsetHeight")
    assert abs(int(page.locator("iframe").get_attribute("height") or 0) - inside) <= 1
    assert page.frames[1].evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert context.cookies() == [], "looking around inside the frame leaves no cookie"
    assert [said for said in blocked if "favicon" not in said] == []
    with context.expect_page() as opened:
        frame.locator("a.slot").first.click()
    tab = opened.value
    tab.wait_for_load_state()
    assert tab.evaluate("window.opener") is None
    expect(tab.get_by_role("heading", name="The time that you chose")).to_be_visible()
    assert Axe().run(tab).response["violations"] == []
    tab.get_by_role("button", name="Go on with this time").click()
    expect(tab.get_by_role("heading", name="Almost yours")).to_be_visible()
    assert Appointment.objects.get().status == Appointment.Status.HELD
    context.close()


def test_a_website_that_is_not_named_shows_an_empty_frame(
    page: Page, live_server: LiveServer, clinic: World, website: Website
) -> None:
    allow(clinic, "https://www.example.org")
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    website.page = snippet_of(clinic, live_server)
    page.goto(website.origin)
    page.wait_for_timeout(500)
    assert page.frame_locator("iframe").locator(".offer").count() == 0
    assert any("frame-ancestors" in text for text in said)


def test_nothing_personal_is_ever_framed(
    page: Page, live_server: LiveServer, clinic: World, website: Website
) -> None:
    allow(clinic, website.origin)
    visit = make_appointment(clinic, clinic.at("2030-06-07", "10:00"))
    for path in (f"/manage/{visit.token}/", "/me/sign-in/", f"/book/{clinic.clinic.slug}/"):
        website.page = f'<iframe src="{live_server.url}{path}"></iframe>'
        page.goto(website.origin)
        page.wait_for_load_state()
        assert page.frame_locator("iframe").locator("main").count() == 0, path


def test_a_tampered_time_only_shows_the_times(visitor: Visitor) -> None:
    for value in ("nonsense", "2020-01-01T10:00Z~" + visitor.world.location.public_id, "<script>"):
        page = visitor.client.get(visitor.times_url, {"take": value})
        assert page.status_code == 200
        assert "The time that you chose" not in shown(page)


@pytest.mark.parametrize(
    "typed",
    [
        "*", "https://*.example.org", "http://example.org", "https:", "example.org", "javascript:alert(1)",
        "https://user:pw@example.org", "https://example.org; script-src *", "data:text/html,hi",
    ],
)  # fmt: skip
def test_only_whole_safe_addresses_are_kept(db: None, typed: str) -> None:
    world = make_world()
    owner = Client()
    owner.force_login(make_user("owner", world.clinic))
    assert owner.post("/dashboard/settings/website/", {"origins": typed}).status_code == 400
    world.clinic.refresh_from_db()
    assert world.clinic.embed_origins == []


def test_an_address_is_kept_as_browsers_name_it(db: None) -> None:
    world = make_world()
    allow(
        world,
        "https://Www.Example.org/massage?x=1",
        " https://www.example.org ",
        "https://bücher.example:8443/",
    )
    world.clinic.refresh_from_db()
    assert world.clinic.embed_origins == ["https://www.example.org", "https://xn--bcher-kva.example:8443"]
    policy = Client().get(f"/embed/{world.clinic.slug}/").headers["Content-Security-Policy"]
    assert "frame-ancestors https://www.example.org https://xn--bcher-kva.example:8443" in policy
    assert "default-src 'none'" in policy
