"""E-mail: one connection for many letters. Knows SMTP and nothing about what a letter says."""

import re
import smtplib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field

from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend

from bookings.notifications.channels.line import Line, Refused, Unreachable
from bookings.notifications.channels.mime import Mail

CLOSING = 421
POLICY = re.compile(rb"5\.7\b")  # RFC 3463: security or policy status


@dataclass(frozen=True, slots=True)
class Invitation:
    """A calendar entry (iCalendar bytes) and the method it was made with."""

    content: bytes
    method: str


@dataclass(frozen=True, slots=True)
class Letter:
    """All that is needed to send one message."""

    message_id: str
    sender: str
    recipient: str
    subject: str
    text: str
    html: str
    reply_to: str = ""
    invitation: Invitation | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


class Connection(Line):
    """An SMTP connection, opened at the first letter and reused for the next ones."""

    def __init__(self) -> None:
        super().__init__()
        self._backend: BaseEmailBackend | None = None

    def close(self) -> None:
        if self._backend is not None:
            with suppress(OSError):  # every smtplib error is one
                self._backend.close()

    def send(self, letter: Letter, /) -> None:
        backend = self._opened()
        try:
            backend.send_messages([_message(letter)])
        except smtplib.SMTPRecipientsRefused as error:
            raise self._refusal(*next(iter(error.recipients.values()))) from error
        except smtplib.SMTPResponseException as error:
            raise self._refusal(error.smtp_code) from error
        except smtplib.SMTPNotSupportedError as error:
            raise Refused(553) from error  # an address with signs that this server cannot carry
        except OSError as error:
            self._drop()
            raise self._lost() from error

    def _opened(self) -> BaseEmailBackend:
        if self._backend is None:
            # A backend whose opening failed half-way is never used again: after a failed STARTTLS it may
            # hold a connection in plain text.
            backend = get_connection()
            try:
                backend.open()
            except (OSError, ValueError) as error:
                self.is_hopeless = True
                _hang_up(backend)
                raise Unreachable from error
            self._backend = backend
        return self._backend

    def _refusal(self, code: int, said: bytes = b"5.7") -> Refused:
        """A no to the recipient speaks of the address, unless it says that it is a matter of policy (X.7)."""
        if code == CLOSING:
            self._drop()
        return Refused(code, is_about_address=not POLICY.match(said))

    def _drop(self) -> None:
        if self._backend is not None:
            _hang_up(self._backend)
            self._backend = None


def _hang_up(backend: BaseEmailBackend) -> None:
    """Close without a word: QUIT would wait for an answer from a server that gives none."""
    with suppress(OSError):
        if socket := getattr(backend, "connection", None):
            socket.close()


def _message(letter: Letter) -> Mail:
    message = Mail(
        subject=letter.subject,
        body=letter.text,
        from_email=letter.sender,
        to=[letter.recipient],
        reply_to=[letter.reply_to] if letter.reply_to else None,
        headers={**letter.headers, "Message-ID": letter.message_id},
    )
    message.attach_alternative(letter.html, "text/html")
    if letter.invitation:
        # Twice: as an alternative calendars offer to act on it, as a file people can open it anywhere.
        content, method = letter.invitation.content, letter.invitation.method
        message.attach_alternative(content.decode(), f"text/calendar; method={method}")
        message.attach("invite.ics", content, "application/ics")
    return message
