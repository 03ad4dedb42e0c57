"""What the letters say, in which language, and what they never say."""

import re
from collections.abc import Callable
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from django.utils import translation

from bookings.colours import accent_of, contrast
from bookings.models import Appointment, Notification
from bookings.notifications import letters, outbox
from bookings.notifications.channels.email import Letter, _message
from bookings.notifications.names import greeted
from bookings.notifications.recipients import recipient_of
from bookings.notifications.render import render
from bookings.notifications.truth import SPEAKS_OF
from bookings.notifications.when import when_of
from bookings.notifications.wishes import key_for
from tests.factories import NOW, World, make_appointment, make_patient
from tests.notifications.sink import parts

pytestmark = pytest.mark.django_db
KINDS = [str(kind) for kind in letters.WORDINGS]


def letter_about(appointment: Appointment, kind: str) -> Letter:
    key = f"{appointment.public_id}:{kind}"
    notification = Notification(
        clinic=appointment.clinic, appointment=appointment, patient=appointment.patient, kind=kind,
        revision=appointment.revision, send_at=NOW, try_at=NOW, useful_until=appointment.starts_at,
        dedupe_key=key, message_id=outbox.message_id_for(key),
    )  # fmt: skip
    return render(notification, appointment, recipient_of(appointment.patient))


def as_sent(letter: Letter) -> EmailMessage:
    return message_from_bytes(_message(letter).message().as_bytes(linesep="\r\n"), policy=policy.default)


@pytest.fixture
def appointment_for(world: World) -> Callable[..., Appointment]:
    def make(kind: str = "confirmation", **patient: Any) -> Appointment:
        return make_appointment(
            world,
            world.at("2027-06-17", "14:30"),
            patient=make_patient(world.clinic, **{"first_name": "Ann", **patient}),
            status=SPEAKS_OF[kind],
            hold_expires_at=NOW if SPEAKS_OF[kind] == Appointment.Status.HELD else None,
            created_at=NOW,
        )

    return make


@pytest.mark.parametrize("kind", KINDS)
def test_opening_a_letter_fetches_nothing(kind: str, appointment_for: Callable[..., Appointment]) -> None:
    html = letter_about(appointment_for(kind), kind).html
    assert not re.search(r"<link|<img|@import|url\(|<script|src=", html)


def test_every_kind_that_is_sent_has_words_and_a_state_it_speaks_of() -> None:
    assert {*letters.WORDINGS, *letters.PLAIN} == set(Notification.Kind)
    assert set(letters.WORDINGS) <= set(SPEAKS_OF)


@pytest.mark.parametrize("kind", KINDS)
def test_every_letter_says_who_when_where_and_how_to_go_on(
    appointment_for: Callable[..., Appointment], kind: str
) -> None:
    appointment = appointment_for(kind)
    letter = letter_about(appointment, kind)
    assert "Thursday, June 17" in letter.subject
    assert "2:30 PM EDT" in letter.subject
    for body in (letter.text, letter.html):
        for words in ("Hello Ann,", "Thursday, June 17, 2027", "2:30 PM", "EDT (UTC\u221204:00)",
                      "Main Street", "1 Main Street", appointment.clinic.name, "+1 555 0100"):  # fmt: skip
            assert words in body, words
        assert "http://127.0.0.1:8000/" in body
        assert "%(" not in body
        assert "{{" not in body


@pytest.mark.parametrize("kind", KINDS)
def test_links_are_those_that_make_sense(appointment_for: Callable[..., Appointment], kind: str) -> None:
    appointment = appointment_for(kind)
    pages = {
        "confirmation": ["", "form/", "move/", "cancel/", "appointment.ics"],
        "request_received": ["", "cancel/"],
        "accepted": ["", "form/", "move/", "cancel/", "appointment.ics"],
        "rescheduled": ["", "move/", "cancel/", "appointment.ics"],
        "reminder": ["confirm/", "form/", "move/", "cancel/"],
        "series": ["", "form/"],
    }
    manage = f"http://127.0.0.1:8000/manage/{appointment.token}/"
    expected = [manage + page for page in pages.get(kind, [])]
    if kind == "waitlist_offer":
        expected = [f"http://127.0.0.1:8000/offer/{appointment.token}/{page}" for page in ("", "decline/")]
    if kind == "series_offer":
        expected = [f"http://127.0.0.1:8000/dates/{appointment.token}/"]
    expected = expected or [f"http://127.0.0.1:8000/book/{appointment.clinic.slug}/"]
    if kind == "reminder":
        assert appointment.patient
        wishes = f"http://127.0.0.1:8000/messages/{key_for(appointment.patient.public_id)}/"
        expected += [wishes, f"{wishes}stop/reminders/"]
    letter = letter_about(appointment, kind)
    assert [line for line in letter.text.splitlines() if line.startswith("http")] == expected
    assert all(f'href="{url}"' in letter.html for url in expected)


