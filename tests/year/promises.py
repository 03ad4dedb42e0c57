"""Which reminders a clinic's rules promised: worked out a second time, minute by minute on the wall, and looked for.

From the words of docs/notifications alone; the service's planner is not asked.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bookings.models import Appointment, Notification
from tests.year.history import History, VisitThen

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
LEAD, APART, LAST_HELP = 15 * MINUTE, HOUR, 2 * HOUR
STOOD = ("booked", "arrived", "fulfilled", "no_show")
# Why a promised reminder of a visit that took place may not have left.
REASONS = (
    "No e-mail address is known.", "They asked not to get messages of this kind.",
    "It would have come too late to be of use.", "After the quiet hours it would have come too late to be of use.",
    "The clinic sends no reminder this long before a visit any more.",
    "Mail servers refused this address before: please ask for another one.",
)  # fmt: skip
REFUSED = "The mail server refused it for good."


def promised(
    starts_at: datetime, since: datetime, offsets: list[int], quiet: tuple[int, int], zone: ZoneInfo
) -> dict[int, datetime]:
    """When the reminder of each offset (hours) leaves, for a visit that stands in the calendar `since` then."""
    leaving: dict[datetime, int] = {}
    for offset in sorted(offsets, reverse=True):
        moment = starts_at - offset * HOUR
        if moment <= since or not offset:
            continue
        if _is_quiet(moment, quiet, zone):
            last_use = starts_at - min(LAST_HELP, offset * HOUR / 2)
            early = _edge(moment, -MINUTE, quiet, zone) + MINUTE - LEAD
            late = _edge(moment, MINUTE, quiet, zone)
            if early >= since + APART:
                moment = early
            elif late < last_use:
                moment = late
            else:
                continue
        leaving[moment] = offset
    return {offset: moment for moment, offset in leaving.items()}


def _is_quiet(moment: datetime, quiet: tuple[int, int], zone: ZoneInfo) -> bool:
    local = moment.astimezone(zone)
    minute, (start, end) = local.hour * 60 + local.minute, quiet
    return start <= minute < end if start < end else start != end and (minute >= start or minute < end)


def _edge(moment: datetime, step: timedelta, quiet: tuple[int, int], zone: ZoneInfo) -> datetime:
    """The first whole minute in that direction which is not quiet."""
    moment = moment.replace(second=0, microsecond=0)
    while _is_quiet(moment, quiet, zone):
        moment += step
    return moment


def broken_promises(history: History, now: datetime, kept: Counter[str]) -> Iterator[str]:
    """A sentence for each reminder that is missing, was never promised, or did not leave without a reason."""
    rows: dict[tuple[int, int], dict[int, Notification]] = defaultdict(dict)
    for row in Notification.objects.filter(kind="reminder", channel="email").defer("page_key"):
        rows[row.appointment_id or 0, row.revision][row.offset_hours or 0] = row
    visits = Appointment.objects.in_bulk(history.visits.pages.keys())
    for key, pages in history.visits.pages.items():
        visit = visits[key]
        for page in _bookings(pages):
            wanted = _wanted(history, visit, page)
            planned = rows.pop((key, page.revision), {})
            if {offset: row.send_at for offset, row in planned.items()} != wanted:
                yield (
                    f"visit {visit.public_id} revision {page.revision} of {page.starts_at} promised "
                    f"{_shown(wanted)}, planned were {_shown({o: r.send_at for o, r in planned.items()})}"
                )
            is_last = page.revision == pages[-1].revision and pages[-1].status in STOOD
            if is_last and page.starts_at <= now:
                yield from _unsent(visit, planned, kept)
    for (key, revision), planned in rows.items():
        yield f"reminders {sorted(planned)} of visit {key} revision {revision}, which was never booked"


def _bookings(pages: list[VisitThen]) -> list[VisitThen]:
    """The moment at which each revision became booked."""
    found: dict[int, VisitThen] = {}
    for page in pages:
        if page.status == "booked" and page.patient:
            found.setdefault(page.revision, page)
    return list(found.values())


def _wanted(history: History, visit: Appointment, page: VisitThen) -> dict[int, datetime]:
    rules, told = history.rules.then(visit.clinic_id, page.at), history.told(page.patient, page.at)
    assert rules
    quiet = (rules.quiet_from, rules.quiet_to)
    if told and told.quiet_from is not None and told.quiet_to is not None:
        quiet = (told.quiet_from, told.quiet_to)
    return promised(page.starts_at, page.at, rules.offsets, quiet, ZoneInfo(visit.time_zone))


def _unsent(visit: Appointment, planned: dict[int, Notification], kept: Counter[str]) -> Iterator[str]:
    for offset, row in planned.items():
        if row.state == "sent" and row.sent_at and row.send_at <= row.sent_at < row.useful_until:
            kept["sent"] += 1
            kept["sent more than an hour late"] += row.sent_at - row.send_at > HOUR
        elif row.state == "void" and row.why in REASONS:
            kept[f"not sent: {row.why}"] += 1
        elif row.state == "failed" and row.why.startswith(REFUSED):
            kept[f"not sent: {REFUSED}"] += 1
        else:
            yield f"visit {visit.public_id} took place without its reminder of {offset} h: {row.state}, {row.why!r}"


def _shown(times: dict[int, datetime]) -> str:
    return ", ".join(f"{offset} h at {at.isoformat()}" for offset, at in sorted(times.items())) or "none"
