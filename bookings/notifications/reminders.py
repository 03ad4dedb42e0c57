"""When reminders leave. Pure: a start, a clock and a clinic's numbers become a plan.

Offsets count in absolute hours, quiet hours on the wall of the recipient: across a change of the clock
"24 hours before" stays 24 hours, and 21:00 stays 21:00.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from bookings.availability.hours import DAY, instant, local_date

# A reminder that would fall into the night leaves this long before it, so that a retry or two still fits.
LEAD = timedelta(minutes=15)
# Moved before the night, it must not come on the heels of the confirmation.
APART = timedelta(hours=1)
# Closer to the start than this a reminder changes nothing any more.
LAST_HELP = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class QuietHours:
    """Minutes after midnight on the wall, half-open; over midnight if the end is not after the start.

    Equal bounds mean that there are none.
    """

    start: int
    end: int

    def span_at(self, moment: datetime, zone: ZoneInfo) -> tuple[datetime, datetime] | None:
        """The quiet span that `moment` lies in, read widely on a night when the clock changes."""
        if self.start % DAY == self.end % DAY:
            return None
        at = int(moment.timestamp())
        today = local_date(zone, at)
        for day in (today, today - timedelta(days=1)):
            end = self.end if self.end > self.start else self.end + DAY
            first, last = instant(zone, day, self.start, "start"), instant(zone, day, end, "end")
            if first <= at < last:
                return datetime.fromtimestamp(first, UTC), datetime.fromtimestamp(last, UTC)
        return None


@dataclass(frozen=True, slots=True)
class Reminder:
    """How many hours before the start it was meant for, when it leaves, until when it is of use."""

    offset_hours: int
    send_at: datetime
    useful_until: datetime


def plan_reminders(
    *, starts_at: datetime, now: datetime, offsets_hours: Iterable[int], quiet: QuietHours, zone: ZoneInfo
) -> list[Reminder]:
    """The reminders of an appointment that is booked or moved at `now`, in the order in which they leave.

    An offset that has passed is left out, never made up for. One that falls into quiet hours leaves before
    them if that is at least an hour away, else after them if that still helps, else not at all. Of two that
    would leave together the one meant for later stays; each is of use until the next one leaves.
    """
    # Two instants with the same tzinfo are subtracted and compared by their walls: not here.
    starts_at, now = starts_at.astimezone(UTC), now.astimezone(UTC)
    leaving: dict[datetime, int] = {}
    for offset in sorted(set(offsets_hours), reverse=True):
        planned = starts_at - timedelta(hours=offset)
        if planned <= now or offset == 0:
            continue
        send_at = _before_the_quiet(planned, now, quiet, zone) or leaves_at(
            planned, until=_last_use(starts_at, offset), quiet=quiet, zone=zone
        )
        if send_at is not None:
            leaving[send_at] = offset
    times = sorted(leaving)
    ends = dict(pairwise(times))
    return [
        Reminder(leaving[at], at, min(_last_use(starts_at, leaving[at]), ends.get(at, starts_at)))
        for at in times
    ]


def leaves_at(moment: datetime, *, until: datetime, quiet: QuietHours, zone: ZoneInfo) -> datetime | None:
    """`moment`, or the end of the quiet hours it lies in; None if that is not before `until`."""
    moment = moment.astimezone(UTC)
    while span := quiet.span_at(moment, zone):
        moment = span[1]
    return moment if moment < until else None


def _before_the_quiet(planned: datetime, now: datetime, quiet: QuietHours, zone: ZoneInfo) -> datetime | None:
    span = quiet.span_at(planned, zone)
    if span is None:
        return None
    early = span[0] - LEAD
    if earlier := quiet.span_at(early, zone):  # the open hours are shorter than the lead
        early = earlier[1]
    is_open = early < span[0] and quiet.span_at(early, zone) is None
    return early if is_open and early >= now + APART else None


def _last_use(starts_at: datetime, offset_hours: int) -> datetime:
    return starts_at - min(LAST_HELP, timedelta(hours=offset_hours) / 2)