@pytest.mark.parametrize("kind", KINDS)
def test_no_letter_tells_what_the_visit_is_for(
    world: World, appointment_for: Callable[..., Appointment], kind: str
) -> None:
    planted = ["Zwicker", "Quadrantus", "Lumbago", "Overrode", "Ledbetter", "1977", "5550199", "Alvarez"]
    world.service.name, world.service.description, world.service.modality = planted[0], planted[1], "mod-deep"
    world.service.save()
    world.therapist.first_name, world.therapist.bio = planted[7], planted[1]
    world.therapist.save()
    appointment = appointment_for(kind, last_name=planted[4], phone=planted[6], birth_date="1977-01-01")
    appointment.reason, appointment.override_reason = planted[2], planted[3]
    if appointment.status == "cancelled":
        appointment.cancellation_reason = "illness"
    appointment.save()
    mail = as_sent(letter_about(Appointment.objects.get(pk=appointment.pk), kind))
    said = "\n".join([*(f"{k}: {v}" for k, v in mail.items()), *parts(mail).values()]).lower()
    assert "ann" in said
    for word in [*planted, "massage", "deep", "illness", "treatment", "therap", "60 min", "80.00", "diagnos"]:
        assert word.lower() not in said, word


def test_control_the_planted_words_are_found_where_they_are(
    appointment_for: Callable[..., Appointment],
) -> None:
    mail = as_sent(letter_about(appointment_for(first_name="Lumbago"), "confirmation"))
    assert sum("Lumbago" in part for part in parts(mail).values()) == 2


@pytest.mark.parametrize(
    ("kind", "method"),
    [("confirmation", "REQUEST"), ("accepted", "REQUEST"), ("rescheduled", "REQUEST"), ("cancelled", "CANCEL"),
     ("reminder", None), ("request_received", None), ("declined", None)],
)  # fmt: skip
def test_what_changes_a_calendar_carries_the_change(
    appointment_for: Callable[..., Appointment], kind: str, method: str | None
) -> None:
    mail = as_sent(letter_about(appointment_for(kind), kind))
    found = [p for p in mail.walk() if p.get_content_type() == "text/calendar"]
    assert [part.get_param("method") for part in found] == ([method] if method else [])
    if method:
        [attached] = list(mail.iter_attachments())
        assert attached.get_filename() == "invite.ics"
        assert attached.get_payload(decode=True) == found[0].get_payload(decode=True)
        assert f"METHOD:{method}" in parts(mail)["text/calendar"]


def test_headers_name_the_clinic_and_promise_no_answer_to_robots(
    world: World, appointment_for: Callable[..., Appointment]
) -> None:
    world.clinic.email = "front@example.org"
    world.clinic.save()
    world.clinic.policy.message_alias = 'Riverside, "the" clinic é'
    world.clinic.policy.save()
    appointment = Appointment.objects.get(pk=appointment_for().pk)
    mail = as_sent(letter_about(appointment, "confirmation"))
    [sender] = mail["From"].addresses
    assert (sender.display_name, sender.addr_spec) == ('Riverside, "the" clinic é', "no-reply@localhost")
    assert mail["Reply-To"] == "front@example.org"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Content-Language"] == "en"
    assert mail["List-Unsubscribe"] is None, "answers to a booking cannot be unsubscribed from"


