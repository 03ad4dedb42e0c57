"""How full the hours were, who did not come, who came back: the owner's, a therapist's own, and for the desk two of them."""

from collections import defaultdict
from datetime import date, datetime

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from bookings import wording
from bookings.dashboard.fetching import today_of
from bookings.dashboard.report_page import Report, Stack, Table, percent, report_page, span_of
from bookings.models import Appointment, Membership, Therapist
from bookings.reports.no_shows import Attendance, no_shows
from bookings.reports.retention import retention
from bookings.reports.span import Span, share
from bookings.reports.utilisation import WeekOf, utilisation
from bookings.web import Staff, StaffRequest, staff_required

Role = Membership.Role


def only_own(staff: Staff) -> Therapist | None:
    """Whose figures somebody sees: the owner and the desk everybody's (None), a therapist their own."""
    return None if staff.sees_all else staff.therapist


@require_safe
@staff_required()
def reports(request: StaffRequest) -> HttpResponse:
    return redirect("dashboard:report_utilisation")


@require_safe
@staff_required()
def report_utilisation(request: StaffRequest) -> HttpResponse:
    today = today_of(request.clinic, timezone.now())
    span, wrong = span_of(request, today)
    weeks = utilisation(request.clinic, span, only_own(request.staff))
    report = Report(
        "utilisation",
        _("Utilisation"),
        _(
            "Booked minutes of those worked. Buffers are not counted, nor is time off; who did not come is told apart."
        ),
        [_by_week(weeks), _by_therapist(weeks)],
    )
    return report_page(request, report, span, today, wrong)


def _by_week(weeks: list[WeekOf]) -> Table:
    together: dict[date, list[WeekOf]] = defaultdict(list)
    for one in weeks:
        together[one.monday].append(one)
    stacks = []
    for monday, lines in together.items():
        part = share(sum(one.booked for one in lines), sum(one.worked for one in lines))
        label = wording.short_date(monday)
        stacks.append(Stack(label, [part or 0], f"{label}: {percent(part)}"))
    return Table(
        _("By week and therapist"),
        [_("Week of"), _("Therapist"), _("Minutes worked"), _("Minutes booked"), _("Did not come"), _("Utilisation")],
        [
            [one.monday.isoformat(), one.therapist, str(one.worked), str(one.booked), str(one.missed), percent(one.share)]
            for one in weeks
        ],
        stacks,
        texts=2,
    )  # fmt: skip


def _by_therapist(weeks: list[WeekOf]) -> Table:
    together: dict[str, list[WeekOf]] = defaultdict(list)
    for one in sorted(weeks, key=lambda one: one.therapist):
        together[one.therapist].append(one)
    rows = []
    for name, lines in together.items():
        worked, booked, missed = (
            sum(getattr(one, what) for one in lines) for what in ("worked", "booked", "missed")
        )
        rows.append([name, str(worked), str(booked), str(missed), percent(share(booked, worked))])
    return Table(
        _("By therapist"),
        [_("Therapist"), _("Minutes worked"), _("Minutes booked"), _("Did not come"), _("Utilisation")],
        rows,
    )


@require_safe
@staff_required()
def report_no_shows(request: StaffRequest) -> HttpResponse:
    today = today_of(request.clinic, timezone.now())
    span, wrong = span_of(request, today)
    found = no_shows(request.clinic, span, only_own(request.staff))
    bands = {
        "day": _("under a day"), "week": _("1 to 7 days"), "month": _("7 to 28 days"), "longer": _("over 28 days"),
    }  # fmt: skip
    channels = {source.value: str(source.label) for source in Appointment.Source}
    report = Report(
        "no-shows",
        _("No-shows"),
        _("Of the visits that were due: who did not come, of those who came or did not. Cancelled visits are not counted."),
        [
            _attendance(_("By how long before it was booked"), _("Booked before"), bands, [*found.by_lead, found.all]),
            _attendance(_("By where it was booked"), _("Booked through"), channels, [*found.by_channel, found.all]),
        ],
    )  # fmt: skip
    return report_page(request, report, span, today, wrong)


def _attendance(title: str, what: str, words: dict[str, str], lines: list[Attendance]) -> Table:
    words = {**words, "": _("All")}
    return Table(
        title,
        [what, _("Came"), _("Did not come"), _("Share who did not come")],
        [[words[one.key], str(one.came), str(one.missed), percent(one.share)] for one in lines],
        [
            Stack(words[one.key], [one.share or 0], f"{words[one.key]}: {percent(one.share)}")
            for one in lines
            if one.came or one.missed
        ],
    )


@require_safe
@staff_required(Role.OWNER, Role.THERAPIST)
def report_retention(request: StaffRequest) -> HttpResponse:
    now = timezone.now()
    today = today_of(request.clinic, now)
    span, wrong = span_of(request, today)
    therapist = None if Role.OWNER in request.staff.roles else request.staff.therapist
    report = Report(
        "retention",
        _("Retention"),
        _("Of those who came for the first time: who came again within 60 and 90 days. Whose time is not over and who is not back is not counted yet."),
        [_retention(request, span, now, therapist)],
    )  # fmt: skip
    return report_page(request, report, span, today, wrong)


def _retention(request: StaffRequest, span: Span, now: datetime, therapist: Therapist | None) -> Table:
    rows, stacks = [], []
    for one in retention(request.clinic, span, now, therapist):
        month = one.month.isoformat()[:7]
        soon, later = one.share_60 or 0, one.share_90 or 0
        rows.append([
            month, str(one.new), f"{one.back_60} / {one.due_60}", percent(one.share_60),
            f"{one.back_90} / {one.due_90}", percent(one.share_90),
        ])  # fmt: skip
        said = f"{month}: {percent(one.share_60)}, {percent(one.share_90)}"
        stacks.append(Stack(month, [soon, max(later - soon, 0)], said))
    return Table(
        _("By month of the first visit"),
        [_("Month"), _("New"), _("Back within 60 days"), _("Share"), _("Back within 90 days"), _("Share")],
        rows,
        stacks,
        [_("within 60 days"), _("within 90 days")],
    )
