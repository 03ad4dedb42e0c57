"""The demo's mailbox, read: every mail that was sent, from the Maildir that its mail server keeps."""

import mailbox
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import parsedate_to_datetime
from pathlib import Path

SHOWN = 200


@dataclass(frozen=True, slots=True)
class MailLine:
    key: str
    to: str
    subject: str
    sent_at: datetime | None


@dataclass(frozen=True, slots=True)
class Attachment:
    number: int
    name: str
    content_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail as its reader would get it; `page` is the HTML part."""

    key: str
    headers: tuple[tuple[str, str], ...]
    subject: str
    to: str
    sender: str
    sent_at: datetime | None
    text: str
    page: str
    attachments: tuple[Attachment, ...]


def mail_lines(folder: str) -> list[MailLine]:
    """The latest mails first, two hundred at most."""
    box = _box(folder)
    if box is None:
        return []
    newest = sorted(box.iterkeys(), key=lambda key: (_age(box, key), key), reverse=True)[:SHOWN]
    return [_line(key, _parsed(box, key)) for key in newest]


def read_mail(folder: str, key: str) -> Mail | None:
    """The mail with that key, or None."""
    box = _box(folder)
    if box is None or key not in box:
        return None
    mail = _parsed(box, key)
    line = _line(key, mail)
    return Mail(
        key=key,
        headers=tuple((name, str(value)) for name, value in mail.items()),
        subject=line.subject,
        to=line.to,
        sender=str(mail["From"] or ""),
        sent_at=line.sent_at,
        text=_body(mail, "plain"),
        page=_body(mail, "html"),
        attachments=tuple(_attachments(mail)),
    )


def _box(folder: str) -> mailbox.Maildir | None:
    return mailbox.Maildir(folder, create=False) if Path(folder, "new").is_dir() else None


def _age(box: mailbox.Maildir, key: str) -> float:
    try:
        return box.get_message(key).get_date()
    except KeyError:
        return 0.0


def _parsed(box: mailbox.Maildir, key: str) -> EmailMessage:
    return BytesParser(EmailMessage, policy=policy.default).parsebytes(box.get_bytes(key))


def _line(key: str, mail: EmailMessage) -> MailLine:
    return MailLine(key, str(mail["To"] or ""), str(mail["Subject"] or ""), _sent_at(mail))


def _sent_at(mail: EmailMessage) -> datetime | None:
    try:
        sent = parsedate_to_datetime(str(mail["Date"]))
    except ValueError:
        return None
    return sent if sent.tzinfo else sent.replace(tzinfo=UTC)


def _body(mail: EmailMessage, kind: str) -> str:
    part = mail.get_body((kind,))
    return str(part.get_content()) if part else ""


def _attachments(mail: EmailMessage) -> Iterator[Attachment]:
    """Everything that is neither of the two bodies; an invitation that hangs there twice is one file."""
    seen: set[bytes] = set()
    leaves = [part for part in mail.walk() if not part.is_multipart()]
    others = [
        p for p in leaves if p.get_content_type() not in ("text/plain", "text/html") or p.is_attachment()
    ]
    for number, part in enumerate(others):
        content = part.get_payload(decode=True)
        kind = part.get_content_type()
        name = part.get_filename() or ("invitation.ics" if kind == "text/calendar" else f"part-{number + 1}")
        if isinstance(content, bytes) and content not in seen:
            seen.add(content)
            yield Attachment(number, name, kind, content)