@pytest.mark.parametrize(
    ("instant", "zone", "time", "zone_text"),
    [
        ("2027-11-07T05:30Z", "America/New_York", "1:30 AM", "EDT (UTC\u221204:00)"),
        ("2027-11-07T06:30Z", "America/New_York", "1:30 AM", "EST (UTC\u221205:00)"),
        ("2027-06-07T12:00Z", "Asia/Kathmandu", "5:45 PM", "UTC+05:45"),
        ("2027-01-07T12:00Z", "Europe/London", "12:00 PM", "GMT (UTC+00:00)"),
        ("2027-01-07T12:00Z", "UTC", "12:00 PM", "UTC+00:00"),
    ],
)
def test_the_zone_is_always_told_and_tells_doubled_hours_apart(
    instant: str, zone: str, time: str, zone_text: str
) -> None:
    when = when_of(datetime.fromisoformat(instant), zone)
    assert (when.time, when.zone) == (time, zone_text)


@pytest.mark.parametrize(("language", "weekday"), [("es", "jueves"), ("es-MX", "jueves"), ("xx", "Thursday")])
def test_a_letter_is_in_the_recipients_language_and_leaves_ours_alone(
    appointment_for: Callable[..., Appointment], settings: Any, language: str, weekday: str
) -> None:
    settings.LANGUAGES = [("en", "English"), ("es", "Español")]
    with translation.override("en"):
        letter = letter_about(appointment_for(language=language), "confirmation")
        assert translation.get_language() == "en"
    assert weekday in letter.text.lower() or weekday in letter.text
    assert f'lang="{language[:2] if language != "xx" else "en"}"' in letter.html


@pytest.mark.parametrize(
    "name",
    ["Ann\r\nBcc: x@example.org", "<script>alert(1)</script>", "Ann & Bob", '"><img src=x>', "]]> <!-- x -->",
     "{{ settings.SECRET_KEY }}{% load x %}", "%(day)s %s", "</mj-text><mj-raw>x</mj-raw>", "\u202eAnn", "佐藤 👋"],
)  # fmt: skip
def test_no_name_breaks_a_letter(
    world: World, appointment_for: Callable[..., Appointment], name: str
) -> None:
    world.location.name = world.clinic.name = name
    world.location.save(), world.clinic.save()
    appointment = Appointment.objects.get(pk=appointment_for(first_name=name).pk)
    letter = letter_about(appointment, "reminder")
    mail = as_sent(letter)
    assert set(mail.keys()) == {"Content-Type", "MIME-Version", "Subject", "From", "To", "Date", "Message-ID",
                                "Auto-Submitted", "Content-Language", "List-Unsubscribe", "List-Unsubscribe-Post"}  # fmt: skip
    for word in ("<script", "<img src=x", "<mj-", "test-"):
        assert word not in letter.html
    assert "\u202e" not in letter.text + letter.html
    assert "2:30 PM" in letter.html


@pytest.mark.parametrize(
    ("name", "shown"),
    [("Ann", "Ann"), ("J.R.", "J.R."), ("Zoë-Marie O'Neil", "Zoë-Marie O'Neil"), ("win at evil.example", ""),
     ("http://evil", ""), ("a@b", "")],
)  # fmt: skip
def test_a_name_that_would_become_a_link_is_not_repeated(name: str, shown: str) -> None:
    assert greeted(name) == shown


def test_a_guardian_reads_whose_appointment_it_is(
    world: World, appointment_for: Callable[..., Appointment]
) -> None:
    guardian = make_patient(world.clinic, first_name="Grace")
    letter = letter_about(appointment_for(first_name="Kim", email="", guardian=guardian), "reminder")
    for body in (letter.text, letter.html):
        assert "Hello Grace," in body
        assert "This is about the appointment of Kim." in body


def test_the_clinics_own_cancellation_says_sorry(appointment_for: Callable[..., Appointment]) -> None:
    appointment = appointment_for("cancelled")
    assert "sorry" not in letter_about(appointment, "cancelled").text
    appointment.cancellation_reason = "clinic"
    assert "We are sorry" in letter_about(appointment, "cancelled").text


@pytest.mark.parametrize("colour", ["#000000", "#ffffff", "#ffe600", "#2f6f5e", "#8a8a8a", "red", '"/>'])
def test_a_button_is_readable_in_any_colour(colour: str) -> None:
    accent = accent_of(colour)
    assert contrast(accent.background, accent.ink) >= 4.5
