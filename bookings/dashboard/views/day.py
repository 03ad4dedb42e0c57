"""Today, and any other day."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from bookings import wording
from bookings.appointments.day import DayEntry, DaySheet, day_sheet
from bookings.appointments.free import FreeTime
from bookings.dashboard.fetching import date_in, one_of, therapists_of, today_of
from bookings.dashboard.steps import Steps, steps_of
from bookings.models import Therapist
from bookings.notifications.queries import undelivered_count
from bookings.web import StaffRequest, staff_required

FARTHEST = timedelta(days=3660)
EVERYONE = "all"
# More visits than anybody reads through: each then has its likeliest button, and the others on its own page.
CROWD = 80


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the page: a visit with its buttons, free time, or the mark of the present moment."""

    entry: DayEntry | None = None
    steps: Steps | None = None
    free: FreeTime | None = None
    is_late: bool = False
    is_now: bool = False


@require_safe
@staff_required()
def today(request: StaffRequest) -> HttpResponse:
    now = timezone.now()
    return _day_page(request, today_of(request.clinic, now), now)


@require_safe
@staff_required()
def one_day(request: StaffRequest, day: date) -> HttpResponse:
    return _day_page(request, day, timezone.now())


@require_safe
@staff_required()
def chosen_day(request: StaffRequest) -> HttpResponse:
    """The date picker without JavaScript: `?day=2026-11-24` leads to that day."""
    day = date_in(request, "day")
    if day is None or abs(day - today_of(request.clinic, timezone.now())) > FARTHEST:
        messages.error(request, _("Please choose a date from the calendar."))
        return redirect("dashboard:today")
    whose = request.GET.get("therapist", "")
    return redirect(_day_url(day) + (f"?therapist={whose}" if whose.isalnum() else ""))


def _day_page(request: StaffRequest, day: date, now: datetime) -> HttpResponse:
    people = therapists_of(request.clinic)
    asked = request.GET.get("therapist", "")
    chosen = one_of(people, asked) or (None if asked == EVERYONE else _own(request))
    sheet = day_sheet(clinic=request.clinic, day=day, now=now, user=request.staff.user, therapist=chosen)
    present = today_of(request.clinic, now)
    query = f"?therapist={asked}" if asked == EVERYONE or one_of(people, asked) else ""
    context = {
        "section": "today",
        "sheet": sheet,
        "is_crowded": len(sheet.entries) > CROWD,
        "rows": _rows(sheet, now, with_free=chosen is not None, is_today=day == present),
        "now_rows": [_row(entry, now) for entry in sheet.current],
        "next_row": _row(sheet.next, now) if sheet.next else None,
        "people": people,
        "chosen": chosen,
        "is_today": day == present,
        "is_past": day < present,
        "before_url": _day_url(day - timedelta(days=1)) + query,
        "after_url": _day_url(day + timedelta(days=1)) + query,
        "today_url": reverse("dashboard:today") + query,
        "how_far": _how_far((day - present).days),
        "day_label": wording.day(day, year=day.year != present.year),
        "here": request.get_full_path(),
        "asked": asked,
        "failed": undelivered_count(clinic=request.clinic, since=now) if request.staff.sees_all else 0,
    }
    return render(request, "dashboard/day.html", context)


def _how_far(days: int) -> str:
    if days in (-1, 1):
        return _("Tomorrow") if days == 1 else _("Yesterday")
    if days > 0:
        return ngettext("In %(count)d day", "In %(count)d days", days) % {"count": days}
    return ngettext("%(count)d day ago", "%(count)d days ago", -days) % {"count": -days}


def _own(request: StaffRequest) -> Therapist | None:
    """A therapist's day is their own unless they ask for everyone's; owner and reception start with everyone's."""
    return None if request.staff.sees_all else request.staff.therapist


def _day_url(day: date) -> str:
    return reverse("dashboard:day", args=[day])


def _rows(sheet: DaySheet, now: datetime, *, with_free: bool, is_today: bool) -> list[Row]:
    """Visits in order of time; between them, on one therapist's page, what is free."""
    timed = [(entry.starts_at, _row(entry, now)) for entry in sheet.entries]
    if with_free:
        timed += [(free.starts_at, Row(free=free)) for free in sheet.free]
    if is_today and sheet.entries:
        timed.append((now, Row(is_now=True)))
    return [row for _at, row in sorted(timed, key=lambda pair: pair[0])]


def _row(entry: DayEntry, now: datetime) -> Row:
    if entry.is_busy_only:
        return Row(entry=entry)
    return Row(
        entry=entry,
        steps=steps_of(entry, now, is_confirmed=entry.is_confirmed),
        is_late=entry.status == "booked" and entry.starts_at < now,
    )
