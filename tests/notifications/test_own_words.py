"""A clinic's own words: they reach the mail that is sent, and nothing that they hold can do harm."""

from datetime import timedelta
from typing import Any

import pytest

from bookings.models import AccessRecord, Appointment, MessageTemplate, Notification
from bookings.notifications import letters
from bookings.notifications.deliver import deliver_due
from bookings.notifications.outbox import plan_for_booking
from bookings.notifications.samples import sample
from bookings.notifications.templates import (
    BadTexts,
    UnknownLetter,
    own_words,
    placeholders_of,
    reset_template,
    save_template,
)
from bookings.notifications.texts import fill
from tests.factories import NOW, World, make_user
from tests.notifications.post import Clock
from tests.notifications.sink import Sink, parts

pytestmark = pytest.mark.django_db(transaction=True)

OURS = {
    "subject": "See you on {day} at {time}, {first_name}",
    "heading": "We are looking forward to {day}",
    "lead": "Park behind the house.\nhttps://clinic.example/parking shows the way to {place}.",
    "button": "Look it up",
    "closing": "Warmly, {clinic}, {phone}",
}
# What may not be kept, and the code of the objection to it.
HOSTILE = [
    ("subject", "Hello\r\nBcc: everybody@example.org", "line break"),
    ("subject", "Hello\nTo: x@example.org", "line break"),
    ("subject", "Hello\u2028there", "line break"),
    ("subject", "Hello\u202etxet", "invisible"),
    ("subject", "Hello\x00", "invisible"),
    ("subject", "=?utf-8?q?Hello=0ABcc:_x@example.org?=", "Plain text"),
    ("heading", "<script>alert(1)</script>", "Plain text"),
    ("lead", "<img src=x onerror=alert(1)>", "Plain text"),
    ("lead", "</mj-text><mj-raw>x</mj-raw>", "Plain text"),
    ("lead", "<!-- [if mso]> -->", "Plain text"),
    ("lead", "{{ settings.SECRET_KEY }}", "Plain text"),
    ("lead", "{% load static %}", "Plain text"),
    ("lead", "{# nothing #}", "Plain text"),
    ("lead", "${7*7}", "Plain text"),
    ("subject", "%(day)s", "Plain text"),
    ("lead", "{last_name} has a visit", "{last_name} is not a placeholder"),
    ("lead", "{reason}", "{reason} is not a placeholder"),
    ("lead", "{until}", "{until} is not a placeholder"),
    ("subject", "{0.__class__}", "Braces"),
    ("subject", "{day!r:>1000000}", "Braces"),
    ("subject", "{ day }", "Braces"),
    ("subject", "{Day}", "Braces"),
    ("lead", "Hello }", "Braces"),
    ("lead", "javascript:alert(1)", "https://"),
    ("lead", "JaVaScRiPt:alert(1)", "https://"),
    ("lead", "data:text/html;base64,xx", "https://"),
    ("lead", "ftp://example.org/x", "https://"),
    ("closing", "file:///etc/passwd", "https://"),
    ("button", "https://example.org", "No address or link"),
    ("subject", "Look at www.example.org", "No address or link"),
    ("heading", "write to x@example.org", "No address or link"),
    ("subject", "x" * 121, "at most 120"),
    ("lead", "x" * 601, "at most 600"),
    ("lead", "\n".join("abcdefghij"), "too many lines"),
    ("lead", "Your massage is booked", "massage"),
    ("subject", "Your MÁSSAGE on {day}", "massage"),
    ("closing", "Bring what you need for Zwicker Special.", "Zwicker special"),
    ("lead", "Your deep tissue hour", "Deep tissue"),
    ("lead", "Traiga ropa cómoda para su masaje", "masaje"),
]


def save(world: World, given: dict[str, str], letter: str = "confirmation", language: str = "en") -> Any:
    user = make_user("owner", world.clinic)
    return save_template(
        clinic=world.clinic, letter=letter, language=language, given=given, user=user, now=NOW
    )


def test_what_the_owner_writes_is_in_the_mail_that_is_sent(
    world: World, appointment: Appointment, sink: Sink, clock: Clock
) -> None:
    world.clinic.policy.message_alias = "The Harbour Rooms"
    world.clinic.policy.save()
    save(world, OURS)
    plan_for_booking(appointment, NOW)
    deliver_due(clock=clock)
    [mail] = sink.mails
    assert mail["Subject"] == "See you on Thursday, June 17 at 2:30 PM EDT, Pat"
    assert mail["From"].addresses[0].display_name == "The Harbour Rooms"
    for body in (parts(mail)["text/plain"], parts(mail)["text/html"]):
        for words in ("We are looking forward to Thursday, June 17", "Park behind the house.",
                      "https://clinic.example/parking shows the way to Main Street.", "Look it up",
                      "Warmly, The Harbour Rooms, +1 555 0100"):  # fmt: skip
            assert words in body, words
        assert "Your appointment is booked" not in body
        assert not any(f"{{{name}}}" in body for name in placeholders_of("confirmation"))


