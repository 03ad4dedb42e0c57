"""The ledger of messages against the letters that the mail server took: one for each, to the right address, with the right time."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from bookings.models import Appointment, Notification, User
from tests.year.history import History, VisitThen
from tests.year.post import Letter
from tests.year.walls import Told, starts_in, told_in

# What the visit was when a letter of the kind left, if the kind speaks of one.
SPEAKS_OF = {
    "confirmation": "booked", "accepted": "booked", "rescheduled": "booked", "reminder": "booked",
    "pre_visit_check": "booked", "request_received": "pending", "declined": "cancelled", "cancelled": "cancelled",
    "waitlist_offer": "held", "series_offer": "held",
}  # fmt: skip
LISTS = ("series", "series_offer")
WITHOUT_A_TIME = ("pre_visit_check", "home_care", "review_due", "self_care_check_in")
VISIT_IN_A_DIGEST = re.compile(r"^- (?P<words>.*)\n\s+http\S+/appointments/(?P<visit>\w+)/", re.MULTILINE)


def wrong_letters(history: History, letters: Sequence[Letter], counted: Counter[str]) -> Iterator[str]:
    """A sentence for everything that does not agree. `counted` tells the letters by kind."""
    rows = list(Notification.objects.select_related("appointment").defer("appointment__reason"))
    by_id = {letter.message_id: letter for letter in letters}
    for message_id, times in Counter(letter.message_id for letter in letters).items():
        if times > 1:
            yield f"letter {message_id} came {times} times"
    sent = [row for row in rows if row.state == "sent" and row.channel == "email"]
    for message_id, times in Counter(row.message_id for row in sent).items():
        if times > 1:
            yield f"{times} rows are sent with the one Message-ID {message_id}"
    for message_id in by_id.keys() - {row.message_id for row in sent}:
        row = next((one for one in rows if one.message_id == message_id), None)
        yield f"a letter came that no row says was sent: {message_id}, {row and (row.kind, row.state, row.why)}"
    users = dict(User.objects.values_list("pk", "email"))
    visits = {row.public_id: row for row in Appointment.objects.defer("reason")}
    for row in sent:
        if (letter := by_id.get(row.message_id)) is None:
            yield f"{row.kind} {row.public_id} was sent, and never came"
            continue
        counted[row.kind] += 1
        yield from _wrong_address(row, letter, history, users)
        yield from _wrong_times(row, letter, history, visits, counted)


def _wrong_address(
    row: Notification, letter: Letter, history: History, users: Mapping[int, str]
) -> Iterator[str]:
    moment = row.sent_at or row.send_at
    if row.user_id:
        right = users[row.user_id]
    else:
        told = history.told(row.patient_id, moment)
        right = told.email if told else ""
    if letter.to != right:
        yield f"{row.kind} {row.public_id} went to {letter.to}, and not to {right}"


def _wrong_times(
    row: Notification,
    letter: Letter,
    history: History,
    visits: Mapping[str, Appointment],
    counted: Counter[str],
) -> Iterator[str]:
    told, moment, visit = told_in(letter.text), row.sent_at or row.send_at, row.appointment
    if visit is None:
        yield from _wrong_digest(row, letter, history, visits, moment, counted)
        return
    page = history.visits.then(visit.pk, moment)
    if page is None:
        yield f"{row.kind} {row.public_id} left before its visit was there"
        return
    if row.kind in SPEAKS_OF and SPEAKS_OF[row.kind] != page.status:
        yield f"{row.kind} {row.public_id} left while the visit was {page.status}"
    if row.kind in WITHOUT_A_TIME:
        return
    expected = [] if row.kind in LISTS else [page.starts_at]
    if page.series:
        expected += _dates(history, page, moment, row.kind)
    counted["times told"] += len(told)
    if not _is_same(told, expected, visit.time_zone, is_list=row.kind in LISTS):
        yield f"{row.kind} {row.public_id} of {moment} tells {told}, the calendar showed {expected}"
    for start in starts_in(letter.calendar):
        counted["times in calendar entries"] += 1
        if start not in (expected or [page.starts_at]):
            yield f"{row.kind} {row.public_id} has a calendar entry at {start}, the calendar showed {expected}"


def _dates(history: History, page: VisitThen, moment: datetime, kind: str) -> list[datetime]:
    """The dates of a series as a letter lists them: those that are anybody's, or in an offer those that are held."""
    pages = [history.visits.then(key, moment) for key in history.series[page.series or 0]]
    if kind == "series_offer":
        return [one.starts_at for one in pages if one and one.status == "held"]
    if kind not in ("series", "confirmation", "accepted", "rescheduled", "cancelled"):
        return []
    return [one.starts_at for one in pages if one and one.patient]


def _is_same(told: list[Told], expected: list[datetime], zone: str, *, is_list: bool) -> bool:
    if len(told) != len(expected):
        return False
    first = 0 if is_list else 1  # its own time comes first, those of the series in order of time
    ordered = expected[:first] + sorted(expected[first:])
    head, tail = told[:first], sorted(told[first:], key=lambda one: one.instant)
    return all(one.is_of(at, zone) for one, at in zip(head + tail, ordered, strict=True))


def _wrong_digest(
    row: Notification,
    letter: Letter,
    history: History,
    visits: Mapping[str, Appointment],
    moment: datetime,
    counted: Counter[str],
) -> Iterator[str]:
    """The visits that a message to staff lists."""
    for match in VISIT_IN_A_DIGEST.finditer(letter.text):
        visit = visits[match["visit"]]
        page, told = history.visits.then(visit.pk, moment), told_in(match["words"])
        counted["times told"] += 1
        if not page or len(told) != 1 or not told[0].is_of(page.starts_at, visit.time_zone):
            yield f"{row.kind} {row.public_id} tells {match['words']!r}, the calendar showed {page}"


def late_letters(late_after: timedelta, counted: Counter[str]) -> None:
    """How many left so much later than planned: for the table."""
    for row in Notification.objects.filter(state="sent", sent_at__isnull=False):
        counted["late"] += bool(row.sent_at and row.sent_at - row.send_at > late_after)
