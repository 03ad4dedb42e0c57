"""On a phone: a passkey added and used instead of a letter; the form before a first visit, kept while it is typed."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from bookings.models import Notification, Passkey, SignIn
from bookings.models.sign_in import sign_in_key
from notes.models import Intake, IntakeDraft
from tests.factories import World, make_appointment, make_patient, make_world
from tests.portal.test_own_pages_in_browser import fine
from tests.staff_sign_in.test_in_browser import passkey_of

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = {"width": 390, "height": 844}


@pytest.fixture
def clinic(transactional_db: None) -> World:
    cache.clear()
    return make_world()


@pytest.fixture
def base(live_server: LiveServer, settings: Any) -> str:
    """By name: browsers make no passkeys for a number."""
    settings.ALLOWED_HOSTS = ["localhost"]
    return live_server.url.replace("127.0.0.1", "localhost")


def enter(page: Page, clinic: World, email: str) -> None:
    page.goto(f"/me/sign-in/{clinic.clinic.slug}/")
    page.get_by_label("Your e-mail address").fill(email)
    page.get_by_role("button", name="Send me the link").click()
    expect(page.get_by_role("heading", name="Look into your mail")).to_be_visible()
    page.goto(f"/me/enter/{sign_in_key(SignIn.objects.latest('pk').public_id)}/")
    page.get_by_role("button", name="Sign in").click()


def test_a_passkey_instead_of_a_letter(browser: Browser, base: str, clinic: World) -> None:
    patient = make_patient(clinic.clinic, first_name="Ada", email="ada@example.org")
    trouble: list[str] = []
    context = browser.new_context(base_url=base, viewport=PHONE)  # type: ignore[arg-type]
    context.on("console", lambda said: trouble.append(said.text) if "Content Security" in said.text else None)
    page = context.new_page()
    passkey_of(page)
    enter(page, clinic, patient.email)
    page.get_by_role("link", name="Your details").click()
    page.get_by_role("link", name="Passkeys").click()
    fine(page)
    trouble.clear()  # the checker's own styles are blocked, as they should be
    page.get_by_label("Name").fill("My phone")
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.get_by_text("Added.")).to_be_visible()
    expect(page.get_by_text("not used yet")).to_be_visible()
    fine(page)
    assert Notification.objects.filter(kind="passkey_added", recipient=patient.email).count() == 1

    context.clear_cookies()
    page.goto(f"/me/sign-in/{clinic.clinic.slug}/")
    fine(page)
    trouble.clear()
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("heading", name="Hello Ada")).to_be_visible()
    assert Passkey.objects.get().sign_count > 0
    page.goto("/me/passkeys/")
    page.get_by_role("button", name=re.compile("Remove")).click()
    expect(page.get_by_text("It opens nothing any more")).to_be_visible()
    context.clear_cookies()
    page.goto(f"/me/sign-in/{clinic.clinic.slug}/")
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_text("does not open these pages")).to_be_visible()
    assert trouble == []
    context.close()


def test_the_form_is_kept_while_it_is_typed(page: Page, live_server: LiveServer, clinic: World) -> None:
    visit = make_appointment(clinic, timezone.now() + timedelta(days=4), patient=make_patient(clinic.clinic))
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    page.goto(f"{live_server.url}/manage/{visit.token}/")
    page.get_by_role("link", name="Fill in the form").click()
    fine(page)
    page.get_by_label("What would you like help with?").fill("My shoulder is stiff")
    page.get_by_label("Longer than three months").check()
    expect(page.get_by_text("Kept just now")).to_be_visible(timeout=15000)
    assert IntakeDraft.objects.count() == 1
    page.reload()
    expect(page.get_by_label("What would you like help with?")).to_have_value("My shoulder is stiff")
    expect(page.get_by_label("Longer than three months")).to_be_checked()
    page.get_by_role("button", name="Send to my therapist").click()
    expect(page.get_by_text("A few answers are missing")).to_be_visible()
    fine(page)
    page.get_by_label("None of these").check()
    for question, answer in (
        ("Have you had operations", "No"), ("Are you pregnant", "Does not apply to me"), ("Do you take medicines", "No"),
        ("thinning the blood", "No"), ("Are you allergic", "Yes"), ("wrong with your skin", "No"),
    ):  # fmt: skip
        page.get_by_role("group", name=re.compile(question)).get_by_label(answer, exact=True).check()
    page.get_by_label(re.compile("For example oils")).fill("Almonds")
    page.get_by_role("button", name="Send to my therapist").click()
    expect(page.get_by_role("heading", name="Thank you, we have your form")).to_be_visible()
    fine(page)
    assert Intake.objects.count() == 1
    assert not IntakeDraft.objects.exists()
