"""Every mail in every language: rendered, complete, in that language's clock and dates, and free of clinical words."""

import re
from datetime import timedelta
from typing import Any

import icalendar
import pytest
import vobject
from django.conf import settings
from django.utils import translation

from bookings.models import Notification
from bookings.notifications import letters
from bookings.notifications.deliver import deliver_due
from bookings.notifications.outbox import plan_for_booking, plan_for_cancel, plan_for_move
from bookings.notifications.samples import sample
from bookings.notifications.templates import CLINICAL, built_in
from bookings.notifications.texts import FIELDS, searchable
from tests.factories import NOW, World, make_appointment, make_patient
from tests.notifications.post import Clock, use
from tests.notifications.sink import Sink, listening, parts

pytestmark = pytest.mark.django_db(transaction=True)
LANGUAGES = list(dict(settings.LANGUAGES))
ABOUT_A_TIME = [letter for letter in letters.LETTERS if letter not in letters.PLAIN]
TIME = {"en": ("Thursday, June 17", "2:30 PM"), "es": ("Jueves, 17 de junio", "14:30")}
GREETING = {"en": "Hello Alex,", "es": "Hola, Alex:"}


@pytest.fixture
def sink(settings: Any) -> Any:
    with listening() as server:
        use(settings, server.port)
        yield server


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("letter", letters.LETTERS)
def test_every_letter_in_every_language(world: World, letter: str, language: str) -> None:
    world.service.name, world.service.modality = "Zwicker special", "mod-deep"
    world.service.save()
    written = sample(world.clinic, letter, language, {}, now=NOW)
    day, time = TIME[language]
    for body in (written.text, written.html):
        assert GREETING[language] in body
        assert world.clinic.name in body
        if letter in ABOUT_A_TIME:
            assert day in body
            assert time in body
    assert f'lang="{language}"' in written.html
    seen = re.sub(r"<style.*?</style>|<[^>]+>", " ", written.html, flags=re.DOTALL)
    for said in (written.subject, written.text, seen):
        assert not re.search(r"%\(|\{[a-z_]+\}|\{\{|\{%", said)
        plain = searchable(said)
        for word in ("zwicker", "deep tissue", *map(searchable, CLINICAL)):
            assert not re.search(rf"(?<!\w){re.escape(word)}(?!\w)", plain), word


@pytest.mark.parametrize("letter", letters.LETTERS)
def test_no_text_is_left_in_english(letter: str) -> None:
    said = {}
    for language in LANGUAGES:
        with translation.override(language):
            said[language] = built_in(letter)
    same = [
        name
        for name in FIELDS
        if getattr(said["en"], name) and getattr(said["en"], name) == getattr(said["es"], name)
    ]
    assert same == []


@pytest.mark.parametrize(
    ("patient", "clinic", "subject"),
    [("es", "en", "Su cita del jueves, 17 de junio a las 14:30 EDT"), ("", "es", "Su cita del jueves, 17 de junio a las 14:30 EDT"),
     ("en", "es", "Your appointment on Thursday, June 17 at 2:30 PM EDT"), ("", "en", "Your appointment on Thursday, June 17 at 2:30 PM EDT"),
     ("es-MX", "en", "Su cita del jueves, 17 de junio a las 14:30 EDT"), ("fr", "en", "Your appointment on Thursday, June 17 at 2:30 PM EDT")],
)  # fmt: skip
def test_the_patients_language_decides_then_the_clinics(
    world: World, sink: Sink, clock: Clock, patient: str, clinic: str, subject: str
) -> None:
    world.clinic.language = clinic
    world.clinic.save()
    about = make_appointment(
        world,
        world.at("2027-06-17", "14:30"),
        patient=make_patient(world.clinic, language=patient),
        created_at=NOW,
    )
    plan_for_booking(about, NOW)
    deliver_due(clock=clock)
    [mail] = sink.mails
    assert mail["Subject"] == subject
    assert mail["Content-Language"] == subject[:2].replace("Su", "es").replace("Yo", "en")
    entry = parts(mail)["text/calendar"]
    assert ("SUMMARY:Cita en" if subject.startswith("Su") else "SUMMARY:Appointment at") in entry
    assert Notification.objects.get(kind="confirmation").sent_at == NOW


def test_a_reminder_in_spanish_says_when_in_spanish(world: World, sink: Sink, clock: Clock) -> None:
    about = make_appointment(
        world,
        world.at("2027-06-17", "09:05"),
        patient=make_patient(world.clinic, language="es"),
        created_at=NOW,
    )
    plan_for_booking(about, NOW)
    clock.now = about.starts_at - timedelta(hours=24)
    deliver_due(clock=clock)
    mail = next(one for one in sink.mails if one["Subject"].startswith("Recordatorio"))
    text = parts(mail)["text/plain"]
    assert "Jueves, 17 de junio de 2027" in text
    assert "09:05 EDT" in text
    assert "Sí, voy:" in text


@pytest.mark.parametrize("name", ["Ana\r\nATTENDEE:mailto:x@example.org", 'Ana; "B", C:D\\n', "Zoë 👋 " * 12])
def test_booked_moved_and_cancelled_is_one_entry_that_rises(
    world: World, sink: Sink, clock: Clock, name: str
) -> None:
    """As it arrives by SMTP, read by two parsers: the way that a calendar keeps one entry and then gives it up."""
    world.clinic.policy.message_alias = name[:80]
    world.clinic.policy.save()
    about = make_appointment(
        world, world.at("2027-06-17", "14:30"),
        patient=make_patient(world.clinic, language="es", email="ana@example.org"), created_at=NOW,
    )  # fmt: skip
    plan_for_booking(about, NOW)
    deliver_due(clock=clock)
    for name_of_time in ("starts_at", "ends_at", "occupies_from", "occupies_until"):
        setattr(about, name_of_time, getattr(about, name_of_time) + timedelta(days=1))
    about.revision += 1
    about.save()
    plan_for_move(about, clock.turn(minutes=1))
    deliver_due(clock=clock)
    about.status, about.cancelled_at, about.cancellation_reason = "cancelled", clock.turn(minutes=1), "other"
    about.save()
    plan_for_cancel(about, clock.now)
    deliver_due(clock=clock)
    seen = []
    for mail in sink.mails:
        [part] = [one for one in mail.walk() if one.get_content_type() == "text/calendar"]
        content = part.get_payload(decode=True)
        assert isinstance(content, bytes)
        [event] = icalendar.Calendar.from_ical(content).walk("VEVENT")
        other = vobject.readOne(content.decode())
        assert part.get_param("method") == other.method.value
        assert part.get_content_charset() == "utf-8"
        assert str(event["ATTENDEE"]) == other.vevent.attendee.value == "mailto:ana@example.org"
        assert str(event["ORGANIZER"]).startswith("mailto:")
        assert event["DTSTART"].dt == other.vevent.dtstart.value
        assert event["DTSTART"].dt.utcoffset() == timedelta(0)
        assert other.vevent.summary.value == str(event["SUMMARY"])
        seen.append((other.method.value, str(event["UID"]), int(event["SEQUENCE"]), str(event["STATUS"])))
    uid = f"{about.public_id}@tend"
    assert seen == [
        ("REQUEST", uid, 0, "CONFIRMED"), ("REQUEST", uid, 1, "CONFIRMED"), ("CANCEL", uid, 2, "CANCELLED"),
    ]  # fmt: skip
