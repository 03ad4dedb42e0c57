"""In a real browser: a click saves a PDF, a chosen file is filed."""

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from bookings.models import Appointment, User
from notes.documents.plan_papers import plan_paper
from notes.documents.press import press
from notes.models import Document, SoapNote, TreatmentPlan
from notes.plans.close import close_plan
from notes.soap.sign import sign_note
from tests.factories import NOW, make_user
from tests.notes.cast import Chart
from tests.notes.documents.reading import text_of

pytestmark = pytest.mark.django_db(transaction=True)


def signed_now(chart: Chart, visit: Appointment) -> SoapNote:
    note, now = chart.written(visit=visit), timezone.now()
    return sign_note(note=note, therapist=chart.therapist, expected_version=note.version, now=now)


@pytest.fixture
def plan(chart: Chart) -> TreatmentPlan:
    """One that has ended, with a note that is released by the clock of the browser."""
    plan = chart.active_plan()
    signed_now(chart, chart.visit)
    exercise = plan.components.get(kind="exercise").public_id
    return close_plan(
        plan=plan,
        therapist=chart.therapist,
        reason="goals_met",
        text="All well.",
        maintenance=[exercise],
        now=NOW,
    )


@pytest.fixture
def account(chart: Chart) -> User:
    chart.patient.user = make_user()
    chart.patient.save()
    return chart.patient.user


def enter(page: Page, base: str, user: User) -> None:
    client = Client()
    client.force_login(user)
    User.objects.filter(pk=user.pk).update(last_login=timezone.now())
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": base}])


def saved(page: Page, name: str) -> str:
    """Click a link by its words; the text of the PDF that is saved."""
    with page.expect_download() as download:
        page.get_by_role("link", name=name).first.click()
    assert download.value.suggested_filename.endswith(".pdf")
    return " ".join(text_of(Path(download.value.path()).read_bytes()).split())


def test_a_therapist_saves_papers_and_files_a_letter(
    page: Page, live_server: Any, chart: Chart, plan: TreatmentPlan
) -> None:
    enter(page, live_server.url, chart.user)
    page.goto(live_server.url + reverse("notes:plan", args=[plan.public_id]))
    assert "Look over the shoulder" in saved(page, "The plan, for the patient")
    assert "All well." in saved(page, "The letter at the end")
    page.get_by_role("link", name="Write to a physician").click()
    page.get_by_role("textbox", name="To", exact=True).fill("Dr. Jane Doe\n4 Hill Road")
    page.get_by_role("button", name="Make the letter").click()
    assert "4 Hill Road" in saved(page, "Dr. Jane Doe")
    page.get_by_label("File", exact=True).set_input_files(
        {"name": "finding.pdf", "mimeType": "application/pdf", "buffer": press(plan_paper(plan, NOW))}
    )
    page.get_by_label("From whom, and about what").fill("Dr. Roe, nights")
    page.get_by_role("button", name="File it").click()
    expect(page.get_by_role("link", name="Dr. Roe, nights")).to_be_visible()
    assert "Look over the shoulder" in saved(page, "Dr. Roe, nights")
    page.get_by_label("File", exact=True).set_input_files(
        {"name": "page.pdf", "mimeType": "application/pdf", "buffer": b"<script>1</script>"}
    )
    page.get_by_role("button", name="File it").click()
    expect(page.get_by_text("Please send a PDF or a picture")).to_be_visible()


def test_a_patient_saves_papers_and_sends_a_letter(
    page: Page, live_server: Any, chart: Chart, plan: TreatmentPlan, account: User
) -> None:
    enter(page, live_server.url, account)
    page.goto(live_server.url + reverse("portal:me"))
    page.get_by_role("link", name="Your visits in short").click()
    page.locator("main .item-link").first.click()
    expect(page.get_by_text("Neck and shoulders, 60 minutes")).to_be_visible()
    assert "When to seek care" in saved(page, "Download as PDF")
    page.goto(live_server.url + reverse("care:plan"))
    assert "Look over the shoulder" in saved(page, "Download as PDF")
    page.goto(live_server.url + reverse("care:record"))
    assert "Ada Byron" in saved(page, "To read, as PDF")
    page.goto(live_server.url + reverse("own_papers:documents"))
    photograph = Path(__file__).parent / "photograph.jpg"
    page.get_by_label("A physician’s letter", exact=True).set_input_files(photograph)
    page.get_by_role("button", name="Send it").click()
    expect(page.get_by_text("The clinic has your letter")).to_be_visible()
    assert Document.objects.get().media_type == "image/png"
