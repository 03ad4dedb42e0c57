"""A letter out of its form is, sign for sign, the letter rendered and compiled by itself."""

from collections.abc import Mapping
from typing import Any

import pytest
from django.template.loader import render_to_string

from bookings.notifications import forms, letters, plain, render
from bookings.notifications.channels.email import _message
from bookings.notifications.forms import compiled, in_form
from bookings.notifications.samples import sample, sample_mail
from bookings.notifications.templates import languages
from tests.factories import NOW, World

pytestmark = pytest.mark.django_db
# What people and clinics are called, and what a clinic says, at its worst.
NAMES = [
    "Ann",
    '<b>O\'Neil</b> & "Sons"',
    "Ñandú {first_name} {{ when }} %(day)s",
    "&amp; ⟦1⟧ &#x27; &nbsp; ]]> -->",
    "",
]
OWN = {"lead": "One line.\n\n<script>alert('&')</script>\n{day}, {time}", "closing": ""}


@pytest.fixture
def compared(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Each letter that is written from now on is written both ways; their texts."""
    seen: list[str] = []

    def both(name: str, context: Mapping[str, Any]) -> tuple[str, str]:
        text, html = in_form(name, context)
        assert text == render_to_string(f"emails/{name}.txt", dict(context)).strip() + "\n"
        assert html == compiled(render_to_string(f"emails/{name}.mjml", dict(context)))
        seen.append(text)
        return text, html

    for room in (render, plain):
        monkeypatch.setattr(room, "in_form", both)
    return seen


@pytest.mark.parametrize("letter", letters.LETTERS)
def test_a_filled_form_is_the_letter_itself(world: World, compared: list[str], letter: str) -> None:
    for language in languages():
        for number, name in enumerate(NAMES):
            world.clinic.name = name or "Trial"
            world.clinic.phone = "" if number % 2 else f"+1 555 010{number}"
            world.location.name, world.location.address = name or "Here", name
            world.location.save()
            for own in ({}, OWN):
                sample(world.clinic, letter, language, own, now=NOW)
    assert len(set(compared)) > len(NAMES)


def test_nothing_of_a_letter_is_kept_in_its_form(world: World) -> None:
    forms._forms.clear()
    world.clinic.name, world.clinic.phone = "Quadrantus", "+1 555 0199"
    written = sample(world.clinic, "reminder", "en", {"lead": "Zwicker\nLumbago"}, now=NOW)
    for word in ("Quadrantus", "0199", "Zwicker", "Lumbago", "Alex"):
        assert word in written.text
        assert word not in str(forms._forms)


def test_another_shape_is_another_form(world: World) -> None:
    """Control: with the conditions of the first letter, the second would say where to call nobody."""
    forms._forms.clear()
    assert "Phone:" in sample(world.clinic, "reminder", "en", {}, now=NOW).text
    world.clinic.phone = ""
    assert "Phone:" not in sample(world.clinic, "reminder", "en", {}, now=NOW).text
    assert len(forms._forms) == 2


def test_forms_do_not_pile_up(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forms, "MOST_FORMS", 3)
    forms._forms.clear()
    for lines in range(1, 9):
        sample(world.clinic, "reminder", "en", {"lead": "\n".join("x" * lines)}, now=NOW)
        assert len(forms._forms) <= 3


@pytest.mark.parametrize("letter", ["reminder", "series", "sign_in"])
def test_a_letter_needs_no_other_encoding_for_the_length_of_its_lines(world: World, letter: str) -> None:
    mail = sample_mail(world.clinic, letter, "en", {}, to="ann@example.org", message_id="<1@here>", now=NOW)
    raw = _message(mail).message().as_bytes(linesep="\r\n")
    assert b"quoted-printable" not in raw
    assert max(map(len, raw.split(b"\r\n"))) <= 998
