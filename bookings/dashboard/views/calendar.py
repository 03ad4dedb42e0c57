"""The calendar: its page, what it asks for every second or so, and the card of one visit."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.http import HttpResponse, HttpResponseNotModified, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.http import quote_etag
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from bookings import wording
from bookings.appointments.board import read_board, version_of
from bookings.dashboard.calendar_choice import VIEWS, Choice, View, choice_of, remember, span_asked
from bookings.dashboard.calendar_json import board_json, lengths_json
from bookings.dashboard.calendar_words import words
from bookings.dashboard.fetching import appointment_or_404, options_of, today_of
from bookings.dashboard.steps import steps_of
from bookings.web import StaffRequest, staff_required

# An id that no visit has: the script puts in the visit's own.
SOME = "_"
POLL_MS = 1200
SCRIPTS = ("calendar-draw", "calendar-move", "calendar-keys", "calendar")
SNAP_MINUTES = 15


@require_safe
@staff_required()
def calendar(request: StaffRequest) -> HttpResponse:
    """The page with what it shows first; the feed keeps it fresh. Without JavaScript it leads to the day."""
    now = timezone.now()
    choice = choice_of(request, now)
    remember(request, choice)
    present = today_of(request.clinic, now)
    far = timedelta(days=choice.span.days)
    context = {
        "section": "calendar",
        "choice": choice,
        "views": [(view, label, choice.query(view=view.value)) for view, label in VIEWS.items()],
        "before": choice.query(day=choice.day - far),
        "after": choice.query(day=choice.day + far),
        "today": choice.query(day=present),
        "is_today": choice.span.first <= present <= choice.span.last,
        "title": _title(choice, present.year),
        "is_week": choice.view == View.WEEK,
        "setup": _setup(request, choice, now),
        "scripts": [static(f"tend/js/{name}.js") for name in SCRIPTS],
    }
    return render(request, "dashboard/calendar.html", context)


@require_safe
@staff_required()
def feed(request: StaffRequest) -> HttpResponse:
    """What the page shows, as JSON; 304 as long as nothing of it changed (`If-None-Match`)."""
    now = timezone.now()
    tag = quote_etag(version_of(clinic=request.clinic, span=span_asked(request, now), now=now))
    if request.headers.get("If-None-Match") == tag:
        return HttpResponseNotModified(headers={"ETag": tag})
    return JsonResponse(_board(request, choice_of(request, now), now), headers={"ETag": tag})


@require_safe
@staff_required()
def card(request: StaffRequest, public_id: str) -> HttpResponse:
    """One visit with its buttons, for the page's sheet."""
    found = appointment_or_404(request, public_id)
    steps = steps_of(found, timezone.now(), is_confirmed=found.confirmed_at is not None)
    context = {"appointment": found, "steps": steps, "here": reverse("dashboard:calendar")}
    return render(request, "dashboard/_calendar_card.html", context)


def _board(request: StaffRequest, choice: Choice, now: datetime) -> dict[str, Any]:
    board = read_board(
        clinic=request.clinic, span=choice.span, now=now, user=request.staff.user, sees_all=request.staff.sees_all,
        therapist=choice.whose, location=choice.location,
    )  # fmt: skip
    return board_json(board, choice, now)


def _setup(request: StaffRequest, choice: Choice, now: datetime) -> dict[str, Any]:
    """Everything that the script has to know. The version is read before the board."""
    version = version_of(clinic=request.clinic, span=choice.span, now=now)
    own = request.staff.therapist
    return {
        "view": choice.view.value,
        "day": choice.day.isoformat(),
        "first": choice.span.first.isoformat(),
        "zone": choice.time_zone,
        "offset": now.astimezone(choice.span.zone).strftime("%z"),
        "snap": min(SNAP_MINUTES, request.clinic.policy.slot_step_minutes),
        "poll": POLL_MS,
        "version": quote_etag(version),
        "therapist": choice.whose.public_id if choice.whose else "",
        "location": choice.location.public_id if choice.location else "",
        "own": "" if request.staff.sees_all or own is None else own.public_id,
        "seesAll": request.staff.sees_all,
        "lengths": lengths_json(options_of(request.clinic)),
        "urls": {
            "feed": f"{reverse('dashboard:calendar_feed')}?{choice.query()}",
            "visit": reverse("dashboard:appointment", args=[SOME]),
            "card": reverse("dashboard:calendar_card", args=[SOME]),
            "place": reverse("dashboard:place", args=[SOME]),
            "undo": reverse("dashboard:undo", args=[SOME]),
            "move": reverse("dashboard:move", args=[SOME]),
            "book": reverse("dashboard:book"),
            "why": reverse("dashboard:why"),
            "here": f"{reverse('dashboard:calendar')}?{choice.query()}",
            "signIn": settings.LOGIN_URL
            if settings.LOGIN_URL.startswith("/")
            else reverse(settings.LOGIN_URL),
        },
        "words": words(),
        "board": _board(request, choice, now),
    }


def _title(choice: Choice, present_year: int) -> str:
    span = choice.span
    if span.days == 1:
        return wording.day(span.first, year=span.first.year != present_year)
    return _("%(first)s – %(last)s") % {
        "first": wording.short_date(span.first),
        "last": wording.short_date(span.last),
    }
