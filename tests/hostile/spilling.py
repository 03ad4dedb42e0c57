"""Whether a file, a calendar or a letter holds more than its words: formulas, entries, headers, tags, sums that were done."""

import csv
import io
import json
from collections.abc import Iterator
from typing import Any

import icalendar

from tests.hostile.corpus import DONE, MARK
from tests.hostile.pages import Page

FORMULA = ("=", "+", "-", "@", "\t", "\r")


def wrong_in(kind: str, answer: Any) -> Iterator[str]:
    """What a file or a program's answer holds that is none of its words."""
    content = b"".join(answer) if answer.streaming else answer.content
    if kind.startswith("text/csv"):
        for line in csv.reader(io.StringIO(content.decode("utf-8-sig"))):
            yield from (f"a formula: {cell[:30]}" for cell in line if cell.startswith(FORMULA))
    elif kind.startswith("text/calendar"):
        yield from wrong_in_calendar(content)
    elif kind.startswith("application/json") or "+json" in kind:
        json.loads(content)
    if DONE.encode() in content:
        yield "a sum that was done"


def wrong_in_calendar(content: bytes) -> Iterator[str]:
    calendar = icalendar.Calendar.from_ical(content)
    for part in calendar.walk():
        if part.name not in ("VCALENDAR", "VEVENT"):
            yield f"a {part.name}"
        yield from (f"a property {name}" for name in part if MARK.upper() in name.upper())
        if len(str(part.get("ATTENDEE", "")).split(MARK)) > 1:
            yield "a stranger is asked along"


def wrong_in_mail(mail: Any) -> Iterator[str]:
    names = [name.lower() for name in mail]
    yield from (f"a header {name}" for name in names if MARK in name or name in ("bcc", "cc"))
    yield from (f"{name} twice" for name in set(names) if names.count(name) > 1 and name != "received")
    if MARK in str(mail["To"]) or "\n" in str(mail["Subject"]):
        yield "an address or a subject of theirs"
    for part in mail.walk():
        content = part.get_payload(decode=True) or b""
        if DONE.encode() in content:
            yield "a sum that was done"
        if part.get_content_type() == "text/html":
            yield from Page(content.decode(), "/").broken
        if part.get_content_type() == "text/calendar":
            yield from wrong_in_calendar(content)
