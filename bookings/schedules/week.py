"""A therapist's week and the dates that differ from it, as their page shows them."""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bookings import wording
from bookings.availability.hours import DAY, WeeklyRule
from bookings.models import DateOverride, Therapist, WeeklyHours

# A Monday, so that its days have the names of the week.
MONDAY = date(2024, 1, 1)


@dataclass(frozen=True, slots=True)
class HoursLine:
    """One interval. `note` says when it holds, if not always."""

    public_id: str
    hours: str
    location: str
    note: str


@dataclass(frozen=True, slots=True)
class WeekdayLine:
    number: int
    name: str
    hours: tuple[HoursLine, ...]


@dataclass(frozen=True, slots=True)
class OverrideLine:
    public_id: str
    day: str
    hours: str | Promise
    location: str


@dataclass(frozen=True, slots=True)
class HoursSheet:
    days: tuple[WeekdayLine, ...]
    overrides: tuple[OverrideLine, ...]

    @property
    def has_hours(self) -> bool:
        return any(day.hours for day in self.days)


def hours_sheet(*, therapist: Therapist, today: date) -> HoursSheet:
    """All seven days and the differing dates from today on. Two queries."""
    rows = WeeklyHours.objects.filter(therapist=therapist).exclude(valid_until__lt=today)
    ordered = rows.select_related("location").order_by("weekday", "start_minute", "pk")
    by_day = {day: list(found) for day, found in groupby(ordered, key=lambda row: row.weekday)}
    ahead = DateOverride.objects.filter(therapist=therapist, date__gte=today)
    return HoursSheet(
        days=tuple(
            WeekdayLine(
                number, weekday_name(number), tuple(_line(row, today) for row in by_day.get(number, ()))
            )
            for number in range(7)
        ),
        overrides=tuple(
            OverrideLine(
                row.public_id,
                wording.day(row.date, year=True),
                ", ".join(between(start, end) for start, end in row.intervals) or _("Closed"),
                row.location.name,
            )
            for row in ahead.select_related("location").order_by("date", "pk")
        ),
    )


def weekday_name(number: int) -> str:
    return date_format(MONDAY.replace(day=1 + number), "l")


def between(start: int, end: int) -> str:
    """9:00 am – 5:00 pm"""
    said = f"{_clock(start)} – {_clock(end)}"
    return said if end > start or end == 0 else _("%(hours)s the next day") % {"hours": said}


def _clock(minute: int) -> str:
    return _("midnight") if minute == DAY else wording.clock_at(minute)


def _line(row: WeeklyHours, today: date) -> HoursLine:
    notes = []
    if row.every_weeks > 1:
        notes.append(
            ngettext("every %(n)d week", "every %(n)d weeks", row.every_weeks) % {"n": row.every_weeks}
        )
        if day := _next_day(row, today):
            notes.append(_("next on %(day)s") % {"day": wording.short_day(day)})
    if row.valid_from and row.valid_from > today:
        notes.append(_("from %(day)s") % {"day": date_format(row.valid_from)})
    if row.valid_until:
        notes.append(_("until %(day)s") % {"day": date_format(row.valid_until)})
    return HoursLine(
        row.public_id, between(row.start_minute, row.end_minute), row.location.name, ", ".join(notes)
    )


def _next_day(row: WeeklyHours, today: date) -> date | None:
    """The next date of a rota, today included; None if it is over by then."""
    rule = WeeklyRule(
        row.weekday, row.start_minute, row.end_minute, row.valid_from, row.valid_until, row.every_weeks
    )
    first = max(today, row.valid_from or today)
    days = (first + timedelta(days=ahead) for ahead in range(7 * (row.every_weeks + 1)))
    return next((day for day in days if rule.starts_on(day)), None)
