"""Text messages: what one is, whether they are on, and the line of the provider that SMS_URL names."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.module_loading import import_string

from bookings.notifications.channels.line import Line, Unreachable

# By the scheme of SMS_URL. Named, not imported: what a provider needs is installed by whoever uses it.
PROVIDERS = {
    "console": "bookings.notifications.channels.console.ConsoleLine",
    "twilio": "bookings.notifications.channels.twilio.TwilioLine",
    "twilio+http": "bookings.notifications.channels.twilio.TwilioLine",
}


@dataclass(frozen=True, slots=True)
class Text:
    """One text message: a number in international form (+15550100) and at most one segment of text."""

    recipient: str
    text: str


def texts_are_on() -> bool:
    """Whether this installation can send text messages at all. Off unless SMS_URL is set."""
    return urlsplit(settings.SMS_URL).scheme in PROVIDERS


class NoLine(Line):
    """Where text messages are off."""

    def send(self, letter: Text, /) -> None:
        raise Unreachable


def open_line() -> Line:
    """A line to the provider. Raises ImportError without the package that it needs."""
    provider = PROVIDERS.get(urlsplit(settings.SMS_URL).scheme)
    line: Line = import_string(provider)(settings.SMS_URL) if provider else NoLine()
    return line
