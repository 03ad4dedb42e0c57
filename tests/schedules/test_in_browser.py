"""The pages of hours, closures and records in a real browser: nothing blocked, too wide or unreadable."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from bookings.appointments.patient import match_or_create
from bookings.models import Membership, TimeOff
from tests.factories import World, make_appointment, make_patient, make_user, make_world
from tests.people.test_claims import ADA, details

pytestmark = pytest.mark.django_db(transaction=True)
# A weekday far enough ahead, near enough for other times to be proposed.
DAY = date.today() + timedelta(days=14 - date.today().weekday())


@pytest.fixture
def world(transactional_db: None) -> World:
    """A Monday to come with visits, a closed day, and people to check."""
    world = make_world(therapists=2)
    ada = make_patient(world.clinic, **ADA)
    match_or_create(world.clinic, details(email="new@example.org"))
    match_or_create(world.clinic, details(phone="+1 212 555 0199"))
    for hour in (10, 11):
        make_appointment(world, world.at(DAY, f"{hour}:00"), patient=ada if hour == 10 else None)
    TimeOff.objects.create(
        clinic=world.clinic,
        reason="Course",
        starts_at=world.at(DAY, "00:00"),
        ends_at=world.at(DAY + timedelta(days=1), "00:00"),
    )
    return world


def _patients(world: World) -> list[str]:
    return [patient.public_id for patient in world.clinic.patients.order_by("pk")]


PAGES: dict[str, Callable[[World], str]] = {
    "claims": lambda world: reverse("dashboard:claims"),
    "merge": lambda world: (
        reverse("dashboard:patient_merge", args=_patients(world)[:1]) + f"?with={_patients(world)[1]}"
    ),
    "search": lambda world: reverse("dashboard:patient_merge", args=_patients(world)[:1]),
    "guardian": lambda world: reverse("dashboard:patient_guardian", args=_patients(world)[:1]),
    "hours": lambda world: reverse("dashboard:hours_of", args=[world.therapist.public_id]),
    "hours edit": lambda world: reverse(
        "dashboard:hours_edit", args=[world.therapist.weekly_hours.all()[0].public_id]
    ),
    "details": lambda world: reverse("dashboard:patient_edit", args=_patients(world)[:1]),
    "closures": lambda world: reverse("dashboard:closures"),
    "closure edit": lambda world: reverse("dashboard:closure_edit", args=[TimeOff.objects.get().public_id]),
    "preview": lambda world: reverse("dashboard:closure_new") + f"?who=all&where=all&first={DAY}",
    "closure": lambda world: reverse("dashboard:closure", args=[TimeOff.objects.get().public_id]),
    "holidays": lambda world: reverse("dashboard:holidays"),
    "why": lambda world: (
        reverse("dashboard:why")
        + f"?therapist={world.therapist.public_id}&option={world.option.public_id}"
        + f"&location={world.location.public_id}&day={DAY}&time=10:00"
    ),
}


@pytest.mark.parametrize(
    ("width", "theme"), [(390, "light"), (1280, "dark")], ids=["phone, light", "desktop, dark"]
)
def test_every_page_is_sound(
    page: Page, live_server: LiveServer, world: World, width: int, theme: Any
) -> None:
    trouble: list[str] = []
    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.on(
        "console", lambda said: trouble.append(said.text) if "Content Security Policy" in said.text else None
    )
    client = Client()
    owner = make_user("owner", world.clinic)
    Membership.objects.create(clinic=make_world().clinic, user=owner, role="reception")
    client.force_login(owner)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}]
    )
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=theme)
    for name, path in PAGES.items():
        answer = page.goto(live_server.url + path(world))
        assert answer
        assert answer.status == 200, name
        assert trouble == [], name
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
        violations = Axe().run(page).response["violations"]
        assert [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in violations] == [], name
        trouble.clear()  # the checker's own styles are blocked, as they should be
