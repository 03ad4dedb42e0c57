"""A browser that goes from stop to stop as whoever is let in there."""

from dataclasses import dataclass, field
from typing import Literal

from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Error, Page, Response

from tests.browser.walk.looking import Ear, settle
from tests.browser.walk.stops import House, Stop
from tests.demo.loading import NOW

Theme = Literal["light", "dark"]
HEIGHTS = {320: 568, 390: 844, 640: 450, 820: 1180, 1280: 900}
AT_HOME = {"anonymous": "/accounts/login/", "patient": "/me/"}
# A form with what the stop sends and nothing that a browser would have asked for first.
SEND = """([path, body]) => {
    const form = document.createElement('form');
    const held = JSON.parse(document.body.getAttribute('hx-headers') ?? '{}');
    for (const [name, value] of Object.entries({csrfmiddlewaretoken: held['X-CSRFToken'] ?? '', ...body})) {
        const field = document.createElement('input');
        Object.assign(field, {type: 'hidden', name, value});
        form.append(field);
    }
    Object.assign(form, {method: 'post', action: path});
    document.body.append(form);
    form.submit();
}"""


@dataclass
class Walker:
    """`base` is where the service answers; `has_touch` is a finger instead of a mouse."""

    browser: Browser
    base: str
    house: House
    has_touch: bool = False
    pages: dict[str, tuple[Page, Ear]] = field(default_factory=dict)

    def close(self) -> None:
        for page, _ear in self.pages.values():
            page.context.close()

    def page_of(self, actor: str) -> tuple[Page, Ear]:
        """Whoever it is keeps one window for the whole walk."""
        if actor not in self.pages:
            page, ear = self._window(actor).new_page(), Ear()
            page.set_default_timeout(20_000)
            page.clock.set_fixed_time(NOW)
            ear.listen(page)
            self.pages[actor] = page, ear
        return self.pages[actor]

    def _window(self, actor: str) -> BrowserContext:
        context = self.browser.new_context(
            base_url=self.base, reduced_motion="reduce", locale="en-US", service_workers="block",
            has_touch=self.has_touch,
        )  # fmt: skip
        if session := self.house.sessions.get(actor):
            context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": self.base}])
        return context

    def visit(self, stop: Stop, width: int, theme: Theme) -> Response | None:
        """Go there and wait until it is whole. Returns the answer, or None where it is a file to keep."""
        page, ear = self.page_of(stop.actor)
        look_like(page, width, theme)
        ear.forget()
        if stop.method == "POST":
            page.goto(AT_HOME.get(stop.actor, "/dashboard/account/"))
            with page.expect_navigation() as arrived:
                page.evaluate(SEND, [stop.path, dict(stop.body)])
            response = arrived.value
        else:
            try:
                response = page.goto(stop.path)
            except Error:  # a file, which the browser keeps instead of showing it
                return None
        settle(page, ear)
        return response


def look_like(page: Page, width: int, theme: Theme) -> None:
    page.set_viewport_size({"width": width, "height": HEIGHTS[width]})
    page.emulate_media(color_scheme=theme)
