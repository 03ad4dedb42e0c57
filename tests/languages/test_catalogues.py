"""The catalogues keep up with the code: nothing is left in English by accident."""

import re

import pytest
from babel.messages.catalog import Message
from django.utils import translation
from django.utils.translation import gettext

from config import catalogues

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w+\}")
PAIRS = [(package, language) for package in catalogues.SOURCES for language in catalogues.TRANSLATED]


def strings(message: Message) -> list[str]:
    return [message.string] if isinstance(message.string, str) else list(message.string)


def marks(text: str) -> list[str]:
    return sorted(set(PLACEHOLDER.findall(text)))


def tags(text: str) -> list[str]:
    return re.findall("<[^>]*>", text)


@pytest.mark.parametrize(("package", "language"), PAIRS)
def test_all_that_anybody_reads_is_translated(package: str, language: str) -> None:
    """`python -m config.catalogues` takes new sentences in; then somebody translates them."""
    kept = catalogues.kept(package, language)
    missing = []
    for message in catalogues.collected(package):
        found = kept.get(message.id, message.context) if message.id else None
        if message.id and (found is None or not all(strings(found))):
            missing.append(message.id)
    assert missing == []


@pytest.mark.parametrize(("package", "language"), PAIRS)
def test_no_translation_is_a_guess_or_loses_a_value(package: str, language: str) -> None:
    kept = catalogues.kept(package, language)
    assert len(kept) > 100
    assert [message.id for message in kept if message.id and message.fuzzy] == []
    wrong = []
    for message in kept:
        if not message.id:
            continue
        # A singular may do without its number, where English does.
        ours = [message.id] if isinstance(message.id, str) else list(message.id)
        for english, text in zip(ours, strings(message), strict=True):
            if text and (marks(text) != marks(english) or tags(text) != tags(english)):
                wrong.append((english, text))
    assert wrong == []


@pytest.mark.parametrize(("package", "language"), PAIRS)
def test_what_is_compiled_is_what_is_written(package: str, language: str) -> None:
    compiled = catalogues.path_of(package, language, "mo").read_bytes()
    assert compiled == catalogues.compiled(catalogues.kept(package, language))


def test_django_finds_them() -> None:
    with translation.override("es"):
        assert gettext("Your appointment is booked") == "Su cita está reservada"
        assert gettext("Lie on your back.") == "Túmbese boca arriba."


@pytest.mark.parametrize(("package", "language"), PAIRS)
def test_patients_are_spoken_to_with_one_courtesy(package: str, language: str) -> None:
    """Spanish says usted throughout: none of the forms of tú."""
    familiar = re.compile(r"\b(tú|tu|tus|te|ti|contigo|puedes|tienes|quieres|eres|estás|haz|elige)\b", re.I)
    said = [
        text for message in catalogues.kept(package, language) if message.id
        for text in strings(message) if familiar.search(text)
    ]  # fmt: skip
    assert said == []


def test_control_a_sentence_that_is_missing_is_found(tmp_path: object) -> None:
    path = catalogues.ROOT / "templates" / "portal" / "done.html"
    found = {message.id for message in catalogues.collected("bookings", [path]) if message.id}
    assert "Keep the link in your mail: it always shows how things stand." in found
