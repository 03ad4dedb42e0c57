"""Which language somebody is spoken to in.

Whoever speaks first is not always right: a clinic's language is a guess, what a browser asks for a better one, what a
person has told us better still, and what was chosen on this very device is final.
"""

from contextvars import ContextVar
from enum import IntEnum

from django.conf import settings
from django.utils import translation
from django.utils.translation.trans_real import parse_accept_lang_header


class Because(IntEnum):
    """Why a language is spoken, the weakest reason first."""

    NOBODY_ASKED = 0
    CLINIC = 1
    BROWSER = 2
    PERSON = 3
    CHOSEN = 4


_reason: ContextVar[Because] = ContextVar("why_this_language", default=Because.NOBODY_ASKED)


def begin(*, chosen: str, accepted: str) -> None:
    """A request begins: its cookie's language, what its browser accepts (RFC 9110, 12.5.4), or ours by default."""
    if chosen in dict(settings.LANGUAGES):
        _activate(chosen, Because.CHOSEN)
    elif (wanted := _first_of(accepted)) is not None:
        _activate(wanted, Because.BROWSER)
    else:
        _activate(settings.LANGUAGE_CODE, Because.NOBODY_ASKED)


def speak(language: str, because: Because) -> None:
    """From here on speak `language`, unless there is a better reason for the present one."""
    if language and because > _reason.get() and supported(language) == language.split("-")[0].lower():
        _activate(supported(language), because)


def supported(language: str) -> str:
    """The language of ours that a tag such as "es-MX" asks for; ours by default if we do not speak it."""
    code = language.split("-")[0].lower()
    return code if code in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def named_languages() -> list[tuple[str, str]]:
    """Our languages, each with its own name for itself."""
    return [(code, str(name)) for code, name in settings.LANGUAGES]


def _activate(language: str, because: Because) -> None:
    translation.activate(language)
    _reason.set(because)


def _first_of(accepted: str) -> str | None:
    ours = dict(settings.LANGUAGES)
    tags = (tag.split("-")[0] for tag, _weight in parse_accept_lang_header(accepted.lower()[:500]))
    return next((tag for tag in tags if tag in ours), None)
