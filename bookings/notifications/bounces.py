"""Reading the reports that mail servers send about letters which came back (RFC 3464). Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import policy
from email.message import EmailMessage, Message
from email.parser import BytesParser

STATUS = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
# Of the second number of a status (RFC 3463): the address itself, or the mailbox behind it. Policy (7), content (6),
# congestion and routing (3, 4, 5) say nothing against the address.
ABOUT_ADDRESS = {"0", "1", "2"}
LONGEST = 1_000_000


@dataclass(frozen=True, slots=True)
class Bounce:
    """`message_id` of our letter, the status of its failure, and whether the address is at fault."""

    message_id: str
    status: str
    is_about_address: bool


def read_bounce(report: bytes) -> Bounce | None:
    """What a report says, if it is one about a letter that failed for good; None for any other mail."""
    mail = BytesParser(policy=policy.default).parsebytes(report[:LONGEST])
    if mail.get_content_type() != "multipart/report":
        return None
    status = next(_failures(mail), None)
    message_id = next(_message_ids(mail), None)
    if status is None or message_id is None:
        return None
    return Bounce(message_id, ".".join(status), status[0] == "5" and status[1] in ABOUT_ADDRESS)


def _failures(mail: EmailMessage) -> Iterator[tuple[str, str, str]]:
    """The status of each recipient whose delivery has failed."""
    for part in mail.walk():
        if part.get_content_type() != "message/delivery-status":
            continue
        for fields in part.get_payload() if part.is_multipart() else ():
            if not isinstance(fields, Message) or str(fields.get("Action", "")).strip().lower() != "failed":
                continue
            if found := STATUS.search(str(fields.get("Status", ""))):
                yield found[1], found[2], found[3]


def _message_ids(mail: EmailMessage) -> Iterator[str]:
    """The Message-ID of the letter that came back, which the report holds whole or by its headers."""
    for part in mail.walk():
        kind = part.get_content_type()
        if kind == "message/rfc822" and part.is_multipart():
            inner = part.get_payload()
            original: Message | None = inner[0] if isinstance(inner, list) and inner else None  # type: ignore[assignment]
        elif kind in ("text/rfc822-headers", "message/rfc822-headers"):
            headers = part.get_payload(decode=True)
            original = BytesParser(policy=policy.default).parsebytes(
                headers if isinstance(headers, bytes) else b""
            )
        else:
            continue
        if original is not None and (found := str(original.get("Message-ID", "")).strip()):
            yield found
