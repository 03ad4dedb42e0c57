"""The pages where an owner words the clinic's messages."""

import re
from typing import Any

import pytest
from django.urls import reverse

from bookings.models import MessageTemplate
from tests.dashboard.conftest import Desk
from tests.notifications.post import use
from tests.notifications.sink import Sink, listening, parts

pytestmark = pytest.mark.django_db(transaction=True)
EDIT = "/dashboard/messages/texts/en/reminder/"
GIVEN = {
    "subject": "See you {day}", "heading": "Nearly there", "lead": "Come a little early.",
    "button": "Yes", "closing": "Parking is free.",
}  # fmt: skip


@pytest.fixture
def sink(settings: Any) -> Any:
    with listening() as server:
        use(settings, server.port)
        yield server


def frames(page: str) -> list[str]:
    return [url.replace("&amp;", "&") for url in re.findall(r'<iframe[^>]* src="([^"]+)"', page)]


def test_the_owner_words_a_message_and_takes_it_back(desk: Desk) -> None:
    owner = desk.browser("owner")
    assert "Built in" in owner.get(reverse("dashboard:texts")).content.decode()
    shown = owner.get(EDIT).content.decode()
    assert "Reminder: your appointment on {day} at {time}" in shown
    assert "{until}" not in shown, "only an offer runs out"
    answer = owner.post(EDIT, GIVEN, follow=True).content.decode()
    assert "Come a little early." in answer
    assert "Back to the built-in words" in answer
    assert "Your words" in owner.get(reverse("dashboard:texts")).content.decode()
    owner.post(EDIT + "reset/")
    assert not MessageTemplate.objects.exists()
    assert "Nearly there" not in owner.get(EDIT).content.decode()


def test_what_is_refused_stays_in_the_field_with_a_sentence(desk: Desk) -> None:
    answer = desk.browser("owner").post(EDIT, {**GIVEN, "lead": "{diagnosis} <b>now</b>"})
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "Plain text only" in page
    assert "{diagnosis} &lt;b&gt;now&lt;/b&gt;" in page
    assert not MessageTemplate.objects.exists()


@pytest.mark.parametrize("htmx", [True, False])
def test_the_preview_shows_what_is_typed_and_keeps_nothing(desk: Desk, htmx: bool) -> None:
    owner = desk.browser("owner")
    headers = {"HX-Request": "true"} if htmx else {}
    page = owner.post(EDIT + "preview/", GIVEN, headers=headers)
    shown = page.content.decode()
    assert ("<!doctype html>" in shown) is not htmx
    assert "See you Thursday, June 17" in shown
    day, night = (owner.get(url) for url in frames(shown))
    for framed in (day, night):
        assert "Come a little early." in framed.content.decode()
        assert "sandbox" in framed["Content-Security-Policy"]
        assert framed["X-Frame-Options"] == "SAMEORIGIN"
    assert "prefers-color-scheme" not in night.content.decode() + day.content.decode()
    assert "@media all" in night.content.decode()
    assert "@media not all" in day.content.decode()
    assert not MessageTemplate.objects.exists()


def test_the_preview_says_what_is_wrong(desk: Desk) -> None:
    owner = desk.browser("owner")
    shown = owner.post(
        EDIT + "preview/", {**GIVEN, "subject": "Your massage"}, headers={"HX-Request": "true"}
    )
    assert "what the visit is for" in shown.content.decode()
    assert frames(shown.content.decode()) == []
    assert owner.get(EDIT + "page/", {"lead": "{x}"}).status_code == 400


def test_a_test_goes_to_whoever_asks_and_to_nobody_else(desk: Desk, sink: Sink) -> None:
    answer = desk.browser("owner").post(EDIT + "test/", GIVEN)
    assert desk.owner.email in answer.content.decode()
    [mail] = sink.mails
    assert mail["To"] == desk.owner.email
    assert mail["Subject"] == "Test: See you Thursday, June 17"
    assert "Come a little early." in parts(mail)["text/plain"]
    assert not MessageTemplate.objects.exists()


def test_a_server_that_is_away_is_told(desk: Desk, settings: Any) -> None:
    use(settings, 1)
    answer = desk.browser("owner").post(EDIT + "test/", GIVEN)
    assert "did not take it" in answer.content.decode()


def test_tests_have_an_end(desk: Desk, sink: Sink, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bookings.dashboard.views.texts.TESTS_AN_HOUR", 2)
    owner = desk.browser("owner")
    assert [owner.post(EDIT + "test/", GIVEN).status_code for _ in range(3)] == [200, 200, 429]
    assert len(sink.mails) == 2


def test_the_senders_name_is_neutral(desk: Desk) -> None:
    owner = desk.browser("owner")
    policy = desk.world.clinic.policy
    url = reverse("dashboard:texts_alias")
    page = owner.post(url, {"alias": "Zoë's  massage"}, follow=True).content.decode()
    policy.refresh_from_db()
    assert policy.message_alias == ""
    assert "what the visit is for" in page
    assert 'value="Zoë' in page, "what was typed is still there"
    assert (
        "Messages now come from The Harbour."
        in owner.post(url, {"alias": "The Harbour"}, follow=True).content.decode()
    )
    policy.refresh_from_db()
    assert policy.message_alias == "The Harbour"


@pytest.mark.parametrize(
    "path", ["/dashboard/messages/texts/xx/reminder/", "/dashboard/messages/texts/en/nothing/"]
)
def test_there_is_no_page_for_what_there_is_not(desk: Desk, path: str) -> None:
    assert desk.browser("owner").get(path).status_code == 404
    assert desk.browser("owner").post(path + "preview/", GIVEN).status_code == 404


def test_the_page_edits_the_language_of_its_address_whatever_it_is_read_in(desk: Desk) -> None:
    path = "/dashboard/messages/texts/es/reminder/"
    page = desk.browser("owner").get(path).content.decode()
    assert '<html lang="en"' in page
    assert f'action="{path}"' in page
    assert f'hx-post="{path}preview/"' in page
    assert "Recordatorio: su cita del jueves, 17 de junio a las 14:30" in page
    assert [url.startswith(f"{path}page/") for url in frames(page)] == [True, True]
    listed = desk.browser("owner").get("/dashboard/messages/texts/?language=es").content.decode()
    assert path in listed
    assert "/texts/en/" not in listed
