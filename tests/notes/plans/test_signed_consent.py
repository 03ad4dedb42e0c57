"""A consent that is read, signed and taken back by the patient: what is kept, and that nobody changes it."""

import re
from datetime import timedelta
from hashlib import sha256

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.db import ProgrammingError, connection, transaction
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from bookings.models import AccessRecord
from notes.models import Consent
from notes.plans.consent import BadConsent, has_consent, has_written, record_consent
from notes.plans.signed_consent import evidence_of
from tests.factories import NOW, make_user, make_world
from tests.notes.cast import Chart, make_chart
from tests.portal.conftest import shown

pytestmark = pytest.mark.django_db(transaction=True)
ADDRESS = "/me/consents/treatment/sign/"
STROKES = "10,20 30,40 50,60 70,80 90,100;100,100 120,90 140,80"


@pytest.fixture
def chart(transactional_db: None) -> Chart:
    chart = make_chart(make_world())
    chart.patient.user = make_user()
    chart.patient.save()
    return chart


@pytest.fixture
def client(chart: Chart) -> Client:
    client = Client()
    assert chart.patient.user
    client.force_login(chart.patient.user)
    return client


def read_of(client: Client, address: str = ADDRESS) -> str:
    found = re.search(r'name="read" value="([0-9a-f]{64})"', client.get(address).content.decode())
    assert found
    return found.group(1)


def signed(client: Client, **changed: str) -> dict[str, str]:
    return {"read": read_of(client), "name": "Ada  Byron", "agreed": "on", "strokes": STROKES, **changed}


def test_what_was_signed_is_kept_with_every_word(chart: Chart, client: Client) -> None:
    now = timezone.now()
    assert not has_written(chart.patient, "treatment", now)
    assert client.post(ADDRESS, signed(client)).status_code == 302
    kept = Consent.objects.get(method="signed")
    assert (kept.kind, kept.text_version, kept.text_language) == ("treatment", "treatment-1", "en")
    assert kept.text_sha256 == sha256(kept.text.encode()).hexdigest()
    assert chart.world.clinic.name in kept.text
    assert (kept.signed_name, kept.strokes) == ("Ada Byron", STROKES)
    assert has_consent(chart.patient, timezone.now())
    assert has_written(chart.patient, "treatment", timezone.now())
    assert AccessRecord.objects.filter(
        action="signed", object_id=kept.public_id, user=chart.patient.user
    ).exists()
    with connection.cursor() as cursor:
        cursor.execute("SELECT text, signed_name, strokes FROM notes_consent WHERE id = %s", [kept.pk])
        assert all(b"Byron" not in bytes(one) and b"10,20" not in bytes(one) for one in cursor.fetchone())


def test_in_spanish_the_spanish_words_are_signed(chart: Chart, client: Client) -> None:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "es"
    client.post(ADDRESS, signed(client))
    kept = Consent.objects.get(method="signed")
    assert kept.text_language == "es"
    assert "Acepto" in kept.text


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"agreed": ""}, 422),
        ({"name": " "}, 422),
        ({"name": "1!"}, 422),
        ({"read": "0" * 64}, 409),
        ({"strokes": "<svg onload=alert(1)>"}, 422),
        ({"strokes": "601,10 " * 10 + "1,1"}, 422),
    ],
)
def test_what_is_no_signature_keeps_nothing(
    chart: Chart, client: Client, changed: dict[str, str], status: int
) -> None:
    assert client.post(ADDRESS, signed(client, **changed)).status_code == status
    assert not Consent.objects.filter(method="signed").exists()


def test_a_slip_of_the_finger_is_no_drawing(chart: Chart, client: Client) -> None:
    client.post(ADDRESS, signed(client, strokes="10,20 11,20"))
    evidence = evidence_of(Consent.objects.get(method="signed"))
    assert evidence
    assert (evidence.is_drawn, evidence.is_whole) == (False, True)


def test_a_signature_cannot_be_changed_and_what_was_changed_beneath_shows(
    chart: Chart, client: Client
) -> None:
    client.post(ADDRESS, signed(client))
    kept = Consent.objects.get(method="signed")
    for change in ({"text_sha256": "1" * 64}, {"signed_name": "Somebody"}, {"given_at": NOW}):
        with pytest.raises(ProgrammingError, match="Cannot update"), transaction.atomic():
            Consent.objects.filter(pk=kept.pk).update(**change)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE notes_consent DISABLE TRIGGER USER")
        cursor.execute("UPDATE notes_consent SET text_sha256 = %s WHERE id = %s", ["1" * 64, kept.pk])
        cursor.execute("ALTER TABLE notes_consent ENABLE TRIGGER USER")
    assert "not the one that was signed" in shown(client.get("/me/consents/"))


def test_taking_it_back_keeps_that_it_was_given(chart: Chart, client: Client) -> None:
    client.post(ADDRESS, signed(client))
    kept = Consent.objects.get(method="signed")
    other = Client()
    other.force_login(make_user())
    assert other.post(f"/me/consents/{kept.public_id}/take-back/").status_code == 404
    kept.refresh_from_db()
    assert kept.withdrawn_at is None
    client.post(f"/me/consents/{kept.public_id}/take-back/")
    kept.refresh_from_db()
    assert kept.withdrawn_at is not None
    assert not has_written(chart.patient, "treatment", timezone.now() + timedelta(seconds=1))
    assert "Taken back" in shown(client.get("/me/consents/"))


def test_staff_cannot_sign_for_a_patient(chart: Chart) -> None:
    assert chart.therapist.user
    with pytest.raises(BadConsent):
        record_consent(
            patient=chart.patient, user=chart.therapist.user, kind="treatment", method="signed", now=NOW
        )


@pytest.mark.parametrize("by", ["pen", "keys"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_signed_with_a_pen_or_with_keys_alone(
    page: Page, live_server: LiveServer, chart: Chart, client: Client, by: str, theme: str
) -> None:
    value = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": live_server.url}])
    page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{live_server.url}{ADDRESS}")
    _fine(page)
    agreed = page.get_by_label("I have read this, and I agree.")
    expect(agreed).not_to_be_checked()
    if by == "pen":
        agreed.check()
        page.get_by_label("Your full name").fill("Ada Byron")
        canvas = page.locator("canvas")
        canvas.scroll_into_view_if_needed()
        box = canvas.bounding_box()
        assert box
        page.mouse.move(box["x"] + 20, box["y"] + 60)
        page.mouse.down()
        for step in range(12):
            page.mouse.move(box["x"] + 20 + 20 * step, box["y"] + 60 + 20 * (step % 2))
        page.mouse.up()
        page.get_by_role("button", name=re.compile("^Sign$")).click()
    else:
        agreed.focus()
        page.keyboard.press("Space")
        page.keyboard.press("Tab")
        page.keyboard.type("Ada Byron")
        page.keyboard.press("Enter")
    expect(page.get_by_text("Signed. You can read it here")).to_be_visible()
    page.get_by_text("Signed by Ada Byron: read it").click()
    _fine(page)
    evidence = evidence_of(Consent.objects.get(method="signed"))
    assert evidence
    assert evidence.is_drawn is (by == "pen")


def _fine(page: Page) -> None:
    page.wait_for_load_state()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url
    violations = Axe().run(page).response["violations"]
    assert [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in violations] == [], page.url
