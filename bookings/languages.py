"""Which language somebody is spoken to in."""

from django.conf import settings


def supported(language: str) -> str:
    """The language of ours that a tag such as "es-MX" asks for; ours by default if we do not speak it."""
    code = language.split("-")[0].lower()
    return code if code in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def named_languages() -> list[tuple[str, str]]:
    """Our languages, each with its own name for itself."""
    return [(code, str(name)) for code, name in settings.LANGUAGES]