def test_it_is_said_in_that_language_and_that_letter_only(
    world: World, appointment: Appointment, sink: Sink, clock: Clock
) -> None:
    save(world, OURS, language="es")
    save(world, OURS, letter="cancelled")
    plan_for_booking(appointment, NOW)
    deliver_due(clock=clock)
    [mail] = sink.mails
    assert mail["Subject"] == "Your appointment on Thursday, June 17 at 2:30 PM EDT"
    appointment.patient.language = "es"
    appointment.patient.save()
    Notification.objects.filter(kind="confirmation").update(state="waiting", try_at=NOW)
    deliver_due(clock=clock)
    assert sink.mails[-1]["Subject"].startswith("See you on jueves")


def test_a_reset_brings_our_words_back_and_both_are_written_down(world: World) -> None:
    owner = make_user("owner", world.clinic)
    assert save(world, OURS).subject == OURS["subject"]
    for _ in range(2):
        reset_template(
            clinic=world.clinic,
            letter="confirmation",
            language="en",
            user=owner,
            now=NOW + timedelta(hours=1),
        )
    assert not MessageTemplate.objects.exists()
    told = AccessRecord.objects.order_by("id").values_list("action", flat=True)
    assert list(told) == ["message_text_saved", "message_text_reset"]


def test_what_is_as_ours_is_not_kept_and_follows_ours(world: World) -> None:
    row = save(world, {"subject": "Your appointment on {day} at {time}", "heading": "Booked!"})
    assert (row.subject, row.heading) == ("", "Booked!")
    assert save(world, {"heading": "Your appointment is booked"}) is None
    assert not MessageTemplate.objects.exists()


@pytest.mark.parametrize(
    ("field", "text", "sentence"), HOSTILE, ids=[repr(text)[:40] for _, text, _ in HOSTILE]
)
def test_what_could_do_harm_is_refused_with_a_sentence(
    world: World, field: str, text: str, sentence: str
) -> None:
    world.service.name, world.service.modality = "Zwicker special", "mod-deep"
    world.service.save()
    with pytest.raises(BadTexts) as refused:
        save(world, {field: text})
    assert refused.value.field == field
    assert sentence in str(refused.value.message)
    assert not MessageTemplate.objects.exists()


@pytest.mark.parametrize(
    "text",
    ["Zoë & Ann: 20 % off? No.", "Bring a towel; leave jewellery < 5 minutes before.", "Ring 12:30-13:00 👋🏽",
     "See https://clinic.example/parking", "Write to desk@clinic.example", "Tom's \"place\" / 2nd floor", "¿Preguntas?"],
)  # fmt: skip
def test_what_people_write_is_kept_as_it_is(world: World, text: str) -> None:
    row = save(world, {"lead": text})
    assert row.lead == text
    html = sample(world.clinic, "confirmation", "en", {"lead": text}, now=NOW).html
    assert "<" not in text or "&lt; 5 minutes" in html


def test_an_offer_must_say_until_when(world: World) -> None:
    with pytest.raises(BadTexts, match=r"\{until\}"):
        save(world, {"lead": "Quick, it is free!"}, letter="waitlist_offer")
    assert save(world, {"lead": "Kept until {until}."}, letter="waitlist_offer").lead == "Kept until {until}."


@pytest.mark.parametrize(("letter", "language"), [("nothing", "en"), ("reminder", "xx"), ("reminder", "")])
def test_there_is_no_other_letter_or_language(world: World, letter: str, language: str) -> None:
    with pytest.raises(UnknownLetter):
        own_words(world.clinic, letter, language, {})


def test_a_value_is_never_a_placeholder_itself() -> None:
    values = {"first_name": "{phone}", "phone": "1", "day": "today"}
    assert fill("{first_name} {day} {unknown}", values) == "{phone} today {unknown}"
    assert fill("{first_name}, see you {day}", {**values, "first_name": ""}) == "See you today"


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("letter", letters.LETTERS)
def test_every_letter_takes_every_placeholder(world: World, letter: str, language: str) -> None:
    every = " ".join(f"{{{name}}}" for name in placeholders_of(letter))
    own = own_words(world.clinic, letter, language, dict.fromkeys(("heading", "lead", "closing"), every))
    written = sample(world.clinic, letter, language, own, now=NOW)
    assert "Alex" in written.text
    assert "{" not in written.text + written.subject
